/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours.c - what the other connections of a capture show about one of them
 *
 * A flow is told of four times, whatever its length: when it begins, when an end is first
 * heard, when one first has something to say, and when one ends it.  Each of these is
 * a few writes at places found by one or two keyed hashes; nothing is allocated, and
 * memory that was never needed is never touched.  What it costs is waiting for memory, so
 * a record is looked up only where something is to be written into it: that of a connection
 * that ends has long left the cache.
 *
 * What is kept has four parts: hosts (neighbours_hosts.c), services
 * (neighbours_services.c), the register of connections (neighbours_register.c,
 * neighbours_names.c, neighbours_probes.c), and rings of what ended
 * (neighbours_endings.c, neighbours_silences.c).
 *
 * Left out on purpose: whatever would need a look at every packet.
 */
#include "base/siphash.h"
#include "flow/neighbours_private.h"

#include "base/arena.h"
#include "flow/roles.h"

static bool allocate(struct tb_neighbours *n)
{
	bool slots = tb_recent_init(&n->hosts, TB_HOSTS);

	slots = tb_recent_init(&n->macs, TB_MACS) && slots;
	slots = tb_recent_init(&n->services, TB_SERVICES) && slots;
	slots = tb_recent_init(&n->pairs, TB_PAIRS) && slots;
	n->host = tb_arena_new(TB_HOSTS, sizeof(*n->host), TB_ARENA_GROWS);
	n->habit = tb_arena_new(TB_HABITS * TB_HOSTS, sizeof(*n->habit), TB_ARENA_GROWS);
	n->mac_use = tb_arena_new(TB_HOST_MACS * TB_HOSTS, sizeof(*n->mac_use), TB_ARENA_GROWS);
	n->service = tb_arena_new(TB_SERVICES, sizeof(*n->service), TB_ARENA_GROWS);
	n->spell = tb_arena_new(TB_SPELLS * TB_SERVICES, sizeof(*n->spell), TB_ARENA_GROWS);
	n->connection = tb_arena_new(TB_CONNECTIONS, sizeof(*n->connection), TB_ARENA_GROWS);
	return slots && n->host != NULL && n->habit != NULL && n->mac_use != NULL &&
	       n->service != NULL && n->spell != NULL && n->connection != NULL;
}

struct tb_neighbours *tb_neighbours_new(const uint64_t seed[2], const struct tb_app_pool *pool)
{
	struct tb_neighbours *n = tb_arena_new(1, sizeof(*n), TB_ARENA_GROWS);

	if (n == NULL)
		return NULL;
	n->seed[0] = seed[0];
	n->seed[1] = seed[1];
	n->pool = pool;
	if (!allocate(n)) {
		tb_neighbours_free(n);
		return NULL;
	}
	return n;
}

void tb_neighbours_free(struct tb_neighbours *n)
{
	if (n == NULL)
		return;
	tb_recent_fini(&n->hosts);
	tb_recent_fini(&n->macs);
	tb_recent_fini(&n->services);
	tb_recent_fini(&n->pairs);
	tb_arena_free(n->host, TB_HOSTS, sizeof(*n->host));
	tb_arena_free(n->habit, TB_HABITS * TB_HOSTS, sizeof(*n->habit));
	tb_arena_free(n->mac_use, TB_HOST_MACS * TB_HOSTS, sizeof(*n->mac_use));
	tb_arena_free(n->service, TB_SERVICES, sizeof(*n->service));
	tb_arena_free(n->spell, TB_SPELLS * TB_SERVICES, sizeof(*n->spell));
	tb_arena_free(n->connection, TB_CONNECTIONS, sizeof(*n->connection));
	tb_arena_free(n, 1, sizeof(*n));
}

/* Names ------------------------------------------------------------------------- */

/* The last word is the length in bytes and, for an endpoint, the port; never 0. */
static uint64_t id_of(const struct tb_neighbours *n, const struct tb_addr *a, uint64_t last)
{
	struct tb_sip s = tb_sip_begin(n->seed);

	tb_sip_word(&s, tb_key_half(a, 0));
	tb_sip_word(&s, tb_key_half(a, 1));
	tb_sip_word(&s, last);
	return tb_sip_end(&s) | 1;
}

uint64_t tb_address_id(const struct tb_neighbours *n, const struct tb_addr *a)
{
	return id_of(n, a, UINT64_C(16) << 56);
}

unsigned tb_neighbours_client(const struct tb_neighbours *n, const struct tb_flow *f)
{
	struct tb_flow guess;

	if (f->roles != TB_ROLES_UNKNOWN)
		return f->client;
	guess = *f;
	tb_roles_infer(&guess, n->pool);
	return guess.client;
}

uint64_t tb_end_id(const struct tb_neighbours *n, const struct tb_flow *f, unsigned d)
{
	return id_of(n, &f->key.addr[d], UINT64_C(18) << 56 | f->key.port[d]);
}

uint64_t tb_service_id(const struct tb_neighbours *n, const struct tb_flow *f)
{
	return tb_end_id(n, f, !tb_neighbours_client(n, f));
}

/* Telling ------------------------------------------------------------------------ */

/* An end that speaks for the first time. */
static void is_heard(struct tb_neighbours *n, const struct tb_flow *f,
		     const struct tb_segment *s, tb_time now)
{
	struct tb_connection *c;

	tb_host_speaks(n, f, s);
	if ((s->flags & (TB_SYN | TB_ACK)) != (TB_SYN | TB_ACK))
		return;
	tb_service_shows(n, f, tb_ref_pack(s->ref), true, now);
	c = tb_connection_of(n, f);
	if (c == NULL)
		return;
	c->did |= TB_CONN_ACCEPTED;
	c->accepted = tb_ref_pack(s->ref);
}

/* The client has acknowledged the server's SYN. */
static void is_open(const struct tb_neighbours *n, const struct tb_flow *f,
		    const struct tb_segment *s, unsigned d, tb_time now)
{
	struct tb_connection *c;

	if (d != f->client || !(f->dir[!d].did & TB_DID_SYNACK))
		return;
	c = tb_connection_of(n, f);
	if (c == NULL)
		return;
	c->did |= TB_CONN_OPEN;
	c->open = tb_ref_pack(s->ref);
	c->opened = now;
}

static void has_said(const struct tb_neighbours *n, const struct tb_flow *f, unsigned d)
{
	struct tb_connection *c = tb_connection_of(n, f);

	if (c == NULL)
		return;
	c->did |= TB_CONN_DATA;
	if (d == tb_neighbours_client(n, f) || (c->did & TB_CONN_RESET))
		return;		/* an answer to what was reset does not arrive */
	c->did |= TB_CONN_ANSWERED;
	c->name = f->app.name;
}

/* Only who ends first ends the connection. */
static void has_ended(struct tb_neighbours *n, const struct tb_flow *f,
		      const struct tb_segment *s, unsigned d, tb_time now)
{
	tb_span silence = tb_since(s->time, f->last);
	tb_packed_ref ref = tb_ref_pack(s->ref);

	if (f->dir[!d].did & (TB_DID_FIN | TB_DID_RST))
		return;
	tb_silence_ends(n, f, ref, now, silence);
	if (d != tb_neighbours_client(n, f))
		tb_service_ends(n, &n->by_fin, f, ref, silence, now);
}

void tb_neighbours_news(struct tb_neighbours *n, const struct tb_flow *f,
			const struct tb_segment *s, unsigned d, unsigned did, tb_time now)
{
	if (did & TB_DID_SEND)
		is_heard(n, f, s, now);
	if (did & TB_DID_OPEN)
		is_open(n, f, s, d, now);
	if (did & TB_DID_DATA)
		has_said(n, f, d);
	if (did & TB_DID_FIN)
		has_ended(n, f, s, d, now);
}

static void note_reset(struct tb_neighbours *n, const struct tb_flow *f,
		       const struct tb_note *note, bool refused)
{
	struct tb_connection *c = tb_connection_of(n, f);

	if (c == NULL || (c->did & TB_CONN_RESET))
		return;
	c->did |= refused ? TB_CONN_RESET | TB_CONN_REFUSED : TB_CONN_RESET;
	c->ended = note->ref;
	c->name = f->app.name;
	if (note->dir == f->client && (c->did & (TB_CONN_ACCEPTED | TB_CONN_DATA)) == TB_CONN_ACCEPTED)
		tb_pair_probes(n, f, c->begun, note->ref);
}

void tb_neighbours_rst(struct tb_neighbours *n, const struct tb_flow *f,
		       const struct tb_segment *s, const struct tb_note *note)
{
	bool by_server = note->dir != tb_neighbours_client(n, f);
	bool refused = by_server && note->phase == TB_PHASE_SYN_SENT;

	if (f->dir[note->dir].did & TB_DID_RST)
		return;		/* one ending is enough */
	note_reset(n, f, note, refused);
	if (refused) {
		tb_host_speaks(n, f, s);
		tb_service_shows(n, f, note->ref, false, note->noted);
		return;
	}
	if (by_server)
		tb_service_ends(n, &n->by_rst, f, note->ref, note->idle, note->noted);
	else if (note->trigger.ref == 0)
		tb_client_ends(n, f, note->ref, note->idle, note->noted);
	if (note->trigger.ref != 0)
		tb_state_is_lost(n, f, note);
	else if (note->phase >= TB_PHASE_ESTABLISHED && note->phase <= TB_PHASE_HALF_CLOSED)
		tb_silence_ends(n, f, note->ref, note->noted, note->idle);
}
