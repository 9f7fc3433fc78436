/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * html_ladder.c - the segments around an ending as a picture
 *
 * SVG whose columns are shares of its width and whose type keeps its size, so that it fits a
 * phone and a sheet of paper alike: the client's line at 24 %, the server's at 76 %, between
 * them an arrow for each segment, outside them the states where they change.  Each segment is
 * an item of a list for those who have it read to them.  Arrows are drawn once in the page
 * (html_head.c) and used here.
 */
#include "report/html.h"
#include "report/ladder.h"

/* Heights, in CSS pixels. */
enum {
	TOP = 26,
	RUNG = 38,
	ASIDE = 22	/* of a line that is no segment */
};

static unsigned height(const struct tb_ladder *l)
{
	size_t asides = (l->earlier > 0) + (size_t)(l->later > 0);

	for (size_t i = 0; i < l->n; i++)
		asides += (tb_ladder_silence(l, i) > 0) + (size_t)(l->rung[i].missing > 0);
	return (unsigned)(TOP + asides * ASIDE + l->n * RUNG);
}

/* Begins a line that is no segment. */
static unsigned aside(struct tb_text *t, unsigned y)
{
	tb_html_number(t, "<text role=\"listitem\" class=\"gap\" x=\"50%\" y=\"", y + 14, "\">");
	return y + ASIDE;
}

static unsigned more(struct tb_text *t, unsigned y, uint64_t n, const char *which)
{
	if (n == 0)
		return y;
	y = aside(t, y);
	tb_ladder_say_more(t, n, which);
	tb_text_str(t, "</text>\n");
	return y;
}

static unsigned gaps(struct tb_text *t, unsigned y, const struct tb_ladder *l, size_t i)
{
	tb_span silence = tb_ladder_silence(l, i);

	if (silence > 0) {
		y = aside(t, y);
		tb_ladder_say_silence(t, silence);
		tb_text_str(t, "</text>\n");
	}
	if (l->rung[i].missing > 0) {
		y = aside(t, y);
		tb_ladder_say_missing(t, &l->rung[i]);
		tb_text_str(t, "</text>\n");
	}
	return y;
}

static void state(struct tb_text *t, const struct tb_ladder *l, size_t i, enum tb_side side)
{
	const char *name = tb_ladder_state(l, i, side);

	if (*name == '\0')
		return;
	tb_text_str(t, side == TB_CLIENT ? "<text class=\"cs\" x=\"23%\" y=\"22\">" :
					   "<text class=\"ss\" x=\"77%\" y=\"22\">");
	tb_text_str(t, name);
	tb_text_str(t, "</text>");
}

/* What stands below the arrow: "frame 11, -0.000081 s, answered by the RST" */
static void below(struct tb_text *t, const struct tb_report_options *o,
		  const struct tb_verdict *v, const struct tb_rung *r)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	const char *file = tb_report_foreign_file(o, r->frame, rst->frame.file);
	tb_span since = tb_since(r->time, rst->time);

	tb_html_number(t, "frame ", r->frame.number, "");
	if (file != NULL) {
		char buf[1024];
		struct tb_text name;

		tb_text_init(&name, buf, sizeof(buf), NULL);
		tb_text_shown(&name, file, strlen(file));
		tb_text_str(t, " of ");
		tb_text_html(t, buf, tb_text_len(&name));
	}
	if (r->part != TB_RUNG_DECIDING) {
		tb_text_str(t, since > 0 ? ", +" : ", ");
		tb_ladder_moment(t, since);
		tb_text_str(t, " s");
	}
	tb_ladder_remark(t, v, r, ", ");
}

/* How it stands out. */
static void classes(struct tb_text *t, const struct tb_rung *r)
{
	static const char *const parts[] = {
		[TB_RUNG_OTHER] = "rung",
		[TB_RUNG_TRIGGER] = "rung trigger",
		[TB_RUNG_DECIDING] = "rung rst deciding",
		[TB_RUNG_RST] = "rung rst",
	};
	_Static_assert(sizeof(parts) / sizeof(parts[0]) == TB_RUNG_PART_COUNT,
		       "parts[] lost step with enum tb_rung_part");

	tb_text_str(t, parts[r->part]);
	if (r->kind != TB_RUNG_PLAIN) {
		tb_text_char(t, ' ');
		tb_text_str(t, tb_rung_kind_name(r->kind));
	}
}

static unsigned rung(struct tb_text *t, const struct tb_report_options *o,
		     const struct tb_verdict *v, unsigned y, size_t i)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	const struct tb_rung *r = &v->ladder->rung[i];

	tb_text_str(t, "<g role=\"listitem\" class=\"");
	classes(t, r);
	if (r->frame.file == rst->frame.file) {
		tb_html_number(t, "\" id=\"r", v->id, "");
		tb_html_number(t, "-", r->frame.number, "");
	}
	tb_html_number(t, "\" data-frame=\"", r->frame.number, "");
	tb_html_number(t, "\" transform=\"translate(0 ", y, ")\">");
	state(t, v->ladder, i, TB_CLIENT);
	tb_text_str(t, "<text x=\"50%\" y=\"13\">");
	tb_ladder_label(t, r);
	tb_text_str(t, r->from == TB_CLIENT ? "</text><use href=\"#right\"/>" :
					      "</text><use href=\"#left\"/>");
	tb_text_str(t, "<text class=\"sub\" x=\"50%\" y=\"31\">");
	below(t, o, v, r);
	tb_text_str(t, "</text>");
	state(t, v->ladder, i, TB_SERVER);
	tb_text_str(t, "</g>\n");
	return y + RUNG;
}

void tb_html_ladder(struct tb_text *t, const struct tb_report_options *o,
		    const struct tb_verdict *v)
{
	const struct tb_ladder *l = v->ladder;
	unsigned y = TOP;

	tb_html_number(t, "<svg class=\"ladder\" role=\"list\" aria-label=\"Segments"
			  " around the ending\" width=\"100%\" height=\"", height(l), "\">\n");
	tb_text_str(t, "<text class=\"end\" x=\"24%\" y=\"12\">client</text>"
		       "<text class=\"end\" x=\"76%\" y=\"12\">server</text>"
		       "<use href=\"#lines\"/>\n");
	y = more(t, y, l->earlier, "before");
	for (size_t i = 0; i < l->n; i++) {
		y = gaps(t, y, l, i);
		y = rung(t, o, v, y, i);
	}
	(void)more(t, y, l->later, "after");
	tb_text_str(t, "</svg>\n");
}
