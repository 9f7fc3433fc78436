/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ethertype.c - what an EtherType says follows it: one row each, and the tags and labels
 * that stand between a link header and IP
 */
#include "wire/walk.h"

static enum tb_decode walk_vlan(struct tb_walk *w)
{
	struct tb_envelope *env = &w->out->segment.env;
	const uint8_t *h = rd_take(&w->r, 4);

	if (h == NULL)
		return walk_short(w);
	if (env->n_vlan < TB_MAX_VLAN)
		env->vlan[env->n_vlan++] = tb_be16(h) & 0xfff;
	return tb_walk_type_or_length(w, tb_be16(h + 2));
}

/* RFC 2516: version and type, code (0: session), session, length. */
static enum tb_decode walk_pppoe(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 6);

	if (h == NULL)
		return walk_short(w);
	if (h[0] != 0x11 || h[1] != 0)
		return TB_DECODE_NOT_IP;
	tb_walk_tunnel(w, TB_LAYER_PPPOE, tb_be16(h + 2));
	if (tb_be16(h + 4) <= walk_left(w))
		walk_length(w, tb_be16(h + 4));
	return tb_walk_ppp(w);
}

/*
 * Labels, RFC 3032, down to the one at the bottom of the stack.  What follows it is
 * not said: an IP packet shows its version, a control word of a pseudo-wire (RFC 4385)
 * or an Ethernet header begins with a zero nibble.
 */
enum tb_decode tb_walk_mpls(struct tb_walk *w)
{
	uint32_t label;

	do {
		label = rd_be32(&w->r);
		if (w->r.short_read)
			return walk_short(w);
		tb_walk_tunnel(w, TB_LAYER_MPLS, label >> 12);
	} while ((label & 0x100) == 0);
	switch (rd_peek(&w->r, 0) >> 4) {
	case 4:
		return tb_walk_ipv4(w);
	case 6:
		return tb_walk_ipv6(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}

static const struct row {
	uint16_t type;
	enum tb_decode (*walk)(struct tb_walk *w);
} rows[] = {
	{ 0x0800, tb_walk_ipv4 },
	{ 0x86dd, tb_walk_ipv6 },
	{ 0x8100, walk_vlan },
	{ 0x88a8, walk_vlan },
	{ 0x9100, walk_vlan },
	{ 0x8847, tb_walk_mpls },
	{ 0x8848, tb_walk_mpls },	/* upstream labels, RFC 5332 */
	{ 0x8864, walk_pppoe },
};

enum tb_decode tb_walk_ethertype(struct tb_walk *w, uint16_t type)
{
	if (w->depth++ >= TB_MAX_DEPTH)
		return TB_DECODE_TOO_DEEP;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == type)
			return rows[i].walk(w);
	return TB_DECODE_NOT_IP;
}
