/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * segment.h - a TCP segment as plain values, and an ICMP error that quotes one
 *
 * Short captures are normal: has_* and seen bits say which fields were there.
 * Only data views (payload, options) borrow; they live as long as the frame.
 */
#ifndef TB_WIRE_SEGMENT_H
#define TB_WIRE_SEGMENT_H

#include <tcpblame/types.h>
#include <tcpblame/verdict.h>

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
	uint8_t mac_src[6];	/* of the innermost Ethernet-like header */
	bool has_mac;
	uint8_t n_vlan, n_tunnel;
	uint16_t vlan[TB_MAX_VLAN];	/* ids, outermost first; more are dropped */
	struct tb_tunnel tunnel[TB_MAX_TUNNEL];	/* outermost first; more are dropped */
	enum tb_travel travel;
};

/* The borrowed views (tcp, payload, options) live as long as the frame's bytes or,
 * if reassembled, until the next frame is decoded. */
struct tb_segment {
	tb_time time;
	struct tb_ref ref;
	uint32_t interface;

	/* innermost IP */
	struct tb_endpoint src, dst;
	uint8_t ttl;
	uint8_t tos;		/* DSCP << 2 | ECN */
	bool v6;
	bool df;
	bool has_ip_id;
	bool reassembled;	/* came in several IP fragments; ref is the last one */
	bool lasting;		/* the frame's bytes are (see struct tb_frame) */
	uint32_t flow_label;	/* IPv6 */

	/* TCP; the first eight in one order with those of struct tb_step, which takes them
	 * over for every segment */
	uint32_t seq, ack;	/* ack is the raw field even without the ACK flag */
	uint32_t payload_len;	/* on the wire, by the IP length; offloaded segments may
				 * exceed 64 KiB */
	uint32_t ts_val;
	uint16_t flags;		/* TB_FIN ... */
	uint16_t window;	/* raw */
	uint16_t ip_id;
	uint16_t checksum;	/* raw; judged by tb_segment_checksum() */
	bool has_window;	/* window and checksum were captured; seq, ack and flags
				 * always are in a decoded segment */
	bool addr_differs;	/* a source route: the checksum covers another address */
	uint32_t tcp_len;	/* header and payload on the wire */
	uint32_t tcp_captured;	/* of it, bytes at tcp */
	uint32_t payload_captured;	/* of it, bytes at payload */
	const uint8_t *tcp;	/* the header; borrowed */
	const uint8_t *payload;	/* borrowed */
	const uint8_t *options;	/* raw, as captured; borrowed */
	uint8_t options_len;	/* bytes at options */
	uint8_t wscale;		/* clamped to 14, RFC 7323 section 2.3 */
	uint8_t mptcp_subtype;
	uint8_t mptcp_rst_reason;
	uint16_t seen_options;	/* TB_OPT_*; what an absent option would say is 0 */
	uint16_t mss;
	uint32_t ts_ecr;
	uint32_t sack_right;	/* right edge of the block furthest right */
	uint32_t sack_left;	/* left edge of the first block */

	struct tb_envelope env;

	const char *comment;	/* the frame's, borrowed */
	size_t comment_len;
};

/*
 * Is the segment's checksum right?  Reads the whole payload, so it is asked where
 * the answer matters and not for every segment.  Only while the views are valid.
 */
enum tb_checksum tb_segment_checksum(const struct tb_segment *s);

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
};

#endif
