/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/trial.h"

/* Handshake --------------------------------------------------------------------------- */

static void a_refused_connection_is_reset_by_the_server_in_answer_to_the_syn(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_syn(&conv);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->phase, TB_PHASE_SYN_SENT);
	assert_int_equal(v->state[TB_CLIENT], TB_STATE_SYN_SENT);
	assert_int_equal(v->state[TB_SERVER], TB_STATE_CLOSED);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_int_equal(v->rst[0].trigger.frame.number, 1);
	assert_int_equal(v->harm.verdict, TB_HARM_DISRUPTIVE);
	assert_int_equal(v->flow.roles, TB_ROLES_HANDSHAKE);
	assert_string_equal(v->flow.conn_state, "REJ");
	assert_string_equal(v->flow.history, "Sr");
}

static void a_syn_that_is_refused_again_and_again_is_one_episode(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		i == 0 ? conv_syn(&conv) : conv_again(&conv, TB_CLIENT);
		conv_rstack(&conv, TB_SERVER);
		tape_pass(&court.tape, 500 * TB_MILLISECOND);
	}
	v = only_verdict();
	assert_int_equal(v->n_rst, 3);
	assert_int_equal(v->phase, TB_PHASE_SYN_SENT);
}

static void a_rst_that_does_not_acknowledge_the_syn_is_ignored(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_syn(&conv);
	rst = forged(TB_SERVER, 12345);
	conv_put(&conv, &rst);
	conv_synack(&conv);
	conv_ack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_IGNORED);
	assert_int_equal(v->harm.verdict, TB_HARM_BENIGN);
}

static void a_client_that_drops_its_attempt_answers_the_syn_ack(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_syn(&conv);
	conv_synack(&conv);
	conv_rst(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->rst[0].from, TB_CLIENT);
	assert_int_equal(v->phase, TB_PHASE_SYN_RECEIVED);
	assert_int_equal(v->state[TB_CLIENT], TB_STATE_CLOSED);
	assert_int_equal(v->state[TB_SERVER], TB_STATE_SYN_RECEIVED);
	assert_int_equal(v->rst[0].trigger.frame.number, 2);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
}

static void a_probe_that_resets_before_any_data_is_benign(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	conv_rstack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_ESTABLISHED);
	assert_int_equal(v->harm.verdict, TB_HARM_BENIGN);
	assert_string_equal(v->flow.conn_state, "RSTO");
}

static void a_syn_ack_captured_before_its_syn_is_the_same_flow(void **state)
{
	struct conv_segment syn = conv_next(&conv, TB_CLIENT, TB_SYN, 0);
	const struct tb_verdict *v;

	(void)state;
	conv.end[TB_CLIENT].unseen = true;
	conv_syn(&conv);
	conv.end[TB_CLIENT].unseen = false;
	conv_synack(&conv);
	conv_put(&conv, &syn);
	conv_ack(&conv, TB_CLIENT);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(court.summary.flows, 1);
	assert_int_equal(v->phase, TB_PHASE_ESTABLISHED);
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->flow.history[0], '^');
}

static void a_simultaneous_open_is_one_flow(void **state)
{
	struct conv_segment other = conv_next(&conv, TB_SERVER, TB_SYN, 0);

	(void)state;
	conv_syn(&conv);
	other.tcp.ack = 0;
	conv_put(&conv, &other);
	conv_rst(&conv, TB_CLIENT);
	(void)only_verdict();
	assert_int_equal(court.summary.flows, 1);
}

/* Transfer ---------------------------------------------------------------------------- */

static void an_abort_of_a_live_socket_answers_no_packet(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(100, 1000);
	conv_data(&conv, TB_CLIENT, 100);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.tcp.ack -= 100;
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->rst[0].trigger.frame.number, 0);
	assert_int_equal(v->state[TB_SERVER], TB_STATE_ESTABLISHED);
	assert_int_equal(v->state[TB_CLIENT], TB_STATE_ESTABLISHED);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_int_equal(v->harm.unacked[TB_CLIENT], 100);
	assert_int_equal(v->harm.unacked[TB_SERVER], 0);
	assert_int_equal(v->harm.verdict, TB_HARM_DISRUPTIVE);
	assert_int_equal(v->flow.bytes[TB_CLIENT], 200);
	assert_int_equal(v->flow.bytes[TB_SERVER], 1000);
}

static void what_a_rst_acknowledges_had_arrived(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(100, 1000);
	conv_data(&conv, TB_CLIENT, 100);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->harm.unacked[TB_CLIENT], 0);
}

static void a_host_that_lost_the_connection_answers_the_data_that_reaches_it(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	tape_pass(&court.tape, 350 * TB_SECOND);
	conv_data(&conv, TB_CLIENT, 48);
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->rst[0].trigger.frame.number, 8);
	assert_true(v->flow.idle > 350 * TB_SECOND && v->flow.idle < 351 * TB_SECOND);
	assert_int_equal(v->state[TB_SERVER], TB_STATE_CLOSED);
	assert_int_equal(v->state[TB_CLIENT], TB_STATE_ESTABLISHED);
	assert_int_equal(v->harm.unacked[TB_CLIENT], 48);
}

static void data_sent_after_the_others_fin_is_answered_by_a_reset(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	conv_data(&conv, TB_CLIENT, 5);
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_HALF_CLOSED);
	assert_int_equal(v->state[TB_SERVER], TB_STATE_FIN_WAIT_2);
	assert_int_equal(v->state[TB_CLIENT], TB_STATE_CLOSE_WAIT);
	assert_int_equal(v->rst[0].trigger.frame.number, 10);
	assert_int_equal(v->harm.unacked[TB_CLIENT], 5);
}

static void a_reset_with_the_fins_own_number_is_accepted(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next - 1);
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
}

static void a_reset_after_both_fins_is_late(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	conv_fin(&conv, TB_CLIENT);
	conv_fin(&conv, TB_SERVER);
	conv_ack(&conv, TB_CLIENT);
	conv_rst(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_CLOSED);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_LATE);
	assert_int_equal(v->harm.verdict, TB_HARM_BENIGN);
	assert_string_equal(v->flow.conn_state, "SF");
	assert_string_equal(v->flow.history, "ShADadFfR");
}

static void sequence_numbers_may_wrap(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv.end[TB_CLIENT].first = conv.end[TB_CLIENT].next = UINT32_MAX - 50;
	conv.end[TB_SERVER].first = conv.end[TB_SERVER].next = UINT32_MAX - 500;
	conv_open(&conv);
	exchange(100, 1000);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_int_equal(v->flow.bytes[TB_CLIENT], 100);
	assert_int_equal(v->flow.bytes[TB_SERVER], 1000);
}

static void keepalive_probes_are_named_as_triggers(void **state)
{
	struct conv_segment probe;
	const struct tb_verdict *v;
	char what[80];

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	probe = conv_next(&conv, TB_CLIENT, TB_ACK, 0);
	probe.tcp.seq--;
	conv_put(&conv, &probe);
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	tb_why_text(&v->rst[0].trigger.what, what, sizeof(what));
	assert_string_equal(what, "a keepalive probe from the client");
	assert_int_equal(v->harm.unacked[TB_CLIENT], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_refused_connection_is_reset_by_the_server_in_answer_to_the_syn),
		claim(a_syn_that_is_refused_again_and_again_is_one_episode),
		claim(a_rst_that_does_not_acknowledge_the_syn_is_ignored),
		claim(a_client_that_drops_its_attempt_answers_the_syn_ack),
		claim(a_probe_that_resets_before_any_data_is_benign),
		claim(a_syn_ack_captured_before_its_syn_is_the_same_flow),
		claim(a_simultaneous_open_is_one_flow),
		claim(an_abort_of_a_live_socket_answers_no_packet),
		claim(what_a_rst_acknowledges_had_arrived),
		claim(a_host_that_lost_the_connection_answers_the_data_that_reaches_it),
		claim(data_sent_after_the_others_fin_is_answered_by_a_reset),
		claim(a_reset_with_the_fins_own_number_is_accepted),
		claim(a_reset_after_both_fins_is_late),
		claim(sequence_numbers_may_wrap),
		claim(keepalive_probes_are_named_as_triggers),
	};

	return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
