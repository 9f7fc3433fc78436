/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * keyed.h - the two keyed functions that pseudonyms are made with, from Nettle
 *
 * Nettle is optional.  It was chosen among what every distribution has: libcrypto is ten
 * times its size, libgcrypt wants to be initialised and keeps state for the whole program,
 * while these are plain functions that cannot fail.  Its licence (LGPL 3 or GPL 2, or
 * later) leaves ours alone where it is linked as a shared library.
 */
#ifndef TB_ANONYMIZE_KEYED_H
#define TB_ANONYMIZE_KEYED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TB_BLOCK = 16,		/* bytes of an AES block, and of its key */
	TB_DIGEST = 32		/* of SHA-256 */
};

/* Was the program built with Nettle?  If not, nothing below may be called. */
bool tb_keyed_available(void);

/* AES-128 (FIPS 197) of n blocks, each for itself; in place. */
void tb_keyed_encrypt(const uint8_t key[TB_BLOCK], uint8_t *blocks, size_t n);

/* HMAC-SHA256 (RFC 2104) with a key of 32 bytes; n: bytes. */
void tb_keyed_digest(const uint8_t key[TB_DIGEST], const void *message, size_t n,
		     uint8_t digest[TB_DIGEST]);

#endif
