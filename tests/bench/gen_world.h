/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_world.h - a workload, and the world in which it happens
 *
 * A world has a fixed number of slots; each holds one open connection and is
 * given to a new one when that has ended, so that the number of connections open
 * at once is what the workload says.  Each connection lives by the script of
 * gen_life.c, one step at an appointment of the agenda.  Nothing but the workload
 * and the seed decides what is written.
 */
#ifndef TB_BENCH_GEN_WORLD_H
#define TB_BENCH_GEN_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "gen_agenda.h"
#include "gen_frame.h"
#include "gen_hosts.h"
#include "gen_message.h"
#include "gen_random.h"
#include "gen_truth.h"

/* How a connection ends.  "RST xN": how many RST segments that is. */
enum gen_ending {
	GEN_SILENT,	  /* the SYN is never answered */
	GEN_REFUSED,	  /* RST in answer to the SYN */
	GEN_ABANDONED,	  /* the client resets the SYN-ACK */
	GEN_FORGOTTEN,	  /* the server has lost the connection, resets a request */
	GEN_HIJACKED,	  /* forged, exact: kills one end, which then resets the other's
			   * data; RST x2-6 */
	GEN_BLIND,	  /* forged, outside the window: nothing happens; FIN later */
	GEN_NEAR,	  /* forged, in the window: challenge ACK; FIN later */
	GEN_CLIENT_FIN,
	GEN_SERVER_FIN,
	GEN_CLIENT_ABORT, /* active reset; a third answer a segment in flight; RST x1-2 */
	GEN_SERVER_ABORT,
	GEN_CLIENT_GONE,  /* FIN, then the other's data is reset; RST x1-3 */
	GEN_SERVER_GONE,
	GEN_NEVER,	  /* falls silent, never closes */
	GEN_ENDING_COUNT
};

struct gen_workload {
	const char *name, *help;
	/* When it is over, whichever comes first; 0: not by this. */
	uint64_t bytes;		/* of the file */
	uint64_t flows;		/* begun; those open then live to their end */
	uint64_t resets;	/* RST segments */
	uint32_t open;		/* connections at once */
	uint32_t ramp_ms;	/* the first ones begin within */
	uint32_t think_ms;	/* mean pause between two requests */
	uint32_t rounds;	/* mean number of requests after the first */
	uint32_t per_ack;	/* segments of a response for one ACK */
	uint32_t server_acks;	/* requests acknowledged before the answer, per mille */
	bool interleave;	/* no two successive packets of one connection */
	uint32_t size[2][GEN_SIZES]; /* of requests, of responses; bytes */
	uint16_t mix[GEN_ENDING_COUNT]; /* per mille of connections */
};

/* A connection.  Every [2] is by enum gen_side. */
struct gen_flow {
	const uint8_t *again;	/* payload to be retransmitted */
	uint64_t rtt;		/* ns */
	uint32_t number;	/* from 0 */
	uint32_t client, server;	/* indexes of hosts */
	uint32_t next[2];	/* sequence number each side uses next */
	uint32_t tsval[2];	/* last timestamp each side sent */
	uint32_t again_len, again_seq;
	uint32_t at;		/* bytes of the response sent */
	uint16_t ip_id[2];
	uint16_t client_port;
	uint16_t rounds;	/* requests still to come */
	uint8_t ending;		/* enum gen_ending */
	uint8_t step, resume;	/* of gen_life.c: next, and next after retransmission */
	uint8_t side;		/* who acts in the ending; whom a forger claims to be */
	uint8_t count;		/* of a repeated step */
	uint8_t sent;		/* segments to an end that is dead */
	uint8_t size[2];	/* of the current request and response */
	uint8_t app;		/* enum gen_app */
	bool first;		/* the first request is not answered yet */
	bool again_server;	/* who retransmits */
	bool told;		/* its ending has been counted */
};

struct gen_world {
	const struct gen_workload *work;	/* borrowed */
	struct gen_output out;
	struct gen_truth truth;
	struct gen_random dice;
	struct gen_hosts hosts;
	struct gen_messages messages;
	struct gen_agenda agenda;
	struct gen_flow *flow;	/* by slot */
	uint64_t now;		/* ns since the capture began */
	uint64_t think;		/* ns, mean */
};

/* False with errno set if memory or the output fails; free all the same. */
bool gen_world_init(struct gen_world *w, const struct gen_workload *work, uint64_t seed,
		    int fd);

/* Until the workload is over. */
void gen_world_run(struct gen_world *w);

/* False if something could not be written, with errno set. */
bool gen_world_free(struct gen_world *w);

/*
 * The parts of it.  gen_life.c: a connection begins in an empty slot; one step of
 * its life, true with the delay until the next one or false when it has ended.
 */
void gen_life_begin(struct gen_world *w, struct gen_flow *f);
bool gen_life_step(struct gen_world *w, struct gen_flow *f, uint64_t *delay);

/* gen_segments.c: one segment each, counted. */

/* An ordinary one; ACK unless it is the first SYN. */
void gen_send(struct gen_world *w, struct gen_flow *f, enum gen_side from, uint16_t flags,
	      const uint8_t *payload, uint32_t len);
/* The same SYN, or f->again, once more. */
void gen_send_again(struct gen_world *w, struct gen_flow *f);
/* Resets, as the stack of that side makes them: of a living socket; in answer to a
 * segment with ACK; in answer to a SYN. */
void gen_reset_active(struct gen_world *w, struct gen_flow *f, enum gen_side from);
void gen_reset_reply(struct gen_world *w, struct gen_flow *f, enum gen_side from);
void gen_reset_refuse(struct gen_world *w, struct gen_flow *f);
/* By a stranger in the name of a side, its sequence number off by so much. */
void gen_reset_forged(struct gen_world *w, struct gen_flow *f, enum gen_side claimed,
		      uint32_t off);

#endif
