/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_cause.c - why a reset was sent, what speaks for that and against it, and what
 * to do
 */
#include "report/record_part.h"

/* Slugs, titles and advice are ours, without anything that would have to be escaped. */
static void weighed_members(struct tb_text *j, const struct tb_weighed *w)
{
	tb_json_word(j, "slug", w->slug);
	tb_json_word(j, "title", w->title);
	tb_json_share(j, "confidence", w->confidence);
}

/* What it says, for what, and how much that weighs. */
static void evidence_members(struct tb_text *j, const struct tb_report_options *o,
			     const struct tb_evidence *e, uint32_t home)
{
	tb_record_why(j, "text", o, &e->text, home);
	if (e->supports != NULL) {
		tb_json_word(j, "supports", e->supports);
		tb_json_tenths(j, "weight", e->weight);
	}
}

static void evidence(struct tb_text *j, const struct tb_report_options *o,
		     const struct tb_evidence *e, uint32_t home)
{
	tb_json_open(j, NULL, '{');
	tb_json_open(j, "frames", '[');
	for (unsigned i = 0; i < e->n_frames; i++)
		tb_record_listed_frame(j, o, e->frame[i], home);
	tb_json_close(j, ']');
	evidence_members(j, o, e, home);
	tb_json_close(j, '}');
}

void tb_record_evidence(struct tb_text *j, const struct tb_report_options *o,
			const struct tb_evidence *e, size_t n, uint32_t home)
{
	tb_json_open(j, "evidence", '[');
	for (size_t i = 0; i < n; i++)
		evidence(j, o, &e[i], home);
	tb_json_close(j, ']');
}

static bool all_at_home(const struct tb_evidence *e, uint32_t home)
{
	unsigned i = 0;

	while (i < e->n_frames && e->frame[i].file == home)
		i++;
	return i == e->n_frames;
}

/* Numbers and, if one is of another file, the files of all, in the same order. */
static void plain_frames(struct tb_text *j, const struct tb_report_options *o,
			 const struct tb_evidence *e, uint32_t home)
{
	tb_json_open(j, "frames", '[');
	for (unsigned i = 0; i < e->n_frames; i++)
		tb_json_u64(j, NULL, e->frame[i].number);
	tb_json_close(j, ']');
	if (all_at_home(e, home))
		return;
	tb_json_open(j, "files", '[');
	for (unsigned i = 0; i < e->n_frames; i++)
		tb_json_string_or_null(j, NULL, tb_report_file(o, e->frame[i].file));
	tb_json_close(j, ']');
}

void tb_record_plain_evidence(struct tb_text *j, const struct tb_report_options *o,
			      const struct tb_verdict *v, uint32_t home)
{
	tb_json_open(j, "evidence", '[');
	for (size_t i = 0; i < v->n_evidence; i++) {
		tb_json_open(j, NULL, '{');
		plain_frames(j, o, &v->evidence[i], home);
		evidence_members(j, o, &v->evidence[i], home);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
}

void tb_record_signals(struct tb_text *j, const struct tb_verdict *v)
{
	tb_json_open(j, "signals", '{');
	for (size_t i = 0; i < v->n_asked; i++)
		tb_json_answer(j, v->asked[i].question, v->asked[i].answer);
	tb_json_close(j, '}');
}

void tb_record_cause(struct tb_text *j, const struct tb_verdict *v)
{
	tb_json_open(j, "cause", '{');
	weighed_members(j, &v->cause);
	tb_json_open(j, "alternatives", '[');
	for (size_t i = 0; i < v->n_alternatives; i++) {
		tb_json_open(j, NULL, '{');
		weighed_members(j, &v->alternative[i]);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
	tb_json_close(j, '}');
}

void tb_record_advice(struct tb_text *j, const struct tb_verdict *v)
{
	tb_json_open(j, "advice", '[');
	for (size_t i = 0; i < v->n_advice; i++)
		tb_json_word(j, NULL, v->advice[i]);
	tb_json_close(j, ']');
}
