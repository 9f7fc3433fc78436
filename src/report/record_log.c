/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_log.c - lines of logs as records
 *
 * `end` is null where it is not known whose word a line is; `agrees` is left out where the
 * capture does not tell.
 */
#include "report/record_part.h"

static void place(struct tb_text *j, const struct tb_log_tie *tie)
{
	tb_json_string(j, "file", tie->file);
	tb_json_u64(j, "line", tie->line);
	tb_json_bytes(j, "text", tie->text, tie->text_len);
}

static void judgement(struct tb_text *j, const struct tb_log_tie *tie)
{
	if (tie->end != TB_LOG_END_UNKNOWN)
		tb_json_word(j, "end", tb_log_end_name(tie->end));
	else
		tb_json_null(j, "end");
	tb_json_answer(j, "agrees", tie->agrees);
	tb_json_word(j, "why", tie->why);
	tb_json_share(j, "score", tie->score);
}

void tb_record_ties(struct tb_text *j, const struct tb_verdict *v)
{
	tb_json_open(j, "logs", '[');
	for (size_t i = 0; i < v->n_log; i++) {
		tb_json_open(j, NULL, '{');
		place(j, &v->log[i]);
		judgement(j, &v->log[i]);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
}

void tb_record_log_line(struct tb_text *j, const char *type, const struct tb_log_line *l)
{
	tb_json_open(j, NULL, '{');
	if (type != NULL)
		tb_json_word(j, "type", type);
	place(j, &l->tie);
	if (l->has_time)
		tb_json_time(j, "time", l->time);
	tb_json_string(j, "product", l->product);
	if (l->reset != 0)
		tb_json_u64(j, "reset", l->reset);
	if (l->nearest != 0)
		tb_json_u64(j, "nearest", l->nearest);
	judgement(j, &l->tie);
	tb_json_close(j, '}');
}

static void log_file(struct tb_text *j, const struct tb_log_file *f)
{
	tb_json_open(j, NULL, '{');
	tb_json_string(j, "file", f->file);
	tb_json_u64(j, "lines", f->lines);
	tb_json_u64(j, "errors", f->errors);
	tb_json_u64(j, "tied", f->tied);
	tb_json_u64(j, "elsewhere", f->elsewhere);
	tb_json_u64(j, "left_out", f->left_out);
	if (f->has_skew)
		tb_json_seconds(j, "skew", f->skew);
	tb_json_bool(j, "complete", f->problem == NULL);
	if (f->problem != NULL)
		tb_json_string(j, "problem", f->problem);
	tb_json_close(j, '}');
}

void tb_record_log_files(struct tb_text *j, const struct tb_log_result *logs)
{
	if (logs->n_files == 0)
		return;
	tb_json_open(j, "logs", '[');
	for (size_t i = 0; i < logs->n_files; i++)
		log_file(j, &logs->file[i]);
	tb_json_close(j, ']');
}
