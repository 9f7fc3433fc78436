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
	uint32_t fragment = tb_be32(h + 6);	/* and TTL and protocol behind it */

	s->v6 = false;
	s->has_ip_id = true;
	s->tos = h[1];
	s->ip_id = tb_be16(h + 4);
	s->df = (fragment >> 16 & TB_IPV4_DF) != 0;
	s->ttl = (uint8_t)(fragment >> 8);
	tb_addr_read_v4(&s->src.addr, h + 12);
	tb_addr_read_v4(&s->dst.addr, h + 16);
}

static inline void tb_ipv6_read(struct tb_segment *s, const uint8_t *h)
{
	s->v6 = true;
	s->tos = (uint8_t)(tb_be16(h) >> 4);
	s->has_ip_id = false;
	s->ip_id = 0;
	s->df = true;
	s->ttl = h[7];
	tb_addr_read_v6(&s->src.addr, h + 8);
	tb_addr_read_v6(&s->dst.addr, h + 24);
}

/* Length of a TCP header, of which 14 bytes are there. */
static inline uint32_t tb_tcp_header(const uint8_t *h)
{
	return tb_be16(h + 12) >> 10 & 0x3cu;
}

/* Up to the flags: the first 14 bytes. */
static inline void tb_tcp_read(struct tb_segment *s, const uint8_t *h)
{
	s->tcp = h;
	s->src.port = tb_be16(h);
	s->dst.port = tb_be16(h + 2);
	s->seq = tb_be32(h + 4);
	s->ack = tb_be32(h + 8);
	s->flags = tb_be16(h + 12) & 0x1ff;
}

/* Window and checksum: bytes 14 to 18. */
static inline void tb_tcp_read_window(struct tb_segment *s, const uint8_t *h)
{
	s->has_window = true;
	s->window = tb_be16(h + 14);
	s->checksum = tb_be16(h + 16);
}

/* Files may claim any time; of these no difference and no sum overflows. */
static inline tb_time tb_plausible_time(tb_time t)
{
	const int64_t most = (INT64_C(1) << 62) - 1;

	if (__builtin_expect((uint64_t)t.ns + (uint64_t)most <= 2 * (uint64_t)most, 1))
		return t;
	return (tb_time){ t.ns > 0 ? most : -most };
}

/* Which frame a segment came in.  It has no comment, until that is noted. */
static inline void tb_segment_place(struct tb_segment *s, const struct tb_frame *frame)
{
	s->has_comment = false;
	s->time = tb_plausible_time(frame->time);
	s->ref.number = frame->number;
	s->ref.file = frame->file;
	s->interface = frame->interface;
}

#endif
