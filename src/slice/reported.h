/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reported.h - the connections that verdicts were about, and from where to where they go
 *
 * Two connections may have the same key, one after the other.
 */
#ifndef TB_SLICE_REPORTED_H
#define TB_SLICE_REPORTED_H

#include <tcpblame/verdict.h>

#include "flow/key.h"

/* Where in the input something is.  Of different files time decides. */
struct tb_spot {
	struct tb_ref ref;
	tb_time time;
};

static inline bool tb_spot_before(struct tb_spot a, struct tb_spot b)
{
	return a.ref.file == b.ref.file ? a.ref.number < b.ref.number : a.time.ns < b.time.ns;
}

struct tb_range {
	struct tb_spot first, last;	/* last: when the verdict was made */
	uint64_t flow;			/* its id */
	uint64_t before, next;		/* numbers of its key's that began before and after it;
					 * 0: none that is asked for */
	uint32_t key;			/* slot of that */
	uint32_t after;			/* the caller's: packets that are still to come */
	bool begun;			/* a packet of it was asked for: later ones of another
					 * file are its, too, where the clock steps back */
	bool over;			/* another connection with this key has begun */
};

struct tb_reported;

/* forgets: when it is full the oldest leave; else there is no room then.  NULL: no memory. */
struct tb_reported *tb_reported_new(uint32_t capacity, bool forgets, const uint64_t seed[2]);
void tb_reported_free(struct tb_reported *r); /* NULL is fine */

enum tb_reported_new { TB_REPORTED_NO_ROOM, TB_REPORTED_KNOWN, TB_REPORTED_NEW };

/* KNOWN: it goes further now. */
enum tb_reported_new tb_reported_add(struct tb_reported *r, const struct tb_flow_key *key,
				     const struct tb_flow_info *f);

/* Is there any of that key? */
bool tb_reported_any(const struct tb_reported *r, const struct tb_flow_key *key);

enum tb_packet_kind {
	TB_PACKET_ANY,
	TB_PACKET_SYN,	/* behind the end that is known it belongs to another connection */
	TB_PACKET_PART	/* of a datagram; the first of a connection counts from where it is whole */
};

/* The connection that a packet is of, or NULL.  Packets are to come in the order of the input. */
struct tb_range *tb_reported_find(struct tb_reported *r, const struct tb_flow_key *key,
				  struct tb_spot at, enum tb_packet_kind kind);

#endif
