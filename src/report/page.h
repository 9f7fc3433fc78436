/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page.h - lines for a person: labelled paragraphs, wrapped, coloured if wanted
 *
 * A paragraph is collected in page->para, from our own words and from strangers'
 * bytes made harmless by tb_text_shown(), and then laid out.  Colour is added
 * around it, never inside.
 */
#ifndef TB_REPORT_PAGE_H
#define TB_REPORT_PAGE_H

#include "report/common.h"

enum {
	TB_PAGE_INDENT = 3,	/* columns before a label */
	TB_PAGE_LABEL = 9,	/* columns of a label with the blank behind it */
	TB_PAGE_QUOTE = 200	/* bytes of a stranger shown at most in one place */
};

/* Colours as ANSI SGR parameters. */
#define TB_RED "1;31"
#define TB_YELLOW "1;33"
#define TB_GREEN "32"
#define TB_BOLD "1"
#define TB_FAINT "2"

struct tb_page {
	struct tb_text *out;	/* the caller's */
	bool colour;
	unsigned width;		/* columns, at least 60 */
	struct tb_text para;
	char buf[4096];		/* para's */
};

void tb_page_init(struct tb_page *p, struct tb_text *out, const struct tb_report_options *o);

/* s in a colour, straight to out. */
void tb_page_coloured(struct tb_page *p, const char *colour, const char *s);

/* Lays out what is in para, if anything, behind its label, and empties it. */
void tb_page_item(struct tb_page *p, const char *label);

/* The same without a label: from column indent on, later lines hang by 2 more. */
void tb_page_lines(struct tb_page *p, unsigned indent);

/* Puts para behind the columns that stand on the line already, and right flush with
 * the margin; on a line of its own if there is no room. */
void tb_page_spread(struct tb_page *p, unsigned left, const char *right);

/* Lays out para behind a word that nobody should overlook. */
void tb_page_alarm(struct tb_page *p, const char *colour, const char *word);

/* Into para: "; " or the like, unless it is empty. */
void tb_page_then(struct tb_page *p, const char *between);

/* Into para: "1 RST", "3,412 packets". */
void tb_page_number(struct tb_page *p, uint64_t n, const char *one, const char *many);

/* Into para: "frame 12" and, if it is not in home, its file. */
void tb_page_frame(struct tb_page *p, const struct tb_report_options *o, struct tb_ref ref,
		   uint32_t home);

/* The same without the word "frame". */
void tb_page_frame_number(struct tb_page *p, const struct tb_report_options *o,
			  struct tb_ref ref, uint32_t home);

/* Into para: the name of a capture. */
void tb_page_file(struct tb_page *p, const char *file);

/* Into para: a stranger's bytes, harmless, at most TB_PAGE_QUOTE of them. */
void tb_page_quote(struct tb_page *p, const void *bytes, size_t n);

#endif
