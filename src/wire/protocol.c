/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * protocol.c - what an IP header says follows it: one row a protocol
 */
#include "wire/walk.h"

/* Which version of IP may carry it. */
enum carrier {
	ANY,
	V4,
	V6
};

static enum tb_decode walk_ip_in_ip(struct tb_walk *w)
{
	tb_walk_tunnel(w, TB_LAYER_IPIP, 0);
	return tb_walk_ipv4(w);
}

static enum tb_decode walk_ip6_in_ip(struct tb_walk *w)
{
	tb_walk_tunnel(w, TB_LAYER_IPIP, 0);
	return tb_walk_ipv6(w);
}

/* RFC 8986 section 4.9: the frame as it was. */
static enum tb_decode walk_ethernet_in_ip(struct tb_walk *w)
{
	tb_walk_tunnel(w, TB_LAYER_ETHERIP, 0);
	return tb_walk_ethernet(w);
}

/* RFC 3378: version 3 in the first nibble, then an Ethernet frame. */
static enum tb_decode walk_etherip(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 2);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 2);
	return h[0] >> 4 == 3 ? walk_ethernet_in_ip(w) : TB_DECODE_NOT_TCP;
}

static const struct row {
	uint8_t protocol;
	enum carrier carrier;
	enum tb_decode (*walk)(struct tb_walk *w);
} rows[] = {
	{ 6, ANY, tb_walk_tcp },
	{ 17, ANY, tb_walk_udp },
	{ 1, V4, tb_walk_icmp },
	{ 58, V6, tb_walk_icmpv6 },
	{ 4, ANY, walk_ip_in_ip },
	{ 41, ANY, walk_ip6_in_ip },
	{ 0, V6, tb_walk_hop_by_hop },
	{ 43, V6, tb_walk_routing },
	{ 44, V6, tb_walk_ipv6_fragment },
	{ 60, V6, tb_walk_destination },
	{ 51, ANY, tb_walk_auth },
	{ 140, V6, tb_walk_shim6 },
	{ 47, ANY, tb_walk_gre },
	{ 97, ANY, walk_etherip },
	{ 115, ANY, tb_walk_l2tp_ip },
	{ 137, ANY, tb_walk_mpls },	/* RFC 4023 */
	{ 143, ANY, walk_ethernet_in_ip },
};

/* What a tunnel in IP holds may be no IP; the frame was. */
static enum tb_decode settle(enum tb_decode outcome)
{
	return outcome == TB_DECODE_NOT_IP ? TB_DECODE_NOT_TCP : outcome;
}

enum tb_decode tb_walk_protocol(struct tb_walk *w, uint8_t protocol)
{
	enum carrier carrier = w->out->segment.v6 ? V6 : V4;

	if (!walk_deeper(w))
		return TB_DECODE_TOO_DEEP;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].protocol == protocol &&
		    (rows[i].carrier == ANY || rows[i].carrier == carrier))
			return settle(rows[i].walk(w));
	return TB_DECODE_NOT_TCP;
}
