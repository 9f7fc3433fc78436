/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_clock.h - by how much a capture's clock is ahead of a trace's
 *
 * A trace is stamped by a clock that began when the machine did, or by one that no other
 * can be compared with, and a capture by the time of day, perhaps on another machine.  What
 * both hold tells the difference: each pair that is one event beyond doubt votes for one.
 * A wrong pair (an old trace of the same ports) votes alone; where none leads nothing is
 * known.  Clocks drift, so the difference follows the pairs, and the older the last one is
 * the more may be amiss.
 */
#ifndef TB_JOIN_KERNEL_CLOCK_H
#define TB_JOIN_KERNEL_CLOCK_H

#include <tcpblame/types.h>

enum { TB_KERNEL_GUESSES = 8 };

struct tb_kernel_guess {
	tb_span ahead;
	tb_time last;		/* by the capture's clock, when it was last right */
	uint32_t votes;		/* 0: nothing here */
	bool is_rough;		/* none of them was exact */
};

/* All zero: nothing is known. */
struct tb_kernel_clock {
	struct tb_kernel_guess guess[TB_KERNEL_GUESSES];
	bool is_given;		/* the trace is by the capture's own clock */
};

/* These two are one event: does the clock bear it out, or is there nothing that speaks
 * against it? */
bool tb_kernel_clock_vote(struct tb_kernel_clock *c, tb_time capture, tb_time trace);

/* The same of two events of which one came soon after the other. */
void tb_kernel_clock_vote_roughly(struct tb_kernel_clock *c, tb_time capture, tb_time trace);

/* Is the difference known? */
bool tb_kernel_clock_is_known(const struct tb_kernel_clock *c);

/* Of the capture's time after what the trace's time should be in the capture; TB_SPAN_NEVER
 * if that is too much for one event, or nothing is known. */
tb_span tb_kernel_clock_off(const struct tb_kernel_clock *c, tb_time capture, tb_time trace);

#define TB_SPAN_NEVER INT64_MAX

#endif
