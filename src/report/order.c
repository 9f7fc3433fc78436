/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/order.h"

#include <stdlib.h>
#include <string.h>

#include "report/app_error.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { FULL_BLOCKS = 3 };	/* of one plot; the rest get a line each */

/* Where a FIN had come before the RST only a write meets an error; who reads is told of the FIN. */
static const char *met(const struct tb_app_error *e)
{
	enum tb_system on = tb_app_error_system(e);
	struct tb_system_error is;

	if (e->met != TB_YES || !tb_app_error_on(e, on, &is))
		return NULL;
	return e->condition[on] == TB_CONDITION_BROKEN_PIPE
		       ? "an end of file if it reads, EPIPE if it writes" : is.name;
}

struct tb_entry tb_entry_of(const struct tb_verdict *v)
{
	return (struct tb_entry){
		.id = v->id,
		.lost = v->harm.unacked[TB_CLIENT] + v->harm.unacked[TB_SERVER],
		.frame = v->rst[v->deciding].frame,
		.time = v->rst[v->deciding].time,
		.server = v->flow.end[TB_SERVER],
		.plot = tb_plot_of(v),
		.title = v->cause.title,
		.confidence = v->cause.confidence,
		.meets = { met(&v->errors[TB_CLIENT]), met(&v->errors[TB_SERVER]) },
		.request_open = v->dialogue.request_open == TB_YES,
		.logged = v->n_log > 0,
		.section = TB_SECTION_BLOCKS,
	};
}

struct tb_entry *tb_entries_next(struct tb_entries *e)
{
	size_t room = e->room == 0 ? 64 : 2 * e->room;
	struct tb_entry *at;

	if (e->n < e->room)
		return &e->at[e->n];
	at = realloc(e->at, room * sizeof(*at));
	if (at == NULL)
		return NULL;
	e->at = at;
	e->room = room;
	return &e->at[e->n];
}

void tb_entries_free(struct tb_entries *e)
{
	free(e->at);
	*e = (struct tb_entries){ 0 };
}

bool tb_entries_hold_group(struct tb_entries *e, struct tb_hold *h, struct tb_page *p,
			   const struct tb_report_options *o, const struct tb_group *g)
{
	struct tb_entry *next = tb_entries_next(e);
	struct tb_text *out = p->out;

	if (next == NULL)
		return false;
	*next = (struct tb_entry){ .id = e->n, .members = g->resets,
				   .section = TB_SECTION_TOGETHER };
	next->line = tb_hold_begin(h);
	p->out = &h->text;
	tb_story_group(p, o, g);
	p->out = out;
	if (!tb_hold_end(h, &next->line))
		return false;
	e->n++;
	return true;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_harm(const void *left, const void *right)
{
	static const unsigned rank[] = {
		[TB_HARM_DISRUPTIVE] = 0,
		[TB_HARM_UNKNOWN] = 1,
		[TB_HARM_BENIGN] = 2,
	};
	_Static_assert(COUNT_OF(rank) == TB_HARM_COUNT, "rank[] lost step");
	const struct tb_entry *a = left, *b = right;
	int c = compare(a->section, b->section);

	c = c != 0 ? c : compare(b->members, a->members);
	c = c != 0 ? c : compare(rank[a->plot.harm], rank[b->plot.harm]);
	c = c != 0 ? c : compare(b->lost, a->lost);
	c = c != 0 ? c : compare(b->request_open, a->request_open);
	return c != 0 ? c : compare(a->id, b->id);
}

bool tb_plots_told(struct tb_plots *seen, const struct tb_plot *plot, unsigned enough)
{
	size_t i = 0;

	while (i < seen->n && !tb_plot_same(&seen->at[i].plot, plot))
		i++;
	if (i == COUNT_OF(seen->at))
		return false;
	if (i == seen->n) {
		seen->at[i].plot = *plot;
		seen->at[i].told = 0;
		seen->n++;
	}
	return seen->at[i].told++ >= enough;
}

static enum tb_section section_of(const struct tb_entry *e, struct tb_plots *seen)
{
	if (e->section == TB_SECTION_TOGETHER)
		return TB_SECTION_TOGETHER;
	if (e->brief)
		return TB_SECTION_BENIGN;
	if (e->block.len == 0)
		return TB_SECTION_AGAIN;
	if (e->logged)
		return TB_SECTION_BLOCKS;
	return tb_plots_told(seen, &e->plot, FULL_BLOCKS) ? TB_SECTION_AGAIN : TB_SECTION_BLOCKS;
}

void tb_order_all(struct tb_entries *e)
{
	struct tb_plots seen = { .n = 0 };

	if (e->n == 0)
		return;
	qsort(e->at, e->n, sizeof(*e->at), by_harm);
	for (size_t i = 0; i < e->n; i++) {
		e->at[i].section = section_of(&e->at[i], &seen);
		e->at[i].alike = 0;
		e->at[i].any_port = false;
	}
	qsort(e->at, e->n, sizeof(*e->at), by_harm);
}

/* Zero if both are of the same group. */
static int by_deed(const struct tb_entry *a, const struct tb_entry *b)
{
	int c = compare(a->any_port, b->any_port);

	c = c != 0 ? c : tb_headline_compare(&a->plot.headline, &b->plot.headline);
	c = c != 0 ? c : compare(a->plot.harm, b->plot.harm);
	c = c != 0 ? c : memcmp(&a->server.addr, &b->server.addr, sizeof(a->server.addr));
	return c != 0 || a->any_port ? c : compare(a->server.port, b->server.port);
}

static int by_deed_and_id(const void *left, const void *right)
{
	const struct tb_entry *a = left, *b = right;
	int c = by_deed(a, b);

	return c != 0 ? c : compare(a->id, b->id);
}

static int by_group(const void *left, const void *right)
{
	const struct tb_entry *a = left, *b = right;
	int c = compare(b->alike, a->alike);

	c = c != 0 ? c : compare(a->first, b->first);
	return c != 0 ? c : compare(a->id, b->id);
}

static void group(struct tb_entry *at, size_t n)
{
	qsort(at, n, sizeof(*at), by_deed_and_id);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && by_deed(&at[i], &at[j]) == 0; j++)
			at[j].first = at[i].id;
		for (size_t k = i; k < j; k++)
			at[k].alike = j - i;
	}
}

/* What is left over of groups of one port each may yet be of one server. */
void tb_order_group(struct tb_entry *at, size_t n)
{
	if (n == 0)
		return;
	group(at, n);
	for (size_t i = 0; i < n; i++)
		at[i].any_port = at[i].alike <= TB_SMALL_GROUP;
	group(at, n);
	qsort(at, n, sizeof(*at), by_group);
}
