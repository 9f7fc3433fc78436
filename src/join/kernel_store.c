/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_store.c - a ring of events, chained by hash
 *
 * A link to an event that has left the ring is older than all that are there, so it ends
 * the chain; nothing has to be unlinked.
 */
#include "join/kernel_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/siphash.h"

enum { HEADS = TB_KERNEL_EVENTS / 2 };

bool tb_kernel_store_init(struct tb_kernel_store *s, const uint64_t seed[2])
{
	*s = (struct tb_kernel_store){ .seed = { seed[0], seed[1] } };
	s->record = tb_arena_new(TB_KERNEL_EVENTS, sizeof(*s->record), TB_ARENA_GROWS);
	s->head = tb_arena_new(HEADS, sizeof(*s->head), TB_ARENA_GROWS);
	return s->record != NULL && s->head != NULL;
}

uint64_t tb_kernel_store_bytes(void)
{
	return tb_arena_bytes(TB_KERNEL_EVENTS, sizeof(struct tb_kernel_record)) +
	       tb_arena_bytes(HEADS, sizeof(uint64_t));
}

void tb_kernel_store_fini(struct tb_kernel_store *s)
{
	tb_arena_free(s->record, TB_KERNEL_EVENTS, sizeof(*s->record));
	tb_arena_free(s->head, HEADS, sizeof(*s->head));
}

static bool is_same_addr(const struct tb_addr *a, const struct tb_addr *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool is_same(const struct tb_endpoint *a, const struct tb_endpoint *b)
{
	return a->port == b->port && is_same_addr(&a->addr, &b->addr);
}

/* Where it is not said to whom, the port alone is the key. */
static uint64_t *head_of(const struct tb_kernel_store *s, const struct tb_endpoint *from,
			 const struct tb_endpoint *to)
{
	uint8_t key[2 * sizeof(from->addr) + 2 * sizeof(from->port)] = { 0 };

	memcpy(key, &from->port, sizeof(from->port));
	memcpy(key + 2, &to->port, sizeof(to->port));
	if (to->port != 0) {
		memcpy(key + 4, &from->addr, sizeof(from->addr));
		memcpy(key + 20, &to->addr, sizeof(to->addr));
	}
	return &s->head[tb_siphash(s->seed, key, sizeof(key)) % HEADS];
}

static struct tb_kernel_record *record_at(const struct tb_kernel_store *s, uint64_t number)
{
	return &s->record[number % TB_KERNEL_EVENTS];
}

static bool is_in_store(const struct tb_kernel_store *s, uint64_t number)
{
	return number != 0 && s->newest - number < TB_KERNEL_EVENTS;
}

/* Is it the same once more as the record of that number? */
static bool is_repetition(const struct tb_kernel_store *s, uint64_t number,
			  const struct tb_kernel_event *e)
{
	const struct tb_kernel_event *r = &record_at(s, number)->is;

	return is_in_store(s, number) && e->kind == TB_KERNEL_RESENT && r->kind == e->kind &&
	       is_same(&r->from, &e->from) && is_same(&r->to, &e->to);
}

void tb_kernel_store_add(struct tb_kernel_store *s, const struct tb_kernel_event *e)
{
	uint64_t *head = head_of(s, &e->from, &e->to);
	uint64_t number;

	if (is_repetition(s, *head, e)) {
		record_at(s, *head)->is.times += record_at(s, *head)->is.times < UINT32_MAX;
		record_at(s, *head)->is.time = e->time;
		return;
	}
	number = ++s->newest;
	*record_at(s, number) = (struct tb_kernel_record){ *e, *head };
	*head = number;
	tb_arena_grown(s->record, TB_KERNEL_EVENTS, sizeof(*s->record),
		       number < TB_KERNEL_EVENTS ? number : TB_KERNEL_EVENTS);
}

void tb_kernel_walk_begin(struct tb_kernel_walk *w, const struct tb_kernel_store *s,
			  enum tb_kernel_event_kind kind, const struct tb_endpoint *from,
			  const struct tb_endpoint *to)
{
	*w = (struct tb_kernel_walk){
		.store = s, .kind = kind, .from = *from, .to = *to, .complete = true,
		.at = *head_of(s, from, to),
	};
}

static bool is_wanted(const struct tb_kernel_walk *w, const struct tb_kernel_event *e)
{
	if (e->kind != (uint8_t)w->kind)
		return false;
	if (w->to.port == 0)
		return e->to.port == 0 && e->from.port == w->from.port;
	return is_same(&e->from, &w->from) && is_same(&e->to, &w->to);
}

const struct tb_kernel_event *tb_kernel_walk_next(struct tb_kernel_walk *w)
{
	const struct tb_kernel_store *s = w->store;

	while (is_in_store(s, w->at)) {
		const struct tb_kernel_record *r = record_at(s, w->at);

		if (w->steps++ == TB_KERNEL_STEPS) {
			w->complete = false;
			break;
		}
		w->at = r->before;
		if (is_wanted(w, &r->is))
			return &r->is;
	}
	w->at = 0;
	return NULL;
}
