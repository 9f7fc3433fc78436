/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_store.h - the newest events of a kernel trace, found by their addresses and ports
 */
#ifndef TB_JOIN_KERNEL_STORE_H
#define TB_JOIN_KERNEL_STORE_H

#include "join/kernel_event.h"

enum {
	TB_KERNEL_EVENTS = 1 << 18,	/* those that are kept; a power of two */
	TB_KERNEL_STEPS = 1 << 12	/* of a walk, at most */
};

struct tb_kernel_record {
	struct tb_kernel_event is;
	uint64_t before;	/* number of the previous one with the same hash; 0: none */
};

struct tb_kernel_store {
	struct tb_kernel_record *record;	/* number n is at n % TB_KERNEL_EVENTS */
	uint64_t *head;		/* by hash: number of the newest; 0: none */
	uint64_t newest;	/* number; the first is 1 */
	uint64_t seed[2];
};

/* seed: secret of the hash, as strangers choose the keys.  False: no memory; to be freed all
 * the same. */
bool tb_kernel_store_init(struct tb_kernel_store *s, const uint64_t seed[2]);
void tb_kernel_store_fini(struct tb_kernel_store *s);
uint64_t tb_kernel_store_bytes(void);	/* of memory, at most */

/* Adds one, or counts it with the one before; the oldest one leaves if there is no room. */
void tb_kernel_store_add(struct tb_kernel_store *s, const struct tb_kernel_event *e);

/* The events of one kind between two endpoints, the newest first. */
struct tb_kernel_walk {
	const struct tb_kernel_store *store;
	enum tb_kernel_event_kind kind;
	struct tb_endpoint from, to;
	uint64_t at;		/* number of the next to look at */
	unsigned steps;
	bool complete;		/* all were seen */
};

/* to->port 0: those of which the kernel did not say to whom; from->addr is not looked at
 * then. */
void tb_kernel_walk_begin(struct tb_kernel_walk *w, const struct tb_kernel_store *s,
			  enum tb_kernel_event_kind kind, const struct tb_endpoint *from,
			  const struct tb_endpoint *to);

/* NULL: there are no more, or the walk has taken too long (then it is not complete). */
const struct tb_kernel_event *tb_kernel_walk_next(struct tb_kernel_walk *w);

#endif
