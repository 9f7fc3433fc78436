/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_private.h - what is kept of the neighbours, one part a file
 *
 * Addresses, services and pairs of the two have slots by base/recent.h, so those that
 * were used last are remembered.  Connections, endings, silences and losses lie in rings, so
 * the newest are.  Rings are in order of packet time.  What most addresses and services have
 * one of, and a few several, lies in columns: all the firsts, then all the seconds, and so
 * on, so that what nobody has costs no memory.  Names are keyed hashes: an address is
 * known by its tb_address_id(), a server endpoint by its tb_service_id().
 */
#ifndef TB_FLOW_NEIGHBOURS_PRIVATE_H
#define TB_FLOW_NEIGHBOURS_PRIVATE_H

#include "base/recent.h"
#include "base/siphash.h"
#include "flow/neighbours.h"

enum {
	TB_HOSTS = 1 << 13,		/* addresses */
	TB_MACS = 1 << 11,
	TB_SERVICES = 1 << 11,
	TB_PAIRS = 1 << 11,		/* of a client that probes and a service */
	TB_CONNECTIONS = 1 << 15,	/* in the ring; a power of two */
	TB_ENDINGS = 1 << 13,		/* by RST, and as many by FIN; a power of two */
	TB_SILENCES = 1 << 8,		/* likewise */
	TB_LOSSES = 1 << 6,		/* likewise */
	TB_HABITS = 4,			/* TTLs of one address */
	TB_HOST_MACS = 2,		/* MACs of one address */
	TB_SPELLS = 16,			/* of one service, up or down */
	TB_PROBES = 8			/* of one pair */
};

/* Shorter silences are nobody's timer. */
static const tb_span tb_least_silence = 900 * TB_MILLISECOND;

/* A TTL that an address uses, and two flows that show it. */
struct tb_habit {
	uint64_t flow;
	tb_packed_ref ref[2];	/* the first in that flow; the first in another, 0: none */
	uint8_t ttl;
};

/* A MAC that sends packets of an address. */
struct tb_mac_use {
	tb_packed_ref ref;	/* its first */
	uint32_t interface;
	uint16_t layers;	/* number of the VLANs and tunnels (flow/layers.h) */
	uint8_t mac[6];
};

struct tb_host {
	uint32_t newest;	/* connection of which it is the client */
	uint8_t n_habits, n_macs;
	bool more_habits;	/* than are kept */
};

/* The addresses that a MAC sends for, by family. */
struct tb_mac {
	uint64_t address[2];	/* the first one; 0: none */
	bool several[2];
};

/* A time in which a service accepted all SYNs, or refused all. */
struct tb_spell {
	tb_time first, last;
	tb_packed_ref first_ref, last_ref;
	uint64_t flow;		/* of the first */
	uint32_t n;
	bool up;
};

struct tb_service {
	uint32_t n_spells;	/* that there ever were; the newest are kept, in a ring */
	uint32_t newest;	/* connection to it */
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
 * 2^32, is at n modulo the ring's length.  What is linked is less than that apart. */
struct tb_connection {
	uint64_t service;	/* id */
	tb_time begun, opened;
	tb_packed_ref first, accepted, open, ended;	/* frames; ended by the first RST */
	struct {
		uint16_t before, after;	/* how many numbers away; 0: none */
	} link[TB_CHAINS];
	uint32_t name;		/* handle in the pool of names; 0: none */
	uint16_t port;		/* of the service */
	uint8_t did;		/* TB_CONN_* */
};

_Static_assert(sizeof(struct tb_connection) <= 72, "there are many of them");
_Static_assert(TB_CONNECTIONS <= UINT16_MAX, "links must fit");

/* One side ended a connection: a service, or a client.  What is searched for stands apart:
 * many are passed over, few are looked at. */
struct tb_ending_ring {
	uint64_t n;		/* that there ever were */
	tb_time time[TB_ENDINGS];
	uint64_t service[TB_ENDINGS];
	uint64_t flow[TB_ENDINGS];
	tb_packed_ref ref[TB_ENDINGS];
	bool idle[TB_ENDINGS];	/* nothing had been said for a second */
};

/* Connections that ended after a silence, in columns, as those that are alike are searched for
 * by one of them. */
struct tb_quiet_ring {
	uint64_t n;		/* that there ever were */
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
	uint64_t bearer;	/* address in whose name it was answered */
	tb_packed_ref ref;
	uint64_t previous;	/* number plus one of the one before that is alike; 0: none */
	uint8_t ttl;
	bool by_server;
};

struct tb_pair {
	struct {
		tb_time begun;
		tb_packed_ref ref;	/* of the RST */
	} probe[TB_PROBES];	/* ring */
	uint32_t n;
};

struct tb_neighbours {
	uint64_t seed[2];
	const struct tb_app_pool *pool;
	struct tb_recent hosts, macs, services, pairs;
	struct tb_host *host;
	struct tb_habit *habit;		/* columns of TB_HOSTS */
	struct tb_mac_use *mac_use;	/* likewise */
	struct tb_service *service;
	struct tb_spell *spell;		/* columns of TB_SERVICES */
	struct tb_connection *connection;
	uint32_t newest;	/* connection; 0: none yet */
	struct tb_ending_ring by_rst, by_fin;
	struct tb_ending_ring by_client;	/* by RST; their service is the client's address */
	struct tb_quiet_ring quiet;
	uint64_t n_losses;
	struct tb_loss loss[TB_LOSSES];
	struct tb_mac mac[TB_MACS];
	struct tb_pair pair[TB_PAIRS];
};

/* Direction of the flow's client, guessed by content and ports if no handshake told. */
unsigned tb_neighbours_client(const struct tb_neighbours *n, const struct tb_flow *f);

uint64_t tb_address_id(const struct tb_neighbours *n, const struct tb_addr *a);
uint64_t tb_end_id(const struct tb_neighbours *n, const struct tb_flow *f, unsigned d);
uint64_t tb_service_id(const struct tb_neighbours *n, const struct tb_flow *f);

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

/* The host of s's source speaks: its first segment in the flow. */
void tb_host_speaks(struct tb_neighbours *n, const struct tb_flow *f, const struct tb_segment *s);

struct tb_service *tb_service_of(struct tb_neighbours *n, uint64_t service);

/* The service accepted a SYN, or refused one. */
void tb_service_shows(struct tb_neighbours *n, const struct tb_flow *f, tb_packed_ref ref,
		      bool up, tb_time now);

/* The connection of that flow; NULL: forgotten. */
struct tb_connection *tb_connection_of(const struct tb_neighbours *n, const struct tb_flow *f);

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
