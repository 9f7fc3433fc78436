/* SPDX-License-Identifier: BSD-3-Clause */
/* Order, limits, and verdicts that wait. */
#include "unit/trial.h"

static void verdicts_come_in_the_order_of_their_deciding_rsts(void **state)
{
	struct conv other;
	struct conv_segment rst;

	(void)state;
	conv_init(&other, &court.tape, "192.0.2.9", 41000, "198.51.100.2", 80);
	conv_open(&conv);
	conv_open(&other);
	exchange(10, 10);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next + 10000000);
	conv_put(&conv, &rst);
	conv_rstack(&other, TB_CLIENT);
	exchange(10, 10);
	conv_rstack(&conv, TB_CLIENT);
	court_close(&court);
	assert_int_equal(court.n, 2);
	assert_int_equal(court.verdict[0].v.id, 1);
	assert_int_equal(court.verdict[0].v.flow.end[TB_CLIENT].port, 41000);
	assert_int_equal(court.verdict[1].v.id, 2);
}

static void a_verdict_is_due_when_its_aftermath_has_passed(void **state)
{
	tb_time due;

	(void)state;
	conv_syn(&conv);
	conv_rstack(&conv, TB_SERVER);
	due = tb_engine_next_tick(court.engine);
	assert_int_equal(court.n, 0);
	tb_engine_tick(court.engine, (tb_time){ due.ns - 1 });
	assert_int_equal(court.n, 0);
	tb_engine_tick(court.engine, due);
	assert_int_equal(court.n, 1);
	assert_false(court.verdict[0].v.early);
	/* what may become a group is looked at once more */
	due = tb_engine_next_tick(court.engine);
	tb_engine_tick(court.engine, due);
	assert_int_equal(tb_engine_next_tick(court.engine).ns, INT64_MAX);
	court_close(&court);
}

static void a_late_rst_begins_another_episode_of_the_same_flow(void **state)
{
	(void)state;
	conv_open(&conv);
	conv_rstack(&conv, TB_CLIENT);
	tape_pass(&court.tape, 10 * TB_SECOND);
	conv_rst(&conv, TB_CLIENT);
	court_close(&court);
	assert_int_equal(court.n, 2);
	assert_int_equal(court.verdict[1].v.flow.id, 1);
	assert_int_equal(court.verdict[1].v.phase, TB_PHASE_CLOSED);
	assert_int_equal(court_rst(&court, 1)->effect, TB_EFFECT_LATE);
}

static void when_memory_is_short_resets_are_judged_early_not_lost(void **state)
{
	struct tb_config cfg;
	size_t rsts = 0;

	(void)state;
	court_close(&court);
	tb_config_default(&cfg);
	cfg.max_flows = 8;
	cfg.max_episodes = 4;
	cfg.max_rsts = 4;
	court_open(&court, &cfg);
	for (uint16_t i = 0; i < 40; i++) {
		conv_init(&conv, &court.tape, "192.0.2.1", (uint16_t)(40000 + i), "198.51.100.2",
			  80);
		conv_syn(&conv);
		conv_rstack(&conv, TB_SERVER);
	}
	court_close(&court);
	for (size_t i = 0; i < court.n; i++)
		rsts += court.verdict[i].v.n_rst;
	assert_int_equal(court.n, 40);
	assert_int_equal(rsts, 40);
	assert_int_equal(court.summary.rst_segments, 40);
	assert_true(court.summary.episodes_dropped > 0);
}

static bool is_unseen(const struct tb_verdict *v, const char *what)
{
	char text[256];

	for (size_t i = 0; i < v->n_unseen; i++) {
		tb_why_text(&v->unseen[i], text, sizeof(text));
		if (strstr(text, what) != NULL)
			return true;
	}
	return false;
}

static void the_least_recently_used_flow_leaves_first(void **state)
{
	struct tb_config cfg;
	struct conv old;

	(void)state;
	court_close(&court);
	tb_config_default(&cfg);
	cfg.max_flows = 4;
	court_open(&court, &cfg);
	conv_init(&old, &court.tape, "192.0.2.1", 39999, "198.51.100.2", 80);
	conv_open(&old);
	for (uint16_t i = 0; i < 4; i++) {
		tape_pass(&court.tape, 2 * TB_SECOND);
		conv_init(&conv, &court.tape, "192.0.2.1", (uint16_t)(40000 + i), "198.51.100.2",
			  80);
		conv_open(&conv);
	}
	conv_rstack(&old, TB_SERVER);
	conv_rstack(&conv, TB_SERVER);
	court_close(&court);
	assert_int_equal(court.n, 2);
	assert_int_equal(court.verdict[0].v.phase, TB_PHASE_NO_CONNECTION);
	assert_int_equal(court.verdict[1].v.phase, TB_PHASE_ESTABLISHED);
	assert_int_equal(court.summary.flows_evicted, 2);
	/* what was forgotten is known to be, and doubted */
	assert_true(is_unseen(&court.verdict[0].v, "or it was forgotten for want of room"));
	assert_false(is_unseen(&court.verdict[1].v, "how the connection began"));
	assert_int_equal(court_asked(&court, 0, "late_start"), TB_YES);
}

/* Its beginning is forgotten, so no more is said than of a flow that was captured from
 * there on. */
static void a_late_rst_to_a_handshake_that_was_retired_is_judged_without_it(void **state)
{
	struct conv old;

	(void)state;
	conv_init(&old, &court.tape, "192.0.2.1", 39999, "198.51.100.2", 80);
	conv_syn(&old);
	tape_pass(&court.tape, 200 * TB_SECOND);
	for (uint16_t i = 0; i < 20; i++) {
		conv_init(&conv, &court.tape, "192.0.2.1", (uint16_t)(40000 + i), "198.51.100.2",
			  80);
		conv_open(&conv);
	}
	conv_rstack(&old, TB_SERVER);
	court_close(&court);
	assert_int_equal(court.n, 1);
	assert_int_equal(court.verdict[0].v.phase, TB_PHASE_NO_CONNECTION);
	assert_int_equal(court.summary.flows, 22);
	assert_int_equal(court.summary.flows_evicted, 0);
}

static void a_frame_from_the_future_makes_no_handshake_old(void **state)
{
	struct conv future, old[8];

	(void)state;
	conv_init(&future, &court.tape, "192.0.2.2", 40000, "198.51.100.2", 80);
	tape_pass(&court.tape, 100000 * TB_SECOND);
	conv_syn(&future);
	tape_pass(&court.tape, -100000 * TB_SECOND);
	for (uint16_t i = 0; i < 8; i++) {
		conv_init(&old[i], &court.tape, "192.0.2.1", (uint16_t)(40000 + i),
			  "198.51.100.2", 80);
		conv_syn(&old[i]);
	}
	for (unsigned i = 0; i < 8; i++)
		conv_rstack(&old[i], TB_SERVER);
	court_close(&court);
	assert_int_equal(court.n, 8);
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(court.verdict[i].v.phase, TB_PHASE_SYN_SENT);
	assert_int_equal(court.summary.flows, 9);
}

static void one_flow_with_very_many_rsts_keeps_each_of_them(void **state)
{
	size_t rsts = 0;

	(void)state;
	court.tape.step = 1;
	conv_open(&conv);
	for (unsigned i = 0; i < 10000; i++) {
		struct conv_segment rst = forged(TB_SERVER, 77777777 + 97 * i);

		court.tape.n_rst = 0;	/* the tape has no room for so many */
		conv_put(&conv, &rst);
	}
	court_close(&court);
	for (size_t i = 0; i < court.n; i++)
		rsts += court.verdict[i].v.n_rst;
	assert_int_equal(rsts, 10000);
}

static void impossible_limits_are_refused(void **state)
{
	struct tb_config cfg;
	struct tb_sink sink = { .verdict = NULL };

	(void)state;
	court_close(&court);
	tb_config_default(&cfg);
	cfg.max_flows = 0;
	assert_null(tb_engine_new(&cfg, &sink));
	tb_config_default(&cfg);
	cfg.max_rsts = cfg.max_episodes - 1;
	assert_null(tb_engine_new(&cfg, &sink));
	cfg.max_rsts = UINT32_C(1) << 29;	/* whose exhibits could not be counted */
	assert_null(tb_engine_new(&cfg, &sink));
}

/* Verdicts that wait ------------------------------------------------------------------ */

static void open_holding(uint32_t max_held, uint32_t max_flows)
{
	struct tb_config cfg;

	tb_config_default(&cfg);
	cfg.max_flows = max_flows;
	cfg.max_held = max_held;
	court_open(&court, &cfg);
}

/* A conversation between two hosts that have no others. */
static void meet_strangers(unsigned i)
{
	char client[] = "192.0.2.a", server[] = "198.51.100.a";

	client[sizeof(client) - 2] = server[sizeof(server) - 2] = (char)('1' + i);
	conv_init(&conv, &court.tape, client, 40000, server, 80);
}

static void refused(void)
{
	conv_syn(&conv);
	conv_rstack(&conv, TB_SERVER);
}

static void answered_and_killed(void)
{
	conv_open(&conv);
	conv_text(&conv, TB_CLIENT, "GET / HTTP/1.1\r\nHost: www.example\r\n\r\n");
	conv_text(&conv, TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnot");
	conv_rstack(&conv, TB_SERVER);
}

static void closed_and_spoken_to(void)
{
	conv_open(&conv);
	exchange(100, 1000);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	conv_data(&conv, TB_CLIENT, 10);
	conv_rst(&conv, TB_SERVER);
}

static void forged_and_lived_on(void)
{
	struct conv_segment rst;

	conv_open(&conv);
	exchange(100, 1000);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next);
	rst.ip.ttl = 30;
	conv_put(&conv, &rst);
	tape_pass(&court.tape, TB_SECOND);
	exchange(100, 1000);
}

static void several_stories(void)
{
	static void (*const story[])(void) = { refused, answered_and_killed,
					       closed_and_spoken_to, forged_and_lived_on };
	enum { N = sizeof(story) / sizeof(story[0]) };

	for (unsigned i = 0; i < 2 * N; i++) {
		meet_strangers(i);
		story[i % N]();
		tape_pass(&court.tape, 70 * TB_SECOND);	/* too far apart for neighbours */
	}
	court_close(&court);
}

static void assert_same_verdict(const struct tb_verdict *a, const struct tb_verdict *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->flow.id, b->flow.id);
	assert_int_equal(a->n_rst, b->n_rst);
	assert_int_equal(a->rst[a->deciding].frame.number, b->rst[b->deciding].frame.number);
	assert_int_equal(a->rst[a->deciding].effect, b->rst[b->deciding].effect);
	assert_int_equal(a->phase, b->phase);
	assert_int_equal(a->origin.by, b->origin.by);
	assert_int_equal(a->harm.verdict, b->harm.verdict);
	assert_int_equal(a->early, b->early);
	assert_int_equal(a->n_evidence, b->n_evidence);
	assert_string_equal(a->cause.slug, b->cause.slug);
	assert_string_equal(a->flow.history, b->flow.history);
	assert_memory_equal(a->flow.bytes, b->flow.bytes, sizeof(a->flow.bytes));
}

static void waiting_changes_nothing_for_a_connection_alone(void **state)
{
	static struct court at_once;

	(void)state;
	open_holding(0, 1000);
	several_stories();
	at_once = court;
	open_holding(1000, 1000);
	several_stories();
	assert_int_equal(court.n, 8);
	assert_int_equal(at_once.n, court.n);
	for (size_t i = 0; i < court.n; i++) {
		at_once.verdict[i].v.rst = at_once.verdict[i].rst;
		at_once.verdict[i].v.flow.history = at_once.verdict[i].history;
		assert_same_verdict(&at_once.verdict[i].v, &court.verdict[i].v);
	}
}

static void a_verdict_that_waits_is_given_at_the_end_though_it_is_overdue(void **state)
{
	(void)state;
	open_holding(10, 1000);
	meet_strangers(0);
	refused();
	tb_engine_tick(court.engine, tb_engine_next_tick(court.engine));
	assert_int_equal(tb_engine_next_tick(court.engine).ns, INT64_MAX);
	assert_int_equal(court.n, 0);
	court_close(&court);
	assert_int_equal(court.n, 1);
	assert_false(court.verdict[0].v.early);
}

static void a_verdict_that_waits_knows_what_comes_later(void **state)
{
	(void)state;
	for (unsigned held = 0; held <= 1; held++) {
		open_holding(held, 1000);
		meet_strangers(0);
		conv_open(&conv);
		conv_rstack(&conv, TB_SERVER);
		tape_pass(&court.tape, 10 * TB_SECOND);
		conv.end[TB_CLIENT].port++;
		refused();
		court_close(&court);
		assert_int_equal(court.n, 2);
		assert_int_equal(court_asked(&court, 0, "went_down"), held ? TB_YES : TB_UNSEEN);
	}
}

static void no_more_verdicts_wait_than_were_asked_for(void **state)
{
	(void)state;
	open_holding(2, 1000);
	for (unsigned i = 0; i < 8; i++) {
		meet_strangers(i);
		refused();
		tape_pass(&court.tape, 10 * TB_SECOND);
		tb_engine_summary(court.engine);
		assert_true(court.n + 3 >= i + 1);	/* one is open, two wait */
	}
	court_close(&court);
	assert_int_equal(court.n, 8);
	assert_int_equal(court.summary.episodes_dropped, 0);
}

static void what_waits_makes_room_for_what_comes(void **state)
{
	struct tb_config cfg;

	(void)state;
	tb_config_default(&cfg);
	cfg.max_flows = 100;
	cfg.max_episodes = cfg.max_rsts = 4;
	cfg.max_held = 1000;
	court_open(&court, &cfg);
	for (uint16_t i = 0; i < 40; i++) {
		conv_init(&conv, &court.tape, "192.0.2.1", (uint16_t)(40000 + i), "198.51.100.2",
			  80);
		refused();
		tape_pass(&court.tape, 10 * TB_SECOND);
	}
	tb_engine_summary(court.engine);
	assert_true(court.n >= 30);
	court_close(&court);
	assert_int_equal(court.n, 40);
	assert_int_equal(court.summary.episodes_dropped, 0);
}

static void a_flow_may_be_forgotten_while_its_verdict_waits(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	open_holding(10, 4);
	meet_strangers(0);
	answered_and_killed();
	tape_pass(&court.tape, 10 * TB_SECOND);
	for (uint16_t i = 0; i < 16; i++) {
		conv_init(&conv, &court.tape, "192.0.2.99", (uint16_t)(50000 + i), "198.51.100.99",
			  443);
		conv_open(&conv);
		conv_data(&conv, TB_CLIENT, 100);
	}
	v = only_verdict();
	assert_int_equal(v->flow.id, 1);
	assert_int_equal(v->flow.end[TB_CLIENT].port, 40000);
	assert_string_equal(v->flow.history, "ShADdr");
	assert_int_equal(v->dialogue.request_open, TB_YES);
	assert_int_equal(v->dialogue.server_name_len, 11);
	assert_memory_equal(v->dialogue.server_name, "www.example", 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(verdicts_come_in_the_order_of_their_deciding_rsts),
		claim(a_verdict_is_due_when_its_aftermath_has_passed),
		claim(a_late_rst_begins_another_episode_of_the_same_flow),
		claim(when_memory_is_short_resets_are_judged_early_not_lost),
		claim(the_least_recently_used_flow_leaves_first),
		claim(a_late_rst_to_a_handshake_that_was_retired_is_judged_without_it),
		claim(a_frame_from_the_future_makes_no_handshake_old),
		claim(one_flow_with_very_many_rsts_keeps_each_of_them),
		claim(impossible_limits_are_refused),
		cmocka_unit_test(waiting_changes_nothing_for_a_connection_alone),
		cmocka_unit_test(a_verdict_that_waits_is_given_at_the_end_though_it_is_overdue),
		cmocka_unit_test(a_verdict_that_waits_knows_what_comes_later),
		cmocka_unit_test(no_more_verdicts_wait_than_were_asked_for),
		cmocka_unit_test(what_waits_makes_room_for_what_comes),
		cmocka_unit_test(a_flow_may_be_forgotten_while_its_verdict_waits),
	};

	return cmocka_run_group_tests_name("engine_limits", tests, NULL, NULL);
}
