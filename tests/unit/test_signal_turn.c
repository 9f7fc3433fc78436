/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose turn it was to speak: see signal_story.c. */
#include "unit/signals.h"

static void what_the_server_resets_after_the_client_spoke(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 100);
	conv_data(conv, TB_CLIENT, 50);
	conv_rstack(conv, TB_SERVER);
	yes(RECEIVER_SPOKE_LAST);
	measured(RECEIVER_SPOKE_LAST, 150);
	shown_by(RECEIVER_SPOKE_LAST, 8);
	no(GOT_ANSWER);
	no(SENDER_SPOKE_LAST);
	yes(AT_ONCE);
}

static void that_a_client_has_the_last_answer_says_less(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_CLIENT);
	unseen(RECEIVER_SPOKE_LAST);
	yes(GOT_ANSWER);
	measured(GOT_ANSWER, 1000);
	shown_by(GOT_ANSWER, 6);
}

static void a_client_may_reset_while_it_waits(void **state)
{
	(void)state;
	talk();
	conv_data(conv, TB_CLIENT, 100);
	conv_ack(conv, TB_SERVER);
	pass(TB_SECOND);
	conv_rstack(conv, TB_CLIENT);
	yes(SENDER_SPOKE_LAST);
	no(GOT_ANSWER);
	no(AT_ONCE);
}

static void nothing_may_have_been_said(void **state)
{
	(void)state;
	conv_open(conv);
	conv_rstack(conv, TB_CLIENT);
	yes(NOTHING_SAID);
	no(RECEIVER_SPOKE_LAST);
	no(SENDER_SPOKE_LAST);
	no(GOT_ANSWER);
	no(ONLY_FIRST_WORDS);
	unseen(UNHEARD);
}

static void only_the_first_words_may_have_been_said(void **state)
{
	(void)state;
	conv_open(conv);
	conv_data(conv, TB_CLIENT, 100);
	conv_rstack(conv, TB_SERVER);
	yes(ONLY_FIRST_WORDS);
	shown_by(ONLY_FIRST_WORDS, 4);
	no(NOTHING_SAID);
	again();
	talk();
	conv_rstack(conv, TB_SERVER);
	no(ONLY_FIRST_WORDS);
}

static void the_last_words_may_not_have_been_heard(void **state)
{
	struct conv_segment rst;

	(void)state;
	talk();
	rst = abort_of(TB_SERVER);
	conv_data(conv, TB_CLIENT, 100);
	conv_put(conv, &rst);
	yes(UNHEARD);
	shown_by(UNHEARD, 8);
	again();
	talk();
	conv_data(conv, TB_CLIENT, 100);
	conv_rstack(conv, TB_SERVER);
	no(UNHEARD);
}

static void bytes_may_be_on_their_way(void **state)
{
	(void)state;
	talk();
	conv_rstack(conv, TB_SERVER);
	no(SENDER_UNACKED);
	no(RECEIVER_UNACKED);
	again();
	talk();
	conv_data(conv, TB_CLIENT, 30);
	conv_data(conv, TB_SERVER, 20);
	conv_rstack(conv, TB_SERVER);
	yes(SENDER_UNACKED);
	measured(SENDER_UNACKED, 20);
	no(RECEIVER_UNACKED);
	again();
	talk();
	conv_data(conv, TB_CLIENT, 30);
	conv_rst(conv, TB_SERVER);
	yes(RECEIVER_UNACKED);
	measured(RECEIVER_UNACKED, 30);
}

static void whose_acknowledgments_are_unseen_may_have_all(void **state)
{
	(void)state;
	conv->end[TB_CLIENT].unseen = true;
	talk();
	conv_rstack(conv, TB_SERVER);
	unseen(SENDER_UNACKED);
}

static void stream(enum tb_side from, unsigned segments)
{
	for (unsigned i = 0; i < segments; i++)
		conv_data(conv, from, 1400);
}

static void who_sends_on_was_in_the_middle_of_it(void **state)
{
	(void)state;
	talk();
	stream(TB_SERVER, 10);
	conv_fin(conv, TB_CLIENT);
	stream(TB_SERVER, 1);
	conv_rst(conv, TB_CLIENT);
	yes(STREAMING);
	measured(STREAMING, 11 * 1400 + 1000);
	again();
	talk();
	stream(TB_SERVER, 10);
	conv_rstack(conv, TB_CLIENT);
	no(STREAMING);
	again();
	talk();
	stream(TB_SERVER, 1);
	conv_fin(conv, TB_CLIENT);
	stream(TB_SERVER, 1);
	conv_rst(conv, TB_CLIENT);
	no(STREAMING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(what_the_server_resets_after_the_client_spoke),
		claim(that_a_client_has_the_last_answer_says_less),
		claim(a_client_may_reset_while_it_waits),
		claim(nothing_may_have_been_said),
		claim(only_the_first_words_may_have_been_said),
		claim(the_last_words_may_not_have_been_heard),
		claim(bytes_may_be_on_their_way),
		claim(whose_acknowledgments_are_unseen_may_have_all),
		claim(who_sends_on_was_in_the_middle_of_it),
	};

	return cmocka_run_group_tests_name("signal_turn", tests, NULL, NULL);
}
