/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rankings.h - the rankings of causes that were worked out before, by the answers
 */
#ifndef TB_BLAME_RANKINGS_H
#define TB_BLAME_RANKINGS_H

#include "blame/answers.h"

enum {
	TB_RANKINGS = 1 << 14,	/* a power of two */
	TB_PLACES = 1 + TB_MAX_ALTERNATIVES,
	TB_ODDS = 1024,	/* what is behind by more decibans is no share of a double (rank.c) */
	TB_MAX_RULES = 64
};

/* What one rule is weighed with. */
struct tb_scale {
	const struct tb_rule *rule;
	struct tb_answers counting;	/* those that are worth something to it, whoever made it */
	int16_t strength[TB_ANSWER_WORDS * 64];	/* of each, by its bit in the vector (rank.c) */
	int third, sender;	/* what it is worth that a third party made it, or the sender did */
};

/* What all rankings are made with, worked out once; all zero: not yet. */
struct tb_scales {
	double odds[TB_ODDS];	/* of what is so many decibans behind the best */
	size_t undetermined;	/* number of that rule */
	struct tb_scale of[TB_MAX_RULES];
};

/* The best causes, likeliest first. */
struct tb_ranking {
	double confidence[TB_PLACES];
	uint8_t rule[TB_PLACES];	/* numbers in the rulebook */
	uint8_t n;			/* places taken; 0 only where nothing is remembered */
};

/* One, and what it is for. */
struct tb_known_ranking {
	struct tb_answers to;	/* as far as they matter */
	double third_party;	/* what they made of the maker */
	struct tb_ranking is;
};

/* All zero: nothing remembered. */
struct tb_rankings {
	struct tb_answers matter;	/* those that are worth something to some cause */
	struct tb_scales scales;	/* filled by who ranks */
	uint16_t place[TB_RANKINGS];	/* of each slot in known, + 1; 0: none yet */
	uint16_t n;			/* places given */
	struct tb_known_ranking known[TB_RANKINGS];
};

_Static_assert(TB_RANKINGS <= UINT16_MAX, "places + 1 must fit");

/* The slot of that vector (for tests: two vectors of one slot push each other out). */
unsigned tb_rankings_slot(const struct tb_answers *key, double third_party);

/* The answers that matter. */
struct tb_answers tb_rankings_key(struct tb_rankings *r, const struct tb_answers *answers);

/* The ranking for these answers.  *fresh: it is not known yet, and to be filled. */
struct tb_ranking *tb_rankings_take(struct tb_rankings *r, const struct tb_answers *answers,
				    double third_party, bool *fresh);

#endif
