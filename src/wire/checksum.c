/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checksum.c - is a segment's checksum right, or what offload leaves behind?
 *
 * A sender whose network card computes checksums hands it only the sum over the
 * pseudo-header, not complemented, with or without the length (segmentation
 * offload); drivers of virtual devices leave zero.  A capture at the sender holds
 * that.  So does one at a receiver that merges segments.
 */
#include "wire/segment.h"

#include "wire/bytes.h"

enum { PROTO_TCP = 6 };

/* The next n bytes, at most eight, as a word of this machine's. */
static inline uint64_t word_at(const uint8_t *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
	return word;
}

/* With the carry put back: 2^64 leaves the same as 1. */
static inline uint64_t plus(uint64_t sum, uint64_t word)
{
	sum += word;
	return sum + (sum < word);
}

/* Ones' complement sum of n bytes and a sum before them, RFC 1071: in words of any length and
 * in this machine's order, which fold() sets right. */
static inline uint64_t sum_bytes(uint64_t sum, const uint8_t *p, size_t n)
{
	for (; n >= 8; p += 8, n -= 8)
		sum = plus(sum, word_at(p, 8));
	if (n & 4) {
		sum = plus(sum, word_at(p, 4));
		p += 4;
	}
	if (n & 2) {
		sum = plus(sum, word_at(p, 2));
		p += 2;
	}
	return n & 1 ? plus(sum, word_at(p, 1)) : sum;
}

/* What a number of sixteen bits, as a header has it, adds to such a sum. */
static uint64_t summand(uint16_t n)
{
	const uint8_t bytes[2] = { (uint8_t)(n >> 8), (uint8_t)n };

	return word_at(bytes, sizeof(bytes));
}

/* The sum as a header has it.  To a word its two halves are added the other way round: then
 * the upper one is the sum of both, with the carry that comes from below. */
static uint16_t fold(uint64_t sum)
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

/* RFC 9293 section 3.1, RFC 8200 section 8.1; without the length.  What stands before an IPv4
 * address to map it, 0xffff, adds nothing. */
static uint64_t sum_pseudo_header(const struct tb_segment *s)
{
	uint64_t sum = sum_bytes(summand(PROTO_TCP), s->src.addr.byte, sizeof(s->src.addr));

	return sum_bytes(sum, s->dst.addr.byte, sizeof(s->dst.addr));
}

enum tb_checksum tb_segment_checksum(const struct tb_segment *s)
{
	uint32_t len = tb_segment_len(s);
	uint64_t pseudo, whole;

	if (tb_segment_captured(s) < len || len > UINT16_MAX || s->addr_differs)
		return TB_CHECKSUM_UNSEEN;
	pseudo = sum_pseudo_header(s);
	whole = plus(pseudo, summand((uint16_t)len));
	if (fold(sum_bytes(whole, s->tcp, len)) == 0xffff)
		return TB_CHECKSUM_GOOD;
	if (s->checksum == 0 || s->checksum == fold(pseudo) ||
	    s->checksum == fold(whole))
		return TB_CHECKSUM_PARTIAL;
	return TB_CHECKSUM_BAD;
}
