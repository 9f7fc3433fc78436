/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_sight.c - what the capture could not show
 *
 * A capture that begins late, holds one direction or cuts packets short answers fewer
 * questions.  It must not answer them differently: whoever asks whether something happened
 * says unseen where it may have happened out of sight.
 */
#include "blame/signal.h"

/* Initial retransmission timeout (RFC 6298 section 2): who waits longer for an answer has
 * sent his SYN again. */
static const tb_span initial_rto = TB_SECOND;

bool tb_has_begun_before(const struct tb_case *c)
{
	const struct tb_flow *f = c->flow;

	if (f->flags & TB_FLOW_MIDSTREAM)
		return true;
	return !((f->dir[0].did | f->dir[1].did) & TB_DID_SYN) &&
	       !tb_has_watched(c, f->start, initial_rto);
}

bool tb_was_under_way(const struct tb_case *c)
{
	return (c->flow->flags & TB_FLOW_MIDSTREAM) &&
	       (tb_peer(c)->timestamps || c->flow->dir[!tb_sender(c)].packets > 1);
}

bool tb_has_watched(const struct tb_case *c, tb_time t, tb_span before)
{
	return tb_since(t, tb_tracker_began(c->tracker)) > before;
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
	       tb_has_begun_before(c);
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
