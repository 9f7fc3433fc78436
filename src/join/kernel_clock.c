/* SPDX-License-Identifier: BSD-3-Clause */
#include "join/kernel_clock.h"

#include <stddef.h>

static const tb_span tolerance = 100 * TB_MILLISECOND;	/* scheduling, and the way */
static const tb_span soon = 2 * TB_SECOND;	/* of rough votes: a slow way, a SYN sent again */
enum { DRIFT = 10000 };		/* one part in so many: a bad quartz */

static tb_span distance(tb_span a, tb_span b)
{
	return tb_since((tb_time){ a > b ? a : b }, (tb_time){ a > b ? b : a });
}

static bool fits(const struct tb_kernel_guess *g, tb_time capture, tb_span ahead, tb_span slack)
{
	tb_span since = distance(capture.ns, g->last.ns), off = distance(ahead, g->ahead);

	return g->votes > 0 && since >= 0 && off >= 0 && off <= slack + since / DRIFT;
}

/* The one with most votes; NULL: there is none, or two have as many. */
static const struct tb_kernel_guess *leader(const struct tb_kernel_clock *c)
{
	static const struct tb_kernel_guess given = { .votes = 1 };
	const struct tb_kernel_guess *best = &c->guess[0];
	bool shared = false;

	if (c->is_given)
		return &given;
	for (size_t i = 1; i < TB_KERNEL_GUESSES; i++) {
		if (c->guess[i].votes == best->votes)
			shared = true;
		if (c->guess[i].votes > best->votes) {
			best = &c->guess[i];
			shared = false;
		}
	}
	return shared || best->votes == 0 ? NULL : best;
}

/* The guess that this speaks for: one that is there, or the weakest, given up for it. */
static struct tb_kernel_guess *guess_for(struct tb_kernel_clock *c, tb_time capture,
					 tb_span ahead)
{
	struct tb_kernel_guess *weakest = &c->guess[0];

	for (size_t i = 0; i < TB_KERNEL_GUESSES; i++) {
		if (fits(&c->guess[i], capture, ahead, c->guess[i].is_rough ? soon : tolerance))
			return &c->guess[i];
		if (c->guess[i].votes < weakest->votes)
			weakest = &c->guess[i];
	}
	*weakest = (struct tb_kernel_guess){ .ahead = ahead, .is_rough = true };
	return weakest;
}

static const struct tb_kernel_guess *vote(struct tb_kernel_clock *c, tb_time capture,
					  tb_time trace, bool rough)
{
	tb_span ahead = tb_since(capture, trace);
	struct tb_kernel_guess *g = guess_for(c, capture, ahead);

	if (!rough && g->is_rough)
		g->ahead = ahead;
	else if (!rough)
		g->ahead += tb_since((tb_time){ ahead }, (tb_time){ g->ahead }) / 4;
	g->is_rough = g->is_rough && rough;
	g->last = capture;
	g->votes++;
	return g;
}

bool tb_kernel_clock_vote(struct tb_kernel_clock *c, tb_time capture, tb_time trace)
{
	if (c->is_given)
		return tb_kernel_clock_off(c, capture, trace) != TB_SPAN_NEVER;
	return vote(c, capture, trace, false) == leader(c);
}

void tb_kernel_clock_vote_roughly(struct tb_kernel_clock *c, tb_time capture, tb_time trace)
{
	if (!c->is_given)
		(void)vote(c, capture, trace, true);
}

bool tb_kernel_clock_is_known(const struct tb_kernel_clock *c)
{
	return leader(c) != NULL;
}

tb_span tb_kernel_clock_off(const struct tb_kernel_clock *c, tb_time capture, tb_time trace)
{
	const struct tb_kernel_guess *g = leader(c);
	tb_span ahead = tb_since(capture, trace);

	if (c->is_given)
		return distance(ahead, 0) <= tolerance ? ahead : TB_SPAN_NEVER;
	if (g == NULL || !fits(g, capture, ahead, tolerance))
		return TB_SPAN_NEVER;
	return tb_since((tb_time){ ahead }, (tb_time){ g->ahead });
}
