/* SPDX-License-Identifier: BSD-3-Clause */
#include "causes.h"

#include "report/page.h"

/* A paragraph of a cause; what only the cause's own page tells is "full". */
static const struct line {
	const char *label;
	size_t at;	/* member of struct tb_cause_info */
	bool full;
} lines[] = {
	{ "means", offsetof(struct tb_cause_info, meaning), false },
	{ "decisive", offsetof(struct tb_cause_info, decisive), false },
	{ "against", offsetof(struct tb_cause_info, against), false },
	{ "limit", offsetof(struct tb_cause_info, limit), false },
	{ "client", offsetof(struct tb_cause_info, client_sees), true },
	{ "server", offsetof(struct tb_cause_info, server_sees), true },
};

static void item(struct tb_page *p, const char *label, const char *text)
{
	if (text)
		tb_text_str(&p->para, text);
	tb_page_item(p, label);
}

/* "a, b" behind a label. */
static void item_of_list(struct tb_page *p, const char *label, const char *const *text,
			 size_t max)
{
	for (size_t i = 0; i < max && text[i]; i++) {
		tb_page_then(p, ", ");
		tb_text_str(&p->para, text[i]);
	}
	tb_page_item(p, label);
}

static void heading(struct tb_page *p, const char *title)
{
	tb_page_heading(p, TB_TONE_STRONG, title);
	tb_page_end(p);
}

static void write_popular_of(struct tb_page *p, const char *slug)
{
	for (size_t i = 0; i < tb_popular_count(); i++)
		if (tb_causes_stands_for(tb_popular_at(i), slug)) {
			tb_page_then(p, "; ");
			tb_text_str(&p->para, tb_popular_at(i)->name);
		}
	tb_page_item(p, "popular");
}

static void write_measure(struct tb_page *p, const struct tb_cause_measure *m)
{
	if (!m) {
		item(p, "measured", "Not measured yet.");
		return;
	}
	tb_text_str(&p->para, "Precision ");
	tb_text_share(&p->para, m->precision);
	tb_text_str(&p->para, ", recall ");
	tb_text_share(&p->para, m->recall);
	tb_text_str(&p->para, ", over ");
	tb_page_number(p, m->cases, "case.", "cases.");
	tb_page_item(p, "measured");
}

static void write_cause(struct tb_page *p, const struct tb_cause_info *c, bool full)
{
	const struct tb_cause_measure *m = tb_cause_measured(c->slug);

	tb_page_coloured(p, TB_TONE_STRONG, c->slug);
	tb_text_str(p->out, ": ");
	tb_text_str(p->out, c->title);
	tb_text_char(p->out, '\n');
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (full || !lines[i].full)
			item(p, lines[i].label,
			     *(const char *const *)((const char *)c + lines[i].at));
	for (size_t i = 0; i < TB_MAX_ADVICE; i++)
		item(p, "next", c->advice[i]);
	if (full)
		write_popular_of(p, c->slug);
	if (full || m)
		write_measure(p, m);
	tb_text_char(p->out, '\n');
}

static void write_popular(struct tb_page *p)
{
	heading(p, "What people are told, and what of it a capture can show");
	for (size_t i = 0; i < tb_popular_count(); i++) {
		const struct tb_popular *told = tb_popular_at(i);

		tb_text_str(&p->para, told->name);
		tb_page_lines(p, 0);
		item(p, "remedy", told->remedy);
		item_of_list(p, "causes", told->cause, TB_MAX_POPULAR_CAUSES);
		item(p, "shows", told->shows);
		item(p, "hides", told->hides);
		tb_text_char(p->out, '\n');
	}
}

static void write_all(struct tb_page *p)
{
	for (size_t i = 0; i < tb_cause_count(); i++) {
		if (i == 0 || tb_cause_chapter(i) != tb_cause_chapter(i - 1))
			heading(p, tb_cause_chapter(i));
		write_cause(p, tb_cause_info_at(i), false);
	}
	write_popular(p);
}

void tb_causes_text(const struct tb_causes *which, const struct tb_report_options *o)
{
	char buf[4096];
	struct tb_text out;
	struct tb_page page;

	tb_text_init(&out, buf, sizeof(buf), o->out);
	tb_page_init(&page, &tb_medium_text, &out, o);
	if (which->n == 0)
		write_all(&page);
	for (size_t i = 0; i < which->n; i++)
		write_cause(&page, tb_cause_info_find(which->slug[i]), true);
	tb_text_flush(&out);
}
