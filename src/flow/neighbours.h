/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours.h - what the other connections of a capture show about one of them
 *
 * Whether a server refuses all or only this one, whether a silence is somebody's timer,
 * whether a client scans: no single connection shows that.  The tracker tells what begins,
 * speaks and ends; the judges ask, long afterwards, about the time of a RST.
 *
 * Everything is bounded and forgets.  An answer is TB_NO only if all that could have made
 * it a yes is still remembered; otherwise it is TB_UNSEEN.  Counts of a yes are "at least".
 *
 * Questions are about the flow that is judged, as it was when its episode closed; it never
 * counts as its own neighbour.  t is a moment of packet time, as tb_note.noted.  "The service"
 * is the address and port of the flow's server, "the client" the address of its client.
 */
#ifndef TB_FLOW_NEIGHBOURS_H
#define TB_FLOW_NEIGHBOURS_H

#include "flow/episode.h"

struct tb_neighbours;
struct tb_connection;

/* pool: where the flows' server names are.  NULL: no memory. */
uint64_t tb_neighbours_bytes(void);	/* memory that they take */
struct tb_neighbours *tb_neighbours_new(const uint64_t seed[2], const struct tb_app_pool *pool);
void tb_neighbours_free(struct tb_neighbours *n);	/* NULL is fine */

/* Telling ------------------------------------------------------------------------ */

/* A flow begins with that segment, of whatever kind. */
void tb_neighbours_begin(struct tb_neighbours *n, const struct tb_flow *f,
			 const struct tb_segment *s, unsigned d, tb_time now);

/* A segment with SYN will soon be told of: fetches the memory of its ends. */
void tb_neighbours_expect(const struct tb_neighbours *n, const struct tb_segment *s);

/* There may soon be news of the flow: fetches the memory of its connection. */
void tb_neighbours_fetch(const struct tb_neighbours *n, const struct tb_flow *f);

/* What of tb_dir.did is news here: when one of them turns on, tb_neighbours_news() is due. */
enum { TB_NEIGHBOURS_NEWS = TB_DID_SEND | TB_DID_OPEN | TB_DID_DATA | TB_DID_FIN };

/* The flow has learnt s from d; did: what of TB_NEIGHBOURS_NEWS that turned on.  f->last
 * is still the time of the segment before. */
void tb_neighbours_news(struct tb_neighbours *n, const struct tb_flow *f,
			const struct tb_segment *s, unsigned d, unsigned did, tb_time now);

/* A RST that is no duplicate was noted; f has not learnt of it. */
void tb_neighbours_rst(struct tb_neighbours *n, const struct tb_flow *f,
		       const struct tb_segment *s, const struct tb_note *note);

/* Asking ------------------------------------------------------------------------- */

/* The flow that questions are about, by what its ends are known, and where what is kept of it
 * lies: found once for all questions.  It holds until something is told. */
struct tb_asker {
	const struct tb_flow *flow;
	uint64_t address[2];	/* by direction */
	uint64_t service;
	unsigned client;	/* direction */
	uint32_t served;	/* slot of the service, or TB_RECENT_NONE */
	const struct tb_connection *connection;	/* the flow's own; NULL: forgotten */
};
struct tb_asker tb_neighbours_asker(const struct tb_neighbours *n, const struct tb_flow *f);

/* Fetches the memory that most questions need, of which those about an address will be about
 * that of end d: to be called some time before them. */
void tb_neighbours_fetch_answers(const struct tb_neighbours *n, const struct tb_asker *who,
				 unsigned d);

struct tb_answered {
	enum tb_answer answer;
	int64_t n;			/* what is counted or measured; 0 unless yes */
	tb_packed_ref frame[3];		/* that show it, in order of time; 0: no more */
};

/* The TTL of the first segments (no RSTs) that the address of end d sent in other flows. */
struct tb_ttl_habit {
	struct tb_answered other;	/* yes: there are such; n: how many different TTLs */
	uint8_t min, max;
};
struct tb_ttl_habit tb_neighbours_ttl(const struct tb_neighbours *n, const struct tb_asker *who,
				      unsigned d);

/* Is it one that hosts begin with?  Else a router has passed the packet on, and the MAC is that
 * router's. */
static inline bool tb_is_initial_ttl(uint8_t ttl)
{
	return ttl == 64 || ttl == 128 || ttl == 255;
}

/* Is the service on another host than the one that captured it?  What it sent in other flows (no
 * RSTs) came there and did not leave it; or, if it is not known, what its address sent.  Of a NAT
 * it does both; else that is unseen.  frame: one that came, or left. */
struct tb_answered tb_neighbours_comes(const struct tb_neighbours *n, const struct tb_asker *who);

/* A SYN of that sequence number came to the host that captured it: did one leave, too, that began
 * another flow?  Then it was translated and passed on. */
enum tb_answer tb_neighbours_sent_on(const struct tb_neighbours *n, uint32_t seq);

/* Do two machines use the address of end d?  Two MACs of one link speak for it by turns, in
 * what no router has passed on, and neither speaks for another address too; or one accepts
 * what the other has refused.  frame: the first of each, and what shows that both are in use. */
struct tb_answered tb_neighbours_two_machines(const struct tb_neighbours *n,
					      const struct tb_asker *who, unsigned d);

/* Likewise, but the first has begun or answered no flow since the second did?  frame: the first
 * of the second, then of the first. */
struct tb_answered tb_neighbours_moved(const struct tb_neighbours *n, const struct tb_asker *who,
				       unsigned d);

/* Which other flows of the service did its side end (by RST, or by FIN before the client's)
 * within w of t? */
struct tb_endings {
	struct tb_answered other;	/* n: flows */
	uint32_t by_rst, by_fin;	/* of them */
	uint32_t idle;			/* of them, without having said anything for a second */
};
struct tb_endings tb_neighbours_endings(const struct tb_neighbours *n, const struct tb_asker *who,
					tb_time t, tb_span w);

/* Likewise, but unseen if about so many end in as long before or after, or if too little is
 * remembered to tell. */
struct tb_endings tb_neighbours_unusual_endings(const struct tb_neighbours *n,
						const struct tb_asker *who, tb_time t, tb_span w);

/* How many of those by RST had the client begun with words like those of this one? */
uint32_t tb_neighbours_endings_alike(const struct tb_neighbours *n, const struct tb_asker *who,
				     tb_time t, tb_span w);

/* Which other flows of the client, to whatever service, did its side abort within w of t?  Unseen
 * likewise. */
struct tb_endings tb_neighbours_client_endings(const struct tb_neighbours *n,
					       const struct tb_asker *who, tb_time t, tb_span w);

struct tb_outage {
	/* Is the next that is seen of the service after t a refused SYN?  n: ns after t.  Unseen,
	 * if it had refused one within the last second and accepted since: it picks whom it
	 * refuses. */
	struct tb_answered down;
	/* If so, did it accept a connection after that?  n: ns from t until then.  frame: the
	 * first refusal, then the acceptance. */
	struct tb_answered back;
};
struct tb_outage tb_neighbours_outage(const struct tb_neighbours *n, const struct tb_asker *who,
				      tb_time t);

/* Did the service accept other connections within w of t?  n: how many it accepted around
 * then without refusing one. */
struct tb_answered tb_neighbours_accepts(const struct tb_neighbours *n, const struct tb_asker *who,
					 tb_time t, tb_span w);

/* Did the service within w of t refuse one connection, then accept another, and refuse one again?
 * frame: these three. */
struct tb_answered tb_neighbours_refuses_some(const struct tb_neighbours *n,
					      const struct tb_asker *who, tb_time t, tb_span w);

/* Did the service answer with payload on another connection, begun within w of t? */
struct tb_answered tb_neighbours_answers(const struct tb_neighbours *n, const struct tb_asker *who,
					 tb_time t, tb_span w);

/* Likewise, to words like those with which the client began this one: as long, and with the same
 * beginning and end?  Unseen if these are not known, as where the server spoke first. */
struct tb_answered tb_neighbours_answers_same(const struct tb_neighbours *n,
					      const struct tb_asker *who, tb_time t, tb_span w);

/* How many different services did the client try within a minute of t, without a byte of
 * payload?  Never no: n is at least 1 (this one). */
struct tb_targets {
	struct tb_answered tried;	/* n: services */
	uint32_t refused, silent;	/* of the attempts: answered by RST, not answered */
	uint32_t used;			/* other connections of the client then, with payload */
};
struct tb_targets tb_neighbours_targets(const struct tb_neighbours *n, const struct tb_asker *who,
					tb_time t);

/* Does the client open and reset connections to the service again and again without
 * payload?  Yes from three on (the flow's own among them). */
struct tb_probes {
	struct tb_answered seen;	/* n: how many of the last eight are remembered */
	uint32_t with_payload;		/* connections of the two that carried payload */
	tb_span period, deviation;	/* median between two; median of the distance from it */
	bool regular;			/* as the checks of a monitor are: seldom and even */
};
struct tb_probes tb_neighbours_probes(const struct tb_neighbours *n, const struct tb_asker *who);

/* Are two silences alike: within 50 ms or 2 %? */
bool tb_alike_silences(tb_span a, tb_span b);

/* Did one side end the flow after a silence of at least 0.9 s, by FIN or by a RST that answers
 * nothing?  n: its length.  frame: what ended it. */
struct tb_answered tb_neighbours_own_silence(const struct tb_neighbours *n,
					     const struct tb_asker *who);

/* Which other flows ended after a silence like this one? */
struct tb_silences {
	struct tb_answered alike;	/* n: flows */
	uint32_t of_service;		/* of them, to the same one */
	uint32_t together;		/* of them, at the same moment as t */
	tb_span shortest, longest;
};
struct tb_silences tb_neighbours_silences(const struct tb_neighbours *n, const struct tb_asker *who,
					  tb_time t, tb_span silence);

/* How many other flows ended after other silences than those? */
struct tb_other_silences {
	uint32_t n, of_service;
};
struct tb_other_silences tb_neighbours_other_silences(const struct tb_neighbours *n,
						      const struct tb_asker *who,
						      const struct tb_silences *alike);

/* How did other flows to the service fare: those that ask for the same name (SNI, Host)
 * and those that ask for another?  A flow passes if the server answers after the name.  Once
 * it is plain that it is not the name, no more are counted. */
struct tb_named {
	struct tb_answered reset;	/* same name, reset unanswered */
	struct tb_answered pass;	/* same name */
	struct tb_answered other;	/* another name, passed */
	struct tb_answered other_reset;	/* another name, reset unanswered */
};
struct tb_named tb_neighbours_named(const struct tb_neighbours *n, const struct tb_asker *who);

/* Is it the answer to a segment of a connection under way, by an end that had not closed it,
 * as if there had never been one? */
bool tb_note_is_loss(const struct tb_note *note);

/* Were connections of other servers (of other clients, if the RST bears the client's
 * address), too, answered within a minute as if they were not known, by RSTs of the same
 * TTL?  And may all have been lost at one moment: was none of them in use still when the other had
 * been answered so?  n: other addresses.  Unseen if there are some, but less than `least`. */
struct tb_answered tb_neighbours_lost_state(const struct tb_neighbours *n,
					    const struct tb_asker *who, const struct tb_note *note,
					    unsigned least);

/* Were other connections lost so at one moment, in the name of the same address?  n: of them. */
struct tb_answered tb_neighbours_lost_alike(const struct tb_neighbours *n,
					    const struct tb_asker *who, const struct tb_note *note);

/* Did another connection of the client to the same port (of any server) complete its
 * handshake within w of t?  n: how many, up to `most`. */
struct tb_answered tb_neighbours_connects(const struct tb_neighbours *n,
					  const struct tb_asker *who, tb_time t, tb_span w,
					  int64_t most);

/* The flow began with a SYN that asks for ECN, TFO or MPTCP, and was refused: did the service
 * accept a SYN without these from the client within 5 s?  n: ns from one to the other.
 * frame: both SYNs, and the SYN-ACK.  No if it refused such a one too. */
struct tb_answered tb_neighbours_plain_syn(const struct tb_neighbours *n,
					   const struct tb_asker *who);

#endif
