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
	TB_CLUE(TTL_MIXED, 6, 0),
	TB_CLUE(TTL_NEARER, 19, 0),
	TB_CLUE(TTL_FARTHER, 6, 0),
	TB_CLUE(TTL_FAR, 20, 0),
	TB_CLUE(TTL_FAMILY, 18, 0),
	TB_CLUE(ID_CONTINUES, -12, 0),
	TB_CLUE(ID_ODD, 8, -2),
	TB_CLUE(DF_DIFFERS, 7, 0),
	TB_CLUE(TOS_MIRRORED, -8, 7),
	TB_CLUE(WINDOW_FITS, -8, 0),
	TB_CLUE(WINDOW_MIRRORED, 18, 0),
	TB_CLUE(WINDOW_ODD, 4, -1),
	TB_CLUE(TS_CONTINUES, -20, 12),
	TB_CLUE(TS_MISSING, 4, 0),
	TB_CLUE(MAC_DIFFERS, 15, -2),
	TB_CLUE(MADE_HERE, 28, 0),
	TB_CLUE(TWO_MACS, 14, 0),
	TB_CLUE(MOVED, -6, 0),
	TB_CLUE(TOO_EARLY, 18, -3),
	TB_CLUE(TALKS_ON, 25, -1),
	TB_CLUE(ACKS_ON, 20, -1),
	TB_CLUE(STEPPED, 18, 0),
	TB_CLUE(GUESSED, 18, 0),
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
static const double uncalled = 0.85;	/* of it, if it is an answer to nothing that was seen, or
					 * lacks what its socket's segments have */
static const double other_machine = 0.75;	/* of it, if another machine of the link sent it */
static const double most_confident = 0.98;

static enum tb_origin claimed(const struct tb_case *c)
{
	return tb_side_of(c->flow, tb_sender(c)) == TB_CLIENT ? TB_ORIGIN_CLIENT : TB_ORIGIN_SERVER;
}

static bool has_words(const struct tb_clue *clue, const struct tb_answers *answers)
{
	return tb_signal_sentence(clue->signal, tb_is_yes(answers, clue->signal)) != NULL;
}

/* The clue that weighs most on that side, of those that there are words for. */
static const struct tb_clue *strongest(const struct tb_answers *answers, int sign)
{
	const struct tb_clue *best = NULL;

	for (const struct tb_clue *clue = somebody_else; clue < somebody_else + N_CLUES; clue++) {
		int worth = sign * tb_clue_worth(clue, answers);

		if (worth > 0 && has_words(clue, answers) &&
		    (best == NULL || worth > sign * tb_clue_worth(best, answers)))
			best = clue;
	}
	return best;
}

/* Is there anything that the claim can be held against? */
static bool is_known(const struct tb_answers *answers)
{
	return tb_answer_to(answers, TB_SIGNAL_TTL_SAME) != TB_UNSEEN ||
	       tb_is_yes(answers, TB_SIGNAL_MADE_HERE) ||
	       tb_is_yes(answers, TB_SIGNAL_KERNEL_SENT);
}

/* Does it pretend to be of a socket, without the timestamps that its connection has?  Some stacks
 * leave them out; so does who forges with ease. */
static bool lacks_timestamps(const struct tb_answers *answers)
{
	return tb_is_yes(answers, TB_SIGNAL_TS_MISSING) &&
	       tb_is_yes(answers, TB_SIGNAL_LIVE_SOCKET) &&
	       !tb_is_yes(answers, TB_SIGNAL_WINDOWS_FORM);
}

/* How sure is it at most that the sender made it?  Another machine may have its address since,
 * or a router's spare have taken over, or it be forged.  A host sends a RST without ACK only in
 * answer to a segment: where none that was captured calls for it, the one that did came another
 * way, or somebody has copied its TTL. */
static double most_of_sender(const struct tb_answers *answers)
{
	if (!is_known(answers))
		return unknown_sender;
	if (tb_is_yes(answers, TB_SIGNAL_KERNEL_SENT))
		return most_confident;
	if (tb_is_yes(answers, TB_SIGNAL_MAC_DIFFERS))
		return other_machine;
	if (tb_is_yes(answers, TB_SIGNAL_UNEXPLAINED) || lacks_timestamps(answers))
		return uncalled;
	return most_confident;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

/* A capture that does not show all tells a maker only if he is likely all the same. */
static void doubt(struct tb_maker *m, const struct tb_answers *answers)
{
	double left = tb_sight(answers);

	m->confidence *= left;
	if (left < 1 && m->confidence < tb_likely) {
		m->is = TB_MAKER_UNKNOWN;
		m->confidence = 0;
	}
}

static uint16_t why(const struct tb_answers *answers, int sign)
{
	const struct tb_clue *clue = is_known(answers) ? strongest(answers, sign) : NULL;

	return clue == NULL ? TB_SIGNAL_NONE : clue->signal;
}

/* called_for: see below. */
static void find_out(struct tb_maker *m, const struct tb_answers *answers, bool called_for)
{
	double third = tb_probability(PRIOR + tb_weigh_clues(somebody_else, N_CLUES, answers));
	unsigned signs = tb_weigh_families(somebody_else, N_CLUES, answers, SIGN);
	bool known = is_known(answers);

	if (signs < SIGNS_NEEDED)
		third = least(third, one_sign);
	*m = (struct tb_maker){ .is = TB_MAKER_UNKNOWN, .third_party = third };
	if (tb_is_yes(answers, TB_SIGNAL_CORRUPT)) {
		m->corrupt = true;
	} else if (!known && !called_for) {
		m->why = why(answers, -1);
	} else if (third >= accuse_from && signs > 0) {
		m->is = TB_MAKER_THIRD_PARTY;
		m->confidence = least(third, most_confident);
		m->why = why(answers, 1);
	} else if (third <= (known ? believe_below : believe_unknown_below)) {
		m->is = TB_MAKER_SENDER;
		m->confidence = least(1 - third, most_of_sender(answers));
		m->why = why(answers, -1);
	} else {
		m->why = why(answers, 1);
	}
	if (!tb_is_yes(answers, TB_SIGNAL_KERNEL_SENT))
		doubt(m, answers);
}

/* Does it surely answer a segment of a connection that was not under way before?  Then it is
 * by its sender, whom nothing else is known of, for all that one can tell. */
static bool is_called_for(const struct tb_case *c)
{
	return c->deciding->trigger.ref != 0 && !tb_may_be_either(c) && !tb_was_under_way(c);
}

/* The same for all that are called for and have these answers. */
static const struct tb_maker *maker_of(const struct tb_case *c, struct tb_makers *known,
				       const struct tb_answers *answers)
{
	bool called_for = is_called_for(c);
	struct tb_answers by = *answers;
	struct tb_maker *m;

	tb_answers_add(&by, TB_SIGNAL_NONE, called_for ? TB_YES : TB_UNSEEN);
	m = tb_makers_take(known, &by);
	if (m->is == TB_MAKER_FRESH)
		find_out(m, answers, called_for);
	return m;
}

static struct tb_why sentence(const struct tb_case *c, const struct tb_maker *m)
{
	struct tb_fact fact;

	if (c->brief)
		return (struct tb_why){ 0 };
	if (m->corrupt)
		return (struct tb_why){ .code = TB_WHY_CORRUPT };
	if (m->why == TB_SIGNAL_NONE)
		return (struct tb_why){ .code = tb_own(c)->did & TB_DID_SEND
							? TB_WHY_LITTLE_TO_COMPARE
							: TB_WHY_NOTHING_TO_COMPARE };
	fact = tb_signal_kinds[m->why].ask(c);
	return (struct tb_why){
		.code = tb_why_signal(m->why, fact.answer == TB_YES,
				      tb_side_of(c->flow, tb_sender(c))),
		.frame = tb_ref_unpack(fact.frame[0]),
		.n = fact.n,
	};
}

static enum tb_origin origin_of(const struct tb_case *c, const struct tb_maker *m)
{
	if (m->is == TB_MAKER_SENDER)
		return claimed(c);
	return m->is == TB_MAKER_THIRD_PARTY ? TB_ORIGIN_THIRD_PARTY : TB_ORIGIN_UNKNOWN;
}

struct tb_origin_verdict tb_judge_maker(const struct tb_case *c, struct tb_makers *known,
					const struct tb_answers *answers)
{
	const struct tb_maker *m = maker_of(c, known, answers);

	return (struct tb_origin_verdict){ .by = origin_of(c, m), .confidence = m->confidence,
					   .third_party = m->third_party, .why = sentence(c, m) };
}

/* Who made one of the others. */
static enum tb_origin judge_other(const struct tb_case *c, struct tb_bench *bench, size_t i)
{
	struct tb_case other = *c;
	struct tb_answers answers;
	struct tb_exhibit exhibit;

	other.deciding = bench->note[i];
	other.exhibit = tb_tracker_exhibit(c->tracker, other.deciding, &exhibit);
	answers = tb_ask_about_maker(&other);
	return origin_of(&other, maker_of(&other, &bench->makers, &answers));
}

struct tb_answers tb_judge_origins(struct tb_case *c, struct tb_bench *bench,
				   struct tb_verdict *out)
{
	struct tb_answers answers = tb_ask_about_maker(c);

	out->origin = tb_judge_maker(c, &bench->makers, &answers);
	for (size_t i = 0; i < out->n_rst; i++) {
		if (i == out->deciding)
			bench->rst[i].origin = out->origin.by;
		else if (bench->note[i]->duplicate && i > 0)
			bench->rst[i].origin = bench->rst[i - 1].origin;
		else if (!c->brief)
			bench->rst[i].origin = judge_other(c, bench, i);
	}
	/* What a forged RST says of its claimed sender is not so. */
	if (out->origin.by == TB_ORIGIN_THIRD_PARTY || out->origin.by == TB_ORIGIN_UNKNOWN)
		out->state[tb_side_of(c->flow, tb_sender(c))] =
			(enum tb_state)c->deciding->state_if_forged;
	return answers;
}
