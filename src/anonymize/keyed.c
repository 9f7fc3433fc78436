/* SPDX-License-Identifier: BSD-3-Clause */
#include "anonymize/keyed.h"

#ifdef TB_HAVE_NETTLE

#include <nettle/aes.h>
#include <nettle/hmac.h>

bool tb_keyed_available(void)
{
	return true;
}

void tb_keyed_encrypt(const uint8_t key[TB_BLOCK], uint8_t *blocks, size_t n)
{
	struct aes128_ctx aes;

	aes128_set_encrypt_key(&aes, key);
	aes128_encrypt(&aes, n * TB_BLOCK, blocks, blocks);
}

void tb_keyed_digest(const uint8_t key[TB_DIGEST], const void *message, size_t n,
		     uint8_t digest[TB_DIGEST])
{
	struct hmac_sha256_ctx hmac;

	hmac_sha256_set_key(&hmac, TB_DIGEST, key);
	hmac_sha256_update(&hmac, n, message);
	hmac_sha256_digest(&hmac, TB_DIGEST, digest);
}

#else

#include <string.h>

bool tb_keyed_available(void)
{
	return false;
}

/* Nobody calls these two; were it otherwise, nothing would leak. */
void tb_keyed_encrypt(const uint8_t key[TB_BLOCK], uint8_t *blocks, size_t n)
{
	(void)key;
	memset(blocks, 0, n * TB_BLOCK);
}

void tb_keyed_digest(const uint8_t key[TB_DIGEST], const void *message, size_t n,
		     uint8_t digest[TB_DIGEST])
{
	(void)key;
	(void)message;
	(void)n;
	memset(digest, 0, TB_DIGEST);
}

#endif
