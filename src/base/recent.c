/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/recent.h"

#include "base/arena.h"

struct tb_recent_user {
	uint64_t id;
	uint32_t chain;		/* next of the same hash, plus one; 0: last */
	uint32_t older, younger;
};

/* Half as many users as heads.  By the upper half of the hash: callers may mark the lower
 * one, and a bit that never changes would leave half of the heads empty. */
static uint32_t *head_of(const struct tb_recent *r, uint64_t id)
{
	return &r->head[id >> 32 & (2 * (uint64_t)r->capacity - 1)];
}

bool tb_recent_init(struct tb_recent *r, uint32_t capacity)
{
	*r = (struct tb_recent){
		.user = tb_arena_new(capacity, sizeof(*r->user), TB_ARENA_GROWS),
		.head = tb_arena_new(2 * (size_t)capacity, sizeof(*r->head), TB_ARENA_GROWS),
		.capacity = capacity,
		.oldest = TB_RECENT_NONE,
		.youngest = TB_RECENT_NONE,
	};
	return r->user != NULL && r->head != NULL;
}

void tb_recent_fini(struct tb_recent *r)
{
	tb_arena_free(r->user, r->capacity, sizeof(*r->user));
	tb_arena_free(r->head, 2 * (size_t)r->capacity, sizeof(*r->head));
}

uint32_t tb_recent_find(const struct tb_recent *r, uint64_t id)
{
	uint32_t next = *head_of(r, id);

	while (next != 0 && r->user[next - 1].id != id)
		next = r->user[next - 1].chain;
	return next == 0 ? TB_RECENT_NONE : next - 1;
}

static void unlink_user(struct tb_recent *r, uint32_t slot)
{
	const struct tb_recent_user *u = &r->user[slot];

	if (u->older == TB_RECENT_NONE)
		r->oldest = u->younger;
	else
		r->user[u->older].younger = u->younger;
	if (u->younger == TB_RECENT_NONE)
		r->youngest = u->older;
	else
		r->user[u->younger].older = u->older;
}

static void link_youngest(struct tb_recent *r, uint32_t slot)
{
	r->user[slot].older = r->youngest;
	r->user[slot].younger = TB_RECENT_NONE;
	if (r->youngest == TB_RECENT_NONE)
		r->oldest = slot;
	else
		r->user[r->youngest].younger = slot;
	r->youngest = slot;
}

/* The oldest user loses his slot. */
static uint32_t reuse(struct tb_recent *r)
{
	uint32_t slot = r->oldest, *at = head_of(r, r->user[slot].id);

	while (*at != slot + 1)
		at = &r->user[*at - 1].chain;
	*at = r->user[slot].chain;
	unlink_user(r, slot);
	r->forgot = true;
	return slot;
}

uint32_t tb_recent_take(struct tb_recent *r, uint64_t id, bool *fresh)
{
	uint32_t slot = tb_recent_find(r, id), *head = head_of(r, id);

	*fresh = slot == TB_RECENT_NONE;
	if (*fresh) {
		slot = r->used < r->capacity ? r->used++ : reuse(r);
		r->user[slot].id = id;
		r->user[slot].chain = *head;
		*head = slot + 1;
	} else if (slot == r->youngest) {
		return slot;
	} else {
		unlink_user(r, slot);
	}
	link_youngest(r, slot);
	return slot;
}

uint32_t tb_recent_longest_chain(const struct tb_recent *r)
{
	uint32_t longest = 0;

	for (uint64_t i = 0; i < 2 * (uint64_t)r->capacity; i++) {
		uint32_t n = 0;

		for (uint32_t next = r->head[i]; next != 0; next = r->user[next - 1].chain)
			n++;
		if (n > longest)
			longest = n;
	}
	return longest;
}
