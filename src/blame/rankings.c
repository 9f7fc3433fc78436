/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rankings.c - the rankings of causes that were worked out before, by the answers
 *
 * What the causes come to depends on the answers alone (yes, no or unseen), not on their
 * measures, frames or addresses; and resets of a capture are much alike.  To weigh all
 * causes takes longer than most of a verdict, so it is done once for each vector of answers.
 * Those that are worth nothing to any cause are left out of it: they would only make
 * different vectors of what weighs the same.
 *
 * A vector has one slot, and the newest of a slot stays: nothing to keep in order, and a
 * vector that recurs comes back at once.  The hash is not keyed.  Who sends vectors that
 * collide makes the judge work as it would without all this.
 */
#include "blame/rankings.h"

#include <string.h>

#include "blame/rulebook.h"
#include "blame/signal.h"

_Static_assert((int)TB_SIGNAL_COUNT <= 32 * TB_ANSWER_WORDS, "a vector has too few words");
_Static_assert(sizeof(struct tb_answers) == (TB_ANSWER_WORDS + 1) * sizeof(uint64_t),
	       "all of a vector is hashed and compared");
_Static_assert(TB_NO == 1 && TB_YES == 2, "an answer is a bit of its own");

static void add(struct tb_answers *a, unsigned signal, unsigned answers)
{
	a->word[signal / 32] |= (uint64_t)answers << 2 * (signal % 32);
}

/* An answer that is worth nothing may still be worth more than none (weigh.c). */
static unsigned is_worth(int worth, int other, enum tb_answer answer)
{
	return worth != 0 || other < 0 ? (unsigned)answer : 0U;
}

static void learn_what_matters(struct tb_answers *matter)
{
	for (size_t i = 0; i < tb_rule_count(); i++) {
		const struct tb_clue *clue = tb_rule_at(i)->clue;

		for (size_t k = 0; k < TB_MAX_CLUES && clue[k].signal != TB_SIGNAL_NONE; k++)
			add(matter, clue[k].signal, is_worth(clue[k].no, clue[k].yes, TB_NO) |
							    is_worth(clue[k].yes, clue[k].no, TB_YES));
	}
	add(matter, TB_SIGNAL_NONE, TB_YES);	/* learnt */
}

struct tb_answers tb_rankings_key(struct tb_rankings *r, const struct tb_facts *facts)
{
	struct tb_answers a = { .word = { 0 } };

	if (r->matter.word[0] == 0)
		learn_what_matters(&r->matter);
	for (unsigned s = 0; s < TB_SIGNAL_COUNT; s++)
		add(&a, s, facts->of[s].answer);
	for (unsigned i = 0; i < TB_ANSWER_WORDS; i++)
		a.word[i] &= r->matter.word[i];
	return a;
}

unsigned tb_rankings_slot(const struct tb_answers *answers)
{
	uint64_t word[sizeof(*answers) / sizeof(uint64_t)], h = 0;

	memcpy(word, answers, sizeof(word));
	for (unsigned i = 0; i < sizeof(word) / sizeof(word[0]); i++) {
		h = (h ^ word[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return (unsigned)(h % TB_RANKINGS);
}

struct tb_ranking *tb_rankings_take(struct tb_rankings *r, const struct tb_facts *facts,
				    double third_party, bool *fresh)
{
	struct tb_answers answers = tb_rankings_key(r, facts);
	unsigned slot;

	answers.third_party = third_party;
	slot = tb_rankings_slot(&answers);
	*fresh = r->slot[slot].is.n == 0 ||
		 memcmp(&r->slot[slot].to, &answers, sizeof(answers)) != 0;
	if (*fresh) {
		r->slot[slot].to = answers;
		r->slot[slot].is.n = 0;
	}
	return &r->slot[slot].is;
}
