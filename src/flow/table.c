/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table.c - flows by key, in a bounded array with an order of age
 *
 * Flows live in one array that is reserved whole and touched as it fills, so that
 * its capacity costs nothing until it is used.  An index, at most half full, finds
 * them: linear probing, deletion by backward shift, so there are no tombstones.  An entry
 * is a slot and a few bits of the hash, which spare nearly all looks at flows that merely
 * lie in the way; the rest of the hash is worked out again where an entry moves.  The index
 * starts small and doubles; that is the only allocation after the start.  The hash is keyed
 * (flow/key_hash.h): strangers choose the keys, and must not be able to choose the
 * collisions.
 *
 * With many flows neither the index nor the flow of the next packet is in the cache,
 * and waiting for memory would cost more than all the work.  So packets are looked up
 * some dozens at a time: tb_table_fetch_index() and tb_table_fetch_flow() ask for the
 * memory of all of them before the first is worked on.  Where the second one found the flow
 * it nearly always is: tb_table_is_at() tells.
 *
 * Two lists hold the flows in order of age, open and closed ones.  Moving a flow
 * to the young end touches its neighbours, three cache lines; so it is done at
 * most once per second of packet time and flow, or where the flows are more than a
 * cache holds once per eight, and the order is as exact as that.  Closed flows stay for a
 * while, since a late RST must find them; but only as many as add little to the memory of
 * the open ones, and they leave first when room is needed.
 */
#include "flow/table.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/siphash.h"
#include "flow/key_hash.h"

enum {
	FIRST_INDEX_SIZE = 1 << 10,
	CLOSED_FOR = 120,	/* seconds of packet time a closed flow is kept at most:
				 * twice the 60 s that common stacks stay in TIME-WAIT */
	CLOSED_LEAST = 4096,	/* closed flows that may be kept however few are open */
	CLOSED_SHARE = 16,	/* beyond that, one for so many open ones */
	CACHE_LINE = 64,
	MANY = 8192,		/* flows are not in the cache any more */
	SWEEP = 2		/* old closed flows forgotten for each new flow */
};

/* Of an index entry: the slot plus one, and above it the upper bits of the hash; the lower
 * ones are in its place.  0: free. */
enum { SLOT_BITS = 27 };

struct age_list {
	uint32_t oldest, youngest;
};

struct tb_table {
	struct tb_flow *flow;
	uint32_t *index;
	uint32_t mask;		/* of the index */
	uint32_t indexed;	/* entries in it */
	uint32_t capacity, fresh;	/* slots; those from fresh up were never used */
	uint32_t used, closed;	/* flows in it; of them in the list of closed ones */
	uint32_t free;		/* chain of free slots */
	struct age_list age[2];	/* open, closed */
	struct tb_key_secrets secrets;
	uint64_t evicted;
	tb_flow_gone *gone;
	void *user;
};

static uint32_t *new_index(uint32_t size)
{
	return tb_arena_new(size, sizeof(uint32_t), TB_ARENA_WHOLE);
}

static void draw_secrets(struct tb_key_secrets *s, const uint64_t seed[2])
{
	for (uint64_t n = 0; n < 2 * TB_KEY_PAIRS; n++)
		s->of[n / 2][n % 2] = tb_siphash(seed, &n, sizeof(n));
	s->last = tb_siphash(seed, "last", 4);
}

struct tb_table *tb_table_new(uint32_t capacity, const uint64_t seed[2], tb_flow_gone *gone,
			      void *user)
{
	struct tb_table *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	*t = (struct tb_table){
		.flow = tb_arena_new(capacity, sizeof(*t->flow), TB_ARENA_GROWS),
		.index = new_index(FIRST_INDEX_SIZE),
		.mask = FIRST_INDEX_SIZE - 1,
		.capacity = capacity,
		.free = TB_NONE,
		.age = { { TB_NONE, TB_NONE }, { TB_NONE, TB_NONE } },
		.gone = gone,
		.user = user,
	};
	draw_secrets(&t->secrets, seed);
	if (t->flow == NULL || t->index == NULL) {
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
	tb_arena_free(t->index, (size_t)t->mask + 1, sizeof(*t->index));
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

/* Index ------------------------------------------------------------------- */

uint32_t tb_table_hash(const struct tb_table *t, const struct tb_flow_key *key)
{
	return tb_flow_key_hash(&t->secrets, key);
}

uint32_t tb_table_hash_packet(const struct tb_table *t, const struct tb_endpoint *src,
			      const struct tb_endpoint *dst, unsigned dir)
{
	const struct tb_endpoint *a = dir == 0 ? src : dst, *b = dir == 0 ? dst : src;

	return tb_ends_hash(&t->secrets, &a->addr, a->port, &b->addr, b->port);
}

static uint32_t entry_of(uint32_t slot, uint32_t hash)
{
	return (slot + 1) | hash >> SLOT_BITS << SLOT_BITS;
}

static uint32_t slot_of(uint32_t entry)
{
	return (entry & ((UINT32_C(1) << SLOT_BITS) - 1)) - 1;
}

/* May it be the entry of a flow with that hash? */
static bool may_be(uint32_t entry, uint32_t hash)
{
	return (entry ^ hash) >> SLOT_BITS == 0;
}

static uint32_t hash_of(const struct tb_table *t, uint32_t entry)
{
	return tb_table_hash(t, &t->flow[slot_of(entry)].key);
}

bool tb_table_is_at(const struct tb_table *t, uint32_t slot, const struct tb_endpoint *src,
		    const struct tb_endpoint *dst, unsigned dir)
{
	const struct tb_flow *f = &t->flow[slot];

	return tb_flow_key_is(&f->key, src, dst, dir) && !(f->flags & TB_FLOW_DETACHED);
}

uint32_t tb_table_find(const struct tb_table *t, const struct tb_flow_key *key, uint32_t hash)
{
	for (uint32_t i = hash & t->mask; t->index[i] != 0; i = (i + 1) & t->mask) {
		uint32_t slot = slot_of(t->index[i]);

		if (may_be(t->index[i], hash) && tb_flow_key_equal(&t->flow[slot].key, key))
			return slot;
	}
	return TB_NONE;
}

void tb_table_fetch_index(const struct tb_table *t, uint32_t hash)
{
	__builtin_prefetch(&t->index[hash & t->mask]);
}

/* A flow is several cache lines, most of which its next packet touches. */
static void fetch(const struct tb_flow *f, bool whole)
{
	const char *line = (const char *)f;
	size_t at;

	for (at = 0; at < offsetof(struct tb_flow, app); at += CACHE_LINE)
		__builtin_prefetch(line + at, 1);
	for (; whole && at < sizeof(*f); at += CACHE_LINE)
		__builtin_prefetch(line + at, 1);
}

uint32_t tb_table_fetch_flow(const struct tb_table *t, uint32_t hash, bool whole)
{
	uint32_t i = hash & t->mask, slot;

	while (t->index[i] != 0 && !may_be(t->index[i], hash))
		i = (i + 1) & t->mask;
	if (t->index[i] == 0)
		return TB_NONE;
	slot = slot_of(t->index[i]);
	fetch(&t->flow[slot], whole);
	return slot;
}

static void put(uint32_t *index, uint32_t mask, uint32_t entry, uint32_t hash)
{
	uint32_t i = hash & mask;

	while (index[i] != 0)
		i = (i + 1) & mask;
	index[i] = entry;
}

/* Doubles the index.  Without memory for it the old one fills further, and
 * make_room() sees to it that it is never full. */
static void grow(struct tb_table *t)
{
	uint32_t size = (t->mask + 1) * 2;
	uint32_t *index = new_index(size);

	if (index == NULL)
		return;
	for (uint32_t i = 0; i <= t->mask; i++)
		if (t->index[i] != 0)
			put(index, size - 1, t->index[i], hash_of(t, t->index[i]));
	tb_arena_free(t->index, (size_t)t->mask + 1, sizeof(*index));
	t->index = index;
	t->mask = size - 1;
}

/* Takes an entry out and moves up those that had to pass it. */
static void remove_entry(struct tb_table *t, uint32_t slot)
{
	uint32_t hole = tb_table_hash(t, &t->flow[slot].key) & t->mask;

	while (slot_of(t->index[hole]) != slot)
		hole = (hole + 1) & t->mask;
	for (uint32_t i = (hole + 1) & t->mask; t->index[i] != 0; i = (i + 1) & t->mask) {
		uint32_t home = hash_of(t, t->index[i]) & t->mask;

		if (((i - home) & t->mask) >= ((i - hole) & t->mask)) {
			t->index[hole] = t->index[i];
			hole = i;
		}
	}
	t->index[hole] = 0;
	t->indexed--;
}

uint32_t tb_table_longest_probe(const struct tb_table *t)
{
	uint32_t longest = 0;

	for (uint32_t i = 0; i <= t->mask; i++) {
		uint32_t run = t->index[i] == 0 ? 0 : (i - hash_of(t, t->index[i])) & t->mask;

		if (run > longest)
			longest = run;
	}
	return longest;
}

/* Age --------------------------------------------------------------------- */

static struct age_list *list_of(struct tb_table *t, const struct tb_flow *f)
{
	return &t->age[(f->flags & TB_FLOW_CLOSED_LIST) != 0];
}

static void unlink_flow(struct tb_table *t, uint32_t slot)
{
	struct tb_flow *f = &t->flow[slot];
	struct age_list *list = list_of(t, f);

	if (f->older == TB_NONE)
		list->oldest = f->younger;
	else
		t->flow[f->older].younger = f->younger;
	if (f->younger == TB_NONE)
		list->youngest = f->older;
	else
		t->flow[f->younger].older = f->older;
}

static void link_youngest(struct tb_table *t, uint32_t slot)
{
	struct tb_flow *f = &t->flow[slot];
	struct age_list *list = list_of(t, f);

	f->older = list->youngest;
	f->younger = TB_NONE;
	if (list->youngest == TB_NONE)
		list->oldest = slot;
	else
		t->flow[list->youngest].younger = slot;
	list->youngest = slot;
}

/* Is a the same second as b, or the same eight, about?  (A shift is cheaper than a
 * division for every packet.) */
static bool same_moment(const struct tb_table *t, tb_time a, tb_time b)
{
	return (a.ns ^ b.ns) >> (t->used < MANY ? 30 : 33) == 0;
}

void tb_table_touch(struct tb_table *t, uint32_t slot, tb_time now)
{
	struct tb_flow *f = &t->flow[slot];

	if (same_moment(t, f->last, now))	/* moved already */
		return;
	unlink_flow(t, slot);
	link_youngest(t, slot);
}

void tb_table_set_closed(struct tb_table *t, uint32_t slot, bool closed)
{
	struct tb_flow *f = &t->flow[slot];

	if (closed == ((f->flags & TB_FLOW_CLOSED_LIST) != 0))
		return;
	unlink_flow(t, slot);
	f->flags ^= TB_FLOW_CLOSED_LIST;
	t->closed += closed ? 1 : UINT32_MAX;
	link_youngest(t, slot);
}

void tb_table_detach(struct tb_table *t, uint32_t slot)
{
	struct tb_flow *f = &t->flow[slot];

	if (f->flags & TB_FLOW_DETACHED)
		return;
	remove_entry(t, slot);
	f->flags |= TB_FLOW_DETACHED;
	tb_table_set_closed(t, slot, true);
}

/* Coming and going ---------------------------------------------------------- */

static void forget(struct tb_table *t, uint32_t slot)
{
	struct tb_flow *f = &t->flow[slot];

	t->gone(t->user, f, slot);
	if (!(f->flags & TB_FLOW_DETACHED))
		remove_entry(t, slot);
	unlink_flow(t, slot);
	t->closed -= (f->flags & TB_FLOW_CLOSED_LIST) != 0;
	f->flags |= TB_FLOW_DETACHED;	/* for who still remembers the slot */
	f->older = t->free;
	t->free = slot;
	t->used--;
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
	for (unsigned n = 0; n < SWEEP && t->closed > 0; n++) {
		uint32_t slot = t->age[1].oldest;

		if (!too_many_closed(t) && !closed_long_ago(t, slot, now))
			return;
		forget(t, slot);
	}
	if (t->closed > 0)	/* the first to be forgotten next time */
		fetch(&t->flow[t->age[1].oldest], true);
}

static void make_room(struct tb_table *t)
{
	while (t->used >= t->capacity || t->indexed + 1 >= t->mask) {
		bool closed = t->age[1].oldest != TB_NONE;

		t->evicted += !closed;
		forget(t, t->age[closed].oldest);
	}
}

static uint32_t take_slot(struct tb_table *t)
{
	uint32_t slot = t->free;

	if (slot != TB_NONE) {
		t->free = t->flow[slot].older;
		return slot;
	}
	slot = t->fresh++;
	tb_arena_grown(t->flow, t->capacity, sizeof(*t->flow), t->fresh);
	return slot;
}

uint32_t tb_table_add(struct tb_table *t, const struct tb_flow_key *key, uint32_t hash,
		      tb_time now)
{
	uint32_t slot, same = tb_table_find(t, key, hash);

	if (same != TB_NONE)
		tb_table_detach(t, same);
	sweep(t, now);
	if (t->indexed >= t->mask / 2)
		grow(t);
	make_room(t);
	slot = take_slot(t);
	t->flow[slot] = (struct tb_flow){ .key = *key, .last = now };
	link_youngest(t, slot);
	t->used++;
	t->indexed++;
	put(t->index, t->mask, entry_of(slot, hash), hash);
	return slot;
}
