/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * needles.h - many words sought in a text at once
 */
#ifndef TB_JOIN_NEEDLES_H
#define TB_JOIN_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TB_MAX_NEEDLES = 2048 };

struct tb_needles;

/* The needles found in a text, a bit each. */
struct tb_needle_set {
	uint64_t bits[TB_MAX_NEEDLES / 64];
};

static inline bool tb_needle_is_in(const struct tb_needle_set *s, size_t i)
{
	return (s->bits[i / 64] >> i % 64 & 1) != 0;
}

/* The first that is in the set from i on; TB_MAX_NEEDLES: none. */
static inline size_t tb_needle_next(const struct tb_needle_set *s, size_t i)
{
	while (i < TB_MAX_NEEDLES && s->bits[i / 64] >> i % 64 == 0)
		i = (i / 64 + 1) * 64;
	while (i < TB_MAX_NEEDLES && !tb_needle_is_in(s, i))
		i++;
	return i;
}

/* n needles, at most TB_MAX_NEEDLES, not empty, in lower case; a NULL among them is never
 * found.  NULL: no memory, or too many. */
struct tb_needles *tb_needles_new(const char *const *needle, size_t n);
void tb_needles_free(struct tb_needles *m); /* NULL is fine */

/* Which of them are in the text, whatever the case of its letters.  False: none; found
 * is then as it was. */
bool tb_needles_find(const struct tb_needles *m, const char *text, size_t n,
		     struct tb_needle_set *found);

#endif
