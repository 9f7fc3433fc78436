/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * standstill.h - time that the capture counted, and the ends of a connection did not
 *
 * Who sets the clock of the machine that captures makes a silence that never was, and what
 * ends it looks as if a timer had done it.  In files nobody tells of that; but the timestamps
 * of the ends go on by clocks of their own: at least once a second (RFC 7323 section 5.4), and as
 * fast as they did in the rest of the connection.  A pause in which those of an end hardly went
 * on was none, or that end slept.  It slept if the
 * other end's went on in that time, or if the capture has packets of anybody's from it.  If
 * neither is so, it cannot be told, and how long it was is not known.
 */
#ifndef TB_FLOW_STANDSTILL_H
#define TB_FLOW_STANDSTILL_H

#include "flow/trail.h"

/* Between two segments of one end that bear timestamps. */
struct tb_pause {
	tb_time since;
	tb_span span;
	uint64_t ticks;		/* by which its timestamps went on */
	uint32_t step;		/* number of the newest step in the trail when it was over */
};

/* All those of one end.  All zero: none. */
struct tb_pauses {
	struct tb_pause longest;
	tb_span span;		/* of all; likewise */
	uint64_t ticks;
};

/* There is one more: from a on to a segment of that time and timestamp (0: none). */
void tb_pauses_add(struct tb_pauses *p, const struct tb_step *a, tb_time time, uint32_t ts_val,
		   uint32_t step);

/* The longest time of which the trail has no segment at all, within a pause of either end that
 * its timestamps deny; span 0: none. */
struct tb_pause tb_standstill(const struct tb_pauses of[2], const struct tb_trail *trail);

#endif
