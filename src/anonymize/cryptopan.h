/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cryptopan.h - Crypto-PAn: addresses are mapped one to one, and those that share their
 * first k bits, and no more, get pseudonyms that share their first k bits, and no more
 *
 * Xu, Fan, Ammar and Moon, "Prefix-Preserving IP Address Anonymization", ICNP 2002.  The
 * same key gives the same addresses as other programs do that have it (nfanon, traceanon,
 * yacryptopan).
 */
#ifndef TB_ANONYMIZE_CRYPTOPAN_H
#define TB_ANONYMIZE_CRYPTOPAN_H

#include "anonymize/keyed.h"

enum { TB_CRYPTOPAN_KEY = 32 };	/* bytes: an AES key, and what the padding is made of */

struct tb_cryptopan {
	uint8_t key[TB_BLOCK], pad[TB_BLOCK];
};

void tb_cryptopan_init(struct tb_cryptopan *c, const uint8_t key[TB_CRYPTOPAN_KEY]);

/* Maps an address of n bytes, at most 16, in place. */
void tb_cryptopan_map(const struct tb_cryptopan *c, uint8_t *address, size_t n);

#endif
