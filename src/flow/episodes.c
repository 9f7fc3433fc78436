/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * episodes.c - the RSTs of one ending, and which of them decides
 *
 * The first RST of a flow opens an episode.  It notes how things stood (phase,
 * states, bytes in flight, trigger, what the rules say of it) and stays open for the
 * aftermath, a span of packet time after its deciding RST; further RSTs of the flow
 * join it.  The deciding RST is the first that its receiver accepted: by the rules,
 * unless the receiver then shows that it lives on; if there is none, the first RST.
 * So an injected RST that missed does not hide the one that hit.
 *
 * Open episodes are a list in order of their deciding RSTs, which is the order of
 * reports.  The aftermath is the same for all, so they also close in that order,
 * from the old end.  When the deciding RST of an episode changes, it moves.
 *
 * A closed episode need not be judged at once: what other connections meet later may say
 * why this one was reset (its server refuses from then on; more of them end after the same
 * silence).  Where nobody waits for the verdict, up to max_held episodes are held, each
 * with a copy of its flow, and judged in order when more come or the input ends.
 *
 * A storm has tens of thousands of episodes open, so each is small: of a note's exhibit only
 * the words that are not zero are kept (flow/cells.h; of fifty mostly some thirteen), and only
 * who is heard of after his RST has an afterlife.  The judges get both as they were.
 *
 * Memory is fixed.  When episodes, notes or flows run out, held episodes are judged, and
 * after them the oldest is closed before its time, and counted.
 */
#include <string.h>

#include "flow/roles.h"
#include "flow/state.h"
#include "flow/track.h"
#include "flow/tracker_private.h"

static struct tb_note *deciding_note(struct tb_tracker *t, const struct tb_episode *e)
{
	return &t->note[e->deciding];
}

/* The list ------------------------------------------------------------------------ */

static void unlink_episode(struct tb_tracker *t, const struct tb_episode *e)
{
	if (e->older == TB_NONE)
		t->oldest = e->younger;
	else
		t->episode[e->older].younger = e->younger;
	if (e->younger == TB_NONE)
		t->youngest = e->older;
	else
		t->episode[e->younger].older = e->older;
}

/* Links it by when its deciding RST was noted; mostly that is the latest. */
static void link_episode(struct tb_tracker *t, uint32_t number)
{
	struct tb_episode *e = &t->episode[number];
	uint32_t older = t->youngest;

	while (older != TB_NONE && tb_since(deciding_note(t, e)->noted,
					    deciding_note(t, &t->episode[older])->noted) < 0)
		older = t->episode[older].older;
	e->older = older;
	e->younger = older == TB_NONE ? t->oldest : t->episode[older].younger;
	if (older == TB_NONE)
		t->oldest = number;
	else
		t->episode[older].younger = number;
	if (e->younger == TB_NONE)
		t->youngest = number;
	else
		t->episode[e->younger].older = number;
}

/* Closing and judging ------------------------------------------------------------------ */

static bool was_accepted(const struct tb_tracker *t, const struct tb_flow *f,
			 const struct tb_episode *e)
{
	const struct tb_note *n = &t->note[e->deciding];

	return tb_rule_accepts((enum tb_acceptance)n->rule) && !tb_contradicted(f, e, n) &&
	       !tb_may_be_lost(n, e->watched);
}

static void free_notes(struct tb_tracker *t, const struct tb_episode *e)
{
	for (uint32_t i = e->first, next; i != TB_NONE; i = next) {
		next = t->note[i].next;
		if (t->note[i].extra != TB_NONE)
			tb_slots_give(&t->extras, t->note[i].extra);
		tb_cells_drop(&t->exhibits, t->note[i].exhibit);
		tb_stock_give(&t->notes, i);
	}
}

/* Before something is noted of it. */
static void give_afterlife(struct tb_tracker *t, struct tb_episode *e)
{
	uint32_t number;

	if (e->after != t->no_after)
		return;
	number = tb_stock_take(&t->afterlives);
	memset(t->after[number], 0, sizeof(t->after[number]));
	e->after = t->after[number];
}

static void free_episode(struct tb_tracker *t, uint32_t number)
{
	const struct tb_episode *e = &t->episode[number];

	free_notes(t, e);
	tb_rungs_end(&t->rungs, number);
	if (e->after != t->no_after)
		tb_stock_give(&t->afterlives, (uint32_t)((struct tb_afterlife (*)[2])e->after -
							 t->after));
	tb_stock_give(&t->episodes, number);
}

static void judge_held(struct tb_tracker *t)
{
	uint32_t number = t->held_oldest;
	struct tb_episode *e = &t->episode[number];

	tb_episodes_fetch_held(t, e);
	t->settled(t->user, e, &t->held_flow[e->flow]);
	t->held_oldest = e->younger;
	if (t->held_oldest == TB_NONE)
		t->held_youngest = TB_NONE;
	t->n_held--;
	tb_stock_give(&t->held_flows, e->flow);
	free_episode(t, number);
}

static void hold(struct tb_tracker *t, uint32_t number, const struct tb_flow *f)
{
	struct tb_episode *e = &t->episode[number];

	e->flow = tb_stock_take(&t->held_flows);
	t->held_flow[e->flow] = *f;
	e->younger = TB_NONE;
	if (t->held_youngest == TB_NONE)
		t->held_oldest = number;
	else
		t->episode[t->held_youngest].younger = number;
	t->held_youngest = number;
	if (++t->n_held > t->max_held)
		judge_held(t);
}

static void close_episode(struct tb_tracker *t, uint32_t number)
{
	struct tb_episode *e = &t->episode[number];
	uint32_t slot = e->flow;
	struct tb_flow *f = tb_table_at(t->table, slot);
	struct tb_rare *rare = tb_rare_of(t, f);
	bool accepted;

	tb_episodes_fetch_open(t, e);
	e->watched = tb_since(t->now, deciding_note(t, e)->noted);
	accepted = was_accepted(t, f, e);
	tb_roles_infer(f, t->app_pool);
	e->icmp = t->newest_icmp[f->id % TB_ICMP_NOTES];
	e->duplicates = rare->duplicates;
	unlink_episode(t, e);
	rare->episode = TB_NONE;
	tb_rare_shed(t, f);
	hold(t, number, f);
	if (accepted) {
		f->flags |= TB_FLOW_KILLED;
		tb_table_set_closed(t->table, slot, true);
	}
}

void tb_episodes_close_due(struct tb_tracker *t)
{
	while (t->oldest != TB_NONE &&
	       tb_since(t->now, deciding_note(t, &t->episode[t->oldest])->noted) > t->aftermath)
		close_episode(t, t->oldest);
}

void tb_episodes_close_through(struct tb_tracker *t, uint32_t episode)
{
	uint32_t closed;

	do {
		closed = t->oldest;
		t->n_dropped++;
		close_episode(t, closed);
	} while (closed != episode);
}

/* Frees the storage of at least one episode. */
static void free_one(struct tb_tracker *t)
{
	if (t->held_oldest == TB_NONE)
		tb_episodes_close_through(t, t->oldest);
	if (t->held_oldest != TB_NONE)
		judge_held(t);
}

tb_time tb_tracker_next_tick(const struct tb_tracker *t)
{
	if (t->oldest == TB_NONE)
		return (tb_time){ INT64_MAX };
	return (tb_time){ t->note[t->episode[t->oldest].deciding].noted.ns + t->aftermath + 1 };
}

void tb_tracker_finish(struct tb_tracker *t)
{
	while (t->oldest != TB_NONE)
		close_episode(t, t->oldest);
	while (t->held_oldest != TB_NONE)
		judge_held(t);
}

/* Deciding ---------------------------------------------------------------------------- */

static bool may_decide(const struct tb_flow *f, const struct tb_episode *e,
		       const struct tb_note *n)
{
	return !n->duplicate && tb_rule_accepts((enum tb_acceptance)n->rule) &&
	       !tb_contradicted(f, e, n);
}

static void decide(struct tb_tracker *t, const struct tb_flow *f, struct tb_episode *e,
		   uint32_t note)
{
	uint32_t number = (uint32_t)(e - t->episode);

	if (e->deciding == note)
		return;
	unlink_episode(t, e);
	e->deciding = note;
	e->app = f->app;
	e->path = tb_app_keep_path(&f->app, t->app_pool);
	link_episode(t, number);
}

/* The deciding RST turns out not to have been accepted: was one after it?  Signs of
 * life only add up, so none before it can have been. */
static void decide_again(struct tb_tracker *t, const struct tb_flow *f, struct tb_episode *e)
{
	uint32_t i = e->deciding;

	while (i != TB_NONE && !may_decide(f, e, &t->note[i]))
		i = t->note[i].next;
	if (i != TB_NONE)
		decide(t, f, e, i);
}

/* Noting -------------------------------------------------------------------------------- */

/* Copies what of it there is room for; how many bytes that are. */
static uint8_t keep(void *to, size_t room, const void *from, size_t n)
{
	size_t kept = n < room ? n : room;

	if (kept > 0)
		memcpy(to, from, kept);
	return (uint8_t)kept;
}

static uint32_t keep_extra(struct tb_tracker *t, const struct tb_segment *s)
{
	struct tb_kept *k = t->kept;
	uint32_t i;

	if ((s->options_len == 0 && s->payload_captured == 0 && !s->has_comment) ||
	    !tb_slots_any(&t->extras))
		return TB_NONE;
	i = tb_slots_take(&t->extras);
	k->n[i].options = keep(k->options[i], sizeof(k->options[i]), tb_segment_options(s),
			       s->options_len);
	k->n[i].payload = keep(k->payload[i], sizeof(k->payload[i]), s->payload,
			       s->payload_captured);
	k->n[i].comment = keep(k->comment[i], sizeof(k->comment[i]), s->comment,
			       s->has_comment ? s->comment_len : 0);
	return i;
}

/* A RST without ACK, or one that acknowledges a SYN only, is made without a socket;
 * what its sender still had is told by what it had done. */
static enum tb_state sender_state(const struct tb_flow *f, const struct tb_note *n)
{
	unsigned d = n->dir;
	enum tb_state state = tb_state_of(f, d, n->time);
	bool stateless = !(n->flags & TB_ACK) || !(f->dir[d].did & TB_DID_SEND);

	if (stateless && state == TB_STATE_TIME_WAIT)	/* that would acknowledge, not reset */
		return TB_STATE_CLOSED;
	if (!stateless || n->trigger.ref == 0 || (f->dir[d].did & TB_DID_FIN))
		return state;
	if ((f->dir[d].did & TB_DID_SYNACK) && !(f->dir[d].did & TB_DID_OPEN))
		return TB_STATE_SYN_RECEIVED;
	/* SYN-SENT answers an unacceptable ACK and stays (RFC 9293 section 3.10.7.3). */
	if (state == TB_STATE_SYN_SENT && n->trigger.kind != TB_TRIGGER_SYN_ACK)
		return state;
	return TB_STATE_CLOSED;
}

static tb_span silence_before(const struct tb_flow *f, const struct tb_trail *trail,
			      const struct tb_note *n)
{
	const struct tb_step *a, *before;

	if (n->trigger.ref == 0)
		return f->trail == TB_NONE ? 0 : tb_since(n->time, f->last);
	a = tb_trail_get(trail, n->trigger.number);
	before = a == NULL ? NULL : tb_trail_before(trail, a);
	if (before != NULL)
		return tb_since(a->time, before->time);
	return a == NULL ? 0 : (tb_span)a->pause << TB_PAUSE_SHIFT;
}

static void judge_note(struct tb_tracker *t, const struct tb_flow *f, struct tb_note *n,
		       const struct tb_segment *s, uint32_t used)
{
	struct tb_exhibit exhibit;
	unsigned d = n->dir;

	n->rule = (uint8_t)tb_acceptance_of(f, s, d, tb_rare_of(t, f)->sack_edge[!d]);
	n->phase = (uint8_t)tb_phase_of(f, d);
	n->trigger = tb_trigger_find(f, t->trail, s, d, used);
	n->state[d] = (uint8_t)sender_state(f, n);
	n->state_if_forged = (uint8_t)tb_state_of(f, d, n->time);
	n->state[!d] = (uint8_t)tb_state_of(f, !d, n->time);
	for (unsigned side = 0; side < 2; side++)
		n->unacked[side] = tb_unacked(f, side);
	n->idle = silence_before(f, t->trail, n);
	tb_exhibit_take(&exhibit, f, t->trail, s, d,
			n->trigger.ref != 0 ? n->trigger.number : TB_NONE);
	n->in_vain = tb_sent_in_vain(&exhibit, f, d);
	n->exhibit = tb_cells_keep(&t->exhibits, &exhibit, sizeof(exhibit));
	n->after_fin = (f->dir[d].did & TB_DID_FIN) != 0;
}

static uint32_t new_note(struct tb_tracker *t, const struct tb_flow *f,
			 const struct tb_segment *s, unsigned d)
{
	uint32_t number = tb_stock_take(&t->notes);

	t->note[number] = (struct tb_note){
		.time = s->time,
		.noted = t->now,
		.ref = tb_ref_pack(s->ref),
		.seq = s->seq,
		.ack = s->ack,
		.payload_len = s->payload_len,
		.interface = s->interface,
		.flags = s->flags,
		.window = s->window,
		.ip_id = s->ip_id,
		.ttl = s->ttl,
		.tos = s->tos,
		.dir = (uint8_t)d,
		.header_len = s->header_len,
		.has_ip_id = s->has_ip_id,
		.df = s->df,
		.checksum_bad = (f->dir[d].did & TB_DID_GOOD_SUM) &&
				tb_segment_checksum(s) == TB_CHECKSUM_BAD,
		.extra = keep_extra(t, s),
		.exhibit = TB_NONE,
		.next = TB_NONE,
	};
	return number;
}

/* SND.NXT, or what the other side waits for where nothing of this one was captured. */
static uint32_t next_of(const struct tb_flow *f, unsigned d)
{
	return f->dir[d].did & TB_DID_SEND ? f->dir[d].next : f->dir[!d].acked;
}

static struct tb_episode *open_episode(struct tb_tracker *t, struct tb_flow *f, uint32_t slot,
				       uint32_t note)
{
	uint32_t number = tb_stock_take(&t->episodes);
	struct tb_episode *e = &t->episode[number];

	*e = (struct tb_episode){ .flow = slot, .first = note, .last = note, .deciding = note,
				  .used = { TB_NONE, TB_NONE }, .after = t->no_after,
				  .path = tb_app_keep_path(&f->app, t->app_pool), .app = f->app };
	for (unsigned d = 0; d < 2; d++)
		e->next[d] = next_of(f, d);
	tb_rare_made(t, f)->episode = number;
	tb_rungs_begin(&t->rungs, number, f, t->trail);
	link_episode(t, number);
	return e;
}

static void make_room(struct tb_tracker *t, const struct tb_flow *f)
{
	uint32_t episode = tb_episode_of(t, f);

	if (episode != TB_NONE && t->episode[episode].n_notes == TB_EPISODE_RSTS)
		tb_episodes_close_through(t, episode);
	while (!tb_stock_any(&t->notes) ||
	       (tb_episode_of(t, f) == TB_NONE && !tb_stock_any(&t->episodes)))
		free_one(t);
}

void tb_episodes_rst(struct tb_tracker *t, struct tb_flow *f, uint32_t slot,
		     const struct tb_segment *s, unsigned d, bool duplicate)
{
	struct tb_episode *e;
	struct tb_note *n;
	uint32_t number, episode;

	make_room(t, f);
	t->n_rsts++;
	number = new_note(t, f, s, d);
	n = &t->note[number];
	episode = tb_episode_of(t, f);
	if (episode == TB_NONE) {
		e = open_episode(t, f, slot, number);
	} else {
		e = &t->episode[episode];
		t->note[e->last].next = number;
		e->last = number;
	}
	e->n_notes++;
	n->duplicate = duplicate && e->n_notes > 1;
	if (n->duplicate) {
		tb_rungs_add_copy(&t->rungs, (uint32_t)(e - t->episode), s, d);
		return;
	}
	judge_note(t, f, n, s, e->used[d]);
	e->used[d] = n->trigger.number;
	tb_neighbours_rst(t->neighbours, f, s, n);
	if (tb_note_is_abort(n)) {
		give_afterlife(t, e);
		tb_afterlife_abort(e, n);
	}
	if (!may_decide(f, e, deciding_note(t, e)))
		decide_again(t, f, e);
	f->dir[d].did |= TB_DID_RST;
	tb_remember(f, t->trail, s, d, TB_STEP_PLAIN);
	tb_rungs_add(&t->rungs, (uint32_t)(e - t->episode), tb_trail_get(t->trail, f->trail));
	e->latest = n->ref;
}

/* Data that its sender had sent before the RST but that was captured after it, or
 * the acknowledgment of such data, shows that the RST was exact after all. */
static bool explains_gap(const struct tb_note *n, const struct tb_flow *f,
			 const struct tb_segment *s, unsigned d)
{
	if ((n->rule != TB_RULE_WINDOW && n->rule != TB_RULE_MAYBE_WINDOW) ||
	    tb_since(s->time, n->time) > tb_grace(f, d))
		return false;
	if (d == n->dir)
		return s->seq + tb_segment_span(s) == n->seq;
	return (s->flags & TB_ACK) && s->ack == n->seq && s->ack != f->dir[d].acked;
}

void tb_episodes_offer(struct tb_tracker *t, const struct tb_flow *f,
		       const struct tb_segment *s, unsigned d)
{
	struct tb_episode *e = &t->episode[tb_episode_of(t, f)];
	struct tb_note *n = deciding_note(t, e);

	if (explains_gap(n, f, s, d)) {
		n->rule = TB_RULE_REORDERED;
		e->next[n->dir] = n->seq;
	}
	give_afterlife(t, e);
	if (tb_afterlife_offer(e, f, s, d, n))
		decide_again(t, f, e);
}
