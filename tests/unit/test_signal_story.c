/* SPDX-License-Identifier: BSD-3-Clause */
#include "unit/signals.h"

/* Who and when ------------------------------------------------------------------------ */

static void the_side_is_that_of_the_address(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	yes(FROM_SERVER);
	again();
	talk();
	conv_rstack(conv, TB_CLIENT);
	no(FROM_SERVER);
}

static void what_was_concluded_about_the_maker_is_asked_both_ways(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	yes(MADE_BY_SENDER);
	no(MADE_BY_THIRD);
	again();
	forge();
	no(MADE_BY_SENDER);
	yes(MADE_BY_THIRD);
	again();
	conv_rst(conv, TB_SERVER);
	unseen(MADE_BY_SENDER);
	unseen(MADE_BY_THIRD);
}

static void of_all_phases_one_is_it(void **state)
{
	unsigned n = 0;

	(void)state;
	conv_open(conv);
	conv_rstack(conv, TB_SERVER);
	yes(IN_ESTABLISHED);
	for (enum tb_signal s = TB_SIGNAL_IN_SYN_SENT; s <= TB_SIGNAL_IN_NOTHING; s++)
		n += hearing_fact(&h, s)->answer == TB_YES;
	assert_int_equal(n, 1);
}

/* Trigger ----------------------------------------------------------------------------- */

static void a_syn_and_a_syn_ack_may_be_answered(void **state)
{
	(void)state;
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
	yes(ANSWERS_SYN);
	yes(IN_SYN_SENT);
	no(ANSWERS_SYN_ACK);
	again();
	conv_syn(conv);
	conv_synack(conv);
	conv_rst(conv, TB_CLIENT);
	yes(ANSWERS_SYN_ACK);
	yes(IN_SYN_RECEIVED);
	no(ANSWERS_ACK);
}

static void data_may_be_answered(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 48);
	conv_rst(conv, TB_SERVER);
	yes(ANSWERS_DATA);
	measured(ANSWERS_DATA, 48);
	shown_by(ANSWERS_DATA, 8);
	yes(IN_TRANSFER);
	no(ANSWERS_PROBE);
}

static void data_that_is_sent_again_is_still_data(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 48);
	pass(TB_SECOND);
	conv_again(conv, TB_CLIENT);
	conv_rst(conv, TB_SERVER);
	yes(ANSWERS_DATA);
	shown_by(ANSWERS_DATA, 9);
}

static void a_fin_may_be_answered(void **state)
{
	(void)state;
	talk();
	conv_fin(conv, TB_CLIENT);
	conv_rst(conv, TB_SERVER);
	yes(ANSWERS_FIN);
	yes(IN_HALF_CLOSED);
	no(ANSWERS_DATA);
}

static void a_probe_may_be_answered(void **state)
{
	struct conv_segment probe;

	(void)state;
	talk();
	probe = conv_next(conv, TB_CLIENT, TB_ACK, 0);
	probe.tcp.seq--;
	conv_put(conv, &probe);
	conv_rst(conv, TB_SERVER);
	yes(ANSWERS_PROBE);
}

/* Effect ------------------------------------------------------------------------------ */

static void a_reset_may_have_no_effect(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(HAD_NO_EFFECT);
	no(CHALLENGED);
	again();
	talk();
	rst = conv_next(conv, TB_SERVER, TB_RST, 0);
	rst.tcp.seq += 1000;
	conv_put(conv, &rst);
	conv_ack(conv, TB_CLIENT);
	yes(HAD_NO_EFFECT);
	yes(CHALLENGED);
	shown_by(CHALLENGED, 9);
	again();
	conv_rst(conv, TB_SERVER);
	unseen(HAD_NO_EFFECT);
	unseen(CHALLENGED);
}

/* FINs -------------------------------------------------------------------------------- */

static void nobody_may_have_closed(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(SENDER_CLOSED);
	no(RECEIVER_CLOSED);
	no(BOTH_CLOSED);
	no(WROTE_AFTER_FIN);
	no(CROSSED_FIN);
	no(FIN_ACK_ONLY);
	no(FIN_LONG_AGO);
	no(CLOSE_AFTER_SILENCE);
}

static void one_may_write_on_though_the_other_has_closed(void **state)
{
	(void)state;
	talk();
	conv_fin(conv, TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	yes(SENDER_CLOSED);
	shown_by(SENDER_CLOSED, 8);
	yes(WROTE_AFTER_FIN);
	shown_by(WROTE_AFTER_FIN, 10);
	no(CROSSED_FIN);
	no(RECEIVER_CLOSED);
	no(FIN_LONG_AGO);
}

/* As who has no socket for it answers it. */
static void reset_by_number_of(const struct conv_segment *request)
{
	struct conv_segment rst = conv_next(conv, TB_SERVER, TB_RST, 0);

	rst.tcp.seq = request->tcp.ack;
	conv_put(conv, &rst);
}

static void a_request_may_cross_the_fin(void **state)
{
	struct conv_segment request;

	(void)state;
	talk();
	request = conv_next(conv, TB_CLIENT, TB_ACK | TB_PSH, 10);
	conv_fin(conv, TB_SERVER);
	conv_put(conv, &request);
	reset_by_number_of(&request);
	yes(CROSSED_FIN);
	no(WROTE_AFTER_FIN);
	shown_by(CROSSED_FIN, 9);
}

static void first_words_that_cross_a_fin_do_not_race_with_an_idle_timer(void **state)
{
	struct conv_segment request;

	(void)state;
	conv_open(conv);
	request = conv_next(conv, TB_CLIENT, TB_ACK | TB_PSH, 35);
	conv_fin(conv, TB_SERVER);
	conv_put(conv, &request);
	reset_by_number_of(&request);
	yes(CROSSED_FIN);
	yes(ONLY_FIRST_WORDS);
	assert_string_equal(hearing_verdict(&h)->cause.slug, "data-after-close");
}

static void the_mere_acknowledgment_of_a_fin_may_be_answered(void **state)
{
	(void)state;
	talk();
	conv_fin(conv, TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	conv_rst(conv, TB_SERVER);
	yes(FIN_ACK_ONLY);
	yes(ANSWERS_ACK);
	no(WROTE_AFTER_FIN);
}

static void a_fin_may_be_older_than_half_closed_sockets_get(void **state)
{
	(void)state;
	talk();
	conv_fin(conv, TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	pass(61 * TB_SECOND);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	yes(FIN_LONG_AGO);
}

static void both_may_have_closed(void **state)
{
	(void)state;
	talk();
	conv_fin(conv, TB_CLIENT);
	conv_fin(conv, TB_SERVER);
	conv_rst(conv, TB_CLIENT);
	yes(BOTH_CLOSED);
	yes(SENDER_CLOSED);
	yes(RECEIVER_CLOSED);
}

static void a_close_may_come_after_a_silence(void **state)
{
	(void)state;
	talk();
	pass(5 * TB_SECOND - 2 * h.street.tape.step);
	conv_fin(conv, TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	yes(CLOSE_AFTER_SILENCE);
	measured(CLOSE_AFTER_SILENCE, 5 * TB_SECOND);
	no(CLOSED_AMID_TALK);
}

static void what_crosses_a_close_is_no_talk_before_it(void **state)
{
	struct conv_segment request, fin;

	(void)state;
	talk();
	pass(5 * TB_SECOND);
	request = conv_next(conv, TB_CLIENT, TB_ACK | TB_PSH, 10);
	fin = conv_next(conv, TB_SERVER, TB_ACK | TB_FIN, 0);
	conv_put(conv, &request);
	conv_put(conv, &fin);
	reset_by_number_of(&request);
	yes(CROSSED_FIN);
	yes(CLOSE_AFTER_SILENCE);
	no(CLOSED_AMID_TALK);
}

static void a_close_may_come_amid_the_talk(void **state)
{
	(void)state;
	talk();
	conv_fin(conv, TB_SERVER);
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	no(CLOSE_AFTER_SILENCE);
	yes(CLOSED_AMID_TALK);
}

static void closes_before_the_capture_are_not_known(void **state)
{
	(void)state;
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = true;
	talk();
	conv_fin(conv, TB_SERVER);
	conv->end[TB_CLIENT].unseen = conv->end[TB_SERVER].unseen = false;
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
	unseen(SENDER_CLOSED);
	unseen(ONLY_FIRST_WORDS);
	no(NOTHING_SAID);
}

/* Frames 8 and 9: data that acknowledges what the capture missed, and its answer. */
static void answer_after(const struct tb_frame *(*missed)(struct conv *, enum tb_side))
{
	talk();
	conv->end[TB_SERVER].unseen = true;
	missed(conv, TB_SERVER);
	conv->end[TB_SERVER].unseen = false;
	conv_data(conv, TB_CLIENT, 10);
	conv_rst(conv, TB_SERVER);
}

static const struct tb_frame *some_bytes(struct conv *c, enum tb_side from)
{
	return conv_data(c, from, 20);
}

static void what_is_acknowledged_and_was_not_captured_may_be_a_fin(void **state)
{
	(void)state;
	answer_after(conv_fin);
	unseen(SENDER_CLOSED);
	unseen(WROTE_AFTER_FIN);
	unseen(CROSSED_FIN);
	unseen(FIN_LONG_AGO);
	unseen(CLOSE_AFTER_SILENCE);
	no(RECEIVER_CLOSED);
	yes(FIN_MISSED);
	shown_by(FIN_MISSED, 8);
	assert_string_equal(hearing_verdict(&h)->cause.slug, "data-after-close");
	assert_true(hearing_verdict(&h)->cause.confidence < 0.9);
}

static void bytes_that_were_not_captured_may_have_had_a_fin_behind_them(void **state)
{
	(void)state;
	answer_after(some_bytes);
	unseen(SENDER_CLOSED);
	no(FIN_MISSED);
}

static void what_was_captured_later_was_not_missed(void **state)
{
	(void)state;
	talk();
	conv->end[TB_SERVER].unseen = true;
	conv_data(conv, TB_SERVER, 20);
	conv->end[TB_SERVER].unseen = false;
	conv_data(conv, TB_CLIENT, 10);
	conv_again(conv, TB_SERVER);
	conv_rst(conv, TB_SERVER);
	no(SENDER_CLOSED);
	no(FIN_MISSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(the_side_is_that_of_the_address),
		claim(what_was_concluded_about_the_maker_is_asked_both_ways),
		claim(of_all_phases_one_is_it),
		claim(a_syn_and_a_syn_ack_may_be_answered),
		claim(data_may_be_answered),
		claim(data_that_is_sent_again_is_still_data),
		claim(a_fin_may_be_answered),
		claim(a_probe_may_be_answered),
		claim(a_reset_may_have_no_effect),
		claim(nobody_may_have_closed),
		claim(one_may_write_on_though_the_other_has_closed),
		claim(a_request_may_cross_the_fin),
		claim(first_words_that_cross_a_fin_do_not_race_with_an_idle_timer),
		claim(the_mere_acknowledgment_of_a_fin_may_be_answered),
		claim(a_fin_may_be_older_than_half_closed_sockets_get),
		claim(both_may_have_closed),
		claim(a_close_may_come_after_a_silence),
		claim(what_crosses_a_close_is_no_talk_before_it),
		claim(a_close_may_come_amid_the_talk),
		claim(closes_before_the_capture_are_not_known),
		claim(what_is_acknowledged_and_was_not_captured_may_be_a_fin),
		claim(bytes_that_were_not_captured_may_have_had_a_fin_behind_them),
		claim(what_was_captured_later_was_not_missed),
	};

	return cmocka_run_group_tests_name("signal_story", tests, NULL, NULL);
}
