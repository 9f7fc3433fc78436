/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * First the judge alone, with answers that are put into his hands; then whole cases of
 * stacks that do strange things in good faith.
 */
#include <string.h>

#include "unit/signals.h"

static const double almost_certain = 0.9;	/* as reports say it */

static struct tb_answers told;
static struct tb_makers makers;

/* A RST of the server; with a trigger if the number is not 0. */
static struct tb_origin_verdict judge(tb_packed_ref trigger)
{
	static const struct tb_flow flow;
	const struct tb_note note = { .dir = 1, .trigger.ref = trigger };
	const struct tb_case c = { .flow = &flow, .deciding = &note, .brief = true };

	return tb_judge_maker(&c, &makers, &told);
}

/* All seen, and nothing strange. */
static int answers(void **state)
{
	(void)state;
	memset(&told, 0, sizeof(told));
	for (enum tb_signal s = TB_SIGNAL_NONE + 1; s < TB_SIGNAL_MADE_BY_THIRD; s++)
		tb_answers_set(&told, s, TB_NO);
	return 0;
}

static void let(enum tb_signal question, enum tb_answer answer)
{
	tb_answers_set(&told, question, answer);
}

static void the_claim_is_believed_where_nothing_is_strange(void **state)
{
	struct tb_origin_verdict v;

	(void)state;
	let(TB_SIGNAL_TTL_SAME, TB_YES);
	let(TB_SIGNAL_ID_CONTINUES, TB_YES);
	let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
	let(TB_SIGNAL_TS_CONTINUES, TB_UNSEEN);
	v = judge(0);
	assert_int_equal(v.by, TB_ORIGIN_SERVER);
	assert_true(v.confidence >= almost_certain && v.confidence < 1);
}

/* That nothing came too early, say, is no reason to be told. */
static void where_no_answer_has_words_the_reason_says_so(void **state)
{
	static const struct tb_flow flow;
	static const struct tb_note note = { .dir = 1, .trigger.ref = 1 };
	static const struct tb_exhibit exhibit = { .past[1].did = TB_DID_SEND };
	const struct tb_case c = { .flow = &flow, .deciding = &note, .exhibit = &exhibit };
	struct tb_origin_verdict v;
	char words[128];

	(void)state;
	let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
	let(TB_SIGNAL_TS_CONTINUES, TB_UNSEEN);
	let(TB_SIGNAL_MAC_DIFFERS, TB_UNSEEN);
	v = tb_judge_maker(&c, &makers, &told);
	assert_int_equal(v.by, TB_ORIGIN_SERVER);
	tb_why_text(&v.why, words, sizeof(words));
	assert_string_equal(words, "what else its sender sent in this connection tells little for "
				   "or against it");
}

/* It may have its address since a failover. */
static void another_machine_of_the_link_makes_the_claim_unsure_and_nobody_accused(void **state)
{
	struct tb_origin_verdict v;

	(void)state;
	let(TB_SIGNAL_TTL_SAME, TB_YES);
	let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
	let(TB_SIGNAL_TS_CONTINUES, TB_UNSEEN);
	let(TB_SIGNAL_MAC_DIFFERS, TB_YES);
	v = judge(1);
	assert_int_equal(v.by, TB_ORIGIN_SERVER);
	assert_true(v.confidence > 0.6 && v.confidence < 0.8);
}

/* Its TTL may be copied. */
static void of_an_answer_to_nothing_the_claim_is_not_almost_certain(void **state)
{
	struct tb_origin_verdict v;

	(void)state;
	let(TB_SIGNAL_TTL_SAME, TB_YES);
	let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
	let(TB_SIGNAL_TS_CONTINUES, TB_UNSEEN);
	let(TB_SIGNAL_UNEXPLAINED, TB_YES);
	v = judge(0);
	assert_int_equal(v.by, TB_ORIGIN_SERVER);
	assert_true(v.confidence < almost_certain);
	let(TB_SIGNAL_KERNEL_SENT, TB_YES);
	assert_true(judge(0).confidence >= almost_certain);
}

/* Some stacks leave them out of a RST, others never. */
static void nor_is_that_of_a_socket_which_lacks_the_timestamps(void **state)
{
	(void)state;
	let(TB_SIGNAL_TTL_SAME, TB_YES);
	let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
	let(TB_SIGNAL_TS_CONTINUES, TB_UNSEEN);
	let(TB_SIGNAL_LIVE_SOCKET, TB_YES);
	assert_true(judge(0).confidence >= almost_certain);
	let(TB_SIGNAL_TS_MISSING, TB_YES);
	assert_true(judge(0).confidence < almost_certain);
	assert_int_equal(judge(0).by, TB_ORIGIN_SERVER);
}

static void one_sign_never_makes_a_confident_accusation(void **state)
{
	static const enum tb_signal sign[] = {
		TB_SIGNAL_TTL_NEARER, TB_SIGNAL_TTL_FAR, TB_SIGNAL_TTL_FAMILY,
		TB_SIGNAL_MAC_DIFFERS, TB_SIGNAL_TOO_EARLY, TB_SIGNAL_TALKS_ON,
		TB_SIGNAL_STEPPED, TB_SIGNAL_TOOL_FORM, TB_SIGNAL_WINDOW_MIRRORED,
		TB_SIGNAL_TWO_MACS, TB_SIGNAL_GUESSED,
	};

	for (size_t i = 0; i < sizeof(sign) / sizeof(sign[0]); i++) {
		struct tb_origin_verdict v;

		answers(state);
		let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
		let(TB_SIGNAL_TS_CONTINUES, TB_UNSEEN);
		let(sign[i], TB_YES);
		v = judge(0);
		assert_true(v.by != TB_ORIGIN_THIRD_PARTY || v.confidence < almost_certain);
	}
}

static void two_signs_of_one_family_are_one(void **state)
{
	struct tb_origin_verdict v;

	(void)state;
	let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
	let(TB_SIGNAL_TS_CONTINUES, TB_UNSEEN);
	let(TB_SIGNAL_TTL_FAR, TB_YES);
	let(TB_SIGNAL_TTL_FAMILY, TB_YES);
	v = judge(0);
	assert_int_equal(v.by, TB_ORIGIN_THIRD_PARTY);
	assert_true(v.confidence < almost_certain);
}

static void two_signs_of_two_families_are_enough(void **state)
{
	struct tb_origin_verdict v;

	(void)state;
	let(TB_SIGNAL_TOS_MIRRORED, TB_UNSEEN);
	let(TB_SIGNAL_TTL_FAR, TB_YES);
	let(TB_SIGNAL_TALKS_ON, TB_YES);
	v = judge(0);
	assert_int_equal(v.by, TB_ORIGIN_THIRD_PARTY);
	assert_true(v.confidence >= almost_certain);
}

static void where_nothing_is_known_and_nothing_called_for_it_nobody_is_named(void **state)
{
	struct tb_origin_verdict v;

	(void)state;
	memset(&told, 0, sizeof(told));
	v = judge(0);
	assert_int_equal(v.by, TB_ORIGIN_UNKNOWN);
	assert_true(v.confidence <= 0);
}

static void an_answer_from_an_unknown_sender_is_believed_no_further_than_its_form(void **state)
{
	struct tb_origin_verdict v;

	(void)state;
	memset(&told, 0, sizeof(told));
	v = judge(1);
	assert_int_equal(v.by, TB_ORIGIN_SERVER);
	assert_true(v.confidence < almost_certain);
}

static void of_a_corrupt_packet_nobody_is_the_maker(void **state)
{
	(void)state;
	let(TB_SIGNAL_TTL_FAR, TB_YES);
	let(TB_SIGNAL_TALKS_ON, TB_YES);
	let(TB_SIGNAL_CORRUPT, TB_YES);
	assert_int_equal(judge(0).by, TB_ORIGIN_UNKNOWN);
}

/* Stacks in good faith ---------------------------------------------------------------- */

static enum tb_origin origin(void)
{
	return hearing_verdict(&h)->origin.by;
}

static void linux_answers_without_id_window_and_timestamps(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv->timestamps = true;
	talk();
	exchange();
	conv_data(conv, TB_CLIENT, 10);
	rst = reply_of(TB_SERVER);
	conv_put(conv, &rst);
	assert_int_equal(origin(), TB_ORIGIN_SERVER);
}

static void windows_closes_without_window_and_options(void **state)
{
	(void)state;
	conv->timestamps = true;
	conv->end[TB_SERVER].ttl = 120;
	talk();
	conv_rstack(conv, TB_SERVER);
	assert_int_equal(origin(), TB_ORIGIN_SERVER);
}

/* Without ACK, with IP ID 0, and with DF as ever: as macOS and BSD answer. */
static void macos_answers_with_an_id_of_zero_as_always(void **state)
{
	struct conv_segment s;

	(void)state;
	conv_syn(conv);
	s = conv_next(conv, TB_SERVER, TB_SYN | TB_ACK, 0);
	s.ip.id = 0;
	conv_put(conv, &s);
	conv_ack(conv, TB_CLIENT);
	for (unsigned i = 0; i < 3; i++) {
		s = conv_next(conv, TB_SERVER, TB_ACK | TB_PSH, 10);
		s.ip.id = 0;
		conv_put(conv, &s);
	}
	conv_data(conv, TB_CLIENT, 10);
	s = reply_of(TB_SERVER);
	conv_put(conv, &s);
	assert_int_equal(origin(), TB_ORIGIN_SERVER);
}

static void a_hop_nearer_alone_is_at_most_a_suspicion(void **state)
{
	struct conv_segment rst;

	(void)state;
	conv->end[TB_SERVER].ttl = 63;
	talk();
	conv_data(conv, TB_CLIENT, 10);
	rst = reply_of(TB_SERVER);
	rst.ip.ttl = 64;
	conv_put(conv, &rst);
	assert_int_equal(origin(), TB_ORIGIN_THIRD_PARTY);
	assert_true(hearing_verdict(&h)->origin.confidence < almost_certain);
}

static void a_forger_with_another_ttl_whose_victim_talks_on_is_accused(void **state)
{
	(void)state;
	forge();
	assert_int_equal(origin(), TB_ORIGIN_THIRD_PARTY);
	assert_true(hearing_verdict(&h)->origin.confidence >= almost_certain);
}

static void a_reset_out_of_nowhere_is_nobodys(void **state)
{
	(void)state;
	conv_rst(conv, TB_SERVER);
	assert_int_equal(origin(), TB_ORIGIN_UNKNOWN);
}

#define alone(test) cmocka_unit_test_setup(test, answers)

int main(void)
{
	const struct CMUnitTest tests[] = {
		alone(the_claim_is_believed_where_nothing_is_strange),
		alone(where_no_answer_has_words_the_reason_says_so),
		alone(another_machine_of_the_link_makes_the_claim_unsure_and_nobody_accused),
		alone(of_an_answer_to_nothing_the_claim_is_not_almost_certain),
		alone(nor_is_that_of_a_socket_which_lacks_the_timestamps),
		alone(one_sign_never_makes_a_confident_accusation),
		alone(two_signs_of_one_family_are_one),
		alone(two_signs_of_two_families_are_enough),
		alone(where_nothing_is_known_and_nothing_called_for_it_nobody_is_named),
		alone(an_answer_from_an_unknown_sender_is_believed_no_further_than_its_form),
		alone(of_a_corrupt_packet_nobody_is_the_maker),
		claim(linux_answers_without_id_window_and_timestamps),
		claim(windows_closes_without_window_and_options),
		claim(macos_answers_with_an_id_of_zero_as_always),
		claim(a_hop_nearer_alone_is_at_most_a_suspicion),
		claim(a_forger_with_another_ttl_whose_victim_talks_on_is_accused),
		claim(a_reset_out_of_nowhere_is_nobodys),
	};

	return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
