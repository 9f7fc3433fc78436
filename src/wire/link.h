/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link.h - link types: where a frame's first layer begins
 */
#ifndef TB_WIRE_LINK_H
#define TB_WIRE_LINK_H

#include "wire/walk.h"

struct tb_link {
	uint32_t type;		/* LINKTYPE_ value, or a DLT_ value that means the same */
	const char *name;	/* as libpcap spells it, without DLT_ */
	enum tb_decode (*walk)(struct tb_walk *w);
};

/* NULL if the type is not supported. */
const struct tb_link *tb_link_find(uint32_t type);

#endif
