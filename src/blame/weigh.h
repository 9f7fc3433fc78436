/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * weigh.h - what the answers are worth
 */
#ifndef TB_BLAME_WEIGH_H
#define TB_BLAME_WEIGH_H

#include "blame/rulebook.h"
#include "blame/signal.h"

/* What the answer to the question of that clue is worth, in decibans. */
int tb_clue_worth(const struct tb_clue *clue, const struct tb_answers *answers);

/* Of two worths of a family the one that counts: of equal ones the first. */
static inline int tb_stronger(int a, int b)
{
	return (b < 0 ? -b : b) > (a < 0 ? -a : a) ? b : a;
}

/* Sum over a list of at most n clues, the strongest of each family. */
int tb_weigh_clues(const struct tb_clue *clue, size_t n, const struct tb_answers *answers);

/* Families whose weight in that list is at least `least`. */
unsigned tb_weigh_families(const struct tb_clue *clue, size_t n, const struct tb_answers *answers,
			   int least);

/* How much of a confidence is left when not all could be looked at: 0 .. 1. */
double tb_sight(const struct tb_answers *answers);

/* What has less confidence is not said of a capture that does not show all. */
static const double tb_likely = 0.6;

/* Probability of something that has that many decibans for it. */
double tb_probability(double decibans);

/* Fills evidence: what the answers say for and against c->cause. */
void tb_show_evidence(const struct tb_case *c, const struct tb_answers *answers,
		      struct tb_verdict *out);

#endif
