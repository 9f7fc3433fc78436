/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layers.h - the stacks of tunnels that were met, each stored once
 */
#ifndef TB_FLOW_LAYERS_H
#define TB_FLOW_LAYERS_H

#include "wire/segment.h"

enum { TB_MAX_STACKS = 4096 };	/* distinct ones; later ones are listed as none */

struct tb_layers {
	uint16_t n;		/* stack 0 is the empty one */
	struct tb_stack {
		uint8_t n;
		struct tb_tunnel layer[TB_MAX_TUNNEL];
	} stack[TB_MAX_STACKS];
};

/* Number of the stack around that segment. */
uint16_t tb_layers_number(struct tb_layers *l, const struct tb_envelope *env);

#endif
