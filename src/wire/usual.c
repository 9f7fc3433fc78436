/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * usual.c - the shortcut that most frames take
 *
 * Nearly every frame of nearly every capture is Ethernet, perhaps with a VLAN tag, IP
 * without options or fragments, and TCP without options or with timestamps.  For these
 * one look at each header is enough, and the general way (walk.h) costs several times
 * as much.  Anything else, and anything odd, is refused here: then the general way
 * decides, so that there is one place that knows the rules.
 */
#include "wire/usual.h"

#include "wire/header.h"
#include "wire/tcp_options.h"

enum {
	MAC_HEADER = 14,
	TAG = 4,
	TYPE_VLAN = 0x8100,
	TYPE_IPV4 = 0x0800,
	TYPE_IPV6 = 0x86dd,
	/* less than this no frame has whose TCP header was captured whole */
	LEAST = MAC_HEADER + TB_IPV4_HEADER + TB_TCP_HEADER
};

/* What of the frame is still to be read. */
struct rest {
	const uint8_t *at;
	uint32_t captured;	/* bytes at at */
	uint32_t length;	/* bytes behind the header of IP, on the wire */
};

static inline void pass(struct rest *r, uint32_t n)
{
	r->at += n;
	r->captured -= n;
}

/* A length field counts n bytes.  It is believed rather than the frame (walk.h): what was
 * captured behind them is padding. */
static inline void limit(struct rest *r, uint32_t n)
{
	r->length = n;
	r->captured = n < r->captured ? n : r->captured;
}

/* The header of the link; its EtherType. */
static inline uint16_t read_link(struct rest *r, struct tb_envelope *env)
{
	uint16_t type = tb_be16(r->at + 12);

	memcpy(env->mac_src, r->at + 6, sizeof(env->mac_src));
	env->has_mac = true;
	env->n_vlan = 0;
	env->n_tunnel = 0;
	env->travel = TB_TRAVEL_UNKNOWN;
	pass(r, MAC_HEADER);
	if (type != TYPE_VLAN)
		return type;
	env->vlan[0] = tb_be16(r->at) & 0xfff;
	env->n_vlan = 1;
	type = tb_be16(r->at + 2);
	pass(r, TAG);
	return type;
}

static inline bool read_ipv4(struct rest *r, struct tb_segment *s)
{
	const uint32_t fragment = TB_IPV4_MF | TB_IPV4_OFFSET;
	const uint8_t *h = r->at;
	uint32_t total;

	if (r->captured < TB_IPV4_HEADER + TB_TCP_HEADER)
		return false;
	total = tb_be16(h + 2);
	if (h[0] != 0x45 || (tb_be32(h + 6) & (fragment << 16 | 0xff)) != TB_PROTO_TCP ||
	    total < TB_IPV4_HEADER)
		return false;
	pass(r, TB_IPV4_HEADER);
	limit(r, total - TB_IPV4_HEADER);
	tb_ipv4_read(s, h);
	return true;
}

static inline bool read_ipv6(struct rest *r, struct tb_segment *s)
{
	const uint8_t *h = r->at;
	uint32_t payload;

	if (r->captured < TB_IPV6_HEADER + TB_TCP_HEADER)
		return false;
	payload = tb_be16(h + 4);
	if (h[0] >> 4 != 6 || h[6] != TB_PROTO_TCP || payload == 0)
		return false;
	pass(r, TB_IPV6_HEADER);
	limit(r, payload);
	tb_ipv6_read(s, h);
	return true;
}

/* The fixed part of the header is there, be it beyond what a length field counts. */
static inline bool read_tcp(struct rest *r, struct tb_segment *s)
{
	const uint8_t *h = r->at;
	uint32_t header = tb_tcp_header(h);

	if (header < TB_TCP_HEADER || r->captured < header)
		return false;
	tb_tcp_read(s, h);
	tb_tcp_read_window(s, h);
	s->reassembled = false;
	s->addr_differs = false;
	s->header_len = (uint8_t)header;
	s->options_len = (uint8_t)(header - TB_TCP_HEADER);
	s->payload = h + header;
	s->payload_len = r->length - header;
	s->payload_captured = r->captured - header;
	return true;
}

/* Not inline: it needs all the registers that there are.  As the frame's bytes are not the
 * segment's, what was read of them stays there while s is written. */
__attribute__((noinline)) bool tb_decode_usual(const struct tb_frame *restrict frame,
					       struct tb_segment *restrict s)
{
	enum { ETHERNET = 1 };
	struct rest r = { frame->data, frame->captured, 0 };
	uint16_t type;

	if (frame->link_type != ETHERNET || frame->comment != NULL || frame->captured < LEAST ||
	    frame->captured > TB_MAX_FRAME)
		return false;
	type = read_link(&r, &s->env);
	if (type == TYPE_IPV4 ? !read_ipv4(&r, s) : type != TYPE_IPV6 || !read_ipv6(&r, s))
		return false;
	if (!read_tcp(&r, s))
		return false;
	tb_segment_place(s, frame);
	tb_options_read(s, true);
	return true;
}
