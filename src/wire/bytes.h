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

/* The four bytes of an IPv4 address as ::ffff:a.b.c.d.  Written in place: put together
 * aside and copied, it would stall on its own halves. */
static inline void tb_addr_read_v4(struct tb_addr *a, const uint8_t *p)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(a->byte, mapped, 12);
	memcpy(a->byte + 12, p, 4);
}

static inline void tb_addr_read_v6(struct tb_addr *a, const uint8_t *p)
{
	memcpy(a->byte, p, 16);
}

#endif
