/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * html.h - the parts of an HTML page; for html*.c and medium_html.c only
 *
 * Whatever is not our own word goes through tb_text_html() on its way into the page, and no
 * word that is not ours becomes the name of anything, so nothing in it can be markup.
 */
#ifndef TB_REPORT_HTML_H
#define TB_REPORT_HTML_H

#include "report/order.h"

/* A page in HTML.  A title is the rest of a <summary> that its caller began, and its caller
 * ends what is inside the <details>. */
extern const struct tb_medium tb_medium_html;

static inline void tb_html_str(struct tb_text *t, const char *shown)
{
	tb_text_html(t, shown, strlen(shown));
}

/* A number between what is our own: an attribute, mostly. */
static inline void tb_html_number(struct tb_text *t, const char *before, uint64_t n,
				  const char *after)
{
	tb_text_str(t, before);
	tb_text_u64(t, n);
	tb_text_str(t, after);
}

/* From the first byte of the document to <body>, and from what stands behind the report to
 * the last byte. */
void tb_html_head(struct tb_text *t, const struct tb_report_options *o);
void tb_html_foot(struct tb_text *t);

/* What a browser shows to choose and order resets with; its script makes it work. */
void tb_html_controls(struct tb_text *t);

/* A picture of the segments of v, which has a ladder. */
void tb_html_ladder(struct tb_text *t, const struct tb_report_options *o,
		    const struct tb_verdict *v);

/* A picture of when the n resets at `at` came.  Nothing of none. */
void tb_html_timeline(struct tb_text *t, const struct tb_report_options *o,
		      const struct tb_entry *at, size_t n);

/* Style and script, as they stand in html.css and html.js. */
extern const char tb_html_style[], tb_html_script[];
extern const size_t tb_html_style_len, tb_html_script_len;

#endif
