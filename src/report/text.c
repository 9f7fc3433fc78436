/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text.c - the report for a person, at a terminal or in a ticket
 *
 * The worst comes first and the totals before it, so offline everything is held
 * back: each verdict's text when it comes, mostly in a temporary file, and a small
 * entry in memory; the end sorts the entries and copies the texts out.  What several
 * have in common goes before what each did.  Benign endings, and those that only repeat
 * what a few blocks have told already, shrink to a line each, many alike to one line
 * together.
 *
 * Live, each verdict is written at once, and the totals come last.  The same happens
 * where there is no room to hold anything back (no temporary file, disk or memory
 * full): order suffers then, nothing is lost.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>

#include "report/answer.h"
#include "report/run.h"

enum { SINGLE_LINES = 5 };	/* of a section: so many get a line each */

struct tb_report {
	struct tb_report_options options;
	struct tb_text text;	/* to options.out */
	struct tb_page page;
	struct tb_hold hold;
	bool full;		/* nothing more can be held back */
	bool answers;		/* the whole in a sentence comes before everything */
	struct tb_entries entries;
	struct tb_report_tally tally;
	struct tb_log_result logs;
	char buf[1 << 16];
};

static struct tb_report *begin(const struct tb_medium *medium, const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->options = *o;
	tb_text_init(&r->text, r->buf, sizeof(r->buf), o->out);
	tb_page_init(&r->page, medium, &r->text, o);
	if (!o->live)
		tb_hold_init(&r->hold);
	return r;
}

static struct tb_report *text_begin(const struct tb_report_options *o)
{
	return begin(&tb_medium_text, o);
}

static struct tb_report *markdown_begin(const struct tb_report_options *o)
{
	struct tb_report *r = begin(&tb_medium_markdown, o);

	if (r != NULL)
		r->answers = true;
	return r;
}

typedef void telling(struct tb_page *p, const struct tb_report_options *o,
		     const struct tb_verdict *v);

/* Is a line enough?  Not for what somebody wrote into a log, or into the RST. */
static bool is_brief(const struct tb_verdict *v)
{
	return v->harm.verdict == TB_HARM_BENIGN && v->n_log == 0 && v->ladder == NULL &&
	       v->rst[v->deciding].code.kind == TB_CODE_NONE;
}

static telling *fitting(const struct tb_verdict *v)
{
	return is_brief(v) ? tb_story_line : tb_story_block;
}

static bool hold(struct tb_report *r, struct tb_piece *piece, telling *tell,
		 const struct tb_verdict *v)
{
	*piece = tb_hold_begin(&r->hold);
	r->page.out = &r->hold.text;
	tell(&r->page, &r->options, v);
	r->page.out = &r->text;
	return tb_hold_end(&r->hold, piece);
}

static bool hold_back(struct tb_report *r, const struct tb_verdict *v)
{
	struct tb_entry *e = tb_entries_next(&r->entries);

	if (e == NULL)
		return false;
	*e = tb_entry_of(v);
	e->brief = is_brief(v);
	if (!hold(r, &e->line, tb_story_line, v) ||
	    (!e->brief && !hold(r, &e->block, tb_story_block, v)))
		return false;
	r->entries.n++;
	return true;
}

/* What was told at once is with the reader now, if the reader is waiting for it. */
static void deliver(struct tb_report *r)
{
	if (!r->options.live)
		return;
	tb_text_flush(&r->text);
	(void)fflush(r->options.out);
}

static bool may_hold_back(const struct tb_report *r)
{
	return r->hold.file != NULL && !r->full;
}

static void verdict(struct tb_report *r, const struct tb_verdict *v)
{
	tb_report_tally_add(&r->tally, v);
	if (may_hold_back(r)) {
		r->full = !hold_back(r, v);
		if (!r->full)
			return;
	}
	fitting(v)(&r->page, &r->options, v);
	deliver(r);
}

static void group(struct tb_report *r, const struct tb_group *g)
{
	if (may_hold_back(r)) {
		r->full = !tb_entries_hold_group(&r->entries, &r->hold, &r->page, &r->options, g);
		if (!r->full)
			return;
	}
	tb_story_group(&r->page, &r->options, g);
	deliver(r);
}

/* Copies a held-back text out; says so if that cannot be done. */
static void release(struct tb_report *r, const struct tb_piece *piece)
{
	if (!tb_hold_release(&r->hold, piece, &r->text))
		tb_text_str(&r->text, "(a part of the report could not be read back here)\n");
}

static void lines(struct tb_report *r, struct tb_entry *at, size_t n)
{
	/* what several have in common is told already, and not of one reset */
	if (n > SINGLE_LINES && at->section != TB_SECTION_TOGETHER)
		tb_order_group(at, n);
	for (size_t i = 0; i < n; i++) {
		if (at[i].alike <= TB_SMALL_GROUP) {
			release(r, &at[i].line);
			continue;
		}
		tb_story_alike(&r->page, &r->options, &at[i]);
		i += at[i].alike - 1;
	}
	tb_page_end(&r->page);
}

/* All entries of a section, which is at the head of the n at `at`; how many it has. */
static size_t section(struct tb_report *r, enum tb_section which, struct tb_entry *at, size_t n)
{
	static const struct {
		enum tb_tone tone;
		const char *title;
	} titles[] = {
		[TB_SECTION_TOGETHER] = { TB_TONE_STRONG, "together" },
		[TB_SECTION_BLOCKS] = { TB_TONE_PLAIN, NULL },
		[TB_SECTION_AGAIN] = { TB_TONE_BAD, "more of the same" },
		[TB_SECTION_BENIGN] = { TB_TONE_GOOD, "benign" },
	};
	_Static_assert(sizeof(titles) / sizeof(titles[0]) == TB_SECTION_COUNT,
		       "titles[] lost step with enum tb_section");
	size_t has = 0;

	while (has < n && at[has].section == which)
		has++;
	if (which == TB_SECTION_BLOCKS) {
		for (size_t i = 0; i < has; i++)
			release(r, &at[i].block);
	} else if (has > 0) {
		tb_page_heading(&r->page, titles[which].tone, titles[which].title);
		lines(r, at, has);
	}
	return has;
}

static void release_all(struct tb_report *r)
{
	struct tb_entries *e = &r->entries;
	size_t done = 0;

	if (e->n == 0)
		return;
	tb_order_all(e);
	for (unsigned which = 0; which < TB_SECTION_COUNT; which++)
		done += section(r, which, e->at + done, e->n - done);
}

static void logs(struct tb_report *r, const struct tb_log_result *l)
{
	r->logs = *l;
}

/* Not where only some of the endings are known here. */
static void answer(struct tb_report *r, const struct tb_summary *s)
{
	if (!r->answers || r->full || r->entries.n == 0)
		return;
	tb_order_all(&r->entries);
	tb_answer_tell(&r->page, &r->entries, s, tb_report_is_part(&r->options));
	tb_page_lines(&r->page, 0);
}

static void end(struct tb_report *r, const struct tb_summary *s)
{
	answer(r, s);
	tb_run_header(&r->page, &r->options, s);
	release_all(r);
	tb_hold_free(&r->hold);
	tb_run_logs(&r->page, &r->options, &r->logs);
	tb_run_summary(&r->page, &r->options, s, &r->tally);
	tb_run_log_files(&r->page, &r->logs);
	tb_text_flush(&r->text);
	(void)fflush(r->options.out);
	tb_entries_free(&r->entries);
	free(r);
}

const struct tb_format tb_format_text = {
	.name = "text",
	.help = "for a person at a terminal",
	.begin = text_begin,
	.verdict = verdict,
	.group = group,
	.logs = logs,
	.end = end,
};

const struct tb_format tb_format_markdown = {
	.name = "markdown",
	.help = "the same for a ticket, with the segments around each ending",
	.ladder = true,
	.begin = markdown_begin,
	.verdict = verdict,
	.group = group,
	.logs = logs,
	.end = end,
};
