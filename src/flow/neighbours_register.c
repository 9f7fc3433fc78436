/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_register.c - the newest connections, chained by client and by service
 *
 * One record a flow, found by the flow's id without a search.  A question begins at the
 * record of its own flow and walks the chain of its client both ways; the walk is bounded,
 * and one that does not come to its end makes no an unseen.
 */
#include "flow/neighbours_register.h"

#define FORGOTTEN UINT16_MAX /* a link to what was lost: farther than any goes */

struct tb_connection *tb_connection_numbered(const struct tb_neighbours *n, uint32_t number)
{
	bool kept = n->newest - number < TB_CONNECTIONS;

	return kept ? &n->connection[number % TB_CONNECTIONS] : NULL;
}

struct tb_connection *tb_connection_of(const struct tb_neighbours *n, const struct tb_flow *f)
{
	return tb_connection_numbered(n, (uint32_t)f->id);
}

void tb_neighbours_fetch(const struct tb_neighbours *n, const struct tb_flow *f)
{
	tb_fetch(&n->connection[f->id % TB_CONNECTIONS]);
}

/* Beginning ------------------------------------------------------------------------ */

/* Puts the newest connection at the end of a chain, of which *last was the last. */
static void append(struct tb_neighbours *n, struct tb_connection *c, enum tb_chain chain,
		   uint32_t *last, bool others_forgotten)
{
	struct tb_connection *before = *last == 0 ? NULL : tb_connection_numbered(n, *last);

	if (before != NULL)
		c->link[chain].before = before->link[chain].after = (uint16_t)(n->newest - *last);
	else if (*last != 0 || others_forgotten)
		c->link[chain].before = FORGOTTEN;
	*last = n->newest;
}

/* Who is the client, by a flow's first segment? */
static unsigned first_guess(const struct tb_neighbours *n, const struct tb_flow *f,
			    const struct tb_segment *s, unsigned d)
{
	if (s->flags & TB_SYN)
		return s->flags & TB_ACK ? !d : d;
	return tb_neighbours_client(n, f);
}

static bool is_special(const struct tb_segment *s)
{
	return (s->flags & (TB_ECE | TB_CWR)) == (TB_ECE | TB_CWR) ||
	       (s->seen_options & (TB_OPT_TFO | TB_OPT_MPTCP)) != 0;
}

void tb_neighbours_begin(struct tb_neighbours *n, const struct tb_flow *f,
			 const struct tb_segment *s, unsigned d, tb_time now)
{
	struct tb_connection *c = &n->connection[f->id % TB_CONNECTIONS];
	unsigned client = first_guess(n, f, s, d);
	uint64_t address[2];
	struct tb_host *h;

	for (unsigned end = 0; end < 2; end++)
		address[end] = tb_address_id(&n->secrets, &f->key.addr[end]);
	n->newest = (uint32_t)f->id;
	*c = (struct tb_connection){
		.service = tb_service_id(address[!client], f->key.port[!client]),
		.begun = now,
	};
	n->of->first[f->id % TB_CONNECTIONS] = tb_ref_pack(s->ref);
	h = tb_host_of(n, address[client]);
	append(n, c, TB_BY_CLIENT, &h->newest, n->hosts.forgot);
	append(n, c, TB_BY_SERVICE, &tb_service_of(n, c->service)->newest, n->services.forgot);
	if (tb_begins_with_syn(f, s)) {
		c->did = is_special(s) ? TB_CONN_SYN | TB_CONN_SPECIAL : TB_CONN_SYN;
		tb_host_speaks(n, h, f, s, client, address[client]);
		tb_syn_goes(n, s);
	}
}

/* Walking -------------------------------------------------------------------------- */

void tb_chain_begin(struct tb_chain_walk *w, const struct tb_neighbours *n,
		    const struct tb_asker *who, enum tb_chain chain)
{
	*w = (struct tb_chain_walk){ .n = n, .chain = chain, .own = who->connection,
				     .own_number = (uint32_t)who->flow->id,
				     .complete = who->connection != NULL };
	w->number = w->own_number;
	w->at = w->own;
}

/* What was lost is linked from farther away than any that is kept. */
const struct tb_connection *tb_chain_next(struct tb_chain_walk *w)
{
	while (w->own != NULL && w->way < 2) {
		bool back = w->way == 0;
		uint16_t far = back ? w->at->link[w->chain].before : w->at->link[w->chain].after;
		uint32_t number = back ? w->number - far : w->number + far;

		if (far != 0 && w->n->newest - number < TB_CONNECTIONS && w->steps++ < TB_WALK_MAX) {
			w->number = number;
			return w->at = &w->n->connection[number % TB_CONNECTIONS];
		}
		w->complete = w->complete && far == 0;
		tb_chain_turn(w);
	}
	return NULL;
}

void tb_chain_turn(struct tb_chain_walk *w)
{
	w->way++;
	w->steps = 0;
	w->number = w->own_number;
	w->at = w->own;
}

bool tb_chain_within(const struct tb_chain_walk *w, tb_time t, tb_span span)
{
	tb_span away = tb_since(w->at->begun, t);

	return w->way == 0 ? away >= -span : away <= span;
}

/* Asking --------------------------------------------------------------------------- */

void tb_connection_fetch_linked(const struct tb_neighbours *n, const struct tb_connection *c)
{
	size_t at = (size_t)(c - n->connection);

	for (unsigned chain = 0; chain < TB_CHAINS; chain++) {
		tb_fetch(&n->connection[(at - c->link[chain].before) % TB_CONNECTIONS]);
		tb_fetch(&n->connection[(at + c->link[chain].after) % TB_CONNECTIONS]);
	}
}

/* A handshake may take a while, so connections are looked at that began before. */
static const tb_span slowest_handshake = 130 * TB_SECOND;

/* Was its handshake complete within w of t? */
static bool opens_near(const struct tb_neighbours *n, const struct tb_connection *c, tb_time t,
		       tb_span w)
{
	tb_span away;

	if (!(c->did & TB_CONN_OPEN))
		return false;
	away = tb_since(n->of->opened[tb_connection_at(n, c)], t);
	return away >= -w && away <= w;
}

struct tb_answered tb_neighbours_connects(const struct tb_neighbours *n, const struct tb_asker *who,
					  tb_time t, tb_span w, int64_t most)
{
	struct tb_answered out = { 0 };
	struct tb_chain_walk walk;
	const struct tb_connection *c;

	tb_chain_begin(&walk, n, who, TB_BY_CLIENT);
	while (out.n < most && (c = tb_chain_next(&walk)) != NULL) {
		if (!tb_chain_within(&walk, t, w + slowest_handshake))
			tb_chain_turn(&walk);
		else if (tb_service_port(c->service) == tb_service_port(walk.own->service) &&
			 opens_near(n, c, t, w))
			tb_answer_yes(&out, n->of->open[tb_connection_at(n, c)]);
	}
	tb_answer_no(&out, walk.complete);
	return out;
}

struct tb_answered tb_neighbours_answers(const struct tb_neighbours *n, const struct tb_asker *who,
					 tb_time t, tb_span w)
{
	struct tb_answered out = { 0 };
	struct tb_chain_walk walk;
	const struct tb_connection *c;

	tb_chain_begin(&walk, n, who, TB_BY_SERVICE);
	while (out.answer != TB_YES && (c = tb_chain_next(&walk)) != NULL) {
		if (!tb_chain_within(&walk, t, w))
			tb_chain_turn(&walk);
		else if (c->did & TB_CONN_ANSWERED)
			tb_answer_yes(&out, n->of->first[tb_connection_at(n, c)]);
	}
	tb_answer_no(&out, walk.complete);
	return out;
}

struct tb_answered tb_neighbours_answers_same(const struct tb_neighbours *n,
					      const struct tb_asker *who, tb_time t, tb_span w)
{
	struct tb_answered out = { 0 };
	struct tb_chain_walk walk;
	const struct tb_connection *c, *own = who->connection;

	if (own == NULL || own->words == 0)
		return out;
	tb_chain_begin(&walk, n, who, TB_BY_SERVICE);
	while (out.answer != TB_YES && (c = tb_chain_next(&walk)) != NULL) {
		if (!tb_chain_within(&walk, t, w))
			tb_chain_turn(&walk);
		else if (c->words == own->words && (c->did & TB_CONN_ANSWERED))
			tb_answer_yes(&out, n->of->first[tb_connection_at(n, c)]);
	}
	tb_answer_no(&out, walk.complete);
	return out;
}

/* Of a client that scans there is no need to count all. */
enum { MAX_TARGETS = 64 };

static bool add_target(uint64_t target[MAX_TARGETS], uint32_t n, uint64_t service)
{
	for (uint32_t i = 0; i < n; i++)
		if (target[i] == service)
			return false;
	target[n] = service;
	return true;
}

static void count_attempt(struct tb_targets *out, const struct tb_connection *c)
{
	out->refused += (c->did & TB_CONN_REFUSED) != 0;
	out->silent += (c->did & (TB_CONN_REFUSED | TB_CONN_ACCEPTED)) == 0;
}

struct tb_targets tb_neighbours_targets(const struct tb_neighbours *n, const struct tb_asker *who,
					tb_time t)
{
	struct tb_targets out = { 0 };
	uint64_t target[MAX_TARGETS];
	struct tb_chain_walk walk;
	const struct tb_connection *c;

	tb_chain_begin(&walk, n, who, TB_BY_CLIENT);
	for (c = walk.own; c != NULL && out.tried.n < MAX_TARGETS; c = tb_chain_next(&walk)) {
		if (!tb_chain_within(&walk, t, 60 * TB_SECOND) && c != walk.own) {
			tb_chain_turn(&walk);
		} else if ((c->did & (TB_CONN_SYN | TB_CONN_DATA)) == TB_CONN_SYN) {
			count_attempt(&out, c);
			if (add_target(target, (uint32_t)out.tried.n, c->service))
				tb_answer_yes(&out.tried, n->of->first[tb_connection_at(n, c)]);
		} else {
			out.used += (c->did & TB_CONN_DATA) != 0;
		}
	}
	tb_answer_no(&out.tried, walk.complete);
	return out;
}

struct tb_answered tb_neighbours_plain_syn(const struct tb_neighbours *n, const struct tb_asker *who)
{
	const uint8_t asked = TB_CONN_SPECIAL | TB_CONN_REFUSED;
	struct tb_answered out = { 0 };
	struct tb_chain_walk walk;
	const struct tb_connection *c, *own;

	tb_chain_begin(&walk, n, who, TB_BY_CLIENT);
	own = walk.own;
	if (own == NULL)
		return out;
	tb_chain_turn(&walk);	/* only what came later */
	while ((own->did & asked) == asked && (c = tb_chain_next(&walk)) != NULL &&
	       tb_chain_within(&walk, own->begun, 5 * TB_SECOND)) {
		if (c->service != own->service || (c->did & TB_CONN_SPECIAL) ||
		    !(c->did & (TB_CONN_ACCEPTED | TB_CONN_REFUSED)))
			continue;
		if (c->did & TB_CONN_ACCEPTED) {
			size_t at = tb_connection_at(n, c);

			return (struct tb_answered){
				TB_YES, tb_since(c->begun, own->begun),
				{ n->of->first[tb_connection_at(n, own)], n->of->first[at],
				  n->of->accepted[at] }
			};
		}
		break;
	}
	tb_answer_no(&out, walk.complete);
	return out;
}
