/* SPDX-License-Identifier: BSD-3-Clause */
/* What a verdict shows for its cause, and against it. */
#include <math.h>

#include "blame/why.h"
#include "unit/signals.h"

static void refuse(void)
{
	conv_syn(conv);
	conv_rstack(conv, TB_SERVER);
}

static void abort_in_the_middle(void)
{
	talk();
	conv_data(conv, TB_CLIENT, 100);
	pass(TB_SECOND / 2);
	conv_rstack(conv, TB_SERVER);
}

static void close_and_answer(tb_span idle)
{
	struct conv_segment rst;

	talk();
	pass(idle);
	conv_fin(conv, TB_SERVER);
	conv_ack(conv, TB_CLIENT);
	pass(TB_SECOND);
	conv_data(conv, TB_CLIENT, 10);
	rst = reply_of(TB_SERVER);
	conv_put(conv, &rst);
}

static void answer_after_close(void)
{
	close_and_answer(0);
}

static void answer_after_idle_close(void)
{
	close_and_answer(60 * TB_SECOND);
}

static void refuse_this_one_only(void)
{
	street_accepted(&h.street);
	refuse();
}

static void (*const stories[])(void) = { refuse, abort_in_the_middle, answer_after_close, forge,
					 answer_after_idle_close, refuse_this_one_only };

enum { N_STORIES = sizeof(stories) / sizeof(stories[0]) };

static const struct tb_verdict *told(unsigned story)
{
	if (story > 0)
		again();
	stories[story]();
	assert_true(hearing_verdict(&h)->n_evidence > 0);
	return hearing_verdict(&h);
}

static void it_comes_strongest_first_and_what_is_against_is_negative(void **state)
{
	unsigned against = 0;

	(void)state;
	for (unsigned s = 0; s < N_STORIES; s++) {
		const struct tb_verdict *v = told(s);

		for (size_t i = 0; i < v->n_evidence; i++) {
			double weight = v->evidence[i].weight;

			assert_string_equal(v->evidence[i].supports, v->cause.slug);
			assert_true(fabs(weight) >= 1);
			assert_true(i == 0 || fabs(v->evidence[i - 1].weight) >= fabs(weight));
			against += weight < 0;
		}
	}
	assert_true(against > 0);
}

static const struct tb_signal_kind *kind_of(const struct tb_evidence *e)
{
	for (unsigned s = 0; s < TB_SIGNAL_COUNT; s++)
		for (unsigned yes = 0; yes < 2; yes++)
			for (unsigned side = 0; side < 2; side++)
				if (tb_why_signal(s, yes, side) == e->text.code)
					return &tb_signal_kinds[s];
	fail_msg("the evidence is no answer");
	return NULL;
}

/* Of a family the strongest answer counts.  That the cause is somewhat rarer with an answer than
 * others are, as data after a close with an idle timer before that close, is no objection. */
static void it_has_nothing_that_did_not_count_and_no_faint_objection(void **state)
{
	(void)state;
	for (unsigned s = 0; s < N_STORIES; s++) {
		const struct tb_verdict *v = told(s);

		for (size_t i = 0; i < v->n_evidence; i++) {
			const struct tb_evidence *e = &v->evidence[i];

			assert_true(e->weight > 0 || e->weight <= -4);
			for (size_t k = 0; k < i; k++)
				if (kind_of(&v->evidence[k])->family == kind_of(e)->family)
					assert_true((v->evidence[k].weight > 0) ==
						    (e->weight > 0));
		}
	}
}

static void it_says_what_the_question_was_answered(void **state)
{
	const struct tb_verdict *v;

	(void)state;
	v = told(2);
	for (size_t i = 0; i < v->n_evidence; i++) {
		const struct tb_fact *fact = hearing_fact(&h, TB_SIGNAL_WROTE_AFTER_FIN);

		if (v->evidence[i].text.code != tb_why_signal(TB_SIGNAL_WROTE_AFTER_FIN, true,
							      TB_SERVER))
			continue;
		assert_int_equal(v->evidence[i].n_frames, 1);
		assert_true(v->evidence[i].frame[0].number > 0);
		assert_int_equal(tb_ref_pack(v->evidence[i].frame[0]), fact->frame[0]);
		return;
	}
	fail_msg("nothing is said of it");
}

/* An exchange on each of three connections; after it the client may say more. */
static struct conv *three(enum tb_side last)
{
	static struct conv all[3];

	for (unsigned i = 0; i < 3; i++) {
		all[i] = i == 0 ? *conv : street_conv(&h.street);
		conv_open(&all[i]);
		conv_text(&all[i], TB_CLIENT, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
		conv_ack(&all[i], TB_SERVER);
		conv_text(&all[i], TB_SERVER, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		conv_ack(&all[i], TB_CLIENT);
		if (last == TB_CLIENT) {
			conv_data(&all[i], TB_CLIENT, 9);
			conv_ack(&all[i], TB_SERVER);
		}
		pass(TB_SECOND / 5);
	}
	pass(2 * TB_SECOND);
	return all;
}

static const struct tb_verdict *ended_at_once(enum tb_side last)
{
	struct conv *all = three(last);

	for (unsigned i = 0; i < 3; i++)
		conv_rstack(&all[i], TB_CLIENT);
	return hearing_verdict(&h);
}

static void who_may_have_left_an_answer_unread_was_not_ended_from_outside(void **state)
{
	const struct tb_verdict *v = ended_at_once(TB_SERVER);

	(void)state;
	assert_string_not_equal(v->cause.slug, "administrative-abort");
	assert_int_equal(v->harm.verdict, TB_HARM_UNKNOWN);
	assert_int_equal(v->harm.why.code, TB_WHY_UNREAD);
	for (size_t i = 0; i < v->n_alternatives; i++)
		if (strcmp(v->alternative[i].slug, "administrative-abort") == 0)
			assert_true(v->alternative[i].confidence < 0.2);
}

static void packets_alone_never_make_sure_that_it_was_done_from_outside(void **state)
{
	const struct tb_verdict *v = ended_at_once(TB_CLIENT);

	(void)state;
	assert_string_equal(v->cause.slug, "administrative-abort");
	assert_true(v->cause.confidence <= 0.75);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(it_has_nothing_that_did_not_count_and_no_faint_objection),
		claim(it_comes_strongest_first_and_what_is_against_is_negative),
		claim(it_says_what_the_question_was_answered),
		claim(who_may_have_left_an_answer_unread_was_not_ended_from_outside),
		claim(packets_alone_never_make_sure_that_it_was_done_from_outside),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
