/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal_time.c - silences, timers, probes, and loss
 *
 * The moment that a timer fired is that of the close: the FIN of the RST's sender, or the
 * RST itself where a live socket was killed.  A stateless answer comes when somebody
 * speaks, and its time says only that a timer had fired before.
 */
#include "blame/signal.h"
#include "flow/seq.h"
#include "knowledge/timers.h"

static const tb_span a_while = TB_SECOND;
static const tb_span shortest_patience = 200 * TB_MILLISECOND;	/* that anybody sets */
static const tb_span shortest_pause = 50 * TB_MILLISECOND;
static const tb_span insisting = 3 * TB_SECOND;
static const tb_span shortest_middle_timer = 60 * TB_SECOND;
static const tb_span shortest_boot = 10 * TB_SECOND;

enum {
	A_LOT = 8192,		/* bytes that are no short answer */
	MANY_LOSSES = 3,	/* retransmissions that are more than chance */
	FEW_PROBES = 2,
	GIVE_UP = 3,		/* retransmissions of the same, before one gives up */
	GIVE_UP_LIVE = 5
};

static bool from_server(const struct tb_case *c)
{
	return tb_side_of(c->flow, tb_sender(c)) == TB_SERVER;
}

/* The sender's own close; false: it made none of its own accord. */
static bool close_of(const struct tb_case *c, struct tb_moment *out)
{
	const struct tb_past *own = tb_own(c);

	if (own->did & TB_DID_FIN) {
		*out = own->fin;
		return own->fin.ref != 0;
	}
	*out = (struct tb_moment){ c->deciding->ref, c->deciding->time };
	return tb_is_live(c->deciding);
}

/* Of what the receiver of the RST had said last, the bytes that its sender had not got when it
 * closed: they had been sent again, and the close itself does not acknowledge them, either. */
static uint32_t not_come(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	const struct tb_past *own = tb_own(c), *peer = tb_peer(c);
	uint32_t unacked = n->unacked[!n->dir], fin = (peer->did & TB_DID_FIN) != 0;
	uint32_t beyond = c->episode->next[!n->dir] - fin - n->ack;

	if (!(own->did & TB_DID_ACK) || peer->run_length == 0 || peer->run_of_probes ||
	    peer->turn.ref == 0 || !c->close.known ||
	    tb_since(c->close.at.time, peer->turn.time) < 0)
		return 0;
	if ((own->did & TB_DID_FIN) || tb_seq_diff(beyond, unacked) > 0)
		return unacked;
	return tb_seq_diff(beyond, 0) > 0 ? beyond : 0;
}

bool tb_is_cut_off(const struct tb_case *c)
{
	return c->close.not_come > 0;
}

bool tb_is_undelivered(const struct tb_case *c)
{
	return tb_is_cut_off(c) && c->close.not_come >= tb_peer(c)->turn_bytes;
}

/* The last payload of either side before t; ref 0: none.  What did not reach the sender were no
 * words to it. */
static struct tb_moment words_before(const struct tb_case *c, tb_time t)
{
	bool heard = !tb_is_undelivered(c);
	bool said = ((tb_own(c)->did | (heard ? tb_peer(c)->did : 0)) & TB_DID_DATA) != 0;
	/* of a connection that was never used, the handshake counts */
	const struct tb_moment *a = said ? &tb_own(c)->data : &tb_own(c)->syn;
	const struct tb_moment *b = said ? &tb_peer(c)->data : &tb_peer(c)->syn;
	bool a_is = a->ref != 0 && tb_since(t, a->time) >= 0;
	bool b_is = b->ref != 0 && tb_since(t, b->time) >= 0 && (heard || !said);

	if (a_is && (!b_is || tb_since(a->time, b->time) >= 0))
		return *a;
	return b_is ? *b : (struct tb_moment){ 0 };
}

void tb_look_up_close(struct tb_case *c)
{
	c->close.known = close_of(c, &c->close.at);
	c->close.not_come = not_come(c);
	c->close.words = (struct tb_moment){ 0 };
	if (c->close.known)
		c->close.words = words_before(c, c->close.at.time);
}

/* Silence before the sender's close. */
static bool silence_before_close(const struct tb_case *c, tb_span *silence)
{
	if (c->close.words.ref == 0)
		return false;
	*silence = tb_since(c->close.at.time, c->close.words.time);
	return true;
}

tb_span tb_silence(const struct tb_case *c)
{
	tb_span silence;

	return silence_before_close(c, &silence) ? silence : c->deciding->idle;
}

/* Silence before the last words that led to the RST. */
static tb_span quiet(const struct tb_case *c)
{
	const struct tb_past *peer = tb_peer(c);
	const struct tb_note *n = c->deciding;

	if (tb_is_live(n) && peer->turn.ref != 0 && n->idle < a_while && !tb_is_cut_off(c))
		return peer->turn_gap;
	return n->idle;
}

/* No host has been started anew so soon.  Whose kernel gives its reason needs no such doubt. */
struct tb_fact tb_ask_heard_lately(const struct tb_case *c)
{
	const struct tb_moment *last = &tb_own(c)->last;
	tb_span since = tb_since(tb_called_at(c), last->time);

	if (last->ref == 0 || tb_ask_kernel_reasoned(c).answer == TB_YES)
		return tb_unseen();
	return tb_whether(since < shortest_boot, last->ref, since);
}

/* Does the capture begin with the words before which there may have been a silence? */
static bool begins_with_last_words(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	tb_packed_ref words = n->trigger.ref != 0 ? n->trigger.ref : tb_peer(c)->turn.ref;

	return (c->flow->flags & TB_FLOW_MIDSTREAM) && words == c->flow->first_ref;
}

struct tb_fact tb_ask_silent(const struct tb_case *c)
{
	if (quiet(c) < a_while && begins_with_last_words(c))
		return tb_unseen();
	if (quiet(c) >= a_while && tb_is_cut_off(c))	/* between two repetitions */
		return tb_unseen();
	return tb_whether(quiet(c) >= a_while, 0, quiet(c));
}

/* Within what software adds to a timer, and short of what chance would hit. */
static bool is_whole(tb_span silence)
{
	tb_span off = silence % TB_SECOND, allowed = 15 * TB_MILLISECOND + silence / 500;

	if (allowed > 100 * TB_MILLISECOND)
		allowed = 100 * TB_MILLISECOND;
	return silence >= a_while - allowed && (off <= allowed || off >= TB_SECOND - allowed / 8);
}

struct tb_fact tb_ask_whole_seconds(const struct tb_case *c)
{
	tb_span silence;

	if (!silence_before_close(c, &silence))
		return tb_unseen();
	return tb_whether(is_whole(silence), c->close.words.ref, silence);
}

/* Timers for a whole request, as of its header, begin with the connection. */
struct tb_fact tb_ask_whole_since_start(const struct tb_case *c)
{
	const struct tb_moment *syn = &tb_own(c)->syn;
	tb_span since;

	if (syn->ref == 0 || !c->close.known || c->exhibit->stood > 0)
		return tb_unseen();
	since = tb_since(c->close.at.time, syn->time);
	return tb_whether(is_whole(since), syn->ref, since);
}

static const tb_span close_by = 100 * TB_MILLISECOND;

/* Is there a usual timer of that length, of one of these owners? */
static bool usual_timer(tb_span span, unsigned close, unsigned owners)
{
	struct tb_expiry silence = { span, span, close, owners, TB_WAIT_ANY, close_by };
	const struct tb_timer *timer;

	return tb_timer_find(&silence, &timer, 1) == 1;
}

/* Has that end sent the same again since then? */
static bool repeats_since(const struct tb_past *p, tb_time t)
{
	return p->run.ref != 0 && !p->run_of_probes && tb_since(p->run.time, t) > 0;
}

/* Who sends the same again is not idle. */
struct tb_fact tb_ask_endpoint_timer(const struct tb_case *c)
{
	const struct tb_moment *words = &c->close.words;
	tb_span silence;

	if (!silence_before_close(c, &silence) || silence < a_while ||
	    repeats_since(tb_own(c), words->time) || repeats_since(tb_peer(c), words->time))
		return tb_unseen();
	return tb_whether(usual_timer(silence, 0,
				      1U << TB_TIMER_EITHER |
					      1U << (from_server(c) ? TB_TIMER_SERVER : TB_TIMER_CLIENT)),
			  words->ref, silence);
}

struct tb_fact tb_ask_middle_timer(const struct tb_case *c)
{
	tb_span idle = quiet(c);

	if (idle < a_while || tb_own(c)->did & TB_DID_FIN)
		return tb_no(0, idle);
	/* who is reset for speaking may have come long after the timer */
	if (c->deciding->trigger.ref != 0 || tb_peer(c)->turn_gap == idle)
		return tb_whether(idle >= shortest_middle_timer, 0, idle);
	return tb_whether(usual_timer(idle, TB_CLOSE_RST | TB_CLOSE_RST_BOTH,
				      1U << TB_TIMER_BETWEEN),
			  0, idle);
}

/* Longer than what is on its way between the ends takes to come. */
static bool is_pause(const struct tb_case *c, tb_span span)
{
	tb_span rtt = tb_dir_rtt(&c->flow->dir[0]) + tb_dir_rtt(&c->flow->dir[1]);

	return span > shortest_pause + rtt + rtt / 2;
}

/* Who closes as soon as he has asked did not give up waiting: he has no more to say. */
bool tb_is_answered_late(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c), *peer = tb_peer(c);

	if (from_server(c) || own->fin.ref == 0 || own->data.ref == 0 || peer->turn.ref == 0)
		return false;
	return tb_since(peer->turn.time, own->fin.time) > 0 &&
	       is_pause(c, tb_since(own->fin.time, own->data.time));
}

bool tb_is_unanswered(const struct tb_case *c)
{
	return tb_is_answered_late(c) || (!from_server(c) && tb_is_undelivered(c));
}

struct tb_fact tb_ask_late_answer(const struct tb_case *c)
{
	const struct tb_moment *turn = &tb_peer(c)->turn;

	if (!tb_is_answered_late(c))
		return tb_no(0, 0);
	return tb_yes(turn->ref, tb_since(turn->time, tb_own(c)->fin.time));
}

/* All that had come by then was acknowledged, and too little to be the beginning of much. */
struct tb_fact tb_ask_nothing_coming(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c), *peer = tb_peer(c);
	bool late = tb_is_unanswered(c);
	struct tb_moment last = late ? own->data : peer->data;
	tb_span since;

	if (!c->close.known || last.ref == 0 || tb_is_time_doubtful(c))
		return tb_unseen();
	since = tb_since(c->close.at.time, last.time);
	if (tb_ask_response_begun(c).answer == TB_YES || !is_pause(c, since))
		return tb_no(0, since);
	if (!late && (peer->turn_bytes >= A_LOT || c->deciding->unacked[!tb_sender(c)] > 0))
		return tb_no(0, since);
	return tb_yes(last.ref, since);
}

/* Since the last words of the side whose turn it was, when the sender closed. */
static struct tb_fact since_turn(const struct tb_case *c, const struct tb_past *spoke,
				 const struct tb_past *other)
{
	bool late = tb_is_unanswered(c);
	tb_span since;

	if (!c->close.known)
		return tb_unseen();
	if (spoke->data.ref == 0 || (!late && (spoke->turn.ref == 0 || other->turn.ref != 0)))
		return tb_no(0, 0);
	since = tb_since(c->close.at.time, spoke->data.time);
	return tb_whether(since >= a_while, late ? spoke->data.ref : spoke->turn.ref, since);
}

struct tb_fact tb_ask_waited(const struct tb_case *c)
{
	return from_server(c) ? tb_no(0, 0) : since_turn(c, tb_own(c), tb_peer(c));
}

struct tb_fact tb_ask_waited_briefly(const struct tb_case *c)
{
	struct tb_fact waited = tb_ask_waited(c);

	if (waited.answer != TB_NO || waited.frame[0] == 0)
		return waited.answer == TB_UNSEEN ? tb_unseen() : tb_no(0, 0);
	return tb_whether(waited.n >= shortest_patience && is_pause(c, waited.n),
			  waited.frame[0], waited.n);
}

struct tb_fact tb_ask_worked_long(const struct tb_case *c)
{
	/* what did not reach the server it did not work on */
	if (!from_server(c) || tb_is_undelivered(c))
		return tb_no(0, 0);
	return since_turn(c, tb_peer(c), tb_own(c));
}

/* Probes --------------------------------------------------------------------------------- */

struct tb_fact tb_ask_probes_unanswered(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);

	if (own->run_length < FEW_PROBES || !own->run_of_probes || own->run_of_window_probes)
		return tb_no(0, 0);
	return tb_whether(!own->run_answered, own->run.ref, own->run_length);
}

/* Probes may be answered here, and the answers be lost on their way: then the end keeps the
 * rhythm of the probes. */
struct tb_fact tb_ask_probe_was_due(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	tb_span since = tb_since(c->deciding->time, own->last.time), off = since - own->probe_gap;

	if (own->probe_gap <= 0 || !tb_is_live(c->deciding))
		return tb_no(0, 0);
	return tb_whether(off <= own->probe_gap / 20 && off >= -own->probe_gap / 20, own->last.ref,
			  since);
}

/* Room ----------------------------------------------------------------------------------- */

static struct tb_fact shut(const struct tb_case *c, const struct tb_past *p, tb_span least)
{
	tb_span since = tb_since(c->deciding->time, p->shut.time);

	if (!p->has_window || (p->did & TB_DID_FIN))
		return tb_unseen();
	return tb_whether(p->shut.ref != 0 && since >= least, p->shut.ref, since);
}

/* Who reads then tells that there is room again. */
struct tb_fact tb_ask_sender_shut(const struct tb_case *c)
{
	return shut(c, tb_own(c), 0);
}

/* The sender of much fills any room for a moment. */
struct tb_fact tb_ask_receiver_shut(const struct tb_case *c)
{
	return shut(c, tb_peer(c), a_while);
}

/* Loss ------------------------------------------------------------------------------------ */

static struct tb_fact sent_again(const struct tb_past *p)
{
	if (p->run_of_probes || p->run_length < 2)
		return tb_no(0, 0);
	return tb_yes(p->run.ref, p->run_length);
}

struct tb_fact tb_ask_receiver_retransmits(const struct tb_case *c)
{
	return sent_again(tb_peer(c));
}

struct tb_fact tb_ask_sender_retransmits(const struct tb_case *c)
{
	return sent_again(tb_own(c));
}

/* Of an end that is not heard at all, nobody can tell what it acknowledged. */
struct tb_fact tb_ask_sent_in_vain(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);

	if (tb_is_deaf(c) || !(tb_peer(c)->did & TB_DID_ACK))
		return tb_unseen();
	return tb_whether(c->deciding->in_vain && !own->run_of_probes && (own->did & TB_DID_DATA),
			  own->run.ref, own->run_length);
}

/* Likewise of its receiver, up to its own close. */
struct tb_fact tb_ask_received_in_vain(const struct tb_case *c)
{
	const struct tb_past *peer = tb_peer(c);
	unsigned again = tb_is_undelivered(c) ? peer->losses : peer->run_length;

	if (!(tb_own(c)->did & TB_DID_ACK))
		return tb_unseen();
	return tb_whether(tb_is_cut_off(c) && !peer->run_heard && again >= GIVE_UP, peer->run.ref,
			  again);
}

/* Its last retransmission was the end of it: it has no socket any more when somebody speaks,
 * long after, or it resets when the next one would be due, as BSD and macOS do. */
struct tb_fact tb_ask_gave_up(const struct tb_case *c)
{
	const struct tb_past *own = tb_own(c);
	const struct tb_note *n = c->deciding;
	tb_span since = tb_since(tb_called_at(c), own->last.time);

	if (own->run_length < GIVE_UP || own->run_of_probes || !(own->did & TB_DID_DATA))
		return tb_no(0, 0);
	if (n->trigger.ref != 0)
		return tb_whether(since >= own->run_longest, own->last.ref, 0);
	return tb_whether(tb_is_live(n) && own->run_length >= GIVE_UP_LIVE &&
				  since >= own->run_longest / 2 && since <= 3 * own->run_longest,
			  own->last.ref, 0);
}

/* Its receiver had sent the same again and again for long, and it is the first answer. */
struct tb_fact tb_ask_insisted(const struct tb_case *c)
{
	const struct tb_past *peer = tb_peer(c);
	tb_span lasted = tb_since(c->deciding->time, peer->run.time);

	if (peer->run_of_probes || peer->run_length < GIVE_UP)
		return tb_no(0, 0);
	return tb_whether(lasted >= insisting, peer->run.ref, lasted);
}

struct tb_fact tb_ask_lossy(const struct tb_case *c)
{
	int64_t n = tb_own(c)->losses + tb_peer(c)->losses;

	return tb_whether(n >= MANY_LOSSES, 0, n);
}
