/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * slots.h - numbers of a fixed array's elements, handed out and given back
 *
 * The last one given back is the next to go out, so that an array of which little
 * is in use stays in few pages.
 */
#ifndef TB_BASE_SLOTS_H
#define TB_BASE_SLOTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"

struct tb_slots {
	uint32_t capacity;
	uint32_t fresh;		/* slots from here up were never out */
	uint32_t n_free;
	uint32_t *free;		/* given back */
};

/* False: no memory. */
static inline bool tb_slots_init(struct tb_slots *s, uint32_t capacity)
{
	*s = (struct tb_slots){ .capacity = capacity,
				.free = malloc(capacity * sizeof(*s->free)) };
	return s->free != NULL;
}

/* Memory of so many, in bytes. */
static inline uint64_t tb_slots_bytes(uint32_t capacity)
{
	return tb_arena_bytes(capacity, sizeof(uint32_t));
}

static inline void tb_slots_fini(struct tb_slots *s)
{
	free(s->free);
}

static inline bool tb_slots_any(const struct tb_slots *s)
{
	return s->n_free > 0 || s->fresh < s->capacity;
}

/* Only if tb_slots_any(). */
static inline uint32_t tb_slots_take(struct tb_slots *s)
{
	return s->n_free > 0 ? s->free[--s->n_free] : s->fresh++;
}

static inline void tb_slots_give(struct tb_slots *s, uint32_t slot)
{
	s->free[s->n_free++] = slot;
}

#endif
