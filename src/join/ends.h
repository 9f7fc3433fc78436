/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ends.h - the addresses and ports that a line of a log names
 */
#ifndef TB_JOIN_ENDS_H
#define TB_JOIN_ENDS_H

#include <tcpblame/types.h>

enum { TB_MAX_ENDS = 6 };

/* Whose it is, by the words around it. */
enum tb_end_role {
	TB_END_ANY,
	TB_END_LOCAL,		/* the writer's own */
	TB_END_REMOTE,		/* the writer's peer */
	TB_END_CLIENT,
	TB_END_SERVER
};

struct tb_end {
	struct tb_addr addr;	/* if has_addr */
	uint16_t port;		/* 0: none is named */
	bool has_addr;
	uint8_t role;		/* enum tb_end_role */
};

struct tb_ends {
	struct tb_end end[TB_MAX_ENDS];
	unsigned n;
	bool pair;		/* the first two are the ends of one connection */
};

/* Adds those in the text; what is there already is not added again. */
void tb_ends_find(struct tb_ends *e, const char *text, size_t n);

/* Adds one, unless it is there; what is known of both of two that are the same is kept. */
void tb_ends_add(struct tb_ends *e, const struct tb_end *end);

/* Leaves those out that have this role. */
void tb_ends_drop(struct tb_ends *e, enum tb_end_role role);

/* Is an address among them? */
bool tb_ends_addressed(const struct tb_ends *e);

#endif
