/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/gathering.h"

/* Processes --------------------------------------------------------------------------- */

static void die(void)
{
	struct conv a = established("198.51.100.2"), b = established("198.51.100.2");

	conv_rstack(&a, TB_SERVER);
	conv_rstack(&b, TB_SERVER);
	refused(80);
}

static void a_process_that_ends_resets_and_then_refuses(void **state)
{
	const struct tb_group *g;

	(void)state;
	die();
	refused(80);
	g = only_group(TB_GROUP_PROCESS_TERMINATED);
	assert_int_equal(g->resets, 4);
	assert_int_equal(g->n_reset, 4);
	for (uint64_t i = 0; i < 4; i++)
		assert_int_equal(g->reset[i], i + 1);
	assert_true(g->has_server);
	assert_int_equal(g->server.port, 80);
	assert_int_equal(g->n_evidence, 1);
	assert_int_equal(g->evidence[0].frame[0].number, 16);
}

static void a_service_that_returns_was_restarted(void **state)
{
	const struct tb_group *g;

	(void)state;
	die();
	tape_pass(&court.tape, 4 * TB_SECOND);
	(void)established("198.51.100.2");
	refused(80);		/* another story */
	g = only_group(TB_GROUP_SERVICE_RESTART);
	assert_int_equal(g->resets, 3);
	assert_int_equal(g->span, 4 * TB_SECOND + 5 * TB_MILLISECOND);
}

static void who_speaks_on_after_the_first_refusal_is_of_the_same_restart(void **state)
{
	struct conv late[2];
	const struct tb_group *g;

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		late[i] = established("198.51.100.2");
	die();
	for (unsigned i = 0; i < 2; i++) {
		conv_fin(&late[i], TB_SERVER);
		conv_data(&late[i], TB_CLIENT, 10);
		conv_rst(&late[i], TB_SERVER);
	}
	(void)established("198.51.100.2");
	g = only_group(TB_GROUP_SERVICE_RESTART);
	assert_int_equal(g->resets, 5);
}

static void resets_of_a_service_that_goes_on_are_no_group(void **state)
{
	struct conv a, b;

	(void)state;
	a = established("198.51.100.2");
	b = established("198.51.100.2");
	conv_rstack(&a, TB_SERVER);
	conv_rstack(&b, TB_SERVER);
	(void)established("198.51.100.2");
	no_group();
}

static void refusals_alone_are_no_end_of_a_process(void **state)
{
	(void)state;
	refused(80);
	refused(80);
	refused(80);
	no_group();
}

/* Scans and checks ----------------------------------------------------------------------- */

static void a_scan_is_one_group_of_its_host(void **state)
{
	const struct tb_group *g;

	(void)state;
	for (uint16_t port = 1; port <= 20; port++)
		refused(port);
	g = only_group(TB_GROUP_PORT_SCAN);
	assert_int_equal(g->resets, 20);
	assert_true(g->has_host && g->has_server);
	assert_int_equal(g->server.port, 0);
	assert_int_equal(g->first.ns, court_rst(&court, 0)->time.ns);
	assert_int_equal(g->last.ns, court_rst(&court, 19)->time.ns);
}

static void a_few_refused_ports_are_no_scan(void **state)
{
	(void)state;
	for (uint16_t port = 1; port <= 4; port++)
		refused(port);
	no_group();
}

static void of_a_large_group_the_first_are_named_and_all_are_counted(void **state)
{
	const struct tb_group *g;

	(void)state;
	for (uint16_t port = 1; port <= 400; port++)
		refused(port);
	g = only_group(TB_GROUP_PORT_SCAN);
	assert_int_equal(g->resets, 400);
	assert_int_equal(g->n_reset, TB_MAX_GROUP_RESETS);
	assert_int_equal(g->reset[255], 256);
}

static void check(const char *server, tb_span period)
{
	struct conv c = conv_to(server, 80);

	conv_open(&c);
	conv_rstack(&c, TB_CLIENT);
	tape_pass(&court.tape, period - 4 * TB_MILLISECOND);
}

static void a_monitor_is_one_group_with_its_period(void **state)
{
	const struct tb_group *g;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		check("198.51.100.2", 2 * TB_SECOND);
	g = only_group(TB_GROUP_HEALTH_CHECK);
	assert_int_equal(g->resets, 5);
	assert_int_equal(g->span, 2 * TB_SECOND);
	assert_int_equal(g->spread, 0);
}

static void connections_dropped_at_random_are_no_monitor(void **state)
{
	static const tb_span after[] = { 100, 3000, 20, 9000, 500, 60 };

	(void)state;
	for (size_t i = 0; i < 6; i++)
		check("198.51.100.2", after[i] * TB_MILLISECOND);
	no_group();
}

static void a_flood_at_even_intervals_is_no_monitor(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 50; i++)
		check("198.51.100.2", 20 * TB_MILLISECOND);
	no_group();
}

static void what_comes_at_all_intervals_but_for_the_last_few_is_no_monitor(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 10; i++)
		check("198.51.100.2", 10 * TB_MILLISECOND);
	for (unsigned i = 0; i < 10; i++)
		check("198.51.100.2", TB_SECOND);
	no_group();
}

static void a_monitor_of_many_servers_does_not_scan(void **state)
{
	char server[] = "198.51.100.a";

	(void)state;
	for (unsigned round = 0; round < 4; round++)
		for (char digit = '0'; digit <= '9'; digit++) {
			server[sizeof(server) - 2] = digit;
			check(server, 200 * TB_MILLISECOND);
		}
	court_close(&court);
	assert_int_equal(court.n_groups, 10);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(court.group[i].g.kind, TB_GROUP_HEALTH_CHECK);
}

/* Silences -------------------------------------------------------------------------------- */

static void idle_reset(tb_span silence)
{
	struct conv c = established("198.51.100.2");

	tape_pass(&court.tape, silence);
	conv_rstack(&c, TB_SERVER);
}

static void resets_after_the_same_silence_are_a_timers(void **state)
{
	const struct tb_group *g;

	(void)state;
	idle_reset(120 * TB_SECOND);
	idle_reset(120 * TB_SECOND + 20 * TB_MILLISECOND);
	idle_reset(120 * TB_SECOND + 10 * TB_MILLISECOND);
	g = only_group(TB_GROUP_IDLE_TIMEOUT);
	assert_int_equal(g->resets, 3);
	assert_int_equal(g->span, 120 * TB_SECOND + 11 * TB_MILLISECOND);
	assert_int_equal(g->spread, 20 * TB_MILLISECOND);
	assert_false(g->asked);
	assert_string_equal(g->timer, "IIS HTTP.sys connectionTimeout");
}

static void a_timer_that_does_not_reset_is_not_named_for_resets(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++)
		idle_reset(75 * TB_SECOND);
	assert_null(only_group(TB_GROUP_IDLE_TIMEOUT)->timer);
}

/* That side closes by FIN, and what then comes from the client is reset. */
static void closed(enum tb_side side, tb_span silence, bool asks)
{
	struct conv c = established("198.51.100.2");

	if (asks)
		conv_data(&c, TB_CLIENT, 10);
	tape_pass(&court.tape, silence);
	conv_fin(&c, side);
	conv_data(&c, !side, 10);
	conv_rst(&c, side);
}

static void who_closed_is_whose_timer_it_was(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++)
		closed(TB_SERVER, 75 * TB_SECOND, false);
	assert_string_equal(only_group(TB_GROUP_IDLE_TIMEOUT)->timer, "nginx keepalive_timeout");
}

static void a_servers_timer_is_not_named_for_a_client_that_closed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++)
		closed(TB_CLIENT, 75 * TB_SECOND, false);
	assert_null(only_group(TB_GROUP_IDLE_TIMEOUT)->timer);
}

static void a_client_that_waits_for_its_answer_is_not_idle(void **state)
{
	const struct tb_group *g;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		closed(TB_CLIENT, 90 * TB_SECOND, true);	/* as long as that of idle ones of Go */
	g = only_group(TB_GROUP_IDLE_TIMEOUT);
	assert_true(g->asked);
	assert_null(g->timer);
}

static void what_is_asked_after_the_close_was_not_asked_before(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++)
		closed(TB_SERVER, 90 * TB_SECOND, false);
	assert_false(only_group(TB_GROUP_IDLE_TIMEOUT)->asked);
}

static void two_silences_may_be_alike_by_chance(void **state)
{
	(void)state;
	idle_reset(60 * TB_SECOND);
	idle_reset(60 * TB_SECOND);
	no_group();
}

static void among_silences_of_all_kinds_some_are_alike_by_chance(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++)
		idle_reset(60 * TB_SECOND);
	for (unsigned i = 1; i < 10; i++)
		idle_reset(i * 7 * TB_SECOND);
	no_group();
}

/* Time ----------------------------------------------------------------------------------- */

static void a_group_is_told_of_a_minute_after_its_last_reset(void **state)
{
	tb_time last;

	(void)state;
	for (uint16_t port = 1; port <= 20; port++)
		refused(port);
	last = court.tape.frame.time;
	tb_engine_tick(court.engine, (tb_time){ last.ns + 10 * TB_SECOND });
	assert_int_equal(court.n, 20);
	assert_int_equal(tb_engine_next_tick(court.engine).ns, last.ns + 60 * TB_SECOND + 1);
	tb_engine_tick(court.engine, (tb_time){ last.ns + 60 * TB_SECOND });
	assert_int_equal(court.n_groups, 0);
	tb_engine_tick(court.engine, tb_engine_next_tick(court.engine));
	assert_int_equal(court.n_groups, 1);
	assert_int_equal(tb_engine_next_tick(court.engine).ns, INT64_MAX);
	court_close(&court);
}

static void no_group_ends_while_verdicts_are_held(void **state)
{
	(void)state;
	for (uint16_t port = 1; port <= 20; port++)
		refused(port);
	tb_engine_tick(court.engine, (tb_time){ court.tape.now.ns + 3600 * TB_SECOND });
	assert_int_equal(court.n_groups, 0);
	(void)only_group(TB_GROUP_PORT_SCAN);
}

static void what_comes_a_minute_later_is_another_group(void **state)
{
	(void)state;
	for (unsigned scan = 0; scan < 2; scan++) {
		for (uint16_t port = 1; port <= 20; port++)
			refused(port);
		tape_pass(&court.tape, 61 * TB_SECOND);
	}
	court_close(&court);
	assert_int_equal(court.n_groups, 2);
	assert_int_equal(court.group[0].g.resets, 20);
	assert_int_equal(court.group[1].g.reset[0], 21);
}

static void when_too_many_gather_the_first_is_told_of_early(void **state)
{
	char client[] = "10.0.0.0";
	struct conv c;

	(void)state;
	for (uint16_t port = 1; port <= 20; port++)
		refused(port);
	for (unsigned i = 0; i < 300; i++) {
		conv_init(&c, &court.tape, client, 1000, "198.51.100.2", 80);
		c.end[TB_CLIENT].addr.byte[14] = (uint8_t)(i >> 8);
		c.end[TB_CLIENT].addr.byte[15] = (uint8_t)i;
		conv_syn(&c);
		conv_rstack(&c, TB_SERVER);
		court.tape.n_rst = 0;
	}
	tape_pass(&court.tape, 5 * TB_SECOND);
	(void)established("198.51.100.2");
	(void)tb_engine_summary(court.engine);
	assert_int_equal(court.n_groups, 1);
	assert_in_range(court.group[0].told_after, 21, 320);
	court_close(&court);
	assert_int_equal(court.n_groups, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_process_that_ends_resets_and_then_refuses),
		claim(a_service_that_returns_was_restarted),
		claim(who_speaks_on_after_the_first_refusal_is_of_the_same_restart),
		claim(resets_of_a_service_that_goes_on_are_no_group),
		claim(refusals_alone_are_no_end_of_a_process),
		claim_live(a_service_that_returns_was_restarted),
		claim(a_scan_is_one_group_of_its_host),
		claim(a_few_refused_ports_are_no_scan),
		claim(of_a_large_group_the_first_are_named_and_all_are_counted),
		claim(a_monitor_is_one_group_with_its_period),
		claim(connections_dropped_at_random_are_no_monitor),
		claim(a_flood_at_even_intervals_is_no_monitor),
		claim(what_comes_at_all_intervals_but_for_the_last_few_is_no_monitor),
		claim(a_monitor_of_many_servers_does_not_scan),
		claim(resets_after_the_same_silence_are_a_timers),
		claim(a_timer_that_does_not_reset_is_not_named_for_resets),
		claim(who_closed_is_whose_timer_it_was),
		claim(a_servers_timer_is_not_named_for_a_client_that_closed),
		claim(a_client_that_waits_for_its_answer_is_not_idle),
		claim(what_is_asked_after_the_close_was_not_asked_before),
		claim(two_silences_may_be_alike_by_chance),
		claim(among_silences_of_all_kinds_some_are_alike_by_chance),
		claim_live(a_group_is_told_of_a_minute_after_its_last_reset),
		claim(no_group_ends_while_verdicts_are_held),
		claim(what_comes_a_minute_later_is_another_group),
		claim_live(when_too_many_gather_the_first_is_told_of_early),
	};

	return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}
