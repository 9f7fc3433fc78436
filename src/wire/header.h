/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * header.h - the fixed part of the headers that every segment has, read in one go
 *
 * h is the header, as many bytes of which are there as its fixed part has.  Shared by
 * the layers and by the shortcut that most frames take (usual.c), so that both read a
 * header the same way.
 */
#ifndef TB_WIRE_HEADER_H
#define TB_WIRE_HEADER_H

#include "wire/bytes.h"
#include "wire/decode.h"

enum {
	TB_IPV4_HEADER = 20,
	TB_IPV4_DF = 0x4000,
	TB_IPV4_MF = 0x2000,
	TB_IPV4_OFFSET = 0x1fff,	/* in units of 8 bytes */
	TB_IPV6_HEADER = 40,
	TB_TCP_HEADER = 20,
	TB_PROTO_TCP = 6
};

static inline void tb_ipv4_read(struct tb_segment *s, const uint8_t *h)
{
	s->v6 = false;
	s->addr_differs = false;
	s->tos = h[1];
	s->has_ip_id = true;
	s->ip_id = tb_be16(h + 4);
	s->df = (tb_be16(h + 6) & TB_IPV4_DF) != 0;
	s->ttl = h[8];
	tb_addr_read_v4(&s->src.addr, h + 12);
	tb_addr_read_v4(&s->dst.addr, h + 16);
}

static inline void tb_ipv6_read(struct tb_segment *s, const uint8_t *h)
{
	s->v6 = true;
	s->addr_differs = false;
	s->tos = (uint8_t)(tb_be16(h) >> 4);
	s->has_ip_id = false;
	s->ip_id = 0;
	s->df = true;
	s->ttl = h[7];
	tb_addr_read_v6(&s->src.addr, h + 8);
	tb_addr_read_v6(&s->dst.addr, h + 24);
}

/* Up to the flags: the first 14 bytes. */
static inline void tb_tcp_read(struct tb_segment *s, const uint8_t *h)
{
	s->tcp = h;
	s->src.port = tb_be16(h);
	s->dst.port = tb_be16(h + 2);
	s->seq = tb_be32(h + 4);
	s->ack = tb_be32(h + 8);
	s->flags = (uint16_t)((h[12] & 1) << 8 | h[13]);
}

/* Window and checksum: bytes 14 to 18. */
static inline void tb_tcp_read_window(struct tb_segment *s, const uint8_t *h)
{
	s->has_window = true;
	s->window = tb_be16(h + 14);
	s->checksum = tb_be16(h + 16);
}

/* Which frame a segment came in. */
static inline void tb_segment_place(struct tb_segment *s, const struct tb_frame *frame)
{
	s->time = frame->time;
	s->ref.number = frame->number;
	s->ref.file = frame->file;
	s->interface = frame->interface;
	s->has_comment = frame->comment != NULL;
	if (s->has_comment) {
		s->comment = frame->comment;
		s->comment_len = frame->comment_len;
	}
}

static inline void tb_envelope_clear(struct tb_envelope *env)
{
	env->has_mac = false;
	env->n_vlan = 0;
	env->n_tunnel = 0;
	env->travel = TB_TRAVEL_UNKNOWN;
}

#endif
