/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * arena.c - a large array that is reserved whole and paid for as it is used
 *
 * Memory from the system is zero and costs nothing until it is touched.  A table of
 * many flows is touched at random, and then the time goes into finding pages, not
 * bytes: large pages take a fifth to a half off a lookup.  They also make the first
 * touch of each 2 MiB cost all of it, so the beginning of an arena that grows, which is
 * all that a small capture uses, stays in small pages.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise() */
#include "base/arena.h"

#include <stdint.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };

static void ask_for_large_pages(char *arena, size_t bytes, enum tb_arena_use use)
{
#ifdef MADV_HUGEPAGE
	uintptr_t first = ((uintptr_t)arena + LARGE_PAGE - 1) & ~(uintptr_t)(LARGE_PAGE - 1);
	size_t skip = (size_t)(first - (uintptr_t)arena);

	if (use == TB_ARENA_GROWS)
		skip += LARGE_PAGE;
	if (skip < bytes && bytes >= LARGE_PAGE)	/* it is a wish: without, all works the same */
		(void)madvise(arena + skip, bytes - skip, MADV_HUGEPAGE);
#else
	(void)arena;
	(void)bytes;
	(void)use;
#endif
}

void *tb_arena_new(size_t n, size_t size, enum tb_arena_use use)
{
	void *arena;

	if (n > SIZE_MAX / size)
		return NULL;
	arena = mmap(NULL, n * size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (arena == MAP_FAILED)
		return NULL;
	ask_for_large_pages(arena, n * size, use);
	return arena;
}

void tb_arena_free(void *arena, size_t n, size_t size)
{
	if (arena != NULL)
		(void)munmap(arena, n * size);
}
