/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_story.c - how far things had come: phase, trigger, effect, FINs, whose turn it was
 */
#include "blame/signal.h"
#include "flow/seq.h"

/* Half-closed sockets whose application is gone are kept 60 s by Linux and macOS. */
static const tb_span fin_wait = 55 * TB_SECOND;
static const tb_span a_while = TB_SECOND;
static const tb_span shortest_idle = 20 * TB_MILLISECOND;	/* that a timer would end */

static const tb_span at_once = 50 * TB_MILLISECOND;

enum { A_LOT = 8192 };	/* bytes that are no greeting and no short answer */

struct tb_fact tb_ask_made_by_third(const struct tb_case *c)
{
	enum tb_origin by = c->verdict->origin.by;

	if (by == TB_ORIGIN_UNKNOWN)
		return tb_unseen();
	return tb_whether(by == TB_ORIGIN_THIRD_PARTY, tb_ref_pack(c->verdict->origin.why.frame), 0);
}

struct tb_fact tb_ask_made_by_sender(const struct tb_case *c)
{
	enum tb_origin by = c->verdict->origin.by;

	return by == TB_ORIGIN_UNKNOWN ? tb_unseen() : tb_whether(by != TB_ORIGIN_THIRD_PARTY, 0, 0);
}

struct tb_fact tb_ask_from_server(const struct tb_case *c)
{
	return tb_whether(tb_side_of(c->flow, tb_sender(c)) == TB_SERVER, 0, 0);
}

/* Phase ------------------------------------------------------------------------------- */

/* It takes both ends to tell how far a connection had come and, before its handshake was
 * complete, all packets from the first one on. */
static bool phase_is_known(const struct tb_case *c)
{
	switch ((enum tb_phase)c->deciding->phase) {
	case TB_PHASE_NO_CONNECTION:
		if (c->flow->flags & TB_FLOW_MIDSTREAM)
			return !tb_was_under_way(c);
		return !tb_may_have_missed(c);
	case TB_PHASE_SYN_SENT:
	case TB_PHASE_SYN_RECEIVED:
		return !tb_may_have_missed(c);
	case TB_PHASE_ESTABLISHED:
		return !tb_has_missed(c);
	default:
		return true;
	}
}

static struct tb_fact in_phase(const struct tb_case *c, enum tb_phase phase)
{
	if (tb_is_deaf(c) || !phase_is_known(c))
		return tb_unseen();
	return tb_whether((enum tb_phase)c->deciding->phase == phase, 0, 0);
}

struct tb_fact tb_ask_in_syn_sent(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_SYN_SENT);
}

struct tb_fact tb_ask_in_syn_received(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_SYN_RECEIVED);
}

struct tb_fact tb_ask_in_established(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_ESTABLISHED);
}

struct tb_fact tb_ask_in_transfer(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_DATA_TRANSFER);
}

struct tb_fact tb_ask_in_half_closed(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_HALF_CLOSED);
}

struct tb_fact tb_ask_in_closing(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_CLOSING);
}

struct tb_fact tb_ask_in_closed(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_CLOSED);
}

struct tb_fact tb_ask_in_nothing(const struct tb_case *c)
{
	return in_phase(c, TB_PHASE_NO_CONNECTION);
}

/* Trigger --------------------------------------------------------------------------------- */

static bool answers_payload(const struct tb_case *c)
{
	return tb_is_answer_to(c, TB_TRIGGER_DATA) || tb_is_answer_to(c, TB_TRIGGER_RETRANSMISSION);
}

static struct tb_fact answers_kind(const struct tb_case *c, enum tb_trigger_kind kind)
{
	if (tb_is_deaf(c) || tb_may_answer_unseen(c))
		return tb_unseen();
	return tb_whether(tb_is_answer_to(c, kind), c->deciding->trigger.ref, 0);
}

struct tb_fact tb_ask_answers_syn(const struct tb_case *c)
{
	return answers_kind(c, TB_TRIGGER_SYN);
}

struct tb_fact tb_ask_answers_syn_ack(const struct tb_case *c)
{
	return answers_kind(c, TB_TRIGGER_SYN_ACK);
}

struct tb_fact tb_ask_answers_data(const struct tb_case *c)
{
	const struct tb_found_trigger *t = &c->deciding->trigger;

	if (tb_is_deaf(c) || tb_may_be_either(c) || tb_may_answer_unseen(c))
		return tb_unseen();
	return tb_whether(answers_payload(c), t->ref, t->bytes);
}

struct tb_fact tb_ask_answers_fin(const struct tb_case *c)
{
	return answers_kind(c, TB_TRIGGER_FIN);
}

struct tb_fact tb_ask_answers_probe(const struct tb_case *c)
{
	return answers_kind(c, TB_TRIGGER_KEEPALIVE);
}

struct tb_fact tb_ask_answers_ack(const struct tb_case *c)
{
	return answers_kind(c, TB_TRIGGER_ACK);
}

/* Effect ------------------------------------------------------------------------------------ */

static const struct tb_rst *deciding(const struct tb_case *c)
{
	return &c->verdict->rst[c->verdict->deciding];
}

static enum tb_effect effect(const struct tb_case *c)
{
	return deciding(c)->effect;
}

struct tb_fact tb_ask_had_no_effect(const struct tb_case *c)
{
	if (effect(c) == TB_EFFECT_UNKNOWN)
		return tb_unseen();
	return tb_whether(effect(c) == TB_EFFECT_IGNORED || effect(c) == TB_EFFECT_CHALLENGED, 0, 0);
}

struct tb_fact tb_ask_challenged(const struct tb_case *c)
{
	if (effect(c) == TB_EFFECT_UNKNOWN)
		return tb_unseen();
	return tb_whether(effect(c) == TB_EFFECT_CHALLENGED,
			  tb_ref_pack(deciding(c)->effect_why.frame), 0);
}

/* FINs ------------------------------------------------------------------------------------- */

static bool did_fin(const struct tb_past *p)
{
	return (p->did & TB_DID_FIN) != 0;
}

/* More of it may have been acknowledged than was captured, and that be its FIN. */
static bool may_have_closed(const struct tb_past *p)
{
	return did_fin(p) || p->unseen > 0;
}

/* Yes; or no, unless a FIN may have been missed. */
static struct tb_fact closed(const struct tb_case *c, bool is, bool may_be, tb_packed_ref fin)
{
	if (!is && (may_be || tb_has_missed_lately(c)))
		return tb_unseen();
	return tb_whether(is, fin, 0);
}

/* Of a side whose FIN was not captured. */
static struct tb_fact no_fin(const struct tb_past *p)
{
	return may_have_closed(p) ? tb_unseen() : tb_no(0, 0);
}

struct tb_fact tb_ask_sender_closed(const struct tb_case *c)
{
	if (!(tb_own(c)->did & TB_DID_SEND) && (c->flow->flags & TB_FLOW_MIDSTREAM))
		return tb_unseen();
	return closed(c, did_fin(tb_own(c)), may_have_closed(tb_own(c)), tb_own(c)->fin.ref);
}

struct tb_fact tb_ask_receiver_closed(const struct tb_case *c)
{
	return closed(c, did_fin(tb_peer(c)), may_have_closed(tb_peer(c)), tb_peer(c)->fin.ref);
}

struct tb_fact tb_ask_both_closed(const struct tb_case *c)
{
	return closed(c, did_fin(tb_own(c)) && did_fin(tb_peer(c)),
		      may_have_closed(tb_own(c)) && may_have_closed(tb_peer(c)), tb_own(c)->fin.ref);
}

/* A FIN takes one number, and with it one ends. */
struct tb_fact tb_ask_fin_missed(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);

	return tb_whether(!did_fin(own) && own->unseen == 1 && (own->did & TB_DID_OPEN),
			  own->acked_unseen.ref, 0);
}

/* Did the trigger acknowledge the sender's FIN? */
static bool trigger_knew(const struct tb_case *c)
{
	const struct tb_exhibit *x = c->exhibit;

	return !tb_seq_before(x->trigger_ack, c->episode->next[tb_sender(c)]);
}

struct tb_fact tb_ask_wrote_after_fin(const struct tb_case *c)
{
	if (!did_fin(tb_own(c)))
		return no_fin(tb_own(c));
	if (!c->exhibit->trigger_seen)
		return tb_unseen();
	/* to send again what had not come before is not to write on */
	return tb_whether(answers_payload(c) && trigger_knew(c) &&
				  !(tb_is_answer_to(c, TB_TRIGGER_RETRANSMISSION) && tb_is_cut_off(c)),
			  c->deciding->trigger.ref, 0);
}

struct tb_fact tb_ask_crossed_fin(const struct tb_case *c)
{
	if (!did_fin(tb_own(c)))
		return no_fin(tb_own(c));
	if (!c->exhibit->trigger_seen)
		return tb_unseen();
	return tb_whether(tb_is_answer_to(c, TB_TRIGGER_DATA) && !trigger_knew(c),
			  c->deciding->trigger.ref, 0);
}

struct tb_fact tb_ask_fin_ack_only(const struct tb_case *c)
{
	if (!did_fin(tb_own(c)))
		return no_fin(tb_own(c));
	if (!c->exhibit->trigger_seen)
		return tb_unseen();
	return tb_whether(tb_is_answer_to(c, TB_TRIGGER_ACK) && trigger_knew(c),
			  c->deciding->trigger.ref, 0);
}

struct tb_fact tb_ask_fin_long_ago(const struct tb_case *c)
{
	const struct tb_moment *fin = &tb_own(c)->fin;
	tb_span age = tb_since(c->deciding->time, fin->time);

	if (!did_fin(tb_own(c)))
		return no_fin(tb_own(c));
	if (fin->ref == 0)
		return tb_unseen();
	return tb_whether(age >= fin_wait, fin->ref, age);
}

/* The last payload of either side before that moment. */
static struct tb_moment last_words(const struct tb_case *c)
{
	const struct tb_moment *a = &tb_own(c)->data, *b = &tb_peer(c)->data;

	if (a->ref == 0 || (b->ref != 0 && tb_since(b->time, a->time) > 0))
		return *b;
	return *a;
}

/* What the close followed: the last payload before it, but for what was on its way meanwhile. */
static struct tb_moment words_before_close(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);

	if (tb_ask_crossed_fin(c).answer == TB_YES ||
	    tb_since(own->fin.time, tb_peer(c)->data.time) < 0)
		return own->data;
	return last_words(c);
}

/* How long nobody had spoken before the sender closed; false: not known. */
static bool silence_before_fin(const struct tb_case *c, tb_span *silence)
{
	const struct tb_moment before = words_before_close(c);

	if (tb_own(c)->fin.ref == 0 || before.ref == 0)
		return false;
	*silence = tb_since(tb_own(c)->fin.time, before.time);
	return true;
}

struct tb_fact tb_ask_close_after_silence(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	tb_span silence;

	if (!did_fin(own))
		return no_fin(own);
	if (!silence_before_fin(c, &silence))
		return tb_unseen();
	/* who sends the same again is not silent */
	if (own->losses + tb_peer(c)->losses > 0 && silence >= a_while)
		return tb_unseen();
	return tb_whether(silence >= a_while, own->fin.ref, silence);
}

struct tb_fact tb_ask_closed_amid_talk(const struct tb_case *c)
{
	tb_span silence;

	if (!did_fin(tb_own(c)))
		return no_fin(tb_own(c));
	if (!silence_before_fin(c, &silence))
		return tb_unseen();
	return tb_whether(silence >= 0 && silence < shortest_idle, tb_own(c)->fin.ref, silence);
}

/* Turns --------------------------------------------------------------------------------------- */

static bool said_anything(const struct tb_case *c)
{
	return ((tb_own(c)->did | tb_peer(c)->did) & TB_DID_DATA) != 0;
}

/* Nobody spoke; of a connection that began before the capture that is not known. */
static struct tb_fact silent_throughout(const struct tb_case *c)
{
	return tb_may_have_missed_words(c) ? tb_unseen() : tb_no(0, 0);
}

struct tb_fact tb_ask_receiver_spoke_last(const struct tb_case *c)
{
	const struct tb_past *peer = tb_peer(c);

	if (!said_anything(c))
		return silent_throughout(c);
	if (last_words(c).ref == 0)
		return tb_unseen();
	/* that a client has the last answer is in the nature of things, and says less */
	if (tb_ask_from_server(c).answer == TB_NO && last_words(c).ref == peer->data.ref)
		return tb_unseen();
	return tb_whether(last_words(c).ref == peer->data.ref, peer->turn.ref, peer->turn_bytes);
}

struct tb_fact tb_ask_got_answer(const struct tb_case *c)
{
	const struct tb_past *peer = tb_peer(c);

	if (!said_anything(c))
		return silent_throughout(c);
	if (last_words(c).ref == 0)
		return tb_unseen();
	return tb_whether(tb_ask_from_server(c).answer == TB_NO &&
				  last_words(c).ref == peer->data.ref && !tb_is_unanswered(c),
			  peer->turn.ref, peer->turn_bytes);
}

/* What the receiver of a live socket's RST had said last had not arrived when it was made. */
struct tb_fact tb_ask_unheard(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	const struct tb_past *peer = tb_peer(c);
	uint32_t turn = c->episode->next[!n->dir] - peer->turn_bytes;

	if (!tb_is_live(n) || peer->turn.ref == 0)
		return tb_unseen();
	return tb_whether(!tb_seq_after(n->ack, turn), peer->turn.ref, 0);
}

struct tb_fact tb_ask_sender_spoke_last(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);

	if (!said_anything(c))
		return silent_throughout(c);
	if (last_words(c).ref == 0)
		return tb_unseen();
	return tb_whether(last_words(c).ref == own->data.ref, own->turn.ref, own->turn_bytes);
}

struct tb_fact tb_ask_at_once(const struct tb_case *c)
{
	const struct tb_moment *last = &tb_peer(c)->last;
	tb_span rtt = tb_dir_rtt(&c->flow->dir[tb_sender(c)]);

	if (last->ref == 0 || tb_is_time_doubtful(c))
		return tb_unseen();
	if (tb_since(c->deciding->time, last->time) <= at_once + rtt + rtt / 2)
		return tb_yes(last->ref, 0);
	return rtt == 0 ? tb_unseen() : tb_no(last->ref, 0);
}

struct tb_fact tb_ask_sender_unacked(const struct tb_case *c)
{
	uint32_t n = c->deciding->unacked[tb_sender(c)];

	if (!(tb_peer(c)->did & TB_DID_ACK))
		return tb_unseen();
	return tb_whether(n > 0, 0, n);
}

struct tb_fact tb_ask_receiver_unacked(const struct tb_case *c)
{
	uint32_t n = c->deciding->unacked[!tb_sender(c)];

	if (!(tb_own(c)->did & TB_DID_ACK))
		return tb_unseen();
	if (n > 0 && n <= TB_TLS_ALERT_MAX) {	/* nobody misses an alert */
		struct tb_fact alert = tb_ask_receiver_alerted(c);

		if (alert.answer != TB_NO)
			return alert.answer == TB_YES ? tb_no(0, 0) : tb_unseen();
	}
	return tb_whether(n > 0, 0, n);
}

/* That it sent on, when its RST came or soon after, shows that it had not come to the end. */
struct tb_fact tb_ask_streaming(const struct tb_case *c)
{
	const struct tb_afterlife *after = &c->episode->after[!tb_sender(c)];
	uint32_t n = tb_peer(c)->stream_bytes;

	return tb_whether(n >= A_LOT && (tb_is_answer_to(c, TB_TRIGGER_DATA) || after->talks != 0),
			  tb_peer(c)->turn.ref, n);
}

struct tb_fact tb_ask_only_first_words(const struct tb_case *c)
{
	if (tb_may_have_missed_words(c))
		return tb_unseen();
	return tb_whether((tb_peer(c)->did & TB_DID_DATA) && !(tb_own(c)->did & TB_DID_DATA),
			  tb_peer(c)->turn.ref, 0);
}

struct tb_fact tb_ask_nothing_said(const struct tb_case *c)
{
	if (said_anything(c))
		return tb_no(0, 0);
	return tb_may_have_missed_words(c) ? tb_unseen() : tb_yes(0, 0);
}
