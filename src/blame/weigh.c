/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * weigh.c - answers become causes with a confidence
 *
 * Each cause adds up what the answers are worth to it.  Signals that tell of the same thing
 * are a family, of which only the strongest counts, or else one fact would speak several
 * times.  The sums compete: a cause's confidence is its share of 10^(sum / 10 T) of all of
 * them, where the temperature T takes back what is counted twice in spite of families.  It
 * was fitted on captures of known cause, so that what is said with a confidence of 0.9 is
 * right nine times in ten.
 *
 * Who made the RST is a question of its own, and seldom answered for certain.  So the causes
 * are weighed twice, as if neither end and as if its sender had made it, and what comes out is
 * mixed as likely as each of them is: no cause that needs a third party is surer than that
 * there was one.
 *
 * `undetermined` takes part with its prior and with what could not be looked at: what cannot
 * beat it is not said.  What a capture does not show takes from every confidence; and it may
 * be just what would have spoken against the cause that now seems best.  So in a capture that
 * does not show all, a question without an answer counts against those causes that an answer
 * could have spoken against, and only what is likely all the same is said.
 *
 * All of that hangs on the answers alone, and is done once for each vector of them
 * (rankings.c); the evidence is of the case.
 */
#include "blame/weigh.h"

#include <math.h>
#include <string.h>

#include "blame/why.h"

static const double temperature = 0.40;
static const double most_confident = 0.99;	/* the laboratory is not the world */

int tb_clue_worth(const struct tb_clue *clue, const struct tb_facts *facts)
{
	switch (facts->of[clue->signal].answer) {
	case TB_YES:
		return clue->yes;
	case TB_NO:
		return clue->no;
	case TB_UNSEEN:
		break;
	}
	return 0;
}

static int magnitude(int worth)
{
	return worth < 0 ? -worth : worth;
}

/* Of what an answer could have said against a cause, in a capture that does not show all. */
static const double doubt = 0.75;

static int worth_in_doubt(const struct tb_clue *clue, const struct tb_facts *facts)
{
	int worst = clue->yes < clue->no ? clue->yes : clue->no;

	if (facts->of[clue->signal].answer != TB_UNSEEN)
		return tb_clue_worth(clue, facts);
	return worst < 0 ? (int)lrint(doubt * worst) : 0;
}

struct by_family {
	int worth[TB_FAMILY_COUNT];
};

typedef int worth_of(const struct tb_clue *clue, const struct tb_facts *facts);

static void gather(const struct tb_clue *clue, size_t n, const struct tb_facts *facts,
		   worth_of *worth_of_clue, struct by_family *out)
{
	*out = (struct by_family){ { 0 } };
	for (size_t i = 0; i < n && clue[i].signal != TB_SIGNAL_NONE; i++) {
		int worth = worth_of_clue(&clue[i], facts);
		int *best = &out->worth[tb_signal_kinds[clue[i].signal].family];

		if (magnitude(worth) > magnitude(*best))
			*best = worth;
	}
}

static int weigh(const struct tb_clue *clue, size_t n, const struct tb_facts *facts,
		 worth_of *worth_of_clue)
{
	struct by_family families;
	int sum = 0;

	gather(clue, n, facts, worth_of_clue, &families);
	for (unsigned f = 0; f < TB_FAMILY_COUNT; f++)
		sum += families.worth[f];
	return sum;
}

int tb_weigh_clues(const struct tb_clue *clue, size_t n, const struct tb_facts *facts)
{
	return weigh(clue, n, facts, tb_clue_worth);
}

unsigned tb_weigh_families(const struct tb_clue *clue, size_t n, const struct tb_facts *facts,
			   int least)
{
	struct by_family families;
	unsigned count = 0;

	gather(clue, n, facts, tb_clue_worth, &families);
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
	{ TB_SIGNAL_ONE_SIDED, 0.5 },
	{ TB_SIGNAL_CUT_SHORT, 0.85 },
};

double tb_sight(const struct tb_facts *facts)
{
	double left = 1;

	for (size_t i = 0; i < sizeof(sight) / sizeof(sight[0]); i++)
		if (facts->of[sight[i].missing].answer == TB_YES)
			left *= sight[i].left;
	return left;
}

double tb_probability(double decibans)
{
	return 1 / (1 + pow(10, -decibans / 10));
}

/* Ranking ---------------------------------------------------------------------------- */

/* Every cause, best first. */
struct ranked {
	size_t rule[TB_MAX_RULES];
	double share[TB_MAX_RULES];	/* likewise */
	size_t n;
};

static void insert(struct ranked *r, size_t rule, double score)
{
	size_t at = r->n++;

	for (; at > 0 && r->share[at - 1] < score; at--) {
		r->rule[at] = r->rule[at - 1];
		r->share[at] = r->share[at - 1];
	}
	r->rule[at] = rule;
	r->share[at] = score;
}

/* The share of each rule if its maker were known to be that one. */
static void share_if(struct tb_facts *facts, bool third, worth_of *worth, double *share)
{
	double total = 0, best = -INFINITY;
	size_t n = tb_rule_count();

	facts->of[TB_SIGNAL_MADE_BY_THIRD].answer = third ? TB_YES : TB_NO;
	facts->of[TB_SIGNAL_MADE_BY_SENDER].answer = third ? TB_NO : TB_YES;
	for (size_t i = 0; i < n; i++) {
		const struct tb_rule *rule = tb_rule_at(i);

		share[i] = rule->prior + weigh(rule->clue, TB_MAX_CLUES, facts, worth);
		best = share[i] > best ? share[i] : best;
	}
	for (size_t i = 0; i < n; i++)
		total += share[i] = pow(10, (share[i] - best) / (10 * temperature));
	for (size_t i = 0; i < n; i++)
		share[i] /= total;
}

/* The share of each rule, where its maker is a third party that likely. */
static void share_all(struct tb_facts *facts, double third_party, worth_of *worth, double *share)
{
	const struct tb_fact by_third = facts->of[TB_SIGNAL_MADE_BY_THIRD];
	const struct tb_fact by_sender = facts->of[TB_SIGNAL_MADE_BY_SENDER];
	double if_sender[TB_MAX_RULES];

	share_if(facts, true, worth, share);
	share_if(facts, false, worth, if_sender);
	facts->of[TB_SIGNAL_MADE_BY_THIRD] = by_third;
	facts->of[TB_SIGNAL_MADE_BY_SENDER] = by_sender;
	for (size_t i = 0; i < tb_rule_count(); i++)
		share[i] = third_party * share[i] + (1 - third_party) * if_sender[i];
}

/* Doubt makes no cause likelier, though it may weaken another one more. */
static void rank_all(struct tb_facts *facts, double third_party, struct ranked *r)
{
	double share[TB_MAX_RULES], in_doubt[TB_MAX_RULES];
	double left = tb_sight(facts);

	share_all(facts, third_party, tb_clue_worth, share);
	if (left < 1)
		share_all(facts, third_party, worth_in_doubt, in_doubt);
	r->n = 0;
	for (size_t i = 0; i < tb_rule_count(); i++)
		insert(r, i, left < 1 && in_doubt[i] < share[i] ? in_doubt[i] * left
								: share[i] * left);
}

static const double likely = 0.6;

static bool is_undetermined(size_t rule)
{
	return strcmp(tb_rule_at(rule)->is.slug, "undetermined") == 0;
}

/* Puts it first, for want of anything likely. */
static void prefer_undetermined(struct ranked *r)
{
	double sureness = 1 - r->share[0];
	size_t at = 0, rule;

	while (!is_undetermined(r->rule[at]))
		at++;
	rule = r->rule[at];
	memmove(&r->rule[1], &r->rule[0], at * sizeof(r->rule[0]));
	memmove(&r->share[1], &r->share[0], at * sizeof(r->share[0]));
	r->rule[0] = rule;
	r->share[0] = sureness;
}

static void rank(struct tb_facts *facts, double third_party, struct tb_ranking *out)
{
	struct ranked all;

	rank_all(facts, third_party, &all);
	if (tb_sight(facts) < 1 && all.share[0] < likely && !is_undetermined(all.rule[0]))
		prefer_undetermined(&all);
	for (size_t i = 0; i < all.n && out->n < TB_PLACES; i++) {
		if (i > 0 && is_undetermined(all.rule[i]))	/* is no alternative */
			continue;
		out->rule[out->n] = (uint8_t)all.rule[i];
		out->confidence[out->n++] = all.share[i];
	}
}

static struct tb_weighed weighed(const struct tb_ranking *r, size_t place)
{
	const struct tb_rule *rule = tb_rule_at(r->rule[place]);
	double most = rule->most != 0 ? rule->most / 100.0 : most_confident;

	return (struct tb_weighed){ rule->is.slug, rule->is.title,
				    r->confidence[place] < most ? r->confidence[place] : most };
}

/* Evidence ------------------------------------------------------------------------------ */

static struct tb_evidence exhibit(const struct tb_case *c, const struct tb_fact *fact,
				  const struct tb_clue *clue, const char *slug, int worth)
{
	struct tb_evidence e = { .supports = slug, .weight = worth };

	e.text = (struct tb_why){
		.code = tb_why_signal(clue->signal, fact->answer == TB_YES,
				      tb_side_of(c->flow, tb_sender(c))),
		.frame = tb_ref_unpack(fact->frame[0]),
		.n = fact->n,
	};
	for (unsigned i = 0; i < TB_EVIDENCE_FRAMES; i++)
		if (fact->frame[i] != 0)
			e.frame[e.n_frames++] = tb_ref_unpack(fact->frame[i]);
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

static void show_evidence(const struct tb_case *c, const struct tb_facts *facts,
			  const struct tb_rule *rule, struct tb_verdict *out)
{
	for (const struct tb_clue *clue = rule->clue;
	     clue < rule->clue + TB_MAX_CLUES && clue->signal != TB_SIGNAL_NONE; clue++) {
		const struct tb_signal_kind *kind = &tb_signal_kinds[clue->signal];
		const struct tb_fact *fact = &facts->of[clue->signal];
		int worth = tb_clue_worth(clue, facts);
		struct tb_evidence e;

		if (worth == 0 || (fact->answer == TB_YES ? kind->yes : kind->no) == NULL)
			continue;
		e = exhibit(c, fact, clue, rule->is.slug, worth);
		add_evidence(out, &e);
	}
}

void tb_weigh_causes(const struct tb_case *c, struct tb_rankings *known, struct tb_facts *facts,
		     struct tb_verdict *out)
{
	bool fresh;
	struct tb_ranking *r = tb_rankings_take(known, facts, out->origin.third_party, &fresh);
	const struct tb_rule *rule;

	if (fresh)
		rank(facts, out->origin.third_party, r);
	rule = tb_rule_at(r->rule[0]);
	out->cause = weighed(r, 0);
	for (size_t i = 1; i < r->n; i++)
		out->alternative[out->n_alternatives++] = weighed(r, i);
	show_evidence(c, facts, rule, out);
	out->advice = rule->is.advice;
	while (out->n_advice < TB_MAX_ADVICE && rule->is.advice[out->n_advice] != NULL)
		out->n_advice++;
}
