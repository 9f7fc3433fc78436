/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exhibit.h - a flow's recent past, laid before the judges
 *
 * Taken from the trail when a RST comes, since the ring forgets.  Sides are directions,
 * as everywhere in this room.  A reference of 0 means that there was no such segment, or
 * that it is no longer remembered; `complete` tells these apart.
 */
#ifndef TB_FLOW_EXHIBIT_H
#define TB_FLOW_EXHIBIT_H

#include "flow/trail.h"

/* How the IP IDs of one sender follow each other. */
enum tb_id_habit {
	TB_ID_UNSEEN,		/* fewer than two packets to compare */
	TB_ID_ZERO,
	TB_ID_COUNTS,		/* each a little above the one before */
	TB_ID_CONSTANT,		/* the same, not zero */
	TB_ID_OTHER
};

/* A segment that mattered, and when it came. */
struct tb_moment {
	tb_packed_ref ref;	/* 0: none */
	tb_time time;
};

/* What one side had done. */
struct tb_past {
	struct tb_moment last;	/* its last segment but RSTs */
	struct tb_moment data;	/* its last new payload */
	struct tb_moment words;	/* its first payload */
	struct tb_moment fin;	/* its first FIN */
	struct tb_moment turn;	/* the first of its payload after all of the other side's */
	struct tb_moment syn;	/* its first SYN or SYN-ACK */
	struct tb_moment acked_unseen;	/* the other side's first acknowledgment of unseen */
	struct tb_moment shut;	/* since then it had offered no room for data */
	struct tb_moment run;	/* the first of its last retransmissions or probes in a row */
	tb_span quickest;	/* shortest time in which it acknowledged payload; 0: unseen */
	tb_span turn_gap;	/* silence before that turn */
	tb_span probe_gap;	/* between its last two segments, if both are keepalive probes */
	tb_span run_longest;	/* between two of that run */
	uint32_t turn_bytes;	/* payload from its turn on */
	uint32_t stream_bytes;	/* new payload within the last second */
	uint32_t unseen;	/* numbers that the other side acknowledged, beyond all that was
				 * captured: payload, or 1 for a FIN, that the capture missed */
	uint32_t ts_val;	/* of its last segment */
	uint32_t interface;	/* likewise */
	uint16_t window, ip_id;	/* likewise */
	uint16_t did;		/* TB_DID_* at that time */
	uint8_t ttl, tos;	/* of its last segment */
	uint8_t ttl_min, ttl_max;	/* over all of its segments but RSTs */
	uint8_t id_habit;	/* enum tb_id_habit */
	uint8_t run_length;	/* retransmissions or probes in a row, until now */
	uint8_t travel;		/* enum tb_travel of its last segment */
	uint8_t syns;		/* SYNs or SYN-ACKs, saturating */
	uint8_t losses;		/* retransmissions remembered, saturating */
	uint8_t seen;		/* steps remembered, saturating */
	uint8_t mac_src[6];	/* of its last segment */
	bool has_window : 1, has_ip_id : 1, has_mac : 1;	/* likewise */
	bool df_always : 1, df_never : 1;	/* both false: mixed, or nothing seen */
	bool timestamps : 1;	/* its last segment but SYN had them */
	bool ends_in_alert : 1;	/* its last new payload is a TLS alert */
	bool ends_unseen : 1;	/* whether it is was not captured */
	bool run_of_probes : 1;	/* the run is of keepalive or zero-window probes */
	bool run_of_window_probes : 1;
	bool run_answered : 1;	/* the other side sent something since the run began */
	bool run_heard : 1;	/* likewise a mere ACK, as for what arrives */
};

struct tb_exhibit {
	struct tb_past past[2];
	/* of the RST itself, beyond what its note has */
	uint32_t ts_val;
	uint8_t travel;
	uint8_t options_len;
	uint8_t mac_src[6];
	uint16_t options;	/* TB_OPT_* */
	uint8_t mptcp_reason;	/* if TB_OPT_MP_TCPRST */
	uint8_t ttl_shared;	/* its sender's remembered steps with its TTL, saturating */
	bool timestamps : 1, has_mac : 1, has_options : 1, has_window : 1;
	/* what the capture counted before it and the ends did not (flow/standstill.h) */
	tb_time stood_since;
	tb_span stood;		/* 0: nothing */
	/* of its trigger, if it has one that is remembered */
	bool trigger_seen : 1, trigger_has_window : 1;
	uint16_t trigger_window, trigger_flags;
	uint32_t trigger_ack;
	uint8_t trigger_tos;
	uint8_t opened_by;	/* who sent the first payload, if any */
	bool complete;		/* the trail still holds the flow from its first packet on */
};

_Static_assert(sizeof(struct tb_exhibit) % 8 == 0, "it is squeezed word by word");

/* s: the RST, of direction d.  trigger: number of the step of the segment that it answers, or
 * TB_NONE. */
void tb_exhibit_take(struct tb_exhibit *x, const struct tb_flow *f, const struct tb_trail *trail,
		     const struct tb_segment *s, unsigned d, uint32_t trigger);

/* Had d sent the same again and again, and does nothing that the other side has sent since show
 * that any of it arrived?  x: as taken of f. */
bool tb_sent_in_vain(const struct tb_exhibit *x, const struct tb_flow *f, unsigned d);

#endif
