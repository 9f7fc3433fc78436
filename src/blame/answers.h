/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answers.h - what all questions about one case were answered: a vector
 *
 * A verdict depends on these alone, so equal vectors need be weighed but once (rankings.c,
 * makers.h).  What shows an answer, and its measure, is asked for again where it is printed.
 */
#ifndef TB_BLAME_ANSWERS_H
#define TB_BLAME_ANSWERS_H

#include <tcpblame/verdict.h>

enum {
	TB_ANSWERS_A_WORD = 32,
	TB_ANSWER_WORDS = 6
};

/* By enum tb_signal, two bits each: one for a yes, one for a no.  All zero: all unseen. */
struct tb_answers {
	uint64_t word[TB_ANSWER_WORDS];
};

_Static_assert(TB_NO == 1 && TB_YES == 2, "an answer is a bit of its own");

/* Where that answer stands in the vector. */
static inline unsigned tb_answer_bit(unsigned signal, enum tb_answer answer)
{
	return 2 * signal + (answer == TB_YES);
}

static inline enum tb_answer tb_answer_to(const struct tb_answers *a, unsigned signal)
{
	return (enum tb_answer)(a->word[signal / TB_ANSWERS_A_WORD] >>
					2 * (signal % TB_ANSWERS_A_WORD) & 3);
}

/* To a question that is unseen until now. */
static inline void tb_answers_add(struct tb_answers *a, unsigned signal, enum tb_answer answer)
{
	a->word[signal / TB_ANSWERS_A_WORD] |= (uint64_t)answer << 2 * (signal % TB_ANSWERS_A_WORD);
}

static inline void tb_answers_set(struct tb_answers *a, unsigned signal, enum tb_answer answer)
{
	a->word[signal / TB_ANSWERS_A_WORD] &= ~(UINT64_C(3) << 2 * (signal % TB_ANSWERS_A_WORD));
	tb_answers_add(a, signal, answer);
}

static inline bool tb_is_yes(const struct tb_answers *a, unsigned signal)
{
	return tb_answer_to(a, signal) == TB_YES;
}

/* Not keyed: whoever sends vectors that collide makes the judge weigh them again and again,
 * as he would without any memory. */
static inline uint64_t tb_answers_hash(const struct tb_answers *a)
{
	uint64_t h = 0;

	for (unsigned i = 0; i < TB_ANSWER_WORDS; i++) {
		h = (h ^ a->word[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return h;
}

#endif
