/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/court.h"

/* Too large for the stack of some systems, and every test uses it. */
static struct court court;
static struct conv conv;

static int begin(void **state)
{
	(void)state;
	court_open(&court, NULL);
	conv_init(&conv, &court.tape, "192.0.2.1", 40000, "198.51.100.2", 80);
	return 0;
}

static const struct tb_verdict *only_verdict(void)
{
	court_close(&court);
	assert_int_equal(court.n, 1);
	return &court.verdict[0].v;
}

static struct conv_segment forged(enum tb_side from, uint32_t seq)
{
	struct conv_segment s = conv_next(&conv, from, TB_RST, 0);

	s.tcp.seq = seq;
	s.tcp.ack = 0;
	s.tcp.window = 0;
	return s;
}

static void exchange(size_t request, size_t response)
{
	conv_data(&conv, TB_CLIENT, request);
	conv_ack(&conv, TB_SERVER);
	conv_data(&conv, TB_SERVER, response);
	conv_ack(&conv, TB_CLIENT);
}

/* Handshake -------------------------------------------------------------------- */

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

/* Transfer ------------------------------------------------------------------------ */

static void an_abort_of_a_live_socket_answers_no_packet(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(100, 1000);
	conv_data(&conv, TB_CLIENT, 100);
	conv_rstack(&conv, TB_SERVER);
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

/* Several RSTs ----------------------------------------------------------------------- */

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
	assert_int_equal(v->origin.by, TB_ORIGIN_UNKNOWN);
	assert_int_equal(v->harm.verdict, TB_HARM_BENIGN);
}

static void a_rst_elsewhere_in_the_window_is_challenged(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next + 1000);
	conv_put(&conv, &rst);
	conv_ack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->rst[0].effect, TB_EFFECT_CHALLENGED);
	assert_int_equal(v->rst[0].effect_why.frame.number, 9);
}

static void an_answer_to_the_challenge_decides(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	rst = forged(TB_SERVER, conv.end[TB_SERVER].next + 1000);
	conv_put(&conv, &rst);
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

/* What captures do to packets ------------------------------------------------------------ */

static void a_second_copy_of_every_packet_changes_nothing(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	court.tape.step = 10 * TB_MICROSECOND;
	conv_syn(&conv);
	tape_again(&court.tape);
	conv_synack(&conv);
	tape_again(&court.tape);
	conv_ack(&conv, TB_CLIENT);
	tape_again(&court.tape);
	conv_data(&conv, TB_CLIENT, 10);
	tape_again(&court.tape);
	conv_rst(&conv, TB_SERVER);
	tape_again(&court.tape);
	v = only_verdict();
	assert_int_equal(v->n_rst, 2);
	assert_int_equal(v->rst[1].role, TB_ROLE_DUPLICATE);
	assert_int_equal(v->flow.duplicates, 5);
	assert_int_equal(v->flow.packets[TB_CLIENT], 3);
	assert_int_equal(v->flow.bytes[TB_CLIENT], 10);
	assert_string_equal(v->flow.history, "ShADr");
}

static void a_connection_that_began_before_the_capture_is_judged_by_what_is_there(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv.end[TB_CLIENT].unseen = conv.end[TB_SERVER].unseen = true;
	conv_open(&conv);
	conv.end[TB_CLIENT].unseen = conv.end[TB_SERVER].unseen = false;
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->flow.roles, TB_ROLES_INFERRED);
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_true(v->n_unseen >= 1);
}

static void with_one_direction_only_the_side_is_still_right(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv.end[TB_CLIENT].unseen = true;
	conv_open(&conv);
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_int_equal(v->harm.verdict, TB_HARM_UNKNOWN);
}

static void a_rst_without_anything_else_belongs_to_no_connection(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_rst(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_NO_CONNECTION);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_UNKNOWN);
}

static void the_same_ports_used_again_are_another_flow(void **state)
{
	(void)state;
	conv_open(&conv);
	conv_rstack(&conv, TB_CLIENT);
	conv_restart(&conv, 7000000, 9000000);
	conv_open(&conv);
	exchange(10, 10);
	conv_rstack(&conv, TB_SERVER);
	court_close(&court);
	assert_int_equal(court.n, 2);
	assert_int_equal(court.verdict[0].v.flow.id, 1);
	assert_int_equal(court.verdict[1].v.flow.id, 2);
	assert_int_equal(court_rst(&court, 0)->from, TB_CLIENT);
	assert_int_equal(court_rst(&court, 1)->from, TB_SERVER);
	assert_int_equal(court.verdict[1].v.flow.bytes[TB_SERVER], 10);
	assert_string_equal(court.verdict[0].v.flow.community_id,
			    court.verdict[1].v.flow.community_id);
}

/* RFC 9293 section 3.5.1, figure 9: the client has rebooted and connects again. */
static void half_open_recovery_resets_the_old_connection_not_the_new_one(void **state)
{
	struct conv_segment old_ack, rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	exchange(10, 10);
	old_ack = conv_next(&conv, TB_SERVER, TB_ACK, 0);
	rst = forged(TB_CLIENT, conv.end[TB_CLIENT].next);
	conv_restart(&conv, 7000000, 9000000);
	conv_syn(&conv);
	conv_put(&conv, &old_ack);
	conv_put(&conv, &rst);
	conv_again(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->flow.id, 1);
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->rst[0].from, TB_CLIENT);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
}

static void an_icmp_error_is_tied_to_the_flow_it_quotes(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	conv_data(&conv, TB_CLIENT, 100);
	conv_unreachable(&conv, TB_CLIENT, 13, "203.0.113.1", 28);
	conv_rstack(&conv, TB_CLIENT);
	v = only_verdict();
	assert_int_equal(v->n_icmp, 1);
	assert_int_equal(v->icmp[0].frame.number, 5);
	assert_int_equal(v->icmp[0].code, 13);
	assert_int_equal(v->icmp[0].quotes, TB_CLIENT);
	assert_int_equal(v->icmp[0].in_window, TB_YES);
}

static void headers_alone_are_enough_for_side_phase_and_effect(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	court.tape.snaplen = 14 + 20 + 14;
	conv_open(&conv);
	exchange(100, 1000);
	conv_rstack(&conv, TB_SERVER);
	v = only_verdict();
	assert_int_equal(v->phase, TB_PHASE_DATA_TRANSFER);
	assert_int_equal(v->rst[0].from, TB_SERVER);
	assert_int_equal(v->rst[0].effect, TB_EFFECT_ACCEPTED);
	assert_true(v->n_unseen >= 2);
}

static void what_is_said_on_the_rst_is_kept(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.payload = "No TCP";
	rst.payload_len = 6;
	pkt_opt_nop(&rst.tcp);
	court.tape.comment = "look here";
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_int_equal(v->rst[0].payload_len, 6);
	assert_int_equal(v->rst[0].payload_kept, 6);
	assert_int_equal(v->rst[0].options_len, 4);
	assert_int_equal(v->rst[0].comment_len, 9);
}

static void a_rst_that_is_likely_corruption_is_said_to_be(void **state)
{
	struct conv_segment rst;
	const struct tb_verdict *v;

	(void)state;
	conv_open(&conv);
	rst = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	rst.tcp.sum = PKT_SUM_BAD;
	conv_put(&conv, &rst);
	v = only_verdict();
	assert_true(v->rst[0].checksum_bad);
	assert_int_equal(v->origin.by, TB_ORIGIN_UNKNOWN);
}

static void where_all_checksums_are_wrong_a_wrong_one_says_nothing(void **state)
{
	struct conv_segment s;
	const struct tb_verdict *v;

	(void)state;
	conv_syn(&conv);
	s = conv_next(&conv, TB_SERVER, TB_SYN | TB_ACK, 0);
	s.tcp.sum = PKT_SUM_BAD;
	conv_put(&conv, &s);
	conv_ack(&conv, TB_CLIENT);
	s = conv_next(&conv, TB_SERVER, TB_RST | TB_ACK, 0);
	s.tcp.sum = PKT_SUM_BAD;
	conv_put(&conv, &s);
	v = only_verdict();
	assert_false(v->rst[0].checksum_bad);
	assert_int_equal(v->origin.by, TB_ORIGIN_SERVER);
}

/* Order and limits -------------------------------------------------------------------------- */

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
		conv_init(&conv, &court.tape, "192.0.2.1", (uint16_t)(40000 + i), "198.51.100.2", 80);
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
		conv_init(&conv, &court.tape, "192.0.2.1", (uint16_t)(40000 + i), "198.51.100.2", 80);
		conv_open(&conv);
	}
	conv_rstack(&old, TB_SERVER);
	conv_rstack(&conv, TB_SERVER);
	court_close(&court);
	assert_int_equal(court.n, 2);
	assert_int_equal(court.verdict[0].v.phase, TB_PHASE_NO_CONNECTION);
	assert_int_equal(court.verdict[1].v.phase, TB_PHASE_ESTABLISHED);
	assert_int_equal(court.summary.flows_evicted, 2);
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
}

#define claim(test) cmocka_unit_test_setup(test, begin)

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
		claim(a_host_that_lost_the_connection_answers_the_data_that_reaches_it),
		claim(data_sent_after_the_others_fin_is_answered_by_a_reset),
		claim(a_reset_with_the_fins_own_number_is_accepted),
		claim(a_reset_after_both_fins_is_late),
		claim(sequence_numbers_may_wrap),
		claim(keepalive_probes_are_named_as_triggers),
		claim(each_segment_in_flight_to_the_dead_gets_a_reply),
		claim(resets_that_cross_are_one_episode),
		claim(the_first_accepted_rst_decides_not_the_first_one),
		claim(an_exact_rst_whose_receiver_goes_on_was_not_accepted),
		claim(a_rst_elsewhere_in_the_window_is_challenged),
		claim(an_answer_to_the_challenge_decides),
		claim(the_window_is_scaled),
		claim(data_captured_just_after_its_senders_rst_does_not_make_it_a_guess),
		claim(a_second_copy_of_every_packet_changes_nothing),
		claim(a_connection_that_began_before_the_capture_is_judged_by_what_is_there),
		claim(with_one_direction_only_the_side_is_still_right),
		claim(a_rst_without_anything_else_belongs_to_no_connection),
		claim(the_same_ports_used_again_are_another_flow),
		claim(half_open_recovery_resets_the_old_connection_not_the_new_one),
		claim(an_icmp_error_is_tied_to_the_flow_it_quotes),
		claim(headers_alone_are_enough_for_side_phase_and_effect),
		claim(what_is_said_on_the_rst_is_kept),
		claim(a_rst_that_is_likely_corruption_is_said_to_be),
		claim(where_all_checksums_are_wrong_a_wrong_one_says_nothing),
		claim(verdicts_come_in_the_order_of_their_deciding_rsts),
		claim(a_verdict_is_due_when_its_aftermath_has_passed),
		claim(a_late_rst_begins_another_episode_of_the_same_flow),
		claim(when_memory_is_short_resets_are_judged_early_not_lost),
		claim(the_least_recently_used_flow_leaves_first),
		claim(one_flow_with_very_many_rsts_keeps_each_of_them),
		claim(impossible_limits_are_refused),
	};

	return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
