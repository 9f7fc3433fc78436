/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * selection.h - which endings are reported
 *
 * Asked for each verdict before anything is made of it.  Those that are not reported are
 * counted, and taken out of the counts of the summary.
 */
#ifndef TB_CLI_SELECTION_H
#define TB_CLI_SELECTION_H

#include <tcpblame/tcpblame.h>

#include "options.h"

struct tb_filter;

/* Counts of endings, as in struct tb_summary. */
struct tb_endings {
	uint64_t all;
	uint64_t by_phase[TB_PHASE_COUNT], by_origin[TB_ORIGIN_COUNT];
	uint64_t by_harm[TB_HARM_COUNT], by_effect[TB_EFFECT_COUNT];
};

struct tb_selection {
	const struct tb_options *options;	/* the caller's */
	bool active;			/* something is asked for; else all of it is reported */
	struct tb_filter *flow;		/* ours; NULL: any */
	struct tb_endings unwanted;	/* that do not match */
	struct tb_endings beyond;	/* that do, but for the limit */
	uint64_t reported;
	uint64_t left_out;		/* both of the above: how many endings */
	uint8_t *is_reported;		/* ours: a bit for each of the newest ids */
	uint64_t newest;		/* id */
	uint64_t groups_unknown;	/* not reported, as the endings they name are too old */
	struct tb_summary summary;
};

/* Memory, in bytes, that it takes. */
uint64_t tb_selection_bytes(const struct tb_options *o);

/* False after a complaint on stderr; to be closed either way. */
bool tb_selection_open(struct tb_selection *s, const struct tb_options *o);
void tb_selection_close(struct tb_selection *s);

/* Is it reported?  Each verdict once. */
bool tb_selection_takes(struct tb_selection *s, const struct tb_verdict *v);

/* Is one of the endings reported that the group names, the first of those it has? */
bool tb_selection_takes_group(struct tb_selection *s, const struct tb_group *g);

/* The counters of a run, those of endings as far as they are reported; valid until the next
 * call. */
const struct tb_summary *tb_selection_summary(struct tb_selection *s,
					      const struct tb_summary *all);

/* Was there an ending that matches, and such a harmful one, be they beyond the limit? */
uint64_t tb_selection_matches(const struct tb_selection *s, const struct tb_summary *all);
uint64_t tb_selection_disruptive(const struct tb_selection *s, const struct tb_summary *all);

#endif
