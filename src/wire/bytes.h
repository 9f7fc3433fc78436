/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bytes.h - numbers at fixed offsets of a header whose length was checked once
 *
 * For headers that were taken whole with rd_take(); everything else goes through
 * the reader.
 */
#ifndef TB_WIRE_BYTES_H
#define TB_WIRE_BYTES_H

#include <stdint.h>
#include <string.h>

#include <tcpblame/types.h>

#include "base/reader.h"

static inline uint16_t tb_be16(const uint8_t *p)
{
	uint16_t n;

	memcpy(&n, p, sizeof(n));
	return RD_LITTLE_ENDIAN ? __builtin_bswap16(n) : n;
}

static inline uint32_t tb_be32(const uint8_t *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return RD_LITTLE_ENDIAN ? __builtin_bswap32(n) : n;
}

/* The four bytes of an IPv4 address as ::ffff:a.b.c.d.  Written by halves, as keys and hashes
 * read it soon: what is put together of two writes would have to wait for both. */
static inline void tb_addr_read_v4(struct tb_addr *a, const uint8_t *p)
{
	const uint64_t first = 0;
	uint64_t second;
	uint32_t v4;

	memcpy(&v4, p, sizeof(v4));
	second = RD_LITTLE_ENDIAN ? (uint64_t)v4 << 32 | 0xffff0000
				  : UINT64_C(0x0000ffff) << 32 | v4;
	memcpy(a->byte, &first, sizeof(first));
	memcpy(a->byte + sizeof(first), &second, sizeof(second));
}

static inline void tb_addr_read_v6(struct tb_addr *a, const uint8_t *p)
{
	memcpy(a->byte, p, 16);
}

#endif
