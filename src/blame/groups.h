/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * groups.h - several resets of one story
 */
#ifndef TB_BLAME_GROUPS_H
#define TB_BLAME_GROUPS_H

#include "blame/judge.h"

struct tb_groups;

uint64_t tb_groups_bytes(void);	/* memory that they take */

/* tell: group of struct tb_sink.  NULL: no memory. */
struct tb_groups *tb_groups_new(const uint64_t seed[2],
				void (*tell)(void *user, const struct tb_group *g), void *user);
void tb_groups_free(struct tb_groups *g);	/* NULL is fine */

/* Takes the next verdict, whose id is known; in order of their deciding RSTs. */
void tb_groups_add(struct tb_groups *g, const struct tb_case *c, const struct tb_verdict *v);

/* It is that time, and no verdict will follow about a RST before it: groups to which nothing
 * can be added any more are told of. */
void tb_groups_pass(struct tb_groups *g, const struct tb_neighbours *n, tb_time now);

/* When tb_groups_pass() will have something to do; INT64_MAX: never. */
tb_time tb_groups_next(const struct tb_groups *g);

/* No more verdicts: tells of all. */
void tb_groups_finish(struct tb_groups *g, const struct tb_neighbours *n);

#endif
