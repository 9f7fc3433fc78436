/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fragment.c - a bounded store in which IP fragments wait for each other
 *
 * A fixed number of slots, each with room for the largest datagram.  The room is
 * reserved at creation and touched only as far as it is used.  A slot is found by the
 * keyed hash of what makes its datagram one; when all are taken, the one that has not
 * been touched for longest leaves.  So strangers can neither make the store grow nor
 * slow it down, only make datagrams leave early.
 *
 * What has come is a bitmap of units of eight bytes, which is what offsets are made
 * of: only a datagram's end may cut a unit.
 *
 * A slot whose datagram became whole is not found again, but keeps its bytes until it
 * is the longest untouched: the caller reads them, perhaps while putting an inner
 * fragment into another slot.
 */
#include "wire/fragment.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/siphash.h"

enum {
	SLOTS = 64,
	UNIT = 8,
	UNITS = (TB_MAX_DATAGRAM + UNIT) / UNIT,
	WORDS = (UNITS + 63) / 64
};

/* Hashed and compared as bytes: no holes. */
struct key {
	struct tb_addr src, dst;
	uint32_t id;
	uint16_t vlan;
	uint8_t v6;
	uint8_t protocol;	/* 0 for IPv6 */
};
_Static_assert(sizeof(struct key) == 40, "struct key has holes");

struct slot {
	uint64_t hash;
	uint64_t touched;	/* count of the store's fragments; 0: never used */
	struct key key;
	bool waiting;		/* for fragments; else unused or whole */
	uint8_t protocol;	/* of the first fragment, once that came */
	tb_time begun;
	uint32_t end;		/* of the datagram; 0: its last fragment has not come */
	uint32_t reach;		/* end of the bytes that came */
	uint32_t units;		/* how many came */
	uint64_t came[WORDS];
};

struct tb_fragments {
	uint64_t seed[2];
	uint64_t count;
	struct slot slot[SLOTS];
	uint8_t (*room)[UNITS * UNIT];
};

uint64_t tb_fragments_bytes(void)
{
	const struct tb_fragments *store = NULL;

	return tb_arena_bytes(1, sizeof(*store)) + tb_arena_bytes(SLOTS, sizeof(store->room[0]));
}

struct tb_fragments *tb_fragments_new(const uint64_t seed[2])
{
	struct tb_fragments *store = calloc(1, sizeof(*store));

	if (store == NULL)
		return NULL;
	store->room = malloc(SLOTS * sizeof(store->room[0]));
	if (store->room == NULL) {
		free(store);
		return NULL;
	}
	memcpy(store->seed, seed, sizeof(store->seed));
	return store;
}

void tb_fragments_free(struct tb_fragments *store)
{
	if (store == NULL)
		return;
	free(store->room);
	free(store);
}

static void begin(struct slot *s, const struct tb_fragment *f)
{
	s->waiting = true;
	s->begun = f->time;
	s->protocol = f->protocol;
	s->end = s->reach = s->units = 0;
	memset(s->came, 0, sizeof(s->came));
}

/* The slot of the fragment's datagram, or one made free for it. */
static struct slot *find(struct tb_fragments *store, const struct tb_fragment *f)
{
	struct key key = { f->src, f->dst, f->id, f->vlan, f->v6, f->v6 ? 0 : f->protocol };
	uint64_t hash = tb_siphash(store->seed, &key, sizeof(key));
	struct slot *oldest = &store->slot[0];

	for (struct slot *s = store->slot; s < store->slot + SLOTS; s++) {
		if (s->waiting && s->hash == hash &&
		    memcmp(&s->key, &key, sizeof(key)) == 0)
			return s;
		if (s->touched < oldest->touched)
			oldest = s;
	}
	oldest->hash = hash;
	oldest->key = key;
	begin(oldest, f);
	return oldest;
}

/* Could the fragment be of the datagram that waits here? */
static bool belongs(const struct slot *s, const struct tb_fragment *f)
{
	uint32_t end = f->offset + f->len;
	tb_span age = tb_since(f->time, s->begun);

	if (age > tb_fragment_patience || age < -tb_fragment_patience)
		return false;
	if (s->end > 0)
		return f->more ? end <= s->end : end == s->end;
	return f->more || end >= s->reach;
}

/* Copies what has not come yet. */
static void keep(struct slot *s, uint8_t *room, const struct tb_fragment *f)
{
	for (uint32_t at = 0; at < f->len; at += UNIT) {
		uint32_t unit = (f->offset + at) / UNIT, left = f->len - at;
		uint64_t bit = UINT64_C(1) << unit % 64;

		if (s->came[unit / 64] & bit)
			continue;
		memcpy(room + f->offset + at, f->data + at, left < UNIT ? left : UNIT);
		s->came[unit / 64] |= bit;
		s->units++;
	}
	if (f->offset + f->len > s->reach)
		s->reach = f->offset + f->len;
	if (!f->more)
		s->end = f->offset + f->len;
	if (f->offset == 0)
		s->protocol = f->protocol;
}

const uint8_t *tb_fragments_add(struct tb_fragments *store, struct tb_fragment *f,
				uint32_t *len)
{
	struct slot *s = find(store, f);
	uint8_t *room = store->room[s - store->slot];

	if (!belongs(s, f))
		begin(s, f);
	s->touched = ++store->count;
	keep(s, room, f);
	if (s->end == 0 || s->units != (s->end + UNIT - 1) / UNIT)
		return NULL;
	s->waiting = false;
	*len = s->end;
	f->protocol = s->protocol;
	return room;
}
