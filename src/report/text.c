/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text.c - the report for a person, at a terminal or in a ticket
 *
 * The worst comes first and the totals before it, so offline everything is held
 * back (backlog.h); the end sorts it and copies the texts out.  What several
 * have in common goes before what each did.  Benign endings, and those that only repeat
 * what a few blocks have told already, shrink to a line each, many alike to one line
 * together.
 *
 * Live, each verdict is written on a terminal at once, and the totals come last; a ticket is
 * written when the capture ends.  Where there is no room to hold anything back (no temporary
 * file, disk or memory full), all is written at once: order suffers then, nothing is lost.
 */
#include <stdlib.h>

#include "report/answer.h"
#include "report/backlog.h"
#include "report/run.h"
#include "report/delivery.h"

enum { SINGLE_LINES = 5 };	/* of a section: so many get a line each */

struct tb_report {
	struct tb_delivery out;
	struct tb_page page;
	struct tb_backlog backlog;
	bool answers;		/* the whole in a sentence comes before everything */
	bool live;		/* what logs say is not in what was told of each reset */
	struct tb_report_tally tally;
	struct tb_log_result logs;
};

/* Is a line enough?  Not for what somebody wrote into a log, or into the RST. */
static bool is_brief(const struct tb_verdict *v)
{
	return v->harm.verdict == TB_HARM_BENIGN && v->n_log == 0 && v->ladder == NULL &&
	       v->rst[v->deciding].code.kind == TB_CODE_NONE;
}

static const struct tb_backlog_form form = {
	.line = tb_story_line,
	.block = tb_story_block,
	.is_brief = is_brief,
};

/* document: for a reader who comes when the capture is over, live too. */
static struct tb_report *begin(const struct tb_medium *medium, bool document,
			       const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	tb_delivery_begin(&r->out, o);
	r->out.options.live = o->live && !document;
	r->live = o->live;
	r->answers = document;
	tb_page_init(&r->page, medium, &r->out.text, o);
	if (!r->out.options.live)
		tb_backlog_init(&r->backlog, &form, &r->page, &r->out.options,
				tb_backlog_most(o->memory));
	return r;
}

static struct tb_report *text_begin(const struct tb_report_options *o)
{
	return begin(&tb_medium_text, false, o);
}

static struct tb_report *markdown_begin(const struct tb_report_options *o)
{
	return begin(&tb_medium_markdown, true, o);
}

static void verdict(struct tb_report *r, const struct tb_verdict *v)
{
	tb_report_tally_add(&r->tally, v);
	if (tb_backlog_verdict(&r->backlog, v))
		return;
	(is_brief(v) ? form.line : form.block)(&r->page, &r->out.options, v);
	tb_deliver(&r->out);
}

static void group(struct tb_report *r, const struct tb_group *g)
{
	if (tb_backlog_group(&r->backlog, g))
		return;
	tb_story_group(&r->page, &r->out.options, g);
	tb_deliver(&r->out);
}

static void lines(struct tb_report *r, struct tb_entry *at, size_t n)
{
	/* what several have in common is told already, and not of one reset */
	if (n > SINGLE_LINES && at->section != TB_SECTION_TOGETHER)
		tb_order_group(at, n);
	for (size_t i = 0; i < n; i++) {
		if (at[i].alike <= TB_SMALL_GROUP) {
			tb_backlog_release(&r->backlog, &at[i].line);
			continue;
		}
		tb_story_alike(&r->page, &r->out.options, &at[i]);
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
			tb_backlog_release(&r->backlog, &at[i].block);
	} else if (has > 0) {
		tb_page_heading(&r->page, titles[which].tone, titles[which].title);
		lines(r, at, has);
	}
	return has;
}

static void release_all(struct tb_report *r)
{
	struct tb_entries *e = &r->backlog.entries;
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
	struct tb_entries *e = &r->backlog.entries;

	if (!r->answers || r->backlog.full || e->n == 0)
		return;
	tb_order_all(e);
	tb_answer_tell(&r->page, e, s, tb_report_is_part(&r->out.options));
	tb_page_lines(&r->page, 0);
}

static void end(struct tb_report *r, const struct tb_summary *s)
{
	answer(r, s);
	tb_run_header(&r->page, &r->out.options, s);
	tb_backlog_tell_beyond(&r->backlog);
	release_all(r);
	tb_run_logs(&r->page, &r->logs, r->live);
	tb_run_summary(&r->page, &r->out.options, s, &r->tally);
	tb_run_log_files(&r->page, &r->logs);
	tb_delivery_end(&r->out);
	tb_backlog_free(&r->backlog);
	free(r);
}

const struct tb_format tb_format_text = {
	.name = "text",
	.help = "for a person at a terminal",
	.keeps = true,
	.tells_live = true,
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
	.keeps = true,
	.begin = markdown_begin,
	.verdict = verdict,
	.group = group,
	.logs = logs,
	.end = end,
};
