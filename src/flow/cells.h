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

#include "base/stock.h"
#include "flow/record.h"

enum {
	TB_CELL_WORDS = 16,	/* most of what is kept needs no more */
	TB_SQUEEZED_WORDS = 64	/* of a record, at most */
};

/* Two cache lines: a core fetches them as one. */
struct tb_cell {
	_Alignas(TB_CACHE_LINE) uint64_t word[TB_CELL_WORDS];
};

struct tb_cells {
	struct tb_stock stock;
	struct tb_cell *cell;
	uint32_t *next;		/* by cell: of its chain, TB_NONE: last.  Apart from the cells, so
				 * that what is given back need not be in the cache */
};

/* Cells that a record of so many bytes needs at most. */
#define TB_CELLS_FOR(bytes) (((bytes) / 8 + 1 + TB_CELL_WORDS - 1) / TB_CELL_WORDS)

/* False: no memory; to be ended all the same. */
static inline bool tb_cells_init(struct tb_cells *c, uint32_t capacity)
{
	c->cell = tb_stock_init(&c->stock, capacity, sizeof(*c->cell));
	c->next = malloc(capacity * sizeof(*c->next));
	return c->cell != NULL && c->next != NULL;
}

/* Memory of so many, in bytes. */
static inline uint64_t tb_cells_bytes(uint32_t capacity)
{
	return tb_stock_bytes(capacity, sizeof(struct tb_cell)) +
	       tb_arena_bytes(capacity, sizeof(uint32_t));
}

static inline void tb_cells_fini(struct tb_cells *c)
{
	tb_stock_fini(&c->stock);
	free(c->next);
}

/* Which of these words, at most eight, are not zero?  The last one first, so that none has to be
 * shifted to a place of its own; by eights, so that few have to wait for each other. */
static inline unsigned tb_mask_of_eight(const char *record, unsigned words)
{
	unsigned mask = 0;
	uint64_t word;

	for (unsigned i = words; i-- > 0;) {
		memcpy(&word, record + 8 * i, sizeof(word));
		mask = mask + mask + (word != 0);
	}
	return mask;
}

/* Which words of a record are not zero? */
static inline uint64_t tb_mask_of(const void *record, unsigned words)
{
	const char *at = record;
	uint64_t mask = 0;
	unsigned i = 0;

	for (; i + 8 <= words; i += 8)
		mask |= (uint64_t)tb_mask_of_eight(at + 8 * i, 8) << i;
	if (i < words)
		mask |= (uint64_t)tb_mask_of_eight(at + 8 * i, words - i) << i;
	return mask;
}

/* Where in the record the first word of a mask is. */
static inline size_t tb_first_of(uint64_t mask)
{
	return 8 * (size_t)__builtin_ctzll(mask);
}

/* Keeps a record of whole words, of which there are bytes; there is room.  Returns where. */
static inline uint32_t tb_cells_keep(struct tb_cells *c, const void *record, size_t bytes)
{
	uint64_t mask = tb_mask_of(record, (unsigned)(bytes / 8));
	uint32_t first = tb_stock_take(&c->stock), cell = first;
	uint64_t *word = c->cell[cell].word;
	unsigned at = 0;

	for (word[at++] = mask; mask != 0; mask &= mask - 1) {
		if (at == TB_CELL_WORDS) {
			cell = c->next[cell] = tb_stock_take(&c->stock);
			word = c->cell[cell].word;
			at = 0;
		}
		memcpy(&word[at++], (const char *)record + tb_first_of(mask), 8);
	}
	c->next[cell] = TB_NONE;
	return first;
}

/* What was kept there is soon wanted: its first cell, mostly all there is, and whether it is. */
static inline void tb_cells_fetch(const struct tb_cells *c, uint32_t first)
{
	tb_fetch(&c->next[first]);
	tb_fetch(c->cell[first].word);
	tb_fetch(&c->cell[first].word[TB_CELL_WORDS / 2]);
}

/* Gives back what was kept there. */
static inline void tb_cells_read(const struct tb_cells *c, uint32_t first, void *record,
				 size_t bytes)
{
	const uint64_t *word = c->cell[first].word;
	uint32_t cell = first;
	unsigned at = 1;

	memset(record, 0, bytes);
	for (uint64_t mask = word[0]; mask != 0; mask &= mask - 1) {
		if (at == TB_CELL_WORDS) {
			cell = c->next[cell];
			word = c->cell[cell].word;
			at = 0;
		}
		memcpy((char *)record + tb_first_of(mask), &word[at++], 8);
	}
}

static inline void tb_cells_drop(struct tb_cells *c, uint32_t first)
{
	for (uint32_t i = first; i != TB_NONE; i = c->next[i])
		tb_stock_give(&c->stock, i);
}

#endif
