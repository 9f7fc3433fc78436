/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_match.c - which event of a kernel trace is this RST of a capture?
 *
 * Addresses and ports are the same in both, and the time is, once it is known by how much
 * the clocks differ (kernel_clock.h).  Of one connection there may be several RSTs and
 * several events, and not all of one need be in the other: a forged RST has no event, and a
 * RST that was lost or filtered is in no capture.  So:
 *
 * - As many RSTs as events, at the same intervals: they are each other's, in their order.
 *   That holds without any clock, and tells what the clocks differ by.
 * - Where the clocks are known, the event next to the RST, if it is near enough, and either
 *   no other RST or no other event could be meant.
 * - Where they are not, and there are more events than RSTs, any of them if they all say the
 *   same.
 *
 * Whatever else there is, is not told.  An event that a RST of that form cannot have (a live
 * socket never sends one without ACK) is none of it.
 */
#include "join/kernel_match.h"

#include <string.h>

#include "knowledge/kernel_reason.h"

static const tb_span at_once = TB_MILLISECOND;
static const tb_span same_interval = 50 * TB_MILLISECOND;

enum { MOST_TRIED = 8 };	/* events of one RST taken that are looked into */

static tb_span distance(tb_span a, tb_span b)
{
	tb_span s = tb_since((tb_time){ a }, (tb_time){ b });

	return s == INT64_MIN ? INT64_MAX : s < 0 ? -s : s;
}

/* The question ------------------------------------------------------------------------- */

void tb_kernel_question_init(struct tb_kernel_question *q, const struct tb_verdict *v)
{
	enum tb_side from = v->rst[v->deciding].from;

	*q = (struct tb_kernel_question){ .v = v, .complete = true };
	q->from = v->flow.end[from];
	q->to = v->flow.end[!from];
	for (size_t i = 0; i < v->n_rst; i++) {
		if (v->rst[i].from != from ||
		    (v->rst[i].role == TB_ROLE_DUPLICATE && i != v->deciding))
			continue;
		if (q->n == TB_KERNEL_CANDIDATES) {
			q->complete = false;
			return;
		}
		if (i == v->deciding)
			q->asked = q->n;
		q->rst[q->n++] = &v->rst[i];
	}
}

static const struct tb_kernel_event *only_opening(const struct tb_kernel_store *s,
						  const struct tb_endpoint *from,
						  const struct tb_endpoint *to)
{
	const struct tb_kernel_event *e;
	struct tb_kernel_walk w;

	tb_kernel_walk_begin(&w, s, TB_KERNEL_OPENED, from, to);
	e = tb_kernel_walk_next(&w);
	return e != NULL && tb_kernel_walk_next(&w) == NULL && w.complete ? e : NULL;
}

static tb_span or_nothing(tb_span rtt)
{
	return rtt > 0 ? rtt : 0;
}

void tb_kernel_match_opening(const struct tb_kernel_store *s, struct tb_kernel_clock *clock,
			     const struct tb_kernel_question *q)
{
	const struct tb_flow_info *f = &q->v->flow;
	tb_span there = or_nothing(f->rtt[TB_SERVER]), back = or_nothing(f->rtt[TB_CLIENT]);
	const struct tb_kernel_event *e;

	if (tb_kernel_clock_is_known(clock) || f->roles != TB_ROLES_HANDSHAKE)
		return;
	if ((e = only_opening(s, &f->end[TB_CLIENT], &f->end[TB_SERVER])) != NULL)
		there += back / 2;		/* the SYN-ACK reaches the client */
	else if ((e = only_opening(s, &f->end[TB_SERVER], &f->end[TB_CLIENT])) != NULL)
		there += back + there / 2;	/* the ACK reaches the server */
	if (e != NULL)
		tb_kernel_clock_vote_roughly(clock, (tb_time){ f->start.ns + there }, e->time);
}

/* Candidates --------------------------------------------------------------------------- */

/* Events that may be those of the question, the oldest first. */
struct candidates {
	const struct tb_kernel_event *event[TB_KERNEL_CANDIDATES];
	size_t n;
	bool complete;		/* there are no more */
};

static bool may_be_of_form(const struct tb_kernel_event *e, const struct tb_rst *rst)
{
	const struct tb_kernel_reason *r = tb_kernel_reason_find(e->reason);

	if (r == NULL || (rst->flags & TB_ACK) != 0)
		return true;
	return r->by != TB_KERNEL_BY_PROCESS && r->by != TB_KERNEL_BY_TIMER &&
	       r->kind != TB_KERNEL_DISCONNECT && r->kind != TB_KERNEL_MEMORY;
}

/* Is it at the time of one of them, as far as that is known? */
static bool may_be_of_time(const struct tb_kernel_clock *clock,
			   const struct tb_kernel_question *q, const struct tb_kernel_event *e)
{
	for (size_t i = 0; i < q->n; i++)
		if (tb_kernel_clock_off(clock, q->rst[i]->time, e->time) != TB_SPAN_NEVER)
			return true;
	return !tb_kernel_clock_is_known(clock);
}

static void gather(const struct tb_kernel_store *s, const struct tb_kernel_clock *clock,
		   const struct tb_kernel_question *q, struct candidates *out)
{
	const struct tb_kernel_event *e, *newest_first[TB_KERNEL_CANDIDATES];
	struct tb_kernel_walk w;
	size_t n = 0;

	*out = (struct candidates){ .complete = true };
	tb_kernel_walk_begin(&w, s, TB_KERNEL_SENT, &q->from, &q->to);
	while ((e = tb_kernel_walk_next(&w)) != NULL) {
		if (!may_be_of_time(clock, q, e))
			continue;
		if (n == TB_KERNEL_CANDIDATES) {
			out->complete = false;
			break;
		}
		newest_first[n++] = e;
	}
	out->complete = out->complete && w.complete;
	while (n > 0)
		out->event[out->n++] = newest_first[--n];
}

/* Who was interrupted does not matter. */
static bool says_the_same(const struct tb_kernel_event *a, const struct tb_kernel_event *b)
{
	bool same_process = a->pid == b->pid && strcmp(a->comm, b->comm) == 0;

	return strcmp(a->reason, b->reason) == 0 && a->state == b->state &&
	       a->by_process == b->by_process && (same_process || a->by_process == TB_NO);
}

/* Without a clock ---------------------------------------------------------------------- */

/* In their order, at the same intervals. */
static bool is_in_step(const struct tb_kernel_question *q, const struct candidates *c)
{
	if (c->n != q->n)
		return false;
	for (size_t i = 1; i < q->n; i++) {
		tb_span by_rst = tb_since(q->rst[i]->time, q->rst[0]->time);
		tb_span by_event = tb_since(c->event[i]->time, c->event[0]->time);

		if (distance(by_rst, by_event) > same_interval)
			return false;
	}
	return true;
}

static bool all_say_the_same(const struct candidates *c)
{
	for (size_t i = 1; i < c->n; i++)
		if (!says_the_same(c->event[0], c->event[i]))
			return false;
	return true;
}

/* With a clock ------------------------------------------------------------------------- */

static tb_span off(const struct tb_kernel_clock *clock, const struct tb_rst *rst,
		   const struct tb_kernel_event *e)
{
	tb_span s = tb_kernel_clock_off(clock, rst->time, e->time);

	return s == TB_SPAN_NEVER ? s : distance(s, 0);
}

static size_t nearest_event(const struct tb_kernel_clock *clock,
			    const struct tb_kernel_question *q, const struct candidates *c)
{
	const struct tb_rst *rst = tb_kernel_asked(q);
	size_t best = 0;

	for (size_t i = 1; i < c->n; i++)
		if (off(clock, rst, c->event[i]) < off(clock, rst, c->event[best]))
			best = i;
	return best;
}

/* Could another event, which says something else, be meant as well? */
static bool has_rival_event(const struct tb_kernel_clock *clock,
			    const struct tb_kernel_question *q, const struct candidates *c,
			    size_t best)
{
	const struct tb_rst *rst = tb_kernel_asked(q);
	tb_span own = off(clock, rst, c->event[best]);

	for (size_t i = 0; i < c->n; i++) {
		tb_span its = off(clock, rst, c->event[i]);

		if (its != TB_SPAN_NEVER && its < 4 * own + at_once &&
		    !says_the_same(c->event[i], c->event[best]))
			return true;
	}
	return false;
}

/* Could another RST be the one that this event tells of? */
static bool has_rival_rst(const struct tb_kernel_clock *clock,
			  const struct tb_kernel_question *q, const struct tb_kernel_event *e)
{
	tb_span own = off(clock, tb_kernel_asked(q), e);

	for (size_t i = 0; i < q->n; i++) {
		tb_span its = off(clock, q->rst[i], e);

		if (i != q->asked && may_be_of_form(e, q->rst[i]) && its != TB_SPAN_NEVER &&
		    its < 4 * own + at_once)
			return true;
	}
	return false;
}

/* The event of a listener, of which it is not known to whom: there must be one only. */
static const struct tb_kernel_event *find_listeners(const struct tb_kernel_store *s,
						    const struct tb_kernel_clock *clock,
						    const struct tb_kernel_question *q)
{
	static const struct tb_endpoint nobody;
	static const struct tb_addr any, any_v4 = { { [10] = 0xff, [11] = 0xff } };
	const struct tb_kernel_event *e, *found = NULL;
	struct tb_kernel_walk w;

	if (!tb_kernel_clock_is_known(clock) || q->n != 1)
		return NULL;
	tb_kernel_walk_begin(&w, s, TB_KERNEL_SENT, &q->from, &nobody);
	while ((e = tb_kernel_walk_next(&w)) != NULL) {
		bool is_addr = memcmp(&e->from.addr, &q->from.addr, sizeof(any)) == 0 ||
			       memcmp(&e->from.addr, &any, sizeof(any)) == 0 ||
			       memcmp(&e->from.addr, &any_v4, sizeof(any)) == 0;

		if (!is_addr || off(clock, q->rst[0], e) == TB_SPAN_NEVER)
			continue;
		if (found != NULL && !says_the_same(e, found))
			return NULL;
		if (found == NULL || off(clock, q->rst[0], e) < off(clock, q->rst[0], found))
			found = e;
	}
	return w.complete ? found : NULL;
}

/* -------------------------------------------------------------------------------------- */

static enum tb_kernel_match by_order(struct tb_kernel_clock *clock,
				     const struct tb_kernel_question *q,
				     const struct candidates *c,
				     const struct tb_kernel_event **out)
{
	*out = c->event[q->asked];
	if (!may_be_of_form(*out, tb_kernel_asked(q)))
		return TB_KERNEL_MISFIT;
	return tb_kernel_clock_vote(clock, tb_kernel_asked(q)->time, (*out)->time) ? TB_KERNEL_MATCH
									    : TB_KERNEL_MISFIT;
}

static enum tb_kernel_match by_time(const struct tb_kernel_clock *clock,
				    const struct tb_kernel_question *q,
				    const struct candidates *c,
				    const struct tb_kernel_event **out)
{
	size_t best = nearest_event(clock, q, c);

	*out = c->event[best];
	if (off(clock, tb_kernel_asked(q), *out) == TB_SPAN_NEVER ||
	    !may_be_of_form(*out, tb_kernel_asked(q)))
		return TB_KERNEL_MISFIT;
	if (has_rival_event(clock, q, c, best) || has_rival_rst(clock, q, *out))
		return TB_KERNEL_NO_MATCH;
	return TB_KERNEL_MATCH;
}

enum tb_kernel_match tb_kernel_match_sent(const struct tb_kernel_store *s,
					  struct tb_kernel_clock *clock,
					  const struct tb_kernel_question *q,
					  const struct tb_kernel_event **out)
{
	static const struct tb_kernel_clock no_clock;
	struct candidates c;

	gather(s, clock, q, &c);
	if (c.n == 0 && (*out = find_listeners(s, clock, q)) != NULL)
		return TB_KERNEL_MATCH;
	if (c.n == 0 && !clock->is_given)
		gather(s, &no_clock, q, &c);	/* of whatever time: it votes, or is a misfit */
	if (c.n == 0 || !c.complete)
		return TB_KERNEL_NO_MATCH;
	if (is_in_step(q, &c))
		return by_order(clock, q, &c, out);
	if (tb_kernel_clock_is_known(clock))
		return by_time(clock, q, &c, out);
	*out = c.event[0];
	return c.n > q->n && all_say_the_same(&c) && may_be_of_form(*out, tb_kernel_asked(q))
		       ? TB_KERNEL_MATCH : TB_KERNEL_NO_MATCH;
}

/* Data for a closed socket makes Linux reset it as if a RST had come, and then send one. */
static bool is_self_inflicted(const struct tb_kernel_store *s,
			      const struct tb_kernel_event *taken)
{
	const struct tb_kernel_event *e;
	struct tb_kernel_walk w;

	tb_kernel_walk_begin(&w, s, TB_KERNEL_SENT, &taken->to, &taken->from);
	while ((e = tb_kernel_walk_next(&w)) != NULL)
		if (strcmp(e->reason, "TCP_ABORT_ON_DATA") == 0 &&
		    distance(e->time.ns, taken->time.ns) < at_once)
			return true;
	return false;
}

/* The only one there is, of the only RST there is: tells the clock where nothing else did. */
static bool is_only_taken(const struct tb_kernel_store *s, struct tb_kernel_clock *clock,
			  const struct tb_kernel_question *q)
{
	const struct tb_kernel_event *e;
	struct tb_kernel_walk w;

	if (tb_kernel_clock_is_known(clock) || q->n != 1)
		return false;
	tb_kernel_walk_begin(&w, s, TB_KERNEL_TAKEN, &q->from, &q->to);
	e = tb_kernel_walk_next(&w);
	return e != NULL && tb_kernel_walk_next(&w) == NULL && w.complete &&
	       !is_self_inflicted(s, e) && tb_kernel_clock_vote(clock, q->rst[0]->time, e->time);
}

bool tb_kernel_match_taken(const struct tb_kernel_store *s, struct tb_kernel_clock *clock,
			   const struct tb_kernel_question *q)
{
	const struct tb_kernel_event *e;
	struct tb_kernel_walk w;
	unsigned tried = 0;	/* each takes a walk of its own */

	if (is_only_taken(s, clock, q))
		return true;
	tb_kernel_walk_begin(&w, s, TB_KERNEL_TAKEN, &q->from, &q->to);
	while ((e = tb_kernel_walk_next(&w)) != NULL && tried < MOST_TRIED) {
		if (off(clock, tb_kernel_asked(q), e) == TB_SPAN_NEVER ||
		    has_rival_rst(clock, q, e))
			continue;
		if (!is_self_inflicted(s, e))
			return true;
		tried++;
	}
	return false;
}

/* A state that only a close leads to, or a process that went there itself. */
static bool is_by_process(const struct tb_kernel_event *e)
{
	if (e->pid == 0 || e->by_process == TB_NO)
		return false;
	return e->by_process == TB_YES || e->state != TB_KERNEL_CLOSE;
}

const struct tb_kernel_event *tb_kernel_match_ended(const struct tb_kernel_store *s,
						    const struct tb_kernel_question *q,
						    const struct tb_kernel_event *sent)
{
	tb_span lifetime = tb_since(tb_kernel_asked(q)->time, q->v->flow.start);
	const struct tb_kernel_event *e;
	struct tb_kernel_walk w;

	tb_kernel_walk_begin(&w, s, TB_KERNEL_ENDED, &q->from, &q->to);
	while ((e = tb_kernel_walk_next(&w)) != NULL) {
		tb_span before = tb_since(sent->time, e->time);

		if (before >= -at_once && before - TB_SECOND <= lifetime &&
		    is_by_process(e))
			return e;
	}
	return NULL;
}
