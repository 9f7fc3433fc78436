/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record.h - what is remembered of a flow
 *
 * One struct tb_flow a connection, at a fixed slot of one array; links are slot
 * numbers.  What every packet touches stands first in each struct.
 *
 * Directions are numbered as in key.h, 0 and 1; `d` is the sender of a segment,
 * `!d` its receiver.  Which of them is the client is a finding of its own
 * (tb_flow.client, tb_flow.roles).
 */
#ifndef TB_FLOW_RECORD_H
#define TB_FLOW_RECORD_H

#include "flow/key.h"
#include "proto/app.h"
#include "wire/segment.h"

#define TB_NONE UINT32_MAX /* no slot */

enum {
	TB_TICK_SHIFT = 10,	/* a tick is 1024 ns: a microsecond that costs no division */
	TB_PAUSE_SHIFT = 20	/* likewise a millisecond */
};

/* A tb_ref in eight bytes: 16 bits of file, 48 of frame number. */
typedef uint64_t tb_packed_ref;

static inline tb_packed_ref tb_ref_pack(struct tb_ref r)
{
	return (uint64_t)(r.file & 0xffff) << 48 | (r.number & UINT64_C(0xffffffffffff));
}

static inline struct tb_ref tb_ref_unpack(tb_packed_ref p)
{
	return (struct tb_ref){ p & UINT64_C(0xffffffffffff), (uint32_t)(p >> 48) };
}

/* What a direction has done; bits of tb_dir.did. */
enum {
	TB_DID_SEND = 1 << 0,		/* anything but RST */
	TB_DID_SYN = 1 << 1,		/* SYN without ACK */
	TB_DID_SYNACK = 1 << 2,
	TB_DID_ACK = 1 << 3,		/* acknowledged something: acked is valid */
	TB_DID_OPEN = 1 << 4,		/* completed the handshake from its side */
	TB_DID_DATA = 1 << 5,
	TB_DID_FIN = 1 << 6,
	TB_DID_RST = 1 << 7,
	TB_DID_FIN_KNOWING = 1 << 8,	/* sent FIN having acknowledged the other's */
	TB_DID_WSCALE = 1 << 9,	/* its SYN carried a window scale */
	TB_DID_CUT_PAYLOAD = 1 << 10,	/* payload was not captured whole */
	TB_DID_CUT_HEADER = 1 << 11,	/* window or options were not captured */
	TB_DID_GOOD_SUM = 1 << 12,	/* its first segment had a right checksum */
	TB_DID_MPTCP = 1 << 13		/* its SYN carried an option of MPTCP */
};

/* One direction: what that side has sent. */
struct tb_dir {
	uint32_t next;		/* SND.NXT as seen: highest sequence number sent, plus one */
	uint32_t acked;		/* RCV.NXT as told: highest acknowledgment sent */
	uint32_t edge;		/* right edge of the window it has offered */
	uint16_t did;		/* TB_DID_* */
	uint16_t window;	/* of its last segment, raw */
	uint8_t ttl_min, ttl_max;	/* over all its segments but RSTs */
	uint8_t told : 4;	/* what of the history is known to be there (flow/zeek.h) */
	uint8_t wscale : 4;	/* of its SYN */
	uint8_t wraps;		/* times next went round since first */
	uint32_t first;		/* first sequence number seen; its ISN if it did SYN */
	uint32_t packets;
	uint32_t rtt;		/* capture point to this end and back, by the handshake,
				 * in ticks; TB_NONE: not seen */
};

enum {
	TB_FLOW_LAST_1 = 1 << 0,	/* its last segment is of direction 1 */
	TB_FLOW_KILLED = 1 << 1,	/* an earlier episode ended it by an accepted RST */
	TB_FLOW_CLOSED = 1 << 2,	/* it has ended, as far as is known */
	TB_FLOW_FLIPPED = 1 << 3,	/* began with the server's SYN-ACK */
	TB_FLOW_MIDSTREAM = 1 << 4,	/* no SYN was seen */
	TB_FLOW_DETACHED = 1 << 5,	/* no longer found by its key */
	TB_FLOW_COPIED = 1 << 6,	/* second copies of its packets were seen */
	TB_FLOW_QUEUED = 1 << 7,	/* waits among the closed flows (flow/table.c) */
	TB_FLOW_RARE = 1 << 8,	/* it has something that few flows have */
	TB_FLOW_FREE = 1 << 9,	/* no flow: the slot is free */
	TB_FLOW_UNREACHED = 1 << 10	/* ICMP answered its SYN */
};

#define TB_FLOW_ID_MAX ((UINT64_C(1) << 35) - 1)	/* then they begin again */

/* Three cache lines, in order of use: one finds the flow and dates the segment, the second is
 * what the segment's numbers are compared with, and payload needs the third, where what a
 * usual segment does not need stands last. */
struct tb_flow {
	struct tb_flow_key key;
	uint32_t trail;		/* newest record in the trail of segments */
	tb_time last;		/* its last segment of either side; until then, its beginning */
	tb_time start;
	uint32_t other_tick;	/* last segment of the side that did not send its last one:
				 * ticks after the flow's start, modulo 2^32 */
	uint16_t flags;		/* TB_FLOW_* */
	uint16_t layers : 15;	/* number of the layers around it (flow/layers.h) */
	uint16_t client : 1;	/* direction of the client */

	struct tb_dir dir[2];

	struct tb_app app;
	tb_packed_ref first_ref;
	uint64_t history;	/* letters (flow/zeek.h) */
	uint64_t id : 35;	/* up to TB_FLOW_ID_MAX */
	uint64_t rare : 27;	/* if TB_FLOW_RARE: its number (tracker_private.h) */
	uint64_t roles : 2;	/* enum tb_roles */
};

_Static_assert(offsetof(struct tb_flow, dir) == TB_CACHE_LINE &&
	       offsetof(struct tb_flow, app) == 2 * TB_CACHE_LINE &&
	       sizeof(struct tb_flow) == 3 * TB_CACHE_LINE, "a flow is three lines");

/* A time in ticks after the flow's start, modulo 2^32. */
static inline uint32_t tb_flow_tick(const struct tb_flow *f, tb_time t)
{
	return (uint32_t)((uint64_t)tb_since(t, f->start) >> TB_TICK_SHIFT);
}

/* That of the last segment from d. */
static inline uint32_t tb_dir_last_tick(const struct tb_flow *f, unsigned d)
{
	return d == ((f->flags & TB_FLOW_LAST_1) != 0) ? tb_flow_tick(f, f->last) : f->other_tick;
}

/* tb_dir.rtt in nanoseconds; 0: not seen. */
static inline tb_span tb_dir_rtt(const struct tb_dir *d)
{
	return d->rtt == TB_NONE ? 0 : (tb_span)d->rtt << TB_TICK_SHIFT;
}

/* Payload bytes that direction d has sent, retransmissions left out. */
static inline uint64_t tb_dir_bytes(const struct tb_dir *d)
{
	uint64_t span = (uint64_t)d->wraps << 32 | (d->next - d->first);
	unsigned flags = ((d->did & (TB_DID_SYN | TB_DID_SYNACK)) ? 1U : 0U) +
			 ((d->did & TB_DID_FIN) ? 1U : 0U);

	return span > flags ? span - flags : 0;
}

/* Has the other side acknowledged d's FIN?  A FIN is the last that a side sends. */
static inline bool tb_fin_acked(const struct tb_flow *f, unsigned d)
{
	return (f->dir[d].did & TB_DID_FIN) != 0 && (f->dir[!d].did & TB_DID_ACK) != 0 &&
	       f->dir[!d].acked - f->dir[d].next < UINT32_C(0x80000000);
}

#endif
