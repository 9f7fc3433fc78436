/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * arena.c - a large array that is reserved whole and paid for as it is used
 *
 * Memory from the system is zero and costs nothing until it is touched.  A table of
 * many flows is touched at random, and then the time goes into finding pages, not
 * bytes: large pages take a fifth to a half off a lookup.  They also make the first
 * touch of each 2 MiB cost all of it.  So where an arena grows it is in small pages at
 * first, and these are made a large one when they are all in use.  That is dear: of a virtual
 * machine the first touch of a small page was seen to cost 10 to 25 microseconds, that of a
 * large one 200 all in all.  So what is large by then gets large pages at once.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise() */
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/mman.h> /* MADV_COLLAPSE */
#endif

enum {
	LARGE_PAGE = 2 << 20,
	MUCH = 4 * LARGE_PAGE	/* in use: what the last large page has too much is a quarter at
				 * most, and to find small ones costs far more */
};

/* Large pages from the first touch on.  It is a wish: without, all works the same. */
static void ask_for_large_pages(char *from, size_t bytes)
{
#ifdef MADV_HUGEPAGE
	(void)madvise(from, bytes, MADV_HUGEPAGE);
#else
	(void)from;
	(void)bytes;
#endif
}

/* Puts the small pages that lie there into a large one.  False: there is none, or the system
 * cannot do that (Linux can from 6.1 on). */
static bool make_large_page(char *at)
{
#ifdef MADV_COLLAPSE
	return madvise(at, LARGE_PAGE, MADV_COLLAPSE) == 0;
#else
	(void)at;
	return false;
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
	if (use == TB_ARENA_WHOLE && n * size >= LARGE_PAGE)
		ask_for_large_pages(arena, n * size);
	return arena;
}

void tb_arena_grown(void *arena, size_t n, size_t size, size_t used)
{
	size_t bytes = used * size, beyond = ((uintptr_t)arena + bytes) % LARGE_PAGE;
	size_t full = bytes > beyond ? bytes - beyond : 0;
	char *end = (char *)arena + full;

	if (beyond >= size || full < LARGE_PAGE)	/* none has become full just now */
		return;
	if (bytes < MUCH && make_large_page(end - LARGE_PAGE))
		return;
	if (full + LARGE_PAGE <= n * size)
		ask_for_large_pages(end, LARGE_PAGE);
}

uint64_t tb_arena_bytes(size_t n, size_t size)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	return ((uint64_t)n * size / page + 1) * page;
}

void tb_arena_free(void *arena, size_t n, size_t size)
{
	if (arena != NULL)
		(void)munmap(arena, n * size);
}
