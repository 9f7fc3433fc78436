/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * arena.h - a large array that is reserved whole and paid for as it is used
 */
#ifndef TB_BASE_ARENA_H
#define TB_BASE_ARENA_H

#include <stddef.h>

/* How much of an arena will be touched. */
enum tb_arena_use {
	TB_ARENA_GROWS,		/* from its beginning on, perhaps never far */
	TB_ARENA_WHOLE		/* all of it, at random */
};

/* n items of size bytes, all zero, aligned to a page.  NULL if there is no such
 * address space.  Free with tb_arena_free(), with the same n and size. */
void *tb_arena_new(size_t n, size_t size, enum tb_arena_use use);

/* NULL is fine. */
void tb_arena_free(void *arena, size_t n, size_t size);

#endif
