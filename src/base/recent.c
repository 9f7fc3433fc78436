/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/recent.h"

#include "base/arena.h"

enum {
	HEADS = 2,		/* for each slot */
	USES = 4,		/* that are written down, likewise */
	MOMENTS = 1024		/* in which all slots may be used */
};

bool tb_recent_init(struct tb_recent *r, uint32_t capacity)
{
	*r = (struct tb_recent){
		.user = tb_arena_new(capacity, sizeof(*r->user), TB_ARENA_GROWS),
		.head = tb_arena_new(HEADS * (size_t)capacity, sizeof(*r->head), TB_ARENA_GROWS),
		.use = tb_arena_new(USES * (size_t)capacity, sizeof(*r->use), TB_ARENA_GROWS),
		.capacity = capacity,
		.ring_mask = USES * capacity - 1,
		.moment = capacity / MOMENTS,
		.shift = 64,
	};
	for (uint32_t heads = HEADS * capacity; heads > 1; heads /= 2)
		r->shift--;
	return r->user != NULL && r->head != NULL && r->use != NULL;
}

uint64_t tb_recent_bytes(uint32_t capacity)
{
	const struct tb_recent *r = NULL;

	return tb_arena_bytes(capacity, sizeof(*r->user)) +
	       tb_arena_bytes(HEADS * (size_t)capacity, sizeof(*r->head)) +
	       tb_arena_bytes(USES * (size_t)capacity, sizeof(*r->use));
}

void tb_recent_fini(struct tb_recent *r)
{
	tb_arena_free(r->user, r->capacity, sizeof(*r->user));
	tb_arena_free(r->head, HEADS * (size_t)r->capacity, sizeof(*r->head));
	tb_arena_free(r->use, USES * (size_t)r->capacity, sizeof(*r->use));
}

/* Is that the last use of its user? */
static bool is_last(const struct tb_recent *r, uint32_t number)
{
	return r->user[r->use[number & r->ring_mask]].last == number;
}

/* Moves all that are to the young end. */
void tb_recent_close_ranks(struct tb_recent *r)
{
	uint32_t to = r->uses;

	for (uint32_t number = r->uses; number-- != r->first;) {
		uint16_t slot = r->use[number & r->ring_mask];

		if (!is_last(r, number))
			continue;
		r->user[slot].last = --to;
		r->use[to & r->ring_mask] = slot;
	}
	r->first = to;
}

/* What the next ones to go need: of the first of them his head, of the other himself. */
static void fetch_next(const struct tb_recent *r)
{
	const struct tb_recent_user *next = &r->user[r->use[r->first & r->ring_mask]];

	tb_fetch(tb_recent_head(r, next->id));
	tb_fetch(&r->user[r->use[(r->first + 1) & r->ring_mask]]);
}

static uint32_t oldest(struct tb_recent *r)
{
	uint32_t slot;

	while (!is_last(r, r->first))
		r->first++;
	slot = r->use[r->first++ & r->ring_mask];
	fetch_next(r);
	return slot;
}

/* The oldest user loses his slot. */
static uint32_t reuse(struct tb_recent *r)
{
	uint32_t slot = oldest(r);
	uint16_t *at = tb_recent_head(r, r->user[slot].id);

	while (*at != slot + 1)
		at = &r->user[*at - 1].chain;
	*at = r->user[slot].chain;
	r->forgot = true;
	return slot;
}

uint32_t tb_recent_give(struct tb_recent *r, uint64_t id)
{
	uint32_t slot = r->used < r->capacity ? r->used++ : reuse(r);
	uint16_t *head = tb_recent_head(r, id);

	r->user[slot].id = id;
	r->user[slot].chain = *head;
	*head = (uint16_t)(slot + 1);
	tb_recent_write_down(r, slot);
	r->youngest = slot;
	return slot;
}

uint32_t tb_recent_longest_chain(const struct tb_recent *r)
{
	uint32_t longest = 0;

	for (uint32_t i = 0; i < HEADS * r->capacity; i++) {
		uint32_t n = 0;

		for (uint32_t next = r->head[i]; next != 0; next = r->user[next - 1].chain)
			n++;
		if (n > longest)
			longest = n;
	}
	return longest;
}
