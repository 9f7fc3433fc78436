/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * outline.h - where in a frame the decoder met which header
 *
 * For those who change a frame and must not read it in a second way.  What no part
 * covers the decoder has passed over without looking at it, or has not come to.
 */
#ifndef TB_WIRE_OUTLINE_H
#define TB_WIRE_OUTLINE_H

#include "wire/decode.h"

/* What is there. */
enum tb_part_kind {
	TB_PART_PLAIN,		/* fields that name nobody: types, lengths, ids, flags */
	TB_PART_MAC,		/* an address of six bytes */
	TB_PART_MAC_REVERSED,	/* the same with the bits of each byte the other way round */
	TB_PART_IPV4,		/* with its options */
	TB_PART_IPV6,		/* without extension headers */
	TB_PART_OPTIONS,	/* a hop-by-hop or destination options header */
	TB_PART_ROUTING,	/* a routing header */
	TB_PART_GRE,		/* the first 8 bytes of one that has a checksum */
	TB_PART_UDP,
	TB_PART_ICMP,		/* 8 bytes */
	TB_PART_ICMPV6,		/* 8 bytes */
	TB_PART_TCP,		/* with options, as much of it as was captured */
	TB_PART_FIRST,		/* empty: behind it is a part of an IP packet, up to where others
				 * go on */
	TB_PART_FRAGMENT	/* empty: the rest of an IP packet that is no first fragment */
};

struct tb_part {
	enum tb_part_kind kind;
	uint32_t at, len;	/* bytes from the frame's first one on, all captured */
};

enum { TB_MAX_PARTS = 256 };

/* From the outermost to the innermost; they do not overlap. */
struct tb_outline {
	struct tb_part at[TB_MAX_PARTS];
	unsigned n;
	bool full;		/* there were more */
};

/* Where the last one ends: bytes from the frame's first one on. */
static inline uint32_t tb_outline_end(const struct tb_outline *o)
{
	return o->n > 0 ? o->at[o->n - 1].at + o->at[o->n - 1].len : 0;
}

/*
 * As tb_decode(), layer by layer and without putting fragments together: of a first
 * fragment its content is decoded as far as it is there, another one is
 * TB_DECODE_FRAGMENT.
 */
enum tb_decode tb_decode_outline(const struct tb_frame *frame, union tb_decoded *out,
				 struct tb_outline *outline);

#endif
