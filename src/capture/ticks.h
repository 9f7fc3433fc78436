/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ticks.h - the clock of a pcapng interface
 *
 * if_tsresol and if_tsoffset of draft-ietf-opsawg-pcapng section 4.2.
 */
#ifndef TB_CAPTURE_TICKS_H
#define TB_CAPTURE_TICKS_H

#include <tcpblame/types.h>

struct tb_ticks {
	uint64_t times, by;	/* ns = ticks * times / by; one of them is 1 */
	uint64_t most;		/* more ticks than this would overflow */
	unsigned shift;		/* or, if not 0: ticks are 2^-shift seconds */
	int64_t offset;		/* seconds to add */
};

enum { TB_TICKS_DEFAULT = 6 };	/* an if_tsresol that means microseconds */

/* if_tsresol: 10^-n seconds or, with the top bit set, 2^-n. */
void tb_ticks_init(struct tb_ticks *t, uint8_t if_tsresol, int64_t if_tsoffset);

/* Rounds down; a time that does not fit becomes the last (or first) one that does. */
tb_time tb_ticks_time(const struct tb_ticks *t, uint64_t ticks);

#endif
