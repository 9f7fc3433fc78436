/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rank.c - causes compete, and get a confidence
 *
 * Each cause adds up what the answers are worth to it (weigh.h).  The sums compete: a cause's
 * confidence is its share of 10^(sum / 10 T) of all of them, where the temperature T takes back
 * what is counted twice in spite of families.  It was fitted on captures of known cause, so that
 * what is said with a confidence of 0.9 is right nine times in ten.
 *
 * Who made the RST is a question of its own, and seldom answered for certain.  So the causes
 * are weighed twice, as if neither end and as if its sender had made it, and what comes out is
 * mixed as likely as each of them is: no cause that needs a third party is surer than that
 * there was one.
 *
 * `undetermined` takes part with its prior and with what could not be looked at: what cannot
 * beat it is not said.  What a capture does not show takes from every confidence; and it may
 * be just what would have spoken against the cause that now seems best.  So of a capture that
 * does not show all, only what is likely whichever of the unanswered questions had spoken
 * against it is said; or, where a kernel has given its reason, what that reason says by itself.
 *
 * All of that hangs on the answers alone, and is done once for each vector of them
 * (rankings.c).  Most answers are worth nothing to most causes: a rule meets only those that
 * are (struct tb_scale), by their bits.
 */
#include "blame/rank.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "blame/weigh.h"

static const double temperature = 0.31, ln_10 = 2.302585092994046;
static const double most_confident = 0.99;	/* the laboratory is not the world */

/* Is it of the answers about the maker?  Of one that is known they are a family of their own. */
static bool is_of_maker(const struct tb_clue *clue)
{
	return clue->signal == TB_SIGNAL_MADE_BY_THIRD || clue->signal == TB_SIGNAL_MADE_BY_SENDER;
}

/* What a rule comes to. */
struct sum {
	int common;		/* whoever made it */
	int third, sender;	/* more, if a third party made it, or the sender did */
	int worst;		/* that one of the unanswered questions could have said against it;
				 * <= 0 */
};

/* Of two clues of a family that are worth as much the first counts, in whatever order they are
 * met: so a worth is put before the place that its clue has in the rule. */
static int strength_of(int worth, size_t place)
{
	int before = (int)(TB_MAX_CLUES - 1 - place);

	return worth * TB_MAX_CLUES + (worth < 0 ? -before : before);
}

static int worth_of(int strength)
{
	return strength / TB_MAX_CLUES;
}

static void add_maker(struct tb_scale *s, const struct tb_clue *clue)
{
	bool by_third = clue->signal == TB_SIGNAL_MADE_BY_THIRD;

	s->third = tb_stronger(s->third, by_third ? clue->yes : clue->no);
	s->sender = tb_stronger(s->sender, by_third ? clue->no : clue->yes);
}

static void add_answer(struct tb_scale *s, unsigned signal, enum tb_answer answer, int strength)
{
	if (worth_of(strength) == 0)	/* mostly a no is worth nothing */
		return;
	tb_answers_add(&s->counting, signal, answer);
	s->strength[tb_answer_bit(signal, answer)] = (int16_t)strength;
}

static void set_up_scale(struct tb_scale *s, const struct tb_rule *rule)
{
	s->rule = rule;
	for (size_t i = 0; i < TB_MAX_CLUES && rule->clue[i].signal != TB_SIGNAL_NONE; i++) {
		const struct tb_clue *clue = &rule->clue[i];

		if (is_of_maker(clue)) {
			add_maker(s, clue);
			continue;
		}
		add_answer(s, clue->signal, TB_NO, strength_of(clue->no, i));
		add_answer(s, clue->signal, TB_YES, strength_of(clue->yes, i));
	}
}

static void set_up(struct tb_scales *scales)
{
	for (size_t i = 0; i < TB_ODDS; i++)
		scales->odds[i] = exp(-(double)i * (ln_10 / 10 / temperature));
	while (!tb_is_undetermined(tb_rule_at(scales->undetermined)->is.slug))
		scales->undetermined++;
	for (size_t i = 0; i < tb_rule_count(); i++)
		set_up_scale(&scales->of[i], tb_rule_at(i));
}

static struct sum weigh_rule(const struct tb_scale *scale, const struct tb_answers *answers)
{
	int16_t strongest[TB_FAMILY_COUNT] = { 0 };
	struct sum s = { .common = scale->rule->prior, .third = scale->third,
			 .sender = scale->sender };

	for (unsigned i = 0; i < TB_ANSWER_WORDS; i++)
		for (uint64_t left = answers->word[i] & scale->counting.word[i]; left != 0;
		     left &= left - 1) {
			unsigned bit = 64 * i + (unsigned)__builtin_ctzll(left);
			int16_t *of_family = &strongest[tb_family_of[bit / 2]];
			int before = *of_family, after = tb_stronger(before, scale->strength[bit]);

			*of_family = (int16_t)after;
			s.common += worth_of(after) - worth_of(before);
		}
	return s;
}

static int worst_of(const struct tb_clue *clue)
{
	return clue->yes < clue->no ? clue->yes : clue->no;
}

/* What one of the questions that were not answered could have said against it. */
static int worst_unseen(const struct tb_rule *rule, const struct tb_answers *answers)
{
	int worst = 0;

	for (const struct tb_clue *clue = rule->clue;
	     clue < rule->clue + TB_MAX_CLUES && clue->signal != TB_SIGNAL_NONE; clue++)
		if (worst_of(clue) < worst && !is_of_maker(clue) &&
		    tb_answer_to(answers, clue->signal) == TB_UNSEEN)
			worst = worst_of(clue);
	return worst;
}

/* Those of what is behind by so many decibans. */
static double odds(const struct tb_scales *scales, int behind)
{
	return scales->odds[behind < TB_ODDS ? behind : TB_ODDS - 1];
}

/* Decibans become shares. */
static void share_out(const struct tb_scales *scales, const int *decibans, double *share)
{
	double total = 0;
	int best = INT_MIN;
	size_t n = tb_rule_count();

	for (size_t i = 0; i < n; i++)
		best = decibans[i] > best ? decibans[i] : best;
	for (size_t i = 0; i < n; i++)
		total += share[i] = odds(scales, best - decibans[i]);
	for (size_t i = 0; i < n; i++)
		share[i] /= total;
}

/* The share of each rule, where its maker is a third party that likely. */
static void share_all(const struct tb_scales *scales, const struct sum *sum, double third_party,
		      bool doubting, double *share)
{
	int third[TB_MAX_RULES] = { 0 }, sender[TB_MAX_RULES] = { 0 };
	double if_sender[TB_MAX_RULES];
	size_t n = tb_rule_count();

	for (size_t i = 0; i < n; i++) {
		int known = sum[i].common + (doubting ? sum[i].worst : 0);

		third[i] = known + sum[i].third;
		sender[i] = known + sum[i].sender;
	}
	share_out(scales, third, share);
	share_out(scales, sender, if_sender);
	for (size_t i = 0; i < n; i++)
		share[i] = third_party * share[i] + (1 - third_party) * if_sender[i];
}

enum { BEST = TB_PLACES + 1 };	/* `undetermined` is among them, but takes no place */

/* The best rules, best first; there are more than that. */
static void pick_best(const double *share, size_t rule[BEST])
{
	size_t n = tb_rule_count();

	for (size_t i = 0; i < n; i++) {
		size_t at = i < BEST ? i : BEST;

		for (; at > 0 && share[rule[at - 1]] < share[i]; at--)
			if (at < BEST)
				rule[at] = rule[at - 1];
		if (at < BEST)
			rule[at] = i;
	}
}

/* Next: with no more confidence than those before. */
static void place(struct tb_ranking *r, size_t rule, double confidence)
{
	if (r->n == TB_PLACES)
		return;
	if (r->n > 0 && r->confidence[r->n - 1] < confidence)
		confidence = r->confidence[r->n - 1];
	r->rule[r->n] = (uint8_t)rule;
	r->confidence[r->n++] = confidence;
}

/* Of not knowing one is never sure. */
static const double of_nothing = 0.5;
/* Of what the kernel's own word settles: a narrower cause is the better word so often. */
static const double of_settled = 0.62;

static bool is_settled(const struct tb_rule *rule, const struct tb_answers *answers)
{
	return tb_is_yes(answers, rule->settled_by);
}

static bool has_rival(const struct tb_rule *rule, const struct tb_answers *answers)
{
	return tb_is_yes(answers, rule->rival.if_so);
}

/* The limit of its confidence, in per cent; 100: none. */
static unsigned most_of(const struct tb_rule *rule, const struct tb_answers *answers)
{
	unsigned most = has_rival(rule, answers) ? rule->rival.most : rule->most;

	if (most == 0 || is_settled(rule, answers) || tb_is_yes(answers, rule->said_by))
		return 100;
	return most;
}

/* What the best has no right to is its twin's.  True: that changed a share. */
static bool share_with_twin(const struct tb_answers *answers, size_t best, double *share)
{
	const struct tb_rule *rule = tb_rule_at(best);
	const char *slug = has_rival(rule, answers) ? rule->rival.slug : rule->twin;
	double due = share[best] * (100 - most_of(rule, answers)) / 100;
	size_t twin = 0;

	if (slug == NULL || due <= 0)
		return false;
	while (strcmp(tb_rule_at(twin)->is.slug, slug) != 0)
		twin++;
	if (share[twin] >= due)
		return false;
	share[twin] = due;
	return true;
}

/* What is said where nothing can be told: what is settled whatever else could not be seen, or
 * that nothing can be told. */
static size_t last_resort(const struct tb_answers *answers, size_t undetermined)
{
	for (size_t i = 0; i < tb_rule_count(); i++)
		if (is_settled(tb_rule_at(i), answers))
			return i;
	return undetermined;
}

static void rank(const struct tb_scales *scales, const struct tb_answers *answers,
		 double third_party, struct tb_ranking *out)
{
	struct sum sum[TB_MAX_RULES];
	double share[TB_MAX_RULES], in_doubt[TB_MAX_RULES];
	size_t sorted[BEST], n = tb_rule_count(), best;
	size_t undetermined = scales->undetermined, resort = undetermined;
	double left = tb_sight(answers);

	for (size_t i = 0; i < n; i++)
		sum[i] = weigh_rule(&scales->of[i], answers);
	share_all(scales, sum, third_party, false, share);
	pick_best(share, sorted);
	best = sorted[0] == undetermined ? sorted[1] : sorted[0];
	if (left < 1) {
		for (size_t i = 0; i < n; i++)
			sum[i].worst = worst_unseen(scales->of[i].rule, answers);
		share_all(scales, sum, third_party, true, in_doubt);
		for (size_t i = 0; i < n; i++)
			share[i] = left * (in_doubt[i] < share[i] ? in_doubt[i] : share[i]);
	}
	if (share_with_twin(answers, best, share))
		pick_best(share, sorted);
	if (best != sorted[0] || (left < 1 && share[best] < tb_likely)) {
		resort = last_resort(answers, undetermined);
		place(out, resort, resort == undetermined ? of_nothing : of_settled);
	}
	for (size_t i = 0; i < BEST; i++)
		if (sorted[i] != undetermined && sorted[i] != resort)	/* is no alternative */
			place(out, sorted[i], share[sorted[i]]);
}

/* Confidence that the rule can have at most. */
static double limit_of(const struct tb_rule *rule, const struct tb_answers *answers)
{
	unsigned most = most_of(rule, answers);

	return most < 100 ? most / 100.0 : most_confident;
}

static struct tb_weighed weighed(const struct tb_scales *scales, const struct tb_ranking *r,
				 size_t place, const struct tb_answers *answers)
{
	const struct tb_rule *rule = scales->of[r->rule[place]].rule;
	double most = limit_of(rule, answers);

	return (struct tb_weighed){ rule->is.slug, rule->is.title,
				    r->confidence[place] < most ? r->confidence[place] : most };
}

const struct tb_rule *tb_rank_causes(struct tb_rankings *known, const struct tb_answers *answers,
				     struct tb_verdict *out)
{
	const struct tb_scales *scales = &known->scales;
	bool fresh;
	struct tb_ranking *r = tb_rankings_take(known, answers, out->origin.third_party, &fresh);
	const struct tb_rule *rule;

	if (fresh && scales->odds[0] == 0)
		set_up(&known->scales);
	if (fresh)
		rank(scales, answers, out->origin.third_party, r);
	rule = scales->of[r->rule[0]].rule;
	out->cause = weighed(scales, r, 0, answers);
	for (size_t i = 1; i < r->n; i++)
		out->alternative[out->n_alternatives++] = weighed(scales, r, i, answers);
	out->advice = rule->is.advice;
	while (out->n_advice < TB_MAX_ADVICE && rule->is.advice[out->n_advice] != NULL)
		out->n_advice++;
	return rule;
}
