/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sum.h - the ones' complement sum that checksums of the Internet are made of
 */
#ifndef TB_WIRE_SUM_H
#define TB_WIRE_SUM_H

#include "wire/bytes.h"

/* The next n bytes, at most eight, as a word of this machine's. */
static inline uint64_t tb_sum_word(const uint8_t *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
	return word;
}

/* With the carry put back: 2^64 leaves the same as 1. */
static inline uint64_t tb_sum_plus(uint64_t sum, uint64_t word)
{
	sum += word;
	return sum + (sum < word);
}

/* Ones' complement sum of n bytes and a sum before them, RFC 1071: in words of any length and
 * in this machine's order, which tb_sum_fold() sets right. */
static inline uint64_t tb_sum_bytes(uint64_t sum, const uint8_t *p, size_t n)
{
	for (; n >= 8; p += 8, n -= 8)
		sum = tb_sum_plus(sum, tb_sum_word(p, 8));
	if (n & 4) {
		sum = tb_sum_plus(sum, tb_sum_word(p, 4));
		p += 4;
	}
	if (n & 2) {
		sum = tb_sum_plus(sum, tb_sum_word(p, 2));
		p += 2;
	}
	return n & 1 ? tb_sum_plus(sum, tb_sum_word(p, 1)) : sum;
}

/* Such a sum and a number of sixteen bits, as a header has it. */
static inline uint64_t tb_sum_u16(uint64_t sum, uint16_t n)
{
	const uint8_t bytes[2] = { (uint8_t)(n >> 8), (uint8_t)n };

	return tb_sum_plus(sum, tb_sum_word(bytes, sizeof(bytes)));
}

/* The sum as a header has it; 0 only if every byte was.  To a word its two halves are added the
 * other way round: then the upper one is the sum of both, with the carry from below. */
static inline uint16_t tb_sum_fold(uint64_t sum)
{
	uint8_t bytes[2];
	uint32_t half;
	uint16_t quarter;

	sum += sum << 32 | sum >> 32;
	half = (uint32_t)(sum >> 32);
	half += half << 16 | half >> 16;
	quarter = (uint16_t)(half >> 16);
	memcpy(bytes, &quarter, sizeof(bytes));
	return tb_be16(bytes);
}

#endif
