/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lapses.h - when the capture missed something
 *
 * A kernel whose buffer is full drops packets; a machine that sleeps captures nothing.  Nobody
 * can tell whose packets were missed, but when it was is known, and so which connections may
 * have had some of them.
 *
 * The list is bounded.  When it is full the two neighbours become one that have the least
 * time between them: that may count a moment as missed in which all was seen, never the
 * other way round.
 */
#ifndef TB_FLOW_LAPSES_H
#define TB_FLOW_LAPSES_H

#include <tcpblame/tcpblame.h>

enum { TB_LAPSES = 256 };

/* By time, without overlap.  All zero: nothing was missed. */
struct tb_lapses {
	struct tb_lapse at[TB_LAPSES];
	unsigned n;
};

/* One that ends before it begins, or beyond what frames can bear, is cut to fit. */
void tb_lapses_add(struct tb_lapses *l, const struct tb_lapse *lapse);

/* Was something missed between these two moments? */
bool tb_lapses_meet(const struct tb_lapses *l, tb_time from, tb_time to);

/* All that was, as one; all zero if nothing was. */
struct tb_missed tb_lapses_between(const struct tb_lapses *l, tb_time from, tb_time to);

#endif
