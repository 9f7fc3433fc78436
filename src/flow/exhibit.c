/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exhibit.c - a flow's recent past, laid before the judges
 *
 * The trail is walked back from its newest step, so of each kind of moment the first
 * that is met is the last that happened.  The walk is bounded; what lies beyond it counts
 * as forgotten.
 */
#include "flow/exhibit.h"

#include <string.h>

#include "flow/seq.h"
#include "flow/standstill.h"

enum {
	LOOK_BACK = 512,	/* steps */
	ID_STEP_MAX = 512,	/* an IP ID counter that others share moves so far at most */
	MANY_AGAIN = 3,		/* retransmissions in a row: more than chance loses */
	MANY_PROBES = 2		/* likewise probes */
};

static struct tb_moment moment_of(const struct tb_step *a)
{
	return (struct tb_moment){ a->ref, a->time };
}

static void count_up(uint8_t *n)
{
	if (*n < UINT8_MAX)
		++*n;
}

/* Its last segment: what the RST is compared with. */
static void take_last(struct tb_past *p, const struct tb_step *a)
{
	p->last = moment_of(a);
	p->interface = a->interface;
	p->travel = a->travel;
	p->window = a->window;
	p->has_window = a->has_window;
	p->ip_id = a->ip_id;
	p->has_ip_id = a->has_ip_id;
	p->ts_val = a->ts_val;
	p->ttl = a->ttl;
	p->tos = a->tos;
	p->has_mac = a->has_mac;
	memcpy(p->mac_src, a->mac_src, sizeof(p->mac_src));
	p->timestamps = a->ts_val != 0;
	p->df_always = a->df;
	p->df_never = !a->df;
}

/* newer: the step of the same side after a. */
static enum tb_id_habit habit_of(const struct tb_step *a, const struct tb_step *newer)
{
	uint16_t step = (uint16_t)(newer->ip_id - a->ip_id);

	if (a->ip_id == 0 && newer->ip_id == 0)
		return TB_ID_ZERO;
	if (step == 0)
		return TB_ID_CONSTANT;
	return step <= ID_STEP_MAX ? TB_ID_COUNTS : TB_ID_OTHER;
}

/* Linux sends its SYN-ACK, and ACKs of half-open sockets, with ID 0 and then counts. */
static void take_id(struct tb_past *p, const struct tb_step *a, const struct tb_step *newer)
{
	enum tb_id_habit habit = habit_of(a, newer);

	if (!a->has_ip_id || !newer->has_ip_id || (a->flags & TB_SYN))
		return;
	if (p->id_habit == TB_ID_UNSEEN)
		p->id_habit = (uint8_t)habit;
	else if (p->id_habit != habit)
		p->id_habit = TB_ID_OTHER;
}

struct walk {
	struct tb_exhibit *x;
	const struct tb_segment *rst;
	unsigned from;			/* who sent it */
	uint32_t newest;		/* number of the last step in the trail */
	const struct tb_step *newer[2];	/* of each side, the step met last; NULL: none yet */
	uint32_t newer_number[2];	/* its number in the trail */
	const struct tb_step *newer_run[2];
	bool run_over[2];
	bool had_room[2];
	bool turn_begins[2];	/* the next step is the one before the turn */
	bool acks[2];		/* it sent mere ACKs */
	const uint32_t *next;	/* of each side, what is known to have been sent */
	uint32_t unseen[2];	/* of that, behind the steps that were met */
	struct tb_pauses pauses[2];
};

static void take_run(struct walk *w, const struct tb_step *a)
{
	struct tb_past *p = &w->x->past[a->dir];
	const struct tb_step *newer = w->newer_run[a->dir];

	if (p->run_length == 0) {
		p->run_of_probes = tb_step_is_probe(a->kind);
		p->run_of_window_probes = a->kind == TB_STEP_WINDOW_PROBE;
	}
	if (p->run_length > 0 && newer != NULL) {
		tb_span apart = tb_since(newer->time, a->time);

		if (p->run_length == 1 || apart > p->run_longest)
			p->run_longest = apart;
	}
	count_up(&p->run_length);
	p->run = moment_of(a);
	p->run_answered = w->newer[!a->dir] != NULL;
	p->run_heard = w->acks[!a->dir];
	w->newer_run[a->dir] = a;
}

/* Whoever has nothing to say acknowledges what arrives. */
static bool is_mere_ack(const struct tb_step *a)
{
	return (a->flags & (TB_ACK | TB_FIN)) == TB_ACK && a->len == 0 &&
	       !tb_step_is_probe(a->kind);
}

/* The step that the other side sent next: does it acknowledge a? */
static void take_answer_time(struct walk *w, const struct tb_step *a)
{
	struct tb_past *other = &w->x->past[!a->dir];
	const struct tb_step *answer = w->newer[!a->dir];
	tb_span took;

	if (answer == NULL || !(answer->flags & TB_ACK) || answer->ack != tb_step_end(a))
		return;
	took = tb_since(answer->time, a->time);
	if (took > 0 && (other->quickest == 0 || took < other->quickest))
		other->quickest = took;
}

static void take_payload(struct walk *w, const struct tb_step *a)
{
	struct tb_past *p = &w->x->past[a->dir];

	p->words = moment_of(a);
	w->x->opened_by = a->dir;
	if (a->kind == TB_STEP_PLAIN && p->data.ref == 0) {
		p->data = moment_of(a);
		p->ends_in_alert = a->is_alert;
		p->ends_unseen = a->headless;
	}
	if (a->kind == TB_STEP_PLAIN && tb_since(w->rst->time, a->time) <= TB_SECOND)
		p->stream_bytes += a->len;
	if (w->x->past[!a->dir].data.ref == 0 && a->kind == TB_STEP_PLAIN) {
		p->turn = moment_of(a);
		p->turn_bytes += a->len;
		w->turn_begins[a->dir] = true;
	}
}

static void take_gaps(struct walk *w, const struct tb_step *a)
{
	for (unsigned d = 0; d < 2; d++)
		if (w->turn_begins[d]) {
			w->x->past[d].turn_gap = tb_since(w->x->past[d].turn.time, a->time);
			w->turn_begins[d] = false;
		}
}

/* newer: the step of the same side after a, or NULL. */
static void take_probe(struct tb_past *p, const struct tb_step *a, const struct tb_step *newer)
{
	if (p->seen == 2 && a->kind == TB_STEP_KEEPALIVE && newer->kind == TB_STEP_KEEPALIVE)
		p->probe_gap = tb_since(newer->time, a->time);
}

/* How far the step falls short of what is known to have been sent, and whether it tells that. */
static void take_numbers(struct walk *w, const struct tb_step *a)
{
	uint32_t behind = w->next[a->dir] - tb_step_end(a);

	if (behind < w->unseen[a->dir])
		w->unseen[a->dir] = behind;
	if ((a->flags & TB_ACK) && a->ack == w->next[!a->dir])
		w->x->past[!a->dir].acked_unseen = moment_of(a);
}

static void take_unseen(const struct walk *w)
{
	for (unsigned d = 0; d < 2; d++) {
		struct tb_past *p = &w->x->past[d];

		if (w->newer[d] == NULL || w->unseen[d] == 0 || p->acked_unseen.ref == 0)
			p->acked_unseen = (struct tb_moment){ 0 };
		else
			p->unseen = w->unseen[d];
	}
}

/* Until what the same side sent next, be it the RST. */
static void take_pause(struct walk *w, const struct tb_step *a)
{
	const struct tb_step *newer = w->newer[a->dir];

	if (newer != NULL)
		tb_pauses_add(&w->pauses[a->dir], a, newer->time, newer->ts_val,
			      w->newer_number[a->dir]);
	else if (a->dir == w->from)
		tb_pauses_add(&w->pauses[a->dir], a, w->rst->time, w->rst->ts_val, w->newest);
}

/* The window of a SYN says nothing yet of what is read. */
static void take_room(struct walk *w, const struct tb_step *a)
{
	w->had_room[a->dir] |= !a->has_window || a->window != 0 || (a->flags & TB_SYN);
	if (!w->had_room[a->dir])
		w->x->past[a->dir].shut = moment_of(a);
}

static void take_flags(struct tb_past *p, const struct tb_step *a)
{
	if (a->kind == TB_STEP_RETRANSMISSION)
		count_up(&p->losses);
	if (a->flags & TB_SYN) {
		count_up(&p->syns);
		p->syn = moment_of(a);
	}
	if (a->flags & TB_FIN)
		p->fin = moment_of(a);
}

static void take_step(struct walk *w, const struct tb_step *a, uint32_t number)
{
	struct tb_past *p = &w->x->past[a->dir];
	unsigned d = a->dir;

	take_pause(w, a);
	take_numbers(w, a);
	take_gaps(w, a);
	take_room(w, a);
	/* what was sent again before the other side's last word had its answer */
	if (w->x->past[!d].run_length > 0)
		w->run_over[!d] = true;

	count_up(&p->seen);
	take_probe(p, a, w->newer[d]);
	if (w->newer[d] == NULL) {
		take_last(p, a);
	} else {
		take_id(p, a, w->newer[d]);
		p->df_always &= a->df;
		p->df_never &= !a->df;
		p->timestamps |= a->ts_val != 0 && !(a->flags & TB_SYN);
	}
	if (a->kind != TB_STEP_PLAIN && !w->run_over[d]) {
		take_run(w, a);
	} else if (a->len > 0 || (a->flags & TB_SYN)) {	/* a FIN is sent in between */
		w->run_over[d] = true;
	}
	take_flags(p, a);
	if (a->len > 0 && !tb_step_is_probe(a->kind)) {
		take_payload(w, a);
		take_answer_time(w, a);
	}
	w->acks[d] |= is_mere_ack(a);
	w->newer[d] = a;
	w->newer_number[d] = number;
}

static void take_trigger(struct tb_exhibit *x, const struct tb_step *a)
{
	if (a == NULL)
		return;
	x->trigger_seen = true;
	x->trigger_has_window = a->has_window;
	x->trigger_window = a->window;
	x->trigger_tos = a->tos;
	x->trigger_flags = a->flags;
	x->trigger_ack = a->ack;
}

static void take_rst(struct tb_exhibit *x, const struct tb_segment *s)
{
	x->ts_val = s->ts_val;
	x->timestamps = (s->seen_options & TB_OPT_TS) != 0;
	x->has_window = s->has_window;
	x->has_options = !(s->seen_options & TB_OPT_CUT);
	x->options = s->seen_options;
	x->options_len = s->options_len;
	x->mptcp_reason = s->seen_options & TB_OPT_MP_TCPRST ? s->mptcp_rst_reason : 0;
	x->travel = (uint8_t)s->env.travel;
	x->has_mac = s->env.has_mac;
	memcpy(x->mac_src, s->env.mac_src, sizeof(x->mac_src));
}

static void take_standstill(struct tb_exhibit *x, const struct walk *w,
			    const struct tb_trail *trail)
{
	struct tb_pause stood = tb_standstill(w->pauses, trail);

	x->stood_since = stood.since;
	x->stood = stood.span;
}

void tb_exhibit_take(struct tb_exhibit *x, const struct tb_flow *f, const struct tb_trail *trail,
		     const struct tb_segment *s, unsigned d, uint32_t trigger)
{
	const uint32_t next[2] = { f->dir[0].next, f->dir[1].next };
	struct walk w = { .x = x, .rst = s, .from = d, .newest = trail->count - 1,
			  .next = next, .unseen = { UINT32_MAX, UINT32_MAX } };
	uint32_t number = f->trail;

	memset(x, 0, sizeof(*x));	/* what is between the members, too: it is squeezed */
	x->complete = true;
	for (unsigned i = 0; i < 2; i++) {
		x->past[i].did = f->dir[i].did;
		x->past[i].ttl_min = f->dir[i].ttl_min;
		x->past[i].ttl_max = f->dir[i].ttl_max;
	}
	for (unsigned looked = 0; number != TB_NONE; looked++) {
		const struct tb_step *a = looked < LOOK_BACK ? tb_trail_get(trail, number) : NULL;

		x->complete = a != NULL;
		if (a == NULL)
			break;
		if (!(a->flags & TB_RST)) {
			take_step(&w, a, number);
			if (a->dir == d && a->ttl == s->ttl)
				count_up(&x->ttl_shared);
		}
		number = a->previous;
	}
	take_unseen(&w);
	take_standstill(x, &w, trail);
	take_rst(x, s);
	take_trigger(x, trigger == TB_NONE ? NULL : tb_trail_get(trail, trigger));
}

/* Has the other side not acknowledged all that d has sent? */
static bool is_waiting(const struct tb_flow *f, unsigned d)
{
	const struct tb_dir *other = &f->dir[!d];

	return !(other->did & TB_DID_ACK) || tb_seq_before(other->acked, f->dir[d].next);
}

bool tb_sent_in_vain(const struct tb_exhibit *x, const struct tb_flow *f, unsigned d)
{
	const struct tb_past *p = &x->past[d];

	if (p->run_of_probes)
		return p->run_length >= MANY_PROBES && !p->run_answered;
	return p->run_length >= MANY_AGAIN && !p->run_heard && is_waiting(f, d);
}
