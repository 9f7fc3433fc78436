/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * origin.c - who really made the RST
 *
 * The address in a RST is a claim.  It is weighed against the other packets of the claimed
 * sender, against what can have reached it, and against what it did afterwards: the clues
 * below say what each answer is worth, in decibans, for "somebody else made it".
 *
 * A host stack makes strange RSTs in good faith, and paths change.  So one strange thing
 * never makes an accusation that is said with confidence; that takes two of different
 * families.  And where nothing of the claimed sender is known, the claim is believed no
 * further than its form allows.
 */
#include "blame/judge.h"
#include "blame/signal.h"
#include "blame/weigh.h"
#include "blame/why.h"

static const struct tb_clue somebody_else[] = {
	TB_CLUE(TTL_SAME, -12, 0),
	TB_CLUE(TTL_NEARER, 19, 0),
	TB_CLUE(TTL_FARTHER, 6, 0),
	TB_CLUE(TTL_FAR, 20, 0),
	TB_CLUE(TTL_FAMILY, 18, 0),
	TB_CLUE(ID_CONTINUES, -12, 0),
	TB_CLUE(ID_ODD, 8, -2),
	TB_CLUE(DF_DIFFERS, 4, 0),
	TB_CLUE(TOS_MIRRORED, -8, 7),
	TB_CLUE(WINDOW_FITS, -8, 0),
	TB_CLUE(WINDOW_MIRRORED, 18, 0),
	TB_CLUE(WINDOW_ODD, 4, -1),
	TB_CLUE(TS_CONTINUES, -20, 12),
	TB_CLUE(TS_MISSING, 4, 0),
	TB_CLUE(MAC_DIFFERS, 15, -2),
	TB_CLUE(MADE_HERE, 28, 0),
	TB_CLUE(TWO_MACS, 14, 0),
	TB_CLUE(TOO_EARLY, 18, -3),
	TB_CLUE(TALKS_ON, 25, -1),
	TB_CLUE(ACKS_ON, 20, -1),
	TB_CLUE(STEPPED, 18, 0),
	TB_CLUE(SEQ_AHEAD, 10, 0),
	TB_CLUE(SEQ_BEHIND, 7, 0),
	TB_CLUE(UNEXPLAINED, 7, -2),
	TB_CLUE(BOTH_ENDS, 8, 0),
	TB_CLUE(MANY_SERVERS, 7, 0),
	TB_CLUE(WINDOWS_FORM, -6, 0),
	TB_CLUE(TOOL_FORM, 18, 0),
	TB_CLUE(KERNEL_SENT, -60, 0),
};

enum {
	N_CLUES = sizeof(somebody_else) / sizeof(somebody_else[0]),
	PRIOR = -8,		/* most RSTs are made by whom they say */
	SIGN = 5,		/* decibans that make a clue a sign */
	SIGNS_NEEDED = 2
};

static const double accuse_from = 0.5, believe_below = 0.3;
static const double believe_unknown_below = 0.2;	/* of whom nothing else is seen */
static const double one_sign = 0.79;	/* of such an accusation, at most */
static const double unknown_sender = 0.85; /* of the claim, if nothing else of it is seen */
static const double most_confident = 0.98;

static enum tb_origin claimed(const struct tb_case *c)
{
	return tb_side_of(c->flow, tb_sender(c)) == TB_CLIENT ? TB_ORIGIN_CLIENT : TB_ORIGIN_SERVER;
}

/* The clue that weighs most on that side. */
static const struct tb_clue *strongest(const struct tb_facts *facts, int sign)
{
	const struct tb_clue *best = NULL;

	for (size_t i = 0; i < N_CLUES; i++) {
		int worth = sign * tb_clue_worth(&somebody_else[i], facts);

		if (worth > 0 && (best == NULL || worth > sign * tb_clue_worth(best, facts)))
			best = &somebody_else[i];
	}
	return best;
}

/* Is there anything that the claim can be held against? */
static bool is_known(const struct tb_facts *facts)
{
	return facts->of[TB_SIGNAL_TTL_SAME].answer != TB_UNSEEN ||
	       facts->of[TB_SIGNAL_KERNEL_SENT].answer == TB_YES;
}

static struct tb_why why(const struct tb_case *c, const struct tb_facts *facts, int sign)
{
	const struct tb_clue *clue = strongest(facts, sign);
	const struct tb_fact *fact = clue == NULL ? NULL : &facts->of[clue->signal];

	if (fact == NULL || !is_known(facts))
		return (struct tb_why){ .code = TB_WHY_NOTHING_TO_COMPARE };
	return (struct tb_why){
		.code = tb_why_signal(clue->signal, fact->answer == TB_YES,
				      tb_side_of(c->flow, tb_sender(c))),
		.frame = tb_ref_unpack(fact->frame[0]),
		.n = fact->n,
	};
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static bool is_answer(const struct tb_case *c)
{
	return c->deciding->trigger.ref != 0 && !tb_may_be_either(c);
}

/* A capture that does not show all tells a maker only if he is likely all the same. */
static void doubt(struct tb_origin_verdict *v, const struct tb_facts *facts)
{
	double left = tb_sight(facts);

	v->confidence *= left;
	if (left < 1 && v->confidence < tb_likely) {
		v->by = TB_ORIGIN_UNKNOWN;
		v->confidence = 0;
	}
}

struct tb_origin_verdict tb_judge_maker(const struct tb_case *c, const struct tb_facts *facts)
{
	double third = tb_probability(PRIOR + tb_weigh_clues(somebody_else, N_CLUES, facts));
	unsigned signs = tb_weigh_families(somebody_else, N_CLUES, facts, SIGN);
	bool known = is_known(facts);
	struct tb_origin_verdict v = { .by = TB_ORIGIN_UNKNOWN };

	if (signs < SIGNS_NEEDED)
		third = least(third, one_sign);
	v.third_party = third;

	if (facts->of[TB_SIGNAL_CORRUPT].answer == TB_YES) {
		v.why.code = TB_WHY_CORRUPT;
	} else if (!known && (!is_answer(c) || tb_was_under_way(c))) {
		v.why = why(c, facts, -1);
	} else if (third >= accuse_from && signs > 0) {
		v.by = TB_ORIGIN_THIRD_PARTY;
		v.confidence = least(third, most_confident);
		v.why = why(c, facts, 1);
	} else if (third <= (known ? believe_below : believe_unknown_below)) {
		v.by = claimed(c);
		v.confidence = least(1 - third, known ? most_confident : unknown_sender);
		v.why = why(c, facts, -1);
	} else {
		v.why = why(c, facts, 1);
	}
	if (facts->of[TB_SIGNAL_KERNEL_SENT].answer != TB_YES)
		doubt(&v, facts);
	return v;
}

/* Who made that RST.  The answers about its maker are left in facts. */
static struct tb_origin_verdict judge_one(const struct tb_case *c, const struct tb_note *note,
					  struct tb_facts *facts)
{
	struct tb_case one = *c;

	one.deciding = note;
	tb_ask_about_maker(&one, facts);
	return tb_judge_maker(&one, facts);
}

void tb_judge_origins(const struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out,
		      struct tb_facts *facts)
{
	struct tb_facts other;

	out->origin = judge_one(c, c->deciding, facts);
	for (size_t i = 0; i < out->n_rst; i++) {
		if (i == out->deciding)
			bench->rst[i].origin = out->origin.by;
		else if (bench->note[i]->duplicate && i > 0)
			bench->rst[i].origin = bench->rst[i - 1].origin;
		else
			bench->rst[i].origin = judge_one(c, bench->note[i], &other).by;
	}
	/* What a forged RST says of its claimed sender is not so. */
	if (out->origin.by == TB_ORIGIN_THIRD_PARTY || out->origin.by == TB_ORIGIN_UNKNOWN)
		out->state[tb_side_of(c->flow, tb_sender(c))] =
			(enum tb_state)c->deciding->state_if_forged;
}
