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

/* Ones' complement sum of n bytes, RFC 1071; not folded.  n is at most 65535, so
 * that 64 bits do not overflow. */
static uint64_t sum_bytes(const uint8_t *p, size_t n)
{
	uint64_t sum = 0;

	for (; n >= 4; p += 4, n -= 4)
		sum += tb_be32(p);
	if (n >= 2) {
		sum += tb_be16(p);
		p += 2;
		n -= 2;
	}
	return n > 0 ? sum + (uint64_t)p[0] * 256 : sum;
}

static uint16_t fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

/* RFC 9293 section 3.1, RFC 8200 section 8.1; without the length. */
static uint64_t sum_pseudo_header(const struct tb_segment *s)
{
	return sum_bytes(s->src.addr.byte + (s->v6 ? 0 : 12), s->v6 ? 16 : 4) +
	       sum_bytes(s->dst.addr.byte + (s->v6 ? 0 : 12), s->v6 ? 16 : 4) + PROTO_TCP;
}

enum tb_checksum tb_segment_checksum(const struct tb_segment *s)
{
	uint32_t len = tb_segment_len(s);
	uint64_t pseudo;

	if (tb_segment_captured(s) < len || len > UINT16_MAX || s->addr_differs)
		return TB_CHECKSUM_UNSEEN;
	pseudo = sum_pseudo_header(s);
	if (fold(pseudo + len + sum_bytes(s->tcp, len)) == 0xffff)
		return TB_CHECKSUM_GOOD;
	if (s->checksum == 0 || s->checksum == fold(pseudo) ||
	    s->checksum == fold(pseudo + len))
		return TB_CHECKSUM_PARTIAL;
	return TB_CHECKSUM_BAD;
}
