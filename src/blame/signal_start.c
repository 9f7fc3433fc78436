/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_start.c - the handshake, its options, and ICMP errors
 */
#include "blame/signal.h"

static const tb_span late = 200 * TB_MILLISECOND;	/* more than most paths take */

static bool is_client(const struct tb_case *c)
{
	return tb_side_of(c->flow, tb_sender(c)) == TB_CLIENT;
}

static struct tb_fact several(const struct tb_case *c, const struct tb_past *p, unsigned what)
{
	if (!(p->did & what))
		return tb_may_have_missed(c) || tb_is_deaf(c) ? tb_unseen() : tb_no(0, 0);
	return tb_whether(p->syns >= 2, p->syn.ref, p->syns);
}

struct tb_fact tb_ask_syn_again(const struct tb_case *c)
{
	const struct tb_past *client = is_client(c) ? tb_own(c) : tb_peer(c);

	return several(c, client, TB_DID_SYN);
}

struct tb_fact tb_ask_syn_ack_again(const struct tb_case *c)
{
	const struct tb_past *server = is_client(c) ? tb_peer(c) : tb_own(c);

	return several(c, server, TB_DID_SYNACK);
}

struct tb_fact tb_ask_reset_after_ack(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	bool only_syn_ack = (own->did & TB_DID_SYNACK) && !(own->did & TB_DID_OPEN);

	if (tb_is_deaf(c) || (!(own->did & TB_DID_SYNACK) && tb_may_have_missed(c)))
		return tb_unseen();
	return tb_whether(only_syn_ack && (tb_is_answer_to(c, TB_TRIGGER_ACK) ||
					   tb_is_answer_to(c, TB_TRIGGER_DATA)),
			  c->deciding->trigger.ref, 0);
}

struct tb_fact tb_ask_ack_late(const struct tb_case *c)
{
	const struct tb_moment *syn_ack = &tb_own(c)->syn;
	tb_span since = tb_since(tb_called_at(c), syn_ack->time);

	if (tb_ask_reset_after_ack(c).answer != TB_YES)
		return tb_unseen();
	return tb_whether(since >= TB_SECOND, c->deciding->trigger.ref, since);
}

struct tb_fact tb_ask_old_connection(const struct tb_case *c)
{
	bool syn_sent = (enum tb_phase)c->deciding->phase == TB_PHASE_SYN_SENT &&
			(tb_own(c)->did & TB_DID_SYN);
	/* ... or the numbers are known, and belong to the connection that the SYN replaces */
	bool replaced = (c->flow->flags & TB_FLOW_DETACHED) && !(c->deciding->flags & TB_ACK);

	if (tb_is_deaf(c))
		return tb_unseen();
	return tb_whether((syn_sent || replaced) && tb_is_answer_to(c, TB_TRIGGER_ACK),
			  c->deciding->trigger.ref, 0);
}

/* The flow itself is the earlier one, where its segments were captured. */
struct tb_fact tb_ask_old_ended(const struct tb_case *c)
{
	unsigned did = tb_own(c)->did | tb_peer(c)->did;

	if (tb_ask_old_connection(c).answer != TB_YES || !(c->flow->flags & TB_FLOW_DETACHED))
		return tb_unseen();
	if (!(did & TB_DID_FIN) && tb_may_have_missed(c))
		return tb_unseen();
	return tb_whether((did & TB_DID_FIN) != 0, 0, 0);
}

/* Who has just sent his SYN once more has not given up. */
struct tb_fact tb_ask_late_syn_ack(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	tb_span since = tb_since(tb_called_at(c), own->last.time);

	if (!tb_is_answer_to(c, TB_TRIGGER_SYN_ACK))
		return tb_is_deaf(c) ? tb_unseen() : tb_no(0, 0);
	return own->syn.ref == 0 ? tb_unseen() : tb_whether(since >= late, own->last.ref, since);
}

struct tb_fact tb_ask_never_asked(const struct tb_case *c)
{
	if (!tb_is_answer_to(c, TB_TRIGGER_SYN_ACK) || tb_may_have_missed(c))
		return tb_unseen();
	return tb_whether(!(tb_own(c)->did & TB_DID_SYN), 0, 0);
}

struct tb_fact tb_ask_reset_instead_of_ack(const struct tb_case *c)
{
	if (tb_is_deaf(c) || tb_may_have_missed(c))
		return tb_unseen();
	return tb_whether(is_client(c) && tb_is_live(c->deciding) &&
				  (enum tb_phase)c->deciding->phase == TB_PHASE_SYN_RECEIVED,
			  0, 0);
}

struct tb_fact tb_ask_ecn_syn(const struct tb_case *c)
{
	const struct tb_exhibit *x = c->exhibit;

	if (!tb_is_answer_to(c, TB_TRIGGER_SYN) || !x->trigger_seen)
		return tb_unseen();
	return tb_whether((x->trigger_flags & (TB_ECE | TB_CWR)) == (TB_ECE | TB_CWR),
			  c->deciding->trigger.ref, 0);
}

struct tb_fact tb_ask_mptcp_spoken(const struct tb_case *c)
{
	const uint16_t syns = TB_DID_SYN | TB_DID_SYNACK;

	if (!(tb_own(c)->did & syns) || !(tb_peer(c)->did & syns) || tb_has_cut_headers(c))
		return tb_unseen();
	return tb_whether((tb_own(c)->did & tb_peer(c)->did & TB_DID_MPTCP) != 0, 0, 0);
}

struct tb_fact tb_ask_mptcp(const struct tb_case *c)
{
	const struct tb_exhibit *x = c->exhibit;

	if (!x->has_options)
		return tb_unseen();
	return tb_whether((x->options & TB_OPT_MP_TCPRST) != 0, 0, x->mptcp_reason);
}

struct tb_fact tb_ask_icmp_error(const struct tb_case *c)
{
	uint32_t number = c->episode->icmp;
	const struct tb_icmp_note *n = tb_tracker_icmp_note(c->tracker, c->flow, number);

	if (n != NULL)
		return tb_yes(tb_ref_pack(n->quote.ref), 0);
	/* where TCP headers are cut, so are the packets that ICMP errors quote */
	if (tb_may_have_missed(c) || tb_is_deaf(c) || tb_has_cut_headers(c))
		return tb_unseen();
	return tb_no(0, 0);
}
