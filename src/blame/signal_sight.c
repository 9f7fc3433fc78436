/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_sight.c - what the capture could not show
 *
 * A capture that begins late, holds one direction, cuts packets short or misses some answers
 * fewer questions.  It must not answer them differently: whoever asks whether something happened
 * says unseen where it may have happened out of sight.
 */
#include "blame/signal.h"

/* Initial retransmission timeout (RFC 6298 section 2): who waits longer for an answer has
 * sent his SYN again. */
static const tb_span initial_rto = TB_SECOND;

/* Of what goes on before a RST its causes mostly lie so near. */
static const tb_span lately = TB_SECOND;

/* Did it miss anything at all?  Mostly not. */
static bool has_lapses(const struct tb_case *c)
{
	return tb_tracker_lapses(c->tracker)->n > 0;
}

/* Did the capture miss something between the two? */
static bool missed_between(const struct tb_case *c, tb_time from, tb_time to)
{
	return has_lapses(c) && tb_lapses_meet(tb_tracker_lapses(c->tracker), from, to);
}

bool tb_has_begun_before(const struct tb_case *c)
{
	const struct tb_flow *f = c->flow;

	if (f->flags & TB_FLOW_MIDSTREAM)
		return true;
	return !((f->dir[0].did | f->dir[1].did) & TB_DID_SYN) &&
	       !tb_has_watched(c, f->start, initial_rto);
}

bool tb_has_missed(const struct tb_case *c)
{
	return missed_between(c, c->flow->start, c->deciding->time);
}

bool tb_may_have_missed(const struct tb_case *c)
{
	return tb_has_begun_before(c) || tb_has_missed(c);
}

bool tb_may_have_missed_words(const struct tb_case *c)
{
	return (c->flow->flags & TB_FLOW_MIDSTREAM) || tb_has_missed(c);
}

static tb_span longer(tb_span a, tb_span b)
{
	return a > b ? a : b;
}

/* Of a span no more than a century, so that no sum of two that absurd clocks make overflows. */
static tb_span summand(tb_span span)
{
	const tb_span most = TB_SECOND * 3600 * 24 * 365 * 100;

	return span < most ? span : most;
}

/* When that began which may have led to it. */
static tb_time beginning_of_end(const struct tb_case *c)
{
	tb_span silence = longer(tb_silence(c), longer(c->deciding->idle, tb_peer(c)->turn_gap));

	return (tb_time){ tb_called_at(c).ns - summand(longer(silence, 0)) - lately };
}

bool tb_has_missed_lately(const struct tb_case *c)
{
	return has_lapses(c) && missed_between(c, beginning_of_end(c), c->deciding->time);
}

bool tb_is_time_doubtful(const struct tb_case *c)
{
	const struct tb_exhibit *x = c->exhibit;
	tb_span silence;

	if (x->stood <= 0)
		return false;
	silence = summand(longer(tb_silence(c), c->deciding->idle));
	return tb_since(c->deciding->time, x->stood_since) <= summand(x->stood) + silence + lately;
}

/* When its aftermath was over, as far as it was watched. */
static tb_time end_of(const struct tb_case *c)
{
	return (tb_time){ c->deciding->time.ns + c->watched };
}

bool tb_has_missed_after(const struct tb_case *c)
{
	return missed_between(c, c->deciding->time, end_of(c));
}

bool tb_was_under_way(const struct tb_case *c)
{
	return (c->flow->flags & TB_FLOW_MIDSTREAM) &&
	       (tb_peer(c)->timestamps || c->flow->dir[!tb_sender(c)].packets > 1);
}

bool tb_has_watched(const struct tb_case *c, tb_time t, tb_span before)
{
	return tb_since(t, tb_tracker_began(c->tracker)) > before &&
	       !missed_between(c, (tb_time){ t.ns - before }, t);
}

bool tb_is_deaf(const struct tb_case *c)
{
	return c->flow->dir[!tb_sender(c)].packets == 0;
}

/* Some of its packets were captured without their options, or without all of them. */
static bool is_cut(const struct tb_case *c, unsigned what)
{
	return ((tb_own(c)->did | tb_peer(c)->did) & what) != 0;
}

bool tb_has_cut_headers(const struct tb_case *c)
{
	return is_cut(c, TB_DID_CUT_HEADER);
}

bool tb_may_be_either(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	return (n->flags & TB_ACK) && n->seq != 0 && !(tb_own(c)->did & TB_DID_SEND) &&
	       tb_may_have_missed(c);
}

struct tb_fact tb_ask_late_start(const struct tb_case *c)
{
	return tb_whether(tb_has_begun_before(c), 0, 0);
}

struct tb_fact tb_ask_one_sided(const struct tb_case *c)
{
	return tb_whether(tb_is_deaf(c), 0, 0);
}

struct tb_fact tb_ask_cut_short(const struct tb_case *c)
{
	return tb_whether(is_cut(c, TB_DID_CUT_PAYLOAD | TB_DID_CUT_HEADER), 0, 0);
}

/* Of a capture that nobody has told anything of, it is not known. */
struct tb_fact tb_ask_missed(const struct tb_case *c)
{
	if (!has_lapses(c))
		return tb_unseen();
	return tb_whether(tb_has_missed(c) || tb_has_missed_after(c), 0, 0);
}
