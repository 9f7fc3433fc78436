/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * place.h - to which connection a frame belongs
 */
#ifndef TB_SLICE_PLACE_H
#define TB_SLICE_PLACE_H

#include "flow/key.h"
#include "wire/decode.h"

enum tb_place_kind {
	TB_PLACE_NONE,		/* nothing of TCP */
	TB_PLACE_FRAGMENT,	/* of a datagram of which nothing else is known yet */
	TB_PLACE_FLOW		/* of the connection `key` */
};

struct tb_place {
	enum tb_place_kind kind;
	struct tb_flow_key key;
	uint64_t datagram;	/* names the one that it is a fragment of; 0: it is none */
	bool segment;		/* the engine counts it as one of the connection's */
	bool rst, syn;		/* a SYN without ACK or RST; only of segments */
};

struct tb_placer; /* what is remembered of fragments */

struct tb_placer *tb_placer_new(const uint64_t seed[2]);	/* NULL: no memory */
void tb_placer_free(struct tb_placer *p); /* NULL is fine */

/* Frames are to come in the order of the input. */
void tb_place_find(struct tb_placer *p, const struct tb_frame *f, struct tb_place *out);

#endif
