/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trigger.c - against which packet was this RST sent?
 *
 * RFC 9293 section 3.10.7.1 ties a stateless RST to the segment that it answers: a
 * RST without ACK repeats the segment's acknowledgment number as its sequence
 * number; one with sequence number 0 acknowledges the end of a segment that had no
 * ACK flag, a SYN.  A RST+ACK with a live sequence number comes from a socket that
 * was closed: it answers nothing, unless its sender is not there at all.
 *
 * Several segments may carry the same acknowledgment number.  Data that the sender
 * of the RST has acknowledged found it alive and did not trigger it.  Of the rest,
 * the answer comes one way and back after its trigger, and answers come in the order
 * of what they answer.  An ACK that carries nothing is named only if nothing else fits:
 * it is the kind of segment that a live or half-closed socket takes without a word.
 */
#include "flow/episode.h"
#include "flow/seq.h"

enum { LOOK_BACK = 256 };

/* Hosts answer within microseconds; what else delays an answer is queueing.  What
 * comes much later than the handshake's round trip is no answer. */
static const tb_span slack = TB_MILLISECOND;
static const tb_span most_slack = 20 * TB_MILLISECOND;
static const tb_span unknown_lag = 250 * TB_MILLISECOND;

enum form {
	ANSWERS_ACK,		/* seq repeats an acknowledgment number */
	ANSWERS_SYN,		/* ack is the end of a segment without ACK */
	ANSWERS_BOTH,		/* as some stacks and middleboxes answer: both */
	ANSWERS_NOTHING
};

/* Old Windows aborts a live socket without the ACK flag, but leaves its RCV.NXT in the
 * field; its stateless answers repeat the sequence number there, others have 0. */
static bool is_live_without_ack(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	return s->ack != 0 && s->ack != s->seq && (f->dir[d].did & TB_DID_SEND) &&
	       (s->ack == f->dir[!d].next || s->ack == f->dir[d].acked);
}

static enum form form_of(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	bool sender_seen = (f->dir[d].did & TB_DID_SEND) != 0;

	if (!(s->flags & TB_ACK))
		return is_live_without_ack(f, s, d) ? ANSWERS_NOTHING : ANSWERS_ACK;
	if (s->seq == 0 || (!sender_seen && (f->dir[!d].did & TB_DID_SYN)))
		return ANSWERS_SYN;
	if (!sender_seen || (f->dir[d].did & TB_DID_RST))
		return ANSWERS_BOTH;
	/* after its FIN, Windows answers what it has no socket for in this form; a window is
	 * offered by a socket only, as one that is shut for writing and then closed */
	return (f->dir[d].did & TB_DID_FIN) && s->window == 0 ? ANSWERS_BOTH : ANSWERS_NOTHING;
}

static bool answers(enum form form, const struct tb_segment *s, const struct tb_step *a)
{
	bool by_ack = (a->flags & TB_ACK) && a->ack == s->seq;
	bool by_end = tb_step_end(a) == s->ack;

	switch (form) {
	case ANSWERS_ACK:
		return by_ack;
	case ANSWERS_SYN:
		return !(a->flags & TB_ACK) && by_end;
	case ANSWERS_BOTH:
		return by_ack && by_end;
	case ANSWERS_NOTHING:
		break;
	}
	return false;
}

/* went_on: d sent something after that segment; what it acknowledged before may be the first
 * copy of it. */
static bool found_it_alive(const struct tb_flow *f, const struct tb_step *a, unsigned d,
			   bool went_on)
{
	return a->len > 0 && !tb_step_is_probe(a->kind) && (f->dir[d].did & TB_DID_ACK) &&
	       went_on && !tb_seq_after(tb_step_end(a), f->dir[d].acked);
}

static enum tb_trigger_kind kind_of(const struct tb_step *a)
{
	if (a->flags & TB_SYN)
		return a->flags & TB_ACK ? TB_TRIGGER_SYN_ACK : TB_TRIGGER_SYN;
	if (a->kind == TB_STEP_KEEPALIVE)
		return TB_TRIGGER_KEEPALIVE;
	if (a->kind == TB_STEP_WINDOW_PROBE)
		return TB_TRIGGER_WINDOW_PROBE;
	if (a->kind == TB_STEP_RETRANSMISSION && a->len > 0)
		return TB_TRIGGER_RETRANSMISSION;
	if (a->flags & TB_FIN)
		return TB_TRIGGER_FIN;
	return a->len > 0 ? TB_TRIGGER_DATA : TB_TRIGGER_ACK;
}

static tb_span longest_lag(const struct tb_flow *f, unsigned d)
{
	tb_span lag = f->dir[d].rtt == TB_NONE ? unknown_lag : tb_dir_rtt(&f->dir[d]);

	return 4 * lag + most_slack;
}

struct candidate {
	const struct tb_step *step;
	uint32_t number;
};

static struct tb_found_trigger named(const struct tb_segment *s, const struct candidate *c)
{
	return (struct tb_found_trigger){
		.ref = c->step->ref,
		.after = tb_since(s->time, c->step->time),
		.number = c->number,
		.bytes = c->step->len,
		.kind = (uint8_t)kind_of(c->step),
	};
}

struct tb_found_trigger tb_trigger_find(const struct tb_flow *f, const struct tb_trail *trail,
					const struct tb_segment *s, unsigned d, uint32_t used)
{
	enum form form = form_of(f, s, d);
	tb_span lag = tb_dir_rtt(&f->dir[d]);	/* there and back; 0: not known */
	struct candidate best = { NULL, TB_NONE }, weak = { NULL, TB_NONE };
	uint32_t number = f->trail;
	bool went_on = false;

	for (unsigned looked = 0; form != ANSWERS_NOTHING && looked < LOOK_BACK; looked++) {
		const struct tb_step *a = tb_trail_get(trail, number);

		if (a == NULL || number == used)
			break;
		if (a->dir == d && !(a->flags & TB_RST))
			went_on = true;
		if (a->dir != d && !(a->flags & TB_RST) && answers(form, s, a) &&
		    !found_it_alive(f, a, d, went_on)) {
			struct candidate *c = kind_of(a) == TB_TRIGGER_ACK ? &weak : &best;
			bool in_time = tb_since(s->time, a->time) <= lag + lag / 2 + slack;

			if (in_time || (best.step == NULL && weak.step == NULL))
				*c = (struct candidate){ a, number };
			if (!in_time)
				break;
		}
		number = a->previous;
	}
	if (best.step == NULL)
		best = weak;
	if (best.step == NULL || tb_since(s->time, best.step->time) > longest_lag(f, d))
		return (struct tb_found_trigger){ .number = used };
	return named(s, &best);
}
