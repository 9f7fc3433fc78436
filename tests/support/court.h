/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * court.h - an engine whose verdicts a test can look at afterwards
 *
 *	struct court court;
 *
 *	court_open(&court, NULL);
 *	...conversations on &court.tape...
 *	court_close(&court);			judges what is still open
 *	assert_int_equal(court.verdict[0].v.phase, TB_PHASE_SYN_SENT);
 */
#ifndef TESTS_SUPPORT_COURT_H
#define TESTS_SUPPORT_COURT_H

#include "support/conv.h"

enum { COURT_VERDICTS = 64, COURT_RSTS = 64, COURT_GROUPS = 16, COURT_ASKED = 160,
       COURT_RUNGS = 128 };

/* A verdict, with copies of what it pointed to. */
struct court_verdict {
	struct tb_verdict v;	/* v.rst points to the next member, as far as it reaches */
	struct tb_rst rst[COURT_RSTS];
	struct tb_asked asked[COURT_ASKED];
	struct tb_ladder ladder;	/* v.ladder, if there is one */
	struct tb_rung rung[COURT_RUNGS];
	struct tb_tunnel tunnel[4];
	char history[32], community_id[40], server_name[256], path[TB_MAX_PATH];
};

/* A group, with copies of what it pointed to. */
struct court_group {
	struct tb_group g;	/* g.reset and g.name point to the next members */
	uint64_t reset[TB_MAX_GROUP_RESETS];
	char name[256];
	size_t told_after;	/* so many verdicts */
};

struct court {
	struct tape tape;
	struct tb_engine *engine;
	struct tb_summary summary;	/* filled by court_close() */
	size_t n;			/* verdicts given; only the first COURT_VERDICTS kept */
	struct court_verdict verdict[COURT_VERDICTS];
	size_t n_groups;		/* likewise */
	struct court_group group[COURT_GROUPS];
};

/* cfg: NULL for the defaults (with fewer flows). */
void court_open(struct court *c, const struct tb_config *cfg);
void court_close(struct court *c);

/* The deciding RST of verdict i. */
const struct tb_rst *court_rst(const struct court *c, size_t i);

/* What verdict i answers to that question. */
enum tb_answer court_asked(const struct court *c, size_t i, const char *question);

#endif
