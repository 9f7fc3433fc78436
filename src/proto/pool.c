/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pool.c - scratch memory that strangers may fill but not enlarge
 *
 * Heads: a place is free or waits since its last append (a counter, not a clock).  Flows
 * do not move, and give their places back before they go: so an owner is an address.  The
 * places are few and lie together: an owner's is looked for among them all, which is rarely
 * needed and then cheaper than a number in each flow.
 *
 * Names: handles are generation * places + place.  A generation starts at 1 and grows
 * whenever the place changes hands, so 0 is never a handle and a stale one does
 * not match.  It wraps after 2^18 changes of one place; a flow would have to sleep
 * through 4 * 10^9 new names to meet a namesake.  Names are chained by a hash under a
 * secret key; the hand of a clock looks for a place whose name was not asked for since it
 * last came by.
 */
#include "proto/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/siphash.h"

struct head {
	const void *owner;	/* NULL: the place is free */
	uint32_t used;		/* bytes */
	uint64_t since;		/* turn of its last change */
};

struct name {
	uint32_t generation;
	uint16_t next;		/* place + 1 in the same chain; 0: the end */
	uint8_t len;		/* 0: never used */
	bool wanted;		/* asked for since the hand came by */
	char bytes[TB_NAME_MAX];
};

struct tb_app_pool {
	uint64_t key[2];
	uint64_t turn;
	struct head heads[TB_HEADS];
	uint8_t bytes[TB_HEADS][TB_HEAD_MAX];	/* of the heads */
	uint32_t hand;
	uint32_t latest;	/* handle that was given last */
	uint16_t chain[TB_NAMES];	/* place + 1 */
	struct name names[TB_NAMES];
	struct tb_paths paths;
};

_Static_assert(TB_NAMES <= UINT16_MAX, "places + 1 must fit the chains");

uint64_t tb_app_pool_bytes(void)
{
	return tb_arena_bytes(1, sizeof(struct tb_app_pool));
}

struct tb_app_pool *tb_app_pool_new(const uint64_t seed[2])
{
	struct tb_app_pool *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->key[0] = seed[0];
	p->key[1] = seed[1];
	return p;
}

void tb_app_pool_free(struct tb_app_pool *p)
{
	free(p);
}

/* --- heads --- */

/* The owner's head, or NULL if he has none any more. */
static struct head *find_head(struct tb_app_pool *p, const void *owner)
{
	for (size_t i = 0; i < TB_HEADS; i++)
		if (p->heads[i].owner == owner)
			return &p->heads[i];
	return NULL;
}

static uint8_t *bytes_of(struct tb_app_pool *p, const struct head *h)
{
	return p->bytes[h - p->heads];
}

/* A free place or, if there is none, the one without news for longest. */
static struct head *choose_head(struct tb_app_pool *p)
{
	struct head *oldest = p->heads;

	for (struct head *h = p->heads; h < p->heads + TB_HEADS; h++) {
		if (h->owner == NULL)
			return h;
		if (h->since < oldest->since)
			oldest = h;
	}
	return oldest;
}

void tb_head_hold(struct tb_app_pool *p, const void *owner, const uint8_t *data, size_t n)
{
	struct head *h = choose_head(p);

	h->owner = owner;
	h->since = ++p->turn;
	h->used = (uint32_t)n;
	memcpy(bytes_of(p, h), data, n);
}

const uint8_t *tb_head_bytes(struct tb_app_pool *p, const void *owner, size_t *n)
{
	const struct head *h = find_head(p, owner);

	if (h == NULL)
		return NULL;
	*n = h->used;
	return bytes_of(p, h);
}

size_t tb_head_append(struct tb_app_pool *p, const void *owner, const uint8_t *data, size_t n)
{
	struct head *h = find_head(p, owner);

	if (h == NULL)
		return 0;
	if (n > TB_HEAD_MAX - h->used)
		n = TB_HEAD_MAX - h->used;
	memcpy(bytes_of(p, h) + h->used, data, n);
	h->used += (uint32_t)n;
	h->since = ++p->turn;
	return n;
}

void tb_head_shift(struct tb_app_pool *p, const void *owner, size_t n)
{
	struct head *h = find_head(p, owner);

	if (h == NULL || n > h->used)
		return;
	h->used -= (uint32_t)n;
	memmove(bytes_of(p, h), bytes_of(p, h) + n, h->used);
}

void tb_head_free(struct tb_app_pool *p, const void *owner)
{
	struct head *h = find_head(p, owner);

	if (h != NULL)
		h->owner = NULL;
}

/* --- names --- */

static uint16_t *chain_of(struct tb_app_pool *p, const void *name, size_t n)
{
	return &p->chain[tb_siphash(p->key, name, n) % TB_NAMES];
}

static uint32_t handle_of(const struct tb_app_pool *p, uint32_t place)
{
	return p->names[place].generation * TB_NAMES + place;
}

/* Takes a used place out of its chain. */
static void unchain(struct tb_app_pool *p, uint32_t place)
{
	uint16_t *link = chain_of(p, p->names[place].bytes, p->names[place].len);

	while (*link != place + 1)
		link = &p->names[*link - 1].next;
	*link = p->names[place].next;
}

/* Moves the hand to a place that is free or not wanted, and empties it. */
static uint32_t clear_place(struct tb_app_pool *p)
{
	struct name *m;
	uint32_t place;

	for (;;) {
		place = p->hand;
		p->hand = (p->hand + 1) % TB_NAMES;
		m = &p->names[place];
		if (!m->wanted)
			break;
		m->wanted = false;
	}
	if (m->len != 0)
		unchain(p, place);
	m->generation = (m->generation + 1) % (UINT32_MAX / TB_NAMES);
	if (m->generation == 0)
		m->generation = 1;
	return place;
}

/* Is this the name?  Then it is wanted. */
static bool ask(struct name *m, const uint8_t *name, size_t n)
{
	if (m->len != n || memcmp(m->bytes, name, n) != 0)
		return false;
	m->wanted = true;
	return true;
}

/* Looks for the name where it was found last. */
static bool is_at(struct tb_app_pool *p, uint32_t handle, const uint8_t *name, size_t n)
{
	uint32_t place = handle % TB_NAMES;

	return handle != 0 && handle_of(p, place) == handle && ask(&p->names[place], name, n);
}

/* Place of the name, which is a new one if need be. */
static uint32_t find_place(struct tb_app_pool *p, const uint8_t *name, size_t n)
{
	uint16_t *chain = chain_of(p, name, n);
	uint32_t place;
	struct name *m;

	for (uint16_t at = *chain; at != 0; at = m->next) {
		m = &p->names[at - 1];
		if (ask(m, name, n))
			return at - 1u;
	}
	place = clear_place(p);
	m = &p->names[place];
	m->len = (uint8_t)n;
	memcpy(m->bytes, name, n);
	m->next = *chain;
	*chain = (uint16_t)(place + 1);
	return place;
}

uint32_t tb_name_store(struct tb_app_pool *p, uint32_t last, const uint8_t *name, size_t n)
{
	if (n == 0 || n > TB_NAME_MAX)
		return 0;
	if (last == 0)	/* a new flow: to whom the one before it went, often */
		last = p->latest;
	if (!is_at(p, last, name, n))
		last = handle_of(p, find_place(p, name, n));
	p->latest = last;
	return last;
}

const char *tb_name_get(const struct tb_app_pool *p, uint32_t handle, size_t *n)
{
	const struct name *m = &p->names[handle % TB_NAMES];

	if (handle == 0 || m->len == 0 || m->generation != handle / TB_NAMES)
		return NULL;
	*n = m->len;
	return m->bytes;
}

/* --- paths --- */

struct tb_paths *tb_app_paths(struct tb_app_pool *p)
{
	return &p->paths;
}

/* Among the names: those that are reset ask for the same ones, mostly. */
uint32_t tb_app_keep_path(const struct tb_app *app, struct tb_app_pool *pool)
{
	const struct tb_path *path = NULL;

	if (app->proto == TB_PROTO_HTTP && app->method != 0)
		path = tb_path_of(&pool->paths, app);
	return path != NULL ? handle_of(pool, find_place(pool, path->bytes, path->len)) : 0;
}

const char *tb_app_path(const struct tb_app_pool *pool, uint32_t number, size_t *n)
{
	return tb_name_get(pool, number, n);
}
