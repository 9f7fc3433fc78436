/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * load.h - batches on their way from the thread that decodes to the one that judges
 *
 * A load owns what it holds: the bytes of its segments are copied, which costs less than to
 * keep a file's memory until they were worked on, and asks nothing of where they came from.
 */
#ifndef TB_FLOW_LOAD_H
#define TB_FLOW_LOAD_H

#include "flow/batch.h"

enum {
	TB_LOAD_BATCHES = 32,
	TB_LOAD_BYTES = 512 << 10
};

struct tb_load {
	unsigned n;		/* batches */
	uint32_t used;		/* bytes */
	struct tb_batch batch[TB_LOAD_BATCHES];
	uint8_t bytes[TB_LOAD_BYTES];
};

/* Adds as many of n frames as there is room for at once; how many.  0: it is full, which it
 * is not while it is empty. */
size_t tb_load_add(struct tb_load *l, struct tb_intake *k, const struct tb_frame *frame,
		   size_t n, enum tb_decode *outcome);

#endif
