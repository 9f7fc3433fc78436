/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table.h - flows by key, in a bounded array
 */
#ifndef TB_FLOW_TABLE_H
#define TB_FLOW_TABLE_H

#include "flow/record.h"

struct tb_table;

/* Called before a flow's slot is reused: it must not be needed any more. */
typedef void tb_flow_gone(void *user, struct tb_flow *f, uint32_t slot);

/* capacity: flows at once, less than 2^27.  NULL: no memory. */
uint64_t tb_table_bytes(uint32_t capacity);	/* memory that it takes at most */
struct tb_table *tb_table_new(uint32_t capacity, const uint64_t seed[2], tb_flow_gone *gone,
			      void *user);
void tb_table_free(struct tb_table *t); /* NULL is fine; gone is not called */

struct tb_flow *tb_table_at(struct tb_table *t, uint32_t slot);

/* Keyed hash of a key, for the functions below; that of a packet is tb_packet_hash()
 * (flow/key_hash.h) with the secrets of the same seed. */
uint32_t tb_table_hash(const struct tb_table *t, const struct tb_flow_key *key);

/* Slot of the flow with that key, or TB_NONE. */
uint32_t tb_table_find(const struct tb_table *t, const struct tb_flow_key *key, uint32_t hash);

/* Would a packet's flow be found in that slot, in which one was not long ago? */
bool tb_table_is_at(const struct tb_table *t, uint32_t slot, const struct tb_endpoint *src,
		    const struct tb_endpoint *dst, unsigned dir);

/* A key of that hash will soon be looked for: first fetch its place in the index,
 * then, when that has had time to come, its flow.  Changes nothing.  Where the flow seems
 * to be, or TB_NONE. */
void tb_table_fetch_index(const struct tb_table *t, uint32_t hash);
uint32_t tb_table_fetch_flow(const struct tb_table *t, uint32_t hash);

/*
 * A new flow that begins now, all zero but key and last, found by its key from now on.
 * Forgets flows that closed long ago, retires some that came to nothing, and when full
 * forgets one that was not used lately (closed ones first).  Only if no flow is found by its
 * key, so that one which was must be detached.  Never fails.
 */
uint32_t tb_table_add(struct tb_table *t, const struct tb_flow_key *key, uint32_t hash,
		      tb_time now);

/* The flow has ended (or, closed=false, lives after all): it may leave before
 * those that are open. */
void tb_table_set_closed(struct tb_table *t, uint32_t slot, bool closed);

/* No longer found by its key, but kept until it ages out. */
void tb_table_detach(struct tb_table *t, uint32_t slot);

/* Flows that were forgotten while open, for want of room. */
uint64_t tb_table_evicted(const struct tb_table *t);

/* Flows in the table. */
uint32_t tb_table_used(const struct tb_table *t);

/* How many buckets of the index a lookup may have to look at (for tests). */
uint32_t tb_table_longest_probe(const struct tb_table *t);

#endif
