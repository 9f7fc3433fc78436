/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * medium_text.c - a page on a terminal: wrapped, coloured if wanted
 *
 * Colour is added around a paragraph, never inside.
 */
#include <string.h>

#include "report/ladder.h"
#include "report/page.h"

static void blanks(struct tb_page *p, size_t n)
{
	static const char some[] = "                ";

	for (; n > sizeof(some) - 1; n -= sizeof(some) - 1)
		tb_text_str(p->out, some);
	tb_text_bytes(p->out, some, n);
}

/* As ANSI SGR parameters; NULL: as it is. */
static const char *const colours[] = {
	[TB_TONE_PLAIN] = NULL,
	[TB_TONE_STRONG] = "1",
	[TB_TONE_FAINT] = "2",
	[TB_TONE_GOOD] = "32",
	[TB_TONE_DOUBT] = "1;33",
	[TB_TONE_BAD] = "1;31",
};
_Static_assert(sizeof(colours) / sizeof(colours[0]) == TB_TONE_COUNT,
	       "colours[] lost step with enum tb_tone");

void tb_page_coloured(struct tb_page *p, enum tb_tone tone, const char *s)
{
	bool coloured = p->colour && colours[tone] != NULL;

	if (coloured) {
		tb_text_str(p->out, "\033[");
		tb_text_str(p->out, colours[tone]);
		tb_text_char(p->out, 'm');
	}
	tb_text_str(p->out, s);
	if (coloured)
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
}

static void label(struct tb_page *p, const char *words)
{
	size_t n = strlen(words);

	blanks(p, TB_PAGE_INDENT);
	tb_page_coloured(p, TB_TONE_FAINT, words);
	blanks(p, n < TB_PAGE_LABEL ? TB_PAGE_LABEL - n : 1);
}

static void item(struct tb_page *p, const char *words)
{
	label(p, words);
	wrap(p, TB_PAGE_INDENT + TB_PAGE_LABEL, TB_PAGE_INDENT + TB_PAGE_LABEL);
}

/* One line whatever its length. */
static void verbatim(struct tb_page *p, const char *words)
{
	unsigned width = p->width;

	p->width = UINT32_MAX;
	item(p, words);
	p->width = width;
}

static void line(struct tb_page *p, unsigned indent)
{
	blanks(p, indent);
	wrap(p, indent, indent + 2);
}

/* Puts para behind the columns that stand on the line already, and right flush with
 * the margin; on a line of its own if there is no room. */
static void spread(struct tb_page *p, size_t left, const char *right)
{
	size_t used = left + columns(p->para.buf, tb_text_len(&p->para)), wide = strlen(right);

	if (used + 2 + wide <= p->width) {
		tb_text_bytes(p->out, p->para.buf, tb_text_len(&p->para));
		blanks(p, p->width - used - wide);
	} else {
		wrap(p, left, TB_PAGE_INDENT);
		blanks(p, TB_PAGE_INDENT);
	}
	tb_text_str(p->out, right);
	tb_text_char(p->out, '\n');
}

static void title(struct tb_page *p, const struct tb_page_title *t)
{
	char buf[40];
	struct tb_text made;
	size_t left;

	tb_text_init(&made, buf, sizeof(buf), NULL);
	tb_text_u64(&made, t->id);
	left = tb_text_len(&made) + 4 + strlen(t->word);
	tb_text_str(p->out, buf);
	blanks(p, 2);
	tb_page_coloured(p, t->tone, t->word);
	blanks(p, 2);
	tb_text_clear(&made);
	tb_text_moment(&made, t->when);
	spread(p, left, buf);
}

static void alarm(struct tb_page *p, enum tb_tone tone, const char *word)
{
	tb_page_coloured(p, tone, word);
	blanks(p, 2);
	wrap(p, strlen(word) + 2, TB_PAGE_INDENT);
}

static void ladder(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_verdict *v)
{
	tb_ladder_text(p->out, o, v, TB_PAGE_INDENT);
}

static void heading(struct tb_page *p, enum tb_tone tone, const char *words)
{
	tb_page_coloured(p, tone, words);
	tb_text_char(p->out, '\n');
}

static void end(struct tb_page *p)
{
	tb_text_char(p->out, '\n');
}

const struct tb_medium tb_medium_text = {
	.title = title,
	.item = item,
	.verbatim = verbatim,
	.line = line,
	.alarm = alarm,
	.ladder = ladder,
	.heading = heading,
	.end = end,
};
