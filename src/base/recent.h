/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recent.h - slots of a fixed array by who uses them; the least recently used is reused
 *
 * Users are told apart by a keyed 64-bit hash of their names: strangers cannot make two of
 * them meet, and by chance it does not happen.
 *
 * To use a slot should cost no more than to find it.  So users are in no list that would
 * have to be mended: each use is written down, in a ring, and each user knows his last one.
 * Earlier ones are passed over when the ring is read, which is when somebody has to go, and
 * when it is full; what is then still the last of its user is written down again, in the
 * same order.  As the ring is several times as long as there are users, that is rare; and
 * who was used a moment ago is not written down again.
 */
#ifndef TB_BASE_RECENT_H
#define TB_BASE_RECENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fetch.h"

#define TB_RECENT_NONE UINT32_MAX

struct tb_recent_user {
	uint64_t id;
	uint32_t last;		/* number of his last use */
	uint16_t chain;		/* next of the same hash, plus one; 0: last */
};

struct tb_recent {
	struct tb_recent_user *user;	/* by slot */
	uint16_t *head;		/* first user of each hash, plus one; 0: none */
	uint16_t *use;		/* ring: the slots, as they were used */
	uint32_t capacity, used;
	uint32_t first, uses;	/* numbers, modulo 2^32: of the oldest use in it, of the next */
	uint32_t ring_mask;	/* its length is a power of two */
	uint32_t moment;	/* so many uses ago is just now */
	uint32_t youngest;	/* slot that was used last */
	unsigned shift;		/* of a hash, so that a number of a head remains */
	bool forgot;		/* somebody has lost his slot */
};

/* capacity: a power of two from 2 to 2^15.  False: no memory; to be freed all the same. */
bool tb_recent_init(struct tb_recent *r, uint32_t capacity);
uint64_t tb_recent_bytes(uint32_t capacity);	/* memory that it takes */
void tb_recent_fini(struct tb_recent *r);

/* First of the users of a hash.  It is the id multiplied by the golden ratio, so that names in a
 * row, as ports are, come to heads far apart (Knuth, TAOCP 6.4), and all bits of the id
 * count. */
static inline uint16_t *tb_recent_head(const struct tb_recent *r, uint64_t id)
{
	return &r->head[id * UINT64_C(0x9e3779b97f4a7c15) >> r->shift];
}

/* Slot of that user, or TB_RECENT_NONE. */
static inline uint32_t tb_recent_find(const struct tb_recent *r, uint64_t id)
{
	uint32_t next = *tb_recent_head(r, id);

	while (next != 0 && r->user[next - 1].id != id)
		next = r->user[next - 1].chain;
	return next == 0 ? TB_RECENT_NONE : next - 1;
}

/* Fetches the memory of that user; the slot that he probably has, or TB_RECENT_NONE. */
static inline uint32_t tb_recent_fetch(const struct tb_recent *r, uint64_t id)
{
	uint32_t first = *tb_recent_head(r, id);

	if (first == 0)
		return TB_RECENT_NONE;
	tb_fetch(&r->user[first - 1]);
	return first - 1;
}

/* The parts of what follows that are rare. */
void tb_recent_close_ranks(struct tb_recent *r);
uint32_t tb_recent_give(struct tb_recent *r, uint64_t id);

static inline void tb_recent_write_down(struct tb_recent *r, uint32_t slot)
{
	if (r->uses - r->first > r->ring_mask)
		tb_recent_close_ranks(r);
	r->use[r->uses & r->ring_mask] = (uint16_t)slot;
	r->user[slot].last = r->uses++;
}

/* Whoever has that slot is among the most recent users now. */
static inline void tb_recent_use(struct tb_recent *r, uint32_t slot)
{
	r->youngest = slot;
	if (r->uses - r->user[slot].last > r->moment)
		tb_recent_write_down(r, slot);
}

/* Finds him, giving him a slot if he has none: then *fresh, and what is in the slot was
 * somebody else's.   He is
 * among the most recent users now. */
static inline uint32_t tb_recent_take(struct tb_recent *r, uint64_t id, bool *fresh)
{
	uint32_t slot = r->youngest;

	*fresh = false;
	if (r->user[slot].id == id && r->used > 0)
		return slot;
	slot = tb_recent_find(r, id);
	*fresh = slot == TB_RECENT_NONE;
	if (*fresh)
		return tb_recent_give(r, id);
	tb_recent_use(r, slot);
	return slot;
}

/* Longest chain that a search may have to pass (for tests). */
uint32_t tb_recent_longest_chain(const struct tb_recent *r);

#endif
