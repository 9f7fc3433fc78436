/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnel_gtpu.c - the user plane of mobile networks, GTP version 1 (3GPP TS 29.281)
 */
#include "wire/walk.h"

enum {
	FLAG_PN = 0x01,
	FLAG_S = 0x02,
	FLAG_E = 0x04,
	VERSION_1 = 0x30,	/* version 1, protocol type GTP */
	VERSION_MASK = 0xf0,
	T_PDU = 255		/* message type: a user's packet */
};

/* Extension headers: length in words, content, type of the next one (0: none). */
static void skip_extensions(struct tb_reader *r, uint8_t next)
{
	while (next != 0 && !r->short_read) {
		uint8_t words = rd_u8(r);

		if (words == 0) {
			r->short_read = true;
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

enum tb_decode tb_walk_gtpu(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);

	if (h == NULL)
		return walk_short(w);
	if ((h[0] & VERSION_MASK) != VERSION_1 || h[1] != T_PDU)
		return TB_DECODE_NOT_TCP;
	tb_walk_tunnel(w, TB_LAYER_GTPU, tb_be32(h + 4));
	if (tb_be16(h + 2) <= walk_left(w))
		walk_length(w, tb_be16(h + 2));
	if (h[0] & (FLAG_E | FLAG_S | FLAG_PN)) {
		uint8_t next;

		rd_skip(&w->r, 3);
		next = rd_u8(&w->r);
		skip_extensions(&w->r, h[0] & FLAG_E ? next : 0);
	}
	return w->r.short_read ? walk_short(w) : walk_user_packet(w);
}
