/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rungs.h - the segments that a ladder will show, kept of flows that met a RST
 *
 * The trail (flow/trail.h) forgets; so when an episode opens, the flow's last steps are copied
 * out of it, and each later segment of the flow is added while the episode is open.  They
 * stand in pieces of a few, of which each episode may have so many that they never run out.
 */
#ifndef TB_FLOW_RUNGS_H
#define TB_FLOW_RUNGS_H

#include "base/slots.h"
#include "flow/trail.h"

enum {
	TB_RUNGS_MOST = 64,	/* before the first RST, and again from there on */
	TB_RUNGS_A_PIECE = 7
};

/* Of one segment. */
struct tb_kept_rung {
	tb_time time;
	tb_packed_ref ref;
	uint32_t seq, ack, len;
	uint16_t flags, window;
	uint8_t dir;
	uint8_t kind;		/* enum tb_step_kind */
	bool has_window;
	bool duplicate;		/* a second copy, made by the capture */
};

struct tb_rung_piece {
	struct tb_kept_rung rung[TB_RUNGS_A_PIECE];
	uint32_t n;
	uint32_t next;		/* or TB_NONE */
};

/* Of one episode. */
struct tb_rung_chain {
	uint32_t first, last;	/* pieces, or TB_NONE */
	uint32_t after;		/* those from the first RST on */
	uint64_t earlier, later;	/* as in struct tb_ladder */
};

/* most: as TB_RUNGS_MOST, for this run; 0: nothing is kept, and nothing allocated. */
struct tb_rungs {
	uint32_t most;
	struct tb_slots slots;
	struct tb_rung_piece *piece;
	struct tb_rung_chain *chain;	/* by episode */
};

/* False: no memory; to be ended all the same. */
bool tb_rungs_init(struct tb_rungs *r, uint32_t most, uint32_t episodes);
uint64_t tb_rungs_bytes(uint32_t most, uint32_t episodes);	/* memory that it takes */
void tb_rungs_fini(struct tb_rungs *r);

/* An episode of f opens: takes over what of f the trail remembers. */
void tb_rungs_begin(struct tb_rungs *r, uint32_t episode, const struct tb_flow *f,
		    const struct tb_trail *trail);

/* The newest step of a flow whose episode is open. */
void tb_rungs_add(struct tb_rungs *r, uint32_t episode, const struct tb_step *step);

/* A second copy of a RST of that episode, which leaves no step. */
void tb_rungs_add_copy(struct tb_rungs *r, uint32_t episode, const struct tb_segment *s, unsigned d);

/* The episode is over: gives back its room. */
void tb_rungs_end(struct tb_rungs *r, uint32_t episode);

/* Writes at most 2 * TB_RUNGS_MOST of them in their order; says how many. */
size_t tb_rungs_read(const struct tb_rungs *r, uint32_t episode, struct tb_kept_rung *out);

#endif
