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

/* By halves, as addresses are written: a load of what two stores wrote waits for both to reach
 * the cache. */
static inline void tb_key_copy(struct tb_addr *to, const struct tb_addr *from)
{
	for (unsigned half = 0; half < 2; half++) {
		uint64_t word = tb_key_half(from, half);

		memcpy(to->byte + 8 * half, &word, sizeof(word));
	}
}

/* Any total order will do: it only decides which end is direction 0. */
static inline bool tb_endpoint_first(const struct tb_endpoint *a, const struct tb_endpoint *b)
{
	for (unsigned half = 2; half-- > 0;) {
		uint64_t x = tb_key_half(&a->addr, half), y = tb_key_half(&b->addr, half);

		if (x != y)
			return x < y;
	}
	return a->port <= b->port;
}

/* Fills key; returns the direction (0 or 1) of a packet from src to dst. */
static inline unsigned tb_flow_key_make(struct tb_flow_key *key, const struct tb_endpoint *src,
					const struct tb_endpoint *dst)
{
	unsigned dir = !tb_endpoint_first(src, dst);

	tb_key_copy(&key->addr[dir], &src->addr);
	key->port[dir] = src->port;
	tb_key_copy(&key->addr[!dir], &dst->addr);
	key->port[!dir] = dst->port;
	return dir;
}

static inline bool tb_flow_key_equal(const struct tb_flow_key *a, const struct tb_flow_key *b)
{
	uint64_t differs = 0;

	for (unsigned end = 0; end < 2; end++)
		for (unsigned half = 0; half < 2; half++)
			differs |= tb_key_half(&a->addr[end], half) ^ tb_key_half(&b->addr[end], half);
	return differs == 0 && a->port[0] == b->port[0] && a->port[1] == b->port[1];
}

#endif
