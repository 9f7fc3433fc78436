/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_alike.c - many resets that are alike, in one line
 */
#include "report/order.h"

enum { LISTED_FRAMES = 5 };

/* Into para: the server of e and of those alike, with its port if there is only one. */
static void tell_server(struct tb_page *p, const struct tb_entry *e)
{
	uint64_t i = 1;

	while (i < e->alike && e[i].server.port == e->server.port)
		i++;
	if (i == e->alike) {
		tb_text_endpoint(&p->para, &e->server);
		return;
	}
	tb_text_addr(&p->para, &e->server.addr);
	tb_text_str(&p->para, ", several ports");
}

/* "frames 12, 15 and 3 more" */
static void frame_list(struct tb_page *p, const struct tb_report_options *o,
		       const struct tb_entry *e, uint64_t n)
{
	struct tb_ref listed[LISTED_FRAMES];
	uint64_t most = n < LISTED_FRAMES ? n : LISTED_FRAMES;

	for (uint64_t i = 0; i < most; i++)
		listed[i] = e[i].frame;
	tb_page_frames(p, o, listed, most);
	if (n > most) {
		tb_text_str(&p->para, " and ");
		tb_text_count(&p->para, n - most);
		tb_text_str(&p->para, " more");
	}
}

void tb_story_alike(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_entry *e)
{
	uint64_t lost = 0;

	for (uint64_t i = 0; i < e->alike; i++)
		lost += e[i].lost;
	tb_page_number(p, e->alike, "time", "times");
	tb_text_str(&p->para, " with ");
	tell_server(p, e);
	tb_text_str(&p->para, ": ");
	tb_headline_tell(p, &e->plot.headline);
	tb_text_str(&p->para, " (");
	if (e->plot.headline.slug != NULL) {
		tb_text_str(&p->para, e->plot.headline.slug);
		tb_text_str(&p->para, "; ");
	}
	frame_list(p, o, e, e->alike);
	if (lost > 0 && e->plot.harm != TB_HARM_BENIGN) {
		tb_text_str(&p->para, "; ");
		tb_page_number(p, lost, "byte lost", "bytes lost");
	}
	tb_text_char(&p->para, ')');
	tb_page_lines(p, TB_PAGE_INDENT);
}
