/* SPDX-License-Identifier: BSD-3-Clause */
/* Several RSTs of one connection, and which of them counts. */
#include "unit/trial.h"

static void each_segment_in_flight_to_the_dead_gets_a_reply(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	court.tape.step = 100 * TB_MICROSECOND;
	for (unsigned i = 0; i < 3; i++)
		conv_data(&conv, TB_CLIENT, 100);
	for (unsigned i = 0; i < 3; i++) {
		struct conv_segment rst = forged(TB_SERVER, conv.end[TB_SERVER].next);

		rst.ip.id = 0;
		conv_put(&conv, &rst);
	}
	v = only_verdict();
	assert_int_equal(v->n_rst, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(v->rst[i].role, i == 0 ? TB_ROLE_DECIDING : TB_ROLE_REPLY);
		assert_int_equal(v->rst[i].effect, i == 0 ? TB_EFFECT_ACCEPTED : TB_EFFECT_LATE);
		assert_int_equal(v->rst[i].trigger.frame.number, 8 + i);
	}
}

static void resets_that_cross_are_one_episode(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_rstack(&conv, TB_CLIENT);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->n_rst, 2);
	assert_int_equal(v->deciding, 0);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_LATE);
	assert_int_equal(v->rst[1].role, TB_ROLE_CROSSING);
	assert_int_equal(v->rst[1].effect, TB_EFFECT_LATE);
}

static void the_first_accepted_rst_decides_not_the_first_one(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next + 10000000);
	conv_put(&conv, &rst);
	exchange(20, 20);
	conv_rstack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->deciding, 1);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_IGNORED);
	assert_int_equal(v->rst[0].role, TB_ROLE_IGNORED);
	assert_int_equal(v->rst[1].from, TB_CLIENT);
	assert_int_equal(v->rst[1].role, TB_ROLE_DECIDING);
}

static void an_exact_rst_whose_receiver_goes_on_was_not_accepted(void **state)
{
	const struct tb_verdict *v;
	struct conv_segment rst;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next);
	rst.ip.ttl = 30;
	conv_put(&conv, &rst);
	exchange(30, 30);
	exchange(30, 30);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_IGNORED);
	/* another TTL, and the server talks on: two signs of a stranger */
	assert_int_equal(v->origin.by, TB_ORIGIN_THIRD_PARTY);
	assert_int_equal(v->harm.verdict, TB_HARM_BENIGN);
}

/* In the window of the client, but not exact. */
static struct conv_segment forge_in_window(void)
{
	struct conv_segment rst;

	conv_open(&conv);
	exchange(10, 10);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next + 1000);
	conv_put(&conv, &rst);
	return rst;
}

static void a_rst_elsewhere_in_the_window_is_challenged(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	forge_in_window();
	conv_ack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_CHALLENGED);
	assert_int_equal(v->rst[0].effect_why.frame.number, 9);
}

/* An ACK in a forged RST is no sign of its claimed sender. */
static void a_rst_with_an_acknowledgment_is_challenged_too(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.tcp.seq += 1000;
	conv_put(&conv, &rst);
	conv_ack(&conv, TB_CLIENT);
	exchange(20, 20);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_CHALLENGED);
	assert_int_equal(v->rst[0].effect_why.frame.number, 9);
}

/* The tape stands where the RST passes: what either end had sent before it met it comes by,
 * and then the challenge. */
static void a_challenge_is_known_between_what_was_under_way(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	court.tape.step = 20 * TB_MILLISECOND;
	conv_open(&conv);
	exchange(10, 10);
	court.tape.step = TB_MILLISECOND;
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next + 1000);
	conv_put(&conv, &rst);
	conv_data(&conv, TB_CLIENT, 30);
	conv_data(&conv, TB_SERVER, 30);
	rst = conv_next(&conv, TB_CLIENT, TB_ACK, 0);
	rst.tcp.ack -= 30;
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_CHALLENGED);
	assert_int_equal(v->rst[0].effect_why.frame.number, 11);
}

static void what_the_other_end_called_for_is_no_challenge(void **state)
{
	struct conv_segment ack;
	const struct tb_verdict *v;

	(void)state;
	forge_in_window();
	conv_data(&conv, TB_SERVER, 30);
	ack = conv_next(&conv, TB_CLIENT, TB_ACK, 0);
	ack.tcp.ack -= 30;
	tape_pass(&court.tape, 10 * TB_MILLISECOND);
	conv_put(&conv, &ack);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_UNKNOWN);
}

static void a_challenge_answers_no_rst_that_came_after_it(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	rst = forge_in_window();
	conv_ack(&conv, TB_CLIENT);
	rst.tcp.seq += 1000;
	conv_put(&conv, &rst);
	rst.tcp.seq += 1000;
	conv_put(&conv, &rst);
	conv_ack(&conv, TB_CLIENT);
	rst.tcp.seq += 1000;
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_int_equal(v->n_rst, 4);
	assert_int_equal(v->rst[0].effect_why.frame.number, 9);
	assert_int_equal(v->rst[1].effect, TB_EFFECT_CHALLENGED);
	assert_int_equal(v->rst[1].effect_why.frame.number, 12);
	assert_int_equal(v->rst[3].effect, TB_EFFECT_IGNORED);
}

static void an_answer_to_the_challenge_decides(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	forge_in_window();
	conv_ack(&conv, TB_CLIENT);
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->deciding, 1);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_CHALLENGED);
	assert_int_equal(v->rst[1].effect, TB_EFFECT_ACCEPTED);
	assert_int_equal(v->rst[1].trigger.frame.number, 9);
}

static void the_window_is_scaled(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv.end[TB_CLIENT].wscale = 7;
	conv.end[TB_SERVER].wscale = 7;
	conv.end[TB_CLIENT].window = 1000;
	conv_open(&conv);
	exchange(10, 10);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next + 127 * 1000);
	conv_put(&conv, &rst);
	conv_ack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_CHALLENGED);
}

static void data_captured_just_after_its_senders_rst_does_not_make_it_a_guess(void **state)
{
	struct conv_segment data, rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	data = conv_next(&conv, TB_SERVER, TB_ACK | TB_PSH, 100);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.tcp.seq += 100;
	conv_put(&conv, &rst);
	court.tape.now.ns -= court.tape.step - 10;
	conv_put(&conv, &data);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_int_equal(v->origin.by, TB_ORIGIN_SERVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(each_segment_in_flight_to_the_dead_gets_a_reply),
		claim(resets_that_cross_are_one_episode),
		claim(the_first_accepted_rst_decides_not_the_first_one),
		claim(an_exact_rst_whose_receiver_goes_on_was_not_accepted),
		claim(a_rst_elsewhere_in_the_window_is_challenged),
		claim(a_rst_with_an_acknowledgment_is_challenged_too),
		claim(a_challenge_is_known_between_what_was_under_way),
		claim(what_the_other_end_called_for_is_no_challenge),
		claim(a_challenge_answers_no_rst_that_came_after_it),
		claim(an_answer_to_the_challenge_decides),
		claim(the_window_is_scaled),
		claim(data_captured_just_after_its_senders_rst_does_not_make_it_a_guess),
	};

	return cmocka_run_group_tests_name("engine_rsts", tests, NULL, NULL);
}
