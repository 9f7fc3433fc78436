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

#include "wire/sum.h"

enum { PROTO_TCP = 6 };

/* RFC 9293 section 3.1, RFC 8200 section 8.1; without the length.  What stands before an IPv4
 * address to map it, 0xffff, adds nothing. */
static uint64_t sum_pseudo_header(const struct tb_segment *s)
{
	uint64_t sum = tb_sum_bytes(tb_sum_u16(0, PROTO_TCP), s->src.addr.byte,
				    sizeof(s->src.addr));

	return tb_sum_bytes(sum, s->dst.addr.byte, sizeof(s->dst.addr));
}

/* Not complemented, with or without the length, or zero. */
static bool is_left_by_offload(uint16_t checksum, const struct tb_segment *s, uint64_t pseudo)
{
	return checksum == 0 || checksum == tb_sum_fold(pseudo) ||
	       checksum == tb_sum_fold(tb_sum_u16(pseudo, (uint16_t)tb_segment_len(s)));
}

bool tb_segment_may_bear(const struct tb_segment *s, uint16_t checksum)
{
	uint64_t pseudo;

	if (checksum == s->checksum)
		return true;
	pseudo = sum_pseudo_header(s);
	return is_left_by_offload(checksum, s, pseudo) ||
	       is_left_by_offload(s->checksum, s, pseudo);
}

enum tb_checksum tb_segment_checksum(const struct tb_segment *s)
{
	uint32_t len = tb_segment_len(s);
	uint64_t pseudo, whole;

	if (tb_segment_captured(s) < len || len > UINT16_MAX || s->addr_differs)
		return TB_CHECKSUM_UNSEEN;
	pseudo = sum_pseudo_header(s);
	whole = tb_sum_u16(pseudo, (uint16_t)len);
	if (tb_sum_fold(tb_sum_bytes(whole, s->tcp, len)) == 0xffff)
		return TB_CHECKSUM_GOOD;
	return is_left_by_offload(s->checksum, s, pseudo) ? TB_CHECKSUM_PARTIAL : TB_CHECKSUM_BAD;
}
