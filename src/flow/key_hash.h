/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * key_hash.h - the keyed hash by which flows are found
 *
 * Strangers choose addresses and ports, and must not be able to choose collisions.  The
 * words of a key are taken in pairs: a secret is added to each, the two are multiplied, and
 * the upper half of the sum of all pairs is the hash (pair-multiply-shift, Dietzfelbinger
 * 1996; Thorup, "High Speed Hashing for Integers and Strings", 2015).  This is strongly
 * universal: the hashes of any two keys that were chosen without knowing the secrets are
 * as independent as two throws of dice.  A capture is written before its reader draws the
 * secrets, and no report shows a hash.  It costs two multiplications for IPv4 and five
 * for IPv6; SipHash, which is for those who can watch and try again, costs every packet
 * four times as much.
 *
 * Universal says nothing of three keys and more, and keys often come in sequence: ports
 * do.  So that they do not fill a row of neighbouring places, the hash is scrambled at
 * the end (the finaliser of MurmurHash3).  Being one-to-one that takes nothing away.
 */
#ifndef TB_FLOW_KEY_HASH_H
#define TB_FLOW_KEY_HASH_H

#include "flow/key.h"

enum { TB_KEY_PAIRS = 5 };	/* two addresses of four words, and the ports */

struct tb_key_secrets {
	uint64_t of[TB_KEY_PAIRS][2], last;
};

/* The same from the same seed: who makes the hash of a packet and who looks it up need not
 * know of each other. */
void tb_key_secrets_draw(struct tb_key_secrets *s, const uint64_t seed[2]);

static inline uint32_t tb_key_word(const struct tb_addr *a, unsigned n)
{
	uint32_t word;

	memcpy(&word, a->byte + 4 * n, sizeof(word));
	return word;
}

static inline uint64_t tb_key_pair(const uint64_t secret[2], uint32_t x, uint32_t y)
{
	return (secret[0] + x) * (secret[1] + y);
}

static inline uint32_t tb_key_scramble(uint32_t h)
{
	h = (h ^ h >> 16) * UINT32_C(0x85ebca6b);
	h = (h ^ h >> 13) * UINT32_C(0xc2b2ae35);
	return h ^ h >> 16;
}

/* Of an IPv4 address the last word is all that it has. */
static inline bool tb_key_is_v4(const struct tb_addr *a, const struct tb_addr *b)
{
	static const struct tb_addr mapped = { { [10] = 0xff, [11] = 0xff } };

	return (tb_key_half(a, 0) | tb_key_half(b, 0)) == 0 &&
	       ((tb_key_word(a, 2) ^ tb_key_word(&mapped, 2)) |
		(tb_key_word(b, 2) ^ tb_key_word(&mapped, 2))) == 0;
}

/* Of the key of these two ends, the one that is stored first being a. */
static inline uint32_t tb_ends_hash(const struct tb_key_secrets *s, const struct tb_addr *a,
				    uint16_t port_a, const struct tb_addr *b, uint16_t port_b)
{
	bool v4 = tb_key_is_v4(a, b);
	uint64_t sum = s->last + tb_key_pair(s->of[0], tb_key_word(a, 3), tb_key_word(b, 3)) +
		       tb_key_pair(s->of[1], port_a, port_b);

	for (unsigned n = 0; !v4 && n < 3; n++)
		sum += tb_key_pair(s->of[2 + n], tb_key_word(a, n), tb_key_word(b, n));
	return tb_key_scramble((uint32_t)(sum >> 32));
}

/* Of the key of a packet whose direction is dir, as it stands there: most packets never
 * need a key of their own. */
static inline uint32_t tb_packet_hash(const struct tb_key_secrets *s,
				      const struct tb_endpoint *src,
				      const struct tb_endpoint *dst, unsigned dir)
{
	const struct tb_endpoint *a = dir == 0 ? src : dst, *b = dir == 0 ? dst : src;

	return tb_ends_hash(s, &a->addr, a->port, &b->addr, b->port);
}

static inline uint32_t tb_flow_key_hash(const struct tb_key_secrets *s,
					const struct tb_flow_key *key)
{
	return tb_ends_hash(s, &key->addr[0], key->port[0], &key->addr[1], key->port[1]);
}

#endif
