/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link.c - link types: one row each, and those whose header is a line or two
 *
 * Numbers are LINKTYPE_ values, those that files hold; where the DLT_ value of some
 * system means the same it has a row of its own.
 */
#include "wire/link.h"

/* Linux cooked: how the packet travelled, as seen from the capturing host. */
static enum tb_travel travel_of(unsigned packet_type)
{
	switch (packet_type) {
	case 0: /* to us */
	case 1: /* broadcast */
	case 2: /* multicast */
		return TB_TRAVEL_IN;
	case 4:
		return TB_TRAVEL_OUT;
	default:
		return TB_TRAVEL_UNKNOWN;
	}
}

/* What a cooked header's protocol field says in place of an EtherType. */
static enum tb_decode walk_cooked(struct tb_walk *w, uint16_t protocol)
{
	enum { NOVELL = 1, LLC = 4 };

	if (protocol == LLC)
		return tb_walk_llc(w);
	if (protocol == NOVELL)
		return TB_DECODE_NOT_IP;
	return tb_walk_ethertype(w, protocol);
}

/* LINUX_SLL: type, ARPHRD, address length, address in eight bytes, protocol. */
static enum tb_decode walk_sll(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 16);

	if (h == NULL)
		return walk_short(w);
	w->out->segment.env.travel = travel_of(tb_be16(h));
	if (tb_be16(h + 4) == 6)
		tb_walk_mac(w, h + 6);
	return walk_cooked(w, tb_be16(h + 14));
}

/* LINUX_SLL2: protocol, 0, interface, ARPHRD, type, address length, address. */
static enum tb_decode walk_sll2(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 20);

	if (h == NULL)
		return walk_short(w);
	w->out->segment.env.travel = travel_of(h[10]);
	if (h[11] == 6)
		tb_walk_mac(w, h + 12);
	return walk_cooked(w, tb_be16(h));
}

/* An address family of some BSD: IPv4 is the same everywhere, IPv6 is not. */
static enum tb_decode walk_family(struct tb_walk *w, uint32_t family)
{
	switch (family) {
	case 2:
		return tb_walk_ipv4(w);
	case 10: /* Linux */
	case 24: /* NetBSD, OpenBSD, BSD/OS */
	case 28: /* FreeBSD */
	case 30: /* Darwin */
		return tb_walk_ipv6(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}

/* NULL: the family in the capturing host's byte order, which may not be ours. */
static enum tb_decode walk_null(struct tb_walk *w)
{
	uint32_t family = rd_le32(&w->r);

	if (w->r.short_read)
		return walk_short(w);
	if ((family & 0xffff) == 0)
		family = family >> 24 | (family >> 8 & 0xff00);
	return walk_family(w, family);
}

/* LOOP: as NULL, in network byte order. */
static enum tb_decode walk_loop(struct tb_walk *w)
{
	uint32_t family = rd_be32(&w->r);

	return w->r.short_read ? walk_short(w) : walk_family(w, family);
}

static const struct tb_link links[] = {
	{ 0, "NULL", walk_null },
	{ 1, "EN10MB", tb_walk_ethernet },
	{ 9, "PPP", tb_walk_ppp },
	{ 12, "RAW", tb_walk_ip },
	{ 14, "RAW", tb_walk_ip },
	{ 101, "RAW", tb_walk_ip },
	{ 108, "LOOP", walk_loop },
	{ 113, "LINUX_SLL", walk_sll },
	{ 228, "IPV4", tb_walk_ip },
	{ 229, "IPV6", tb_walk_ip },
	{ 276, "LINUX_SLL2", walk_sll2 },
};

const struct tb_link *tb_link_find(uint32_t type)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}

const char *tb_link_type_name(uint32_t link_type)
{
	const struct tb_link *link = tb_link_find(link_type);

	return link ? link->name : NULL;
}
