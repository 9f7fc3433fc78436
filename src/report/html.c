/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * html.c - the report as one page for a browser, which asks for nothing else
 *
 * Its order is that of the text report, and like that everything is held back until the end:
 * the answer in a sentence, when resets came, what several have in common, then the resets, the
 * worst first.  The first ones are told in full, as many as a browser likes and a mail takes;
 * many more get a line each, and what is left is told many alike at a time.  Each reset is one
 * element whose data- attributes the page's script (html.js) filters and sorts by; without it
 * the page is as readable.
 *
 * Live, the page is written when the capture ends, from the same.  Where nothing can be held
 * back, resets come as they are told, and the page's style puts above them what could only be
 * known after them.
 */
#include <stdlib.h>

#include "report/answer.h"
#include "report/backlog.h"
#include "report/html.h"
#include "report/run.h"
#include "report/delivery.h"

enum {
	FULL = 2000,		/* resets told in full */
	SINGLE = 10000,		/* in full or in a line of their own */
	OPEN = 3,		/* that a reader sees at once */
	PRINTED = 50,		/* so few are all told on paper; of more one of each kind */
	GROUPS = 12		/* likewise, of what several have in common */
};

struct tb_report {
	struct tb_delivery out;
	struct tb_page page;
	struct tb_backlog backlog;
	bool begun;		/* the list of resets */
	bool live;		/* what logs say is not in what was told of each reset */
	struct tb_report_tally tally;
	struct tb_log_result logs;
};

static void attribute(struct tb_text *t, const char *name, const char *value)
{
	tb_text_str(t, " data-");
	tb_text_str(t, name);
	tb_text_str(t, "=\"");
	tb_html_str(t, value);
	tb_text_char(t, '"');
}

static void kind(struct tb_text *t, const char *cause, enum tb_origin by, enum tb_harm harm)
{
	attribute(t, "cause", cause);
	attribute(t, "origin", tb_origin_name(by));
	attribute(t, "harm", tb_harm_name(harm));
}

/* What it can be found by; the rest of a tag that was begun. */
static void attributes(struct tb_text *t, const struct tb_verdict *v)
{
	tb_text_str(t, " id=\"r");
	tb_text_u64(t, v->id);
	tb_text_char(t, '"');
	kind(t, v->cause.slug, v->origin.by, v->harm.verdict);
	tb_text_str(t, " data-lost=\"");
	tb_text_u64(t, v->harm.unacked[TB_CLIENT] + v->harm.unacked[TB_SERVER]);
	tb_text_str(t, "\" data-ends=\"");
	tb_text_endpoint(t, &v->flow.end[TB_CLIENT]);
	tb_text_char(t, ' ');
	tb_text_endpoint(t, &v->flow.end[TB_SERVER]);
	tb_text_str(t, "\">");
}

/* All of it but its first tag, whose attributes may depend on the others. */
static void tell_block(struct tb_page *p, const struct tb_report_options *o,
		       const struct tb_verdict *v)
{
	struct tb_text *t = p->out;

	attributes(t, v);
	tb_text_str(t, "<summary><span class=\"ends\">");
	tb_text_endpoint(t, &v->flow.end[TB_CLIENT]);
	tb_text_str(t, " &gt; ");
	tb_text_endpoint(t, &v->flow.end[TB_SERVER]);
	tb_text_str(t, "</span> ");
	tb_story_block(p, o, v);
	tb_text_str(t, "</details>\n");
}

static void tell_line(struct tb_page *p, const struct tb_report_options *o,
		      const struct tb_verdict *v)
{
	attributes(p->out, v);
	tb_story_line(p, o, v);
	tb_text_str(p->out, "</div>\n");
}

static bool is_benign(const struct tb_verdict *v)
{
	return v->harm.verdict == TB_HARM_BENIGN;
}

static const struct tb_backlog_form form = {
	.line = tell_line,
	.block = tell_block,
	.is_brief = is_benign,
	.brief_in_full = true,
};

static struct tb_report *begin(const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	tb_delivery_begin(&r->out, o);
	r->out.options.live = false;	/* nobody reads a page before it is whole */
	r->live = o->live;
	tb_page_init(&r->page, &tb_medium_html, &r->out.text, o);
	tb_backlog_init(&r->backlog, &form, &r->page, &r->out.options,
			tb_backlog_most(o->memory));
	return r;
}

/* The controls of the page and the list of resets, whose head is there. */
static void begin_list(struct tb_report *r)
{
	if (r->begun)
		return;
	r->begun = true;
	tb_html_controls(&r->out.text);
	tb_text_str(&r->out.text, "<section id=\"resets\" tabindex=\"-1\" aria-label=\"Resets\">\n");
}

/* Straight into the page: before what is above it. */
static void begin_early(struct tb_report *r)
{
	if (r->begun)
		return;
	tb_html_head(&r->out.text, &r->out.options);
	tb_text_str(&r->out.text, "<main class=\"early\">\n");
	begin_list(r);
}

static void verdict(struct tb_report *r, const struct tb_verdict *v)
{
	tb_report_tally_add(&r->tally, v);
	if (tb_backlog_verdict(&r->backlog, v))
		return;
	begin_early(r);
	tb_text_str(&r->out.text, "<details");
	tell_block(&r->page, &r->out.options, v);
}

static void group(struct tb_report *r, const struct tb_group *g)
{
	if (tb_backlog_group(&r->backlog, g))
		return;
	begin_early(r);
	tb_story_group(&r->page, &r->out.options, g);
}

static void list(struct tb_report *r, const struct tb_entry *at, size_t n)
{
	tb_text_str(&r->out.text, "<ul class=\"together\">\n");
	for (size_t i = 0; i < n; i++) {
		tb_text_str(&r->out.text, "<li>");
		tb_backlog_release(&r->backlog, &at[i].line);
	}
	tb_text_str(&r->out.text, "</ul>\n");
}

/* What several resets have in common: the n entries at the head, most of many folded away. */
static void together(struct tb_report *r, size_t n)
{
	const struct tb_entry *at = r->backlog.entries.at;
	size_t first = n < GROUPS ? n : GROUPS;

	if (n == 0)
		return;
	tb_page_heading(&r->page, TB_TONE_STRONG, "together");
	list(r, at, first);
	if (n == first)
		return;
	tb_text_str(&r->out.text, "<details><summary>");
	tb_text_count(&r->out.text, n - first);
	tb_text_str(&r->out.text, " more groups</summary>\n");
	list(r, at + first, n - first);
	tb_text_str(&r->out.text, "</details>\n");
}

/* In full or in a line; those whose plots are new to the reader are printed in full. */
static void resets(struct tb_report *r, const struct tb_entry *at, size_t n)
{
	size_t told = 0;

	for (size_t i = 0; i < n; i++) {
		bool whole = at[i].block.len > 0 && told < FULL;

		told += whole;
		tb_text_str(&r->out.text, !whole ? "<div" :
				      at[i].section != TB_SECTION_BLOCKS ? "<details" :
				      told <= OPEN ? "<details class=\"new\" open" :
						     "<details class=\"new\"");
		tb_backlog_release(&r->backlog, whole ? &at[i].block : &at[i].line);
	}
}

/* Those that have no element of their own, in the order of tb_order_group(). */
static void alike(struct tb_report *r, struct tb_entry *at, size_t n)
{
	tb_order_group(at, n);
	tb_text_str(&r->out.text, "<section class=\"alike\">\n<h2>");
	tb_text_count(&r->out.text, n);
	tb_text_str(&r->out.text, " more, those alike together</h2>\n");
	for (size_t i = 0; i < n; i += at[i].alike) {
		tb_html_number(&r->out.text, "<div data-n=\"", at[i].alike, "\"");
		kind(&r->out.text, tb_story_cause(&at[i].plot.headline), at[i].plot.headline.by,
		     at[i].plot.harm);
		tb_text_char(&r->out.text, '>');
		tb_story_alike(&r->page, &r->out.options, &at[i]);
		tb_text_str(&r->out.text, "</div>\n");
	}
	tb_text_str(&r->out.text, "</section>\n");
}

static void above(struct tb_report *r, const struct tb_summary *s, size_t groups)
{
	struct tb_entries *e = &r->backlog.entries;

	tb_text_str(&r->out.text, "<header>\n<h1>TCP resets</h1>\n<div class=\"answer\">\n");
	tb_answer_tell(&r->page, e, s, tb_report_is_part(&r->out.options));
	tb_page_lines(&r->page, 0);
	tb_text_str(&r->out.text, "</div>\n");
	tb_run_header(&r->page, &r->out.options, s);
	tb_backlog_tell_beyond(&r->backlog);
	if (e->n > groups)
		tb_html_timeline(&r->out.text, &r->out.options, e->at + groups, e->n - groups);
	together(r, groups);
	tb_text_str(&r->out.text, "</header>\n");
}

static void below(struct tb_report *r, const struct tb_summary *s)
{
	tb_run_logs(&r->page, &r->logs, r->live);
	tb_run_summary(&r->page, &r->out.options, s, &r->tally);
	tb_run_log_files(&r->page, &r->logs);
	tb_page_end(&r->page);
	tb_html_foot(&r->out.text);
}

static void lay_out(struct tb_report *r, const struct tb_summary *s)
{
	struct tb_entries *e = &r->backlog.entries;
	bool early = r->begun;
	size_t groups = 0, single;

	tb_order_all(e);
	while (groups < e->n && e->at[groups].section == TB_SECTION_TOGETHER)
		groups++;
	if (!early) {
		tb_html_head(&r->out.text, &r->out.options);
		tb_text_str(&r->out.text,
			    e->n - groups <= PRINTED ? "<main class=\"few\">\n" : "<main>\n");
		above(r, s, groups);
		begin_list(r);
	}
	single = e->n - groups < SINGLE ? e->n - groups : SINGLE;
	if (single > 0)
		resets(r, e->at + groups, single);
	tb_text_str(&r->out.text, "</section>\n");
	if (e->n > groups + single)
		alike(r, e->at + groups + single, e->n - groups - single);
	if (early)
		above(r, s, groups);
	below(r, s);
}

static void logs(struct tb_report *r, const struct tb_log_result *l)
{
	r->logs = *l;
}

static void end(struct tb_report *r, const struct tb_summary *s)
{
	lay_out(r, s);
	tb_delivery_end(&r->out);
	tb_backlog_free(&r->backlog);
	free(r);
}

const struct tb_format tb_format_html = {
	.name = "html",
	.help = "one page for a browser, to attach to an incident",
	.ladder = true,
	.keeps = true,
	.begin = begin,
	.verdict = verdict,
	.group = group,
	.logs = logs,
	.end = end,
};
