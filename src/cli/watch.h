/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch.h - packet time of a live capture, and what of it was not watched
 *
 * Packet time is the time of the last packet plus what the monotonic clock says has gone by
 * since.  So nothing jumps when the wall clock is set, or when a network card stamps packets
 * by a clock of its own.
 *
 * The kernel may hold packets back for a moment to hand them over in batches.  Time therefore
 * passes TB_WATCH_HELD_BACK late: a verdict is not made while a packet that belongs to it
 * waits in the kernel.
 *
 * Two things are not watched.  When the kernel or the interface counts more lost packets than
 * at the last look, they were lost since that.  And when packets are suddenly later than the
 * monotonic clock allows, it had stood still while the machine slept, or the wall clock was
 * set forward: nobody can say which, but that no packet was captured between is certain.
 *
 * Packets that wait in the kernel come late, never early: what packet time is ahead of the
 * monotonic clock by is the most that any of them shows, until all that waited was taken.  If the
 * last of them is old even then, the clock was set back; or the program itself stood still, and
 * the network with it at the end: then the next one is not old any more.
 *
 * The caller reads the clock (`now`: nanoseconds of tb_monotonic()), so that all of it can be
 * tested.
 */
#ifndef TB_CLI_WATCH_H
#define TB_CLI_WATCH_H

#include <tcpblame/tcpblame.h>

/* Longer than libpcap makes the kernel wait, see capture/live.c. */
#define TB_WATCH_HELD_BACK (250 * TB_MILLISECOND)

struct tb_watch {
	bool set;		/* a packet was seen */
	bool behind;		/* more may be waiting: ahead is not yet what the last shows */
	bool old;		/* that one was much older than it should be */
	tb_time last;		/* of the last packet */
	tb_span ahead;		/* packet time, less the monotonic clock */
	int64_t look;		/* when the counters are to be looked at next */
	tb_time looked;		/* packet time of the last look */
	uint64_t lost;		/* what they said then */
};

/* n > 0 packets came, to be given to the engine next.  True if there was a lapse before them. */
bool tb_watch_packets(struct tb_watch *w, const struct tb_frame *frame, size_t n, int64_t now,
		      struct tb_lapse *lapse);

/* All that came was taken. */
void tb_watch_nothing_waits(struct tb_watch *w, int64_t now);

/* Is it time to look at the counters? */
static inline bool tb_watch_may_look(const struct tb_watch *w, int64_t now)
{
	return w->set && now >= w->look;
}

/* The counters are those of the n captures now.  True if packets were lost since the last
 * look. */
bool tb_watch_counters(struct tb_watch *w, const struct tb_capture *c, size_t n, int64_t now,
		       struct tb_lapse *lapse);

/* Packet time, of which all was taken that came before. */
tb_time tb_watch_time(const struct tb_watch *w, int64_t now);

#endif
