/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_private.h - what is kept of the neighbours, one part a file
 *
 * Addresses, services and pairs of the two have slots by base/recent.h, so those that
 * were used last are remembered.  Connections, endings, silences and losses lie in rings, so
 * the newest are.  Rings are in order of packet time.  What is written for every connection
 * is half a cache line of its own, which is all that a walk along many of them looks at, and a
 * word in each of some columns; and a line of each of its hosts and of its service: one of what
 * most addresses and services have one of, and a few several, is in that line, and the others
 * elsewhere, so that what nobody has costs no memory.  Names are keyed hashes
 * (neighbours_ids.h).
 */
#ifndef TB_FLOW_NEIGHBOURS_PRIVATE_H
#define TB_FLOW_NEIGHBOURS_PRIVATE_H

#include "base/recent.h"
#include "flow/neighbours.h"
#include "flow/neighbours_ids.h"

enum {
	TB_HOSTS = 1 << 13,		/* addresses */
	TB_MACS = 1 << 11,
	TB_SERVICES = 1 << 11,
	TB_PAIRS = 1 << 11,		/* of a client that probes and a service */
	TB_CONNECTIONS = 1 << 15,	/* in the ring; a power of two */
	TB_ENDINGS = 1 << 13,		/* by RST, and as many by FIN; a power of two */
	TB_SILENCES = 1 << 8,		/* likewise */
	TB_LOSSES = 1 << 6,		/* likewise */
	TB_SYNS = 1 << 11,		/* of which the capture tells which way they went */
	TB_HABITS = 4,			/* TTLs of one address */
	TB_HOST_MACS = 2,		/* MACs of one address */
	TB_SPELLS = 16,			/* of one service, up or down */
	TB_PROBES = 8			/* of one pair */
};

/* Shorter silences are nobody's timer. */
static const tb_span tb_least_silence = 900 * TB_MILLISECOND;

/* A TTL that an address uses, and two flows that show it. */
struct tb_habit {
	uint64_t flow : 48, ttl : 8;
	tb_packed_ref ref[2];	/* the first in that flow; the first in another, 0: none */
};

/* A MAC that sends packets of an address. */
struct tb_mac_use {
	tb_packed_ref ref;	/* its first */
	uint32_t interface;
	uint16_t layers;	/* number of the VLANs and tunnels (flow/layers.h) */
	uint16_t slot;		/* of the MAC, if it still has it */
	uint8_t mac[6];
};

struct tb_host {
	_Alignas(TB_CACHE_LINE) uint32_t newest;	/* connection of which it is the client */
	uint8_t n_habits, n_macs;
	bool more_habits : 1;	/* than are kept */
	bool is_routed : 1;	/* routers pass on what it sends: those MACs are not its own */
	bool comes : 1, leaves : 1;	/* what it sends (no RSTs) was first seen to come to the
					 * host that captured it, to leave that */
	struct tb_habit habit;	/* the first */
	struct tb_mac_use mac_use;	/* likewise, of this link */
	tb_packed_ref returned;	/* the first that shows that both MACs are in use; 0: none */
};

/* The addresses that a MAC sends for, by family. */
struct tb_mac {
	uint64_t address[2];	/* the first one; 0: none */
	bool several[2];
	uint8_t mac[6];
};

/* A time in which a service accepted all SYNs, or refused all. */
struct tb_spell {
	tb_time first, last;
	tb_packed_ref first_ref, last_ref;
	uint64_t flow : 48, up : 1;	/* flow: of the first */
	uint32_t n;
};

struct tb_service {
	_Alignas(TB_CACHE_LINE) uint32_t newest;	/* connection to it */
	uint32_t n_spells : 31;	/* that there ever were */
	uint32_t leaves : 1;	/* likewise an acceptance left it, as of a host */
	tb_packed_ref came;	/* the first acceptance that came to the host which captured it;
				 * 0: none */
	struct tb_spell spell;	/* the newest; some before it are kept in a ring */
};

enum tb_chain {
	TB_BY_CLIENT,
	TB_BY_SERVICE,
	TB_CHAINS
};

enum {
	TB_CONN_SYN = 1 << 0,		/* its first segment was the client's SYN */
	TB_CONN_SPECIAL = 1 << 1,	/* which asked for ECN, TFO or MPTCP */
	TB_CONN_ACCEPTED = 1 << 2,	/* by SYN-ACK */
	TB_CONN_REFUSED = 1 << 3,	/* by RST */
	TB_CONN_OPEN = 1 << 4,		/* the handshake is complete */
	TB_CONN_DATA = 1 << 5,		/* either side sent payload */
	TB_CONN_ANSWERED = 1 << 6,	/* the server sent payload before any RST */
	TB_CONN_RESET = 1 << 7		/* by either side */
};

/* Connections are numbered by their flows' ids, of which all are noted: number n, modulo
 * 2^32, is at n modulo the ring's length.  What is linked is less than that apart.  Here is what
 * walks look at; when it opened and the frames that show what happened are in columns. */
struct tb_connection {
	uint64_t service;	/* id */
	tb_time begun;
	struct {
		uint16_t before, after;	/* how many numbers away; 0: none */
	} link[TB_CHAINS];
	uint32_t name;		/* handle in the pool of names; 0: none */
	uint32_t did : 8;	/* TB_CONN_* */
	uint32_t words : 24;	/* id of the client's first, if it spoke first; 0: unseen */
};

_Static_assert(sizeof(struct tb_host) == TB_CACHE_LINE && sizeof(struct tb_service) == TB_CACHE_LINE &&
		       sizeof(struct tb_connection) == TB_CACHE_LINE / 2,
	       "each of them is fetched as one");
_Static_assert(TB_CONNECTIONS <= UINT16_MAX, "links must fit");

/* By connection. */
struct tb_connection_columns {
	tb_time opened[TB_CONNECTIONS];
	/* frames: its first, that which accepted it, that which completed the handshake, and
	 * its first RST */
	tb_packed_ref first[TB_CONNECTIONS];
	tb_packed_ref accepted[TB_CONNECTIONS];
	tb_packed_ref open[TB_CONNECTIONS];
	tb_packed_ref reset[TB_CONNECTIONS];
};

/* One side ended a connection: a service, or a client. */
struct tb_ending {
	uint64_t who;		/* id of the service, or of the client's address */
	uint64_t flow : 48, idle : 1;	/* idle: nothing had been said for a second */
	tb_packed_ref ref;
};

/* In order of time. */
struct tb_ending_ring {
	uint64_t n;		/* that there ever were */
	uint64_t asked;		/* where a question looked last */
	tb_time time[TB_ENDINGS];
	uint16_t look[TB_ENDINGS];	/* of who, to pass over most others */
	struct tb_ending ending[TB_ENDINGS];
};

/* Connections that ended after a silence, in columns, as those that are alike are searched for
 * by one of them. */
struct tb_quiet_ring {
	uint64_t n;		/* that there ever were */
	uint32_t about[TB_SILENCES];	/* the silence, in pauses (flow/record.h) modulo 2^32 */
	tb_span silence[TB_SILENCES];
	uint64_t service[TB_SILENCES];
	uint64_t flow[TB_SILENCES];
	tb_packed_ref ref[TB_SILENCES];
	tb_time time[TB_SILENCES];	/* packet time of the end */
	uint64_t previous[TB_SILENCES];	/* number plus one of the one before in its chain; 0: none */
	uint64_t newest[TB_SILENCES];	/* of each chain likewise, by flow id modulo that */
};

struct tb_loss {
	tb_time time;
	tb_time good;		/* when its connection was last seen to be as it should */
	uint64_t bearer;	/* address in whose name it was answered */
	uint64_t flow;		/* id */
	tb_packed_ref ref;
	uint64_t previous;	/* number plus one of the one before in its chain; 0: none */
	uint16_t look;		/* TTL, and which side it was answered for */
};

/* The last one that had that number, modulo the table's length, and which way it, or another
 * flow's of the same number, went. */
struct tb_syn {
	uint32_t seq;
	bool came, left;
};

struct tb_pair {
	struct {
		tb_time begun;
		tb_packed_ref ref;	/* of the RST */
	} probe[TB_PROBES];	/* ring */
	uint32_t n;
};

struct tb_neighbours {
	struct tb_id_secrets secrets;
	const struct tb_app_pool *pool;
	struct tb_recent hosts, macs, services, pairs;
	struct tb_host *host;
	struct tb_habit *habit;		/* from the second on: columns of TB_HOSTS */
	struct tb_mac_use *mac_use;	/* likewise */
	struct tb_service *service;
	struct tb_spell *spell;		/* before the newest: columns of TB_SERVICES */
	tb_time (*spell_ends)[TB_SPELLS];	/* when these ended, by which they are found */
	struct tb_connection *connection;
	struct tb_connection_columns *of;	/* connections */
	uint32_t newest;	/* connection; 0: none yet */
	struct tb_ending_ring *by_rst, *by_fin;
	struct tb_ending_ring *by_client;	/* by RST */
	struct tb_quiet_ring quiet;
	uint64_t n_losses;
	uint16_t loss_look[TB_LOSSES];	/* of each of the losses, to pass over most of them */
	struct tb_loss loss[TB_LOSSES];
	uint64_t newest_loss[TB_LOSSES];	/* of each chain likewise, by a hash of the bearer */
	struct tb_syn syn[TB_SYNS];
	bool translates;	/* the host that captured it all sends SYNs on as others */
	struct tb_mac mac[TB_MACS];
	struct tb_pair pair[TB_PAIRS];
};

/* Direction of the flow's client, guessed by content and ports if no handshake told. */
__attribute__((cold)) unsigned tb_neighbours_guess_client(const struct tb_neighbours *n,
							  const struct tb_flow *f);

static inline unsigned tb_neighbours_client(const struct tb_neighbours *n, const struct tb_flow *f)
{
	return f->roles != TB_ROLES_UNKNOWN ? f->client : tb_neighbours_guess_client(n, f);
}

static inline uint64_t tb_service_at(const struct tb_neighbours *n, const struct tb_flow *f,
				     unsigned d)
{
	return tb_service_id(tb_address_id(&n->secrets, &f->key.addr[d]), f->key.port[d]);
}

static inline uint64_t tb_service_to(const struct tb_neighbours *n, const struct tb_flow *f)
{
	return tb_service_at(n, f, !tb_neighbours_client(n, f));
}

/* Answers: a yes that counts up and shows another frame, if there is room. */
static inline void tb_answer_yes(struct tb_answered *a, tb_packed_ref ref)
{
	unsigned i = 0;

	a->answer = TB_YES;
	a->n++;
	if (a->frame[2] != 0)
		return;
	while (i < 3 && a->frame[i] != 0)
		i++;
	if (i < 3)
		a->frame[i] = ref;
}

/* If it is not a yes it is a no, or unseen. */
static inline void tb_answer_no(struct tb_answered *a, bool complete)
{
	if (a->answer != TB_YES)
		a->answer = complete ? TB_NO : TB_UNSEEN;
}

/* The parts, as they are told ------------------------------------------------------ */

/* The host of that address. */
struct tb_host *tb_host_of(struct tb_neighbours *n, uint64_t address);

/* Is s a SYN, and the first segment of f?  Then its source is heard when f begins, as its host
 * is at hand there. */
static inline bool tb_begins_with_syn(const struct tb_flow *f, const struct tb_segment *s)
{
	return (s->flags & (TB_SYN | TB_ACK | TB_RST)) == TB_SYN &&
	       f->first_ref == tb_ref_pack(s->ref);
}

/* h, which has the address of s's source, end d of f, speaks: its first segment in the flow,
 * or a refusal. */
void tb_host_speaks(struct tb_neighbours *n, struct tb_host *h, const struct tb_flow *f,
		    const struct tb_segment *s, unsigned d, uint64_t address);

/* s is a SYN, and the first segment of its flow. */
void tb_syn_goes(struct tb_neighbours *n, const struct tb_segment *s);

/* The service of that id. */
struct tb_service *tb_service_of(struct tb_neighbours *n, uint64_t service);

/* The service accepted the SYN of a flow, or refused it, by s. */
void tb_service_shows(struct tb_neighbours *n, const struct tb_flow *f, uint64_t service,
		      const struct tb_segment *s, bool up, tb_time now);

/* Fetches the memory that questions to the service in that slot need. */
void tb_service_fetch_spells(const struct tb_neighbours *n, uint32_t slot);

/* The connection of that number, or of that flow; NULL: forgotten. */
struct tb_connection *tb_connection_numbered(const struct tb_neighbours *n, uint32_t number);
struct tb_connection *tb_connection_of(const struct tb_neighbours *n, const struct tb_flow *f);

/* Fetches the memory of those before and after it in its chains. */
void tb_connection_fetch_linked(const struct tb_neighbours *n, const struct tb_connection *c);

/* Where c is in the columns. */
static inline size_t tb_connection_at(const struct tb_neighbours *n, const struct tb_connection *c)
{
	return (size_t)(c - n->connection);
}

/* silence: before it, or before what it answers. */
void tb_client_ends(struct tb_neighbours *n, const struct tb_flow *f, tb_packed_ref ref,
		    tb_span silence, tb_time now);
void tb_service_ends(struct tb_neighbours *n, struct tb_ending_ring *ring, const struct tb_flow *f,
		     tb_packed_ref ref, tb_span silence, tb_time now);

void tb_silence_ends(struct tb_neighbours *n, const struct tb_flow *f, tb_packed_ref ref,
		     tb_time now, tb_span silence);
void tb_state_is_lost(struct tb_neighbours *n, const struct tb_flow *f,
		      const struct tb_note *note);

/* The client's RST ended a connection without payload. */
void tb_pair_probes(struct tb_neighbours *n, const struct tb_flow *f, tb_time begun,
		    tb_packed_ref ref);

#endif
