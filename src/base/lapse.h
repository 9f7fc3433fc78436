/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lapse.h - two times of which a capture does not hold all, as one
 */
#ifndef TB_BASE_LAPSE_H
#define TB_BASE_LAPSE_H

#include <tcpblame/tcpblame.h>

/* a comes to hold b as well. */
static inline void tb_lapse_join(struct tb_lapse *a, const struct tb_lapse *b)
{
	if (b->since.ns < a->since.ns)
		a->since = b->since;
	if (b->until.ns > a->until.ns)
		a->until = b->until;
	a->packets += b->packets;
	a->blind = a->blind || b->blind;
}

#endif
