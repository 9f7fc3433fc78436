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

static inline uint16_t tb_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t tb_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The four bytes of an IPv4 address as ::ffff:a.b.c.d. */
static inline struct tb_addr tb_addr_v4(const uint8_t *p)
{
	struct tb_addr a = { { [10] = 0xff, [11] = 0xff } };

	memcpy(a.byte + 12, p, 4);
	return a;
}

static inline struct tb_addr tb_addr_v6(const uint8_t *p)
{
	struct tb_addr a;

	memcpy(a.byte, p, 16);
	return a;
}

#endif
