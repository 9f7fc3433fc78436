/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/page.h"

#include <string.h>

#include "base/title.h"

enum { NO_TERMINAL = 100, NARROWEST = 60 };

void tb_page_init(struct tb_page *p, const struct tb_medium *medium, struct tb_text *out,
		  const struct tb_report_options *o)
{
	p->medium = medium;
	p->out = out;
	p->colour = o->colour;
	p->width = o->width == 0 ? NO_TERMINAL : o->width < NARROWEST ? NARROWEST : o->width;
	p->in_list = false;
	p->n_points = 0;
	tb_text_init(&p->para, p->buf, sizeof(p->buf), NULL);
}

static bool is_empty(const struct tb_page *p)
{
	return tb_text_len(&p->para) == 0;
}

static void clear(struct tb_page *p)
{
	tb_text_clear(&p->para);
	p->n_points = 0;
}

void tb_page_title(struct tb_page *p, const struct tb_page_title *t)
{
	p->medium->title(p, t);
	clear(p);
}

void tb_page_heading(struct tb_page *p, enum tb_tone tone, const char *words)
{
	p->medium->heading(p, tone, words);
}

void tb_page_item(struct tb_page *p, const char *label)
{
	if (is_empty(p))
		return;
	p->medium->item(p, label);
	clear(p);
}

void tb_page_verbatim(struct tb_page *p, const char *label)
{
	if (is_empty(p))
		return;
	p->medium->verbatim(p, label);
	clear(p);
}

void tb_page_lines(struct tb_page *p, unsigned indent)
{
	if (is_empty(p))
		return;
	p->medium->line(p, indent);
	clear(p);
}

void tb_page_alarm(struct tb_page *p, enum tb_tone tone, const char *word)
{
	p->medium->alarm(p, tone, word);
	clear(p);
}

void tb_page_ladder(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_verdict *v)
{
	if (v->ladder != NULL)
		p->medium->ladder(p, o, v);
}

void tb_page_end(struct tb_page *p)
{
	p->medium->end(p);
}

void tb_page_then(struct tb_page *p, const char *between)
{
	if (is_empty(p))
		return;
	tb_text_str(&p->para, between);
	if (p->n_points < TB_PAGE_POINTS)
		p->point[p->n_points++] = (struct tb_page_point){
			(uint16_t)tb_text_len(&p->para), (uint16_t)strlen(between) };
}

void tb_page_number(struct tb_page *p, uint64_t n, const char *one, const char *many)
{
	tb_text_count(&p->para, n);
	tb_text_char(&p->para, ' ');
	tb_text_str(&p->para, n == 1 ? one : many);
}

void tb_page_icmp(struct tb_page *p, const struct tb_icmp_error *e)
{
	const char *words = tb_report_icmp(e);

	if (words != NULL) {
		tb_text_str(&p->para, words);
	} else {
		tb_text_str(&p->para, "type ");
		tb_text_u64(&p->para, e->type);
		tb_text_str(&p->para, " code ");
		tb_text_u64(&p->para, e->code);
	}
	tb_text_str(&p->para, ", from ");
	tb_text_addr(&p->para, &e->from);
}

/* Without the word "frame". */
static void frame_number(struct tb_page *p, const struct tb_report_options *o, struct tb_ref ref,
			 uint32_t home)
{
	const char *file = tb_report_file(o, ref.file);

	tb_text_u64(&p->para, ref.number);
	if (ref.file == home || file == NULL)
		return;
	tb_text_str(&p->para, " of ");
	tb_page_file(p, file);
}

void tb_page_frame(struct tb_page *p, const struct tb_report_options *o, struct tb_ref ref,
		   uint32_t home)
{
	tb_text_str(&p->para, "frame ");
	frame_number(p, o, ref, home);
}

void tb_page_frames(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_ref *ref, size_t n)
{
	tb_text_str(&p->para, n == 1 ? "frame " : "frames ");
	for (size_t i = 0; i < n; i++) {
		bool said_later = i + 1 < n && ref[i + 1].file == ref[i].file;

		if (i > 0)
			tb_text_str(&p->para, ", ");
		frame_number(p, o, ref[i], said_later ? ref[i].file : tb_report_no_home(o));
	}
}

void tb_page_file(struct tb_page *p, const char *file)
{
	const char *title = tb_file_title(file);

	tb_page_quote(p, title, strlen(title));
}

void tb_page_quote(struct tb_page *p, const void *bytes, size_t n)
{
	tb_text_shown(&p->para, bytes, n < TB_PAGE_QUOTE ? n : TB_PAGE_QUOTE);
	if (n > TB_PAGE_QUOTE)
		tb_text_str(&p->para, "...");
}
