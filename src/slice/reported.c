/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reported.c - the connections that verdicts were about, and from where to where they go
 *
 * Ranges are numbered from 1 as they come, and lie in an array by number, modulo its length: the
 * newest takes the place of the oldest.  A key has a queue of them.  As packets come in order,
 * who passes a range's beginning will never ask for an earlier one: those leave the queue, so
 * that its front is nearly always the one that is asked for, however often a port is reused.
 */
#include "slice/reported.h"

#include <stdlib.h>

#include "base/siphash.h"
#include "base/slots.h"

struct named {
	struct tb_flow_key key;
	uint64_t front, back;	/* numbers of ranges */
	uint32_t chain;		/* next slot of the same hash */
};

struct tb_reported {
	uint64_t seed[2];
	struct tb_range *range;
	uint32_t capacity;
	uint64_t n;		/* ranges so far */
	bool forgets;
	struct named *named;	/* by slot */
	struct tb_slots slots;
	uint32_t *head;		/* first slot of each hash, plus one; 0: none */
	uint32_t mask;
};

struct tb_reported *tb_reported_new(uint32_t capacity, bool forgets, const uint64_t seed[2])
{
	struct tb_reported *r = calloc(1, sizeof(*r));
	bool good;

	if (r == NULL)
		return NULL;
	memcpy(r->seed, seed, sizeof(r->seed));
	r->capacity = capacity;
	r->forgets = forgets;
	for (r->mask = 1; r->mask < capacity; r->mask = r->mask << 1 | 1)
		continue;
	good = tb_slots_init(&r->slots, capacity);
	r->range = calloc(capacity, sizeof(*r->range));
	r->named = calloc(capacity, sizeof(*r->named));
	r->head = calloc((size_t)r->mask + 1, sizeof(*r->head));
	if (good && r->range != NULL && r->named != NULL && r->head != NULL)
		return r;
	tb_reported_free(r);
	return NULL;
}

void tb_reported_free(struct tb_reported *r)
{
	if (r == NULL)
		return;
	tb_slots_fini(&r->slots);
	free(r->range);
	free(r->named);
	free(r->head);
	free(r);
}

static struct tb_range *range_of(const struct tb_reported *r, uint64_t number)
{
	return &r->range[(number - 1) % r->capacity];
}

static uint32_t *head_of(const struct tb_reported *r, const struct tb_flow_key *key)
{
	return &r->head[tb_siphash(r->seed, key, sizeof(*key)) & r->mask];
}

static struct named *find(const struct tb_reported *r, const struct tb_flow_key *key)
{
	for (uint32_t at = *head_of(r, key); at != 0; at = r->named[at - 1].chain)
		if (tb_flow_key_equal(&r->named[at - 1].key, key))
			return &r->named[at - 1];
	return NULL;
}

static struct named *add_key(struct tb_reported *r, const struct tb_flow_key *key)
{
	uint32_t *head = head_of(r, key), slot = tb_slots_take(&r->slots);

	r->named[slot] = (struct named){ .key = *key, .chain = *head };
	*head = slot + 1;
	return &r->named[slot];
}

static void drop_key(struct tb_reported *r, uint32_t slot)
{
	uint32_t *at = head_of(r, &r->named[slot].key);

	while (*at != slot + 1)
		at = &r->named[*at - 1].chain;
	*at = r->named[slot].chain;
	tb_slots_give(&r->slots, slot);
}

/* The range whose place is needed.  It is the front of its queue, or has left it. */
static void forget(struct tb_reported *r, uint64_t number)
{
	const struct tb_range *old = range_of(r, number);
	struct named *k = &r->named[old->key];

	if (k->front != number)
		return;
	k->front = old->next;
	if (k->front == 0)
		drop_key(r, old->key);
}

static void append(struct tb_reported *r, struct named *k, const struct tb_range *range)
{
	uint64_t number = ++r->n;

	if (k->front == 0)
		k->front = number;
	else
		range_of(r, k->back)->next = number;
	k->back = number;
	*range_of(r, number) = *range;
}

enum tb_reported_new tb_reported_add(struct tb_reported *r, const struct tb_flow_key *key,
				     const struct tb_flow_info *f)
{
	struct named *k = find(r, key);
	struct tb_range range = {
		.first = { f->first_frame, f->start },
		.last = { f->last_frame, f->last },
		.flow = f->id,
	};

	if (k != NULL && range_of(r, k->back)->flow == f->id) {
		range_of(r, k->back)->last = range.last;
		range_of(r, k->back)->over = false;
		return TB_REPORTED_KNOWN;
	}
	if (r->n >= r->capacity) {
		if (!r->forgets)
			return TB_REPORTED_NO_ROOM;
		forget(r, r->n + 1 - r->capacity);
		k = find(r, key);
	}
	if (k == NULL)
		k = add_key(r, key);
	range.key = (uint32_t)(k - r->named);
	append(r, k, &range);
	return TB_REPORTED_NEW;
}

bool tb_reported_any(const struct tb_reported *r, const struct tb_flow_key *key)
{
	return find(r, key) != NULL;
}

struct tb_range *tb_reported_find(struct tb_reported *r, const struct tb_flow_key *key,
				  struct tb_spot at, bool begins)
{
	struct named *k = find(r, key);
	struct tb_range *range;

	if (k == NULL)
		return NULL;
	range = range_of(r, k->front);
	while (range->next != 0 && !tb_spot_before(at, range_of(r, range->next)->first)) {
		k->front = range->next;
		range = range_of(r, k->front);
	}
	if (tb_spot_before(at, range->first))
		return NULL;
	if (begins && tb_spot_before(range->last, at))
		range->over = true;
	return range->over ? NULL : range;
}
