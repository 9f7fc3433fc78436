/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said of a reset when the capture has missed something. */
#include "unit/trial.h"

static void miss(tb_span span, uint64_t packets)
{
	const struct tb_lapse lapse = { court.tape.now, { court.tape.now.ns + span }, packets,
					packets == 0 };

	tb_engine_missed(court.engine, &lapse);
	tape_pass(&court.tape, span + TB_MILLISECOND);
}

/* A request that is never answered; packets are lost, or none. */
static void reset_in_mid_request(uint64_t lost)
{
	conv_open(&conv);
	conv_text(&conv, TB_CLIENT, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	conv_ack(&conv, TB_SERVER);
	if (lost > 0)
		miss(TB_MILLISECOND, lost);
	else
		tape_pass(&court.tape, 2 * TB_MILLISECOND);
	conv_rstack(&conv, TB_SERVER);
	tape_pass(&court.tape, 10 * TB_SECOND);
	tb_engine_tick(court.engine, court.tape.now);
}

/* Does the list of what could not be seen say that? */
static bool says(const struct tb_verdict *v, const char *what)
{
	char text[256];

	for (size_t i = 0; i < v->n_unseen; i++) {
		tb_why_text(&v->unseen[i], text, sizeof(text));
		if (strstr(text, what) != NULL)
			return true;
	}
	return false;
}

static void a_verdict_says_how_many_packets_were_lost_meanwhile(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	reset_in_mid_request(12);
	v = only_verdict();
	assert_true(v->missed.any);
	assert_int_equal(v->missed.packets, 12);
	assert_int_equal(v->missed.blind, 0);
	assert_true(says(v, "packets that the capture lost while this connection was watched, of "
			    "whatever connections: 12"));
}

static void nothing_is_said_where_nothing_was_lost(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	reset_in_mid_request(0);
	v = only_verdict();
	assert_false(v->missed.any);
	assert_false(says(v, "lost"));
	assert_int_equal(v->harm.verdict, TB_HARM_DISRUPTIVE);
}

static void what_is_lost_makes_less_sure(void **state)
{
	double sure, third;

	(void)state;
	reset_in_mid_request(0);
	sure = only_verdict()->origin.confidence;
	third = court.verdict[0].v.cause.confidence;
	begin(NULL);
	reset_in_mid_request(12);
	assert_true(only_verdict()->origin.confidence < sure);
	assert_true(court.verdict[0].v.cause.confidence < third);
}

static void an_answer_that_was_not_seen_may_be_among_the_lost(void **state)
{
	char text[256];

	(void)state;
	reset_in_mid_request(12);
	assert_int_equal(only_verdict()->harm.verdict, TB_HARM_UNKNOWN);
	tb_why_text(&court.verdict[0].v.harm.why, text, sizeof(text));
	assert_non_null(strstr(text, "missed packets just before"));
}

/* An hour of sleep is no idle timeout. */
static void a_time_in_which_nobody_watched_is_no_silence(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(100, 100);
	miss(3600 * TB_SECOND, 0);
	conv_data(&conv, TB_CLIENT, 10);
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->missed.blind, 3600 * TB_SECOND);
	assert_true(says(v, "what came in 3600"));
	assert_int_equal(court_asked(&court, 0, "silent"), TB_UNSEEN);
	assert_string_not_equal(v->cause.slug, "middlebox-idle-timeout");
}

/* So many that of those of one moment not all can be looked at. */
static void strangers_end(unsigned n)
{
	struct conv other;

	for (unsigned i = 0; i < n; i++) {
		conv_init(&other, &court.tape, "192.0.2.7", (uint16_t)(1024 + i), "198.51.100.7",
			  80);
		conv_open(&other);
		conv_rstack(&other, TB_CLIENT);
		court.tape.n_rst = 0;	/* nobody asks which they were */
	}
}

static void abort_among(unsigned strangers)
{
	court.tape.step = 10 * TB_MICROSECOND;
	conv_open(&conv);
	exchange(200, 1400);
	exchange(200, 1400);
	tape_pass(&court.tape, 60 * TB_MILLISECOND);
	conv_rstack(&conv, TB_CLIENT);
	strangers_end(strangers);
	court_close(&court);
}

static void among_too_many_endings_it_is_not_known_which_belong_together(void **state)
{
	const char *what = "whether other connections ended with it";

	(void)state;
	abort_among(300);
	assert_true(says(&court.verdict[0].v, what));
	begin(NULL);
	abort_among(0);
	assert_false(says(&court.verdict[0].v, what));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_verdict_says_how_many_packets_were_lost_meanwhile),
		claim(nothing_is_said_where_nothing_was_lost),
		claim(what_is_lost_makes_less_sure),
		claim(an_answer_that_was_not_seen_may_be_among_the_lost),
		claim(among_too_many_endings_it_is_not_known_which_belong_together),
		claim(a_time_in_which_nobody_watched_is_no_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
