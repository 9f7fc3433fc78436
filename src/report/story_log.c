/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_log.c - lines of logs told to a person
 */
#include <string.h>

#include "report/run.h"
#include "report/teller.h"

enum { LISTED_LINES = 20 };

static void say_in(struct tb_page *p, const char *words)
{
	tb_text_str(&p->para, words);
}

/* "error.log:17" */
static void say_place(struct tb_page *p, const struct tb_log_tie *tie)
{
	tb_page_file(p, tie->file);
	say_in(p, ":");
	tb_text_u64(&p->para, tie->line);
}

static void say_quoted(struct tb_page *p, const struct tb_log_tie *tie)
{
	say_in(p, ": \"");
	tb_page_quote(p, tie->text, tie->text_len);
	say_in(p, "\"");
}

static void say_score(struct tb_page *p, const struct tb_log_tie *tie)
{
	static const char *const whose[] = {
		[TB_LOG_END_UNKNOWN] = " (",
		[TB_LOG_END_CLIENT] = " (by the client, ",
		[TB_LOG_END_SERVER] = " (by the server, ",
		[TB_LOG_END_BETWEEN] = " (by something between, ",
	};
	_Static_assert(sizeof(whose) / sizeof(whose[0]) == TB_LOG_END_COUNT,
		       "whose[] lost step with enum tb_log_end");

	say_in(p, whose[tie->end]);
	tb_text_share(&p->para, tie->score);
	say_in(p, ")");
}

void tb_tell_logs(struct teller *t)
{
	for (size_t i = 0; i < t->v->n_log; i++) {
		const struct tb_log_tie *tie = &t->v->log[i];

		say_place(t->page, tie);
		say_score(t->page, tie);
		say_quoted(t->page, tie);
		say(t, ": ");
		say(t, tie->why);
		tb_page_item(t->page, "log");
	}
}

static void line(struct tb_page *p, const struct tb_log_line *l)
{
	say_place(p, &l->tie);
	if (l->reset != 0) {
		say_in(p, " tells of reset ");
		tb_text_u64(&p->para, l->reset);
		say_score(p, &l->tie);
	}
	say_in(p, ": ");
	say_in(p, l->tie.why);
	say_quoted(p, &l->tie);
	tb_page_lines(p, TB_PAGE_INDENT);
}

/* Those that are tied, or those that are not. */
static void section(struct tb_page *p, const struct tb_log_result *logs, bool tied,
		    const char *title)
{
	uint64_t n = 0;

	for (size_t i = 0; i < logs->n_lines; i++) {
		if ((logs->line[i].reset != 0) != tied)
			continue;
		if (n == 0)
			tb_page_heading(p, TB_TONE_STRONG, title);
		if (n++ < LISTED_LINES)
			line(p, &logs->line[i]);
	}
	if (n > LISTED_LINES) {
		say_in(p, "and ");
		tb_page_number(p, n - LISTED_LINES, "more", "more");
		tb_page_lines(p, TB_PAGE_INDENT);
	}
	if (n > 0)
		tb_page_end(p);
}

void tb_run_logs(struct tb_page *p, const struct tb_log_result *logs, bool tied)
{
	if (tied)
		section(p, logs, true, "explained lines of logs");
	section(p, logs, false, "lines of logs that no reset of this capture explains");
}

static void skew(struct tb_page *p, const struct tb_log_file *f)
{
	if (!f->has_skew)
		return;
	say_in(p, "; its clock is ");
	tb_text_span(&p->para, f->skew < 0 ? -f->skew : f->skew);
	say_in(p, f->skew < 0 ? " behind" : " ahead");
	say_in(p, ", by all its lines together, which is made good");
	if (f->skew_is_zone)
		say_in(p, "; that looks like a time zone: name it by --log-timezone");
}

static void file(struct tb_page *p, const struct tb_log_file *f)
{
	tb_page_file(p, f->file);
	say_in(p, ": ");
	tb_page_number(p, f->lines, "line", "lines");
	say_in(p, ", ");
	tb_page_number(p, f->errors, "error of a connection", "errors of connections");
	say_in(p, ", ");
	tb_text_count(&p->para, f->tied);
	say_in(p, " explained");
	if (f->elsewhere > 0) {
		say_in(p, ", ");
		tb_text_count(&p->para, f->elsewhere);
		say_in(p, " of other times than the capture's");
	}
	if (f->left_out > 0) {
		say_in(p, ", ");
		tb_text_count(&p->para, f->left_out);
		say_in(p, " left out for want of room");
	}
	skew(p, f);
	tb_page_item(p, "log");
}

void tb_run_log_files(struct tb_page *p, const struct tb_log_result *logs)
{
	for (size_t i = 0; i < logs->n_files; i++)
		file(p, &logs->file[i]);
	for (size_t i = 0; i < logs->n_files; i++)
		if (logs->file[i].problem != NULL) {
			tb_text_shown(&p->para, logs->file[i].problem,
				      strlen(logs->file[i].problem));
			tb_page_alarm(p, TB_TONE_BAD, "INCOMPLETE");
		}
}
