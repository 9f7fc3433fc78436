/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/signals.h"

static void a_syn_may_have_been_sent_again(void **state)
{
	(void)state;
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	no(SYN_AGAIN);
	again();
	conv_syn(conv);
	pass(TB_SECOND);
	conv_again(conv, TB_CLIENT);
	conv_rstack(conv, TB_SERVER);
	yes(SYN_AGAIN);
	measured(SYN_AGAIN, 2);
	shown_by(SYN_AGAIN, 1);
}

static void so_may_a_syn_ack(void **state)
{
	(void)state;
	conv_syn(conv);
	conv_synack(conv);
	pass(TB_SECOND);
	conv_again(conv, TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	conv_rst(conv, TB_SERVER);
	yes(SYN_ACK_AGAIN);
	no(SYN_AGAIN);
	shown_by(SYN_ACK_AGAIN, 2);
}

static void reject_last_ack_after(tb_span span)
{
	again();
	conv_syn(conv);
	conv_synack(conv);
	pass(span);
	conv_ack(conv, TB_CLIENT);
	conv_rst(conv, TB_SERVER);
}

static void the_last_ack_of_the_handshake_may_be_rejected(void **state)
{
	(void)state;
	reject_last_ack_after(0);
	yes(RESET_AFTER_ACK);
	shown_by(RESET_AFTER_ACK, 3);
	no(ACK_LATE);
	reject_last_ack_after(2 * TB_SECOND);
	yes(RESET_AFTER_ACK);
	yes(ACK_LATE);
}

static void a_server_that_had_gone_on_did_not_reject_the_handshake(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	no(RESET_AFTER_ACK);
	unseen(ACK_LATE);
}

static void a_syn_may_meet_the_numbers_of_an_older_connection(void **state)
{
	struct conv_segment ack;

	(void)state;
	conv_syn(conv);
	ack = conv_next(conv, TB_SERVER, TB_ACK, 0);
	ack.tcp.ack = 777777;
	conv_put(conv, &ack);
	ack = conv_next(conv, TB_CLIENT, TB_RST, 0);
	ack.tcp.seq = 777777;
	ack.tcp.window = 0;
	conv_put(conv, &ack);
	yes(OLD_CONNECTION);
	shown_by(OLD_CONNECTION, 2);
	unseen(OLD_ENDED);
}

/* The client connects again on the ports of a connection that was captured. */
static void meet_the_older_connection(void)
{
	struct conv_segment old_ack = conv_next(conv, TB_SERVER, TB_ACK, 0);
	struct conv_segment rst = conv_next(conv, TB_CLIENT, TB_RST, 0);

	rst.tcp.seq = old_ack.tcp.ack;
	conv_restart(conv, 7000000, 9000000);
	conv_syn(conv);
	conv_put(conv, &old_ack);
	conv_put(conv, &rst);
}

static void an_older_connection_was_open_or_had_ended(void **state)
{
	(void)state;
	talk();
	meet_the_older_connection();
	yes(OLD_CONNECTION);
	no(OLD_ENDED);
	again();
	talk();
	conv_fin(conv, TB_SERVER);
	meet_the_older_connection();
	yes(OLD_CONNECTION);
	yes(OLD_ENDED);
}

static void a_plain_refusal_met_no_older_connection(void **state)
{
	(void)state;
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	no(OLD_CONNECTION);
	no(LATE_SYN_ACK);
	unseen(NEVER_ASKED);
}

static void drop_attempt_after(tb_span span)
{
	again();
	conv_syn(conv);
	pass(span);
	conv_synack(conv);
	conv_rst(conv, TB_CLIENT);
}

static void a_syn_ack_may_come_too_late(void **state)
{
	(void)state;
	drop_attempt_after(0);
	no(LATE_SYN_ACK);
	no(NEVER_ASKED);
	drop_attempt_after(5 * TB_SECOND);
	yes(LATE_SYN_ACK);
	shown_by(LATE_SYN_ACK, 1);
}

static void who_has_just_tried_again_has_not_given_up(void **state)
{
	(void)state;
	conv_syn(conv);
	pass(TB_SECOND);
	conv_again(conv, TB_CLIENT);
	conv_synack(conv);
	conv_rst(conv, TB_CLIENT);
	no(LATE_SYN_ACK);
	again();
	conv_syn(conv);
	pass(TB_SECOND);
	conv_again(conv, TB_CLIENT);
	pass(TB_SECOND);
	conv_synack(conv);
	conv_rst(conv, TB_CLIENT);
	yes(LATE_SYN_ACK);
	shown_by(LATE_SYN_ACK, 2);
}

/* The capture begins, and so long after it a SYN-ACK comes. */
static void answer_out_of_the_blue_after(tb_span span)
{
	again();
	tb_tracker_tick(h.street.tracker, h.street.tape.now);
	pass(span);
	conv->end[TB_CLIENT].unseen = true;
	conv_syn(conv);
	conv->end[TB_CLIENT].unseen = false;
	conv_synack(conv);
	conv_rst(conv, TB_CLIENT);
}

static void a_syn_ack_may_come_unasked(void **state)
{
	(void)state;
	answer_out_of_the_blue_after(2 * TB_SECOND);
	yes(NEVER_ASKED);
	unseen(LATE_SYN_ACK);
}

static void a_syn_may_have_gone_out_just_before_the_capture(void **state)
{
	(void)state;
	answer_out_of_the_blue_after(TB_SECOND / 2);
	unseen(NEVER_ASKED);
	unseen(IN_NOTHING);
	yes(LATE_START);
}

static void a_client_may_reset_instead_of_completing_the_handshake(void **state)
{
	(void)state;
	conv_syn(conv);
	conv_synack(conv);
	conv_rstack(conv, TB_CLIENT);
	yes(RESET_INSTEAD_OF_ACK);
	again();
	conv_open(conv);
	conv_rstack(conv, TB_CLIENT);
	no(RESET_INSTEAD_OF_ACK);
}

/* Options ----------------------------------------------------------------------------- */

static void a_refused_syn_may_have_asked_for_ecn(void **state)
{
	struct conv_segment syn;

	(void)state;
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	no(ECN_SYN);
	again();
	syn = conv_next(conv, TB_CLIENT, TB_SYN | TB_ECE | TB_CWR, 0);
	conv_put(conv, &syn);
	conv_rstack(conv, TB_SERVER);
	yes(ECN_SYN);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(ECN_SYN);
}

static void a_subflow_is_reset_by_an_option(void **state)
{
	enum { EXCESSIVE_TRAFFIC = 4 };
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	pkt_opt_mp_tcprst(&rst.tcp, EXCESSIVE_TRAFFIC);
	conv_put(conv, &rst);
	yes(MPTCP);
	measured(MPTCP, EXCESSIVE_TRAFFIC);
	no(MPTCP_SPOKEN);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	no(MPTCP);
}

static void shake_hands_in_mptcp(enum tb_side last)
{
	static const uint8_t mp_capable[2] = { 0x01, 0x81 };	/* RFC 8684 section 3.1 */

	for (enum tb_side from = TB_CLIENT; from <= last; from++) {
		struct conv_segment s = conv_next(
			conv, from, from == TB_CLIENT ? TB_SYN : TB_SYN | TB_ACK, 0);

		pkt_opt(&s.tcp, 30, mp_capable, sizeof(mp_capable));
		conv_put(conv, &s);
	}
}

static void both_ends_have_to_speak_mptcp(void **state)
{
	(void)state;
	shake_hands_in_mptcp(TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	conv_rstack(conv, TB_SERVER);
	yes(MPTCP_SPOKEN);
	again();
	shake_hands_in_mptcp(TB_CLIENT);
	conv_synack(conv);
	conv_ack(conv, TB_CLIENT);
	conv_rstack(conv, TB_SERVER);
	no(MPTCP_SPOKEN);
}

static void a_handshake_before_the_capture_tells_no_options(void **state)
{
	(void)state;
	open_before();
	exchange();
	conv_rstack(conv, TB_SERVER);
	unseen(MPTCP_SPOKEN);
	yes(LATE_START);
}

static void an_icmp_error_may_quote_the_connection(void **state)
{
	(void)state;
	conv_syn(conv);
	conv_unreachable(conv, TB_CLIENT, 13, "203.0.113.1", 28);
	conv_rstack(conv, TB_SERVER);
	yes(ICMP_ERROR);
	shown_by(ICMP_ERROR, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_syn_may_have_been_sent_again),
		claim(so_may_a_syn_ack),
		claim(the_last_ack_of_the_handshake_may_be_rejected),
		claim(a_server_that_had_gone_on_did_not_reject_the_handshake),
		claim(a_syn_may_meet_the_numbers_of_an_older_connection),
		claim(an_older_connection_was_open_or_had_ended),
		claim(a_plain_refusal_met_no_older_connection),
		claim(a_syn_ack_may_come_too_late),
		claim(who_has_just_tried_again_has_not_given_up),
		claim(a_syn_ack_may_come_unasked),
		claim(a_syn_may_have_gone_out_just_before_the_capture),
		claim(a_client_may_reset_instead_of_completing_the_handshake),
		claim(a_refused_syn_may_have_asked_for_ecn),
		claim(a_subflow_is_reset_by_an_option),
		claim(both_ends_have_to_speak_mptcp),
		claim(a_handshake_before_the_capture_tells_no_options),
		claim(an_icmp_error_may_quote_the_connection),
	};

	return cmocka_run_group_tests_name("signal_start", tests, NULL, NULL);
}
