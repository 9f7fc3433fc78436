/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * backlog.h - endings and groups that are held back until all are known
 *
 * For a report whose worst endings come first: each is told into a temporary file when it
 * comes, and a small entry in memory remembers how bad it was, and where its text is.
 *
 * Months of a live capture must fit too.  Of many endings all get a line, but only those of
 * new plots are told in full; of too many only those of new plots get an entry, and the
 * others are counted.
 */
#ifndef TB_REPORT_BACKLOG_H
#define TB_REPORT_BACKLOG_H

#include "report/order.h"

enum { TB_BACKLOG_MOST = 1 << 18 };	/* entries that a report keeps at most; some 70 MB */

typedef void tb_telling(struct tb_page *p, const struct tb_report_options *o,
			const struct tb_verdict *v);

/* How a format tells of an ending. */
struct tb_backlog_form {
	tb_telling *line, *block;
	bool (*is_brief)(const struct tb_verdict *v);	/* a line is enough of it */
	bool brief_in_full;	/* there is a block of it all the same */
};

struct tb_backlog {
	const struct tb_backlog_form *form;	/* static */
	struct tb_page *page;		/* the caller's: all is told on it */
	const struct tb_report_options *options;	/* likewise */
	size_t most;			/* entries; then only of new plots, and not many more */
	struct tb_hold hold;
	bool full;			/* no memory or disk is left: what comes is not held back */
	struct tb_entries entries;	/* groups, too */
	struct tb_plots seen;
	uint64_t beyond, groups_beyond;	/* that are counted only */
};

/* How many entries are kept within so many bytes; 0: however many they take. */
size_t tb_backlog_most(uint64_t bytes);

/* Zeroed, a backlog takes nothing. */
void tb_backlog_init(struct tb_backlog *b, const struct tb_backlog_form *form,
		     struct tb_page *page, const struct tb_report_options *o, size_t most);
void tb_backlog_free(struct tb_backlog *b);

/* False: it is to be told now. */
bool tb_backlog_verdict(struct tb_backlog *b, const struct tb_verdict *v);
bool tb_backlog_group(struct tb_backlog *b, const struct tb_group *g);

/* Copies a piece out to where the page goes; says so if that cannot be done. */
void tb_backlog_release(const struct tb_backlog *b, const struct tb_piece *piece);

/* Says what was counted only, if anything. */
void tb_backlog_tell_beyond(const struct tb_backlog *b);

#endif
