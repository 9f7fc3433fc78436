/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stock.h - slots whose elements lie in an arena of their own
 *
 * It grows as slots are handed out for the first time, and gets large pages as it does
 * (base/arena.h).
 */
#ifndef TB_BASE_STOCK_H
#define TB_BASE_STOCK_H

#include "base/arena.h"
#include "base/slots.h"

struct tb_stock {
	struct tb_slots slots;
	void *element;
	size_t size;		/* of each */
};

/* Memory that it takes at most. */
static inline uint64_t tb_stock_bytes(uint32_t capacity, size_t size)
{
	return tb_slots_bytes(capacity) + tb_arena_bytes(capacity, size);
}

/* Its elements, all zero at first and aligned to a page; by number.  NULL: no memory; to be ended
 * all the same. */
static inline void *tb_stock_init(struct tb_stock *s, uint32_t capacity, size_t size)
{
	s->size = size;
	s->element = tb_slots_init(&s->slots, capacity)
			     ? tb_arena_new(capacity, size, TB_ARENA_GROWS) : NULL;
	return s->element;
}

/* All zero: never begun. */
static inline void tb_stock_fini(struct tb_stock *s)
{
	tb_arena_free(s->element, s->slots.capacity, s->size);
	tb_slots_fini(&s->slots);
}

static inline bool tb_stock_any(const struct tb_stock *s)
{
	return tb_slots_any(&s->slots);
}

/* Only if tb_stock_any().  What is in the element is whatever was left there. */
static inline uint32_t tb_stock_take(struct tb_stock *s)
{
	uint32_t fresh = s->slots.fresh, slot = tb_slots_take(&s->slots);

	if (slot == fresh)
		tb_arena_grown(s->element, s->slots.capacity, s->size, s->slots.fresh);
	return slot;
}

static inline void tb_stock_give(struct tb_stock *s, uint32_t slot)
{
	tb_slots_give(&s->slots, slot);
}

#endif
