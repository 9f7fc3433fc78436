/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resets.c - an index that is sorted, not hashed: strangers choose what is in it, and
 * sorting takes no longer for that
 */
#include "join/resets.h"

#include <stdlib.h>
#include <string.h>

#include "base/reader.h"

static const struct tb_addr no_addr;

/* An end may take it for established as soon as it has the other's SYN. */
static bool had_stood(enum tb_phase p)
{
	return p != TB_PHASE_SYN_SENT;
}

/* Was that end told the end of the stream, by a FIN, before the RST came? */
static bool was_told_end(const struct tb_verdict *v, enum tb_side side)
{
	return v->state[side] == TB_STATE_CLOSE_WAIT || v->state[side] == TB_STATE_LAST_ACK ||
	       v->errors[side].condition[TB_SYSTEM_LINUX] == TB_CONDITION_BROKEN_PIPE;
}

/* One with a dot; others say too little, or are no names. */
static void copy_name(struct tb_reset *r, const struct tb_dialogue *d)
{
	size_t n = d->server_name != NULL ? d->server_name_len : 0;
	bool dotted = false;

	if (n > sizeof(r->name))
		return;
	for (size_t i = 0; i < n; i++) {
		int c = rd_lower((uint8_t)d->server_name[i]);

		if (c == ':') { /* a port follows */
			n = i;
			break;
		}
		if (!rd_is_alnum(c) && c != '-' && c != '.' && c != '_')
			return;
		dotted = dotted || (c == '.' && i > 0);
		r->name[i] = (char)c;
	}
	r->name_len = dotted ? (uint8_t)n : 0;
}

enum { KEYS_OF_ONE = 6 };

size_t tb_reset_bytes(void)
{
	/* sorting needs two pointers for each reset, and as much again for keys */
	return sizeof(struct tb_reset) + 2 * sizeof(void *) +
	       2 * KEYS_OF_ONE * sizeof(struct tb_reset_key);
}

static bool grow(struct tb_resets *r)
{
	size_t room = r->room == 0 ? 64 : 2 * r->room;
	struct tb_reset *at;

	if (r->n >= r->most)
		return false;
	if (r->n < r->room)
		return true;
	at = realloc(r->at, room * sizeof(*at));
	if (at == NULL)
		return false;
	r->at = at;
	r->room = room;
	return true;
}

void tb_resets_add(struct tb_resets *r, const struct tb_verdict *v)
{
	struct tb_reset *to;

	if (!grow(r)) {
		r->left_out++;
		return;
	}
	to = &r->at[r->n++];
	*to = (struct tb_reset){
		.id = v->id,
		.time = v->rst[v->deciding].time,
		.end = { v->flow.end[TB_CLIENT], v->flow.end[TB_SERVER] },
		.roles = v->flow.roles,
		.by = v->origin.by,
		.sure = v->origin.confidence,
		.stood = had_stood(v->phase),
		.told_end = { was_told_end(v, TB_CLIENT), was_told_end(v, TB_SERVER) },
		.errors = { v->errors[TB_CLIENT], v->errors[TB_SERVER] },
	};
	copy_name(to, &v->dialogue);
}

void tb_resets_free(struct tb_resets *r)
{
	free(r->at);
	free(r->key);
	*r = (struct tb_resets){ .n = 0 };
}

static int by_time(const void *left, const void *right)
{
	const struct tb_reset *a = left, *b = right;

	if (a->time.ns != b->time.ns)
		return a->time.ns < b->time.ns ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static int compare_end(const struct tb_reset_key *a, const struct tb_addr *addr, uint16_t port)
{
	int c = memcmp(&a->addr, addr, sizeof(*addr));

	return c != 0 ? c : (int)a->port - (int)port;
}

static int by_key(const void *left, const void *right)
{
	const struct tb_reset_key *a = left, *b = right;
	int c = compare_end(a, &b->addr, b->port);

	return c != 0 ? c : (a->reset > b->reset) - (a->reset < b->reset);
}


static void add_keys(struct tb_resets *r, uint32_t i)
{
	const struct tb_endpoint *client = &r->at[i].end[TB_CLIENT];
	const struct tb_endpoint *server = &r->at[i].end[TB_SERVER];
	const struct tb_reset_key keys[KEYS_OF_ONE] = {
		{ client->addr, client->port, i },
		{ client->addr, 0, i },
		{ server->addr, server->port, i },
		{ server->addr, 0, i },
		{ no_addr, server->port, i },
		{ no_addr, 0, i },
	};

	memcpy(r->key + r->n_keys, keys, sizeof(keys));
	r->n_keys += KEYS_OF_ONE;
}

/* A reset of a host with itself has keys twice. */
static void drop_twins(struct tb_resets *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n_keys; i++)
		if (kept == 0 || by_key(&r->key[kept - 1], &r->key[i]) != 0)
			r->key[kept++] = r->key[i];
	r->n_keys = kept;
}

bool tb_resets_index(struct tb_resets *r)
{
	if (r->n == 0)
		return true;
	r->key = calloc(r->n * KEYS_OF_ONE, sizeof(*r->key));
	if (r->key == NULL)
		return false;
	qsort(r->at, r->n, sizeof(*r->at), by_time);
	for (size_t i = 0; i < r->n; i++)
		add_keys(r, (uint32_t)i);
	qsort(r->key, r->n_keys, sizeof(*r->key), by_key);
	drop_twins(r);
	return true;
}

/* The first key that is not before that of (addr, port, reset). */
static size_t lower(const struct tb_resets *r, const struct tb_addr *addr, uint32_t port,
		    uint32_t reset)
{
	size_t low = 0, high = r->n_keys;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tb_reset_key *k = &r->key[middle];
		int c = memcmp(&k->addr, addr, sizeof(*addr));

		if (c < 0 || (c == 0 && (k->port < port ||
					 (k->port == port && k->reset < reset))))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct tb_reset_slice tb_resets_by_end(const struct tb_resets *r, const struct tb_addr *addr,
				       uint16_t port)
{
	const struct tb_addr *a = addr != NULL ? addr : &no_addr;

	return (struct tb_reset_slice){ lower(r, a, port, 0), lower(r, a, port + 1u, 0) };
}

size_t tb_resets_from(const struct tb_resets *r, struct tb_reset_slice s, tb_time t)
{
	size_t low = s.first, high = s.end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->at[r->key[middle].reset].time.ns < t.ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
