/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * weigh.c - what answers come to
 *
 * Signals that tell of the same thing are a family, of which only the strongest counts, or else
 * one fact would speak several times.  All others add up.
 */
#include "blame/weigh.h"

#include <math.h>
#include <string.h>

#include "blame/why.h"

int tb_clue_worth(const struct tb_clue *clue, const struct tb_answers *answers)
{
	enum tb_answer answer = tb_answer_to(answers, clue->signal);

	return answer == TB_YES ? clue->yes : answer == TB_NO ? clue->no : 0;
}

struct by_family {
	int8_t worth[TB_FAMILY_COUNT];	/* as in struct tb_clue */
};

/* By how much the sum over all families grows. */
static int add_worth(struct by_family *f, unsigned signal, int worth)
{
	int8_t *best = &f->worth[tb_family_of[signal]];
	int before = *best, after = tb_stronger(before, worth);

	*best = (int8_t)after;
	return after - before;
}

/* Returns the sum. */
static int gather(const struct tb_clue *clue, size_t n, const struct tb_answers *answers,
		  struct by_family *out)
{
	int sum = 0;

	*out = (struct by_family){ { 0 } };
	for (size_t i = 0; i < n && clue[i].signal != TB_SIGNAL_NONE; i++)
		sum += add_worth(out, clue[i].signal, tb_clue_worth(&clue[i], answers));
	return sum;
}

int tb_weigh_clues(const struct tb_clue *clue, size_t n, const struct tb_answers *answers)
{
	struct by_family families;

	return gather(clue, n, answers, &families);
}

unsigned tb_weigh_families(const struct tb_clue *clue, size_t n, const struct tb_answers *answers,
			   int least)
{
	struct by_family families;
	unsigned count = 0;

	(void)gather(clue, n, answers, &families);
	for (unsigned f = 0; f < TB_FAMILY_COUNT; f++)
		count += families.worth[f] >= least;
	return count;
}

/* A capture that shows less must not make anybody surer. */
static const struct {
	enum tb_signal missing;
	double left;
} sight[] = {
	{ TB_SIGNAL_LATE_START, 0.85 },
	{ TB_SIGNAL_ONE_SIDED, 0.7 },
	{ TB_SIGNAL_CUT_SHORT, 0.85 },
	{ TB_SIGNAL_MISSED, 0.85 },
};

double tb_sight(const struct tb_answers *answers)
{
	double left = 1;

	for (size_t i = 0; i < sizeof(sight) / sizeof(sight[0]); i++)
		if (tb_is_yes(answers, sight[i].missing))
			left *= sight[i].left;
	return left;
}

double tb_probability(double decibans)
{
	return 1 / (1 + pow(10, -decibans / 10));
}

/* Evidence ------------------------------------------------------------------------------ */

static struct tb_evidence exhibit(const struct tb_case *c, const struct tb_clue *clue,
				  const char *slug, int worth)
{
	struct tb_evidence e = { .supports = slug, .weight = worth };
	struct tb_fact fact = tb_signal_kinds[clue->signal].ask(c);

	e.text = (struct tb_why){
		.code = tb_why_signal(clue->signal, fact.answer == TB_YES,
				      tb_side_of(c->flow, tb_sender(c))),
		.frame = tb_ref_unpack(fact.frame[0]),
		.n = fact.n,
	};
	for (unsigned i = 0; i < TB_EVIDENCE_FRAMES; i++)
		if (fact.frame[i] != 0)
			e.frame[e.n_frames++] = tb_ref_unpack(fact.frame[i]);
	return e;
}

/* Strongest first. */
static void add_evidence(struct tb_verdict *out, const struct tb_evidence *e)
{
	size_t at = out->n_evidence;

	while (at > 0 && fabs(out->evidence[at - 1].weight) < fabs(e->weight))
		at--;
	if (at == TB_MAX_EVIDENCE)
		return;
	if (out->n_evidence < TB_MAX_EVIDENCE)
		out->n_evidence++;
	memmove(&out->evidence[at + 1], &out->evidence[at],
		(out->n_evidence - at - 1) * sizeof(*e));
	out->evidence[at] = *e;
}

/* Two and a half times likelier if it was something else.  Less than that says how rare the
 * cause is with such an answer, as an idle timer before data that came after a close; it is no
 * objection. */
static const int objection = -4;

/* Is it worth saying?  What its family outvotes did not count. */
static bool speaks(const struct tb_clue *clue, int worth, const struct by_family *families)
{
	int counted = families->worth[tb_family_of[clue->signal]];

	return worth > 0 ? counted > 0 : counted < 0 && worth <= objection;
}

void tb_show_evidence(const struct tb_case *c, const struct tb_answers *answers,
		      struct tb_verdict *out)
{
	const struct tb_rule *rule = c->cause;
	struct by_family families;

	(void)gather(rule->clue, TB_MAX_CLUES, answers, &families);
	for (const struct tb_clue *clue = rule->clue;
	     clue < rule->clue + TB_MAX_CLUES && clue->signal != TB_SIGNAL_NONE; clue++) {
		bool yes = tb_is_yes(answers, clue->signal);
		int worth = tb_clue_worth(clue, answers);
		struct tb_evidence e;

		if (!speaks(clue, worth, &families) || tb_signal_sentence(clue->signal, yes) == NULL)
			continue;
		e = exhibit(c, clue, rule->is.slug, worth);
		add_evidence(out, &e);
	}
}
