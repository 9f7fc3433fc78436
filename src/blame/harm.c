/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * harm.c - what the reset cost
 *
 * Judged by what the ends still owed each other: bytes that were not acknowledged, a
 * request that was not answered, a connection that was being made.  Where neither
 * tells, the answer is "unknown": acknowledged data may still have been in the middle
 * of something.
 *
 * Judged is the ending.  A RST that comes after it is harmless; but of two that cross, neither
 * comes after it: together they are the ending, and cost what it costs.
 */
#include <string.h>

#include "blame/signal.h"
#include "blame/why.h"

/* Confidence in a cause that is enough to judge the harm by it. */
static const double sure_of_cause = 0.6;

static void say(struct tb_verdict *v, enum tb_harm harm, enum tb_why_code code, int64_t n)
{
	v->harm.verdict = harm;
	v->harm.why = (struct tb_why){ .code = (uint16_t)code, .n = n };
}

static const struct tb_past *receiver_past(const struct tb_case *c)
{
	return &c->exhibit->past[!c->deciding->dir];
}

/* Numbers of a live socket are those of a connection that the capture does not show. */
static void judge_unknown_connection(const struct tb_case *c, struct tb_verdict *v)
{
	const struct tb_note *n = c->deciding;

	if (tb_note_is_abort(n))
		say(v, TB_HARM_UNKNOWN, TB_WHY_BEGAN_BEFORE, 0);
	else if ((n->flags & TB_ACK) && n->seq == 0 && n->trigger.ref == 0)
		say(v, TB_HARM_UNKNOWN, TB_WHY_ATTEMPT_UNSEEN, 0);
	else
		say(v, TB_HARM_BENIGN, TB_WHY_NO_CONNECTION, 0);
}

static void judge_attempt(struct tb_verdict *v, enum tb_side from)
{
	if (from == TB_SERVER)
		say(v, TB_HARM_DISRUPTIVE, TB_WHY_ATTEMPT_FAILED, 0);
	else
		say(v, TB_HARM_UNKNOWN, TB_WHY_ATTEMPT_DROPPED, 0);
}

/* After its FIN, a TLS end resets for the other's closing alert: nothing is lost. */
static bool may_be_tls_tail(const struct tb_verdict *v, uint64_t lost)
{
	return v->dialogue.protocol != NULL && strcmp(v->dialogue.protocol, "tls") == 0 &&
	       (v->phase == TB_PHASE_HALF_CLOSED || v->phase == TB_PHASE_CLOSING) &&
	       lost <= TB_TLS_ALERT_MAX;
}

static void judge_unused(const struct tb_case *c, struct tb_verdict *v, enum tb_side from)
{
	if (c->flow->flags & TB_FLOW_MIDSTREAM)
		say(v, TB_HARM_UNKNOWN, TB_WHY_BEGAN_BEFORE, 0);
	else if (from == TB_CLIENT)
		say(v, TB_HARM_BENIGN, TB_WHY_UNUSED, 0);
	else
		say(v, TB_HARM_DISRUPTIVE, TB_WHY_UNUSED_BY_SERVER, 0);
}

static void judge_exchange(const struct tb_case *c, struct tb_verdict *v, enum tb_side from)
{
	uint64_t lost = v->harm.unacked[TB_CLIENT] + v->harm.unacked[TB_SERVER];
	bool used = v->flow.bytes[TB_CLIENT] + v->flow.bytes[TB_SERVER] > 0;

	if (!(c->flow->dir[!c->deciding->dir].did & TB_DID_SEND))
		say(v, TB_HARM_UNKNOWN, TB_WHY_ONE_SIDED, 0);
	else if (lost > 0 && lost <= TB_TLS_ALERT_MAX && receiver_past(c)->ends_in_alert)
		say(v, TB_HARM_BENIGN, TB_WHY_ONLY_ALERT, (int64_t)lost);
	else if (lost > 0 && may_be_tls_tail(v, lost))
		say(v, TB_HARM_UNKNOWN, TB_WHY_TLS_TAIL, (int64_t)lost);
	else if (v->dialogue.request_open == TB_YES)
		say(v, TB_HARM_DISRUPTIVE, TB_WHY_REQUEST_OPEN, 0);
	else if (lost > 0)
		say(v, TB_HARM_DISRUPTIVE, TB_WHY_UNACKED, (int64_t)lost);
	else if (v->dialogue.full)
		say(v, TB_HARM_DISRUPTIVE, TB_WHY_SAID_FULL, 0);
	else if (v->dialogue.request_open == TB_NO &&
		 tb_ask_uploading(c).answer == TB_YES)
		say(v, TB_HARM_UNKNOWN, TB_WHY_UPLOADING, 0);
	else if (v->dialogue.request_open == TB_NO && c->cause->unread)
		say(v, TB_HARM_UNKNOWN, TB_WHY_UNREAD, 0);
	else if (v->dialogue.request_open == TB_NO)
		say(v, TB_HARM_BENIGN, TB_WHY_COMPLETE, 0);
	else if (v->phase == TB_PHASE_CLOSING)
		say(v, TB_HARM_BENIGN, TB_WHY_CLOSED_BOTH, 0);
	else if (!used)
		judge_unused(c, v, from);
	else
		say(v, TB_HARM_UNKNOWN, TB_WHY_UNREADABLE, 0);
}

/* Does it hang on something not having come? */
static bool is_by_absence(enum tb_why_code code)
{
	return code == TB_WHY_REQUEST_OPEN || code == TB_WHY_UNACKED || code == TB_WHY_ONLY_ALERT ||
	       code == TB_WHY_TLS_TAIL || code == TB_WHY_UNUSED || code == TB_WHY_UNUSED_BY_SERVER;
}

/* What the RST itself does not acknowledge, either. */
static uint64_t still_unacked(const struct tb_case *c)
{
	const struct tb_note *n = c->deciding;
	uint32_t unacked = n->unacked[!n->dir];
	uint32_t fin = (receiver_past(c)->did & TB_DID_FIN) != 0;
	uint32_t left = c->episode->next[!n->dir] - fin - n->ack;

	if (!(n->flags & TB_ACK) || left > unacked)
		return left == UINT32_MAX && (n->flags & TB_ACK) ? 0 : unacked;
	return left;
}

/* Some causes are harmless, or not, whatever the exchange was. */
static void judge_by_cause(const struct tb_case *c, struct tb_verdict *v)
{
	enum tb_harm harm = c->cause->harm;

	if (harm != TB_HARM_UNKNOWN && v->cause.confidence >= sure_of_cause)
		say(v, harm, TB_WHY_BY_CAUSE, 0);
}

void tb_judge_harm(const struct tb_case *c, struct tb_verdict *v)
{
	const struct tb_rst *r = &v->rst[v->deciding];

	for (unsigned d = 0; d < 2; d++)
		v->harm.unacked[tb_side_of(c->flow, d)] = c->deciding->unacked[d];
	if (v->origin.by != TB_ORIGIN_THIRD_PARTY)
		v->harm.unacked[!r->from] = still_unacked(c);
	if (r->effect == TB_EFFECT_IGNORED || r->effect == TB_EFFECT_CHALLENGED)
		say(v, TB_HARM_BENIGN, TB_WHY_NO_EFFECT, 0);
	else if (v->phase == TB_PHASE_CLOSED || r->effect_why.code == TB_WHY_OVER)
		say(v, TB_HARM_BENIGN, TB_WHY_ENDED_BEFORE, 0);
	else if (v->phase == TB_PHASE_NO_CONNECTION)
		judge_unknown_connection(c, v);
	else if (v->phase == TB_PHASE_SYN_SENT || v->phase == TB_PHASE_SYN_RECEIVED)
		judge_attempt(v, r->from);
	else
		judge_exchange(c, v, r->from);
	if (is_by_absence((enum tb_why_code)v->harm.why.code) && tb_has_missed_lately(c))
		say(v, TB_HARM_UNKNOWN, TB_WHY_MAY_BE_MISSED, 0);
	if (v->harm.verdict == TB_HARM_UNKNOWN)
		judge_by_cause(c, v);
}
