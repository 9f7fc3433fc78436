/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * arena.h - a large array that is reserved whole and paid for as it is used
 */
#ifndef TB_BASE_ARENA_H
#define TB_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

/* How much of an arena will be touched. */
enum tb_arena_use {
	TB_ARENA_GROWS,		/* perhaps little */
	TB_ARENA_WHOLE		/* all of it, at random */
};

/* n items of size bytes, all zero, aligned to a page.  NULL if there is no such
 * address space.  Free with tb_arena_free(), with the same n and size. */
void *tb_arena_new(size_t n, size_t size, enum tb_arena_use use);

/* One more item of an arena that grows is in use: the first `used` of its n items of size
 * bytes.  To be told where it is large and touched at random. */
void tb_arena_grown(void *arena, size_t n, size_t size, size_t used);

/* Memory that these take at most, in bytes, be they in an arena or in a block of malloc(). */
uint64_t tb_arena_bytes(size_t n, size_t size);

/* NULL is fine. */
void tb_arena_free(void *arena, size_t n, size_t size);

#endif
