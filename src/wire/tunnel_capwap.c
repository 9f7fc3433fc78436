/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnel_capwap.c - what access points send to their controller (RFC 5415 section 4.3)
 *
 * The frame within is Ethernet or, with the T bit, 802.11.  Frames in several CAPWAP
 * fragments are not put together, encrypted ones (DTLS) are not ours to read.
 */
#include "wire/link_types.h"

enum {
	CLEAR = 0x00,		/* preamble: version 0, not encrypted */
	NATIVE = 1 << 8,	/* T */
	FRAGMENT = 1 << 7,	/* F */
	KEEP_ALIVE = 1 << 3,	/* K */
	BINDING_WIFI = 1
};

enum tb_decode tb_walk_capwap(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);
	uint32_t first, header;

	if (h == NULL)
		return walk_short(w);
	first = tb_be32(h);
	header = (first >> 19 & 31) * 4;
	if (h[0] != CLEAR || header < 8 || first & KEEP_ALIVE)
		return TB_DECODE_NOT_TCP;
	if (first & FRAGMENT)
		return walk_part(w);
	walk_note(w, TB_PART_PLAIN, h, 8);
	rd_skip(&w->r, header - 8);
	tb_walk_tunnel(w, TB_LAYER_CAPWAP, 0);
	if ((first & NATIVE) == 0)
		return tb_walk_ethernet(w);
	if ((first >> 9 & 31) != BINDING_WIFI)
		return TB_DECODE_NOT_TCP;
	return tb_link_wifi_swapped(w);
}
