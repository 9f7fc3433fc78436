/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_trace.c - from the text of a trace to the kernel's word about one RST
 *
 * Which process: the one that ran when a live socket was ended by a system call.  A RST that
 * answers a packet is sent in the name of whoever happened to run, who is never named; but
 * if the socket had been closed before, whoever closed it is.
 */
#include <tcpblame/kernel_trace.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "join/kernel_match.h"
#include "join/lines.h"
#include "knowledge/kernel_reason.h"

struct tb_kernel_trace {
	struct tb_kernel_store store;
	struct tb_kernel_clock clock;
	tb_span ahead;		/* added to the times of what is read */
	struct tb_kernel_counts counts;
	struct tb_lines lines;
};

static void read_line(void *user, const struct tb_line *line)
{
	struct tb_kernel_trace *t = user;
	struct tb_kernel_event e;

	t->counts.lines++;
	if (line->cut || !tb_kernel_event_read(line->text, line->n, &e))
		return;
	e.time.ns += t->ahead;
	t->counts.events++;
	t->counts.sent += e.kind == TB_KERNEL_SENT;
	t->counts.forgotten += t->store.newest >= TB_KERNEL_EVENTS;
	tb_kernel_store_add(&t->store, &e);
}

struct tb_kernel_trace *tb_kernel_trace_new(const uint64_t seed[2])
{
	struct tb_kernel_trace *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	tb_lines_init(&t->lines, read_line, t);
	if (!tb_kernel_store_init(&t->store, seed)) {
		tb_kernel_trace_free(t);
		return NULL;
	}
	return t;
}

uint64_t tb_kernel_trace_bytes(void)
{
	return tb_arena_bytes(1, sizeof(struct tb_kernel_trace)) + tb_kernel_store_bytes();
}

void tb_kernel_trace_free(struct tb_kernel_trace *t)
{
	if (t == NULL)
		return;
	tb_kernel_store_fini(&t->store);
	free(t);
}

void tb_kernel_trace_text(struct tb_kernel_trace *t, const char *bytes, size_t n)
{
	tb_lines_feed(&t->lines, bytes, n);
}

void tb_kernel_trace_end(struct tb_kernel_trace *t)
{
	tb_lines_end(&t->lines);
}

void tb_kernel_trace_clock(struct tb_kernel_trace *t, tb_span ahead)
{
	t->ahead = ahead;
	t->clock.is_given = true;
}

/* The process --------------------------------------------------------------------------- */

/* Was it sent by whoever ran, and because of him? */
static bool is_own_doing(const struct tb_kernel_event *e)
{
	const struct tb_kernel_reason *r = tb_kernel_reason_find(e->reason);

	if (r == NULL || r->by == TB_KERNEL_BY_PACKET || r->by == TB_KERNEL_BY_TIMER ||
	    e->by_process == TB_NO)
		return false;
	if (e->by_process == TB_UNSEEN)	/* a disconnect has set the state, what else aborts not */
		return r->by == TB_KERNEL_BY_PROCESS ||
		       (r->kind == TB_KERNEL_DISCONNECT && e->state == TB_KERNEL_CLOSE);
	return r->kind != TB_KERNEL_SAYS_NOTHING;
}

/* Without a reason: who ended it just before by himself, if a live socket sent it. */
static bool is_just_ended(const struct tb_kernel_event *e, const struct tb_kernel_event *ended,
			  const struct tb_rst *rst)
{
	bool live = (rst->flags & TB_ACK) != 0 && rst->seq != 0;

	return live && ended->by_process == TB_YES && ended->state == TB_KERNEL_CLOSE &&
	       ended->pid == e->pid && tb_since(e->time, ended->time) < TB_MILLISECOND;
}

static bool is_of_closed_socket(const struct tb_kernel_event *e)
{
	const struct tb_kernel_reason *r = tb_kernel_reason_find(e->reason);

	return r != NULL && r->kind == TB_KERNEL_CLOSED;
}

/* The event in which the process that ended the connection ran; NULL: not known. */
static const struct tb_kernel_event *who(const struct tb_kernel_trace *t,
					 const struct tb_kernel_question *q,
					 const struct tb_kernel_event *sent)
{
	const struct tb_kernel_reason *r = tb_kernel_reason_find(sent->reason);
	const struct tb_kernel_event *ended;

	if (is_own_doing(sent))
		return sent;
	ended = tb_kernel_match_ended(&t->store, q, sent);
	if (ended == NULL || is_of_closed_socket(sent))
		return ended;
	return (r == NULL || r->kind == TB_KERNEL_SAYS_NOTHING) &&
			       is_just_ended(sent, ended, tb_kernel_asked(q))
		       ? ended : NULL;
}

/* How often the kernel had repeated segments of that end since the connection began. */
static uint32_t resent_before(const struct tb_kernel_trace *t, const struct tb_kernel_question *q,
			      const struct tb_kernel_event *sent)
{
	tb_span lived = tb_since(tb_kernel_asked(q)->time, q->v->flow.start) + TB_SECOND;
	const struct tb_kernel_event *e;
	struct tb_kernel_walk w;

	tb_kernel_walk_begin(&w, &t->store, TB_KERNEL_RESENT, &q->from, &q->to);
	e = tb_kernel_walk_next(&w);
	if (e == NULL || tb_since(sent->time, e->time) < 0 || tb_since(sent->time, e->time) > lived)
		return 0;
	return e->times;
}

/* A worker of the kernel does what others left to it. */
static bool is_kernels_own(const struct tb_kernel_event *e)
{
	return strncmp(e->comm, "kworker/", 8) == 0 || strncmp(e->comm, "ksoftirqd/", 10) == 0;
}

static void tell(const struct tb_kernel_trace *t, const struct tb_kernel_question *q,
		 const struct tb_kernel_event *sent, struct tb_kernel_word *out)
{
	const struct tb_kernel_event *process = who(t, q, sent);

	out->sent = true;
	out->by_call = (enum tb_answer)sent->by_process;
	memcpy(out->reason, sent->reason, sizeof(out->reason));
	out->state = tb_kernel_state_name(sent->state);
	out->resent = resent_before(t, q, sent);
	if (process == NULL || is_kernels_own(process))
		return;
	out->pid = process->pid;
	memcpy(out->comm, process->comm, sizeof(out->comm));
}

void tb_kernel_trace_ask(struct tb_kernel_trace *t, const struct tb_verdict *v,
			 struct tb_kernel_word *out)
{
	const struct tb_kernel_event *sent = NULL;
	struct tb_kernel_question q;
	enum tb_kernel_match match;

	tb_kernel_question_init(&q, v);
	if (!q.complete)
		return;
	tb_kernel_match_opening(&t->store, &t->clock, &q);
	match = tb_kernel_match_sent(&t->store, &t->clock, &q, &sent);
	if (match == TB_KERNEL_MATCH)
		tell(t, &q, sent, out);
	out->taken = tb_kernel_match_taken(&t->store, &t->clock, &q);
	t->counts.misfits += match == TB_KERNEL_MISFIT;
	t->counts.joined += out->sent || out->taken;
}

const struct tb_kernel_counts *tb_kernel_trace_counts(const struct tb_kernel_trace *t)
{
	return &t->counts;
}
