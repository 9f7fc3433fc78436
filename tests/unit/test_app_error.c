/* SPDX-License-Identifier: BSD-3-Clause */
/* What the application at each end meets. */
#include "blame/why.h"
#include "unit/trial.h"

static const struct tb_app_error *error_at(enum tb_side side)
{
	return &only_verdict()->errors[side];
}

/* Which condition on Linux, if any; where nothing else is said, on all systems. */
static void assert_meets(const struct tb_app_error *e, enum tb_condition condition,
			 enum tb_call call)
{
	assert_int_equal(e->met, TB_YES);
	assert_int_equal(e->condition[TB_SYSTEM_LINUX], condition);
	assert_int_equal(e->call, call);
}

static void assert_meets_none(const struct tb_app_error *e, enum tb_why_code why)
{
	assert_int_equal(e->met, TB_NO);
	assert_int_equal(e->why.code, why);
}

static void a_refused_client_meets_it_at_connect(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_syn(&conv);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_meets(&v->errors[TB_CLIENT], TB_CONDITION_REFUSED, TB_CALL_CONNECT);
	assert_int_equal(v->errors[TB_CLIENT].why.frame.number, 2);
	assert_meets_none(&v->errors[TB_SERVER], TB_WHY_MET_NO_SOCKET);
}

static void an_open_connection_is_reset_on_every_system(void **state)
{
	const struct tb_app_error *e;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	e = error_at(TB_CLIENT);
	assert_meets(e, TB_CONDITION_RESET, TB_CALL_READ_OR_WRITE);
	assert_int_equal(e->condition[TB_SYSTEM_BSD], TB_CONDITION_RESET);
	assert_int_equal(e->condition[TB_SYSTEM_WINDOWS], TB_CONDITION_RESET);
}

static void after_a_fin_it_is_a_broken_pipe_on_linux_only(void **state)
{
	const struct tb_app_error *e;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	conv_data(&conv, TB_CLIENT, 44);
	conv_rst(&conv, TB_SERVER);
	e = error_at(TB_CLIENT);
	assert_meets(e, TB_CONDITION_BROKEN_PIPE, TB_CALL_WRITE);
	assert_int_equal(e->condition[TB_SYSTEM_BSD], TB_CONDITION_RESET);
	assert_int_equal(e->condition[TB_SYSTEM_WINDOWS], TB_CONDITION_RESET);
}

static void a_fin_on_its_way_comes_before_the_rst_behind_it(void **state)
{
	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_data(&conv, TB_CLIENT, 44);
	conv_fin(&conv, TB_SERVER);
	conv_rstack(&conv, TB_SERVER);
	assert_meets(error_at(TB_CLIENT), TB_CONDITION_BROKEN_PIPE, TB_CALL_WRITE);
}

static void who_had_closed_meets_nothing(void **state)
{
	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	conv_data(&conv, TB_CLIENT, 44);
	conv_rst(&conv, TB_SERVER);
	assert_meets_none(error_at(TB_SERVER), TB_WHY_MET_CLOSED);
}

static void a_connection_that_was_never_accepted_is_dropped_in_silence(void **state)
{
	(void)state;
	conv_syn(&conv);
	conv_synack(&conv);
	conv_rstack(&conv, TB_CLIENT);
	assert_meets_none(error_at(TB_SERVER), TB_WHY_MET_EMBRYO);
}

static void who_gave_up_connecting_had_its_error_before(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_syn(&conv);
	tape_pass(&court.tape, TB_SECOND);
	conv_synack(&conv);
	conv_rst(&conv, TB_CLIENT);
	v = only_verdict();
	assert_string_equal(v->cause.slug, "client-abandoned-connect");
	assert_meets_none(&v->errors[TB_CLIENT], TB_WHY_MET_GAVE_UP);
	assert_int_equal(v->errors[TB_CLIENT].why.frame.number, 3);
}

static void a_reset_that_was_not_taken_is_not_met(void **state)
{
	struct conv_segment s;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	s = forged(TB_SERVER, conv.end[TB_SERVER].next - 5);
	conv_put(&conv, &s);
	exchange(10, 10);
	assert_meets_none(error_at(TB_CLIENT), TB_WHY_MET_NOTHING);
}

/* Whatever ended it there was before, and not captured. */
static void an_end_that_has_lost_the_connection_may_have_met_anything(void **state)
{
	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	tape_pass(&court.tape, 400 * TB_SECOND);
	conv_data(&conv, TB_CLIENT, 44);
	conv_rst(&conv, TB_SERVER);
	assert_int_equal(error_at(TB_SERVER)->met, TB_UNSEEN);
}

static void unanswered_probes_time_the_prober_out(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv.end[TB_SERVER].unseen = true;
	for (int i = 0; i < 9; i++) {
		struct conv_segment s = conv_next(&conv, TB_CLIENT, TB_ACK, 0);

		tape_pass(&court.tape, (i == 0 ? 7200 : 75) * TB_SECOND);
		s.tcp.seq--;
		conv_put(&conv, &s);
	}
	tape_pass(&court.tape, 75 * TB_SECOND);
	conv_rstack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_string_equal(v->cause.slug, "keepalive-timeout");
	assert_meets(&v->errors[TB_CLIENT], TB_CONDITION_TIMED_OUT, TB_CALL_READ_OR_WRITE);
}

static unsigned systems_by_ttl(uint8_t ttl, bool timestamps)
{
	conv.end[TB_CLIENT].ttl = ttl;
	conv.timestamps = timestamps;
	conv_open(&conv);
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	return error_at(TB_CLIENT)->systems;
}

static void a_ttl_up_to_64_is_not_windows(void **state)
{
	(void)state;
	assert_int_equal(systems_by_ttl(60, true), 1 << TB_SYSTEM_LINUX | 1 << TB_SYSTEM_BSD);
}

static void a_ttl_up_to_128_without_timestamps_is_windows(void **state)
{
	(void)state;
	assert_int_equal(systems_by_ttl(120, false), 1 << TB_SYSTEM_WINDOWS);
}

static void with_timestamps_it_may_be_any(void **state)
{
	(void)state;
	assert_int_equal(systems_by_ttl(120, true),
			 1 << TB_SYSTEM_LINUX | 1 << TB_SYSTEM_BSD | 1 << TB_SYSTEM_WINDOWS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_refused_client_meets_it_at_connect),
		claim(an_open_connection_is_reset_on_every_system),
		claim(after_a_fin_it_is_a_broken_pipe_on_linux_only),
		claim(a_fin_on_its_way_comes_before_the_rst_behind_it),
		claim(who_had_closed_meets_nothing),
		claim(a_connection_that_was_never_accepted_is_dropped_in_silence),
		claim(who_gave_up_connecting_had_its_error_before),
		claim(a_reset_that_was_not_taken_is_not_met),
		claim(an_end_that_has_lost_the_connection_may_have_met_anything),
		claim(unanswered_probes_time_the_prober_out),
		claim(a_ttl_up_to_64_is_not_windows),
		claim(a_ttl_up_to_128_without_timestamps_is_windows),
		claim(with_timestamps_it_may_be_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
