/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * one_flow.h - a single flow that learns from a conversation, without tracker or
 * engine around it
 */
#ifndef TESTS_SUPPORT_ONE_FLOW_H
#define TESTS_SUPPORT_ONE_FLOW_H

#include "flow/track.h"
#include "support/conv.h"

struct one_flow {
	struct tape tape;
	struct conv conv;
	struct tb_flow flow;
	struct tb_trail trail;
	uint32_t sack_edge[2];		/* by direction: rightmost that it has SACKed */
	struct tb_segment last;		/* as decoded; views are not to be used */
	unsigned last_dir;
	enum tb_step_kind last_kind;
	bool last_duplicate;
	bool hold;			/* decode only: the flow learns nothing */
};

/* A conversation between 192.0.2.1:40000 (client) and 198.51.100.2:80, which every
 * segment put on the tape teaches to the flow; RSTs are only remembered. */
void one_flow_begin(struct one_flow *o);

/* Direction of that side. */
unsigned one_flow_dir(const struct one_flow *o, enum tb_side side);

#endif
