/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ip6.c - IPv6 and its extension headers (RFC 8200)
 *
 * A payload length of zero means that the length is in a hop-by-hop option (a
 * jumbogram, RFC 2675) or, before a protocol that needs payload, that it was left to
 * the network card; then the frame's own length counts.
 */
#include "wire/fragment.h"
#include "wire/header.h"
#include "wire/walk.h"

enum {
	FRAGMENT_HEADER = 8,
	OPT_PAD1 = 0,
	OPT_JUMBO = 0xc2,
	OPT_HOME_ADDRESS = 0xc9	/* RFC 6275 section 6.3 */
};

enum tb_decode tb_walk_ipv6(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, TB_IPV6_HEADER);
	uint32_t payload;

	if (h == NULL)
		return walk_short(w);
	payload = tb_be16(h + 4);
	if (h[0] >> 4 != 6)
		return TB_DECODE_MALFORMED;
	w->jumbo = payload == 0;
	if (payload > 0)
		walk_length(w, payload);
	walk_note(w, TB_PART_IPV6, h, TB_IPV6_HEADER);
	tb_ipv6_read(&w->out->segment, h);
	w->out->segment.addr_differs = false;
	return tb_walk_protocol(w, h[6]);
}

/* An extension header of the usual form: what follows, and its length in units of
 * eight bytes beyond the first eight.  *body: the rest of it. */
static bool take_extension(struct tb_walk *w, enum tb_part_kind kind, uint8_t *next,
			   struct tb_reader *body)
{
	const uint8_t *h = w->r.at;
	uint8_t units;

	*next = rd_u8(&w->r);
	units = rd_u8(&w->r);
	*body = rd_sub(&w->r, 6u + units * 8u);
	walk_note_since(w, kind, h);
	return !w->r.short_read;
}

/* RFC 5533.  Unlike those of mobility (RFC 6275) and HIP (RFC 7401), which nothing ever
 * follows, its header may have a packet behind it. */
enum tb_decode tb_walk_shim6(struct tb_walk *w)
{
	struct tb_reader body;
	uint8_t next;

	return take_extension(w, TB_PART_PLAIN, &next, &body) ? tb_walk_protocol(w, next)
								: walk_short(w);
}

enum tb_decode tb_walk_hop_by_hop(struct tb_walk *w)
{
	uint32_t whole = walk_left(w);
	struct tb_reader body;
	uint8_t next;

	if (!take_extension(w, TB_PART_OPTIONS, &next, &body))
		return walk_short(w);
	while (w->jumbo && rd_left(&body) > 0) {
		uint8_t kind = rd_u8(&body), len = kind == OPT_PAD1 ? 0 : rd_u8(&body);
		struct tb_reader option = rd_sub(&body, len);

		if (kind == OPT_JUMBO && len == 4) {
			uint32_t length = rd_be32(&option), header = whole - walk_left(w);

			if (length <= UINT16_MAX)
				return TB_DECODE_MALFORMED;
			walk_length(w, length - header);
			w->jumbo = false;
		}
	}
	if (w->jumbo)
		return TB_DECODE_MALFORMED;
	return tb_walk_protocol(w, next);
}

/* A mobile node's home address is covered by the checksum instead of the source. */
enum tb_decode tb_walk_destination(struct tb_walk *w)
{
	struct tb_reader body;
	uint8_t next;

	if (!take_extension(w, TB_PART_OPTIONS, &next, &body))
		return walk_short(w);
	while (rd_left(&body) > 0) {
		uint8_t kind = rd_u8(&body);

		if (kind == OPT_PAD1)
			continue;
		if (kind == OPT_HOME_ADDRESS)
			w->out->segment.addr_differs = true;
		rd_skip(&body, rd_u8(&body));
	}
	return tb_walk_protocol(w, next);
}

/* With segments left to visit, the checksum covers the last of them. */
enum tb_decode tb_walk_routing(struct tb_walk *w)
{
	struct tb_reader body;
	uint8_t next;

	if (!take_extension(w, TB_PART_ROUTING, &next, &body))
		return walk_short(w);
	rd_skip(&body, 1);
	if (rd_u8(&body) > 0)
		w->out->segment.addr_differs = true;
	return tb_walk_protocol(w, next);
}

enum tb_decode tb_walk_ipv6_fragment(struct tb_walk *w)
{
	struct tb_segment *s = &w->out->segment;
	const uint8_t *h = rd_take(&w->r, FRAGMENT_HEADER);
	struct tb_fragment f;
	uint16_t where;

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, FRAGMENT_HEADER);
	where = tb_be16(h + 2);
	f = (struct tb_fragment){ .id = tb_be32(h + 4), .protocol = h[0],
				  .offset = where & 0xfff8, .more = (where & 1) != 0 };
	s->has_ip_id = true;
	s->ip_id = (uint16_t)f.id;
	s->df = false;
	if (f.offset > 0 || f.more) { /* else "atomic", RFC 6946 */
		enum tb_decode joined = tb_walk_fragment(w, &f);

		if (joined != TB_DECODE_OK)
			return joined;
	}
	return tb_walk_protocol(w, f.protocol);
}

/* RFC 4302: the length is in units of four bytes, less two. */
enum tb_decode tb_walk_auth(struct tb_walk *w)
{
	enum { FIXED_PART = 12 };	/* the value that follows is a digest */
	const uint8_t *h = w->r.at;
	uint8_t next = rd_u8(&w->r), units = rd_u8(&w->r);

	rd_skip(&w->r, units * 4u + 6u);
	if (!w->r.short_read && w->r.at - h >= FIXED_PART)
		walk_note(w, TB_PART_PLAIN, h, FIXED_PART);
	return w->r.short_read ? walk_short(w) : tb_walk_protocol(w, next);
}
