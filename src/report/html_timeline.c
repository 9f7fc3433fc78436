/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * html_timeline.c - when the resets came, as a picture
 *
 * The time of the captures is cut into as many equal parts as a phone is wide enough for.  A
 * row for each harm there is has a bar for each part, as high as its resets are many, and each
 * bar leads to the first of its resets.  Beside the picture stands what it shows in words.
 */
#include "report/html.h"

enum {
	BARS = 100,
	ROW = 46,	/* height of a row, in CSS pixels */
	TALLEST = 28	/* of a bar */
};

struct bar {
	uint64_t n, first;	/* resets, and the id of one that leads the report's order */
};

struct timeline {
	tb_time from, to;
	struct bar bar[TB_HARM_COUNT][BARS];
	uint64_t total[TB_HARM_COUNT];
	uint64_t most;		/* of any bar */
};

static const struct {
	enum tb_harm harm;
	const char *tone, *words;
} rows[] = {
	{ TB_HARM_DISRUPTIVE, "bad", "disruptive" },
	{ TB_HARM_UNKNOWN, "doubt", "of unknown harm" },
	{ TB_HARM_BENIGN, "good", "benign" },
};
_Static_assert(sizeof(rows) / sizeof(rows[0]) == TB_HARM_COUNT, "rows[] lost step");

static void widen(struct timeline *l, tb_time first, tb_time last)
{
	l->from = first.ns < l->from.ns ? first : l->from;
	l->to = last.ns > l->to.ns ? last : l->to;
}

static void measure(struct timeline *l, const struct tb_report_options *o,
		    const struct tb_entry *at, size_t n)
{
	for (size_t i = 0; i < o->n_captures; i++)
		if (o->captures[i].has_times)
			widen(l, o->captures[i].first, o->captures[i].last);
	for (size_t i = 0; i < n; i++)
		widen(l, at[i].time, at[i].time);
}

/* Unsigned, for a file's times may be absurdly far apart. */
static unsigned bar_of(const struct timeline *l, tb_time when)
{
	uint64_t whole = (uint64_t)l->to.ns - (uint64_t)l->from.ns;
	uint64_t since = (uint64_t)when.ns - (uint64_t)l->from.ns;
	uint64_t step = whole / BARS + 1;

	return (unsigned)(since / step);
}

static void count(struct timeline *l, const struct tb_entry *e)
{
	struct bar *b = &l->bar[e->plot.harm][bar_of(l, e->time)];

	if (b->n++ == 0)
		b->first = e->id;
	l->total[e->plot.harm]++;
	l->most = b->n > l->most ? b->n : l->most;
}

/* The middle of a part of the time is where its resets are taken to be. */
static void bar(struct tb_text *t, const struct timeline *l, const struct bar *b, unsigned i)
{
	uint64_t step = ((uint64_t)l->to.ns - (uint64_t)l->from.ns) / BARS + 1;
	uint64_t tall = 2 + b->n * (TALLEST - 2) / l->most;

	tb_html_number(t, "<a href=\"#r", b->first, "\" tabindex=\"-1\"><title>");
	tb_text_count(t, b->n);
	tb_text_str(t, " from ");
	tb_text_moment(t, (tb_time){ (int64_t)((uint64_t)l->from.ns + i * step) });
	tb_text_str(t, " on</title>");
	tb_html_number(t, "<rect x=\"", i, "%\" y=\"");
	tb_text_u64(t, ROW - tall);
	tb_html_number(t, "\" width=\"1%\" height=\"", tall, "\"/></a>\n");
}

static void row(struct tb_text *t, const struct timeline *l, size_t which, unsigned y)
{
	enum tb_harm harm = rows[which].harm;

	tb_text_str(t, "<g class=\"");
	tb_text_str(t, rows[which].tone);
	tb_html_number(t, "\" transform=\"translate(0 ", y, ")\"><text y=\"14\">");
	tb_text_count(t, l->total[harm]);
	tb_text_char(t, ' ');
	tb_text_str(t, rows[which].words);
	tb_text_str(t, "</text><use href=\"#axis\"/>\n");
	for (unsigned i = 0; i < BARS; i++)
		if (l->bar[harm][i].n > 0)
			bar(t, l, &l->bar[harm][i], i);
	tb_text_str(t, "</g>\n");
}

/* What the highest bar stands for, where that is not one reset. */
static void scale(struct tb_text *t, const struct timeline *l)
{
	uint64_t step = ((uint64_t)l->to.ns - (uint64_t)l->from.ns) / BARS + 1;

	if (l->most == 1)
		return;
	tb_text_str(t, "<text class=\"to\" x=\"100%\" y=\"14\">highest bar: ");
	tb_text_count(t, l->most);
	tb_text_str(t, " in ");
	tb_text_span(t, (tb_span)step);
	tb_text_str(t, "</text>\n");
}

static void draw(struct tb_text *t, const struct timeline *l)
{
	unsigned n = 0, y = 0;

	for (size_t i = 0; i < TB_HARM_COUNT; i++)
		n += l->total[i] > 0;
	tb_html_number(t, "<h2>when</h2>\n<svg class=\"timeline\" role=\"group\""
			  " aria-label=\"Resets over the time of the capture\""
			  " width=\"100%\" height=\"", n * ROW + 18, "\">\n");
	for (size_t i = 0; i < TB_HARM_COUNT; i++) {
		if (l->total[rows[i].harm] == 0)
			continue;
		row(t, l, i, y);
		y += ROW;
	}
	scale(t, l);
	tb_html_number(t, "<text y=\"", y + 14, "\">");
	tb_text_moment(t, l->from);
	tb_html_number(t, "</text><text class=\"to\" x=\"100%\" y=\"", y + 14, "\">+");
	tb_text_span(t, tb_since(l->to, l->from));
	tb_text_str(t, "</text>\n</svg>\n");
}

void tb_html_timeline(struct tb_text *t, const struct tb_report_options *o,
		      const struct tb_entry *at, size_t n)
{
	struct timeline l = { .from = { INT64_MAX }, .to = { INT64_MIN } };

	if (n == 0)
		return;
	measure(&l, o, at, n);
	for (size_t i = 0; i < n; i++)
		count(&l, &at[i]);
	draw(t, &l);
}
