/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnel_gtpu.c - the user plane of mobile networks, GTP versions 1 (3GPP TS 29.281)
 * and 0 (3GPP TS 09.60)
 */
#include "wire/walk.h"

enum {
	FLAG_PN = 0x01,
	FLAG_S = 0x02,
	FLAG_E = 0x04,
	VERSION_0 = 0x10,	/* version 0, protocol type GTP */
	VERSION_1 = 0x30,
	VERSION_MASK = 0xf0,
	T_PDU = 255		/* message type: a user's packet */
};

/* Extension headers: length in words, content, type of the next one (0: none). */
static void skip_extensions(struct tb_reader *r, uint8_t next)
{
	while (next != 0 && !r->short_read) {
		uint8_t words = rd_u8(r);

		if (words == 0) {
			rd_fail(r);
			return;
		}
		rd_skip(r, words * 4u - 2);
		next = rd_u8(r);
	}
}

/* What the packet is was agreed upon when the tunnel was made: IP or, in 5G, Ethernet. */
static enum tb_decode walk_user_packet(struct tb_walk *w)
{
	int first = rd_peek(&w->r, 0);

	if (first >= 0x45 && first <= 0x4f)
		return tb_walk_ipv4(w);
	return first >> 4 == 6 ? tb_walk_ipv6(w) : tb_walk_ethernet(w);
}

static enum tb_decode walk_version_1(struct tb_walk *w, uint8_t flags)
{
	const uint8_t *h = w->r.at;
	uint32_t id = rd_be32(&w->r);

	tb_walk_tunnel(w, TB_LAYER_GTPU, id);
	if (flags & (FLAG_E | FLAG_S | FLAG_PN)) {
		uint8_t next;

		rd_skip(&w->r, 3);
		next = rd_u8(&w->r);
		skip_extensions(&w->r, flags & FLAG_E ? next : 0);
	}
	walk_note_since(w, TB_PART_PLAIN, h);
	return w->r.short_read ? walk_short(w) : walk_user_packet(w);
}

/* 3GPP TS 09.60: sequence number, flow label, LLC frame number, a tunnel id of eight
 * bytes.  The flow label is what became the TEID: a number that the receiver gave out.
 * The tunnel id is the subscriber's IMSI in digits, which is not for reports. */
static enum tb_decode walk_version_0(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 16);

	if (h == NULL)
		return walk_short(w);
	tb_walk_tunnel(w, TB_LAYER_GTPU, tb_be16(h + 2));
	walk_note(w, TB_PART_PLAIN, h + 2, 2);
	return walk_user_packet(w);
}

enum tb_decode tb_walk_gtpu(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 4);
	uint32_t rest;

	if (h == NULL)
		return walk_short(w);
	if (h[1] != T_PDU)
		return TB_DECODE_NOT_TCP;
	walk_note(w, TB_PART_PLAIN, h, 4);
	rest = tb_be16(h + 2) + ((h[0] & VERSION_MASK) == VERSION_1 ? 4u : 16u);
	if (rest <= walk_left(w))
		walk_length(w, rest);
	switch (h[0] & VERSION_MASK) {
	case VERSION_1:
		return walk_version_1(w, h[0]);
	case VERSION_0:
		return walk_version_0(w);
	default:
		return TB_DECODE_NOT_TCP;
	}
}
