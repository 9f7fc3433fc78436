/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * groups.c - several resets of one story
 *
 * Every verdict is offered to every kind of group (group_kinds.c), so a reset may be of two.
 * Those that may belong together gather.  A gathering to which nothing was added for a
 * minute (and as long as its silence, if it is about one) is over: if it holds, the sink
 * is told.  Groups are told of in the order in which they began, as far as they end
 * together.
 *
 * Memory is fixed: of many open gatherings the one that began first is over when room is
 * needed.  Of a large group the first resets are named and all are counted.
 */
#include "blame/groups.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/slots.h"
#include "blame/gathering.h"

enum { OPEN = 256 };	/* gatherings */

static const tb_span patience = 60 * TB_SECOND;
static const tb_span longest_wait = 365 * 24 * 3600 * TB_SECOND;	/* no sum may overflow */

/* Where a gathering stands among the open ones. */
struct place {
	uint64_t key;		/* of its mark */
	tb_time end;		/* when it is over, if nothing is added until then */
	enum tb_group_kind kind;
	uint32_t slot;		/* of the gathering */
};

struct tb_groups {
	uint64_t seed[2];
	void (*tell)(void *user, const struct tb_group *g);
	void *user;
	tb_time next_end;	/* none is over before */
	unsigned n;		/* open */
	unsigned first;		/* of the n below, as they began; the first is mostly the first to
				 * go, and none of the others moves for that */
	struct place place[2 * OPEN];
	uint32_t tag[2 * OPEN];	/* of their keys and kinds: many are passed over, few looked at */
	struct tb_slots slots;
	struct tb_gathering *gathering;
};

uint64_t tb_groups_bytes(void)
{
	return tb_arena_bytes(1, sizeof(struct tb_groups)) + tb_slots_bytes(OPEN) +
	       tb_arena_bytes(OPEN, sizeof(struct tb_gathering));
}

struct tb_groups *tb_groups_new(const uint64_t seed[2],
				void (*tell)(void *user, const struct tb_group *g), void *user)
{
	struct tb_groups *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	g->seed[0] = seed[0];
	g->seed[1] = seed[1];
	g->tell = tell;
	g->user = user;
	g->next_end.ns = INT64_MAX;
	g->gathering = tb_arena_new(OPEN, sizeof(*g->gathering), TB_ARENA_GROWS);
	if (!tb_slots_init(&g->slots, OPEN) || g->gathering == NULL) {
		tb_groups_free(g);
		return NULL;
	}
	return g;
}

void tb_groups_free(struct tb_groups *g)
{
	if (g == NULL)
		return;
	tb_slots_fini(&g->slots);
	tb_arena_free(g->gathering, OPEN, sizeof(*g->gathering));
	free(g);
}

static struct tb_gathering *open_at(const struct tb_groups *g, unsigned i)
{
	return &g->gathering[g->place[g->first + i].slot];
}

/* Telling ---------------------------------------------------------------------------- */

static struct tb_group group_of(const struct tb_gathering *o)
{
	return (struct tb_group){
		.kind = o->kind,
		.reset = o->id,
		.n_reset = o->resets < TB_MAX_GROUP_RESETS ? (size_t)o->resets
							   : TB_MAX_GROUP_RESETS,
		.resets = o->resets,
		.first = o->first,
		.last = o->last,
		.has_server = !o->several_servers,
		.server = { o->server.addr, o->several_ports ? 0 : o->server.port },
		.servers = o->mark.counted == TB_SERVER && o->several_servers ? o->n_ends : 0,
		.clients = o->mark.counted == TB_CLIENT ? o->n_ends : 0,
		.has_host = o->mark.host_is_known,
		.host = o->mark.host,
		.name = o->name_len > 0 ? o->name : NULL,
		.name_len = o->name_len,
	};
}

/* The gathering at that place in the order is over. */
static void conclude(struct tb_groups *g, const struct tb_neighbours *n, unsigned i)
{
	unsigned at = g->first + i;
	const struct tb_gathering *o = open_at(g, i);
	const struct tb_gatherer *kind = &tb_gatherers[o->kind];
	struct tb_group group = group_of(o);

	if (o->resets >= kind->least && kind->holds(n, o, &group))
		g->tell(g->user, &group);
	tb_slots_give(&g->slots, g->place[at].slot);
	g->n--;
	if (i == 0) {
		g->first++;
		return;
	}
	memmove(&g->place[at], &g->place[at + 1], (g->n - i) * sizeof(*g->place));
	memmove(&g->tag[at], &g->tag[at + 1], (g->n - i) * sizeof(*g->tag));
}

static tb_time end_of(const struct tb_gathering *o)
{
	tb_span wait = o->mark.span < longest_wait ? o->mark.span : longest_wait;

	return (tb_time){ o->latest.ns + patience + wait };
}

static tb_time earliest_end(const struct tb_groups *g)
{
	tb_time earliest = { INT64_MAX };

	for (unsigned i = 0; i < g->n; i++)
		if (g->place[g->first + i].end.ns < earliest.ns)
			earliest = g->place[g->first + i].end;
	return earliest;
}

void tb_groups_pass(struct tb_groups *g, const struct tb_neighbours *n, tb_time now)
{
	if (now.ns <= g->next_end.ns)
		return;
	for (unsigned i = 0; i < g->n;) {
		if (now.ns > g->place[g->first + i].end.ns)
			conclude(g, n, i);
		else
			i++;
	}
	g->next_end = earliest_end(g);
}

tb_time tb_groups_next(const struct tb_groups *g)
{
	tb_time end = earliest_end(g);

	return (tb_time){ end.ns == INT64_MAX ? end.ns : end.ns + 1 };
}

void tb_groups_finish(struct tb_groups *g, const struct tb_neighbours *n)
{
	while (g->n > 0)
		conclude(g, n, 0);
}

/* Gathering -------------------------------------------------------------------------- */

/* Ends are told apart, as far as there is room. */
static void count_end(struct tb_gathering *o, const uint64_t seed[2],
		      const struct tb_endpoint *end)
{
	struct tb_endpoint e = { end->addr, o->mark.by_service ? end->port : 0 };
	uint64_t id = tb_endpoint_key(seed, &e);

	for (uint32_t i = 0; i < o->n_ends; i++)
		if (o->end_id[i] == id)
			return;
	if (o->n_ends < TB_GATHERED_ENDS)
		o->end_id[o->n_ends++] = id;
}

static void meet_server(struct tb_gathering *o, const struct tb_endpoint *server)
{
	if (memcmp(&server->addr, &o->server.addr, sizeof(server->addr)) != 0)
		o->several_servers = true;
	if (server->port != o->server.port)
		o->several_ports = true;
}

static void measure(struct tb_gathering *o, tb_span span)
{
	if (span < o->shortest)
		o->shortest = span;
	if (span > o->longest)
		o->longest = span;
}

static void join(struct tb_groups *g, unsigned i, const struct tb_applicant *a,
		 const struct tb_mark *mark)
{
	struct tb_gathering *o = open_at(g, i);
	tb_time time = a->v->rst[a->v->deciding].time;

	if (mark->span != 0)
		measure(o, mark->span);
	else if (o->resets > 0)
		measure(o, tb_since(time, o->last));
	if (o->resets < TB_MAX_GROUP_RESETS)
		o->id[o->resets] = a->v->id;
	o->resets++;
	o->joined_only += mark->joins_only;
	o->strange += mark->strange;
	o->known += mark->known;
	o->close &= mark->close;
	o->owners &= mark->owners;
	o->latest = a->c->deciding->noted;
	o->last = time;
	count_end(o, a->seed, &a->v->flow.end[o->mark.counted]);
	meet_server(o, &a->v->flow.end[TB_SERVER]);
	g->place[g->first + i].end = end_of(o);
	if (g->place[g->first + i].end.ns < g->next_end.ns)
		g->next_end = g->place[g->first + i].end;
}

static void keep_name(struct tb_gathering *o, const struct tb_dialogue *d)
{
	o->name_len = d->server_name_len < sizeof(o->name) ? d->server_name_len : sizeof(o->name);
	memcpy(o->name, d->server_name, o->name_len);
}

static uint32_t tag_of(enum tb_group_kind kind, uint64_t key)
{
	return (uint32_t)key ^ (uint32_t)kind << 28;
}

/* Room behind the last one. */
static void make_place(struct tb_groups *g)
{
	if (g->first + g->n < 2 * OPEN)
		return;
	memmove(g->place, &g->place[g->first], g->n * sizeof(*g->place));
	memmove(g->tag, &g->tag[g->first], g->n * sizeof(*g->tag));
	g->first = 0;
}

/* Its number among the open ones is g->n - 1. */
static void begin(struct tb_groups *g, enum tb_group_kind kind, const struct tb_applicant *a,
		  const struct tb_mark *mark)
{
	struct tb_gathering *o;

	if (g->n == OPEN)
		conclude(g, a->n, 0);
	make_place(g);
	g->place[g->first + g->n] = (struct place){ .key = mark->key, .kind = kind,
						    .slot = tb_slots_take(&g->slots) };
	g->tag[g->first + g->n] = tag_of(kind, mark->key);
	o = open_at(g, g->n++);
	o->kind = kind;
	o->mark = *mark;
	o->flow = *a->c->flow;
	o->begun = a->c->deciding->noted;
	o->first = a->v->rst[a->v->deciding].time;
	o->resets = 0;
	o->joined_only = o->strange = o->known = o->n_ends = 0;
	o->close = mark->close;
	o->owners = mark->owners;
	o->shortest = INT64_MAX;
	o->longest = INT64_MIN;
	o->server = a->v->flow.end[TB_SERVER];
	o->several_servers = o->several_ports = false;
	o->name_len = 0;
	if (mark->named)
		keep_name(o, &a->v->dialogue);
}

enum { AT_A_TIME = 16 };

static bool is_among(const uint32_t tags[AT_A_TIME], uint32_t wanted)
{
	uint32_t found = 0;

	for (unsigned i = 0; i < AT_A_TIME; i++)
		found |= tags[i] == wanted;
	return found != 0;
}

/* The first from i on with that tag, n if there is none. */
static unsigned next_of(const uint32_t *tags, unsigned i, unsigned n, uint32_t wanted)
{
	while (i + AT_A_TIME <= n && !is_among(&tags[i], wanted))
		i += AT_A_TIME;
	while (i < n && tags[i] != wanted)
		i++;
	return i;
}

/* Number of the gathering it belongs to, among the open ones; g->n: to none. */
static unsigned find(const struct tb_groups *g, enum tb_group_kind kind,
		     const struct tb_applicant *a, const struct tb_mark *mark)
{
	const struct tb_gatherer *row = &tb_gatherers[kind];
	const uint32_t *tags = &g->tag[g->first], tag = tag_of(kind, mark->key);
	unsigned i = 0;

	while ((i = next_of(tags, i, g->n, tag)) < g->n) {
		const struct place *p = &g->place[g->first + i];

		if (p->key == mark->key && p->kind == kind &&
		    (row->fits == NULL || row->fits(a, mark, open_at(g, i))))
			break;
		i++;
	}
	return i;
}

static void offer(struct tb_groups *g, enum tb_group_kind kind, const struct tb_applicant *a)
{
	const struct tb_gatherer *row = &tb_gatherers[kind];
	struct tb_mark mark = { .counted = TB_SERVER };
	unsigned i;

	if (row->applies == NULL || !row->applies(a, &mark))
		return;
	i = find(g, kind, a, &mark);
	if (i == g->n) {
		if (mark.joins_only)
			return;
		begin(g, kind, a, &mark);
		i = g->n - 1;
	}
	join(g, i, a, &mark);
}

void tb_groups_add(struct tb_groups *g, const struct tb_case *c, const struct tb_verdict *v)
{
	struct tb_applicant a = { g->seed, c, v, tb_tracker_neighbours(c->tracker) };

	tb_groups_pass(g, a.n, c->deciding->noted);
	for (unsigned kind = 0; kind < TB_GROUP_COUNT; kind++)
		offer(g, kind, &a);
}
