/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * effect.c - what each RST of an episode did, and what it is within it
 *
 * Four answers are put together: what the rules say (flow/acceptance.c), whether the RST
 * arrived at all and whether the receiver showed that it lives on (flow/afterlife.c), and
 * whether an earlier RST had ended the connection.
 */
#include "blame/judge.h"
#include "blame/why.h"

struct ruling {
	enum tb_effect effect;
	enum tb_why_code why;
};

/* What a rule means if the receiver is not heard of again. */
static const struct ruling rulings[] = {
	[TB_RULE_UNKNOWN] = { TB_EFFECT_UNKNOWN, TB_WHY_NO_NUMBERS },
	[TB_RULE_EXACT] = { TB_EFFECT_ACCEPTED, TB_WHY_EXACT },
	[TB_RULE_FIN] = { TB_EFFECT_ACCEPTED, TB_WHY_FIN },
	[TB_RULE_SACK] = { TB_EFFECT_ACCEPTED, TB_WHY_SACK },
	[TB_RULE_SYN_ACKED] = { TB_EFFECT_ACCEPTED, TB_WHY_SYN_ACKED },
	[TB_RULE_REORDERED] = { TB_EFFECT_ACCEPTED, TB_WHY_REORDERED },
	[TB_RULE_WINDOW] = { TB_EFFECT_UNKNOWN, TB_WHY_WINDOW },
	[TB_RULE_MAYBE_WINDOW] = { TB_EFFECT_UNKNOWN, TB_WHY_MAYBE_WINDOW },
	[TB_RULE_OLD] = { TB_EFFECT_IGNORED, TB_WHY_OLD },
	[TB_RULE_BEHIND] = { TB_EFFECT_UNKNOWN, TB_WHY_BEHIND },
	[TB_RULE_OUTSIDE] = { TB_EFFECT_IGNORED, TB_WHY_OUTSIDE },
	[TB_RULE_SYN_UNACKED] = { TB_EFFECT_IGNORED, TB_WHY_SYN_UNACKED },
	[TB_RULE_OVER] = { TB_EFFECT_LATE, TB_WHY_OVER },
};
_Static_assert(sizeof(rulings) / sizeof(rulings[0]) == TB_RULE_COUNT,
	       "rulings[] lost step with enum tb_acceptance");

static void rule(struct tb_rst *r, enum tb_effect effect, enum tb_why_code why,
		 tb_packed_ref frame, int64_t n)
{
	r->effect = effect;
	r->effect_why = (struct tb_why){ .code = (uint16_t)why, .frame = tb_ref_unpack(frame), .n = n };
}

static bool in_window(enum tb_acceptance rule)
{
	return rule == TB_RULE_WINDOW || rule == TB_RULE_MAYBE_WINDOW;
}

/* Was it sent so that no router passes it on, unlike all else that its sender sent, and is its
 * receiver behind one? */
static bool is_spent(const struct tb_case *c, const struct tb_note *n)
{
	const struct tb_past *sender = &c->exhibit->past[n->dir];
	const struct tb_past *receiver = &c->exhibit->past[!n->dir];

	return n->ttl <= 1 && (sender->did & TB_DID_SEND) && sender->ttl_min > 1 &&
	       (receiver->did & TB_DID_SEND) && !tb_is_initial_ttl(receiver->ttl_max);
}

/* The effect of RST number i, had no other been accepted. */
static void judge_alone(const struct tb_case *c, struct tb_bench *bench, size_t i)
{
	const struct tb_note *n = bench->note[i];
	struct tb_rst *r = &bench->rst[i];
	const struct tb_afterlife *receiver = &c->episode->after[!n->dir];
	tb_packed_ref challenge = tb_challenge_to(c->episode, n, i);
	enum tb_acceptance accepts = (enum tb_acceptance)n->rule;
	const struct ruling *ruling = &rulings[accepts];
	bool over = accepts == TB_RULE_OVER;

	rule(r, ruling->effect, ruling->why, 0, 0);
	if (in_window(accepts) && challenge != 0)
		rule(r, TB_EFFECT_CHALLENGED, TB_WHY_CHALLENGED, challenge, 0);
	else if (in_window(accepts) && receiver->challenge != 0)
		rule(r, TB_EFFECT_IGNORED, TB_WHY_CHALLENGES, receiver->challenge, 0);
	else if (!over && tb_contradicted(c->flow, c->episode, n) && receiver->proof != 0)
		rule(r, TB_EFFECT_IGNORED, TB_WHY_PROOF, receiver->proof, 0);
	else if (!over && r->effect != TB_EFFECT_IGNORED &&
		 tb_contradicted(c->flow, c->episode, n))
		rule(r, TB_EFFECT_IGNORED, TB_WHY_LIVED_ON, receiver->last_ref,
		     tb_since(receiver->last, n->time));
	else if (r->effect == TB_EFFECT_ACCEPTED && tb_may_be_lost(n, c->watched))
		rule(r, TB_EFFECT_UNKNOWN, TB_WHY_IN_VAIN, c->exhibit->past[n->dir].run.ref, 0);
	else if (r->effect == TB_EFFECT_ACCEPTED && is_spent(c, n))
		rule(r, TB_EFFECT_IGNORED, TB_WHY_TTL_SPENT, 0, n->ttl);
}

static bool same_reset(const struct tb_note *a, const struct tb_note *b)
{
	return a->dir == b->dir && a->seq == b->seq && a->ack == b->ack && a->flags == b->flags;
}

static enum tb_role role_of(const struct tb_note *n, const struct tb_note *deciding,
			    bool after_deciding, bool fits)
{
	if (n->duplicate)
		return TB_ROLE_DUPLICATE;
	if (n == deciding)
		return TB_ROLE_DECIDING;
	if (!fits)
		return same_reset(n, deciding) ? TB_ROLE_REPEAT : TB_ROLE_IGNORED;
	if (!after_deciding)
		return TB_ROLE_IGNORED;
	if (n->trigger.ref != 0)
		return TB_ROLE_REPLY;
	if (n->dir != deciding->dir)
		return TB_ROLE_CROSSING;
	return same_reset(n, deciding) ? TB_ROLE_REPEAT : TB_ROLE_EXTRA;
}

/* The effect of one of several: those after the accepted one came too late.  fits: the deciding
 * one, that its receiver takes it where it arrives. */
static void judge_one(const struct tb_case *c, struct tb_bench *bench, size_t i, size_t deciding,
		      bool fits)
{
	const struct tb_note *n = bench->note[i];
	struct tb_rst *r = &bench->rst[i];

	bool accepted = bench->rst[deciding].effect == TB_EFFECT_ACCEPTED;

	r->role = role_of(n, c->deciding, i > deciding, fits);
	if (n->duplicate && i > 0) {
		rule(r, bench->rst[i - 1].effect, TB_WHY_COPY, 0, 0);
		return;
	}
	if (i != deciding)	/* that is judged already */
		judge_alone(c, bench, i);
	if (accepted && i > deciding)
		rule(r, TB_EFFECT_LATE, TB_WHY_EARLIER_RST, c->deciding->ref, 0);
}

/* The receiver aborted the connection itself before the RST could reach it: an end
 * that has taken a RST has no socket left to abort. */
static const struct tb_note *crossing(const struct tb_bench *bench, size_t deciding, size_t n)
{
	const struct tb_note *d = bench->note[deciding];

	for (size_t i = deciding + 1; i < n; i++)
		if (bench->note[i]->dir != d->dir && !bench->note[i]->duplicate &&
		    tb_note_is_abort(bench->note[i]))
			return bench->note[i];
	return NULL;
}

size_t tb_judge_effects(const struct tb_case *c, struct tb_bench *bench, size_t n)
{
	const struct tb_note *crossed;
	size_t deciding = 0;
	bool fits;

	while (bench->note[deciding] != c->deciding)
		deciding++;
	judge_alone(c, bench, deciding);
	fits = bench->rst[deciding].effect == TB_EFFECT_ACCEPTED ||
	       bench->rst[deciding].effect_why.code == TB_WHY_IN_VAIN;
	for (size_t i = 0; i < n; i++)
		judge_one(c, bench, i, deciding, fits);
	crossed = fits ? crossing(bench, deciding, n) : NULL;
	if (crossed != NULL)
		rule(&bench->rst[deciding], TB_EFFECT_LATE, TB_WHY_CROSSED, crossed->ref, 0);
	return deciding;
}
