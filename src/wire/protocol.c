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

static const struct row {
	uint8_t protocol;
	enum carrier carrier;
	enum tb_decode (*walk)(struct tb_walk *w);
} rows[] = {
	{ 6, ANY, tb_walk_tcp },
	{ 1, V4, tb_walk_icmp },
	{ 58, V6, tb_walk_icmpv6 },
	{ 4, ANY, walk_ip_in_ip },
	{ 41, ANY, walk_ip6_in_ip },
	{ 0, V6, tb_walk_hop_by_hop },
	{ 43, V6, tb_walk_routing },
	{ 44, V6, tb_walk_ipv6_fragment },
	{ 60, V6, tb_walk_destination },
	{ 51, ANY, tb_walk_auth },
	{ 135, V6, tb_walk_extension },	/* mobility */
	{ 139, V6, tb_walk_extension },	/* HIP */
	{ 140, V6, tb_walk_extension },	/* Shim6 */
};

enum tb_decode tb_walk_protocol(struct tb_walk *w, uint8_t protocol)
{
	enum carrier carrier = w->out->segment.v6 ? V6 : V4;

	if (w->depth++ >= TB_MAX_DEPTH)
		return TB_DECODE_TOO_DEEP;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].protocol == protocol &&
		    (rows[i].carrier == ANY || rows[i].carrier == carrier))
			return rows[i].walk(w);
	return TB_DECODE_NOT_TCP;
}
