/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnel_gre.c - GRE (RFC 2784, RFC 2890, routing of RFC 1701), PPTP's variant of it
 * (RFC 2637), and what is carried in it
 */
#include "wire/link_types.h"

enum {
	HAS_CHECKSUM = 0x8000,
	HAS_ROUTING = 0x4000,
	HAS_KEY = 0x2000,
	HAS_SEQUENCE = 0x1000,
	HAS_ACK = 0x0080,	/* version 1 */
	VERSION = 0x0007,
	TYPE_ERSPAN = 0x88be
};

struct gre {
	uint16_t flags, type;
	uint32_t key;
};

/* Type II: four bytes after those that all types share. */
static enum tb_decode walk_erspan_2(struct tb_walk *w)
{
	const uint8_t *h = w->r.at;

	rd_skip(&w->r, 4);
	walk_note_since(w, TB_PART_PLAIN, h);
	return tb_walk_ethernet(w);
}

/* Type III: eight bytes, the last of which says whether eight more follow and what is
 * mirrored: Ethernet or IP. */
static enum tb_decode walk_erspan_3(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);

	if (h == NULL)
		return walk_short(w);
	if (h[7] & 1)
		rd_skip(&w->r, 8);
	walk_note_since(w, TB_PART_PLAIN, h);
	switch (h[6] >> 2 & 31) {
	case 0:
		return tb_walk_ethernet(w);
	case 2:
		return tb_walk_ip(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}

/* Mirrored frames.  Type I has no header and, unlike II, no sequence number in the GRE
 * header.  The others begin with version, VLAN, class and session. */
static enum tb_decode walk_erspan(struct tb_walk *w, const struct gre *gre)
{
	const uint8_t *h;

	if (gre->type == TYPE_ERSPAN && (gre->flags & HAS_SEQUENCE) == 0) {
		tb_walk_tunnel(w, TB_LAYER_ERSPAN, 0);
		return tb_walk_ethernet(w);
	}
	h = rd_take(&w->r, 4);
	if (h == NULL)
		return walk_short(w);
	tb_walk_tunnel(w, TB_LAYER_ERSPAN, tb_be16(h + 2) & 0x3ff);
	walk_note(w, TB_PART_PLAIN, h, 4);
	switch (h[0] >> 4) {
	case 1:
		return walk_erspan_2(w);
	case 2:
		return walk_erspan_3(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}

/* Bridged Ethernet.  With a key and nothing else it is what NVGRE looks like (RFC 7637):
 * the key's upper 24 bits name the virtual subnet. */
static enum tb_decode walk_bridged(struct tb_walk *w, const struct gre *gre)
{
	if (gre->flags == HAS_KEY)
		tb_walk_tunnel(w, TB_LAYER_NVGRE, gre->key >> 8);
	else
		tb_walk_tunnel(w, TB_LAYER_GRE, gre->key);
	return tb_walk_ethernet(w);
}

/* Cisco's web cache redirection: IPv4, in version 2 after a header of four bytes. */
static enum tb_decode walk_wccp(struct tb_walk *w, const struct gre *gre)
{
	tb_walk_tunnel(w, TB_LAYER_GRE, gre->key);
	if (rd_peek(&w->r, 0) >> 4 != 4)
		rd_skip(&w->r, 4);
	return tb_walk_ipv4(w);
}

static enum tb_decode walk_ppp(struct tb_walk *w, const struct gre *gre)
{
	tb_walk_tunnel(w, TB_LAYER_GRE, gre->key);
	return tb_walk_ppp(w);
}

/* IEEE 802.11, as access points send it to their controller. */
static enum tb_decode walk_wifi(struct tb_walk *w, const struct gre *gre)
{
	tb_walk_tunnel(w, TB_LAYER_GRE, gre->key);
	return tb_link_wifi(w);
}

static enum tb_decode walk_frame_relay(struct tb_walk *w, const struct gre *gre)
{
	tb_walk_tunnel(w, TB_LAYER_GRE, gre->key);
	return tb_link_frame_relay(w);
}

/* Protocol types with a meaning of their own; step: they come in a range, this far
 * apart.  All others are EtherTypes. */
static const struct row {
	uint16_t first, last, step;
	enum tb_decode (*walk)(struct tb_walk *w, const struct gre *gre);
} rows[] = {
	{ 0x6558, 0x6558, 1, walk_bridged },
	{ 0x6400, 0x6400, 1, walk_bridged },
	{ TYPE_ERSPAN, TYPE_ERSPAN, 1, walk_erspan },
	{ 0x22eb, 0x22eb, 1, walk_erspan },
	{ 0x883e, 0x883e, 1, walk_wccp },
	{ 0x880b, 0x880b, 1, walk_ppp },
	{ 0x6559, 0x6559, 1, walk_frame_relay },
	{ 0x8200, 0x8370, 16, walk_wifi },	/* Aruba */
};

static enum tb_decode walk_payload(struct tb_walk *w, const struct gre *gre)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (gre->type >= rows[i].first && gre->type <= rows[i].last &&
		    (gre->type - rows[i].first) % rows[i].step == 0)
			return rows[i].walk(w, gre);
	tb_walk_tunnel(w, TB_LAYER_GRE, gre->key);
	return tb_walk_ethertype(w, gre->type);
}

/* Source route entries: family, offset, length; one of length zero ends them. */
static void skip_routing(struct tb_reader *r)
{
	uint8_t length;

	do {
		rd_skip(r, 3);
		length = rd_u8(r);
		rd_skip(r, length);
	} while (length > 0 && !r->short_read);
}

/* Routing left out: it names addresses. */
static void note_header(struct tb_walk *w, const uint8_t *h, const struct gre *gre)
{
	if (gre->flags & HAS_CHECKSUM && (gre->flags & VERSION) == 0 && w->r.at - h >= 8) {
		walk_note(w, TB_PART_GRE, h, 8);
		h += 8;
	}
	walk_note_since(w, TB_PART_PLAIN, h);
}

enum tb_decode tb_walk_gre(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 4);
	struct gre gre = { 0 };
	unsigned version;

	if (h == NULL)
		return walk_short(w);
	gre.flags = tb_be16(h);
	gre.type = tb_be16(h + 2);
	version = gre.flags & VERSION;
	if (version > 1)
		return TB_DECODE_NOT_TCP;
	if (gre.flags & (HAS_CHECKSUM | HAS_ROUTING) && version == 0)
		rd_skip(&w->r, 4);
	if (gre.flags & HAS_KEY)
		gre.key = rd_be32(&w->r);
	if (gre.flags & HAS_SEQUENCE)
		rd_skip(&w->r, 4);
	if (gre.flags & HAS_ACK && version == 1)
		rd_skip(&w->r, 4);
	note_header(w, h, &gre);
	if (gre.flags & HAS_ROUTING && version == 0)
		skip_routing(&w->r);
	if (w->r.short_read)
		return walk_short(w);
	return walk_payload(w, &gre);
}
