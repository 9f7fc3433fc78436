/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trail.h - the recent past of every flow, in one ring
 *
 * One short record a segment, each linked to the flow's previous one.  A flow
 * pays four bytes for its past, however many flows there are; what is older than
 * the ring is forgotten for all alike.
 */
#ifndef TB_FLOW_TRAIL_H
#define TB_FLOW_TRAIL_H

#include "flow/record.h"

enum { TB_TRAIL_LEN = 1 << 15 }; /* records; a power of two */

/* What stands side by side in struct tb_segment, too, is in the same order, bit for bit: then
 * it is taken over in whole words. */
struct tb_step {
	tb_time time;
	tb_packed_ref ref;
	uint32_t seq, ack;	/* raw */
	uint32_t len;		/* payload bytes */
	uint32_t ts_val;	/* 0: none */
	uint16_t flags, window, ip_id, checksum;
	uint32_t previous;	/* the flow's step before, as a number; TB_NONE: first */
	uint32_t interface;
	uint32_t pause;		/* silence of the flow before it, << TB_PAUSE_SHIFT
				 * nanoseconds, saturating */
	uint8_t ttl;
	uint8_t tos;		/* DSCP << 2 | ECN */
	uint8_t dir;
	bool has_window : 1;	/* window and checksum were captured */
	bool has_ip_id : 1;
	bool df : 1;
	bool options_cut : 1;	/* not all of them were captured */
	uint8_t kind : 2;	/* enum tb_step_kind */
	bool is_alert : 1;	/* payload is one TLS alert, as far as its header tells */
	bool headless : 1;	/* so little of the payload was captured that this is not known */
	uint8_t mac_src[6];	/* if has_mac */
	bool has_mac : 1;
	uint8_t n_vlan : 3, n_tunnel : 4;
	uint8_t travel;		/* enum tb_travel */
};

_Static_assert(sizeof(struct tb_step) == 64, "a step is a cache line");

enum { TB_TLS_ALERT_MAX = 64 };	/* bytes of a record with an alert, as common ciphers encrypt it */

/* What a segment was besides its flags; for naming triggers. */
enum tb_step_kind {
	TB_STEP_PLAIN,
	TB_STEP_RETRANSMISSION,
	TB_STEP_KEEPALIVE,
	TB_STEP_WINDOW_PROBE	/* looks the same, but its receiver had no room */
};

static inline bool tb_step_is_probe(enum tb_step_kind kind)
{
	return kind == TB_STEP_KEEPALIVE || kind == TB_STEP_WINDOW_PROBE;
}

/* The steps come first: where the trail begins with a page, none lies across two lines. */
struct tb_trail {
	struct tb_step step[TB_TRAIL_LEN];
	uint32_t count;		/* steps ever written; the newest is count - 1 */
};

/* A new step; returns its number.  The caller fills it. */
static inline uint32_t tb_trail_add(struct tb_trail *t, struct tb_step **out)
{
	uint32_t number = t->count++;

	if (__builtin_expect(t->count == TB_NONE, 0))	/* numbers must never be TB_NONE */
		t->count = TB_TRAIL_LEN;
	*out = &t->step[number % TB_TRAIL_LEN];
	return number;
}

/* The step of that number, or NULL if it is TB_NONE or forgotten. */
static inline const struct tb_step *tb_trail_get(const struct tb_trail *t, uint32_t number)
{
	if (number == TB_NONE || t->count - number - 1 >= TB_TRAIL_LEN)
		return NULL;
	return &t->step[number % TB_TRAIL_LEN];
}

/* The step of that number, if there is one, is soon wanted. */
static inline void tb_trail_fetch(const struct tb_trail *t, uint32_t number)
{
	tb_fetch(&t->step[number % TB_TRAIL_LEN]);
}

static inline const struct tb_step *tb_trail_before(const struct tb_trail *t,
						    const struct tb_step *s)
{
	return tb_trail_get(t, s->previous);
}

/* Sequence number after a step. */
static inline uint32_t tb_step_end(const struct tb_step *s)
{
	return s->seq + s->len + ((s->flags & TB_SYN) != 0) + ((s->flags & TB_FIN) != 0);
}

#endif
