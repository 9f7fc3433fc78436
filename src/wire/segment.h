/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * segment.h - a TCP segment as plain values, and an ICMP error that quotes one
 *
 * Short captures are normal: has_* and seen bits say which fields were there.
 * Only data views borrow; they live as long as the frame.
 */
#ifndef TB_WIRE_SEGMENT_H
#define TB_WIRE_SEGMENT_H

#include <stddef.h>

#include <tcpblame/types.h>
#include <tcpblame/verdict.h>

#include "base/fetch.h"

enum { TB_MAX_VLAN = 2, TB_MAX_TUNNEL = 4 };

/* Is a checksum right?  Wrong ones are common in captures made at the sender
 * (offload) and in anonymised ones, so they never drop a segment. */
enum tb_checksum {
	TB_CHECKSUM_UNSEEN,	/* not all of it was captured, or a fragment/offload
				 * merge makes it meaningless */
	TB_CHECKSUM_GOOD,
	TB_CHECKSUM_PARTIAL,	/* the pseudo-header sum only, or zero: offload */
	TB_CHECKSUM_BAD
};

/* TCP options that are remembered; bits of tb_segment.seen_options. */
enum {
	TB_OPT_MSS = 1 << 0,
	TB_OPT_WSCALE = 1 << 1,
	TB_OPT_SACK_OK = 1 << 2,
	TB_OPT_SACK = 1 << 3,
	TB_OPT_TS = 1 << 4,
	TB_OPT_MD5 = 1 << 5,
	TB_OPT_AO = 1 << 6,
	TB_OPT_MPTCP = 1 << 7,
	TB_OPT_MP_TCPRST = 1 << 8,	/* RFC 8684 section 3.6 */
	TB_OPT_TFO = 1 << 9,
	TB_OPT_CUT = 1 << 10,		/* the option area was not captured whole */
	TB_OPT_BROKEN = 1 << 11		/* lengths in it make no sense */
};

/* What the sender's side of the link says about direction (SLL, PKTAP, pcapng
 * flags). */
enum tb_travel {
	TB_TRAVEL_UNKNOWN,
	TB_TRAVEL_IN,
	TB_TRAVEL_OUT
};

/* What was around the innermost IP packet. */
struct tb_envelope {
	uint8_t mac_src[6];	/* of the innermost Ethernet-like header, if has_mac */
	bool has_mac : 1;
	uint8_t n_vlan : 3, n_tunnel : 4;
	uint8_t travel;		/* enum tb_travel */
	uint16_t vlan[TB_MAX_VLAN];	/* ids, outermost first; more are dropped */
	struct tb_tunnel tunnel[TB_MAX_TUNNEL];	/* outermost first; more are dropped */
};

/*
 * The borrowed views (tcp, payload) live as long as the frame's bytes or, if reassembled,
 * until the next frame is decoded.
 *
 * What every segment needs comes first, in two cache lines, and in one order with what of
 * it struct tb_step takes over.  The rest is not touched but where what comes before says
 * that it holds something.
 */
struct tb_segment {
	tb_time time;
	struct tb_ref ref;
	uint32_t interface;

	/* innermost IP */
	struct tb_endpoint src, dst;

	/* TCP */
	uint32_t seq, ack;	/* ack is the raw field even without the ACK flag */
	uint32_t payload_len;	/* on the wire, by the IP length; offloaded segments may
				 * exceed 64 KiB */
	uint32_t ts_val;	/* 0 without TB_OPT_TS */
	uint16_t flags;		/* TB_FIN ... */
	uint16_t window;	/* raw */
	uint16_t ip_id;
	uint16_t checksum;	/* raw; judged by tb_segment_checksum() */
	uint32_t payload_captured;	/* of it, bytes at payload */
	uint16_t seen_options;	/* TB_OPT_* */
	uint8_t ttl;
	uint8_t tos;		/* DSCP << 2 | ECN */
	const uint8_t *tcp;	/* the header; borrowed */
	const uint8_t *payload;	/* behind it; borrowed */
	uint8_t header_len;	/* of TCP, on the wire */
	uint8_t options_len;	/* bytes at tb_segment_options() */
	bool has_window : 1;	/* window and checksum were captured; seq, ack and flags
				 * always are in a decoded segment */
	bool has_ip_id : 1;
	bool df : 1;
	bool v6 : 1;
	bool reassembled : 1;	/* came in several IP fragments; ref is the last one */
	bool addr_differs : 1;	/* a source route: the checksum covers another address */
	bool has_comment : 1;

	struct tb_envelope env;		/* the last in these two lines are its first members */

	uint8_t wscale;		/* if TB_OPT_WSCALE; clamped to 14, RFC 7323 section 2.3 */
	uint8_t mptcp_rst_reason;	/* if TB_OPT_MP_TCPRST */
	uint32_t sack_right;	/* if TB_OPT_SACK: right edge of the block furthest right */
	uint32_t comment_len;	/* if has_comment */
	const char *comment;	/* the frame's, borrowed */
};

_Static_assert(offsetof(struct tb_segment, seq) == TB_CACHE_LINE &&
	       offsetof(struct tb_segment, env.tunnel) == 2 * TB_CACHE_LINE,
	       "what every segment needs is in two cache lines");

/* The option area as far as it was captured; raw, borrowed as tcp is; NULL: nothing. */
static inline const uint8_t *tb_segment_options(const struct tb_segment *s)
{
	enum { FIXED_PART = 20 };

	return s->options_len > 0 ? s->tcp + FIXED_PART : NULL;
}

/* Header and payload: on the wire, and captured, which begins at tcp. */
static inline uint32_t tb_segment_len(const struct tb_segment *s)
{
	return s->header_len + s->payload_len;
}

static inline uint32_t tb_segment_captured(const struct tb_segment *s)
{
	return (uint32_t)(s->payload - s->tcp) + s->payload_captured;
}

/*
 * Is the segment's checksum right?  Reads the whole payload, so it is asked where
 * the answer matters and not for every segment.  Only while the views are valid.
 */
enum tb_checksum tb_segment_checksum(const struct tb_segment *s);

/* May it have had that checksum where it was captured a second time?  The same one, unless one
 * of the two is what offload leaves behind. */
bool tb_segment_may_bear(const struct tb_segment *s, uint16_t checksum);

/* Sequence space a segment takes: payload and one for each of SYN, FIN. */
static inline uint32_t tb_segment_span(const struct tb_segment *s)
{
	return s->payload_len + ((s->flags & TB_SYN) != 0) + ((s->flags & TB_FIN) != 0);
}

/* An ICMP or ICMPv6 error; the quoted segment in the sender's own terms. */
struct tb_icmp_quote {
	tb_time time;
	struct tb_ref ref;
	struct tb_addr from;	/* source of the error */
	bool v6;
	uint8_t type, code;
	uint16_t mtu;		/* of frag-needed / packet-too-big; else 0 */
	struct tb_endpoint src, dst;	/* of the quoted segment */
	uint32_t seq;
	bool has_ack;
	uint32_t ack;
	const uint8_t *tcp;	/* the quoted header, eight bytes at least; borrowed */
	uint32_t tcp_captured;	/* bytes at tcp */
};

#endif
