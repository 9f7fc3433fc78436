/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * report_case.h - a hand-made verdict for the tests of reports, to be bent as needed
 *
 * tb_why_text() is replaced by one whose sentences show code, number and frame, and
 * tb_group_text() likewise, so that expected reports do not hang on the engine's wording.
 */
#ifndef TB_TEST_REPORT_CASE_H
#define TB_TEST_REPORT_CASE_H

#include "report/format.h"

struct report_case {
	struct tb_verdict v;
	struct tb_rst rst[16];		/* v.rst; one of them is used */
	struct tb_capture captures[3];	/* one of them is used */
	struct tb_report_options options;
	struct tb_summary summary;
	struct tb_group group;
	uint64_t ids[16];		/* group.reset; none is used */
	unsigned groups;		/* times that group is given, after the first verdict */
};

/* A PostgreSQL server that resets a connection after 350 s of silence: frame 1187
 * answers frame 1186.  Everything in it is zero that need not be otherwise. */
void report_case_init(struct report_case *c);

/* Why: a cause with evidence for it and against, a runner-up and advice. */
void report_case_cause(struct report_case *c);

/* A group to be given: a service of several resets, 1 to 3. */
void report_case_group(struct report_case *c);

struct tb_addr report_v4(unsigned a, unsigned b, unsigned c, unsigned d);
struct tb_why report_why(unsigned code, uint64_t frame, int64_t n);

/* The report of one verdict given `times` times, ids counting up.  To be freed. */
char *report_case_run(struct report_case *c, const char *format, unsigned times);

/* Fails the test unless the report of one verdict has, or has not, this in it. */
void report_case_has(struct report_case *c, const char *format, const char *part);
void report_case_lacks(struct report_case *c, const char *format, const char *part);

#endif
