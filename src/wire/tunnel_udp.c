/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnel_udp.c - tunnels in UDP: one row a port
 *
 * A port is only a hint.  What does not lead to a packet of ours is taken for what it
 * was before we looked: a datagram that is not TCP.
 */
#include "wire/link_types.h"

/* RFC 7348: flags (I: the network identifier is valid), 24 bits, identifier, 8 bits. */
static enum tb_decode walk_vxlan(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);

	if (h == NULL)
		return walk_short(w);
	if ((h[0] & 0x08) == 0)
		return TB_DECODE_NOT_TCP;
	tb_walk_tunnel(w, TB_LAYER_VXLAN, tb_be32(h + 4) >> 8);
	walk_note(w, TB_PART_PLAIN, h, 8);
	return tb_walk_ethernet(w);
}

/* Generic Protocol Extension: with P the byte before the identifier says what follows. */
static enum tb_decode walk_vxlan_gpe(struct tb_walk *w)
{
	enum { HAS_NEXT = 0x04 };
	const uint8_t *h = rd_take(&w->r, 8);

	if (h == NULL)
		return walk_short(w);
	tb_walk_tunnel(w, TB_LAYER_VXLAN, tb_be32(h + 4) >> 8);
	walk_note(w, TB_PART_PLAIN, h, 8);
	return h[0] & HAS_NEXT ? tb_walk_next_protocol(w, h[3]) : tb_walk_ethernet(w);
}

/* RFC 8926: version and length of options, flags, EtherType, identifier. */
static enum tb_decode walk_geneve(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);

	if (h == NULL)
		return walk_short(w);
	if (h[0] >> 6 != 0)
		return TB_DECODE_NOT_TCP;
	tb_walk_tunnel(w, TB_LAYER_GENEVE, tb_be32(h + 4) >> 8);
	walk_note(w, TB_PART_PLAIN, h, 8);
	rd_skip(&w->r, (h[0] & 63u) * 4);
	return w->r.short_read ? walk_short(w) : tb_walk_ethertype(w, tb_be16(h + 2));
}

/* RFC 4380 section 5.1.1: an authentication header (0001) and the sender's address (0000)
 * may stand before the IPv6 packet. */
static enum tb_decode walk_teredo(struct tb_walk *w)
{
	for (;;) {
		int first = rd_peek(&w->r, 0), second = rd_peek(&w->r, 1);

		if (second < 0)
			return walk_short(w);
		if (first >> 4 == 6) {
			tb_walk_tunnel(w, TB_LAYER_TEREDO, 0);
			return tb_walk_ipv6(w);
		}
		if (first != 0 || second > 1)
			return TB_DECODE_NOT_TCP;
		if (second == 1) {
			const uint8_t *h = rd_take(&w->r, 4);

			rd_skip(&w->r, h ? h[2] + h[3] + 9u : 0);
			if (h != NULL)
				walk_note(w, TB_PART_PLAIN, h, 4);
		} else {
			walk_note(w, TB_PART_PLAIN, w->r.at, 2);
			rd_skip(&w->r, 8);
		}
	}
}

/* RFC 9300: flags, nonce, locator status or instance, then an IP packet. */
static enum tb_decode walk_lisp(struct tb_walk *w)
{
	enum { HAS_INSTANCE = 0x08 };
	const uint8_t *h = rd_take(&w->r, 8);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 8);
	tb_walk_tunnel(w, TB_LAYER_LISP, h[0] & HAS_INSTANCE ? tb_be32(h + 4) >> 8 : 0);
	return tb_walk_ip(w);
}

/* TaZmen Sniffer Protocol, by which routers send what they capture: version, type, what
 * is encapsulated, then tagged fields up to an end tag. */
static enum tb_decode walk_tzsp(struct tb_walk *w)
{
	enum { FOR_TRANSMISSION = 1, ETHERNET = 1, WIFI = 0x12 };
	enum { TAG_PADDING = 0, TAG_END = 1 };
	const uint8_t *h = rd_take(&w->r, 4), *field;
	uint8_t tag;

	if (h == NULL)
		return walk_short(w);
	if (h[0] != 1 || h[1] > FOR_TRANSMISSION)
		return TB_DECODE_NOT_TCP;
	walk_note(w, TB_PART_PLAIN, h, 4);
	field = w->r.at;
	while ((tag = rd_u8(&w->r)) != TAG_END && !w->r.short_read) {
		uint8_t length = tag != TAG_PADDING ? rd_u8(&w->r) : 0;

		walk_note_since(w, TB_PART_PLAIN, field);
		rd_skip(&w->r, length);
		field = w->r.at;
	}
	walk_note_since(w, TB_PART_PLAIN, field);
	if (w->r.short_read)
		return walk_short(w);
	tb_walk_tunnel(w, TB_LAYER_TZSP, 0);
	switch (tb_be16(h + 2)) {
	case ETHERNET:
		return tb_walk_ethernet(w);
	case WIFI:
		return tb_link_wifi(w);
	default:
		return TB_DECODE_NOT_TCP;
	}
}

static const struct row {
	uint16_t port;
	enum tb_decode (*walk)(struct tb_walk *w);
} rows[] = {
	{ 4789, walk_vxlan },
	{ 8472, walk_vxlan },		/* Linux, before the number was assigned */
	{ 4790, walk_vxlan_gpe },
	{ 6081, walk_geneve },
	{ 2152, tb_walk_gtpu },
	{ 2123, tb_walk_gtpu },		/* meant for control */
	{ 3386, tb_walk_gtpu },		/* version 0 */
	{ 3544, walk_teredo },
	{ 1701, tb_walk_l2tp },
	{ 6635, tb_walk_mpls },		/* RFC 7510 */
	{ 4754, tb_walk_gre },		/* RFC 8086 */
	{ 4341, walk_lisp },
	{ 37008, walk_tzsp },
	{ 5247, tb_walk_capwap },
};

static const struct row *find(uint16_t port)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].port == port)
			return &rows[i];
	return NULL;
}

/* Is it a way to a packet of ours, even if only a part of that is there? */
static bool is_convincing(enum tb_decode outcome)
{
	return outcome != TB_DECODE_NOT_IP && outcome != TB_DECODE_NOT_TCP &&
	       outcome != TB_DECODE_MALFORMED;
}

/* If it is not, the walk is where it was, but for the layers it has counted: else
 * datagrams in datagrams with two ports to try would double the work each time. */
static enum tb_decode try_tunnel(struct tb_walk *w, uint16_t port)
{
	const struct row *row = find(port);
	struct tb_envelope *env = &w->out->segment.env, outer = *env;
	struct tb_walk outside = *w;
	struct tb_outline *outline = w->outline;
	unsigned parts = outline != NULL ? outline->n : 0;
	bool full = outline != NULL && outline->full;
	enum tb_decode outcome;

	if (row == NULL)
		return TB_DECODE_NOT_TCP;
	outcome = row->walk(w);
	if (is_convincing(outcome))
		return outcome;
	outside.depth = w->depth;
	*w = outside;
	*env = outer;
	if (outline != NULL) {
		outline->n = parts;
		outline->full = full;
	}
	return TB_DECODE_NOT_TCP;
}

/* The lower port is the likelier one to have been assigned. */
enum tb_decode tb_walk_udp(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);
	uint16_t src, dst, length;
	enum tb_decode outcome;

	if (h == NULL)
		return walk_short(w);
	src = tb_be16(h);
	dst = tb_be16(h + 2);
	length = tb_be16(h + 4);
	if (length < 8)
		return TB_DECODE_NOT_TCP;
	walk_note(w, TB_PART_UDP, h, 8);
	if (length - 8u <= walk_left(w))
		walk_length(w, length - 8u);
	outcome = try_tunnel(w, src < dst ? src : dst);
	if (outcome == TB_DECODE_NOT_TCP)
		outcome = try_tunnel(w, src < dst ? dst : src);
	return outcome;
}
