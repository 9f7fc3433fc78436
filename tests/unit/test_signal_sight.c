/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/signals.h"

/* Request and response, acknowledged, without the handshake before them. */
static void talk_begun_before(void)
{
	open_before();
	exchange();
}

/* Beginning --------------------------------------------------------------------------- */

static void a_capture_that_has_the_handshake_did_not_begin_late(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(LATE_START);
	no(ICMP_ERROR);
}

static void what_came_before_the_capture_is_not_known(void **state)
{
	(void)state;
	talk_begun_before();
	conv_rstack(conv, TB_SERVER);
	yes(LATE_START);
	unseen(ICMP_ERROR);
	unseen(RESET_AFTER_ACK);
	unseen(SYN_AGAIN);
	unseen(SYN_ACK_AGAIN);
	unseen(ANSWERED_BEFORE);
	unseen(ACCEPTS_OTHERS);
	unseen(ELSEWHERE_CONNECTED);
	no(SILENT);
}

/* An ACK, and the RST that answers it. */
static void answer_to_the_unknown(bool timestamps)
{
	conv->timestamps = timestamps;
	open_before();
	conv_ack(conv, TB_CLIENT);
	conv_rst(conv, TB_SERVER);
}

static void a_silence_may_have_gone_before_the_first_words_of_a_capture(void **state)
{
	(void)state;
	answer_to_the_unknown(false);
	unseen(SILENT);
}

static void who_sends_timestamps_was_connected(void **state)
{
	(void)state;
	answer_to_the_unknown(true);
	unseen(IN_NOTHING);
	assert_int_equal(hearing_verdict(&h)->origin.by, TB_ORIGIN_UNKNOWN);
	again();
	answer_to_the_unknown(false);
	yes(IN_NOTHING);
	assert_int_equal(hearing_verdict(&h)->origin.by, TB_ORIGIN_SERVER);
}

static void a_live_socket_and_none_reset_alike_where_no_more_was_seen(void **state)
{
	(void)state;
	open_before();
	conv_data(conv, TB_CLIENT, 10);
	conv_rstack(conv, TB_SERVER);
	unseen(LIVE_SOCKET);
	unseen(STATELESS);
	unseen(ANSWERS_DATA);
	unseen(WINDOW_ODD);
	unseen(WINDOW_MIRRORED);
	assert_int_equal(hearing_verdict(&h)->origin.by, TB_ORIGIN_UNKNOWN);
	again();
	talk();
	conv_data(conv, TB_CLIENT, 10);
	conv_rstack(conv, TB_SERVER);
	yes(LIVE_SOCKET);
	no(STATELESS);
}

/* One direction ------------------------------------------------------------------------ */

static void one_direction_may_be_all_that_was_captured(void **state)
{
	(void)state;
	conv->end[TB_CLIENT].unseen = true;
	talk();
	conv_rstack(conv, TB_SERVER);
	yes(ONE_SIDED);
	no(CUT_SHORT);
	again();
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	no(ONE_SIDED);
}

static void what_a_reset_answers_shows_only_with_both_directions(void **state)
{
	(void)state;
	conv->end[TB_CLIENT].unseen = true;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(STATELESS);
	unseen(ANSWERS_DATA);
	unseen(IN_TRANSFER);
	unseen(OLD_CONNECTION);
	unseen(LATE_SYN_ACK);
	unseen(ICMP_ERROR);
	unseen(ACCEPTS_OTHERS);
}

/* Cut packets -------------------------------------------------------------------------- */

static void packets_may_have_been_captured_in_part(void **state)
{
	enum { HEADERS = 14 + 20 + 20 };

	(void)state;
	h.street.tape.snaplen = HEADERS;
	talk();
	conv_rstack(conv, TB_SERVER);
	yes(CUT_SHORT);
	no(ONE_SIDED);
}

static void what_was_cut_off_tells_nothing(void **state)
{
	enum { HEADERS = 14 + 20 + 20 };

	(void)state;
	h.street.tape.snaplen = HEADERS;
	conv->timestamps = true;
	talk();
	conv_data(conv, TB_CLIENT, 30);
	conv_rstack(conv, TB_SERVER);
	unseen(MPTCP_SPOKEN);
	unseen(ICMP_ERROR);
	unseen(ECN_PLAIN_PASSED);
	unseen(RECEIVER_ALERTED);
	no(SENDER_ALERTED);	/* what it sent was too long for one */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_capture_that_has_the_handshake_did_not_begin_late),
		claim(what_came_before_the_capture_is_not_known),
		claim(a_silence_may_have_gone_before_the_first_words_of_a_capture),
		claim(who_sends_timestamps_was_connected),
		claim(a_live_socket_and_none_reset_alike_where_no_more_was_seen),
		claim(one_direction_may_be_all_that_was_captured),
		claim(what_a_reset_answers_shows_only_with_both_directions),
		claim(packets_may_have_been_captured_in_part),
		claim(what_was_cut_off_tells_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
