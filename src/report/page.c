/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/page.h"

#include <string.h>

enum { NO_TERMINAL = 100, NARROWEST = 60 };

void tb_page_init(struct tb_page *p, struct tb_text *out, const struct tb_report_options *o)
{
	p->out = out;
	p->colour = o->colour;
	p->width = o->width == 0 ? NO_TERMINAL : o->width < NARROWEST ? NARROWEST : o->width;
	tb_text_init(&p->para, p->buf, sizeof(p->buf), NULL);
}

static void blanks(struct tb_page *p, size_t n)
{
	static const char some[] = "                ";

	for (; n > sizeof(some) - 1; n -= sizeof(some) - 1)
		tb_text_str(p->out, some);
	tb_text_bytes(p->out, some, n);
}

void tb_page_coloured(struct tb_page *p, const char *colour, const char *s)
{
	if (p->colour) {
		tb_text_str(p->out, "\033[");
		tb_text_str(p->out, colour);
		tb_text_char(p->out, 'm');
	}
	tb_text_str(p->out, s);
	if (p->colour)
		tb_text_str(p->out, "\033[0m");
}

/* Of valid UTF-8, each code point is a column, which its first byte stands for. */
static bool is_column(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

static size_t columns(const char *s, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += is_column(s[i]);
	return count;
}

/* A word: bytes up to a blank or the end, and its columns. */
struct word {
	size_t n, columns;
};

static struct word word_at(const char *s)
{
	struct word w = { 0, 0 };

	for (; s[w.n] != ' ' && s[w.n] != '\0'; w.n++)
		w.columns += is_column(s[w.n]);
	return w;
}

/* Do n bytes stand as they would be laid out, on one line and with one blank between
 * words?  Most do.  (These are loops that a compiler makes wide.) */
static bool is_laid_out(const char *s, size_t n, size_t room)
{
	size_t doubled = 0;

	for (size_t i = 0; i < n; i++)
		doubled += (s[i] == ' ') & (s[i + 1] == ' ');
	return doubled == 0 && (n == 0 || s[n - 1] != ' ') && columns(s, n) <= room;
}

/* Words from column at, wrapped to column hang. */
static void words(struct tb_page *p, const char *s, size_t at, size_t hang)
{
	bool first = true;

	while (*s != '\0') {
		struct word w = word_at(s);

		if (first) {
			first = false;
		} else if (at + 1 + w.columns > p->width) {
			tb_text_char(p->out, '\n');
			blanks(p, hang);
			at = hang;
		} else {
			tb_text_char(p->out, ' ');
			at++;
		}
		tb_text_bytes(p->out, s, w.n);
		at += w.columns;
		for (s += w.n; *s == ' '; s++)
			;
	}
}

/* Lays out para. */
static void wrap(struct tb_page *p, size_t at, size_t hang)
{
	const struct tb_text *para = &p->para;

	if (at <= p->width && is_laid_out(para->buf, tb_text_len(para), p->width - at))
		tb_text_bytes(p->out, para->buf, tb_text_len(para));
	else
		words(p, para->buf, at, hang);
	if (p->para.cut)
		tb_text_str(p->out, " ...");
	tb_text_char(p->out, '\n');
	tb_text_clear(&p->para);
}

void tb_page_item(struct tb_page *p, const char *label)
{
	size_t n = strlen(label);

	if (tb_text_len(&p->para) == 0)
		return;
	blanks(p, TB_PAGE_INDENT);
	tb_page_coloured(p, TB_FAINT, label);
	blanks(p, n < TB_PAGE_LABEL ? TB_PAGE_LABEL - n : 1);
	wrap(p, TB_PAGE_INDENT + TB_PAGE_LABEL, TB_PAGE_INDENT + TB_PAGE_LABEL);
}

void tb_page_lines(struct tb_page *p, unsigned indent)
{
	if (tb_text_len(&p->para) == 0)
		return;
	blanks(p, indent);
	wrap(p, indent, indent + 2);
}

void tb_page_spread(struct tb_page *p, unsigned left, const char *right)
{
	size_t used = left + columns(p->para.buf, tb_text_len(&p->para)), wide = strlen(right);

	if (used + 2 + wide <= p->width) {
		tb_text_bytes(p->out, p->para.buf, tb_text_len(&p->para));
		tb_text_clear(&p->para);
		blanks(p, p->width - used - wide);
	} else {
		wrap(p, left, TB_PAGE_INDENT);
		blanks(p, TB_PAGE_INDENT);
	}
	tb_text_str(p->out, right);
	tb_text_char(p->out, '\n');
}

void tb_page_alarm(struct tb_page *p, const char *colour, const char *word)
{
	tb_page_coloured(p, colour, word);
	blanks(p, 2);
	wrap(p, strlen(word) + 2, TB_PAGE_INDENT);
}

void tb_page_then(struct tb_page *p, const char *between)
{
	if (tb_text_len(&p->para) > 0)
		tb_text_str(&p->para, between);
}

void tb_page_number(struct tb_page *p, uint64_t n, const char *one, const char *many)
{
	tb_text_count(&p->para, n);
	tb_text_char(&p->para, ' ');
	tb_text_str(&p->para, n == 1 ? one : many);
}

void tb_page_frame(struct tb_page *p, const struct tb_report_options *o, struct tb_ref ref,
		   uint32_t home)
{
	tb_text_str(&p->para, "frame ");
	tb_page_frame_number(p, o, ref, home);
}

void tb_page_frame_number(struct tb_page *p, const struct tb_report_options *o,
			  struct tb_ref ref, uint32_t home)
{
	const char *file = tb_report_file(o, ref.file);

	tb_text_u64(&p->para, ref.number);
	if (ref.file == home || file == NULL)
		return;
	tb_text_str(&p->para, " of ");
	tb_page_file(p, file);
}

void tb_page_file(struct tb_page *p, const char *file)
{
	if (strcmp(file, "-") == 0)
		tb_text_str(&p->para, "standard input");
	else
		tb_page_quote(p, file, strlen(file));
}

void tb_page_quote(struct tb_page *p, const void *bytes, size_t n)
{
	tb_text_shown(&p->para, bytes, n < TB_PAGE_QUOTE ? n : TB_PAGE_QUOTE);
	if (n > TB_PAGE_QUOTE)
		tb_text_str(&p->para, "...");
}
