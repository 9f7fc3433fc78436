/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ip.c - IPv4 (RFC 791)
 *
 * The innermost IP header is the one that counts: each overwrites what an outer one
 * left in the result.  A total length of zero means that it did not fit or was left to
 * the network card (segmentation offload): then the frame's own length counts.
 */
#include "wire/fragment.h"
#include "wire/header.h"
#include "wire/walk.h"

enum {
	OPT_END = 0,
	OPT_NOP = 1,
	OPT_LSRR = 131,
	OPT_SSRR = 137
};

/* Does an option send the packet somewhere else than to its destination field? */
static bool has_source_route(struct tb_reader r)
{
	while (rd_left(&r) > 0) {
		uint8_t kind = rd_u8(&r), len;

		if (kind == OPT_LSRR || kind == OPT_SSRR)
			return true;
		if (kind == OPT_END)
			break;
		if (kind == OPT_NOP)
			continue;
		len = rd_u8(&r);
		if (len < 2)
			break;
		rd_skip(&r, len - 2u);
	}
	return false;
}

/* Everything after the fixed header and before the payload.  False if it is cut. */
static bool read_options(struct tb_walk *w, uint32_t len)
{
	struct tb_reader options = rd_sub(&w->r, len);

	w->out->segment.addr_differs = has_source_route(options);
	return !w->r.short_read;
}

enum tb_decode tb_walk_ipv4(struct tb_walk *w)
{
	struct tb_segment *s = &w->out->segment;
	const uint8_t *h;
	uint32_t header, total;
	uint16_t where;

	if (rd_peek(&w->r, 0) >> 4 == 6) /* announced as IPv4 by mistake */
		return tb_walk_ipv6(w);
	h = rd_take(&w->r, TB_IPV4_HEADER);
	if (h == NULL)
		return walk_short(w);
	header = (h[0] & 15u) * 4;
	total = tb_be16(h + 2);
	if (total == 0)
		total = TB_IPV4_HEADER + walk_left(w);
	if (h[0] >> 4 != 4 || header < TB_IPV4_HEADER || total < header)
		return TB_DECODE_MALFORMED;
	walk_length(w, total - TB_IPV4_HEADER);
	tb_ipv4_read(s, h);
	s->addr_differs = false;
	if (header > TB_IPV4_HEADER && !read_options(w, header - TB_IPV4_HEADER))
		return walk_short(w);
	walk_note(w, TB_PART_IPV4, h, header);
	where = tb_be16(h + 6);
	if (where & (TB_IPV4_MF | TB_IPV4_OFFSET)) {
		struct tb_fragment f = { .id = s->ip_id, .protocol = h[9],
					 .offset = (where & TB_IPV4_OFFSET) * 8u,
					 .more = (where & TB_IPV4_MF) != 0 };
		enum tb_decode joined = tb_walk_fragment(w, &f);

		if (joined != TB_DECODE_OK)
			return joined;
	}
	return tb_walk_protocol(w, h[9]);
}

enum tb_decode tb_walk_ip(struct tb_walk *w)
{
	switch (rd_peek(&w->r, 0) >> 4) {
	case 4:
		return tb_walk_ipv4(w);
	case 6:
		return tb_walk_ipv6(w);
	default:
		return rd_left(&w->r) == 0 ? walk_short(w) : TB_DECODE_NOT_IP;
	}
}
