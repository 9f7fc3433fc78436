/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnel_mpls.c - label stacks (RFC 3032) and service function chains (RFC 8300)
 */
#include "wire/walk.h"

static enum tb_decode walk_pseudo_wire(struct tb_walk *w)
{
	enum { CONTROL_WORD = 4, TO_BE_SURE = CONTROL_WORD + 14 + 1 };

	if (rd_left(&w->r) < TO_BE_SURE && w->beyond > 0)
		return TB_DECODE_CUT_SHORT;
	if (rd_peek(&w->r, 0) >> 4 == 0 && tb_walk_is_ethernet(w, CONTROL_WORD))
		rd_skip(&w->r, CONTROL_WORD);
	return tb_walk_is_ethernet(w, 0) ? tb_walk_ethernet(w) : TB_DECODE_NOT_IP;
}

/*
 * Down to the label at the bottom of the stack.  What follows it is not said: an IP
 * packet shows its version; an Ethernet pseudo-wire begins with a control word (RFC
 * 4448) or at once with a destination address.
 */
enum tb_decode tb_walk_mpls(struct tb_walk *w)
{
	const uint8_t *h = w->r.at;
	uint32_t label;

	do {
		label = rd_be32(&w->r);
		if (w->r.short_read)
			return walk_short(w);
		tb_walk_tunnel(w, TB_LAYER_MPLS, label >> 12);
	} while ((label & 0x100) == 0);
	walk_note_since(w, TB_PART_PLAIN, h);
	switch (rd_peek(&w->r, 0) >> 4) {
	case 4:
		return tb_walk_ipv4(w);
	case 6:
		return tb_walk_ipv6(w);
	case -1:
		return walk_short(w);
	default:
		return walk_pseudo_wire(w);
	}
}

/* Length in words in the low six bits of the second byte; next protocol in the fourth. */
enum tb_decode tb_walk_nsh(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);
	uint32_t length;

	if (h == NULL)
		return walk_short(w);
	length = (h[1] & 63u) * 4;
	if (length < 8)
		return TB_DECODE_MALFORMED;
	walk_note(w, TB_PART_PLAIN, h, 8);
	rd_skip(&w->r, length - 8);
	tb_walk_tunnel(w, TB_LAYER_NSH, tb_be32(h + 4) >> 8);
	return tb_walk_next_protocol(w, h[3]);
}

/* The numbers that NSH and VXLAN-GPE share. */
enum tb_decode tb_walk_next_protocol(struct tb_walk *w, uint8_t next)
{
	if (!walk_deeper(w))
		return TB_DECODE_TOO_DEEP;
	switch (next) {
	case 1:
		return tb_walk_ipv4(w);
	case 2:
		return tb_walk_ipv6(w);
	case 3:
		return tb_walk_ethernet(w);
	case 4:
		return tb_walk_nsh(w);
	case 5:
		return tb_walk_mpls(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}
