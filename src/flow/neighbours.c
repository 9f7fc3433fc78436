/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours.c - what the other connections of a capture show about one of them
 *
 * A flow is told of four times, whatever its length: when it begins, when an end is first
 * heard, when one first has something to say, and when one ends it.  Each of these is
 * a few writes at places found by one or two keyed hashes; nothing is allocated, and
 * memory that was never needed is never touched.  What it costs is waiting for memory.  So
 * that of a SYN's ends is fetched when its batch comes (a tenth of all time where hosts are
 * many), and a record is looked up only where something is to be written into it: that of a
 * connection that ends has long left the cache.  All that is told of a connection with
 * handshake, request and response takes about 1,000 instructions, half of them when its two
 * ends are heard; the questions of one verdict in a storm take 1,700, half of them to look for
 * what ended about then.
 *
 * What is kept has four parts: hosts (neighbours_hosts.c), services
 * (neighbours_services.c), the register of connections (neighbours_register.c,
 * neighbours_names.c, neighbours_probes.c), and rings of what ended
 * (neighbours_endings.c, neighbours_silences.c).
 *
 * Left out on purpose: whatever would need a look at every packet.
 */
#include "flow/neighbours_private.h"

#include "base/arena.h"
#include "base/siphash.h"
#include "flow/roles.h"

enum {	/* beyond the first of each */
	HABITS = (TB_HABITS - 1) * TB_HOSTS,
	MAC_USES = (TB_HOST_MACS - 1) * TB_HOSTS,
	SPELLS = TB_SPELLS * TB_SERVICES	/* one more than are kept: a power of two */
};

static bool allocate(struct tb_neighbours *n)
{
	bool slots = tb_recent_init(&n->hosts, TB_HOSTS);

	slots = tb_recent_init(&n->macs, TB_MACS) && slots;
	slots = tb_recent_init(&n->services, TB_SERVICES) && slots;
	slots = tb_recent_init(&n->pairs, TB_PAIRS) && slots;
	n->host = tb_arena_new(TB_HOSTS, sizeof(*n->host), TB_ARENA_GROWS);
	n->habit = tb_arena_new(HABITS, sizeof(*n->habit), TB_ARENA_GROWS);
	n->mac_use = tb_arena_new(MAC_USES, sizeof(*n->mac_use), TB_ARENA_GROWS);
	n->service = tb_arena_new(TB_SERVICES, sizeof(*n->service), TB_ARENA_GROWS);
	n->spell = tb_arena_new(SPELLS, sizeof(*n->spell), TB_ARENA_GROWS);
	n->spell_ends = tb_arena_new(TB_SERVICES, sizeof(*n->spell_ends), TB_ARENA_GROWS);
	n->connection = tb_arena_new(TB_CONNECTIONS, sizeof(*n->connection), TB_ARENA_GROWS);
	n->of = tb_arena_new(1, sizeof(*n->of), TB_ARENA_GROWS);
	n->by_rst = tb_arena_new(1, sizeof(*n->by_rst), TB_ARENA_GROWS);
	n->by_fin = tb_arena_new(1, sizeof(*n->by_fin), TB_ARENA_GROWS);
	n->by_client = tb_arena_new(1, sizeof(*n->by_client), TB_ARENA_GROWS);
	return slots && n->host != NULL && n->habit != NULL && n->mac_use != NULL &&
	       n->service != NULL && n->spell != NULL && n->spell_ends != NULL && n->connection != NULL &&
	       n->of != NULL && n->by_rst != NULL && n->by_fin != NULL && n->by_client != NULL;
}

uint64_t tb_neighbours_bytes(void)
{
	const struct tb_neighbours *n = NULL;

	return tb_arena_bytes(1, sizeof(*n)) + tb_recent_bytes(TB_HOSTS) +
	       tb_recent_bytes(TB_MACS) + tb_recent_bytes(TB_SERVICES) +
	       tb_recent_bytes(TB_PAIRS) + tb_arena_bytes(TB_HOSTS, sizeof(*n->host)) +
	       tb_arena_bytes(HABITS, sizeof(*n->habit)) +
	       tb_arena_bytes(MAC_USES, sizeof(*n->mac_use)) +
	       tb_arena_bytes(TB_SERVICES, sizeof(*n->service)) +
	       tb_arena_bytes(SPELLS, sizeof(*n->spell)) +
	       tb_arena_bytes(TB_SERVICES, sizeof(*n->spell_ends)) +
	       tb_arena_bytes(TB_CONNECTIONS, sizeof(*n->connection)) +
	       tb_arena_bytes(1, sizeof(*n->of)) + tb_arena_bytes(1, sizeof(*n->by_rst)) +
	       tb_arena_bytes(1, sizeof(*n->by_fin)) + tb_arena_bytes(1, sizeof(*n->by_client));
}

static uint64_t secret(const uint64_t seed[2], unsigned number)
{
	const unsigned name[2] = { 'n', number };	/* of no other table's secrets */

	return tb_siphash(seed, name, sizeof(name));
}

static void draw_secrets(struct tb_id_secrets *s, const uint64_t seed[2])
{
	unsigned number = 0;

	for (unsigned half = 0; half < 2; half++) {
		for (unsigned i = 0; i < 2; i++) {
			s->half[half].upper[i] = secret(seed, number++);
			s->half[half].lower[i] = secret(seed, number++);
		}
		s->half[half].last = secret(seed, number++);
	}
	for (unsigned i = 0; i < 2 * TB_WORDS_PAIRS; i++)
		s->words[i / 2][i % 2] = secret(seed, number++);
	tb_id_secrets_ready(s);
}

struct tb_neighbours *tb_neighbours_new(const uint64_t seed[2], const struct tb_app_pool *pool)
{
	struct tb_neighbours *n = tb_arena_new(1, sizeof(*n), TB_ARENA_GROWS);

	if (n == NULL)
		return NULL;
	draw_secrets(&n->secrets, seed);
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
	tb_arena_free(n->habit, HABITS, sizeof(*n->habit));
	tb_arena_free(n->mac_use, MAC_USES, sizeof(*n->mac_use));
	tb_arena_free(n->service, TB_SERVICES, sizeof(*n->service));
	tb_arena_free(n->spell, SPELLS, sizeof(*n->spell));
	tb_arena_free(n->spell_ends, TB_SERVICES, sizeof(*n->spell_ends));
	tb_arena_free(n->connection, TB_CONNECTIONS, sizeof(*n->connection));
	tb_arena_free(n->of, 1, sizeof(*n->of));
	tb_arena_free(n->by_rst, 1, sizeof(*n->by_rst));
	tb_arena_free(n->by_fin, 1, sizeof(*n->by_fin));
	tb_arena_free(n->by_client, 1, sizeof(*n->by_client));
	tb_arena_free(n, 1, sizeof(*n));
}

/* Names ------------------------------------------------------------------------- */

unsigned tb_neighbours_guess_client(const struct tb_neighbours *n, const struct tb_flow *f)
{
	struct tb_flow guess = *f;

	tb_roles_infer(&guess, n->pool);
	return guess.client;
}

struct tb_asker tb_neighbours_asker(const struct tb_neighbours *n, const struct tb_flow *f)
{
	unsigned client = tb_neighbours_client(n, f);
	uint64_t first = tb_address_id(&n->secrets, &f->key.addr[0]);
	uint64_t second = tb_address_id(&n->secrets, &f->key.addr[1]);
	uint64_t service = tb_service_id(client ? first : second, f->key.port[!client]);

	return (struct tb_asker){
		.flow = f,
		.address = { first, second },
		.service = service,
		.client = client,
		.served = tb_recent_find(&n->services, service),
		.connection = tb_connection_of(n, f),
	};
}

/* Telling ------------------------------------------------------------------------ */

static void fetch_host(const struct tb_neighbours *n, uint64_t address)
{
	uint32_t slot = tb_recent_fetch(&n->hosts, address);

	if (slot != TB_RECENT_NONE)
		tb_fetch(&n->host[slot]);
}

static void fetch_service(const struct tb_neighbours *n, uint64_t service)
{
	uint32_t slot = tb_recent_fetch(&n->services, service);

	if (slot != TB_RECENT_NONE)
		tb_fetch(&n->service[slot]);
}

void tb_neighbours_fetch_answers(const struct tb_neighbours *n, const struct tb_asker *who,
				 unsigned d)
{
	fetch_host(n, who->address[d]);
	if (who->served != TB_RECENT_NONE)
		tb_service_fetch_spells(n, who->served);
	if (who->connection != NULL)
		tb_connection_fetch_linked(n, who->connection);
}

void tb_neighbours_expect(const struct tb_neighbours *n, const struct tb_segment *s)
{
	uint64_t source = tb_address_id(&n->secrets, &s->src.addr);

	fetch_host(n, source);
	if (s->flags & TB_ACK)
		fetch_service(n, tb_service_id(source, s->src.port));
	else
		fetch_service(n, tb_service_id(tb_address_id(&n->secrets, &s->dst.addr),
					       s->dst.port));
}

/* The service of f, if d has that address. */
static uint64_t service_by(const struct tb_neighbours *n, const struct tb_flow *f, unsigned d,
			   uint64_t address)
{
	return d != tb_neighbours_client(n, f) ? tb_service_id(address, f->key.port[d])
					       : tb_service_at(n, f, !d);
}

/* An end that speaks for the first time, or refuses.  Not inline, as is what else is seldom told:
 * then the rest saves no registers for it. */
static __attribute__((noinline)) void is_heard(struct tb_neighbours *n, const struct tb_flow *f,
					       const struct tb_segment *s, unsigned d, tb_time now)
{
	uint64_t address = tb_address_id(&n->secrets, &s->src.addr);
	bool refuses = (s->flags & TB_RST) != 0;
	struct tb_connection *c;

	tb_host_speaks(n, tb_host_of(n, address), f, s, d, address);
	if (!refuses && (s->flags & (TB_SYN | TB_ACK)) != (TB_SYN | TB_ACK))
		return;
	tb_service_shows(n, f, service_by(n, f, d, address), s, !refuses, now);
	c = refuses ? NULL : tb_connection_of(n, f);
	if (c == NULL)
		return;
	c->did |= TB_CONN_ACCEPTED;
	n->of->accepted[tb_connection_at(n, c)] = tb_ref_pack(s->ref);
}

/* The client has acknowledged the server's SYN. */
static void is_open(const struct tb_neighbours *n, const struct tb_flow *f,
		    const struct tb_segment *s, tb_time now)
{
	struct tb_connection *c = tb_connection_of(n, f);

	if (c == NULL)
		return;
	c->did |= TB_CONN_OPEN;
	n->of->opened[tb_connection_at(n, c)] = now;
	n->of->open[tb_connection_at(n, c)] = tb_ref_pack(s->ref);
}

static void has_said(const struct tb_neighbours *n, const struct tb_flow *f,
		     const struct tb_segment *s, unsigned d)
{
	struct tb_connection *c = tb_connection_of(n, f);
	bool by_client = d == tb_neighbours_client(n, f);

	if (c == NULL)
		return;
	if (by_client && !(c->did & TB_CONN_DATA) && s->payload_captured == s->payload_len)
		c->words = tb_words_id(&n->secrets, s->payload, s->payload_len) & 0xffffff;
	c->did |= TB_CONN_DATA;
	if (by_client || (c->did & TB_CONN_RESET))
		return;		/* an answer to what was reset does not arrive */
	c->did |= TB_CONN_ANSWERED;
	c->name = f->app.name;
}

/* Only who ends first ends the connection. */
static __attribute__((noinline)) void has_ended(struct tb_neighbours *n, const struct tb_flow *f,
						const struct tb_segment *s, unsigned d, tb_time now)
{
	tb_span silence = tb_since(s->time, f->last);
	tb_packed_ref ref = tb_ref_pack(s->ref);

	if (f->dir[!d].did & (TB_DID_FIN | TB_DID_RST))
		return;
	tb_silence_ends(n, f, ref, now, silence);
	if (d != tb_neighbours_client(n, f))
		tb_service_ends(n, n->by_fin, f, ref, silence, now);
}

void tb_neighbours_news(struct tb_neighbours *n, const struct tb_flow *f,
			const struct tb_segment *s, unsigned d, unsigned did, tb_time now)
{
	if ((did & TB_DID_OPEN) && d == f->client && (f->dir[!d].did & TB_DID_SYNACK))
		is_open(n, f, s, now);
	if (did & TB_DID_DATA)
		has_said(n, f, s, d);
	if ((did & TB_DID_SEND) && !tb_begins_with_syn(f, s))
		is_heard(n, f, s, d, now);
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
	n->of->reset[tb_connection_at(n, c)] = note->ref;
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
		is_heard(n, f, s, note->dir, note->noted);
		return;
	}
	if (by_server)
		tb_service_ends(n, n->by_rst, f, note->ref, note->idle, note->noted);
	else if (note->trigger.ref == 0)
		tb_client_ends(n, f, note->ref, note->idle, note->noted);
	if (note->trigger.ref != 0)
		tb_state_is_lost(n, f, note);
	else if (note->phase >= TB_PHASE_ESTABLISHED && note->phase <= TB_PHASE_HALF_CLOSED)
		tb_silence_ends(n, f, note->ref, note->noted, note->idle);
}
