/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * talk.h - for tests of src/proto: two ends that say things to each other
 *
 * CLIENT_SAYS and SERVER_SAYS take a string literal, which may hold NUL bytes.  As
 * every test of a protocol is a list of such turns, each can be told again with the
 * bytes cut into other segments: talk_cut() sets how long these are.
 */
#ifndef TB_TESTS_UNIT_TALK_H
#define TB_TESTS_UNIT_TALK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/app.h"

struct talk {
	struct tb_app app;
	struct tb_app_pool *pool;
	struct tb_app_view view;	/* as of the last look() */
	uint16_t port[2];
	uint32_t seq[2];
	size_t segment;		/* longest segment; 0: as they come */
};

/* Direction 0 is the client's; its port is 40000, the server's is given. */
static inline struct talk talk_new(uint16_t server_port)
{
	static const uint64_t seed[2] = { 1, 2 };
	struct talk t = { .pool = tb_app_pool_new(seed), .port = { 40000, server_port },
			  .seq = { 1000, UINT32_MAX - 20 } };

	assert_non_null(t.pool);
	return t;
}

/* The handshake was captured: both directions' first bytes are known. */
static inline void talk_handshake(struct talk *t)
{
	tb_app_expect(&t->app, 0, t->seq[0]);
	tb_app_expect(&t->app, 1, t->seq[1]);
}

static inline void talk_free(struct talk *t)
{
	tb_app_release(&t->app, t->pool);
	tb_app_pool_free(t->pool);
}

/* One segment at a sequence number, of which only some bytes were captured. */
static inline void talk_segment(struct talk *t, unsigned dir, uint32_t seq,
				const void *data, size_t n, size_t captured)
{
	/* a copy of its own, so that a read beyond it is noticed */
	uint8_t *copy = malloc(captured + 1);

	assert_non_null(copy);
	memcpy(copy, data, captured);
	tb_app_payload(&t->app, t->pool, dir, t->port, seq, (uint32_t)n, copy,
		       (uint32_t)captured);
	free(copy);
}

static inline void talk_say(struct talk *t, unsigned dir, const void *data, size_t n)
{
	const uint8_t *p = data;

	while (n != 0) {
		size_t k = t->segment != 0 && t->segment < n ? t->segment : n;

		talk_segment(t, dir, t->seq[dir], p, k, k);
		t->seq[dir] += (uint32_t)k;
		p += k;
		n -= k;
	}
}

#define CLIENT_SAYS(t, text) talk_say(t, 0, text, sizeof(text) - 1)
#define SERVER_SAYS(t, text) talk_say(t, 1, text, sizeof(text) - 1)

/* Bytes that the capture does not hold. */
static inline void talk_lose(struct talk *t, unsigned dir, uint32_t n)
{
	t->seq[dir] += n;
}

static inline const struct tb_dialogue *look(struct talk *t)
{
	tb_app_view(&t->app, t->pool, 0, &t->view);
	return &t->view.dialogue;
}

static inline void assert_name(struct talk *t, const char *name)
{
	const struct tb_dialogue *d = look(t);

	assert_non_null(d->server_name);
	assert_int_equal(d->server_name_len, strlen(name));
	assert_memory_equal(d->server_name, name, strlen(name));
}

/* The whole of what matters most, in one line. */
static inline void assert_dialogue(struct talk *t, const char *protocol,
				   enum tb_answer open, enum tb_answer complete,
				   uint32_t requests, uint32_t responses)
{
	const struct tb_dialogue *d = look(t);

	if (protocol == NULL)
		assert_null(d->protocol);
	else
		assert_string_equal(d->protocol != NULL ? d->protocol : "(none)", protocol);
	assert_int_equal(d->request_open, open);
	assert_int_equal(d->response_complete, complete);
	assert_int_equal(d->requests, requests);
	assert_int_equal(d->responses, responses);
}

#endif
