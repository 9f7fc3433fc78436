/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks that are set, and frames that are dated wrong: no verdict is stuck, none is rash. */
#include "unit/trial.h"

static const tb_span hour = 3600 * TB_SECOND;

/* Somebody else says something each second. */
static void go_on_for(unsigned seconds)
{
	struct conv other;

	conv_init(&other, &court.tape, "192.0.2.7", 40007, "198.51.100.7", 80);
	conv_open(&other);
	for (unsigned i = 0; i < seconds; i++) {
		tape_pass(&court.tape, TB_SECOND);
		conv_data(&other, TB_CLIENT, 10);
	}
}

static void refuse(uint16_t port)
{
	conv_init(&conv, &court.tape, "192.0.2.1", port, "198.51.100.2", 80);
	conv_syn(&conv);
	conv_rstack(&conv, TB_SERVER);
}

static void a_clock_that_is_set_back_does_not_hold_up_verdicts(void **state)
{
	(void)state;
	go_on_for(2);
	tape_pass(&court.tape, -hour);
	refuse(40000);
	go_on_for(20);
	assert_int_equal(court.n, 1);
	assert_false(court.verdict[0].v.early);
	court_close(&court);
}

static void nor_does_it_where_it_is_set_back_again_and_again(void **state)
{
	(void)state;
	for (uint16_t i = 0; i < 5; i++) {
		tape_pass(&court.tape, -hour);
		refuse((uint16_t)(40000 + i));
		go_on_for(20);
	}
	assert_int_equal(court.n, 5);
	court_close(&court);
}

/* What was open when it was set back is watched for at least as long as others. */
static void what_was_open_then_is_watched_on(void **state)
{
	(void)state;
	refuse(40000);
	tape_pass(&court.tape, -hour);
	go_on_for(2);
	assert_int_equal(court.n, 0);
	go_on_for(20);
	assert_int_equal(court.n, 1);
	court_close(&court);
}

static void one_frame_of_the_future_does_not_hold_up_verdicts(void **state)
{
	(void)state;
	go_on_for(2);
	tape_pass(&court.tape, 24 * hour);
	conv_init(&conv, &court.tape, "192.0.2.9", 40000, "198.51.100.2", 80);
	conv_syn(&conv);
	tape_pass(&court.tape, -24 * hour);
	refuse(40001);
	go_on_for(20);
	assert_int_equal(court.n, 1);
	assert_int_equal(court.verdict[0].v.flow.end[TB_CLIENT].port, 40001);
	court_close(&court);
}

/* Where frames of two clocks alternate the one that is ahead counts, and nothing is judged
 * before its aftermath is over. */
static void two_clocks_far_apart_do_not_make_time_run(void **state)
{
	struct conv ahead;

	(void)state;
	conv_init(&ahead, &court.tape, "192.0.2.9", 40000, "198.51.100.2", 80);
	conv_open(&ahead);
	tape_pass(&court.tape, -hour);
	refuse(40001);
	for (unsigned i = 0; i < 4; i++) {
		tape_pass(&court.tape, hour + TB_SECOND / 2);
		conv_data(&ahead, TB_CLIENT, 10);
		tape_pass(&court.tape, -hour);
		go_on_for(0);
	}
	assert_int_equal(court.n, 0);
	court_close(&court);
	assert_int_equal(court.n, 1);
}

/* Longer than one alone would have to be behind to be believed. */
static void nor_where_the_one_behind_goes_on_for_long(void **state)
{
	struct conv ahead;
	tb_time front, back;

	(void)state;
	conv_init(&ahead, &court.tape, "192.0.2.9", 40000, "198.51.100.2", 80);
	conv_open(&ahead);
	front = court.tape.now;
	tape_pass(&court.tape, -hour);
	refuse(40001);
	for (unsigned i = 0; i < 20; i++) {
		back = court.tape.now;
		front.ns += TB_MILLISECOND;
		court.tape.now = front;
		conv_data(&ahead, TB_CLIENT, 10);
		court.tape.now = back;
		tape_pass(&court.tape, TB_SECOND);
		go_on_for(0);
	}
	assert_int_equal(court.n, 0);
	court_close(&court);
	assert_int_equal(court.n, 1);
}

/* By ticks alone: nothing comes after the clock was set back but what is to be judged. */
static void a_tick_is_asked_for_and_believed_as_frames_are(void **state)
{
	tb_time due;

	(void)state;
	go_on_for(1);
	tape_pass(&court.tape, -hour);
	refuse(40000);
	due = tb_engine_next_tick(court.engine);
	assert_true(tb_since(due, court.tape.now) > 0);
	assert_true(tb_since(due, court.tape.now) < 60 * TB_SECOND);
	tb_engine_tick(court.engine, due);
	assert_int_equal(court.n, 0);
	due = tb_engine_next_tick(court.engine);
	tb_engine_tick(court.engine, due);
	assert_int_equal(court.n, 1);
	court_close(&court);
}

/* Else who asks for the next tick would ask for it again and again. */
static void what_has_come_near_again_is_waited_for(void **state)
{
	tb_time due;

	(void)state;
	refuse(40000);
	tape_pass(&court.tape, -62 * TB_SECOND);
	go_on_for(1);
	due = tb_engine_next_tick(court.engine);
	assert_true(due.ns < court.tape.now.ns + 60 * TB_SECOND);
	tb_engine_tick(court.engine, due);
	assert_int_equal(court.n, 0);
	assert_true(tb_engine_next_tick(court.engine).ns > due.ns);
	tb_engine_tick(court.engine, tb_engine_next_tick(court.engine));
	assert_int_equal(court.n, 1);
	court_close(&court);
}

/* As far apart as times can be, back and forth. */
static void absurd_times_are_borne(void **state)
{
	(void)state;
	for (uint16_t i = 0; i < 40; i++) {
		court.tape.now.ns = i / 2 % 2 ? INT64_MIN + i : INT64_MAX - i;
		refuse((uint16_t)(40000 + i));
	}
	court.tape.now.ns = 0;
	go_on_for(20);
	court_close(&court);
	assert_int_equal(court.n, 40);
}

/* The silence itself is as long as times can be apart, and goes back from the earliest one. */
static void nor_does_a_silence_between_absurd_times_do_harm(void **state)
{
	(void)state;
	court.tape.now.ns = INT64_MIN;
	conv_open(&conv);
	exchange(10, 10);
	court.tape.now.ns = INT64_MAX;
	conv_data(&conv, TB_CLIENT, 10);
	court.tape.now.ns = INT64_MIN;
	conv_data(&conv, TB_CLIENT, 10);
	conv_rst(&conv, TB_SERVER);
	court_close(&court);
	assert_int_equal(court.n, 1);
}

static void silence_before_a_clock_was_set_back_is_no_silence_after_it(void **state)
{
	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	tape_pass(&court.tape, -hour);
	conv_data(&conv, TB_CLIENT, 10);
	conv_rst(&conv, TB_SERVER);
	court_close(&court);
	assert_int_not_equal(court_asked(&court, 0, "silent"), TB_YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_clock_that_is_set_back_does_not_hold_up_verdicts),
		claim(nor_does_it_where_it_is_set_back_again_and_again),
		claim(what_was_open_then_is_watched_on),
		claim(one_frame_of_the_future_does_not_hold_up_verdicts),
		claim(two_clocks_far_apart_do_not_make_time_run),
		claim(nor_where_the_one_behind_goes_on_for_long),
		claim(a_tick_is_asked_for_and_believed_as_frames_are),
		claim(what_has_come_near_again_is_waited_for),
		claim(absurd_times_are_borne),
		claim(nor_does_a_silence_between_absurd_times_do_harm),
		claim(silence_before_a_clock_was_set_back_is_no_silence_after_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
