/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "flow/state.h"
#include "flow/zeek.h"
#include "support/one_flow.h"

static struct one_flow o;
static struct conv *c = &o.conv;

static int begin(void **state)
{
	(void)state;
	one_flow_begin(&o);
	return 0;
}

static enum tb_state state_of(enum tb_side side)
{
	return tb_state_of(&o.flow, one_flow_dir(&o, side), o.tape.now);
}

static void assert_states(enum tb_phase phase, enum tb_state client, enum tb_state server)
{
	assert_int_equal(tb_phase_of(&o.flow, one_flow_dir(&o, TB_SERVER)), phase);
	assert_int_equal(state_of(TB_CLIENT), client);
	assert_int_equal(state_of(TB_SERVER), server);
}

static void the_handshake_goes_through_its_states(void **state)
{
	(void)state;
	conv_syn(c);
	assert_states(TB_PHASE_SYN_SENT, TB_STATE_SYN_SENT, TB_STATE_UNKNOWN);
	conv_synack(c);
	assert_states(TB_PHASE_SYN_RECEIVED, TB_STATE_SYN_SENT, TB_STATE_SYN_RECEIVED);
	conv_ack(c, TB_CLIENT);
	assert_states(TB_PHASE_ESTABLISHED, TB_STATE_ESTABLISHED, TB_STATE_ESTABLISHED);
	conv_data(c, TB_CLIENT, 10);
	assert_states(TB_PHASE_DATA_TRANSFER, TB_STATE_ESTABLISHED, TB_STATE_ESTABLISHED);
}

static void one_side_closes_then_the_other(void **state)
{
	(void)state;
	conv_open(c);
	conv_fin(c, TB_CLIENT);
	conv_ack(c, TB_SERVER);
	assert_states(TB_PHASE_HALF_CLOSED, TB_STATE_FIN_WAIT_2, TB_STATE_CLOSE_WAIT);
	conv_fin(c, TB_SERVER);
	assert_states(TB_PHASE_CLOSING, TB_STATE_TIME_WAIT, TB_STATE_LAST_ACK);
	conv_ack(c, TB_CLIENT);
	assert_states(TB_PHASE_CLOSED, TB_STATE_TIME_WAIT, TB_STATE_CLOSED);
}

static void both_sides_close_at_once(void **state)
{
	struct conv_segment fin;

	(void)state;
	conv_open(c);
	fin = conv_next(c, TB_SERVER, TB_FIN | TB_ACK, 0);
	conv_fin(c, TB_CLIENT);
	conv_put(c, &fin);
	tape_pass(&o.tape, TB_SECOND);
	assert_states(TB_PHASE_CLOSING, TB_STATE_CLOSING, TB_STATE_CLOSING);
}

static void a_fin_takes_half_a_round_trip_to_arrive(void **state)
{
	(void)state;
	o.tape.step = 0;
	conv_syn(c);
	tape_pass(&o.tape, 100 * TB_MILLISECOND);
	conv_synack(c);
	conv_ack(c, TB_CLIENT);
	conv_fin(c, TB_CLIENT);
	assert_int_equal(state_of(TB_SERVER), TB_STATE_ESTABLISHED);
	tape_pass(&o.tape, 50 * TB_MILLISECOND);
	assert_int_equal(state_of(TB_SERVER), TB_STATE_CLOSE_WAIT);
}

static void a_syn_ack_nobody_asked_for_is_no_connection(void **state)
{
	(void)state;
	c->end[TB_CLIENT].unseen = true;
	conv_syn(c);
	conv_synack(c);
	assert_int_equal(tb_phase_of(&o.flow, one_flow_dir(&o, TB_CLIENT)),
			 TB_PHASE_NO_CONNECTION);
	assert_int_equal(tb_phase_of(&o.flow, one_flow_dir(&o, TB_SERVER)),
			 TB_PHASE_SYN_RECEIVED);
}

static void unacknowledged_bytes_leave_out_syn_and_fin(void **state)
{
	unsigned client;

	(void)state;
	client = one_flow_dir(&o, TB_CLIENT);
	conv_open(c);
	conv_data(c, TB_CLIENT, 70);
	conv_fin(c, TB_CLIENT);
	assert_int_equal(tb_unacked(&o.flow, client), 70);
	conv_ack(c, TB_SERVER);
	assert_int_equal(tb_unacked(&o.flow, client), 0);
}

static void assert_zeek(const char *conn_state, const char *history)
{
	char text[TB_ZEEK_HISTORY_TEXT];

	tb_zeek_history_text(&o.flow, text);
	assert_string_equal(text, history);
	assert_string_equal(tb_zeek_conn_state(&o.flow), conn_state);
}

static void zeek_would_say_so_of_a_whole_connection(void **state)
{
	(void)state;
	conv_syn(c);
	assert_zeek("S0", "S");
	conv_synack(c);
	conv_ack(c, TB_CLIENT);
	assert_zeek("S1", "ShA");
	conv_data(c, TB_CLIENT, 10);
	conv_data(c, TB_SERVER, 10);
	conv_fin(c, TB_CLIENT);
	assert_zeek("S2", "ShADdF");
	conv_fin(c, TB_SERVER);
	assert_zeek("SF", "ShADdFf");
}

static void zeek_would_say_so_of_resets(void **state)
{
	(void)state;
	conv_syn(c);
	conv_rstack(c, TB_SERVER);
	assert_zeek("REJ", "Sr");
	one_flow_begin(&o);
	conv_open(c);
	conv_rstack(c, TB_CLIENT);
	assert_zeek("RSTO", "ShAR");
	one_flow_begin(&o);
	conv_syn(c);
	conv_rstack(c, TB_CLIENT);
	assert_zeek("RSTOS0", "SR");
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(the_handshake_goes_through_its_states),
		claim(one_side_closes_then_the_other),
		claim(both_sides_close_at_once),
		claim(a_fin_takes_half_a_round_trip_to_arrive),
		claim(a_syn_ack_nobody_asked_for_is_no_connection),
		claim(unacknowledged_bytes_leave_out_syn_and_fin),
		claim(zeek_would_say_so_of_a_whole_connection),
		claim(zeek_would_say_so_of_resets),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
