/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * makers.h - what was found out about makers of RSTs before, by the answers about them
 */
#ifndef TB_BLAME_MAKERS_H
#define TB_BLAME_MAKERS_H

#include "blame/answers.h"

enum { TB_MAKERS = 1 << 10 };	/* a power of two */

/* Who made it, and by which answer. */
struct tb_maker {
	enum {
		TB_MAKER_FRESH,		/* not yet found out */
		TB_MAKER_UNKNOWN,
		TB_MAKER_SENDER,	/* whose address it bears */
		TB_MAKER_THIRD_PARTY
	} is;
	uint16_t why;		/* enum tb_signal of the answer that weighs most; 0: none */
	bool corrupt;		/* it may be no RST at all */
	double confidence, third_party;	/* as in struct tb_origin_verdict */
};

/* All zero: nothing remembered.  As in rankings.c the newest of a slot stays. */
struct tb_makers {
	struct {
		struct tb_answers by;
		struct tb_maker is;
	} slot[TB_MAKERS];
};

/* The one with these answers; to be found out if it is fresh. */
static inline struct tb_maker *tb_makers_take(struct tb_makers *m, const struct tb_answers *by)
{
	unsigned i = (unsigned)(tb_answers_hash(by) % TB_MAKERS);

	for (unsigned w = 0; w < TB_ANSWER_WORDS; w++)
		if (m->slot[i].by.word[w] != by->word[w]) {
			m->slot[i].by = *by;
			m->slot[i].is.is = TB_MAKER_FRESH;
			break;
		}
	return &m->slot[i].is;
}

#endif
