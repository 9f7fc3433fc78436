/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cryptopan.c - whether a bit is turned over depends on the bits before it, by AES
 *
 * For each bit a block is made of the bits before it, filled up with those of the padding;
 * the first bit of its cipher text decides.  No block depends on another's result, so all
 * are encrypted in one call.
 */
#include "anonymize/cryptopan.h"

#include <string.h>

enum { MOST_BITS = 128 };

void tb_cryptopan_init(struct tb_cryptopan *c, const uint8_t key[TB_CRYPTOPAN_KEY])
{
	memcpy(c->key, key, TB_BLOCK);
	memcpy(c->pad, key + TB_BLOCK, TB_BLOCK);
	tb_keyed_encrypt(c->key, c->pad, 1);
}

/* The first `bits` bits of the address, then the padding. */
static void make_block(uint8_t block[TB_BLOCK], const struct tb_cryptopan *c,
		       const uint8_t *address, unsigned bits)
{
	unsigned whole = bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> bits % 8);

	memcpy(block, c->pad, TB_BLOCK);
	memcpy(block, address, whole);
	if (mask != 0)
		block[whole] = (uint8_t)((address[whole] & mask) | (c->pad[whole] & ~mask));
}

void tb_cryptopan_map(const struct tb_cryptopan *c, uint8_t *address, size_t n)
{
	uint8_t block[MOST_BITS][TB_BLOCK];
	unsigned bits = (unsigned)n * 8;

	for (unsigned i = 0; i < bits; i++)
		make_block(block[i], c, address, i);
	tb_keyed_encrypt(c->key, block[0], bits);
	for (unsigned i = 0; i < bits; i++)
		address[i / 8] ^= (uint8_t)(block[i][0] >> 7 << (7 - i % 8));
}
