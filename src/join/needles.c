/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * needles.c - Aho and Corasick's automaton
 *
 * "Efficient string matching: an aid to bibliographic search", 1975.  The needles make a
 * tree; a state is a place in it: how much of a needle the last bytes have been.  Where the
 * next byte leads nowhere in the tree, the state falls back to the longest end of those
 * bytes that begins a needle too.  All of that is worked out when the automaton is made, so
 * that in the end there is one table: state and byte give the next state.  A text costs
 * one look at it for each byte, whatever is in it and however many needles there are.
 *
 * Bytes that are in no needle are alike, and so are the two cases of a letter: they are one
 * *class*, and the table has a column for each class.  A row is a power of two long, and a
 * state is the place where its row begins.
 *
 * States at which a needle ends are rare.  They have the highest numbers, so that a
 * comparison is all that it takes to pass over the others.
 */
#include "join/needles.h"

#include <stdlib.h>
#include <string.h>

#include "base/reader.h"

#define NONE UINT32_MAX

struct tb_needles {
	uint8_t class[256];
	unsigned shift;		/* a row is 1 << shift long */
	uint32_t *next;		/* row and class to row */
	uint32_t first_end;	/* row; from here on a needle ends */
	uint32_t n;		/* states */
	uint32_t *ends;		/* by state: a needle that ends there, or NONE */
	uint32_t *twin;		/* by needle: the next one that is the same, or NONE */
	uint32_t *shorter;	/* by state: one where a shorter end of the same bytes is a
				 * needle; 0: none */
};

/* What is needed only while the automaton is made.  Nodes are numbered as they come. */
struct tree {
	uint32_t *child;	/* node and class to node; 0: none */
	uint32_t *fall;		/* to the node of the longest end that is in the tree */
	uint32_t *order;	/* the nodes, the shortest first */
	uint32_t *row;		/* of the node */
	uint32_t *ends, *shorter;
	uint32_t n;
};

static void sort_into_classes(struct tb_needles *m, const char *const *needle, size_t n)
{
	unsigned classes = 1;	/* 0 is that of the bytes in no needle */

	for (size_t i = 0; i < n; i++)
		for (const char *c = needle[i]; c != NULL && *c != '\0'; c++)
			if (m->class[(uint8_t)*c] == 0)
				m->class[(uint8_t)*c] = (uint8_t)classes++;
	for (int c = 'A'; c <= 'Z'; c++)
		m->class[c] = m->class[rd_lower(c)];
	while (1u << m->shift < classes)
		m->shift++;
}

static uint32_t *child_of(const struct tb_needles *m, const struct tree *t, uint32_t node,
			  unsigned class)
{
	return &t->child[((size_t)node << m->shift) + class];
}

static void plant(struct tb_needles *m, struct tree *t, const char *needle, uint32_t number)
{
	uint32_t node = 0;

	for (; *needle != '\0'; needle++) {
		uint32_t *child = child_of(m, t, node, m->class[(uint8_t)*needle]);

		if (*child == 0)
			*child = t->n++;
		node = *child;
	}
	m->twin[number] = t->ends[node];
	t->ends[node] = number;
}

/* Fills in what each node falls back to, and lets the missing children of a node be those
 * of that.  A node comes after all that are shorter. */
static void link_all(const struct tb_needles *m, struct tree *t)
{
	uint32_t done = 0, known = 1;

	t->order[0] = 0;
	for (; done < known; done++) {
		uint32_t node = t->order[done], fall = t->fall[node];

		for (unsigned c = 0; c < 1u << m->shift; c++) {
			uint32_t *child = child_of(m, t, node, c);
			uint32_t else_to = node == 0 ? 0 : *child_of(m, t, fall, c);

			if (*child == 0) {
				*child = else_to;
				continue;
			}
			t->fall[*child] = else_to;
			t->shorter[*child] =
				t->ends[else_to] != NONE ? else_to : t->shorter[else_to];
			t->order[known++] = *child;
		}
	}
}

static bool is_end(const struct tree *t, uint32_t node)
{
	return t->ends[node] != NONE || t->shorter[node] != 0;
}

/* Short ones first, as they are met most; those where a needle ends last. */
static void number_rows(struct tb_needles *m, struct tree *t)
{
	uint32_t row = 0;

	for (int ends = 0; ends < 2; ends++) {
		if (ends == 1)
			m->first_end = row << m->shift;
		for (uint32_t i = 0; i < t->n; i++)
			if (is_end(t, t->order[i]) == (ends == 1))
				t->row[t->order[i]] = row++;
	}
}

static void copy_out(struct tb_needles *m, const struct tree *t)
{
	m->n = t->n;
	for (uint32_t node = 0; node < t->n; node++) {
		uint32_t row = t->row[node];

		for (unsigned c = 0; c < 1u << m->shift; c++)
			m->next[((size_t)row << m->shift) + c] =
				t->row[*child_of(m, t, node, c)] << m->shift;
		m->ends[row] = t->ends[node];
		m->shorter[row] = t->shorter[node] != 0 ? t->row[t->shorter[node]] : 0;
	}
}

static size_t bytes_of(const char *const *needle, size_t n)
{
	size_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += needle[i] != NULL ? strlen(needle[i]) : 0;
	return bytes;
}

static bool grow(struct tb_needles *m, struct tree *t, const char *const *needle, size_t n)
{
	size_t states = bytes_of(needle, n) + 1;

	*t = (struct tree){
		.child = calloc(states << m->shift, sizeof(*t->child)),
		.fall = calloc(states, sizeof(*t->fall)),
		.order = calloc(states, sizeof(*t->order)),
		.row = calloc(states, sizeof(*t->row)),
		.ends = malloc(states * sizeof(*t->ends)),
		.shorter = calloc(states, sizeof(*t->shorter)),
		.n = 1,
	};
	m->twin = malloc((n + 1) * sizeof(*m->twin));
	if (t->child == NULL || t->fall == NULL || t->order == NULL || t->row == NULL ||
	    t->ends == NULL || t->shorter == NULL || m->twin == NULL)
		return false;
	memset(t->ends, 0xff, states * sizeof(*t->ends));
	for (size_t i = 0; i < n; i++)
		if (needle[i] != NULL)
			plant(m, t, needle[i], (uint32_t)i);
	m->next = malloc(((size_t)t->n << m->shift) * sizeof(*m->next));
	m->ends = malloc(t->n * sizeof(*m->ends));
	m->shorter = malloc(t->n * sizeof(*m->shorter));
	return m->next != NULL && m->ends != NULL && m->shorter != NULL;
}

static void fell(struct tree *t)
{
	free(t->child);
	free(t->fall);
	free(t->order);
	free(t->row);
	free(t->ends);
	free(t->shorter);
}

struct tb_needles *tb_needles_new(const char *const *needle, size_t n)
{
	struct tb_needles *m = n <= TB_MAX_NEEDLES ? calloc(1, sizeof(*m)) : NULL;
	struct tree t;

	if (m == NULL)
		return NULL;
	sort_into_classes(m, needle, n);
	if (!grow(m, &t, needle, n)) {
		fell(&t);
		tb_needles_free(m);
		return NULL;
	}
	link_all(m, &t);
	number_rows(m, &t);
	copy_out(m, &t);
	fell(&t);
	return m;
}

void tb_needles_free(struct tb_needles *m)
{
	if (m == NULL)
		return;
	free(m->next);
	free(m->ends);
	free(m->twin);
	free(m->shorter);
	free(m);
}

/* All that end in this state. */
static void note(const struct tb_needles *m, uint32_t state, struct tb_needle_set *found)
{
	for (; state != 0; state = m->shorter[state])
		for (uint32_t i = m->ends[state]; i != NONE; i = m->twin[i])
			found->bits[i / 64] |= UINT64_C(1) << i % 64;
}

bool tb_needles_find(const struct tb_needles *m, const char *text, size_t n,
		     struct tb_needle_set *found)
{
	uint32_t row = 0;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		row = m->next[row + m->class[(uint8_t)text[i]]];
		if (row < m->first_end)
			continue;
		if (!any)
			*found = (struct tb_needle_set){ { 0 } };
		any = true;
		note(m, row >> m->shift, found);
	}
	return any;
}
