/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * spool.c - a verdict and all that it points to as one block of bytes
 *
 * In a block, the struct comes first and what it points to follows; a pointer is kept as the
 * place of its target in the block, and becomes one again where the block lies when it is
 * read.  What is static is pointed to as it is: the file never leaves this process.
 *
 * move_verdict() and move_group() name each pointer that is not static once, for both ways.
 */
#define _GNU_SOURCE
#include "spool.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_VERDICT, KIND_GROUP };

struct head {
	enum kind kind;
	size_t n;		/* bytes of the block behind it */
};

struct tb_spool {
	FILE *file;
	uint8_t *at;		/* a block that is made, or was read */
	size_t n, room;
	bool full;
	long good;		/* bytes of the file that hold whole blocks */
};

/* From one form of a pointer to the other.  n: bytes that it points to; IS_STRING: up to
 * its NUL. */
struct mover {
	const void *(*move)(struct tb_spool *s, const void *p, size_t n);
	struct tb_spool *s;
};

#define IS_STRING SIZE_MAX

static bool make_room(struct tb_spool *s, size_t n)
{
	size_t room = s->room == 0 ? 4096 : s->room;
	uint8_t *at;

	while (room < n)
		room *= 2;
	if (room == s->room)
		return true;
	at = realloc(s->at, room);
	if (at == NULL)
		return false;
	s->at = at;
	s->room = room;
	return true;
}

/* Appends to the block; what is behind it is aligned for anything. */
static size_t append(struct tb_spool *s, const void *bytes, size_t n)
{
	const size_t align = _Alignof(max_align_t);
	size_t place = s->n, end = (place + n + align - 1) / align * align;

	s->full = s->full || !make_room(s, end);
	if (s->full)
		return 0;
	memcpy(s->at + place, bytes, n);
	memset(s->at + place + n, 0, end - place - n);
	s->n = end;
	return place;
}

static const void *into_block(struct tb_spool *s, const void *p, size_t n)
{
	if (p == NULL)
		return NULL;
	return (const void *)(uintptr_t)append(s, p, n == IS_STRING ? strlen(p) + 1 : n);
}

static const void *out_of_block(struct tb_spool *s, const void *p, size_t n)
{
	(void)n;
	return p == NULL ? NULL : s->at + (uintptr_t)p;
}

static const void *move(const struct mover *m, const void *p, size_t n)
{
	return m->move(m->s, p, n);
}

/* rst and ladder: those of v, where they can be written to; ladder may be NULL. */
static void move_verdict(const struct mover *m, struct tb_verdict *v, struct tb_rst *rst,
			 struct tb_ladder *ladder)
{
	struct tb_flow_info *f = &v->flow;

	for (size_t i = 0; i < v->n_rst; i++) {
		rst[i].options = move(m, rst[i].options, rst[i].options_len);
		rst[i].payload = move(m, rst[i].payload, rst[i].payload_kept);
		rst[i].comment = move(m, rst[i].comment, rst[i].comment_len);
		rst[i].code.text = move(m, rst[i].code.text, rst[i].code.text_len);
	}
	f->tunnel = move(m, f->tunnel, f->n_tunnel * sizeof(*f->tunnel));
	f->history = move(m, f->history, IS_STRING);
	f->community_id = move(m, f->community_id, IS_STRING);
	v->dialogue.server_name =
		move(m, v->dialogue.server_name, v->dialogue.server_name_len);
	v->dialogue.path = move(m, v->dialogue.path, v->dialogue.path_len);
	if (ladder != NULL)
		ladder->rung = move(m, ladder->rung, ladder->n * sizeof(*ladder->rung));
	v->asked = move(m, v->asked, v->n_asked * sizeof(*v->asked));
}

static void move_group(const struct mover *m, struct tb_group *g)
{
	g->reset = move(m, g->reset, g->n_reset * sizeof(*g->reset));
	g->name = move(m, g->name, g->name_len);
}

struct tb_spool *tb_spool_new(void)
{
	struct tb_spool *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->file = tmpfile();
	if (s->file != NULL)
		return s;
	free(s);
	return NULL;
}

void tb_spool_free(struct tb_spool *s)
{
	if (s == NULL)
		return;
	fclose(s->file);
	free(s->at);
	free(s);
}

/* The block is made: into the file with it. */
static bool write_block(struct tb_spool *s, enum kind kind)
{
	const struct head head = { kind, s->n };

	if (s->full || fwrite(&head, sizeof(head), 1, s->file) != 1 ||
	    fwrite(s->at, s->n, 1, s->file) != 1 || fflush(s->file) != 0) {
		s->full = true;
		return false;
	}
	s->good += (long)(sizeof(head) + s->n);
	return true;
}

/* Clears the rows of a table from number n on. */
#define CLEAR_FROM(table, n) \
	memset(&(table)[n], 0, sizeof(table) - (n) * sizeof((table)[0]))

/* Behind their last rows tables may hold anything, even of what is none of the file's. */
static void clear_unset(struct tb_verdict *v)
{
	CLEAR_FROM(v->alternative, v->n_alternatives);
	CLEAR_FROM(v->evidence, v->n_evidence);
	CLEAR_FROM(v->icmp, v->n_icmp);
	CLEAR_FROM(v->unseen, v->n_unseen);
}

bool tb_spool_verdict(struct tb_spool *s, const struct tb_verdict *v)
{
	const struct mover in = { into_block, s };
	struct tb_rst *rst = malloc(v->n_rst * sizeof(*rst));
	struct tb_ladder ladder = { 0 };
	struct tb_verdict copy = *v;

	if (rst == NULL)
		return false;
	memcpy(rst, v->rst, v->n_rst * sizeof(*rst));
	if (v->ladder != NULL)
		ladder = *v->ladder;
	s->n = 0;
	clear_unset(&copy);
	(void)append(s, &copy, sizeof(copy));
	move_verdict(&in, &copy, rst, &ladder);
	if (v->ladder != NULL)
		copy.ladder = into_block(s, &ladder, sizeof(ladder));
	copy.rst = into_block(s, rst, v->n_rst * sizeof(*rst));
	free(rst);
	if (!s->full)
		memcpy(s->at, &copy, sizeof(copy));
	return write_block(s, KIND_VERDICT);
}

bool tb_spool_group(struct tb_spool *s, const struct tb_group *g)
{
	const struct mover in = { into_block, s };
	struct tb_group copy = *g;

	s->n = 0;
	(void)append(s, g, sizeof(*g));
	move_group(&in, &copy);
	if (!s->full)
		memcpy(s->at, &copy, sizeof(copy));
	return write_block(s, KIND_GROUP);
}

static void give_verdict(struct tb_spool *s, const struct tb_sink *sink)
{
	const struct mover out = { out_of_block, s };
	struct tb_verdict *v = (struct tb_verdict *)(void *)s->at;
	struct tb_rst *rst = (struct tb_rst *)(void *)(s->at + (uintptr_t)v->rst);
	struct tb_ladder *ladder = (struct tb_ladder *)(uintptr_t)out_of_block(s, v->ladder, 0);

	move_verdict(&out, v, rst, ladder);
	v->rst = rst;
	v->ladder = ladder;
	sink->verdict(sink->user, v);
}

static void give_group(struct tb_spool *s, const struct tb_sink *sink)
{
	const struct mover out = { out_of_block, s };
	struct tb_group *g = (struct tb_group *)(void *)s->at;

	move_group(&out, g);
	sink->group(sink->user, g);
}

bool tb_spool_replay(struct tb_spool *s, const struct tb_sink *sink)
{
	struct head head;
	long done = 0;

	rewind(s->file);
	while (done < s->good) {
		if (fread(&head, sizeof(head), 1, s->file) != 1 || !make_room(s, head.n) ||
		    fread(s->at, head.n, 1, s->file) != 1)
			return false;
		done += (long)(sizeof(head) + head.n);
		if (head.kind == KIND_VERDICT)
			give_verdict(s, sink);
		else
			give_group(s, sink);
	}
	return true;
}
