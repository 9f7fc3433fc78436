/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/siphash.h"

#include <string.h>

/* n: at most 8; what is not there is zero. */
static inline uint64_t load_le(const uint8_t *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

uint64_t tb_siphash(const uint64_t key[2], const void *data, size_t n)
{
	const uint8_t *p = data;
	struct tb_sip s = tb_sip_begin(key);

	for (size_t left = n; left >= 8; left -= 8, p += 8)
		tb_sip_word(&s, load_le(p, 8));
	tb_sip_word(&s, (n % 8 > 0 ? load_le(p, n % 8) : 0) | (uint64_t)n << 56);
	return tb_sip_end(&s);
}
