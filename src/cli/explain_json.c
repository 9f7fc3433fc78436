/* SPDX-License-Identifier: BSD-3-Clause */
/* explain_json.c - what an error is, as JSON: each member is there, be it null */
#include "explain.h"

#include <string.h>

#include "knowledge/correction.h"
#include "report/emit.h"

static void write_conditions_of(struct tb_text *j, unsigned conditions)
{
	tb_json_open(j, "conditions", '[');
	for (unsigned c = 0; c < TB_CONDITION_COUNT; c++)
		if (conditions & 1u << c)
			tb_json_word(j, NULL, tb_condition_name((enum tb_condition)c));
	tb_json_close(j, ']');
}

static void write_face(struct tb_text *j, const char *name, const struct tb_error_face *f)
{
	if (!f) {
		tb_json_null(j, name);
		return;
	}
	tb_json_open(j, name, '{');
	tb_json_word(j, "family", f->family->name);
	tb_json_i64(j, "number", f->number);
	tb_json_word(j, "name", f->name);
	write_conditions_of(j, f->conditions);
	tb_json_close(j, '}');
}

static void write_hresult(struct tb_text *j, uint32_t winsock)
{
	if (!winsock) {
		tb_json_null(j, "hresult");
		return;
	}
	tb_json_i64(j, "hresult", (int64_t)(0x80070000 | winsock) - INT64_C(0x100000000));
}

static void write_error(struct tb_text *j, const struct tb_error_number *e)
{
	if (!e) {
		tb_json_null(j, "error");
		return;
	}
	tb_json_open(j, "error", '{');
	tb_json_string_or_null(j, "name", e->name);
	tb_json_string_or_null(j, "windows_name", e->windows_name);
	tb_json_string_or_null(j, "message", e->message);
	tb_json_string_or_null(j, "windows_message", e->windows_message);
	tb_json_open(j, "numbers", '{');
	for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++)
		if (e->number[p])
			tb_json_u64(j, tb_platform_name((enum tb_platform)p), e->number[p]);
	tb_json_close(j, '}');
	write_hresult(j, e->number[TB_PLATFORM_WINDOWS]);
	tb_json_open(j, "faces", '[');
	for (size_t i = 0; i < tb_error_face_count(); i++)
		if (tb_explain_is_face(tb_error_face_at(i), e))
			write_face(j, NULL, tb_error_face_at(i));
	tb_json_close(j, ']');
	tb_json_close(j, '}');
}

static void write_message(struct tb_text *j, const struct tb_log_message *m)
{
	static const char *const writers[] = {
		[TB_WRITER_EITHER] = "either",
		[TB_WRITER_CLIENT] = "client",
		[TB_WRITER_SERVER] = "server",
		[TB_WRITER_BETWEEN] = "between",
	};
	static const char *const resetters[] = {
		[TB_RESETTER_UNTOLD] = NULL,
		[TB_RESETTER_CLIENT] = "client",
		[TB_RESETTER_SERVER] = "server",
		[TB_RESETTER_INSIDE] = "inside",
		[TB_RESETTER_OUTSIDE] = "outside",
		[TB_RESETTER_WRITER] = "writer",
	};

	if (!m) {
		tb_json_null(j, "message");
		return;
	}
	tb_json_open(j, "message", '{');
	tb_json_string(j, "needle", m->needle);
	tb_json_string_or_null(j, "also", m->also);
	tb_json_word(j, "product", m->product);
	tb_json_word(j, "writer", writers[m->writer]);
	tb_json_string_or_null(j, "ended_by", resetters[m->resetter]);
	tb_json_close(j, '}');
}

static void write_kernel(struct tb_text *j, const struct tb_kernel_reason *k)
{
	if (!k) {
		tb_json_null(j, "kernel");
		return;
	}
	tb_json_open(j, "kernel", '{');
	tb_json_word(j, "reason", k->name);
	tb_json_string_or_null(j, "sent_by", tb_explain_sent_by(k));
	tb_json_word(j, "source", tb_kernel_reason_source);
	tb_json_close(j, '}');
}

static void write_reading(struct tb_text *j, const struct tb_reading *r)
{
	tb_json_break_line(j);
	tb_json_open(j, NULL, '{');
	tb_json_open(j, "platforms", '[');
	for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++)
		if (r->platforms & 1u << p)
			tb_json_word(j, NULL, tb_platform_name((enum tb_platform)p));
	tb_json_close(j, ']');
	write_error(j, tb_explain_error(r));
	write_face(j, "face", r->face);
	write_message(j, r->message);
	write_kernel(j, r->kernel);
	write_conditions_of(j, tb_reading_conditions(r));
	tb_json_word(j, "verdict", tb_explain_verdict(r));
	tb_json_word(j, "meaning", tb_reading_meaning(r));
	tb_json_close(j, '}');
}

static void write_elsewhere(struct tb_text *j, const struct tb_question *q)
{
	tb_json_open(j, "elsewhere", '{');
	for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++) {
		const char *name = tb_explain_elsewhere(q, (enum tb_platform)p);

		if (name)
			tb_json_word(j, tb_platform_name((enum tb_platform)p), name);
	}
	tb_json_close(j, '}');
}

static void write_corrections(struct tb_text *j, const struct tb_question *q)
{
	const char *said = NULL;

	tb_json_open(j, "corrections", '[');
	for (size_t i = 0; i < tb_correction_count(); i++) {
		const struct tb_correction *c = tb_correction_at(i);

		if (!tb_correction_is_due(c, q->text, strlen(q->text), &q->is) ||
		    c->truth == said)
			continue;
		said = c->truth;
		tb_json_word(j, NULL, c->truth);
	}
	tb_json_close(j, ']');
}

static void write_condition(struct tb_text *j, enum tb_condition c)
{
	const struct tb_condition_info *i = tb_condition_info_of(c);

	tb_json_break_line(j);
	tb_json_open(j, NULL, '{');
	tb_json_word(j, "name", tb_condition_name(c));
	tb_json_words(j, "produced_by", i->produced, TB_MAX_FACTS);
	tb_json_words(j, "never_by", i->never, TB_MAX_FACTS);
	tb_json_words(j, "seen_by", i->seen, TB_MAX_FACTS);
	tb_json_words(j, "beware", i->beware, TB_MAX_FACTS);
	tb_json_words(j, "look_for", i->look, TB_MAX_FACTS);
	tb_json_words(j, "advice", i->advice, TB_MAX_FACTS);
	tb_json_word(j, "wireshark_filter", i->filter);
	tb_json_words(j, "causes", i->cause, TB_MAX_CONDITION_CAUSES);
	tb_json_words(j, "related", i->related, TB_MAX_RELATED);
	tb_json_close(j, '}');
}

static void write_popular(struct tb_text *j, bool due)
{
	tb_json_open(j, "popular", '[');
	for (size_t i = 0; due && i < tb_popular_count(); i++) {
		const struct tb_popular *told = tb_popular_at(i);

		tb_json_open(j, NULL, '{');
		tb_json_word(j, "name", told->name);
		tb_json_string_or_null(j, "remedy", told->remedy);
		tb_json_words(j, "causes", told->cause, TB_MAX_POPULAR_CAUSES);
		tb_json_word(j, "shows", told->shows);
		tb_json_word(j, "hides", told->hides);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
}

static void write_question(struct tb_text *j, const struct tb_question *q)
{
	unsigned conditions = tb_explain_conditions(q);

	tb_json_break_line(j);
	tb_json_open(j, NULL, '{');
	tb_json_string(j, "asked", q->text);
	tb_json_open(j, "readings", '[');
	for (size_t i = 0; i < q->is.n; i++)
		write_reading(j, &q->is.reading[i]);
	tb_json_close(j, ']');
	write_elsewhere(j, q);
	write_corrections(j, q);
	tb_json_open(j, "conditions", '[');
	for (unsigned c = 0; c < TB_CONDITION_COUNT; c++)
		if (conditions & 1u << c)
			write_condition(j, (enum tb_condition)c);
	tb_json_close(j, ']');
	write_popular(j, tb_explain_is_reset(q));
	tb_json_close(j, '}');
}

void tb_explain_json(const struct tb_questions *all, const struct tb_report_options *o)
{
	char buf[4096];
	struct tb_text j;

	tb_text_init(&j, buf, sizeof(buf), o->out);
	tb_json_open(&j, NULL, '{');
	tb_json_open(&j, "questions", '[');
	for (size_t i = 0; i < all->n; i++)
		write_question(&j, &all->question[i]);
	tb_json_close(&j, ']');
	tb_json_close(&j, '}');
	tb_json_end_line(&j);
	tb_text_flush(&j);
}
