/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * csv.h - cells of comma-separated values that no spreadsheet takes for more than text
 *
 * RFC 4180, but that a row ends with LF alone: MySQL, awk and diff take a CR for a part of
 * the last cell, and nothing that reads CSV insists on one.
 *
 * A cell of words begins and ends with a quote.  Between them our own words and strangers'
 * bytes may follow each other.  Those of strangers are as on a terminal, so a row is always
 * one line and nothing in it is invisible, and
 *
 *   - a cell that a stranger begins with what begins a formula (= + - @, wide ones too)
 *     has an apostrophe before it; TAB and CR, which spreadsheets skip there, are escaped
 *     as all controls;
 *   - a semicolon of theirs is \x3b: where that separates cells, as it does in the
 *     spreadsheets of half of the world, a quote inside of a cell protects nothing.
 */
#ifndef TB_REPORT_CSV_H
#define TB_REPORT_CSV_H

#include "report/page.h"

/* A quoted cell begins, or ends. */
static inline void tb_csv_open(struct tb_text *t)
{
	tb_text_char(t, '"');
}

static inline void tb_csv_close(struct tb_text *t)
{
	tb_text_char(t, '"');
}

/* In a quoted cell: words of our own, which never begin a formula. */
void tb_csv_own(struct tb_text *t, const char *words);

/* In a quoted cell, behind other words: a stranger's bytes. */
void tb_csv_strange(struct tb_text *t, const void *bytes, size_t n);

/* A whole cell of a stranger. */
void tb_csv_stranger(struct tb_text *t, const void *bytes, size_t n);

/* What a row is about. */
struct tb_csv_row {
	struct tb_text *text;
	struct tb_page *page;	/* for headlines; empty */
	const struct tb_report_options *options;
	const struct tb_verdict *v;
	const struct tb_rst *rst;	/* the deciding one */
	uint32_t home;			/* its file */
};

/* put writes a cell; nothing if the value is not known. */
struct tb_csv_column {
	const char *name;
	void (*put)(const struct tb_csv_row *row);
};

/* In their order, which never changes: new ones come at the end.  The last has no name. */
extern const struct tb_csv_column tb_csv_columns[];

#endif
