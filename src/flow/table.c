/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table.c - flows by key, in a bounded array with an order of age
 *
 * Flows live in one array that is reserved whole and touched as it fills, so that
 * its capacity costs nothing until it is used.  An index finds them (flow/index.h); it
 * starts small and doubles.  The hash is keyed (flow/key_hash.h): strangers choose the keys,
 * and must not be able to choose the collisions.
 *
 * With many flows neither the index nor the flow of the next packet is in the cache,
 * and waiting for memory would cost more than all the work.  So packets are looked up
 * some dozens at a time: tb_table_fetch_index() and tb_table_fetch_flow() ask for the
 * memory of all of them before the first is worked on.  Where the second one found the flow
 * it nearly always is: tb_table_is_at() tells.
 *
 * No packet pays for the order of age.  It is looked for where it is needed, by a hand that
 * goes round the array as the hand of a clock, some flows further with each new one:
 *
 * - A flow whose handshake was never completed, and of which nothing was heard for longer
 *   than any stack goes on trying, is retired.  What comes of it later is judged as what
 *   comes of a connection whose beginning was not captured.  Others may be silent for days
 *   and then meet a timer, and are kept while there is room.
 * - When there is no room, the one that was used longest ago of the next few is forgotten:
 *   hardly ever one of the younger half.
 *
 * Closed flows stay for a while, since a late RST must find them; but only as many as add
 * little to the memory of the open ones, and they leave first when room is needed.  They
 * wait in a queue, in the order in which they closed; one that was used since then goes to
 * its end once more.
 */
#include "flow/table.h"

#include <stdlib.h>

#include "base/arena.h"
#include "flow/index.h"
#include "flow/key_hash.h"
#include "flow/seq.h"

enum {
	FIRST_BUCKETS = 1 << 6,
	FIRST_QUEUE = 1 << 6,
	CLOSED_FOR = 120,	/* seconds of packet time a closed flow is kept at most:
				 * twice the 60 s that common stacks stay in TIME-WAIT */
	CLOSED_LEAST = 4096,	/* closed flows that may be kept however few are open */
	CLOSED_SHARE = 16,	/* beyond that, one for so many open ones */
	SWEEP = 2,		/* old closed flows forgotten for each new flow */
	FLOW_AHEAD = 5,		/* so far ahead in their queue the flow is fetched, */
	INDEX_AHEAD = 2,	/* and its place in the index */
	TRY_FOR = 130,		/* seconds a silent handshake is kept at least: Linux waits 64 s
				 * for the answer to its last SYN; with others it is less */
	HAND_STEP = 2,		/* slots that the hand passes for each new flow */
	HAND_CHOICE = 16	/* flows of which the oldest is forgotten for want of room */
};

/* A closed flow, and when it was used last as it was put into the queue: see moment(). */
struct closed {
	uint32_t slot, last;
};

/* In a ring that doubles. */
struct queue {
	struct closed *ring;
	uint32_t mask, first, n;
};

struct tb_table {
	struct tb_flow *flow;
	struct tb_index index;
	uint32_t capacity, fresh;	/* slots; those from fresh up were never used */
	uint32_t used, closed;	/* flows in it; of them closed */
	uint32_t free;		/* chain of free slots, by tb_flow.trail */
	uint32_t hand;		/* slot before which the clock's hand is */
	struct queue queue;	/* the closed ones, and some that live after all */
	struct tb_key_secrets secrets;
	uint64_t evicted;
	tb_flow_gone *gone;
	void *user;
};

/* Memory of the queue at most, while it doubles to have room for all of them. */
static uint64_t queue_bytes(uint32_t capacity)
{
	size_t size = FIRST_QUEUE;

	while (size < capacity)
		size *= 2;
	return tb_arena_bytes(size, sizeof(struct closed)) +
	       tb_arena_bytes(size / 2, sizeof(struct closed));
}

uint64_t tb_table_bytes(uint32_t capacity)
{
	return tb_arena_bytes(1, sizeof(struct tb_table)) +
	       tb_arena_bytes(capacity, sizeof(struct tb_flow)) +
	       tb_index_bytes(FIRST_BUCKETS, capacity) + queue_bytes(capacity);
}

struct tb_table *tb_table_new(uint32_t capacity, const uint64_t seed[2], tb_flow_gone *gone,
			      void *user)
{
	struct tb_table *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	*t = (struct tb_table){
		.flow = tb_arena_new(capacity, sizeof(*t->flow), TB_ARENA_GROWS),
		.capacity = capacity,
		.free = TB_NONE,
		.queue = { .ring = malloc(FIRST_QUEUE * sizeof(*t->queue.ring)),
			   .mask = FIRST_QUEUE - 1 },
		.gone = gone,
		.user = user,
	};
	tb_key_secrets_draw(&t->secrets, seed);
	if (!tb_index_empty(&t->index, FIRST_BUCKETS) || t->flow == NULL ||
	    t->queue.ring == NULL) {
		tb_table_free(t);
		return NULL;
	}
	return t;
}

void tb_table_free(struct tb_table *t)
{
	if (t == NULL)
		return;
	tb_arena_free(t->flow, t->capacity, sizeof(*t->flow));
	tb_index_free(&t->index);
	free(t->queue.ring);
	free(t);
}

struct tb_flow *tb_table_at(struct tb_table *t, uint32_t slot)
{
	return &t->flow[slot];
}

uint64_t tb_table_evicted(const struct tb_table *t)
{
	return t->evicted;
}

uint32_t tb_table_used(const struct tb_table *t)
{
	return t->used;
}

/* Finding ------------------------------------------------------------------- */

uint32_t tb_table_hash(const struct tb_table *t, const struct tb_flow_key *key)
{
	return tb_flow_key_hash(&t->secrets, key);
}

static bool is_found(const struct tb_flow *f)
{
	return !(f->flags & (TB_FLOW_FREE | TB_FLOW_DETACHED));
}

bool tb_table_is_at(const struct tb_table *t, uint32_t slot, const struct tb_endpoint *src,
		    const struct tb_endpoint *dst, unsigned dir)
{
	const struct tb_flow *f = &t->flow[slot];

	return tb_flow_key_is(&f->key, src, dst, dir) && is_found(f);
}

uint32_t tb_table_find(const struct tb_table *t, const struct tb_flow_key *key, uint32_t hash)
{
	struct tb_index_walk w = tb_index_begin(&t->index, hash);
	uint32_t slot;

	do
		slot = tb_index_next(&w);
	while (slot != TB_NONE && !tb_flow_key_equal(&t->flow[slot].key, key));
	return slot;
}

void tb_table_fetch_index(const struct tb_table *t, uint32_t hash)
{
	tb_fetch(&t->index.bucket[hash & t->index.mask]);
}

/* All its lines.  Of a segment without payload two would do; but the last of a handshake, which
 * nothing in it tells from any other, needs the third as well, and to wait for that costs more
 * than to fetch it in vain. */
static void fetch(const struct tb_flow *f)
{
	tb_fetch_lines(f, sizeof(*f));
}

uint32_t tb_table_fetch_flow(const struct tb_table *t, uint32_t hash)
{
	struct tb_index_walk w = tb_index_begin(&t->index, hash);
	uint32_t slot = tb_index_next(&w);

	if (slot != TB_NONE)
		fetch(&t->flow[slot]);
	while (w.which != 0)	/* one in eighty is not the first with its tag */
		fetch(&t->flow[tb_index_next(&w)]);
	return slot;
}

/* Doubles the index.  Without memory for it the old one fills further, and
 * make_room() sees to it that it is never full. */
static void grow(struct tb_table *t)
{
	if (!tb_index_empty(&t->index, (t->index.mask + 1) * 2))
		return;
	for (uint32_t slot = 0; slot < t->fresh; slot++)
		if (is_found(&t->flow[slot]))
			tb_index_put(&t->index, tb_table_hash(t, &t->flow[slot].key), slot);
}

static void remove_from_index(struct tb_table *t, uint32_t slot)
{
	tb_index_remove(&t->index, tb_table_hash(t, &t->flow[slot].key), slot);
}

uint32_t tb_table_longest_probe(const struct tb_table *t)
{
	uint32_t longest = 0;

	for (uint32_t slot = 0; slot < t->fresh; slot++) {
		uint32_t probe = tb_index_probe(&t->index, tb_table_hash(t, &t->flow[slot].key));

		if (is_found(&t->flow[slot]) && probe > longest)
			longest = probe;
	}
	return longest;
}

/* Closing ------------------------------------------------------------------- */

/* Makes room for one more; false: no memory. */
static bool grow_queue(struct queue *q)
{
	uint32_t size = q->mask + 1;
	struct closed *ring;

	if (q->n < size)
		return true;
	ring = malloc(2 * size * sizeof(*ring));
	if (ring == NULL)
		return false;
	for (uint32_t i = 0; i < q->n; i++)
		ring[i] = q->ring[(q->first + i) & q->mask];
	free(q->ring);
	*q = (struct queue){ .ring = ring, .mask = 2 * size - 1, .n = q->n };
	return true;
}

/* A time in milliseconds (of TB_PAUSE_SHIFT), modulo 2^32: the queue is for hours, not weeks. */
static uint32_t moment(tb_time time)
{
	return (uint32_t)((uint64_t)time.ns >> TB_PAUSE_SHIFT);
}

/* There is room for it. */
static void put_into_queue(struct tb_table *t, uint32_t slot)
{
	struct queue *q = &t->queue;

	q->ring[(q->first + q->n++) & q->mask] =
		(struct closed){ .slot = slot, .last = moment(t->flow[slot].last) };
	t->flow[slot].flags |= TB_FLOW_QUEUED;
}

static struct tb_flow *queued(const struct tb_table *t, uint32_t ahead)
{
	const struct queue *q = &t->queue;

	return &t->flow[q->ring[(q->first + ahead) & q->mask].slot];
}

/* What is needed of those whose turn comes soon. */
static void fetch_queued(const struct tb_table *t)
{
	if (t->queue.n > FLOW_AHEAD)
		fetch(queued(t, FLOW_AHEAD));
	if (t->queue.n > INDEX_AHEAD)
		tb_table_fetch_index(t, tb_table_hash(t, &queued(t, INDEX_AHEAD)->key));
}

static uint32_t take_from_queue(struct tb_table *t)
{
	struct queue *q = &t->queue;
	uint32_t slot = q->ring[q->first & q->mask].slot;

	q->first = (q->first + 1) & q->mask;
	q->n--;
	fetch_queued(t);
	t->flow[slot].flags &= (uint16_t)~TB_FLOW_QUEUED;
	return slot;
}

void tb_table_set_closed(struct tb_table *t, uint32_t slot, bool closed)
{
	struct tb_flow *f = &t->flow[slot];

	if (closed == ((f->flags & TB_FLOW_CLOSED) != 0))
		return;
	if (closed && !(f->flags & TB_FLOW_QUEUED)) {
		if (!grow_queue(&t->queue))
			return;		/* stays as an open one, and may be retired as such */
		put_into_queue(t, slot);
	}
	f->flags ^= TB_FLOW_CLOSED;
	t->closed += closed ? 1 : UINT32_MAX;
}

void tb_table_detach(struct tb_table *t, uint32_t slot)
{
	struct tb_flow *f = &t->flow[slot];

	if (f->flags & TB_FLOW_DETACHED)
		return;
	remove_from_index(t, slot);
	f->flags |= TB_FLOW_DETACHED;
	tb_table_set_closed(t, slot, true);
}

/* Was it used in a second after the one in which it was put into the queue? */
static bool was_used_since(const struct tb_flow *f, const struct closed *c)
{
	return tb_seq_diff(moment(f->last), c->last) > TB_SECOND >> TB_PAUSE_SHIFT;
}

/* The closed flow that is the next to be forgotten, or TB_NONE: it stands first in the queue
 * then.  What stood before it was used since, or is not closed any more. */
static uint32_t oldest_closed(struct tb_table *t)
{
	struct queue *q = &t->queue;

	while (q->n > 0) {
		const struct closed *c = &q->ring[q->first];
		uint32_t slot = c->slot;
		bool closed = (t->flow[slot].flags & TB_FLOW_CLOSED) != 0;

		if (closed && !was_used_since(&t->flow[slot], c))
			return slot;
		(void)take_from_queue(t);
		if (closed)
			put_into_queue(t, slot);
	}
	return TB_NONE;
}

/* Coming and going ---------------------------------------------------------- */

/* It is not in the queue. */
static void forget(struct tb_table *t, uint32_t slot)
{
	struct tb_flow *f = &t->flow[slot];

	t->gone(t->user, f, slot);
	if (!(f->flags & TB_FLOW_DETACHED))
		remove_from_index(t, slot);
	t->closed -= (f->flags & TB_FLOW_CLOSED) != 0;
	f->flags = TB_FLOW_FREE;	/* for who still remembers the slot */
	f->trail = t->free;
	t->free = slot;
	t->used--;
}

/* The closed flow that stands first in the queue. */
static void forget_closed(struct tb_table *t)
{
	forget(t, take_from_queue(t));
}

static bool too_many_closed(const struct tb_table *t)
{
	return t->closed > CLOSED_LEAST + (t->used - t->closed) / CLOSED_SHARE;
}

static bool closed_long_ago(const struct tb_table *t, uint32_t slot, tb_time now)
{
	return tb_since(now, t->flow[slot].last) > CLOSED_FOR * TB_SECOND;
}

static void sweep(struct tb_table *t, tb_time now)
{
	uint32_t slot = oldest_closed(t);

	for (unsigned n = 0; n < SWEEP && slot != TB_NONE; n++) {
		if (!too_many_closed(t) && !closed_long_ago(t, slot, now))
			break;
		forget_closed(t);
		slot = oldest_closed(t);
	}
}

/* May the hand take that flow?  Those in the queue have their own order. */
static bool is_within_reach(const struct tb_flow *f)
{
	return !(f->flags & (TB_FLOW_FREE | TB_FLOW_QUEUED));
}

static uint32_t move_hand(struct tb_table *t)
{
	uint32_t slot = t->hand;

	t->hand = slot + 1 < t->fresh ? slot + 1 : 0;
	return slot;
}

/* Has it come to nothing?  A flow of which the end of a handshake was not seen, nor anything
 * else that an open connection sends, is one that nobody answers any more. */
static bool is_given_up(const struct tb_flow *f, tb_time now)
{
	return !((f->dir[0].did | f->dir[1].did) & TB_DID_OPEN) &&
	       tb_since(now, f->last) > TRY_FOR * TB_SECOND;
}

static void retire(struct tb_table *t, tb_time now)
{
	for (unsigned n = 0; n < HAND_STEP && t->fresh > 0; n++) {
		uint32_t slot = move_hand(t);

		if (is_within_reach(&t->flow[slot]) && is_given_up(&t->flow[slot], now))
			forget(t, slot);
	}
	for (unsigned n = 0; n < HAND_STEP; n++)	/* those of the next time */
		fetch(&t->flow[t->hand + n < t->fresh ? t->hand + n : 0]);
}

/* Forgets the one of the next few that was used longest ago. */
static void evict(struct tb_table *t)
{
	uint32_t oldest = TB_NONE;

	for (unsigned n = 0; n < HAND_CHOICE || oldest == TB_NONE; n++) {
		uint32_t slot = move_hand(t);

		if (is_within_reach(&t->flow[slot]) &&
		    (oldest == TB_NONE ||
		     tb_since(t->flow[slot].last, t->flow[oldest].last) < 0))
			oldest = slot;
	}
	t->evicted++;
	forget(t, oldest);
}

/* If there is no closed flow the queue is empty, and the hand can reach all. */
static void make_room(struct tb_table *t)
{
	while (t->used >= t->capacity || tb_index_is_full(&t->index)) {
		if (oldest_closed(t) != TB_NONE)
			forget_closed(t);
		else
			evict(t);
	}
}

static uint32_t take_slot(struct tb_table *t)
{
	uint32_t slot = t->free;

	if (slot != TB_NONE) {
		t->free = t->flow[slot].trail;
		return slot;
	}
	slot = t->fresh++;
	tb_arena_grown(t->flow, t->capacity, sizeof(*t->flow), t->fresh);
	return slot;
}

uint32_t tb_table_add(struct tb_table *t, const struct tb_flow_key *key, uint32_t hash,
		      tb_time now)
{
	uint32_t slot;

	sweep(t, now);
	retire(t, now);
	if (tb_index_is_crowded(&t->index))
		grow(t);
	make_room(t);
	slot = take_slot(t);
	t->flow[slot] = (struct tb_flow){ .key = *key, .last = now };
	t->used++;
	tb_index_put(&t->index, hash, slot);
	return slot;
}
