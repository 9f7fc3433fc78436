/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * candidates.h - the resets that a mention may be about
 */
#ifndef TB_JOIN_CANDIDATES_H
#define TB_JOIN_CANDIDATES_H

#include "join/fit.h"

enum {
	TB_CANDIDATES_ASIDE = 32,	/* before the mention's time, and behind it */
	TB_MAX_CANDIDATES = 2 * TB_CANDIDATES_ASIDE
};

/* The resets that the mention names by its rarest end: a slice of the index.  Empty: it
 * names addresses, and no reset has one of them. */
struct tb_reset_slice tb_candidates_named(const struct tb_resets *r,
					  const struct tb_mention *m);

/* Of those the nearest in time, in order: writes their indices, returns how many. */
size_t tb_candidates(const struct tb_resets *r, const struct tb_mention *m,
		     const struct tb_skew *skew, uint32_t index[TB_MAX_CANDIDATES]);

/* How many of a slice come in a second around a moment: one in a minute at least. */
double tb_candidates_rate(const struct tb_resets *r, struct tb_reset_slice s, tb_time t);

#endif
