/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * app_error.c - what the application at each end meets
 *
 * An application does not see a RST but what its kernel makes of it, and that depends on the
 * state its end is in (RFC 9293 section 3.10.7, and what systems do beyond it): an attempt to
 * connect is refused; an open connection is reset; one that the other side had closed before
 * is a broken pipe on Linux and reset elsewhere; and whoever has closed it himself hears
 * nothing any more.  An end that resets hears nothing either, unless its kernel did it over
 * the application's head: a timer, a tool.
 *
 * Told is the first error that is met if the application goes on using the socket as it did.
 * When it does so is its own affair: it may be long after the RST.
 */
#include <string.h>

#include "blame/judge.h"
#include "blame/rulebook.h"
#include "blame/signal.h"
#include "blame/weigh.h"
#include "blame/why.h"

#define EVERYWHERE(c) { [TB_SYSTEM_LINUX] = (c), [TB_SYSTEM_BSD] = (c), [TB_SYSTEM_WINDOWS] = (c) }

struct meeting {
	enum tb_answer met;
	enum tb_condition condition[TB_SYSTEM_COUNT];
	enum tb_call call;
	enum tb_why_code why;
};

static const struct meeting unknown = { .met = TB_UNSEEN };
static const struct meeting may_have_closed = { .met = TB_UNSEEN, .why = TB_WHY_MET_OR_CLOSED };
static const struct meeting refused = {
	TB_YES, EVERYWHERE(TB_CONDITION_REFUSED), TB_CALL_CONNECT, TB_WHY_MET_REFUSAL };
static const struct meeting reset = {
	TB_YES, EVERYWHERE(TB_CONDITION_RESET), TB_CALL_READ_OR_WRITE, TB_WHY_MET_RST };
static const struct meeting after_fin = {
	TB_YES,
	{ TB_CONDITION_BROKEN_PIPE, TB_CONDITION_RESET, TB_CONDITION_RESET },
	TB_CALL_WRITE, TB_WHY_MET_AFTER_FIN };
static const struct meeting timed_out = {
	TB_YES, EVERYWHERE(TB_CONDITION_TIMED_OUT), TB_CALL_READ_OR_WRITE, TB_WHY_MET_TIMER };
static const struct meeting unreachable = {
	TB_YES, EVERYWHERE(TB_CONDITION_UNREACHABLE), TB_CALL_READ_OR_WRITE, TB_WHY_MET_ICMP };
static const struct meeting killed = {
	TB_YES, EVERYWHERE(TB_CONDITION_ABORTED), TB_CALL_READ_OR_WRITE, TB_WHY_MET_KILL };
static const struct meeting embryo = { .met = TB_NO, .why = TB_WHY_MET_EMBRYO };
static const struct meeting had_closed = { .met = TB_NO, .why = TB_WHY_MET_CLOSED };
static const struct meeting did_it = { .met = TB_NO, .why = TB_WHY_MET_OWN };
static const struct meeting no_socket = { .met = TB_NO, .why = TB_WHY_MET_NO_SOCKET };
static const struct meeting gone = { .met = TB_NO, .why = TB_WHY_MET_GONE };
static const struct meeting gave_up = { .met = TB_NO, .why = TB_WHY_MET_GAVE_UP };
static const struct meeting lives_on = { .met = TB_NO, .why = TB_WHY_MET_NOTHING };
static const struct meeting never_knew = { .met = TB_NO, .why = TB_WHY_MET_UNREACHED };

/* What an end in this state meets when it takes a RST. */
static const struct meeting *const by_state[] = {
	[TB_STATE_UNKNOWN] = &unknown,
	[TB_STATE_CLOSED] = &had_closed,
	[TB_STATE_LISTEN] = &embryo,
	[TB_STATE_SYN_SENT] = &refused,
	[TB_STATE_SYN_RECEIVED] = &embryo,
	[TB_STATE_ESTABLISHED] = &reset,
	[TB_STATE_FIN_WAIT_1] = &may_have_closed,
	[TB_STATE_FIN_WAIT_2] = &may_have_closed,
	[TB_STATE_CLOSE_WAIT] = &after_fin,
	[TB_STATE_CLOSING] = &had_closed,
	[TB_STATE_LAST_ACK] = &had_closed,
	[TB_STATE_TIME_WAIT] = &had_closed,
};
_Static_assert(sizeof(by_state) / sizeof(by_state[0]) == TB_STATE_COUNT,
	       "by_state[] lost step with enum tb_state");

/* Resets that a kernel makes for other reasons than that the application closed. */
static const struct {
	const char *slug;
	const struct meeting *meets;
} over_its_head[] = {
	{ "keepalive-timeout", &timed_out },
	{ "retransmission-timeout", &timed_out },
	{ "administrative-abort", &killed },
	{ "process-terminated", &gone },
	{ "service-restart", &gone },
	{ "accept-queue-overflow", &embryo },
	{ "client-abandoned-connect", &gave_up },
};

/* The state that the RST finds its receiver in.  A FIN that its sender had sent comes there
 * first, though no acknowledgment may tell of that yet. */
static enum tb_state found_in(const struct tb_case *c, const struct tb_verdict *v)
{
	unsigned d = c->deciding->dir;
	enum tb_state state = v->state[tb_side_of(c->flow, !d)];

	if (v->origin.by == TB_ORIGIN_THIRD_PARTY || !(c->flow->dir[d].did & TB_DID_FIN))
		return state;
	if (state == TB_STATE_ESTABLISHED)
		return TB_STATE_CLOSE_WAIT;
	return state == TB_STATE_FIN_WAIT_1 || state == TB_STATE_FIN_WAIT_2 ? TB_STATE_CLOSING
									    : state;
}

/* The end that the RST came to. */
static const struct meeting *receiver(const struct tb_case *c, const struct tb_verdict *v)
{
	const struct tb_rst *r = &v->rst[v->deciding];

	if (tb_is_deaf(c))	/* what it had done was not captured */
		return &unknown;
	switch (r->effect) {
	case TB_EFFECT_ACCEPTED:
		return by_state[found_in(c, v)];
	case TB_EFFECT_LATE:
		return r->effect_why.code == TB_WHY_CROSSED ? &did_it : &had_closed;
	case TB_EFFECT_CHALLENGED:
	case TB_EFFECT_IGNORED:
		return &lives_on;
	default:
		return &unknown;
	}
}

/* Was it the one that asked, and was told that it cannot get through?  Linux then names that
 * instead of the time that ran out. */
static bool was_told_unreachable(const struct tb_verdict *v, enum tb_side side)
{
	for (size_t i = 0; i < v->n_icmp; i++)
		if (v->icmp[i].quotes == side && v->icmp[i].in_window == TB_YES)
			return true;
	return false;
}

/* It answers for a connection that it does not have: it never did, or closed it, or lost it
 * who knows how. */
static const struct meeting *no_owner(const struct tb_case *c, const struct tb_verdict *v)
{
	if (c->flow->dir[c->deciding->dir].did & TB_DID_FIN)
		return &had_closed;
	switch (v->phase) {
	case TB_PHASE_SYN_SENT:
	case TB_PHASE_SYN_RECEIVED:
	case TB_PHASE_NO_CONNECTION:
		return &no_socket;
	default:
		return &unknown;
	}
}

/* The end that made it. */
static const struct meeting *maker(const struct tb_case *c, const struct tb_verdict *v)
{
	enum tb_side side = v->rst[v->deciding].from;
	const struct meeting *m = NULL;

	for (size_t i = 0; i < sizeof(over_its_head) / sizeof(over_its_head[0]); i++)
		if (strcmp(v->cause.slug, over_its_head[i].slug) == 0)
			m = over_its_head[i].meets;
	if (m == &timed_out && was_told_unreachable(v, side))
		return &unreachable;
	if (m != NULL)
		return m;
	if (!tb_note_is_abort(c->deciding))
		return no_owner(c, v);
	return tb_is_undetermined(v->cause.slug) ? &unknown : &did_it;
}

/* By what the end in whose name somebody else made the RST is told of it: when it goes on, the
 * other one has no connection any more.  NULL: it is not told. */
static const struct tb_rst *told_by(const struct tb_verdict *v)
{
	const struct tb_rst *deciding = &v->rst[v->deciding];

	if (v->origin.by != TB_ORIGIN_THIRD_PARTY)
		return NULL;
	for (size_t i = v->deciding + 1; i < v->n_rst; i++)
		if (v->rst[i].from != deciding->from && v->rst[i].role == TB_ROLE_REPLY)
			return &v->rst[i];
	return NULL;
}

/* That end: it goes on until it is told otherwise. */
static const struct meeting *impersonated(const struct tb_verdict *v)
{
	if (told_by(v) != NULL)
		return by_state[v->state[v->rst[v->deciding].from]];
	return v->phase == TB_PHASE_SYN_SENT ? &never_knew : &unknown;
}

static const struct meeting *sender(const struct tb_case *c, const struct tb_verdict *v)
{
	if (v->origin.by == TB_ORIGIN_THIRD_PARTY)
		return impersonated(v);
	if (v->origin.by == TB_ORIGIN_UNKNOWN || v->origin.confidence < tb_likely)
		return &unknown;
	return maker(c, v);
}

/* Initial TTLs are 64 on Linux and the BSDs, 128 on Windows, which does without timestamps
 * (RFC 7323) unless it is told otherwise; others are of neither. */
static unsigned systems_of(const struct tb_past *p)
{
	const unsigned unix = 1U << TB_SYSTEM_LINUX | 1U << TB_SYSTEM_BSD;
	const unsigned windows = 1U << TB_SYSTEM_WINDOWS;

	if (p->ttl_max == 0 || p->ttl_max > 128)
		return unix | windows;
	if (p->ttl_max <= 64)
		return unix;
	return p->timestamps ? unix | windows : windows;
}

/* by: the RST that it meets that by. */
static struct tb_app_error fill(const struct tb_case *c, const struct meeting *m,
				const struct tb_rst *by, unsigned d)
{
	struct tb_app_error e = {
		.met = m->met,
		.call = m->call,
		.systems = (uint8_t)systems_of(&c->exhibit->past[d]),
		.why = { .code = (uint16_t)m->why, .frame = by->frame },
	};

	memcpy(e.condition, m->condition, sizeof(e.condition));
	return e;
}

void tb_judge_errors(const struct tb_case *c, struct tb_verdict *v)
{
	const struct tb_rst *deciding = &v->rst[v->deciding], *reply = told_by(v);
	unsigned d = c->deciding->dir;

	v->errors[tb_side_of(c->flow, d)] =
		fill(c, sender(c, v), reply != NULL ? reply : deciding, d);
	v->errors[tb_side_of(c->flow, !d)] = fill(c, receiver(c, v), deciding, !d);
}
