/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text.c - the report for a person at a terminal
 *
 * The worst comes first and the totals before it, so offline everything is held
 * back: each verdict's text goes into a temporary file when it comes, and a small
 * entry into memory; the end sorts the entries and copies the texts out.  Benign
 * endings shrink to a line each, many alike to one line together.
 *
 * Live, each verdict is written at once, and the totals come last.  The same happens
 * where there is no room to hold anything back (no temporary file, disk or memory
 * full): order suffers then, nothing is lost.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>

#include "report/order.h"
#include "report/run.h"

enum {
	SINGLE_LINES = 10,	/* so many benign endings get a line each */
	SMALL_GROUP = 2,	/* and so many alike are not worth a group */
	LISTED_FRAMES = 5
};

struct tb_report {
	struct tb_report_options options;
	struct tb_text text;	/* to options.out */
	struct tb_text held;	/* to the spool */
	struct tb_page page;
	FILE *spool;		/* owned; NULL: nothing is held back */
	int64_t spooled;	/* bytes that are safely in it */
	bool full;		/* nothing more can be held back */
	struct tb_entries entries;
	char buf[8192], held_buf[8192];
};

static struct tb_report *begin(const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->options = *o;
	tb_text_init(&r->text, r->buf, sizeof(r->buf), o->out);
	tb_page_init(&r->page, &r->text, o);
	if (!o->live)
		r->spool = tmpfile();
	tb_text_init(&r->held, r->held_buf, sizeof(r->held_buf), r->spool);
	return r;
}

static void tell(struct tb_report *r, struct tb_text *out, const struct tb_verdict *v)
{
	r->page.out = out;
	if (v->harm.verdict == TB_HARM_BENIGN)
		tb_story_line(&r->page, &r->options, v);
	else
		tb_story_block(&r->page, &r->options, v);
	r->page.out = &r->text;
}

/* Puts the verdict's text into the spool; false if that does not work out. */
static bool spool(struct tb_report *r, struct tb_entry *e, const struct tb_verdict *v)
{
	off_t end;

	tell(r, &r->held, v);
	tb_text_flush(&r->held);
	if (fflush(r->spool) != 0 || ferror(r->spool) || (end = ftello(r->spool)) < 0)
		return false;
	e->at = r->spooled;
	e->len = (uint64_t)(end - r->spooled);
	r->spooled = end;
	return true;
}

static bool hold_back(struct tb_report *r, const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	struct tb_entry *e = tb_entries_next(&r->entries);

	if (e == NULL)
		return false;
	*e = (struct tb_entry){
		.id = v->id,
		.lost = v->harm.unacked[TB_CLIENT] + v->harm.unacked[TB_SERVER],
		.frame = rst->frame,
		.server = v->flow.end[TB_SERVER],
		.headline = tb_headline_of(v),
		.harm = v->harm.verdict,
		.request_open = v->dialogue.request_open == TB_YES,
	};
	if (!spool(r, e, v))
		return false;
	r->entries.n++;
	return true;
}

static void verdict(struct tb_report *r, const struct tb_verdict *v)
{
	if (r->spool != NULL && !r->full) {
		r->full = !hold_back(r, v);
		if (!r->full)
			return;
	}
	tell(r, &r->text, v);
	if (!r->options.live)
		return;
	tb_text_flush(&r->text);
	(void)fflush(r->options.out);
}

/* Copies the held-back text of e out. */
static void release(struct tb_report *r, const struct tb_entry *e)
{
	char buf[4096];
	uint64_t left = e->len;

	if (fseeko(r->spool, (off_t)e->at, SEEK_SET) != 0)
		return;
	while (left > 0) {
		size_t n = fread(buf, 1, left < sizeof(buf) ? left : sizeof(buf), r->spool);

		if (n == 0)
			return;
		tb_text_bytes(&r->text, buf, n);
		left -= n;
	}
}

/* "frames 12, 15 and 3 more"; of several captures the file stands behind. */
static void frame_list(struct tb_report *r, const struct tb_entry *e, uint64_t n)
{
	struct tb_page *p = &r->page;

	tb_text_str(&p->para, "frames ");
	for (uint64_t i = 0; i < n && i < LISTED_FRAMES; i++) {
		if (i > 0)
			tb_text_str(&p->para, ", ");
		tb_page_frame_number(p, &r->options, e[i].frame,
				     r->options.n_captures > 1 ? UINT32_MAX : e->frame.file);
	}
	if (n > LISTED_FRAMES) {
		tb_text_str(&p->para, " and ");
		tb_text_count(&p->para, n - LISTED_FRAMES);
		tb_text_str(&p->para, " more");
	}
}

/* One line for e and those after it that are alike. */
static void group_line(struct tb_report *r, const struct tb_entry *e)
{
	struct tb_page *p = &r->page;

	tb_page_number(p, e->alike, "time", "times");
	tb_text_str(&p->para, " with ");
	tb_text_endpoint(&p->para, &e->server);
	tb_text_str(&p->para, ": ");
	tb_headline_tell(p, &e->headline);
	tb_text_str(&p->para, " (");
	frame_list(r, e, e->alike);
	tb_text_char(&p->para, ')');
	tb_page_lines(p, TB_PAGE_INDENT);
}

static void benign(struct tb_report *r, struct tb_entry *at, size_t n)
{
	if (n == 0)
		return;
	tb_page_coloured(&r->page, TB_GREEN, "benign");
	tb_text_char(&r->text, '\n');
	if (n > SINGLE_LINES)
		tb_order_group(at, n);
	for (size_t i = 0; i < n; i++) {
		if (at[i].alike <= SMALL_GROUP) {
			release(r, &at[i]);
			continue;
		}
		group_line(r, &at[i]);
		i += at[i].alike - 1;
	}
	tb_text_char(&r->text, '\n');
}

static void release_all(struct tb_report *r)
{
	struct tb_entries *e = &r->entries;
	size_t i;

	tb_order_by_harm(e);
	for (i = 0; i < e->n && e->at[i].harm != TB_HARM_BENIGN; i++)
		release(r, &e->at[i]);
	benign(r, e->at + i, e->n - i);
}

static void end(struct tb_report *r, const struct tb_summary *s)
{
	tb_run_header(&r->page, &r->options, s);
	if (r->spool != NULL) {
		release_all(r);
		fclose(r->spool);
	}
	tb_run_summary(&r->page, s);
	tb_text_flush(&r->text);
	(void)fflush(r->options.out);
	tb_entries_free(&r->entries);
	free(r);
}

const struct tb_format tb_format_text = {
	.name = "text",
	.help = "for a person at a terminal",
	.begin = begin,
	.verdict = verdict,
	.end = end,
};
