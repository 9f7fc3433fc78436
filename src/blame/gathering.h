/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gathering.h - resets that may turn out to be a group
 *
 * A kind of group is a row: which resets may be of it and what they must have in common,
 * how long to wait for another, and whether it was one after all.  To add a kind, add its
 * name to the public header and a row to group_kinds.c.
 */
#ifndef TB_BLAME_GATHERING_H
#define TB_BLAME_GATHERING_H

#include "base/siphash.h"
#include "blame/judge.h"

enum {
	TB_GATHERED_ENDS = 64,	/* told apart in one gathering; more count as none */
	TB_GATHERED_NAME = 255
};

/* What one reset brings along. */
struct tb_mark {
	uint64_t key;		/* what all of a gathering have in common */
	tb_span span;		/* silence; 0: none */
	unsigned close;		/* what ended it: enum tb_close */
	unsigned owners;	/* whose timer may have: bits 1 << enum tb_timer_at */
	bool joins_only;	/* does not begin a gathering */
	bool strange;		/* as its kind says */
	bool known;		/* likewise */
	bool host_is_known;
	struct tb_addr host;
	bool by_service;	/* ends are told apart by port too */
	enum tb_side counted;	/* the ends that are told apart; by default the servers */
	bool named;
};

struct tb_gathering {
	enum tb_group_kind kind;
	struct tb_mark mark;	/* of its first reset */
	struct tb_flow flow;	/* of its first reset: what the neighbours are asked about */
	tb_time begun;		/* of its first deciding RST, in packet time */
	tb_time latest;		/* of its last */
	tb_time first, last;	/* the same, in the time of frames */
	uint64_t resets;
	uint64_t id[TB_MAX_GROUP_RESETS];
	uint32_t joined_only, strange, known;	/* so many of them */
	unsigned close, owners;	/* of marks, those that all have in common */
	tb_span shortest, longest;	/* spans of marks; if there are none, between two resets */
	struct tb_endpoint server;
	bool several_servers, several_ports;
	uint32_t n_ends;
	uint64_t end_id[TB_GATHERED_ENDS];
	size_t name_len;
	char name[TB_GATHERED_NAME];
};

/* The case, and what is asked about it. */
struct tb_applicant {
	const uint64_t *seed;
	const struct tb_case *c;
	const struct tb_verdict *v;
	const struct tb_neighbours *n;
};

struct tb_gatherer {
	/* May it be of this kind?  Fills mark, of which only counted
	 * is set. */
	bool (*applies)(const struct tb_applicant *a, struct tb_mark *mark);
	/* Is it of that gathering, which has its key?  NULL: yes. */
	bool (*fits)(const struct tb_applicant *a, const struct tb_mark *mark,
		     const struct tb_gathering *g);
	/* Was it a group?  Fills kind (if another), span, spread, timer and evidence. */
	bool (*holds)(const struct tb_neighbours *n, const struct tb_gathering *g,
		      struct tb_group *out);
	unsigned least;		/* resets; at least 2 */
};

static inline uint64_t tb_endpoint_key(const uint64_t seed[2], const struct tb_endpoint *e)
{
	_Static_assert(sizeof(*e) == sizeof(e->addr) + sizeof(e->port), "all of it is hashed");
	return tb_siphash(seed, e, sizeof(*e));
}

extern const struct tb_gatherer tb_gatherers[TB_GROUP_COUNT];	/* no applies: no row */

#endif
