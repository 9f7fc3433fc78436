/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * medium_html.c - a page in HTML: labelled paragraphs are a <dl>
 *
 * A list begins with its first item and ends where something else follows.  Points of a
 * paragraph that has several become a list in it.
 */
#include "report/html.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char *const tones[] = {
	[TB_TONE_PLAIN] = "plain",
	[TB_TONE_STRONG] = "strong",
	[TB_TONE_FAINT] = "faint",
	[TB_TONE_GOOD] = "good",
	[TB_TONE_DOUBT] = "doubt",
	[TB_TONE_BAD] = "bad",
};
_Static_assert(COUNT_OF(tones) == TB_TONE_COUNT, "tones[] lost step with enum tb_tone");

/* Where there is room for more than nine columns. */
static const char *wordy(const char *label)
{
	static const char *const labels[][2] = {
		{ "or", "or else" },
		{ "unseen", "not seen" },
		{ "answers", "it answers" },
		{ "client", "client's application" },
		{ "server", "server's application" },
		{ "kernel", "kernel says" },
		{ "talk", "dialogue" },
		{ "says", "RST says" },
		{ "packet", "RST packet" },
		{ "payload", "RST payload" },
		{ "next", "what to do" },
		{ "filter", "Wireshark filter" },
	};

	for (size_t i = 0; i < COUNT_OF(labels); i++)
		if (strcmp(labels[i][0], label) == 0)
			return labels[i][1];
	return label;
}

/* para from byte `from` up to byte `to`. */
static void part(struct tb_page *p, size_t from, size_t to)
{
	if (to > from)
		tb_text_html(p->out, p->para.buf + from, to - from);
}

static void para(struct tb_page *p)
{
	part(p, 0, tb_text_len(&p->para));
	if (p->para.cut)
		tb_text_str(p->out, " ...");
}

static void leave_list(struct tb_page *p)
{
	if (p->in_list)
		tb_text_str(p->out, "</dl>\n");
	p->in_list = false;
}

static void enter_list(struct tb_page *p)
{
	if (!p->in_list)
		tb_text_str(p->out, "<dl>\n");
	p->in_list = true;
}

static char first_of_between(const struct tb_page *p, const struct tb_page_point *point)
{
	return p->para.buf[point->at - point->between];
}

/* A comma is no reason for a list; points that did not fit are not there. */
static bool is_listed(const struct tb_page *p, const struct tb_page_point *point)
{
	return point->at < tb_text_len(&p->para) && first_of_between(p, point) != ',';
}

/* What stands before a colon is the head of a list, else its first point. */
static unsigned listed_points(const struct tb_page *p)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->n_points; i++)
		if (is_listed(p, &p->point[i]))
			n += n == 0 && first_of_between(p, &p->point[i]) != ':' ? 2 : 1;
	return n;
}

static void points(struct tb_page *p)
{
	size_t from = 0;
	bool in_head = true;

	for (unsigned i = 0; i < p->n_points; i++) {
		const struct tb_page_point *point = &p->point[i];

		if (!is_listed(p, point))
			continue;
		if (in_head && first_of_between(p, point) == ':') {
			part(p, from, (size_t)point->at - point->between);
			tb_text_str(p->out, ":<ul>");
		} else {
			tb_text_str(p->out, in_head ? "<ul><li>" : "<li>");
			part(p, from, (size_t)point->at - point->between);
		}
		in_head = false;
		from = point->at;
	}
	tb_text_str(p->out, "<li>");
	part(p, from, tb_text_len(&p->para));
	tb_text_str(p->out, p->para.cut ? " ...</ul>" : "</ul>");
}

static void label(struct tb_page *p, const char *words)
{
	enter_list(p);
	tb_text_str(p->out, "<dt>");
	tb_html_str(p->out, wordy(words));
	tb_text_str(p->out, "</dt><dd>");
}

static void item(struct tb_page *p, const char *words)
{
	label(p, words);
	if (listed_points(p) > 1)
		points(p);
	else
		para(p);
	tb_text_str(p->out, "</dd>\n");
}

static void verbatim(struct tb_page *p, const char *words)
{
	label(p, words);
	tb_text_str(p->out, "<code>");
	para(p);
	tb_text_str(p->out, "</code> <button type=\"button\" class=\"copy\">Copy</button></dd>\n");
}

static void line(struct tb_page *p, unsigned indent)
{
	(void)indent;
	leave_list(p);
	tb_text_str(p->out, "<p>");
	para(p);
	tb_text_str(p->out, "</p>\n");
}

static void title(struct tb_page *p, const struct tb_page_title *t)
{
	tb_text_str(p->out, "<h3><span class=\"id\">");
	tb_text_u64(p->out, t->id);
	tb_text_str(p->out, "</span> <strong class=\"");
	tb_text_str(p->out, tones[t->tone]);
	tb_text_str(p->out, "\">");
	tb_html_str(p->out, t->word);
	tb_text_str(p->out, "</strong> <span class=\"deed\">");
	para(p);
	tb_text_str(p->out, "</span></h3> <time datetime=\"");
	tb_text_time(p->out, t->when);
	tb_text_str(p->out, "\">");
	tb_text_moment(p->out, t->when);
	tb_text_str(p->out, "</time></summary>\n");
}

static void alarm(struct tb_page *p, enum tb_tone tone, const char *word)
{
	leave_list(p);
	tb_text_str(p->out, "<p class=\"alarm\"><strong class=\"");
	tb_text_str(p->out, tones[tone]);
	tb_text_str(p->out, "\">");
	tb_html_str(p->out, word);
	tb_text_str(p->out, "</strong> ");
	para(p);
	tb_text_str(p->out, "</p>\n");
}

static void ladder(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_verdict *v)
{
	leave_list(p);
	tb_html_ladder(p->out, o, v);
}

static void heading(struct tb_page *p, enum tb_tone tone, const char *words)
{
	(void)tone;
	leave_list(p);
	tb_text_str(p->out, "<h2>");
	tb_html_str(p->out, words);
	tb_text_str(p->out, "</h2>\n");
}

static void end(struct tb_page *p)
{
	leave_list(p);
}

const struct tb_medium tb_medium_html = {
	.title = title,
	.item = item,
	.verbatim = verbatim,
	.line = line,
	.alarm = alarm,
	.ladder = ladder,
	.heading = heading,
	.end = end,
};
