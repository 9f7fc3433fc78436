/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_group.c - what several resets have in common, for the eye
 *
 * Resets are named by their ids, runs of them by the first and the last.
 */
#include "report/story.h"

enum {
	LISTED_RUNS = 6,
	LISTED_FRAMES = 6
};

/* The last index of the run of ids that begins at `from`. */
static size_t run_end(const struct tb_group *g, size_t from)
{
	while (from + 1 < g->n_reset && g->reset[from + 1] == g->reset[from] + 1)
		from++;
	return from;
}

/* "3 to 9", or "3, 4" of only two. */
static void run(struct tb_text *t, uint64_t first, uint64_t last)
{
	tb_text_u64(t, first);
	if (last == first)
		return;
	tb_text_str(t, last == first + 1 ? ", " : " to ");
	tb_text_u64(t, last);
}

static void resets(struct tb_page *p, const struct tb_group *g)
{
	struct tb_text *t = &p->para;
	size_t told = 0;

	tb_text_str(t, g->resets == 1 ? "reset " : "resets ");
	for (unsigned i = 0; i < LISTED_RUNS && told < g->n_reset; i++) {
		size_t last = run_end(g, told);

		if (told > 0)
			tb_text_str(t, ", ");
		run(t, g->reset[told], g->reset[last]);
		told = last + 1;
	}
	if (told < g->resets) {
		tb_text_str(t, " and ");
		tb_text_count(t, g->resets - told);
		tb_text_str(t, " more");
	}
}

static void frames(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_group *g)
{
	struct tb_ref listed[LISTED_FRAMES];
	size_t n = 0;

	for (size_t i = 0; i < g->n_evidence; i++)
		for (unsigned k = 0; k < g->evidence[i].n_frames && n < LISTED_FRAMES; k++)
			listed[n++] = g->evidence[i].frame[k];
	if (n == 0)
		return;
	tb_text_str(&p->para, "; see ");
	tb_page_frames(p, o, listed, n);
}

void tb_story_group(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_group *g)
{
	if (o->live)
		tb_text_str(&p->para, "together: ");
	tb_text_str(&p->para, tb_group_name(g->kind));
	tb_text_str(&p->para, ": ");
	tb_report_group(&p->para, g);
	if (g->name != NULL) {
		tb_text_str(&p->para, ": ");
		tb_page_quote(p, g->name, g->name_len);
	}
	tb_text_str(&p->para, " (");
	resets(p, g);
	frames(p, o, g);
	tb_text_char(&p->para, ')');
	tb_page_lines(p, o->live ? 0 : TB_PAGE_INDENT);
}
