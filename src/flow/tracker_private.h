/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tracker_private.h - what the files of the tracker and of episodes share, and nobody else
 */
#ifndef TB_FLOW_TRACKER_PRIVATE_H
#define TB_FLOW_TRACKER_PRIVATE_H

#include "base/stock.h"
#include "flow/cells.h"
#include "flow/neighbours.h"
#include "flow/table.h"
#include "flow/tracker.h"

enum {
	TB_ICMP_NOTES = 4096,	/* the newest so many are remembered */
	TB_EXTRAS = 4096	/* RSTs whose options, payload or comment are kept at once */
};

#define TB_BEFORE_ALL (INT64_MIN / 2)	/* ns: packet time before the first frame */

#define TB_RARE_MAX ((UINT32_C(1) << 27) - 1)	/* of tb_flow.rare */

/* What few flows have, by tb_flow.rare. */
struct tb_rare {
	uint32_t episode;	/* open episode, or TB_NONE */
	uint32_t prior;		/* earlier flow of the same key that may yet speak, or TB_NONE */
	uint32_t duplicates;	/* second copies of its packets */
	uint32_t sack_edge[2];	/* by direction: rightmost that it has SACKed; 0: none */
};

/* What struct tb_extra shows, by slot and in columns: nearly all RSTs that have any of it
 * have options only, and what nobody has costs no memory. */
struct tb_kept {
	struct {
		uint8_t options, payload, comment;	/* bytes */
	} n[TB_EXTRAS];
	uint8_t options[TB_EXTRAS][40];
	uint8_t payload[TB_EXTRAS][UINT8_MAX];
	char comment[TB_EXTRAS][UINT8_MAX];
};

struct tb_tracker {
	struct tb_table *table;
	struct tb_rare *rare;
	struct tb_trail *trail;
	struct tb_app_pool *app_pool;
	struct tb_layers *layers;
	struct tb_neighbours *neighbours;
	tb_time began;		/* time of the first frame */
	tb_time now;		/* latest packet time; never goes back */
	tb_time due;		/* before it there is no episode to be closed */
	tb_span aftermath;
	struct tb_lapses lapses;
	tb_settled *settled;
	void *user;

	uint64_t n_unreached;		/* as in struct tb_summary, likewise the next two */
	unsigned n_unreached_by;
	struct tb_unreached unreached_by[TB_MAX_UNREACHED];

	uint32_t oldest, youngest;	/* open episodes, by time of the deciding RST */
	uint32_t held_oldest, held_youngest;	/* held ones, likewise */
	uint32_t n_held, max_held;
	struct tb_episode *episode;
	struct tb_flow *held_flow;
	struct tb_note *note;
	struct tb_kept *kept;
	struct tb_cells exhibits;	/* of notes */
	struct tb_afterlife (*after)[2];	/* of the episodes that have one */
	struct tb_afterlife no_after[2];	/* of all others: zero */
	struct tb_rungs rungs;	/* of the episodes */
	struct tb_stock episodes, afterlives, notes, held_flows, rares;
	struct tb_slots extras;

	struct tb_icmp_note *icmp;	/* ring; number n is at n, modulo its length */
	uint32_t newest_icmp[TB_ICMP_NOTES];	/* number, by flow id modulo that; 0: none */
	uint32_t n_icmp;
	uint64_t n_flows, n_duplicates, n_rsts, n_dropped;
};

/* NULL: the flow has nothing that is rare. */
static inline struct tb_rare *tb_rare_of(const struct tb_tracker *t, const struct tb_flow *f)
{
	return f->flags & TB_FLOW_RARE ? &t->rare[f->rare] : NULL;
}

/* The same, for writing.  There is one for each flow if need be. */
static inline struct tb_rare *tb_rare_made(struct tb_tracker *t, struct tb_flow *f)
{
	if (!(f->flags & TB_FLOW_RARE)) {
		uint32_t number = tb_stock_take(&t->rares);

		t->rare[number] = (struct tb_rare){ .episode = TB_NONE, .prior = TB_NONE };
		f->rare = number & TB_RARE_MAX;
		f->flags |= TB_FLOW_RARE;
	}
	return &t->rare[f->rare];
}

/* Gives back what is empty by now: of flows that are long over it would only cost room. */
static inline void tb_rare_shed(struct tb_tracker *t, struct tb_flow *f)
{
	const struct tb_rare *r = &t->rare[f->rare];

	if (r->episode != TB_NONE || r->prior != TB_NONE || r->duplicates > 0 ||
	    (r->sack_edge[0] | r->sack_edge[1]) != 0)
		return;
	tb_stock_give(&t->rares, f->rare);
	f->flags &= (uint16_t)~TB_FLOW_RARE;
}

/* The flow's open episode, or TB_NONE. */
static inline uint32_t tb_episode_of(const struct tb_tracker *t, const struct tb_flow *f)
{
	const struct tb_rare *rare = tb_rare_of(t, f);

	return rare == NULL ? TB_NONE : rare->episode;
}

void tb_tracker_icmp(struct tb_tracker *t, const struct tb_icmp_quote *q);

/* Notes a RST, opening an episode if there is none. */
void tb_episodes_rst(struct tb_tracker *t, struct tb_flow *f, uint32_t slot,
		     const struct tb_segment *s, unsigned d, bool duplicate);

/* Shows the flow's open episode another segment of the flow, before it is learnt. */
void tb_episodes_offer(struct tb_tracker *t, const struct tb_flow *f,
		       const struct tb_segment *s, unsigned d);

/* Before e closes, or is judged: those behind it will be next. */
void tb_episodes_fetch_open(const struct tb_tracker *t, const struct tb_episode *e);
void tb_episodes_fetch_held(const struct tb_tracker *t, const struct tb_episode *e);

/* Closes those whose aftermath has passed by t->now. */
void tb_episodes_close_due(struct tb_tracker *t);

/* Closes that one now, and before it all that are older. */
void tb_episodes_close_through(struct tb_tracker *t, uint32_t episode);

#endif
