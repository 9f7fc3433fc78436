/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/order.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

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
	int c = compare(rank[a->harm], rank[b->harm]);

	c = c != 0 ? c : compare(b->lost, a->lost);
	c = c != 0 ? c : compare(b->request_open, a->request_open);
	return c != 0 ? c : compare(a->id, b->id);
}

void tb_order_by_harm(struct tb_entries *e)
{
	if (e->n > 0)
		qsort(e->at, e->n, sizeof(*e->at), by_harm);
}

/* Zero if both did the same thing to the same server. */
static int by_deed(const struct tb_entry *a, const struct tb_entry *b)
{
	const struct tb_headline *x = &a->headline, *y = &b->headline;
	int c = compare(x->phase, y->phase);

	c = c != 0 ? c : compare(x->by, y->by);
	c = c != 0 ? c : compare(x->from, y->from);
	c = c != 0 ? c : compare(x->effect, y->effect);
	c = c != 0 ? c : strcmp(x->title ? x->title : "", y->title ? y->title : "");
	c = c != 0 ? c : memcmp(&a->server.addr, &b->server.addr, sizeof(a->server.addr));
	return c != 0 ? c : compare(a->server.port, b->server.port);
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

void tb_order_group(struct tb_entry *at, size_t n)
{
	if (n == 0)
		return;
	qsort(at, n, sizeof(*at), by_deed_and_id);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && by_deed(&at[i], &at[j]) == 0; j++)
			at[j].first = at[i].id;
		for (size_t k = i; k < j; k++)
			at[k].alike = j - i;
	}
	qsort(at, n, sizeof(*at), by_group);
}
