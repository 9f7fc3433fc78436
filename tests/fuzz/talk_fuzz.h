/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * talk_fuzz.h - one dialogue, told in several ways, must be understood the same
 *
 * Input: a byte that chooses the port and whether there was a handshake, then turns of
 * {direction << 7 | cut, length, bytes}.  The dialogue is told
 *  1. with each run of one direction in one segment;
 *  2. in pieces, each byte string cut as the turns say, with retransmissions and
 *     keepalive probes in between: the view must be the same;
 *  3. with pieces missing, cut short by a snaplen and out of order: only memory safety
 *     and the consistency of the view are asked for.
 */
#ifndef TB_TESTS_FUZZ_TALK_FUZZ_H
#define TB_TESTS_FUZZ_TALK_FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "proto/machine.h"

enum { MAX_TURNS = 512 };

struct turn {
	const uint8_t *bytes;
	size_t n;
	unsigned dir;
	uint8_t cut;
};

struct story {
	struct turn turn[MAX_TURNS];
	size_t n;
	uint16_t port[2];
	bool handshake;	/* where the directions begin is known */
};

/* What is done to a story while it is told. */
enum telling { WHOLE, PIECES, DAMAGED };

struct teller {
	struct tb_app app;
	struct tb_app_pool *pool;
	const struct story *story;
	uint32_t seq[2];
	bool begun[2];
	bool lost;	/* a direction had to look for the start of a message */
	uint32_t dice;
};

#define MUST(x) \
	do { \
		if (!(x)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); \
			abort(); \
		} \
	} while (0)

static void read_story(struct story *s, struct tb_reader r, uint16_t own_port)
{
	s->n = 0;
	s->port[0] = 40000;
	s->handshake = (rd_peek(&r, 0) & 2) != 0;
	s->port[1] = rd_u8(&r) & 1 ? own_port : 4444;
	while (s->n < MAX_TURNS && rd_left(&r) > 2) {
		struct turn *t = &s->turn[s->n];
		uint8_t head = rd_u8(&r);
		size_t n = rd_u8(&r);

		t->dir = head >> 7;
		t->cut = head & 0x7f;
		t->n = n < rd_left(&r) ? n : rd_left(&r);
		t->bytes = rd_take(&r, t->n);
		/* a lone NUL is taken for a probe, or not, by where it stands */
		if (t->n > 1 || (t->n == 1 && (t->bytes[0] != 0 || s->handshake)))
			s->n++;
	}
}

/* A copy of exactly its size, so that a read beyond it is noticed. */
static void offer(struct teller *t, unsigned dir, uint32_t seq, const uint8_t *bytes,
		  size_t n, size_t captured)
{
	uint8_t *copy = captured != 0 ? malloc(captured) : NULL;

	if (captured != 0) {
		MUST(copy != NULL);
		memcpy(copy, bytes, captured);
	}
	tb_app_payload(&t->app, t->pool, dir, t->story->port, seq, (uint32_t)n, copy,
		       (uint32_t)captured);
	free(copy);
	t->lost |= ((t->app.dir[0].flags | t->app.dir[1].flags) & TB_DIR_LOST) != 0;
}

static uint32_t roll(struct teller *t)
{
	t->dice = t->dice * 1664525 + 1013904223;
	return t->dice >> 16;
}

static void tell_piece(struct teller *t, unsigned dir, const uint8_t *bytes, size_t n,
		       enum telling how)
{
	uint32_t luck = roll(t) % 16;
	size_t captured = n;

	if (how == DAMAGED && luck < 2)
		captured = luck == 0 ? 0 : n / 2;
	if (how != DAMAGED || luck != 2)
		offer(t, dir, t->seq[dir], bytes, n, captured);
	if (how == DAMAGED && luck == 3)	/* far outside of any window */
		offer(t, dir, t->seq[dir] + 0x60000000, bytes, n, n);
	if (how == PIECES && luck == 4)		/* again */
		offer(t, dir, t->seq[dir], bytes, n, n);
	t->seq[dir] += (uint32_t)n;
	if (how == PIECES && luck == 5)		/* a probe */
		offer(t, dir, t->seq[dir] - 1, (const uint8_t *)"", 1, 1);
	t->begun[dir] = true;
}

static void tell_turn(struct teller *t, const struct turn *turn, enum telling how)
{
	size_t at = 0;

	while (at < turn->n) {
		size_t n = turn->cut != 0 ? 1 + roll(t) % turn->cut : turn->n;

		/* a lone NUL at the very beginning is taken for a probe */
		if (n == 1 && !t->begun[turn->dir] && !t->story->handshake)
			n = 2;
		if (n > turn->n - at)
			n = turn->n - at;
		tell_piece(t, turn->dir, turn->bytes + at, n, how);
		at += n;
	}
}

/* All turns in a row that have the same direction, as one segment. */
static size_t tell_run(struct teller *t, size_t first)
{
	static uint8_t run[MAX_TURNS * 256];
	const struct story *s = t->story;
	unsigned dir = s->turn[first].dir;
	size_t n = 0;

	for (; first < s->n && s->turn[first].dir == dir; first++) {
		memcpy(run + n, s->turn[first].bytes, s->turn[first].n);
		n += s->turn[first].n;
	}
	tell_piece(t, dir, run, n, WHOLE);
	return first;
}

/* False if a direction was lost: where it is found again depends on the cuts. */
static bool tell(const struct story *s, struct tb_app_pool *pool, enum telling how,
		 struct tb_app_view *view)
{
	struct teller t = { .pool = pool, .story = s, .seq = { 7, UINT32_MAX - 100 } };

	for (unsigned dir = 0; s->handshake && dir < 2; dir++)
		tb_app_expect(&t.app, dir, t.seq[dir]);
	for (size_t i = 0; i < s->n;) {
		if (how == WHOLE)
			i = tell_run(&t, i);
		else
			tell_turn(&t, &s->turn[i++], how);
	}
	tb_app_view(&t.app, pool, 0, view);
	MUST(view->dialogue.request_open == TB_UNSEEN || view->proto != TB_PROTO_UNKNOWN);
	MUST(view->dialogue.request_open != TB_YES || view->client >= 0);
	tb_app_release(&t.app, pool);
	return !t.lost;
}

static void must_agree(const struct tb_app_view *a, const struct tb_app_view *b)
{
	const struct tb_dialogue *x = &a->dialogue, *y = &b->dialogue;

	MUST(a->proto == b->proto);
	MUST(a->client == b->client);
	MUST(x->request_open == y->request_open);
	MUST(x->response_complete == y->response_complete);
	MUST(x->requests == y->requests);
	MUST(x->responses == y->responses);
	MUST(x->method == y->method);
	MUST(x->status == y->status);
	MUST(x->handshake_done == y->handshake_done);
	MUST(x->has_alert == y->has_alert && x->alert_code == y->alert_code);
	MUST(a->alert_dir == b->alert_dir);
	MUST(x->server_name_len == y->server_name_len);
	MUST(x->server_name_len == 0 ||
	     memcmp(x->server_name, y->server_name, x->server_name_len) == 0);
}

static int fuzz_talk(const uint8_t *data, size_t size, uint16_t own_port)
{
	static const uint64_t seed[2] = { 1, 2 };
	static struct tb_app_pool *pool;
	static struct story story;
	struct tb_app_view whole, pieces, damaged;

	if (pool == NULL)
		pool = tb_app_pool_new(seed);
	MUST(pool != NULL);
	read_story(&story, rd_over(data, size), own_port);
	if (tell(&story, pool, WHOLE, &whole) && tell(&story, pool, PIECES, &pieces))
		must_agree(&whole, &pieces);
	(void)tell(&story, pool, DAMAGED, &damaged);
	return 0;
}

/* A fuzz target: its protocol's own port and what it reads. */
#define FUZZ_TALK(own_port) \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) \
	{ \
		return fuzz_talk(data, size, own_port); \
	} \
	_Static_assert((own_port) < 65536, "a port")

#endif
