/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * places.h - where in a frame the decoder met which header
 *
 * For those who change a frame and must not read it in a second way.  What no place
 * covers the decoder has passed over without looking at it, or has not come to.
 */
#ifndef TB_WIRE_PLACES_H
#define TB_WIRE_PLACES_H

#include "wire/decode.h"

/* What is there. */
enum tb_place_kind {
	TB_PLACE_PLAIN,		/* fields that name nobody: types, lengths, ids, flags */
	TB_PLACE_MAC,		/* an address of six bytes */
	TB_PLACE_MAC_REVERSED,	/* the same with the bits of each byte the other way round */
	TB_PLACE_IPV4,		/* with its options */
	TB_PLACE_IPV6,		/* without extension headers */
	TB_PLACE_OPTIONS,	/* a hop-by-hop or destination options header */
	TB_PLACE_ROUTING,	/* a routing header */
	TB_PLACE_GRE,		/* the first 8 bytes of one that has a checksum */
	TB_PLACE_UDP,
	TB_PLACE_ICMP,		/* 8 bytes */
	TB_PLACE_ICMPV6,	/* 8 bytes */
	TB_PLACE_TCP,		/* with options, as much of it as was captured */
	TB_PLACE_FRAGMENT	/* empty: the rest of an IP packet that is no first fragment */
};

struct tb_place {
	enum tb_place_kind kind;
	uint32_t at, len;	/* bytes from the frame's first one on, all captured */
};

enum { TB_MAX_PLACES = 256 };

/* From the outermost to the innermost; they do not overlap. */
struct tb_places {
	struct tb_place at[TB_MAX_PLACES];
	unsigned n;
	bool full;		/* there were more */
};

/*
 * As tb_decode(), layer by layer and without putting fragments together: of a first
 * fragment its content is decoded as far as it is there, another one is
 * TB_DECODE_FRAGMENT.
 */
enum tb_decode tb_decode_places(const struct tb_frame *frame, union tb_decoded *out,
				struct tb_places *places);

#endif
