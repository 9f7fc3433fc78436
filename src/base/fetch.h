/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fetch.h - memory that will be needed soon
 *
 * A function that does nothing but prefetch is, for gcc, one that does nothing: it drops the
 * calls of those that it does not put inline.  An empty piece of assembly, which it may not
 * drop, keeps them.
 */
#ifndef TB_BASE_FETCH_H
#define TB_BASE_FETCH_H

#include <stddef.h>

enum { TB_CACHE_LINE = 64 };

/* The line that it is in.  Any address will do. */
static inline void tb_fetch(const void *what)
{
	__builtin_prefetch(what);
	__asm__ volatile("");
}

static inline void tb_fetch_lines(const void *what, size_t size)
{
	for (size_t at = 0; at < size; at += TB_CACHE_LINE)
		tb_fetch((const char *)what + at);
}

#endif
