/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lent.h - pieces of memory that are given back together
 */
#ifndef TB_ANONYMIZE_LENT_H
#define TB_ANONYMIZE_LENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct tb_lent_piece {
	struct tb_lent_piece *next;
	max_align_t bytes[];
};

struct tb_lent {
	struct tb_lent_piece *first;
	bool failed;	/* there was no memory for a piece */
};

static inline void tb_lent_return(struct tb_lent *l)
{
	while (l->first != NULL) {
		struct tb_lent_piece *p = l->first;

		l->first = p->next;
		free(p);
	}
	l->failed = false;
}

/* n bytes; NULL: no memory. */
static inline void *tb_lend(struct tb_lent *l, size_t n)
{
	struct tb_lent_piece *p = malloc(sizeof(*p) + n);

	if (p == NULL) {
		l->failed = true;
		return NULL;
	}
	p->next = l->first;
	l->first = p;
	return p->bytes;
}

/* A copy of n bytes; NULL too if there are none. */
static inline void *tb_lend_copy(struct tb_lent *l, const void *from, size_t n)
{
	void *to = n > 0 ? tb_lend(l, n) : NULL;

	if (to != NULL)
		memcpy(to, from, n);
	return to;
}

#endif
