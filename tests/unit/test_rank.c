/* SPDX-License-Identifier: BSD-3-Clause */
/* No test here depends on what the rulebook says of a weight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "blame/rank.h"
#include "blame/weigh.h"

static struct tb_answers answers;
static struct tb_verdict verdict;
static struct tb_rankings known;

static int begin(void **state)
{
	(void)state;
	memset(&answers, 0, sizeof(answers));	/* all unseen */
	memset(&verdict, 0, sizeof(verdict));
	memset(&known, 0, sizeof(known));
	return 0;
}

static void answer(enum tb_signal question, enum tb_answer a)
{
	tb_answers_set(&answers, question, a);
}

static bool is_of_kernel(const struct tb_clue *clue)
{
	return tb_signal_kinds[clue->signal].family == TB_FAMILY_KERNEL;
}

/* All that speaks for that cause, and nothing else; its maker is known.  No kernel is asked. */
static void let_all_speak_for(const char *slug)
{
	const struct tb_rule *rule = tb_rule_find(slug);

	for (size_t i = 0; i < TB_MAX_CLUES && rule->clue[i].signal != TB_SIGNAL_NONE; i++)
		if (!is_of_kernel(&rule->clue[i]))
			answer(rule->clue[i].signal,
			       rule->clue[i].yes > rule->clue[i].no ? TB_YES : TB_NO);
	verdict.origin.third_party = tb_is_yes(&answers, TB_SIGNAL_MADE_BY_THIRD);
}

static const struct tb_verdict *rank(void)
{
	(void)tb_rank_causes(&known, &answers, &verdict);
	return &verdict;
}

static void where_nothing_is_seen_nothing_is_determined(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	v = rank();
	assert_string_equal(v->cause.slug, "undetermined");
}

static int sum_of(const struct tb_rule *rule)
{
	return rule->prior + tb_weigh_clues(rule->clue, TB_MAX_CLUES, &answers);
}

static void each_cause_beats_that_if_enough_speaks_for_it(void **state)
{
	const struct tb_rule *open = tb_rule_find("undetermined");

	for (size_t i = 0; i < tb_rule_count(); i++) {
		const struct tb_rule *rule = tb_rule_at(i);

		begin(state);
		let_all_speak_for(rule->is.slug);
		if (sum_of(rule) > sum_of(open))
			assert_string_not_equal(rank()->cause.slug, "undetermined");
	}
}

static void alternatives_are_other_causes_and_never_the_undetermined(void **state)
{
	const struct tb_verdict *v;
	double above;

	(void)state;
	let_all_speak_for("data-after-close");
	v = rank();
	above = v->cause.confidence;
	assert_true(above <= 0.99);
	assert_true(v->n_alternatives > 0);
	for (size_t i = 0; i < v->n_alternatives; i++) {
		assert_string_not_equal(v->alternative[i].slug, "undetermined");
		assert_string_not_equal(v->alternative[i].slug, v->cause.slug);
		assert_true(v->alternative[i].confidence <= above);
		above = v->alternative[i].confidence;
	}
}

static void neither_are_they_where_it_wins(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	v = rank();
	assert_true(v->n_alternatives > 0);
	for (size_t i = 0; i < v->n_alternatives; i++)
		assert_string_not_equal(v->alternative[i].slug, "undetermined");
}

static void whoever_sees_less_is_less_sure(void **state)
{
	double sure;

	(void)state;
	let_all_speak_for("data-after-close");
	assert_true(tb_sight(&answers) > 0.999);
	sure = rank()->cause.confidence;
	memset(&verdict, 0, sizeof(verdict));
	answer(TB_SIGNAL_ONE_SIDED, TB_YES);
	assert_true(tb_sight(&answers) < 0.999);
	assert_true(rank()->cause.confidence < sure);
}

/* What speaks against it most, of all that is not asked yet. */
static enum tb_signal worst_of(const struct tb_rule *rule)
{
	const struct tb_clue *worst = NULL;

	for (size_t i = 0; i < TB_MAX_CLUES && rule->clue[i].signal != TB_SIGNAL_NONE; i++)
		if (rule->clue[i].yes < 0 && rule->clue[i].no == 0 &&
		    (worst == NULL || rule->clue[i].yes < worst->yes))
			worst = &rule->clue[i];
	assert_non_null(worst);
	return (enum tb_signal)worst->signal;
}

static void what_an_unanswered_question_could_refute_is_said_with_doubt(void **state)
{
	const struct tb_rule *rule = tb_rule_find("half-open-connection");
	double answered;

	(void)state;
	let_all_speak_for("half-open-connection");
	answer(TB_SIGNAL_CUT_SHORT, TB_YES);
	answer(worst_of(rule), TB_NO);
	answered = rank()->cause.confidence;
	memset(&verdict, 0, sizeof(verdict));
	answer(worst_of(rule), TB_UNSEEN);
	rank();
	assert_true(strcmp(verdict.cause.slug, "undetermined") == 0 ||
		    verdict.cause.confidence < answered);
}

static void what_is_not_likely_in_a_poor_capture_is_not_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_rule_count(); i++) {
		begin(state);
		let_all_speak_for(tb_rule_at(i)->is.slug);
		answer(TB_SIGNAL_ONE_SIDED, TB_YES);
		answer(TB_SIGNAL_LATE_START, TB_YES);
		assert_string_equal(rank()->cause.slug, "undetermined");
		assert_true(verdict.cause.confidence >= 0.4);
		assert_true(verdict.n_alternatives > 0);
	}
}

static void what_a_kernel_settles_is_said_of_a_poor_capture_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_rule_count(); i++) {
		const struct tb_rule *rule = tb_rule_at(i);

		if (rule->settled_by == TB_SIGNAL_NONE)
			continue;
		begin(state);
		answer(TB_SIGNAL_ONE_SIDED, TB_YES);
		answer(TB_SIGNAL_LATE_START, TB_YES);
		answer(TB_SIGNAL_KERNEL_REASONED, TB_YES);
		answer((enum tb_signal)rule->settled_by, TB_YES);
		assert_string_equal(rank()->cause.slug, rule->is.slug);
		assert_true(verdict.cause.confidence >= tb_likely);
		for (size_t k = 0; k < verdict.n_alternatives; k++)
			assert_string_not_equal(verdict.alternative[k].slug, rule->is.slug);
	}
}

static void what_a_kernel_settles_has_no_other_limit(void **state)
{
	const struct tb_rule *rule = tb_rule_find("close-with-unread-data");

	(void)state;
	let_all_speak_for(rule->is.slug);
	answer((enum tb_signal)rule->said_by, TB_UNSEEN);
	assert_true(rank()->cause.confidence <= rule->most / 100.0);
	memset(&verdict, 0, sizeof(verdict));
	answer((enum tb_signal)rule->settled_by, TB_YES);
	assert_true(rank()->cause.confidence > rule->most / 100.0);
}

static void what_no_packet_tells_apart_is_named_with_what_is_left(void **state)
{
	const struct tb_rule *rule = tb_rule_find("abortive-close");
	double left = (100 - rule->most) / 100.0;

	(void)state;
	let_all_speak_for(rule->is.slug);
	answer(TB_SIGNAL_SILENT, TB_NO);	/* that speaks against the other one */
	assert_string_equal(rank()->cause.slug, rule->is.slug);
	assert_string_equal(verdict.alternative[0].slug, rule->twin);
	assert_true(verdict.alternative[0].confidence >= 0.9 * left);
	assert_true(verdict.alternative[0].confidence <= left);
}

static void what_was_not_read_for_want_of_room_is_not_shared(void **state)
{
	const struct tb_rule *rule = tb_rule_find("close-with-unread-data");

	(void)state;
	answer(TB_SIGNAL_LIVE_SOCKET, TB_YES);
	answer(TB_SIGNAL_RECEIVER_SPOKE_LAST, TB_YES);
	answer(TB_SIGNAL_REQUEST_OPEN, TB_YES);
	answer(TB_SIGNAL_SENDER_CLOSED, TB_NO);
	assert_string_equal(rank()->cause.slug, rule->is.slug);
	assert_string_equal(verdict.alternative[0].slug, "abortive-close");
	assert_true(verdict.cause.confidence <= rule->most / 100.0);
	memset(&verdict, 0, sizeof(verdict));
	answer((enum tb_signal)rule->said_by, TB_YES);
	assert_string_equal(rank()->cause.slug, rule->is.slug);
	assert_true(verdict.cause.confidence > rule->most / 100.0);
}

static void a_rival_is_one_only_where_its_question_is_answered_by_yes(void **state)
{
	const struct tb_rule *rule = tb_rule_find("half-open-connection");
	double left = (100 - rule->rival.most) / 100.0;

	(void)state;
	let_all_speak_for(rule->is.slug);
	answer((enum tb_signal)rule->rival.if_so, TB_YES);
	assert_string_equal(rank()->cause.slug, rule->is.slug);
	assert_true(verdict.cause.confidence <= rule->rival.most / 100.0);
	assert_string_equal(verdict.alternative[0].slug, rule->rival.slug);
	assert_true(verdict.alternative[0].confidence >= 0.9 * left);
	memset(&verdict, 0, sizeof(verdict));
	answer((enum tb_signal)rule->rival.if_so, TB_NO);
	assert_true(rank()->cause.confidence > rule->rival.most / 100.0);
	for (size_t i = 0; i < verdict.n_alternatives; i++)
		assert_true(strcmp(verdict.alternative[i].slug, rule->rival.slug) != 0 ||
			    verdict.alternative[i].confidence < 0.05);
}

/* Answers that are no clue's are not told apart (rankings.c). */
static void the_question_of_a_rival_is_that_of_a_clue(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_rule_count(); i++) {
		const struct tb_rule *rule = tb_rule_at(i);
		bool found = rule->rival.if_so == TB_SIGNAL_NONE;

		for (size_t k = 0; k < TB_MAX_CLUES && !found; k++)
			found = rule->clue[k].signal == rule->rival.if_so &&
				rule->clue[k].yes != rule->clue[k].no;
		assert_true(found);
		assert_int_equal(rule->rival.if_so != TB_SIGNAL_NONE, rule->rival.slug != NULL);
		assert_true(rule->rival.slug == NULL || tb_rule_find(rule->rival.slug) != NULL);
	}
}

static void what_a_kernel_settles_is_not_shared(void **state)
{
	(void)state;
	let_all_speak_for("abortive-close");
	answer(TB_SIGNAL_KERNEL_DISCONNECTED, TB_YES);
	answer(TB_SIGNAL_KERNEL_KILLED, TB_NO);
	assert_string_equal(rank()->cause.slug, "abortive-close");
	for (size_t i = 0; i < verdict.n_alternatives; i++)
		assert_true(verdict.alternative[i].confidence < 0.05);
}

static void a_twin_is_another_cause_that_has_one_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_rule_count(); i++) {
		const struct tb_rule *rule = tb_rule_at(i), *twin;

		if (rule->twin == NULL)
			continue;
		twin = tb_rule_find(rule->twin);
		assert_non_null(twin);
		assert_ptr_not_equal(twin, rule);
		assert_non_null(twin->twin);
		assert_true(rule->most > 0);
	}
}

static void a_cause_that_does_not_allow_the_reason_is_out(void **state)
{
	(void)state;
	let_all_speak_for("half-open-connection");
	assert_string_equal(rank()->cause.slug, "half-open-connection");
	memset(&verdict, 0, sizeof(verdict));
	answer(TB_SIGNAL_KERNEL_REASONED, TB_YES);
	answer(TB_SIGNAL_KERNEL_UNREAD, TB_YES);
	assert_string_not_equal(rank()->cause.slug, "half-open-connection");
}

static double injected_if(double third_party)
{
	memset(&verdict, 0, sizeof(verdict));
	verdict.origin.third_party = third_party;
	rank();
	return strcmp(verdict.cause.slug, "injected-reset") == 0 ? verdict.cause.confidence : 0;
}

static void a_cause_that_needs_a_stranger_is_surer_the_surer_he_is(void **state)
{
	(void)state;
	let_all_speak_for("injected-reset");
	assert_true(injected_if(1) > 0);
	assert_true(injected_if(0.5) <= injected_if(1));
	assert_true(injected_if(0.1) <= injected_if(0.5));
}

/* Advice ------------------------------------------------------------------------------ */

static void advice_is_that_of_the_cause(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	let_all_speak_for("connection-refused");
	v = rank();
	assert_ptr_equal(v->advice, tb_rule_find(v->cause.slug)->is.advice);
	assert_true(v->n_advice > 0 && v->n_advice <= TB_MAX_ADVICE);
	assert_true(v->n_advice == TB_MAX_ADVICE || v->advice[v->n_advice] == NULL);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(where_nothing_is_seen_nothing_is_determined),
		claim(each_cause_beats_that_if_enough_speaks_for_it),
		claim(alternatives_are_other_causes_and_never_the_undetermined),
		claim(neither_are_they_where_it_wins),
		claim(whoever_sees_less_is_less_sure),
		claim(what_an_unanswered_question_could_refute_is_said_with_doubt),
		claim(what_is_not_likely_in_a_poor_capture_is_not_said),
		claim(what_a_kernel_settles_is_said_of_a_poor_capture_too),
		claim(what_a_kernel_settles_has_no_other_limit),
		claim(what_no_packet_tells_apart_is_named_with_what_is_left),
		claim(what_was_not_read_for_want_of_room_is_not_shared),
		claim(a_rival_is_one_only_where_its_question_is_answered_by_yes),
		claim(the_question_of_a_rival_is_that_of_a_clue),
		claim(what_a_kernel_settles_is_not_shared),
		claim(a_twin_is_another_cause_that_has_one_too),
		claim(a_cause_that_does_not_allow_the_reason_is_out),
		claim(a_cause_that_needs_a_stranger_is_surer_the_surer_he_is),
		claim(advice_is_that_of_the_cause),
	};

	return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
