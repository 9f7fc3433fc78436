/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * causes.h - the rulebook of causes, written out
 */
#ifndef TB_CLI_CAUSES_H
#define TB_CLI_CAUSES_H

#include <stdbool.h>

#include <tcpblame/rulebook.h>

#include "report/format.h"

/* Which causes: those of a list, or all. */
struct tb_causes {
	const char *const *slug;	/* borrowed; each names a cause */
	size_t n;			/* 0: all causes */
};

/* Is the cause one of them? */
bool tb_causes_has(const struct tb_causes *which, const char *slug);

/* Is the explanation one of theirs?  Of all causes all are, even one that stands for
 * none. */
bool tb_causes_has_popular(const struct tb_causes *which, const struct tb_popular *p);

/* May the explanation stand for the cause? */
bool tb_causes_stands_for(const struct tb_popular *p, const char *slug);

/* For people: o->out, colour and width are used.  Those of a list are told in full. */
void tb_causes_text(const struct tb_causes *which, const struct tb_report_options *o);

/* One JSON object: o->out is used. */
void tb_causes_json(const struct tb_causes *which, const struct tb_report_options *o);

/* Complains about a name that no cause has, and says which one may be meant. */
void tb_causes_unknown(const char *typed);

#endif
