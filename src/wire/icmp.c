/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * icmp.c - ICMP and ICMPv6 errors that quote a TCP segment (RFC 792, RFC 4443)
 *
 * Eight bytes of the quoted segment are enough: ports and sequence number.  What is
 * quoted in a tunnel is not looked for.
 */
#include "wire/header.h"
#include "wire/walk.h"

enum {
	HEADER = 8,
	QUOTED = 8,	/* bytes of TCP that every sender quotes */
	PROTO_TCP = 6,
	V4_UNREACHABLE = 3,
	V4_FRAG_NEEDED = 4,	/* code */
	V6_TOO_BIG = 2
};

/* The quoted segment itself; the walk stands at its TCP header. */
static enum tb_decode read_quoted_tcp(struct tb_walk *w, struct tb_icmp_quote *q)
{
	size_t left = rd_left(&w->r), header = TB_TCP_HEADER;
	const uint8_t *h = rd_take(&w->r, QUOTED);

	if (h == NULL)
		return walk_short(w);
	if (left >= 14 && tb_tcp_header(h) > TB_TCP_HEADER)
		header = tb_tcp_header(h);
	walk_note(w, TB_PART_TCP, h, left < header ? left : header);
	q->tcp = h;
	q->tcp_captured = (uint32_t)left;
	q->src.port = tb_be16(h);
	q->dst.port = tb_be16(h + 2);
	q->seq = tb_be32(h + 4);
	q->has_ack = rd_left(&w->r) >= 4;
	q->ack = rd_left(&w->r) >= 4 ? rd_be32(&w->r) : 0;
	return TB_DECODE_ICMP_ERROR;
}

static enum tb_decode read_quoted_v4(struct tb_walk *w, struct tb_icmp_quote *q)
{
	const uint8_t *h = rd_take(&w->r, 20);
	uint32_t header;

	if (h == NULL)
		return walk_short(w);
	header = (h[0] & 15u) * 4;
	if (h[0] >> 4 != 4 || header < 20)
		return TB_DECODE_MALFORMED;
	if (h[9] != PROTO_TCP || (tb_be16(h + 6) & 0x1fff) != 0)
		return TB_DECODE_NOT_TCP;
	tb_addr_read_v4(&q->src.addr, h + 12);
	tb_addr_read_v4(&q->dst.addr, h + 16);
	rd_skip(&w->r, header - 20);
	walk_note_since(w, TB_PART_IPV4, h);
	return read_quoted_tcp(w, q);
}

/* Extension headers before the TCP header are passed over, fragments but for a first
 * one are not quotes of TCP. */
static enum tb_decode read_quoted_v6(struct tb_walk *w, struct tb_icmp_quote *q)
{
	const uint8_t *h = rd_take(&w->r, 40);
	uint8_t next;

	if (h == NULL)
		return walk_short(w);
	if (h[0] >> 4 != 6)
		return TB_DECODE_MALFORMED;
	tb_addr_read_v6(&q->src.addr, h + 8);
	tb_addr_read_v6(&q->dst.addr, h + 24);
	walk_note(w, TB_PART_IPV6, h, TB_IPV6_HEADER);
	for (next = h[6]; next == 0 || next == 43 || next == 44 || next == 60; ) {
		bool fragment = next == 44, routing = next == 43;
		const uint8_t *x = rd_take(&w->r, 8);

		if (x == NULL)
			return walk_short(w);
		if (fragment && (tb_be16(x + 2) & 0xfff8) != 0)
			return TB_DECODE_NOT_TCP;
		rd_skip(&w->r, fragment ? 0 : x[1] * 8u);
		walk_note_since(w, fragment ? TB_PART_PLAIN
				: routing ? TB_PART_ROUTING : TB_PART_OPTIONS, x);
		next = x[0];
	}
	return next == PROTO_TCP ? read_quoted_tcp(w, q) : TB_DECODE_NOT_TCP;
}

/* Fills the result, which so far held the error's own IP header. */
static enum tb_decode finish(struct tb_walk *w, struct tb_icmp_quote *q, const uint8_t *h)
{
	enum tb_decode outcome;

	q->time = tb_plausible_time(w->frame->time);
	q->ref = (struct tb_ref){ .number = w->frame->number, .file = w->frame->file };
	walk_note(w, q->v6 ? TB_PART_ICMPV6 : TB_PART_ICMP, h, HEADER);
	q->from = w->out->segment.src.addr;
	q->type = h[0];
	q->code = h[1];
	outcome = q->v6 ? read_quoted_v6(w, q) : read_quoted_v4(w, q);
	w->out->icmp = *q;
	return outcome;
}

enum tb_decode tb_walk_icmp(struct tb_walk *w)
{
	struct tb_icmp_quote q = { .v6 = false };
	const uint8_t *h = rd_take(&w->r, HEADER);

	if (h == NULL)
		return walk_short(w);
	switch (h[0]) {
	case V4_UNREACHABLE:
		if (h[1] == V4_FRAG_NEEDED)
			q.mtu = tb_be16(h + 6);
		return finish(w, &q, h);
	case 4:	/* source quench */
	case 5:	/* redirect */
	case 11: /* time exceeded */
	case 12: /* parameter problem */
		return finish(w, &q, h);
	default:
		return TB_DECODE_NOT_TCP;
	}
}

enum tb_decode tb_walk_icmpv6(struct tb_walk *w)
{
	struct tb_icmp_quote q = { .v6 = true };
	const uint8_t *h = rd_take(&w->r, HEADER);
	uint32_t mtu;

	if (h == NULL)
		return walk_short(w);
	if (h[0] < 1 || h[0] > 4)
		return TB_DECODE_NOT_TCP;
	mtu = tb_be32(h + 4);
	if (h[0] == V6_TOO_BIG)
		q.mtu = mtu < UINT16_MAX ? (uint16_t)mtu : UINT16_MAX;
	return finish(w, &q, h);
}
