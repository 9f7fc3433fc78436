/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tracker.h - segments in, settled episodes out
 */
#ifndef TB_FLOW_TRACKER_H
#define TB_FLOW_TRACKER_H

#include <tcpblame/tcpblame.h>

#include "flow/batch.h"
#include "flow/episode.h"
#include "flow/lapses.h"
#include "flow/layers.h"
#include "flow/neighbours.h"
#include "flow/rungs.h"

struct tb_tracker;

/* An episode is to be judged.  Both are valid until the call returns; f is the flow as it
 * was when the episode was closed. */
typedef void tb_settled(void *user, const struct tb_episode *e, const struct tb_flow *f);

uint64_t tb_tracker_bytes(const struct tb_config *cfg);	/* memory that it takes at most */
/* NULL: no memory. */
struct tb_tracker *tb_tracker_new(const struct tb_config *cfg, tb_settled *settled, void *user);
void tb_tracker_free(struct tb_tracker *t);	/* NULL is fine; nothing is settled */

/* Works on all of a batch. */
void tb_tracker_take(struct tb_tracker *t, const struct tb_batch *b);

void tb_tracker_missed(struct tb_tracker *t, const struct tb_lapse *lapse);
void tb_tracker_tick(struct tb_tracker *t, tb_time now);
tb_time tb_tracker_next_tick(const struct tb_tracker *t);
void tb_tracker_finish(struct tb_tracker *t);

/* Will an episode be settled that is open or held by now? */
bool tb_tracker_is_pending(const struct tb_tracker *t);

/* Adds what the tracker counts: duplicates, flows, flows_evicted, rst_segments,
 * episodes_dropped. */
void tb_tracker_count(const struct tb_tracker *t, struct tb_summary *s);

/* For those who judge ------------------------------------------------------- */

/* What was kept of a RST besides its numbers. */
struct tb_extra {
	uint8_t n_options, n_payload, n_comment;
	const uint8_t *options, *payload;
	const char *comment;
};

/* An ICMP error as noted. */
struct tb_icmp_note {
	uint64_t flow;		/* id */
	struct tb_icmp_quote quote;
	uint8_t dir;		/* whose segment it quotes */
	bool in_window;
	uint32_t previous;	/* number of one before, perhaps of another flow; 0: none */
};

const struct tb_note *tb_tracker_note(const struct tb_tracker *t, uint32_t note);
/* Its exhibit, written to room; all zero if it has none. */
const struct tb_exhibit *tb_tracker_exhibit(const struct tb_tracker *t, const struct tb_note *n,
					    struct tb_exhibit *room);
struct tb_extra tb_tracker_extra(const struct tb_tracker *t, uint32_t extra);
const struct tb_stack *tb_tracker_stack(const struct tb_tracker *t, uint16_t number);
const struct tb_neighbours *tb_tracker_neighbours(const struct tb_tracker *t);
/* Writes the segments around an ending to room for 2 * TB_RUNGS_MOST (flow/rungs.h), and of
 * out n, earlier and later.  False: they are not kept. */
bool tb_tracker_rungs(const struct tb_tracker *t, const struct tb_episode *e,
		      struct tb_kept_rung *room, struct tb_ladder *out);
bool tb_tracker_forgets(const struct tb_tracker *t);	/* flows, for want of room, by now */
const struct tb_lapses *tb_tracker_lapses(const struct tb_tracker *t);
tb_time tb_tracker_began(const struct tb_tracker *t);	/* time of the first frame */
const struct tb_app_pool *tb_tracker_app_pool(const struct tb_tracker *t);

/* The newest ICMP error that quoted f from `number` back (tb_episode.icmp, or previous of
 * one after it); NULL if there is none or it is forgotten. */
const struct tb_icmp_note *tb_tracker_icmp_note(const struct tb_tracker *t,
						const struct tb_flow *f, uint32_t number);

#endif
