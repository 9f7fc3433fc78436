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
 *
 * Slots get their memory in the order in which they are first used: vectors are few mostly,
 * and spread over all slots they would take a page each.
 */
#include "blame/rankings.h"

#include <string.h>

#include "blame/rulebook.h"
#include "blame/signal.h"

/* An answer that is worth nothing may still be worth more than none (rank.c). */
static enum tb_answer if_worth(int worth, int other, enum tb_answer answer)
{
	return worth != 0 || other < 0 ? answer : TB_UNSEEN;
}

static void learn_what_matters(struct tb_answers *matter)
{
	for (size_t i = 0; i < tb_rule_count(); i++) {
		const struct tb_clue *clue = tb_rule_at(i)->clue;

		for (size_t k = 0; k < TB_MAX_CLUES && clue[k].signal != TB_SIGNAL_NONE; k++) {
			unsigned s = clue[k].signal;

			tb_answers_add(matter, s, if_worth(clue[k].no, clue[k].yes, TB_NO));
			tb_answers_add(matter, s, if_worth(clue[k].yes, clue[k].no, TB_YES));
		}
	}
	tb_answers_add(matter, TB_SIGNAL_NONE, TB_YES);	/* learnt */
}

struct tb_answers tb_rankings_key(struct tb_rankings *r, const struct tb_answers *answers)
{
	struct tb_answers a = *answers;

	if (r->matter.word[0] == 0)
		learn_what_matters(&r->matter);
	for (unsigned i = 0; i < TB_ANSWER_WORDS; i++)
		a.word[i] &= r->matter.word[i];
	return a;
}

unsigned tb_rankings_slot(const struct tb_answers *key, double third_party)
{
	uint64_t word;

	memcpy(&word, &third_party, sizeof(word));
	word = (tb_answers_hash(key) ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return (unsigned)((word ^ word >> 32) % TB_RANKINGS);
}

/* What a slot remembers. */
static struct tb_known_ranking *known_in(struct tb_rankings *r, unsigned slot)
{
	if (r->place[slot] == 0)
		r->place[slot] = ++r->n;
	return &r->known[r->place[slot] - 1];
}

struct tb_ranking *tb_rankings_take(struct tb_rankings *r, const struct tb_answers *answers,
				    double third_party, bool *fresh)
{
	struct tb_answers key = tb_rankings_key(r, answers);
	struct tb_known_ranking *k = known_in(r, tb_rankings_slot(&key, third_party));

	*fresh = k->is.n == 0 ||
		 memcmp(&k->third_party, &third_party, sizeof(third_party)) != 0 ||
		 memcmp(&k->to, &key, sizeof(key)) != 0;
	if (*fresh) {
		k->to = key;
		k->third_party = third_party;
		k->is.n = 0;
	}
	return &k->is;
}
