/* SPDX-License-Identifier: BSD-3-Clause */
/* What the capture missed counts as unseen, not as not done. */
#include "unit/signals.h"

/* Packets are lost from now on for so long; whose, nobody knows. */
static void miss(tb_span span)
{
	const struct tb_lapse lapse = { h.street.tape.now, { h.street.tape.now.ns + span }, 3,
					false };

	tb_tracker_missed(h.street.tracker, &lapse);
	pass(span + TB_MILLISECOND);
}

static void watch_on(void)
{
	pass(10 * TB_SECOND);
	street_accepted(&h.street);
}

static void who_sees_all_misses_nothing(void **state)
{
	(void)state;
	miss(TB_SECOND);
	pass(2 * TB_SECOND);
	talk();
	conv_rstack(conv, TB_SERVER);
	watch_on();
	miss(TB_SECOND);
	no(MISSED);
	no(SENDER_CLOSED);
	no(TALKS_ON);
}

static void what_is_missed_before_the_reset_may_be_what_it_answers(void **state)
{
	(void)state;
	talk();
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = true;
	conv_data(conv, TB_SERVER, 10);
	conv_ack(conv, TB_CLIENT);
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = false;
	miss(TB_MILLISECOND);
	conv_rst(conv, TB_SERVER);
	yes(MISSED);
	unseen(STATELESS);
	unseen(ANSWERS_DATA);
	unseen(ANSWERS_FIN);
	unseen(UNEXPLAINED);
	unseen(SENDER_CLOSED);
	unseen(SENDER_SPOKE_LAST);
	no(LATE_START);
}

static void what_it_is_seen_to_answer_it_answers(void **state)
{
	(void)state;
	talk();
	miss(TB_MILLISECOND);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	yes(STATELESS);
	yes(ANSWERS_DATA);
}

static void a_silence_in_which_packets_were_missed_may_be_none(void **state)
{
	(void)state;
	talk();
	pass(100 * TB_SECOND);
	miss(TB_MILLISECOND);
	pass(200 * TB_SECOND);
	conv_rstack(conv, TB_SERVER);
	unseen(SILENT);
	unseen(ENDPOINT_TIMER);
	unseen(SAME_SILENCE);
}

static void what_was_missed_just_before_the_last_words_may_be_a_fin(void **state)
{
	(void)state;
	talk();
	miss(TB_MILLISECOND);
	exchange();
	conv_rstack(conv, TB_SERVER);
	unseen(SENDER_CLOSED);
	unseen(RECEIVER_CLOSED);
}

/* A long connection whose youth is not all there ends as any other. */
static void what_was_missed_long_ago_leaves_the_last_words(void **state)
{
	(void)state;
	conv_open(conv);
	miss(TB_MILLISECOND);
	for (unsigned i = 0; i < 5; i++) {
		pass(10 * TB_SECOND);
		exchange();
	}
	conv_rstack(conv, TB_SERVER);
	yes(MISSED);
	no(SILENT);
	yes(SENDER_SPOKE_LAST);
	yes(LIVE_SOCKET);
	unseen(NOT_UNDERSTOOD);
}

static void a_handshake_may_be_further_than_it_was_seen(void **state)
{
	(void)state;
	conv_syn(conv);
	miss(TB_MILLISECOND);
	conv_rstack(conv, TB_SERVER);
	unseen(IN_SYN_SENT);
	unseen(IN_ESTABLISHED);
}

static void a_connection_without_words_may_have_had_some(void **state)
{
	(void)state;
	conv_open(conv);
	miss(TB_MILLISECOND);
	conv_rstack(conv, TB_SERVER);
	unseen(NOTHING_SAID);
	unseen(IN_ESTABLISHED);
}

static void who_is_not_heard_in_a_lapse_may_have_spoken_on(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	pass(TB_SECOND);
	miss(TB_MILLISECOND);
	watch_on();
	yes(MISSED);
	unseen(TALKS_ON);
	unseen(ACKS_ON);
	unseen(BOTH_ENDS);
	no(SENDER_CLOSED);
}

static void others_may_have_been_accepted_meanwhile(void **state)
{
	(void)state;
	pass(10 * TB_SECOND);
	street_accepted(&h.street);
	pass(10 * TB_SECOND);
	miss(TB_MILLISECOND);
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	unseen(ELSEWHERE_CONNECTED);
}

static void a_step_in_the_ip_id_may_be_of_packets_that_were_missed(void **state)
{
	(void)state;
	talk();
	exchange();
	miss(TB_MILLISECOND);
	conv->end[TB_SERVER].ip_id = (uint16_t)(conv->end[TB_SERVER].ip_id + 5000);
	conv_rstack(conv, TB_SERVER);
	unseen(ID_ODD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(who_sees_all_misses_nothing),
		claim(what_is_missed_before_the_reset_may_be_what_it_answers),
		claim(what_it_is_seen_to_answer_it_answers),
		claim(a_silence_in_which_packets_were_missed_may_be_none),
		claim(what_was_missed_just_before_the_last_words_may_be_a_fin),
		claim(what_was_missed_long_ago_leaves_the_last_words),
		claim(a_handshake_may_be_further_than_it_was_seen),
		claim(a_connection_without_words_may_have_had_some),
		claim(who_is_not_heard_in_a_lapse_may_have_spoken_on),
		claim(others_may_have_been_accepted_meanwhile),
		claim(a_step_in_the_ip_id_may_be_of_packets_that_were_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
