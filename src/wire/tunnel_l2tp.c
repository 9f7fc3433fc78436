/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnel_l2tp.c - L2TP version 2 (RFC 2661) and, where it can be told, 3 (RFC 3931)
 *
 * Version 2 carries PPP and says all that is needed.  In version 3 the length of a
 * cookie, a sublayer header and what is carried were agreed upon when the session was
 * made, which the capture may not hold: the usual lengths are tried, and Ethernet is
 * believed where its EtherType and the IP header behind it fit.
 */
#include "wire/walk.h"

enum {
	CONTROL = 0x8000,
	HAS_LENGTH = 0x4000,
	HAS_SEQUENCE = 0x0800,
	HAS_OFFSET = 0x0200,
	VERSION = 0x000f
};

/* Flags were read. */
static enum tb_decode walk_v2(struct tb_walk *w, uint16_t flags)
{
	const uint8_t *h = w->r.at;
	uint16_t offset = 0;
	uint32_t id;

	if (flags & HAS_LENGTH) {
		uint16_t length = rd_be16(&w->r);

		if (length < 4)
			return w->r.short_read ? walk_short(w) : TB_DECODE_NOT_TCP;
		if (length - 4u <= walk_left(w))
			walk_length(w, length - 4u);
	}
	id = rd_be32(&w->r);
	if (flags & HAS_SEQUENCE)
		rd_skip(&w->r, 4);
	if (flags & HAS_OFFSET)
		offset = rd_be16(&w->r);
	walk_note_since(w, TB_PART_PLAIN, h);
	rd_skip(&w->r, offset);
	if (w->r.short_read)
		return walk_short(w);
	tb_walk_tunnel(w, TB_LAYER_L2TP, id);
	return tb_walk_ppp(w);
}

static enum tb_decode walk_v3(struct tb_walk *w)
{
	enum { LONGEST = 8 + 4, TO_BE_SURE = LONGEST + 14 + 1 };
	uint32_t session = rd_be32(&w->r);

	if (w->r.short_read)
		return walk_short(w);
	tb_walk_tunnel(w, TB_LAYER_L2TP, session);
	walk_note(w, TB_PART_PLAIN, w->r.at - 4, 4);
	if (rd_left(&w->r) < TO_BE_SURE && w->beyond > 0)
		return TB_DECODE_CUT_SHORT;
	for (size_t skip = 0; skip <= LONGEST; skip += 4) {
		if (tb_walk_is_ethernet(w, skip)) {
			rd_skip(&w->r, skip);
			return tb_walk_ethernet(w);
		}
	}
	return TB_DECODE_NOT_TCP;
}

enum tb_decode tb_walk_l2tp(struct tb_walk *w)
{
	uint16_t flags = rd_be16(&w->r);

	if (w->r.short_read)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, w->r.at - 2, 2);
	if (flags & CONTROL)
		return TB_DECODE_NOT_TCP;
	switch (flags & VERSION) {
	case 2:
		return walk_v2(w, flags);
	case 3:
		rd_skip(&w->r, 2);
		return walk_v3(w);
	default:
		return TB_DECODE_NOT_TCP;
	}
}

/* Session 0 is control. */
enum tb_decode tb_walk_l2tp_ip(struct tb_walk *w)
{
	struct tb_reader r = w->r;

	return rd_be32(&r) == 0 && !r.short_read ? TB_DECODE_NOT_TCP : walk_v3(w);
}
