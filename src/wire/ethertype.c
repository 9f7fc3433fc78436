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
	walk_note(w, TB_PART_PLAIN, h, 4);
	if (env->n_vlan < TB_MAX_VLAN)
		env->vlan[env->n_vlan++] = tb_be16(h) & 0xfff;
	return tb_walk_type_or_length(w, tb_be16(h + 2));
}

/* RFC 2516: version and type, code (0: session), session, length. */
enum tb_decode tb_walk_pppoe(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 6);

	if (h == NULL)
		return walk_short(w);
	if (h[0] != 0x11)
		return TB_DECODE_NOT_IP;
	walk_note(w, TB_PART_PLAIN, h, 6);
	tb_walk_tunnel(w, TB_LAYER_PPPOE, tb_be16(h + 2));
	if (tb_be16(h + 4) <= walk_left(w))
		walk_length(w, tb_be16(h + 4));
	return tb_walk_ppp(w);
}

/* An EtherType whose header is only passed over: bytes of it, the last two of which are
 * the next EtherType. */
static enum tb_decode walk_tag(struct tb_walk *w, size_t bytes)
{
	const uint8_t *h = rd_take(&w->r, bytes);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, bytes);
	return tb_walk_type_or_length(w, tb_be16(h + bytes - 2));
}

static enum tb_decode walk_tag_6(struct tb_walk *w)
{
	return walk_tag(w, 6);
}

static enum tb_decode walk_tag_8(struct tb_walk *w)
{
	return walk_tag(w, 8);
}

/* RFC 6325: version and flags, hop count; length of options in words; nicknames. */
static enum tb_decode walk_trill(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 6);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 6);
	rd_skip(&w->r, (tb_be16(h) >> 6 & 31u) * 4);
	return tb_walk_ethernet(w);
}

/* Provider backbone bridging: service tag, then the customer's Ethernet header. */
static enum tb_decode walk_backbone(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 4);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 4);
	return tb_walk_ethernet(w);
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
	{ 0x8864, tb_walk_pppoe },
	{ 0x894f, tb_walk_nsh },
	{ 0x6558, tb_walk_ethernet },	/* bridged, in headers other than Ethernet's */
	{ 0x8926, walk_tag_6 },		/* VNTag */
	{ 0x892f, walk_tag_6 },		/* HSR */
	{ 0xf1c1, walk_tag_6 },		/* IEEE 802.1CB redundancy tag */
	{ 0x893f, walk_tag_8 },		/* IEEE 802.1BR E-tag */
	{ 0x8909, walk_tag_8 },		/* Cisco metadata */
	{ 0x22f3, walk_trill },
	{ 0x88e7, walk_backbone },	/* IEEE 802.1ah */
};

enum tb_decode tb_walk_ethertype(struct tb_walk *w, uint16_t type)
{
	if (!walk_deeper(w))
		return TB_DECODE_TOO_DEEP;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == type)
			return rows[i].walk(w);
	return TB_DECODE_NOT_IP;
}
