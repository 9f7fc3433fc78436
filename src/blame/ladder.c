/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ladder.c - the segments around an ending, as a reader is shown them
 *
 * What was kept of them (flow/rungs.h) is gone through once, from the oldest on, with a flow
 * that learns from each no more than states are derived from (flow/state.c).  Where the
 * beginning is not among them, that flow begins with what the real one had done.
 */
#include "blame/judge.h"
#include "flow/rungs.h"
#include "flow/seq.h"
#include "flow/state.h"

struct climb {
	const struct tb_case *c;
	struct tb_flow flow;	/* as far as was climbed */
	uint32_t first[2];	/* sequence number that relative ones are counted from */
	bool has_first[2], has_next[2];
};

/* What happened before the first rung, as far as it tells of states. */
static void begin(struct climb *w, const struct tb_case *c, bool whole)
{
	const uint16_t began = TB_DID_SEND | TB_DID_SYN | TB_DID_SYNACK | TB_DID_ACK | TB_DID_OPEN;

	*w = (struct climb){ .c = c, .flow = { .start = c->flow->start, .last = c->flow->start } };
	for (unsigned d = 0; d < 2; d++) {
		const struct tb_dir *dir = &c->flow->dir[d];

		w->flow.dir[d].rtt = dir->rtt;
		w->first[d] = dir->first;
		w->has_first[d] = (dir->did & TB_DID_SEND) != 0;
		if (!whole)
			w->flow.dir[d].did = dir->did & began;
	}
}

/* Bytes of its sender that should have come before it. */
static uint32_t missing_before(const struct climb *w, const struct tb_kept_rung *k)
{
	int32_t gap = tb_seq_diff(k->seq, w->flow.dir[k->dir].next);

	return w->has_next[k->dir] && !(k->flags & (TB_RST | TB_SYN)) && gap > 0 ? (uint32_t)gap : 0;
}

static void learn_acknowledged(struct tb_dir *dir, const struct tb_kept_rung *k)
{
	if (!(dir->did & TB_DID_ACK) || tb_seq_after(k->ack, dir->acked))
		dir->acked = k->ack;
	dir->did |= TB_DID_ACK;
	if (!(k->flags & TB_SYN))
		dir->did |= TB_DID_OPEN;
}

static void learn(struct climb *w, const struct tb_kept_rung *k)
{
	unsigned d = k->dir;
	struct tb_dir *dir = &w->flow.dir[d];
	uint32_t end = k->seq + k->len + ((k->flags & TB_SYN) != 0) + ((k->flags & TB_FIN) != 0);

	if (d != ((w->flow.flags & TB_FLOW_LAST_1) != 0)) {
		w->flow.other_tick = tb_flow_tick(&w->flow, w->flow.last);
		w->flow.flags ^= TB_FLOW_LAST_1;
	}
	w->flow.last = k->time;
	if (k->flags & TB_RST)
		return;
	dir->did |= TB_DID_SEND;
	if (k->flags & TB_SYN)
		dir->did |= k->flags & TB_ACK ? TB_DID_SYNACK : TB_DID_SYN;
	if (!w->has_next[d] || tb_seq_after(end, dir->next))
		dir->next = end;
	w->has_next[d] = true;
	if (k->flags & TB_ACK)
		learn_acknowledged(dir, k);
	if ((k->flags & TB_FIN) && !(dir->did & TB_DID_FIN))
		dir->did |= (uint16_t)(TB_DID_FIN |
				       (tb_fin_acked(&w->flow, !d) ? TB_DID_FIN_KNOWING : 0));
}

static enum tb_rung_kind kind_of(const struct tb_kept_rung *k)
{
	static const enum tb_rung_kind kinds[] = {
		[TB_STEP_PLAIN] = TB_RUNG_PLAIN,
		[TB_STEP_RETRANSMISSION] = TB_RUNG_RETRANSMISSION,
		[TB_STEP_KEEPALIVE] = TB_RUNG_KEEPALIVE,
		[TB_STEP_WINDOW_PROBE] = TB_RUNG_WINDOW_PROBE,
	};

	return k->duplicate ? TB_RUNG_DUPLICATE : kinds[k->kind];
}

static enum tb_rung_part part_of(const struct tb_case *c, const struct tb_kept_rung *k)
{
	if (k->ref == c->deciding->ref)
		return TB_RUNG_DECIDING;
	if (k->ref == c->deciding->trigger.ref)
		return TB_RUNG_TRIGGER;
	if (!(k->flags & TB_RST))
		return TB_RUNG_OTHER;
	for (uint32_t i = c->episode->first; i != TB_NONE;) {
		const struct tb_note *n = tb_tracker_note(c->tracker, i);

		if (n->ref == k->ref)
			return TB_RUNG_RST;
		i = n->next;
	}
	return TB_RUNG_OTHER;
}

/* The number less the first one of that side: where nothing else of it is known, its own. */
static uint32_t relative(struct climb *w, unsigned d, uint32_t number)
{
	if (!w->has_first[d])
		w->first[d] = number;
	w->has_first[d] = true;
	return number - w->first[d];
}

/* What the deciding RST left of the two ends: one that was not taken, or that its sender did
 * not make, changes nothing there. */
static void end_by_reset(const struct tb_case *c, const struct tb_verdict *v, struct tb_rung *r)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	bool own = v->origin.by == (rst->from == TB_CLIENT ? TB_ORIGIN_CLIENT : TB_ORIGIN_SERVER);

	if (rst->effect == TB_EFFECT_ACCEPTED)
		r->state[!rst->from] = TB_STATE_CLOSED;
	if (own)
		r->state[rst->from] = tb_note_is_abort(c->deciding) ? TB_STATE_CLOSED
								     : v->state[rst->from];
}

static void climb(struct climb *w, const struct tb_kept_rung *k, struct tb_rung *r)
{
	const struct tb_flow *f = w->c->flow;
	uint32_t missing = missing_before(w, k);

	learn(w, k);
	*r = (struct tb_rung){ .frame = tb_ref_unpack(k->ref), .time = k->time,
			       .from = tb_side_of(f, k->dir), .flags = k->flags,
			       .window = k->window, .has_window = k->has_window, .seq = k->seq,
			       .rel_seq = relative(w, k->dir, k->seq), .len = k->len,
			       .missing = missing, .kind = kind_of(k),
			       .part = part_of(w->c, k) };
	if (k->flags & TB_ACK) {
		r->ack = k->ack;
		r->rel_ack = relative(w, !k->dir, k->ack);
	}
	for (unsigned d = 0; d < 2; d++)
		r->state[tb_side_of(f, d)] = tb_state_of(&w->flow, d, k->time);
}

void tb_judge_ladder(const struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out)
{
	struct tb_kept_rung kept[2 * TB_RUNGS_MOST];
	struct tb_ladder *l = &bench->ladder;
	bool over = false;
	struct climb w;

	if (!tb_tracker_rungs(c->tracker, c->episode, kept, l))
		return;
	begin(&w, c, l->earlier == 0);
	for (size_t i = 0; i < l->n; i++) {
		struct tb_rung *r = &bench->rung[i];

		climb(&w, &kept[i], r);
		over |= r->part == TB_RUNG_DECIDING;
		if (over)
			end_by_reset(c, out, r);
	}
	l->rung = bench->rung;
	out->ladder = l;
}
