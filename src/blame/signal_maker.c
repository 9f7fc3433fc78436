/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_maker.c - is the RST like the other packets of its claimed sender?
 *
 * What is normal depends on how the RST was made.  A stateless answer of Linux has IP ID
 * 0, window 0 and no options whatever its socket would have; one from a live socket
 * continues all that the socket had.  So each question first asks which of the two it is.
 */
#include <string.h>

#include "blame/signal.h"
#include "flow/seq.h"

enum {
	DSCP = 0xfc,
	ID_STEP = 64,		/* a counter moves so little between two packets of a flow */
	ID_STEP_SHARED = 512,	/* a counter that all flows of a host share */
	FAR = 1 << 20,		/* between sequence numbers: no forger who sees the connection steps so wide */
	GUESSES = 3,		/* RSTs that are more than a mistake */
	TS_HERTZ = 10000	/* no clock of RFC 7323 timestamps in use ticks faster */
};

/* Handshakes take longer than a round trip where addresses have to be resolved or radios
 * to wake up, so the quickest answer counts, only a fraction of it is impossible, and only
 * where that is far from what a host nearby needs. */
static const tb_span least_rtt = 10 * TB_MILLISECOND;

/* IP ID ------------------------------------------------------------------------------- */

static uint16_t id_step(const struct tb_case *c)
{
	return (uint16_t)(c->deciding->ip_id - tb_own(c)->ip_id);
}

static bool ids_known(const struct tb_case *c)
{
	if (c->deciding->trigger.kind == TB_TRIGGER_SYN_ACK)	/* as with TTLs */
		return false;
	return c->deciding->has_ip_id && tb_own(c)->has_ip_id && tb_own(c)->seen > 0;
}

struct tb_fact tb_ask_id_continues(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	bool counts = own->id_habit == TB_ID_COUNTS || own->id_habit == TB_ID_UNSEEN;

	if (!ids_known(c) || own->ip_id == 0 || c->deciding->ip_id == 0)
		return tb_unseen();
	return tb_whether(counts && id_step(c) >= 1 && id_step(c) <= ID_STEP, own->last.ref,
			  c->deciding->ip_id);
}

static bool id_is_odd(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	const struct tb_note *n = c->deciding;

	switch ((enum tb_id_habit)own->id_habit) {
	case TB_ID_COUNTS:
		if (n->ip_id == 0)
			return tb_is_live(n);
		return id_step(c) == 0 || id_step(c) > ID_STEP_SHARED;
	case TB_ID_ZERO:
		return n->ip_id != 0;
	case TB_ID_CONSTANT:
		return n->ip_id != 0 && n->ip_id != own->ip_id;
	case TB_ID_UNSEEN:
	case TB_ID_OTHER:
		break;
	}
	return false;
}

struct tb_fact tb_ask_id_odd(const struct tb_case *c)
{
	enum tb_id_habit habit = (enum tb_id_habit)tb_own(c)->id_habit;

	if (!ids_known(c) || habit == TB_ID_UNSEEN || habit == TB_ID_OTHER ||
	    (habit == TB_ID_COUNTS && tb_has_missed_lately(c)))
		return tb_unseen();
	return tb_whether(id_is_odd(c), tb_own(c)->last.ref, c->deciding->ip_id);
}

/* The rest of the IP header ------------------------------------------------------------ */

struct tb_fact tb_ask_df_differs(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	bool df = c->deciding->df;

	if (!c->deciding->has_ip_id || own->seen == 0)
		return tb_unseen();
	return tb_whether((own->df_always && !df) || (own->df_never && df), own->last.ref, 0);
}

struct tb_fact tb_ask_tos_mirrored(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	uint8_t called = c->exhibit->trigger_tos & DSCP, answered = n->tos & DSCP;

	if (!c->exhibit->trigger_seen || called == 0 || (answered != called && answered != 0))
		return tb_unseen();
	return tb_whether(answered == called, n->trigger.ref, 0);
}

/* Window and options ---------------------------------------------------------------------- */

/* Windows of a SYN are not scaled; those after it are. */
static bool only_syn(const struct tb_past *p)
{
	return p->seen > 0 && p->last.ref == p->syn.ref;
}

static bool near_scaled(const struct tb_case *c, uint16_t window)
{
	const struct tb_dir *dir = &c->flow->dir[tb_sender(c)];
	uint32_t scaled = (uint32_t)tb_own(c)->window >> dir->wscale;

	return window + UINT32_C(1) >= scaled && window <= scaled + 1;
}

struct tb_fact tb_ask_window_fits(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	const struct tb_note *n = c->deciding;

	if (!tb_is_live(n) || !own->has_window || !c->exhibit->has_window || n->window == 0)
		return tb_unseen();
	return tb_whether(n->window == own->window || (only_syn(own) && near_scaled(c, n->window)),
			  own->last.ref, n->window);
}

struct tb_fact tb_ask_window_mirrored(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c), *peer = tb_peer(c);
	const struct tb_exhibit *x = c->exhibit;
	uint16_t theirs = x->trigger_seen ? x->trigger_window : peer->window;
	bool known = x->trigger_seen ? x->trigger_has_window : peer->has_window;
	uint16_t window = c->deciding->window;

	if (!x->has_window || !known || only_syn(own) || theirs == own->window ||
	    tb_may_be_either(c))
		return tb_unseen();
	return tb_whether(window != 0 && window == theirs,
			  x->trigger_seen ? c->deciding->trigger.ref : peer->last.ref, window);
}

struct tb_fact tb_ask_window_odd(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	if (!c->exhibit->has_window || tb_is_live(n) || tb_may_be_either(c))
		return tb_unseen();
	return tb_whether(n->window != 0, 0, n->window);
}

struct tb_fact tb_ask_ts_continues(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	const struct tb_note *n = c->deciding;
	int32_t ticks = tb_seq_diff(c->exhibit->ts_val, own->ts_val);
	tb_span elapsed = tb_since(n->time, own->last.time);

	if (!c->exhibit->timestamps || own->ts_val == 0)
		return tb_unseen();
	return tb_whether(ticks >= 0 && ticks <= elapsed / (TB_SECOND / TS_HERTZ) + TS_HERTZ / 10,
			  own->last.ref, 0);
}

struct tb_fact tb_ask_ts_missing(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	if (!tb_is_live(n) || !tb_own(c)->timestamps || !c->exhibit->has_options)
		return tb_unseen();
	return tb_whether(!c->exhibit->timestamps, 0, 0);
}

/* Link and time ------------------------------------------------------------------------------ */

struct tb_fact tb_ask_mac_differs(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	const struct tb_exhibit *x = c->exhibit;
	bool same = memcmp(own->mac_src, x->mac_src, sizeof(x->mac_src)) == 0;

	if (!own->has_mac || !x->has_mac || own->interface != c->deciding->interface ||
	    own->travel != x->travel)
		return tb_unseen();
	/* of two routers one may have taken over from the other */
	if (!same && !tb_is_initial_ttl(own->ttl) && !tb_is_initial_ttl(c->deciding->ttl))
		return tb_unseen();
	return tb_whether(!same, own->last.ref, 0);
}

/* Files may be of several hosts. */
static bool is_of_same_file(tb_packed_ref a, tb_packed_ref b)
{
	return tb_ref_unpack(a).file == tb_ref_unpack(b).file;
}

/* In the name of a host that lies elsewhere, and says nothing else on this connection?  A NAT
 * passes on what answers another SYN, into which it has made the one that came. */
static struct tb_fact refused_here(const struct tb_case *c)
{
	const struct tb_neighbours *n = tb_tracker_neighbours(c->tracker);
	uint32_t syn = c->flow->dir[!tb_sender(c)].first;
	struct tb_answered comes;

	if (c->exhibit->travel != TB_TRAVEL_OUT || !tb_is_answer_to(c, TB_TRIGGER_SYN))
		return tb_unseen();
	comes = tb_neighbours_comes(n, &c->asker);
	if (comes.answer != TB_YES || !is_of_same_file(comes.frame[0], c->deciding->ref) ||
	    tb_neighbours_sent_on(n, syn) != TB_NO)
		return tb_unseen();
	return tb_yes(comes.frame[0], 0);
}

/* What a router passes on it has received before. */
struct tb_fact tb_ask_made_here(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	uint8_t travel = c->exhibit->travel;

	if (own->seen == 0)
		return refused_here(c);
	if (own->travel == TB_TRAVEL_UNKNOWN || travel == TB_TRAVEL_UNKNOWN)
		return tb_unseen();
	return tb_whether(own->travel == TB_TRAVEL_IN && travel == TB_TRAVEL_OUT, own->last.ref, 0);
}

struct tb_fact tb_ask_too_early(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	tb_span rtt = tb_dir_rtt(&c->flow->dir[tb_sender(c)]), after;
	struct tb_moment since = tb_peer(c)->data;

	if (n->trigger.ref != 0) {
		since.ref = n->trigger.ref;
		after = n->trigger.after;
	} else {
		if (since.ref == 0 || !(n->flags & TB_ACK) ||
		    n->ack != c->episode->next[!n->dir])
			return tb_unseen();
		after = tb_since(n->time, since.time);
	}
	if (tb_own(c)->quickest != 0 && tb_own(c)->quickest < rtt)
		rtt = tb_own(c)->quickest;
	if (rtt < least_rtt)
		return tb_unseen();
	return tb_whether(after >= 0 && after < rtt / 4, since.ref, after);
}

/* Numbers ------------------------------------------------------------------------------------- */

struct tb_fact tb_ask_seq_behind(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	if (!tb_is_live(n) || !(tb_own(c)->did & TB_DID_SEND))
		return tb_unseen();
	return tb_whether(tb_seq_before(n->seq, c->episode->next[n->dir]) &&
				  !(tb_own(c)->did & TB_DID_FIN),
			  tb_own(c)->data.ref, 0);
}

struct tb_fact tb_ask_seq_ahead(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;

	if (!(tb_own(c)->did & TB_DID_SEND) || n->rule == TB_RULE_REORDERED ||
	    n->rule == TB_RULE_MAYBE_WINDOW || n->seq == 0 || tb_has_missed(c))
		return tb_unseen();
	return tb_whether(n->rule == TB_RULE_WINDOW || n->rule == TB_RULE_OUTSIDE, 0, 0);
}

/* Others of its direction, soon after it, beyond all that its sender had sent or its
 * receiver acknowledged (RST_SEQ_CHANGE of Weaver, Sommer and Paxson, NDSS 2009).  Answers
 * to several segments in flight differ, too, but repeat what was acknowledged. */
struct tb_fact tb_ask_stepped(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding, *m;
	uint32_t next = c->episode->next[n->dir];
	int64_t distinct = 1;
	tb_packed_ref frame = 0;

	for (uint32_t i = c->episode->first; i != TB_NONE; i = m->next) {
		m = tb_tracker_note(c->tracker, i);
		if (m == n || m->duplicate || m->dir != n->dir || m->trigger.ref != 0 ||
		    tb_seq_diff(m->seq, next) <= 2 || tb_seq_diff(m->seq, next) > FAR ||
		    tb_since(m->time, n->time) > 2 * TB_SECOND)
			continue;
		distinct++;
		frame = m->ref;
	}
	if (distinct == 1 || (tb_own(c)->did & TB_DID_FIN))
		return tb_no(0, 0);
	return tb_yes(frame, distinct);
}

static bool is_far_off(const struct tb_note *m, uint32_t next)
{
	int32_t off = tb_seq_diff(m->seq, next);

	return m->seq != 0 && m->trigger.ref == 0 && !m->duplicate && (off > FAR || off < -FAR);
}

/* Of those that are far from the truth nearly each has a number of its own. */
struct tb_fact tb_ask_guessed(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding, *m;
	uint32_t next = c->episode->next[n->dir];
	tb_packed_ref frame = 0;
	int64_t count = 0;

	if (!(tb_own(c)->did & TB_DID_SEND) || tb_has_missed(c))
		return tb_unseen();
	for (uint32_t i = c->episode->first; i != TB_NONE; i = m->next) {
		m = tb_tracker_note(c->tracker, i);
		if (m->dir != n->dir || !is_far_off(m, next) ||
		    tb_since(m->time, n->time) > 2 * TB_SECOND)
			continue;
		count++;
		frame = m->ref;
	}
	return tb_whether(count >= GUESSES, frame, count);
}

struct tb_fact tb_ask_corrupt(const struct tb_case *c)
{
	return tb_whether(c->deciding->checksum_bad, 0, 0);
}

/* What came after ------------------------------------------------------------------------------- */

/* In SYN-SENT a host resets what is left of an older connection and goes on connecting. */
static bool may_go_on(const struct tb_case *c)
{
	return tb_ask_old_connection(c).answer != TB_NO;
}

/* The number of a RST that answers nothing is the next that its maker would have sent: who
 * has sent more from a lower one did not make it, though he may have sent that before.  Of a
 * FIN in between the number is one more than the data. */
static bool is_beyond_its_end(const struct tb_note *n, const struct tb_afterlife *sender)
{
	return tb_rule_accepts((enum tb_acceptance)n->rule) && n->rule != TB_RULE_REORDERED &&
	       n->trigger.ref == 0 && tb_seq_diff(sender->talks_end, n->seq) > 1;
}

struct tb_fact tb_ask_talks_on(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	const struct tb_afterlife *sender = &c->episode->after[n->dir];

	if (may_go_on(c))
		return tb_unseen();
	if (sender->talks == 0)
		return c->early || tb_has_missed_after(c) ? tb_unseen() : tb_no(0, 0);
	/* What begins behind the RST's number was not on its way before it. */
	if (!tb_seq_before(sender->talks_seq, n->seq) && n->rule != TB_RULE_OLD)
		return tb_yes(sender->talks, 0);
	if (is_beyond_its_end(n, sender))
		return tb_yes(sender->talks, 0);
	if (tb_since(sender->talks_time, n->time) <= tb_grace(c->flow, n->dir))
		return tb_unseen();
	return tb_yes(sender->talks, 0);
}

struct tb_fact tb_ask_acks_on(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	const struct tb_afterlife *sender = &c->episode->after[n->dir];

	if (may_go_on(c))
		return tb_unseen();
	if (sender->spoke == 0)
		return c->early || tb_has_missed_after(c) ? tb_unseen() : tb_no(0, 0);
	if (tb_since(sender->spoke_time, n->time) <= tb_grace(c->flow, n->dir))
		return tb_unseen();
	return tb_yes(sender->spoke, 0);
}

struct tb_fact tb_ask_both_ends(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding, *m;
	const tb_span together = 5 * TB_MILLISECOND;

	for (uint32_t i = c->episode->first; i != TB_NONE; i = m->next) {
		tb_span apart;

		m = tb_tracker_note(c->tracker, i);
		apart = tb_since(m->time, n->time);
		if (!m->duplicate && m->dir != n->dir && m->trigger.ref == 0 &&
		    apart <= together && apart >= -together)
			return tb_yes(m->ref, 0);
	}
	return tb_has_missed_after(c) ? tb_unseen() : tb_no(0, 0);
}

/* Whether its claimed sender received what the RST answers is seen by what that acknowledges
 * later, once nothing of before is on its way any more. */
struct tb_fact tb_ask_swallowed(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	const struct tb_afterlife *sender = &c->episode->after[n->dir];

	if (!tb_is_answer_to(c, TB_TRIGGER_DATA))
		return tb_no(0, 0);
	if (sender->spoke == 0 ||
	    tb_since(sender->spoke_time, n->time) <= tb_grace(c->flow, n->dir))
		return tb_unseen();
	return tb_whether(tb_seq_before(sender->spoke_ack, c->episode->next[!n->dir]),
			  sender->spoke, 0);
}

struct tb_fact tb_ask_knew_still(const struct tb_case *c)
{
	const struct tb_afterlife *sender = &c->episode->after[tb_sender(c)];
	bool went_on = tb_ask_talks_on(c).answer == TB_YES || tb_ask_acks_on(c).answer == TB_YES;

	if (tb_ask_made_by_sender(c).answer != TB_YES)
		return tb_no(0, 0);
	return tb_whether(went_on && tb_ask_stateless(c).answer == TB_YES, sender->spoke, 0);
}
