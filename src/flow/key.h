/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * key.h - the direction-free name of a flow
 *
 * Both directions give the same key; the side whose endpoint is stored first is
 * direction 0.  VLANs and tunnels are not part of it: one packet is often seen
 * inside and outside of its tunnel, and must then be one flow.
 */
#ifndef TB_FLOW_KEY_H
#define TB_FLOW_KEY_H

#include <string.h>

#include <tcpblame/types.h>

struct tb_flow_key {
	struct tb_addr addr[2];
	uint16_t port[2];
};

static inline uint64_t tb_key_half(const struct tb_addr *a, unsigned half)
{
	uint64_t word;

	memcpy(&word, a->byte + 8 * half, sizeof(word));
	return word;
}

/* An end as a number: the lower half of its address, and its port in the two bytes that are
 * zero in every IPv4 address.  So of IPv4 it is all. */
static inline uint64_t tb_end_number(const struct tb_addr *a, uint16_t port)
{
	enum { FIRST_BYTES = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 48 };

	return tb_key_half(a, 1) ^ (uint64_t)port << FIRST_BYTES;
}

/* The direction (0 or 1) of a packet from src to dst.  Any total order of ends will do: it
 * only decides which is stored first. */
static inline unsigned tb_flow_direction(const struct tb_endpoint *src,
					 const struct tb_endpoint *dst)
{
	uint64_t x = tb_end_number(&src->addr, src->port), y = tb_end_number(&dst->addr, dst->port);

	if (x != y)
		return x > y;
	x = tb_key_half(&src->addr, 0);
	y = tb_key_half(&dst->addr, 0);
	return x != y ? x > y : src->port > dst->port;
}

/* Fills key; returns the direction. */
static inline unsigned tb_flow_key_make(struct tb_flow_key *key, const struct tb_endpoint *src,
					const struct tb_endpoint *dst)
{
	unsigned dir = tb_flow_direction(src, dst);

	key->addr[dir] = src->addr;
	key->port[dir] = src->port;
	key->addr[!dir] = dst->addr;
	key->port[!dir] = dst->port;
	return dir;
}

static inline uint64_t tb_addr_differs(const struct tb_addr *a, const struct tb_addr *b)
{
	return (tb_key_half(a, 0) ^ tb_key_half(b, 0)) | (tb_key_half(a, 1) ^ tb_key_half(b, 1));
}

/* Is it the key of a packet from src to dst, of that direction? */
static inline bool tb_flow_key_is(const struct tb_flow_key *key, const struct tb_endpoint *src,
				  const struct tb_endpoint *dst, unsigned dir)
{
	const struct tb_endpoint *a = dir == 0 ? src : dst, *b = dir == 0 ? dst : src;
	unsigned ports = (unsigned)(key->port[0] ^ a->port) | (unsigned)(key->port[1] ^ b->port);

	return (tb_addr_differs(&key->addr[0], &a->addr) |
		tb_addr_differs(&key->addr[1], &b->addr) | ports) == 0;
}

static inline bool tb_flow_key_equal(const struct tb_flow_key *a, const struct tb_flow_key *b)
{
	return (tb_addr_differs(&a->addr[0], &b->addr[0]) |
		tb_addr_differs(&a->addr[1], &b->addr[1])) == 0 &&
	       a->port[0] == b->port[0] && a->port[1] == b->port[1];
}

#endif
