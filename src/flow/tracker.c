/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tracker.c - segments in, settled episodes out
 *
 * Segments are taken in batches (flow/batch.h), so that the memory of their flows is
 * fetched before it is needed; what happens to each is as if it came alone.
 *
 * Nearly all segments are as header prediction foresees them (flow/track.h), of a flow
 * that no RST has come to lately: these go by take_usual(), and no more is asked of them.
 *
 * The life of any other: its flow is found (flow/table.c) or begun; a second copy
 * of a packet is counted and goes no further (flow/duplicate.c); a RST is noted in
 * the flow's episode (flow/episodes.c); anything else teaches the flow
 * (flow/track.c), is offered to the dialogue (proto/) and, if an episode is open, to
 * its afterlife.  Every segment leaves a step in the trail.
 *
 * What the way of a segment costs, in instructions where it is gone, and in nanoseconds of
 * the 114 that a packet took on average (9 million packets of a hundred bytes, 105,000 flows,
 * -q, one core with 32 MB of cache: by profile, so to one or two of them):
 *
 *   every segment   is read, decoded and hashed (flow/batch.c)        325  24 ns
 *                   its bucket and its flow are fetched                70  11
 *   3 of 4, usual   the key is compared, all as foreseen, a step      290  27
 *   others          the numbers by the long way, a step, history      300   7
 *   1 of 26         begins a flow, and another one is forgotten     1,100  12
 *   2 of 5          have payload that is read (proto/)                350  11
 *   1 of 117        is a RST; 1 of 171 ends in a verdict            8,500  12
 *
 * To fetch and to compare is to wait for memory; in the rest it is the instructions that count.
 * One more line of a flow that each segment touches costs more than fifty instructions; so
 * what stands in struct tb_flow where, and that nothing here looks at a second flow, matters
 * more than what is done with it.
 *
 * A SYN that begins a new connection on the ports of an old one detaches the old
 * flow.  Until the new handshake is answered, segments that fit only the old
 * numbers still go to it: a host that sees such a SYN in the middle of a connection
 * acknowledges with the old numbers (RFC 5961 section 4.2), and the RST that follows
 * (RFC 9293 section 3.5.1, figure 9) ends the old connection, not the new one.
 */
#include "flow/tracker_private.h"

#include "flow/roles.h"
#include "flow/seq.h"
#include "flow/state.h"
#include "flow/track.h"

/* Finding the flow ------------------------------------------------------------ */

static uint32_t begin_flow(struct tb_tracker *t, const struct tb_segment *s, uint32_t hash)
{
	struct tb_flow_key key;
	unsigned d = tb_flow_key_make(&key, &s->src, &s->dst);
	/* by its own time, not t->now: one frame dated into the future makes none of those
	 * behind it old */
	uint32_t slot = tb_table_add(t->table, &key, hash, s->time);
	struct tb_flow *f = tb_table_at(t->table, slot);
	bool syn = (s->flags & TB_SYN) != 0;

	f->trail = TB_NONE;
	f->dir[0].rtt = f->dir[1].rtt = TB_NONE;
	f->id = ++t->n_flows & TB_FLOW_ID_MAX;
	f->start = s->time;
	f->first_ref = tb_ref_pack(s->ref);
	f->client = d & 1;
	if (syn && (s->flags & TB_ACK))
		f->flags |= TB_FLOW_FLIPPED;
	else if (!syn)
		f->flags |= TB_FLOW_MIDSTREAM;
	if (d == 1)
		f->flags |= TB_FLOW_LAST_1;
	f->layers = tb_layers_number(t->layers, &s->env) & (TB_MAX_STACKS - 1U);
	tb_neighbours_begin(t->neighbours, f, s, d, t->now);
	return slot;
}

/* The earlier flow on the same ports, if its slot still holds it. */
static uint32_t live_prior(struct tb_tracker *t, const struct tb_flow *f)
{
	const struct tb_rare *rare = tb_rare_of(t, f);
	const struct tb_flow *prior;

	if (rare == NULL || rare->prior == TB_NONE)
		return TB_NONE;
	prior = tb_table_at(t->table, rare->prior);
	if (!(prior->flags & TB_FLOW_DETACHED) || prior->id >= f->id ||
	    !tb_flow_key_equal(&prior->key, &f->key))
		return TB_NONE;
	return rare->prior;
}

/* Is the handshake of a new flow under way, and does s belong to it? */
static bool belongs_to_handshake(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const struct tb_dir *other = &f->dir[!d];

	if (s->flags & TB_SYN)
		return true;
	if (s->flags & TB_ACK)
		return (other->did & TB_DID_SEND) && s->ack - other->first <= other->next - other->first &&
		       s->ack != other->first;
	return (f->dir[d].did & TB_DID_SYN) && s->seq == f->dir[d].next;
}

static bool is_over(const struct tb_flow *f)
{
	return (f->flags & TB_FLOW_KILLED) || (tb_is_over(f, 0) && tb_is_over(f, 1));
}

static uint32_t route(struct tb_tracker *t, uint32_t slot, const struct tb_segment *s, unsigned d)
{
	struct tb_flow *f = tb_table_at(t->table, slot);
	uint32_t prior = live_prior(t, f);

	if (prior == TB_NONE)
		return slot;
	if (belongs_to_handshake(f, s, d)) {
		if ((s->flags & (TB_SYN | TB_ACK | TB_RST)) == (TB_SYN | TB_ACK))
			tb_rare_of(t, f)->prior = TB_NONE;	/* answered: the old one is over */
		return slot;
	}
	/* one that is over has no part in what its leftovers do to the new attempt */
	if (is_over(tb_table_at(t->table, prior)))
		return slot;
	return tb_fits(tb_table_at(t->table, prior), s, d) ? prior : slot;
}

/* Slot of the flow with its key, or TB_NONE; seems: where it seemed to be, or TB_NONE. */
static uint32_t find_key(const struct tb_tracker *t, const struct tb_segment *s,
			 const struct tb_arrival *a, uint32_t seems)
{
	struct tb_flow_key key;

	if (seems != TB_NONE && tb_table_is_at(t->table, seems, &s->src, &s->dst, a->dir))
		return seems;
	tb_flow_key_make(&key, &s->src, &s->dst);
	return tb_table_find(t->table, &key, a->hash);
}

/* slot: of the flow with its key, or TB_NONE. */
static uint32_t flow_for(struct tb_tracker *t, const struct tb_segment *s,
			 const struct tb_arrival *a, uint32_t slot)
{
	uint32_t old = slot;

	if (slot == TB_NONE)
		return begin_flow(t, s, a->hash);
	if (!tb_begins_anew(tb_table_at(t->table, slot), s, a->dir))
		return route(t, slot, s, a->dir);
	tb_table_detach(t->table, old);
	slot = begin_flow(t, s, a->hash);
	if (old != slot)
		tb_rare_made(t, tb_table_at(t->table, slot))->prior = old;
	return slot;
}

/* Learning ---------------------------------------------------------------------- */

/* A connection that an accepted RST ended does not send from the end that it
 * reached.  If that end does, long after, the RST had not ended it. */
static void revive(struct tb_tracker *t, struct tb_flow *f, uint32_t slot, unsigned d)
{
	if (!(f->flags & TB_FLOW_KILLED) || (f->dir[d].did & TB_DID_RST))
		return;
	f->flags &= (uint16_t)~TB_FLOW_KILLED;
	tb_table_set_closed(t->table, slot, false);
}

/* In SYN-SENT an ACK that does not acknowledge the SYN bears the numbers of an earlier
 * connection on the same ports (RFC 9293 section 3.5.1, figure 9); it must not teach. */
static bool is_of_old_connection(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const struct tb_dir *other = &f->dir[!d];

	return (s->flags & (TB_SYN | TB_ACK)) == TB_ACK && !(f->dir[d].did & TB_DID_SEND) &&
	       (other->did & (TB_DID_SYN | TB_DID_OPEN)) == TB_DID_SYN &&
	       s->ack - other->first - 1 >= other->next - other->first;
}

static void remember(struct tb_tracker *t, struct tb_flow *f, const struct tb_segment *s,
		     unsigned d, enum tb_step_kind kind)
{
	uint32_t episode = tb_episode_of(t, f);

	tb_remember(f, t->trail, s, d, kind);
	if (episode == TB_NONE)
		return;
	t->episode[episode].latest = tb_ref_pack(s->ref);
	tb_rungs_add(&t->rungs, episode, tb_trail_get(t->trail, f->trail));
}

static void learn_sack(struct tb_rare *rare, const struct tb_segment *s, unsigned d)
{
	rare->sack_edge[d] = tb_sack_edge(rare->sack_edge[d], s);
}

static void learn(struct tb_tracker *t, struct tb_flow *f, uint32_t slot,
		  const struct tb_segment *s, unsigned d)
{
	unsigned did = f->dir[d].did, news;
	enum tb_step_kind kind;

	if (f->flags & TB_FLOW_KILLED)
		revive(t, f, slot, d);
	if (is_of_old_connection(f, s, d)) {
		remember(t, f, s, d, TB_STEP_PLAIN);
		return;
	}
	if (tb_episode_of(t, f) != TB_NONE)
		tb_episodes_offer(t, f, s, d);
	if (s->seen_options & TB_OPT_SACK)
		learn_sack(tb_rare_made(t, f), s, d);
	kind = tb_track(f, s, d);
	if (s->flags & TB_SYN)
		tb_app_expect(&f->app, d, s->seq + 1);
	if (s->payload_len > 0 && !tb_step_is_probe(kind))
		tb_app_payload(&f->app, t->app_pool, d, f->key.port, s->seq + ((s->flags & TB_SYN) != 0),
			       s->payload_len, s->payload, s->payload_captured);
	news = f->dir[d].did & ~did & TB_NEIGHBOURS_NEWS;
	if (news != 0)
		tb_neighbours_news(t->neighbours, f, s, d, news, t->now);
	remember(t, f, s, d, kind);
	if ((f->dir[0].did & f->dir[1].did & TB_DID_FIN) && tb_fin_acked(f, 0) && tb_fin_acked(f, 1))
		tb_table_set_closed(t->table, slot, true);
}

/* Is the segment's part in the flow plain?  No episode is open, and no earlier flow may have a
 * claim to it. */
static bool is_quiet(const struct tb_tracker *t, const struct tb_flow *f)
{
	const struct tb_rare *rare = tb_rare_of(t, f);

	return !(f->flags & TB_FLOW_KILLED) &&
	       (rare == NULL || (rare->episode == TB_NONE && rare->prior == TB_NONE));
}

/* What is predicted of a flow that is quiet. */
static void take_usual(struct tb_tracker *t, struct tb_flow *f, const struct tb_segment *s,
		       unsigned d)
{
	unsigned did = f->dir[d].did;
	bool news;

	tb_track_predicted(f, s, d);
	news = f->dir[d].did != did;
	if (news)
		tb_neighbours_fetch(t->neighbours, f);
	if (s->payload_len > 0)
		tb_app_payload(&f->app, t->app_pool, d, f->key.port, s->seq, s->payload_len,
			       s->payload, s->payload_captured);
	if (news)
		tb_neighbours_news(t->neighbours, f, s, d,
				   f->dir[d].did & ~did & TB_NEIGHBOURS_NEWS, t->now);
	tb_remember_predicted(f, t->trail, s, d);
}

/* Anything else.  slot: of the flow with its key, or TB_NONE.  Not inline: then the usual ones
 * do not even save the registers for it. */
static __attribute__((noinline)) void take_any(struct tb_tracker *t, const struct tb_segment *s,
					       const struct tb_arrival *a, uint32_t slot)
{
	unsigned d = a->dir;
	struct tb_flow *f;
	bool duplicate;

	slot = flow_for(t, s, a, slot);
	f = tb_table_at(t->table, slot);
	duplicate = tb_is_duplicate(f, t->trail, s, d);
	if (duplicate) {
		f->flags |= TB_FLOW_COPIED;
		tb_rare_made(t, f)->duplicates++;
		t->n_duplicates++;
	}
	if (s->flags & TB_RST) {
		tb_episodes_rst(t, f, slot, s, d, duplicate);
		t->due = tb_tracker_next_tick(t);
	} else if (!duplicate) {
		learn(t, f, slot, s, d);
	}
}

/* seems: the slot where its flow seems to be, or TB_NONE. */
static void take(struct tb_tracker *t, const struct tb_segment *s, const struct tb_arrival *a,
		 uint32_t seems)
{
	struct tb_flow *f;
	uint32_t slot;

	tb_tracker_tick(t, a->now);
	slot = find_key(t, s, a, seems);
	f = tb_table_at(t->table, slot);
	if (slot != TB_NONE && is_quiet(t, f) && tb_is_predicted(f, s, a->dir))
		take_usual(t, f, s, a->dir);
	else
		take_any(t, s, a, slot);
}

static void fetch_places(const struct tb_tracker *t, const struct tb_segment *s, uint32_t hash)
{
	tb_table_fetch_index(t->table, hash);
	if (s->flags & TB_SYN)
		tb_neighbours_expect(t->neighbours, s);
}

/* The flows of the next few, from number i on, together, so that a core looks for the pages of
 * all of them at once.  Says behind which. */
static unsigned fetch_group(const struct tb_tracker *t, const struct tb_batch *b, unsigned i,
			    uint32_t *seems)
{
	unsigned end = i + TB_BATCH_GROUP < b->n ? i + TB_BATCH_GROUP : b->n;

	for (; i < end; i++)
		seems[i] = tb_table_fetch_flow(t->table, b->arrival[i].hash);
	return end;
}

/* Of what begins or ends a connection its neighbours hear; and it is held against what its flow
 * did last. */
static void fetch_linked(const struct tb_tracker *t, const struct tb_flow *f)
{
	tb_neighbours_fetch(t->neighbours, f);
	tb_trail_fetch(t->trail, f->trail);
}

static void fetch_all_linked(const struct tb_tracker *t, const struct tb_batch *b, unsigned i,
			     unsigned end, const uint32_t *seems)
{
	for (; i < end; i++) {
		unsigned flags = b->in[i].decoded.segment.flags;

		if ((flags & (TB_SYN | TB_FIN | TB_RST)) && seems[i] != TB_NONE)
			fetch_linked(t, tb_table_at(t->table, seems[i]));
	}
}

/* As many of the next batch as are worked on meanwhile. */
static void fetch_next(const struct tb_batch *next, unsigned i, unsigned end)
{
	for (; i < end; i++)
		tb_batch_fetch(next, i);
}

void tb_tracker_take(struct tb_tracker *t, const struct tb_batch *b)
{
	uint32_t seems[TB_BATCH];
	unsigned group, behind;

	for (unsigned i = 0; i < b->n; i++)
		fetch_places(t, &b->in[i].decoded.segment, b->arrival[i].hash);
	group = fetch_group(t, b, 0, seems);
	for (unsigned i = 0; i < b->n; group = behind) {
		behind = fetch_group(t, b, group, seems);
		fetch_all_linked(t, b, i, group, seems);
		if (b->next != NULL)
			fetch_next(b->next, i, group);
		for (; i < group; i++)
			take(t, &b->in[i].decoded.segment, &b->arrival[i], seems[i]);
	}
	if (b->is_icmp) {
		tb_tracker_tick(t, b->arrival[b->n].now);
		tb_tracker_icmp(t, &b->in[b->n].decoded.icmp);
	}
}

static void close_due(struct tb_tracker *t)
{
	if (t->due.ns == TB_BEFORE_ALL)
		t->began = t->now;
	tb_episodes_close_due(t);
	t->due = tb_tracker_next_tick(t);
}

void tb_tracker_tick(struct tb_tracker *t, tb_time now)
{
	if (now.ns <= t->now.ns)
		return;
	t->now = now;
	if (now.ns >= t->due.ns)
		close_due(t);
}

void tb_tracker_missed(struct tb_tracker *t, const struct tb_lapse *lapse)
{
	tb_lapses_add(&t->lapses, lapse);
}

bool tb_tracker_is_pending(const struct tb_tracker *t)
{
	return t->oldest != TB_NONE || t->held_oldest != TB_NONE;
}
