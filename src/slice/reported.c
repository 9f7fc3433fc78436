/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reported.c - the connections that verdicts were about, and from where to where they go
 *
 * Ranges are numbered from 1 as they come, and lie in an array by number, modulo its length: the
 * newest takes the place of the oldest.  A key has a queue of them, in the order in which their
 * connections began.  As packets come in order, who passes a range's beginning will never ask
 * for an earlier one: those leave the queue, so that its front is nearly always the one that is
 * asked for, however often a port is reused.
 *
 * Verdicts of one key come in nearly that order: only of a connection that lives on while
 * another is tried on its ports may one come after that of the attempt.  So the place of a new
 * range is looked for from the back, and is there or a step away.
 */
#include "slice/reported.h"

#include <stdlib.h>

#include "base/siphash.h"
#include "base/slots.h"
#include "wire/fragment.h"

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

/* Where it is written who comes behind a range, and before one; 0: the queue's ends. */
static uint64_t *next_of(const struct tb_reported *r, struct named *k, uint64_t number)
{
	return number != 0 ? &range_of(r, number)->next : &k->front;
}

static uint64_t *before_of(const struct tb_reported *r, struct named *k, uint64_t number)
{
	return number != 0 ? &range_of(r, number)->before : &k->back;
}

static void put_behind(struct tb_reported *r, struct named *k, uint64_t before, uint64_t number)
{
	struct tb_range *range = range_of(r, number);

	range->before = before;
	range->next = *next_of(r, k, before);
	*next_of(r, k, range->before) = number;
	*before_of(r, k, range->next) = number;
}

static void take_out(struct tb_reported *r, struct named *k, struct tb_range *range)
{
	*next_of(r, k, range->before) = range->next;
	*before_of(r, k, range->next) = range->before;
	range->before = range->next = 0;
}

/* The range whose place is needed.  It may have left its queue, and its key may be gone. */
static void forget(struct tb_reported *r, uint64_t number)
{
	struct tb_range *old = range_of(r, number);
	struct named *k = &r->named[old->key];

	if (k->front != number && old->before == 0)
		return;
	take_out(r, k, old);
	if (k->front == 0)
		drop_key(r, old->key);
}

/* The last one of a key that began no later than that connection; 0: none. */
static uint64_t last_until(const struct tb_reported *r, const struct named *k, uint64_t flow)
{
	uint64_t number = k->back;

	while (number != 0 && range_of(r, number)->flow > flow)
		number = range_of(r, number)->before;
	return number;
}

/* NULL: it is not in the queue of its key. */
static struct tb_range *find_flow(const struct tb_reported *r, const struct named *k,
				  uint64_t flow)
{
	uint64_t number = k != NULL ? last_until(r, k, flow) : 0;

	return number != 0 && range_of(r, number)->flow == flow ? range_of(r, number) : NULL;
}

enum tb_reported_new tb_reported_add(struct tb_reported *r, const struct tb_flow_key *key,
				     const struct tb_flow_info *f)
{
	const struct tb_spot last = { f->last_frame, f->last };
	struct named *k = find(r, key);
	struct tb_range *known = find_flow(r, k, f->id);

	if (known != NULL) {
		known->last = last;
		known->over = false;
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
	*range_of(r, ++r->n) = (struct tb_range){
		.first = { f->first_frame, f->start },
		.last = last,
		.flow = f->id,
		.key = (uint32_t)(k - r->named),
	};
	put_behind(r, k, last_until(r, k, f->id), r->n);
	return TB_REPORTED_NEW;
}

bool tb_reported_any(const struct tb_reported *r, const struct tb_flow_key *key)
{
	return find(r, key) != NULL;
}

/* From the front of a queue to the next one, which stands for both where the first lives on. */
static struct tb_range *pass(struct tb_reported *r, struct named *k, struct tb_range *front)
{
	const struct tb_spot last = front->last;

	take_out(r, k, front);
	front = range_of(r, k->front);
	if (tb_spot_before(front->last, last))
		front->last = last;
	return front;
}

/* What comes before a connection may be a part of the datagram that begins it. */
static bool may_begin(const struct tb_range *range, struct tb_spot at, enum tb_packet_kind kind)
{
	return kind == TB_PACKET_PART &&
	       tb_since(range->first.time, at.time) <= tb_fragment_patience;
}

struct tb_range *tb_reported_find(struct tb_reported *r, const struct tb_flow_key *key,
				  struct tb_spot at, enum tb_packet_kind kind)
{
	struct named *k = find(r, key);
	struct tb_range *range;

	if (k == NULL)
		return NULL;
	range = range_of(r, k->front);
	while (range->next != 0 && !tb_spot_before(at, range_of(r, range->next)->first))
		range = pass(r, k, range);
	if (!range->begun && tb_spot_before(at, range->first))
		return may_begin(range, at, kind) ? range : NULL;
	range->begun = true;
	if (kind == TB_PACKET_SYN && tb_spot_before(range->last, at))
		range->over = true;
	return range->over ? NULL : range;
}
