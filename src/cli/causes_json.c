/* SPDX-License-Identifier: BSD-3-Clause */
/* causes_json.c - causes as JSON: each member is there, be it null */
#include "causes.h"

#include "report/emit.h"

static void write_popular_of(struct tb_text *j, const char *slug)
{
	tb_json_open(j, "popular", '[');
	for (size_t i = 0; i < tb_popular_count(); i++)
		if (tb_causes_stands_for(tb_popular_at(i), slug))
			tb_json_word(j, NULL, tb_popular_at(i)->name);
	tb_json_close(j, ']');
}

/* null: not measured yet. */
static void write_measure(struct tb_text *j, const struct tb_cause_measure *m)
{
	if (!m) {
		tb_json_null(j, "measured");
		return;
	}
	tb_json_open(j, "measured", '{');
	tb_json_share(j, "precision", m->precision);
	tb_json_share(j, "recall", m->recall);
	tb_json_u64(j, "cases", m->cases);
	tb_json_close(j, '}');
}

static void write_cause(struct tb_text *j, const char *chapter, const struct tb_cause_info *c)
{
	tb_json_break_line(j);
	tb_json_open(j, NULL, '{');
	tb_json_string_or_null(j, "slug", c->slug);
	tb_json_string_or_null(j, "chapter", chapter);
	tb_json_string_or_null(j, "title", c->title);
	tb_json_string_or_null(j, "meaning", c->meaning);
	tb_json_string_or_null(j, "decisive", c->decisive);
	tb_json_string_or_null(j, "against", c->against);
	tb_json_string_or_null(j, "limit", c->limit);
	tb_json_string_or_null(j, "client_sees", c->client_sees);
	tb_json_string_or_null(j, "server_sees", c->server_sees);
	tb_json_words(j, "advice", c->advice, TB_MAX_ADVICE);
	write_popular_of(j, c->slug);
	write_measure(j, tb_cause_measured(c->slug));
	tb_json_close(j, '}');
}

static void write_popular(struct tb_text *j, const struct tb_popular *p)
{
	tb_json_break_line(j);
	tb_json_open(j, NULL, '{');
	tb_json_string_or_null(j, "name", p->name);
	tb_json_string_or_null(j, "remedy", p->remedy);
	tb_json_words(j, "causes", p->cause, TB_MAX_POPULAR_CAUSES);
	tb_json_string_or_null(j, "shows", p->shows);
	tb_json_string_or_null(j, "hides", p->hides);
	tb_json_close(j, '}');
}

void tb_causes_json(const struct tb_causes *which, const struct tb_report_options *o)
{
	char buf[4096];
	struct tb_text j;

	tb_text_init(&j, buf, sizeof(buf), o->out);
	tb_json_open(&j, NULL, '{');
	tb_json_open(&j, "causes", '[');
	for (size_t i = 0; i < tb_cause_count(); i++)
		if (tb_causes_has(which, tb_cause_info_at(i)->slug))
			write_cause(&j, tb_cause_chapter(i), tb_cause_info_at(i));
	tb_json_close(&j, ']');
	tb_json_break_line(&j);
	tb_json_open(&j, "popular", '[');
	for (size_t i = 0; i < tb_popular_count(); i++)
		if (tb_causes_has_popular(which, tb_popular_at(i)))
			write_popular(&j, tb_popular_at(i));
	tb_json_close(&j, ']');
	tb_json_close(&j, '}');
	tb_json_end_line(&j);
	tb_text_flush(&j);
}
