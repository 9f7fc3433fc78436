/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_neighbours.c - what other connections show about this one
 */
#include "blame/signal.h"

static const tb_span same_time = 30 * TB_MILLISECOND;	/* by one act */
static const tb_span same_moment = TB_SECOND / 10;
static const tb_span close_by = 20 * TB_MILLISECOND;
static const tb_span about_then = 5 * TB_SECOND;
static const tb_span a_minute = 60 * TB_SECOND;

enum {
	MANY_TARGETS = 8,	/* services tried in vain by one client within a minute */
	MANY_ALIKE = 2,		/* other connections that make a timer of a silence, or of several
				 * that are unknown the loss of all */
	OTHER_HOSTS = 2		/* that do not each lose their memory by chance */
};

static const struct tb_neighbours *neighbours(const struct tb_case *c)
{
	return tb_tracker_neighbours(c->tracker);
}

static tb_time when(const struct tb_case *c)
{
	return c->deciding->noted;
}

static bool from_server(const struct tb_case *c)
{
	return tb_side_of(c->flow, tb_sender(c)) == TB_SERVER;
}

static struct tb_fact fact_of(const struct tb_answered *a)
{
	struct tb_fact fact = { .answer = a->answer, .n = a->n };

	for (unsigned i = 0; i < TB_EVIDENCE_FRAMES; i++)
		fact.frame[i] = a->frame[i];
	return fact;
}

/* A count is a yes from so many on. */
static struct tb_fact at_least(const struct tb_answered *a, int64_t least)
{
	struct tb_fact fact = fact_of(a);

	if (fact.answer == TB_YES && fact.n < least)
		fact.answer = TB_NO;
	return fact;
}

/* No, unless it may have happened out of sight. */
static struct tb_fact if_watched(const struct tb_case *c, struct tb_fact fact)
{
	if (fact.answer == TB_NO && (tb_is_deaf(c) || !tb_has_watched(c, when(c), about_then)))
		return tb_unseen();
	return fact;
}

/* The service ------------------------------------------------------------------------ */

struct tb_fact tb_ask_accepts_others(const struct tb_case *c)
{
	struct tb_answered a = tb_neighbours_accepts(neighbours(c), &c->asker, when(c), about_then);

	return if_watched(c, fact_of(&a));
}

struct tb_fact tb_ask_refuses_some(const struct tb_case *c)
{
	struct tb_answered a;

	if (tb_ask_in_syn_sent(c).answer != TB_YES)
		return tb_unseen();
	a = tb_neighbours_refuses_some(neighbours(c), &c->asker, when(c), about_then);
	return if_watched(c, fact_of(&a));
}

struct tb_fact tb_ask_answers_others(const struct tb_case *c)
{
	struct tb_answered a = tb_neighbours_answers(neighbours(c), &c->asker, when(c), a_minute);

	return fact_of(&a);
}

/* Did the client say no more than a request of one segment, and the server nothing?  Else the
 * same first words are not the same request. */
static bool is_one_request(const struct tb_case *c)
{
	const struct tb_past *client = tb_peer(c);

	return from_server(c) && client->words.ref != 0 &&
	       client->words.ref == client->data.ref && !(tb_own(c)->did & TB_DID_DATA);
}

struct tb_fact tb_ask_answers_same(const struct tb_case *c)
{
	struct tb_answered a;

	if (!is_one_request(c))
		return tb_no(0, 0);
	a = tb_neighbours_answers_same(neighbours(c), &c->asker, when(c), a_minute);
	return fact_of(&a);
}

struct tb_fact tb_ask_went_down(const struct tb_case *c)
{
	if (!from_server(c))	/* whether the client's process lives on does not show */
		return tb_unseen();
	return fact_of(&c->outage.down);
}

struct tb_fact tb_ask_came_back(const struct tb_case *c)
{
	const struct tb_answered *a = &c->outage.back;
	struct tb_fact fact = fact_of(a);

	fact.frame[0] = a->frame[1];	/* the sentence is about the acceptance */
	fact.frame[1] = a->frame[0];
	return fact;
}

/* One request that others repeat, and that never gets an answer where others do, may end each of
 * these connections by itself. */
static bool may_be_by_request(const struct tb_case *c, const struct tb_endings *e)
{
	return is_one_request(c) && e->by_fin == 0 && c->outage.down.answer != TB_YES &&
	       tb_neighbours_endings_alike(neighbours(c), &c->asker, when(c), same_time) ==
		       e->by_rst &&
	       tb_ask_answers_same(c).answer == TB_NO && tb_ask_answers_others(c).answer == TB_YES;
}

struct tb_fact tb_ask_many_endings(const struct tb_case *c)
{
	struct tb_endings e;

	if (from_server(c))
		e = tb_neighbours_unusual_endings(neighbours(c), &c->asker, when(c), same_time);
	else
		e = tb_neighbours_client_endings(neighbours(c), &c->asker, when(c), same_moment);
	if (e.other.answer == TB_YES && may_be_by_request(c, &e))
		return tb_no(0, 0);
	return fact_of(&e.other);
}

/* Crowds -------------------------------------------------------------------------------- */

/* Is it plain that its host did not make it?  Else several hosts may each have forgotten something,
 * as they may well have the same TTL. */
static bool is_strange(const struct tb_case *c)
{
	return (c->ttl.known && c->ttl.distance != 0) || tb_ask_made_here(c).answer == TB_YES;
}

struct tb_fact tb_ask_many_servers(const struct tb_case *c)
{
	struct tb_answered a;

	if (!tb_note_is_loss(c->deciding))
		return tb_no(0, 0);
	a = tb_neighbours_lost_state(neighbours(c), &c->asker, c->deciding,
				     is_strange(c) ? 1 : OTHER_HOSTS);
	return fact_of(&a);
}

/* Of one that was silent an idle timer may have run out, and of the others likewise. */
struct tb_fact tb_ask_many_lost(const struct tb_case *c)
{
	struct tb_answered a;

	if (!tb_note_is_loss(c->deciding))
		return tb_no(0, 0);
	if (tb_ask_silent(c).answer != TB_NO)
		return tb_unseen();
	a = tb_neighbours_lost_alike(neighbours(c), &c->asker, c->deciding);
	return at_least(&a, MANY_ALIKE);
}

void tb_look_up_neighbours(struct tb_case *c)
{
	tb_span silence = tb_silence(c);

	c->outage = tb_neighbours_outage(neighbours(c), &c->asker, when(c));
	if (silence >= TB_SECOND)
		c->silences = tb_neighbours_silences(neighbours(c), &c->asker, when(c), silence);
}

/* Who ends several at one moment ends silences of several lengths. */
static bool is_one_act(const struct tb_silences *s)
{
	return s->together > 0 && s->longest - s->shortest > close_by;
}

struct tb_fact tb_ask_same_silence(const struct tb_case *c)
{
	struct tb_silences s = c->silences;

	if (tb_silence(c) < TB_SECOND)
		return tb_unseen();
	if (is_one_act(&s))
		return tb_no(0, 0);
	s.alike.n -= s.together;
	return at_least(&s.alike, MANY_ALIKE);
}

/* A timer may have run out for all of them at once, or somebody have ended them all. */
struct tb_fact tb_ask_same_instant(const struct tb_case *c)
{
	struct tb_silences s = c->silences;

	if (tb_silence(c) < TB_SECOND)
		return tb_unseen();
	if (is_one_act(&s))
		return tb_no(0, 0);
	s.alike.n = s.together;
	return at_least(&s.alike, MANY_ALIKE);
}

struct tb_fact tb_ask_name_blocked(const struct tb_case *c)
{
	struct tb_named named = tb_neighbours_named(neighbours(c), &c->asker);

	if (named.pass.answer == TB_YES || named.other_reset.answer == TB_YES)
		return tb_no(0, 0);
	if (named.reset.answer == TB_UNSEEN || named.other.answer == TB_UNSEEN)
		return tb_unseen();
	if (named.other.answer != TB_YES)
		return tb_no(0, 0);
	return fact_of(&named.other);
}

/* The client ------------------------------------------------------------------------------ */

struct tb_fact tb_ask_scan(const struct tb_case *c)
{
	struct tb_targets t = tb_neighbours_targets(neighbours(c), &c->asker, when(c));

	/* who also talks to servers is no scanner, though some of them be silent */
	if (t.tried.answer == TB_YES && 3 * (int64_t)t.used > t.tried.n)
		return tb_no(0, 0);
	return at_least(&t.tried, MANY_TARGETS);
}

struct tb_fact tb_ask_periodic(const struct tb_case *c)
{
	struct tb_probes p = tb_neighbours_probes(neighbours(c), &c->asker);
	struct tb_fact fact = fact_of(&p.seen);

	fact.n = p.period;
	if (fact.answer == TB_YES && !p.regular)
		fact.answer = TB_NO;
	return fact.answer == TB_NO && tb_is_deaf(c) ? tb_unseen() : fact;
}

struct tb_fact tb_ask_elsewhere_connected(const struct tb_case *c)
{
	int64_t most = c->brief ? 1 : INT64_MAX;	/* only a full report says how many */
	struct tb_answered a = tb_neighbours_connects(neighbours(c), &c->asker, when(c), about_then,
						      most);

	return if_watched(c, fact_of(&a));
}

struct tb_fact tb_ask_ecn_plain_passed(const struct tb_case *c)
{
	struct tb_answered a = tb_neighbours_plain_syn(neighbours(c), &c->asker);

	return tb_has_cut_headers(c) ? tb_unseen() : fact_of(&a);
}

struct tb_fact tb_ask_two_macs(const struct tb_case *c)
{
	struct tb_answered a = tb_neighbours_two_machines(neighbours(c), &c->asker, tb_sender(c));

	return fact_of(&a);
}

struct tb_fact tb_ask_moved(const struct tb_case *c)
{
	struct tb_answered a = tb_neighbours_moved(neighbours(c), &c->asker, tb_sender(c));

	return fact_of(&a);
}
