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
 * the end (the second half of MurmurHash3's finaliser, which does it as well as the whole).
 * Being one-to-one that takes nothing away.
 */
#ifndef TB_FLOW_KEY_HASH_H
#define TB_FLOW_KEY_HASH_H

#include "flow/key.h"

enum { TB_KEY_PAIRS = 5 };	/* two of the ends' numbers, three of their addresses' rest */

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

/* Of the numbers of both ends, the one that is stored first being a. */
static inline uint64_t tb_numbers_sum(const struct tb_key_secrets *s, uint64_t a, uint64_t b)
{
	return s->last + tb_key_pair(s->of[0], (uint32_t)a, (uint32_t)b) +
	       tb_key_pair(s->of[1], (uint32_t)(a >> 32), (uint32_t)(b >> 32));
}

/* Of what the numbers leave out; of IPv4 that is nothing. */
static inline uint64_t tb_rest_sum(const struct tb_key_secrets *s, const struct tb_addr *a,
				   const struct tb_addr *b)
{
	uint64_t sum = 0;

	for (unsigned n = 0; n < 3 && !tb_key_is_v4(a, b); n++)
		sum += tb_key_pair(s->of[2 + n], tb_key_word(a, n), tb_key_word(b, n));
	return sum;
}

static inline uint32_t tb_sum_hash(uint64_t sum)
{
	return tb_key_scramble((uint32_t)(sum >> 32));
}

/* Of the key of a packet whose direction is dir, as it stands there: most packets never
 * need a key of their own.  v6: its ends may have other addresses than those of IPv4. */
static inline uint32_t tb_packet_hash(const struct tb_key_secrets *s,
				      const struct tb_endpoint *src,
				      const struct tb_endpoint *dst, unsigned dir, bool v6)
{
	uint64_t x = tb_end_number(&src->addr, src->port);
	uint64_t y = tb_end_number(&dst->addr, dst->port);
	/* that order is the direction's: no branch, which would be foreseen wrongly */
	uint64_t sum = tb_numbers_sum(s, x < y ? x : y, x < y ? y : x);

	if (v6)
		sum += dir == 0 ? tb_rest_sum(s, &src->addr, &dst->addr)
				: tb_rest_sum(s, &dst->addr, &src->addr);
	return tb_sum_hash(sum);
}

static inline uint32_t tb_flow_key_hash(const struct tb_key_secrets *s,
					const struct tb_flow_key *key)
{
	const struct tb_addr *a = key->addr;

	return tb_sum_hash(tb_numbers_sum(s, tb_end_number(&a[0], key->port[0]),
					  tb_end_number(&a[1], key->port[1])) +
			   tb_rest_sum(s, &a[0], &a[1]));
}

#endif
