/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * seq.h - arithmetic on sequence numbers, modulo 2^32 (RFC 9293 section 3.4)
 */
#ifndef TB_FLOW_SEQ_H
#define TB_FLOW_SEQ_H

#include <stdbool.h>
#include <stdint.h>

/* a - b as a signed distance; meaningful within 2^31. */
static inline int32_t tb_seq_diff(uint32_t a, uint32_t b)
{
	uint32_t d = a - b;

	return d <= INT32_MAX ? (int32_t)d : (int32_t)(d - UINT32_C(0x80000000)) + INT32_MIN;
}

static inline bool tb_seq_before(uint32_t a, uint32_t b)
{
	return tb_seq_diff(a, b) < 0;
}

static inline bool tb_seq_after(uint32_t a, uint32_t b)
{
	return tb_seq_diff(a, b) > 0;
}

/* low <= a <= high */
static inline bool tb_seq_within(uint32_t a, uint32_t low, uint32_t high)
{
	return a - low <= high - low;
}

#endif
