/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rankings.h - the rankings of causes that were worked out before, by the answers
 */
#ifndef TB_BLAME_RANKINGS_H
#define TB_BLAME_RANKINGS_H

#include <tcpblame/verdict.h>

struct tb_facts;

enum {
	TB_RANKINGS = 1 << 12,	/* a power of two */
	TB_PLACES = 1 + TB_MAX_ALTERNATIVES,
	TB_ANSWER_WORDS = 5	/* of 32 answers each */
};

/* The best causes, likeliest first. */
struct tb_ranking {
	double confidence[TB_PLACES];
	uint8_t rule[TB_PLACES];	/* numbers in the rulebook */
	uint8_t n;			/* places taken; 0 only where nothing is remembered */
};

/* All answers, two bits each: one for a yes, one for a no; and what they made of the maker. */
struct tb_answers {
	uint64_t word[TB_ANSWER_WORDS];
	double third_party;
};

/* All zero: nothing remembered. */
struct tb_rankings {
	struct tb_answers matter;	/* those that are worth something to some cause */
	struct {
		struct tb_answers to;
		struct tb_ranking is;
	} slot[TB_RANKINGS];
};

/* The slot of that vector (for tests: two vectors of one slot push each other out). */
unsigned tb_rankings_slot(const struct tb_answers *answers);

/* The answers that matter. */
struct tb_answers tb_rankings_key(struct tb_rankings *r, const struct tb_facts *facts);

/* The ranking for these facts.  *fresh: it is not known yet, and to be filled. */
struct tb_ranking *tb_rankings_take(struct tb_rankings *r, const struct tb_facts *facts,
				    double third_party, bool *fresh);

#endif
