/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_register.h - a walk along the connections of one client or one service
 */
#ifndef TB_FLOW_NEIGHBOURS_REGISTER_H
#define TB_FLOW_NEIGHBOURS_REGISTER_H

#include "flow/neighbours_private.h"

enum { TB_WALK_MAX = 256 };	/* steps each way */

/* From the record of a flow back to the oldest, then from it on to the newest. */
struct tb_chain_walk {
	const struct tb_neighbours *n;
	const struct tb_connection *own;	/* NULL: forgotten, and the walk ends at once */
	const struct tb_connection *at;
	uint32_t own_number, number;	/* of them */
	enum tb_chain chain;
	unsigned way;		/* 0: back; 1: on */
	unsigned steps;
	bool complete;		/* nothing that was walked for is forgotten */
};

void tb_chain_begin(struct tb_chain_walk *w, const struct tb_neighbours *n,
		    const struct tb_asker *who, enum tb_chain chain);

/* The next connection but the flow's own; NULL: that was all. */
const struct tb_connection *tb_chain_next(struct tb_chain_walk *w);

/* Enough of this way. */
void tb_chain_turn(struct tb_chain_walk *w);

/* Is the walk still within so much of t, as far as this way leads? */
bool tb_chain_within(const struct tb_chain_walk *w, tb_time t, tb_span span);

#endif
