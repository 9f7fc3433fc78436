/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layers.h - what was around the flows (VLANs, tunnels), each combination stored once
 */
#ifndef TB_FLOW_LAYERS_H
#define TB_FLOW_LAYERS_H

#include "wire/segment.h"

enum { TB_MAX_STACKS = 1 << 15 };	/* distinct ones; later ones count as none */

struct tb_stack {
	uint8_t n_vlan, n_tunnel;
	uint16_t vlan[TB_MAX_VLAN];	/* outermost first */
	struct tb_tunnel tunnel[TB_MAX_TUNNEL];	/* outermost first */
};

struct tb_layers;

uint64_t tb_layers_bytes(void);	/* memory that they take */
struct tb_layers *tb_layers_new(const uint64_t seed[2]);	/* NULL: no memory */
void tb_layers_free(struct tb_layers *l);			/* NULL is fine */

/* Number of what is around that segment; 0: nothing. */
uint16_t tb_layers_number(struct tb_layers *l, const struct tb_envelope *env);

const struct tb_stack *tb_layers_at(const struct tb_layers *l, uint16_t number);

#endif
