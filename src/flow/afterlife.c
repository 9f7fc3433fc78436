/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * afterlife.c - does anybody speak who should be dead?
 *
 * The rules say what a receiver should do with a RST; what it did is better known
 * from what it sends next.  Silence confirms, life contradicts: a stack that took
 * the RST sends nothing but RSTs any more.
 *
 * But not all that is captured after the RST was sent after it arrived.  Segments
 * are under way for a round trip, longer where queues are full, so a segment shows
 * its sender alive only if it acknowledges something that was sent after the RST,
 * or comes later than the grace that tb_grace() allows.  A RST counts as life if it
 * comes from a live socket: a closed one only answers.
 *
 * An ACK that says nothing new is a challenge ACK if nothing of the other side can have called
 * for it: none of its segments that were no RSTs had the time to be answered since the RST.
 *
 * Where what the sender of the RST had sent before went unanswered, silence confirms nothing:
 * the path or the receiver was dead already.  But who had just sent data itself repeats it
 * until it is acknowledged, or until a RST has told it not to.
 */
#include "flow/episode.h"
#include "flow/seq.h"

/* Queues at the bottleneck of a path hold seldom more than this; and Linux waits at
 * least 200 ms before it sends anything again. */
static const tb_span least_grace = 250 * TB_MILLISECOND;

/* Then fresh data are sent again, at the latest: the first timeout of RFC 1122, which RFC 6298
 * has since shortened. */
static const tb_span latest_repetition = 3 * TB_SECOND;

tb_span tb_grace(const struct tb_flow *f, unsigned d)
{
	tb_span rtt = tb_dir_rtt(&f->dir[d]);

	return rtt + rtt / 2 + least_grace;
}

bool tb_contradicted(const struct tb_flow *f, const struct tb_episode *e, const struct tb_note *n)
{
	const struct tb_afterlife *r = &e->after[!n->dir];

	if (r->proof != 0 && tb_since(r->proof_time, n->time) > 0)
		return true;
	return r->last_ref != 0 && tb_since(r->last, n->time) > tb_grace(f, !n->dir);
}

bool tb_may_be_lost(const struct tb_note *n, tb_span watched)
{
	bool fell_silent = n->trigger.ref != 0 && n->trigger.kind == TB_TRIGGER_DATA &&
			   watched > latest_repetition;

	return n->in_vain && !fell_silent;
}

void tb_afterlife_abort(struct tb_episode *e, const struct tb_note *n)
{
	e->after[n->dir].last = n->time;
	e->after[n->dir].last_ref = n->ref;
}

/* May s, from d, answer what the other side said after the first RST? */
static bool may_answer(const struct tb_episode *e, const struct tb_flow *f,
		       const struct tb_segment *s, unsigned d)
{
	const struct tb_afterlife *other = &e->after[!d];

	tb_span since = tb_since(s->time, other->began_time);

	return other->spoke != 0 && (since < 0 || since >= tb_dir_rtt(&f->dir[d]));
}

static uint32_t next_of(const struct tb_episode *e, const struct tb_flow *f, unsigned d)
{
	return f->dir[d].did & TB_DID_SEND ? f->dir[d].next : e->next[d];
}

/* An empty ACK that repeats what was said, sent when nothing else called for it. */
static bool is_challenge(const struct tb_episode *e, const struct tb_flow *f,
			 const struct tb_segment *s, unsigned d)
{
	return s->payload_len == 0 && !(s->flags & (TB_SYN | TB_FIN)) && (s->flags & TB_ACK) &&
	       s->seq == next_of(e, f, d) && s->ack == f->dir[d].acked && !may_answer(e, f, s, d);
}

static void note_challenge(const struct tb_episode *e, struct tb_afterlife *a, tb_packed_ref ref)
{
	if (a->challenge == 0) {
		a->challenge = ref;
		a->challenged = e->n_notes;
	} else {
		a->rechallenge = ref;
		a->rechallenged = e->n_notes;
	}
}

tb_packed_ref tb_challenge_to(const struct tb_episode *e, const struct tb_note *n, size_t i)
{
	const struct tb_afterlife *r = &e->after[!n->dir];

	if (i < r->challenged)
		return r->challenge;
	return i < r->rechallenged ? r->rechallenge : 0;
}

/* It acknowledges what the other side sent after its "own" RST. */
static bool is_proof(const struct tb_episode *e, const struct tb_segment *s, unsigned d,
		     const struct tb_note *deciding)
{
	uint32_t sent = e->next[!d];

	if (deciding->dir != d && tb_seq_after(deciding->seq, sent))
		sent = deciding->seq;
	return (s->flags & TB_ACK) && e->after[!d].talks != 0 && tb_seq_after(s->ack, sent);
}

bool tb_afterlife_offer(struct tb_episode *e, const struct tb_flow *f,
			const struct tb_segment *s, unsigned d, const struct tb_note *deciding)
{
	struct tb_afterlife *a = &e->after[d];
	tb_packed_ref ref = tb_ref_pack(s->ref);
	uint32_t end = s->seq + tb_segment_span(s);

	if (is_challenge(e, f, s, d))
		note_challenge(e, a, ref);
	else if (a->proof == 0 && is_proof(e, s, d, deciding)) {
		a->proof = ref;
		a->proof_time = s->time;
	}
	if (a->talks == 0 && s->payload_len > 0 && tb_seq_after(end, e->next[d])) {
		a->talks = ref;
		a->talks_time = s->time;
		a->talks_seq = s->seq;
		a->talks_end = end;
	}
	if (a->spoke == 0)
		a->began_time = s->time;
	a->last = a->spoke_time = s->time;
	a->last_ref = a->spoke = ref;
	a->spoke_ack = s->ack;
	return d != deciding->dir && tb_contradicted(f, e, deciding);
}
