/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_cooked.c - link types in which the host leaves its own short header: Linux
 * cooked captures and the loopback types of the BSDs
 */
#include "wire/link_types.h"

/* Linux cooked: how the packet travelled, as seen from the capturing host. */
static uint8_t travel_of(unsigned packet_type)
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

/* What follows a cooked header: some interfaces have packets of one form only; else
 * the protocol field has an EtherType or one of Linux' numbers below them. */
static enum tb_decode walk_cooked(struct tb_walk *w, uint16_t arphrd, uint16_t protocol)
{
	enum { ARPHRD_FRAME_RELAY = 770, ARPHRD_WIFI = 801, ARPHRD_RADIOTAP = 803 };
	enum { ETHERNET = 3, LLC = 4, PPP = 7 };

	if (arphrd == ARPHRD_FRAME_RELAY)
		return tb_link_frame_relay(w);
	if (arphrd == ARPHRD_WIFI)
		return tb_link_wifi(w);
	if (arphrd == ARPHRD_RADIOTAP)
		return tb_link_radiotap(w);
	switch (protocol) {
	case ETHERNET:
		return tb_walk_ethernet(w);
	case LLC:
		return tb_walk_llc(w);
	case PPP:
		return tb_walk_ppp(w);
	default:
		return tb_walk_ethertype(w, protocol);
	}
}

/* That of an interface without link-layer addresses, as the loopback, is none. */
static void read_mac(struct tb_walk *w, const uint8_t *h)
{
	static const uint8_t none[6];

	if (memcmp(h, none, sizeof(none)) != 0)
		tb_walk_mac(w, h);
	walk_note(w, TB_PART_MAC, h, 6);
}

/* LINUX_SLL: type, ARPHRD, address length, address in eight bytes, protocol. */
enum tb_decode tb_link_sll(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 16);

	if (h == NULL)
		return walk_short(w);
	w->out->segment.env.travel = travel_of(tb_be16(h));
	walk_note(w, TB_PART_PLAIN, h, 6);
	if (tb_be16(h + 4) == 6)
		read_mac(w, h + 6);
	walk_note(w, TB_PART_PLAIN, h + 14, 2);
	return walk_cooked(w, tb_be16(h + 2), tb_be16(h + 14));
}

/* LINUX_SLL2: protocol, 0, interface, ARPHRD, type, address length, address. */
enum tb_decode tb_link_sll2(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 20);

	if (h == NULL)
		return walk_short(w);
	w->out->segment.env.travel = travel_of(h[10]);
	walk_note(w, TB_PART_PLAIN, h, 12);
	if (h[11] == 6)
		read_mac(w, h + 12);
	return walk_cooked(w, tb_be16(h + 8), tb_be16(h));
}

/* An address family of some BSD: IPv4 is the same everywhere, IPv6 is not. */
static enum tb_decode walk_family(struct tb_walk *w, uint32_t family)
{
	switch (family) {
	case 2:
		return tb_walk_ipv4(w);
	case 24: /* NetBSD, OpenBSD, BSD/OS */
	case 28: /* FreeBSD */
	case 30: /* Darwin */
		return tb_walk_ipv6(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}

/* NULL: the family in the capturing host's byte order, which may not be ours. */
enum tb_decode tb_link_null(struct tb_walk *w)
{
	const uint8_t *h = w->r.at;
	uint32_t family = rd_le32(&w->r);

	if (w->r.short_read)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 4);
	if ((family & 0xffff) == 0)
		family = family >> 24 | (family >> 8 & 0xff00);
	return walk_family(w, family);
}

/* LOOP: as NULL, in network byte order. */
enum tb_decode tb_link_loop(struct tb_walk *w)
{
	const uint8_t *h = w->r.at;
	uint32_t family = rd_be32(&w->r);

	if (w->r.short_read)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 4);
	return walk_family(w, family);
}
