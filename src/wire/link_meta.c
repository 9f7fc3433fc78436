/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_meta.c - frames that begin with what a host or a packet filter knew about the
 * packet: PPI, PKTAP, NFLOG, PFLOG, IPNET, ENC
 */
#include "wire/link.h"
#include "wire/link_types.h"

enum { ATTRIBUTE = 4 };	/* bytes of a netlink attribute's head */

/* A frame within the frame, of another link type. */
static enum tb_decode walk_inner_link(struct tb_walk *w, uint32_t type)
{
	const struct tb_link *link = tb_link_find(type);

	if (link == NULL)
		return TB_DECODE_LINK_TYPE;
	return walk_deeper(w) ? link->walk(w) : TB_DECODE_TOO_DEEP;
}

/* Per-Packet Information: version, flags, length, link type; little-endian. */
enum tb_decode tb_link_ppi(struct tb_walk *w)
{
	struct tb_reader r = w->r;
	uint16_t length;
	uint32_t type;

	rd_skip(&r, 2);
	length = rd_le16(&r);
	type = rd_le32(&r);
	rd_skip(&w->r, length);
	if (r.short_read || w->r.short_read)
		return walk_short(w);
	if (length < 8)
		return TB_DECODE_MALFORMED;
	walk_note(w, TB_PART_PLAIN, r.at - 8, 8);
	return walk_inner_link(w, type);
}

/* Darwin: length, record type, link type, interface, flags ...; little-endian. */
enum tb_decode tb_link_pktap(struct tb_walk *w)
{
	enum { PACKET = 1, FLAG_IN = 1, FLAG_OUT = 2, INTERFACE_NAME = 24 };
	const uint8_t *h = w->r.at;
	struct tb_reader r = w->r;
	uint32_t length = rd_le32(&r), record = rd_le32(&r), type = rd_le32(&r), flags;

	rd_skip(&r, INTERFACE_NAME);
	flags = rd_le32(&r);
	rd_skip(&w->r, length);
	if (r.short_read || w->r.short_read)
		return walk_short(w);
	if (length < (size_t)(r.at - (w->r.at - length)))
		return TB_DECODE_MALFORMED;
	if (record != PACKET)
		return TB_DECODE_NOT_IP;
	walk_note(w, TB_PART_PLAIN, h, 12);
	walk_note(w, TB_PART_PLAIN, h + 12 + INTERFACE_NAME, 4);
	if (flags & (FLAG_IN | FLAG_OUT))
		w->out->segment.env.travel = flags & FLAG_IN ? TB_TRAVEL_IN : TB_TRAVEL_OUT;
	return walk_inner_link(w, type);
}

/* The head of a netlink attribute: length with the head, type, in the byte order of the
 * host that captured.  False at the end or if it is none. */
static bool read_attribute(struct tb_reader *r, bool little, uint16_t *length,
			   uint16_t *type)
{
	*length = little ? rd_le16(r) : rd_be16(r);
	*type = little ? rd_le16(r) : rd_be16(r);
	return !r->short_read && *length >= ATTRIBUTE;
}

/* The byte order is the one in which the first attribute fits. */
static bool is_little_endian(const struct tb_walk *w)
{
	struct tb_reader r = w->r;
	uint16_t length, type;

	return read_attribute(&r, true, &length, &type) && length <= walk_left(w);
}

/* NFLOG: address family, version, resource id, then attributes padded to four bytes, one
 * of which is the packet. */
enum tb_decode tb_link_nflog(struct tb_walk *w)
{
	enum { PAYLOAD = 9 };
	const uint8_t *h = w->r.at;
	uint16_t length, type;
	bool little;

	rd_skip(&w->r, 4);
	walk_note_since(w, TB_PART_PLAIN, h);
	little = is_little_endian(w);
	while (read_attribute(&w->r, little, &length, &type)) {
		walk_note(w, TB_PART_PLAIN, w->r.at - ATTRIBUTE, ATTRIBUTE);
		if (type == PAYLOAD) {
			walk_length(w, (uint32_t)(length - ATTRIBUTE));
			return tb_walk_ip(w);
		}
		rd_skip(&w->r, ((length + 3u) & ~3u) - ATTRIBUTE);
	}
	return w->beyond > 0 ? TB_DECODE_CUT_SHORT : TB_DECODE_NOT_IP;
}

/* OpenBSD's packet filter log and those made after it: length of the header without
 * its padding to four bytes, address family, ...; early ones end before a direction. */
enum tb_decode tb_link_pflog(struct tb_walk *w)
{
	enum { DIRECTION = 60 };
	struct tb_reader header, r = w->r;
	uint8_t length = rd_u8(&r);
	int direction;

	header = rd_sub(&w->r, (length + 3u) & ~3u);
	if (r.short_read || w->r.short_read)
		return walk_short(w);
	direction = rd_peek(&header, DIRECTION);
	if (length > 0)
		walk_note(w, TB_PART_PLAIN, r.at - 1, 2);
	if (direction == 1 || direction == 2)
		w->out->segment.env.travel = direction == 1 ? TB_TRAVEL_IN : TB_TRAVEL_OUT;
	return tb_walk_ip(w);
}

/* Solaris: version, family, hook (1 in, 2 out), lengths, interfaces, zones. */
enum tb_decode tb_link_ipnet(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 24);
	uint16_t hook;

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 24);
	hook = tb_be16(h + 2);
	if (hook == 1 || hook == 2)
		w->out->segment.env.travel = hook == 1 ? TB_TRAVEL_IN : TB_TRAVEL_OUT;
	return tb_walk_ip(w);
}

/* OpenBSD's enc(4): family, SPI, flags, then the packet without its IPsec. */
enum tb_decode tb_link_enc(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 12);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 12);
	return tb_walk_ip(w);
}
