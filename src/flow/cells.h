/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cells.h - records that are mostly zero, kept in few bytes
 *
 * Of a record only the words that are not zero are kept, behind a mask that says which they
 * are, in a chain of cells.  All cells are alike, so that room which is given back serves
 * whatever comes next.
 */
#ifndef TB_FLOW_CELLS_H
#define TB_FLOW_CELLS_H

#include <string.h>

#include "base/slots.h"

enum {
	TB_CELL_WORDS = 15,	/* most of what is kept needs no more */
	TB_SQUEEZED_WORDS = 64	/* of a record, at most */
};

/* Two cache lines: a core fetches them as one. */
struct tb_cell {
	uint64_t word[TB_CELL_WORDS];
	uint32_t next;		/* UINT32_MAX: last */
};

_Static_assert(sizeof(struct tb_cell) == 128, "a cell is two cache lines");

struct tb_cells {
	struct tb_slots slots;
	struct tb_cell *cell;
};

/* Cells that a record of so many bytes needs at most. */
#define TB_CELLS_FOR(bytes) (((bytes) / 8 + 1 + TB_CELL_WORDS - 1) / TB_CELL_WORDS)

/* False: no memory; to be ended all the same. */
static inline bool tb_cells_init(struct tb_cells *c, uint32_t capacity)
{
	c->cell = malloc(capacity * sizeof(*c->cell));
	return tb_slots_init(&c->slots, capacity) && c->cell != NULL;
}

static inline void tb_cells_fini(struct tb_cells *c)
{
	tb_slots_fini(&c->slots);
	free(c->cell);
}

/* Mask and words of a record; returns how many. */
static inline unsigned tb_squeeze(uint64_t out[1 + TB_SQUEEZED_WORDS], const void *record,
				  unsigned words)
{
	uint64_t word[TB_SQUEEZED_WORDS], mask = 0;
	unsigned n = 1;

	memcpy(word, record, words * sizeof(*word));
	for (unsigned i = 0; i < words; i++)
		if (word[i] != 0) {
			out[n++] = word[i];
			mask |= UINT64_C(1) << i;
		}
	out[0] = mask;
	return n;
}

/* Keeps a record of whole words, of which there are bytes; there is room.  Returns where. */
static inline uint32_t tb_cells_keep(struct tb_cells *c, const void *record, size_t bytes)
{
	uint64_t squeezed[1 + TB_SQUEEZED_WORDS + TB_CELL_WORDS];
	unsigned n = tb_squeeze(squeezed, record, (unsigned)(bytes / 8));
	uint32_t first = UINT32_MAX, *link = &first;

	for (unsigned i = 0; i < n; i += TB_CELL_WORDS) {
		struct tb_cell *cell;

		*link = tb_slots_take(&c->slots);
		cell = &c->cell[*link];
		memcpy(cell->word, &squeezed[i], sizeof(cell->word));
		link = &cell->next;
	}
	*link = UINT32_MAX;
	return first;
}

/* What was kept there is soon wanted: its first cell, mostly all there is. */
static inline void tb_cells_fetch(const struct tb_cells *c, uint32_t first)
{
	__builtin_prefetch(c->cell[first].word, 1);
	__builtin_prefetch(&c->cell[first].word[8], 1);
}

/* Gives back what was kept there. */
static inline void tb_cells_read(const struct tb_cells *c, uint32_t first, void *record,
				 size_t bytes)
{
	const struct tb_cell *cell = &c->cell[first];
	uint64_t word[TB_SQUEEZED_WORDS] = { 0 };
	unsigned at = 1;

	for (uint64_t mask = cell->word[0]; mask != 0; mask &= mask - 1) {
		if (at == TB_CELL_WORDS) {
			cell = &c->cell[cell->next];
			at = 0;
		}
		word[__builtin_ctzll(mask)] = cell->word[at++];
	}
	memcpy(record, word, bytes);
}

static inline void tb_cells_drop(struct tb_cells *c, uint32_t first)
{
	for (uint32_t i = first; i != UINT32_MAX; i = c->cell[i].next)
		tb_slots_give(&c->slots, i);
}

#endif
