/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_silences.c - connections that ended after a silence, or were not known any more
 *
 * Both are rare, and a neighbour may be any connection at all: so short rings that are
 * searched whole, but many at a time by a short note of each.  Only whether a flow itself is
 * in the ring of silences is asked for every reset, and mostly in vain: there flows are chained
 * by their ids.
 */
#include "flow/neighbours_private.h"

enum { ROW = 64 };	/* silences that are looked at together */

_Static_assert(TB_SILENCES % ROW == 0, "no row goes round the end of the ring");

static uint32_t about(tb_span silence)
{
	return (uint32_t)((uint64_t)silence >> TB_PAUSE_SHIFT);
}

void tb_silence_ends(struct tb_neighbours *n, const struct tb_flow *f, tb_packed_ref ref,
		     tb_time now, tb_span silence)
{
	struct tb_quiet_ring *ring = &n->quiet;
	uint64_t at = ring->n % TB_SILENCES, *newest = &ring->newest[f->id % TB_SILENCES];

	if (silence < tb_least_silence)
		return;
	ring->silence[at] = silence;
	ring->about[at] = about(silence);
	ring->service[at] = tb_service_to(n, f);
	ring->flow[at] = f->id;
	ring->ref[at] = ref;
	ring->time[at] = now;
	ring->previous[at] = *newest;
	*newest = ++ring->n;
}

/* How far from a silence those may be that are like it. */
static uint64_t tolerance_of(tb_span silence)
{
	tb_span least = 50 * TB_MILLISECOND;

	return (uint64_t)(silence / 50 > least ? silence / 50 : least);
}

/* Unsigned, as the clocks of a forged capture lie centuries apart. */
static bool is_within(tb_span a, tb_span b, uint64_t tolerance)
{
	return (uint64_t)a - (uint64_t)b + tolerance <= 2 * tolerance;
}

bool tb_alike_silences(tb_span a, tb_span b)
{
	return is_within(a, b, tolerance_of(b));
}

static uint64_t oldest_silence(const struct tb_quiet_ring *ring)
{
	return ring->n > TB_SILENCES ? ring->n - TB_SILENCES : 0;
}

/* Of several its first. */
struct tb_answered tb_neighbours_own_silence(const struct tb_neighbours *n,
					     const struct tb_asker *who)
{
	struct tb_answered out = { 0 };
	const struct tb_quiet_ring *ring = &n->quiet;
	uint64_t own = who->flow->id;
	uint64_t number = ring->newest[own % TB_SILENCES], oldest = oldest_silence(ring);

	while (number > oldest) {
		uint64_t at = (number - 1) % TB_SILENCES;

		if (ring->flow[at] == own)
			out = (struct tb_answered){ TB_YES, ring->silence[at], { ring->ref[at] } };
		number = ring->previous[at];
	}
	tb_answer_no(&out, oldest == 0);
	return out;
}

static bool is_same_moment(tb_time a, tb_time b)
{
	return is_within(a.ns, b.ns, TB_SECOND / 10);
}

static void count_alike(struct tb_silences *out, const struct tb_quiet_ring *ring, uint64_t at,
			uint64_t service, tb_time t)
{
	tb_span silence = ring->silence[at];

	tb_answer_yes(&out->alike, ring->ref[at]);
	out->of_service += ring->service[at] == service;
	out->together += is_same_moment(ring->time[at], t);
	out->shortest = silence < out->shortest ? silence : out->shortest;
	out->longest = silence > out->longest ? silence : out->longest;
}

/* Is one of a row perhaps within the tolerance?  Written so that compilers make it a few vector
 * instructions. */
static bool may_be_near(const uint32_t row[ROW], tb_span silence, uint64_t tolerance)
{
	uint64_t far = (tolerance >> TB_PAUSE_SHIFT) + 2;	/* both ends are rounded */
	uint32_t least = about(silence) - (uint32_t)far, width = 2 * (uint32_t)far, found = 0;

	if (far > UINT32_MAX / 2)
		return true;
	for (unsigned i = 0; i < ROW; i++)
		found |= row[i] - least <= width;
	return found != 0;
}

struct tb_silences tb_neighbours_silences(const struct tb_neighbours *n, const struct tb_asker *who,
					  tb_time t, tb_span silence)
{
	struct tb_silences out = { .shortest = INT64_MAX };
	const struct tb_quiet_ring *ring = &n->quiet;
	uint64_t own = who->flow->id, oldest = oldest_silence(ring), next;
	uint64_t tolerance = tolerance_of(silence);

	for (uint64_t i = oldest; i < ring->n; i = next) {
		uint64_t row = i - i % ROW;

		next = row + ROW < ring->n ? row + ROW : ring->n;
		if (!may_be_near(&ring->about[row % TB_SILENCES], silence, tolerance))
			continue;
		for (; i < next; i++)
			if (is_within(ring->silence[i % TB_SILENCES], silence, tolerance) &&
			    ring->flow[i % TB_SILENCES] != own)
				count_alike(&out, ring, i % TB_SILENCES, who->service, t);
	}
	if (out.alike.n == 0)
		out.shortest = 0;
	tb_answer_no(&out.alike, oldest == 0 && silence >= tb_least_silence);
	return out;
}

/* All but those that are alike, and its own. */
struct tb_other_silences tb_neighbours_other_silences(const struct tb_neighbours *n,
						      const struct tb_asker *who,
						      const struct tb_silences *alike)
{
	const struct tb_quiet_ring *ring = &n->quiet;
	uint64_t own = who->flow->id, oldest = oldest_silence(ring);
	struct tb_other_silences out = { (uint32_t)(ring->n - oldest - (uint64_t)alike->alike.n), 0 };

	for (uint64_t i = 0; i < ring->n - oldest; i++)
		out.of_service += ring->service[i] == who->service;
	out.of_service -= alike->of_service;
	for (uint64_t number = ring->newest[own % TB_SILENCES]; number > oldest;) {
		uint64_t at = (number - 1) % TB_SILENCES;

		out.n -= ring->flow[at] == own;
		out.of_service -= ring->flow[at] == own && ring->service[at] == who->service;
		number = ring->previous[at];
	}
	return out;
}

/* Lost state ---------------------------------------------------------------------- */

bool tb_note_is_loss(const struct tb_note *note)
{
	bool under_way = note->phase == TB_PHASE_ESTABLISHED ||
			 note->phase == TB_PHASE_DATA_TRANSFER ||
			 note->phase == TB_PHASE_NO_CONNECTION;

	return under_way && note->trigger.ref != 0 && !(note->flags & TB_ACK) &&
	       note->trigger.kind != TB_TRIGGER_SYN && note->trigger.kind != TB_TRIGGER_SYN_ACK &&
	       !note->after_fin;
}

/* The sum of both spans may overflow by itself; what was then is a time all the same. */
static tb_time last_good(const struct tb_note *note)
{
	return (tb_time){ (int64_t)((uint64_t)note->noted.ns - (uint64_t)note->trigger.after -
				    (uint64_t)note->idle) };
}

static struct tb_loss loss_of(const struct tb_asker *who, const struct tb_note *note)
{
	return (struct tb_loss){
		.time = note->noted,
		.good = last_good(note),
		.bearer = who->address[note->dir],
		.flow = who->flow->id,
		.ref = note->ref,
		.look = (uint16_t)(note->ttl << 1 | (note->dir != who->client)),
	};
}

static uint64_t oldest_loss(const struct tb_neighbours *n)
{
	return n->n_losses > TB_LOSSES ? n->n_losses - TB_LOSSES : 0;
}

void tb_state_is_lost(struct tb_neighbours *n, const struct tb_flow *f, const struct tb_note *note)
{
	struct tb_loss *loss = &n->loss[n->n_losses % TB_LOSSES];
	struct tb_asker who;
	uint64_t *newest;

	if (!tb_note_is_loss(note))
		return;
	who = tb_neighbours_asker(n, f);
	newest = &n->newest_loss[(who.address[note->dir] >> 32) % TB_LOSSES];
	*loss = loss_of(&who, note);
	loss->previous = *newest;
	n->loss_look[n->n_losses % TB_LOSSES] = loss->look;
	*newest = ++n->n_losses;
}

static bool is_near(const struct tb_loss *a, const struct tb_loss *b)
{
	tb_span apart = tb_since(a->time, b->time);

	return apart >= -60 * TB_SECOND && apart <= 60 * TB_SECOND;
}

/* Was there a moment at which both can have been lost? */
static bool is_of_one_moment(const struct tb_loss *a, const struct tb_loss *b)
{
	return is_near(a, b) && tb_since(a->time, b->good) >= 0 && tb_since(b->time, a->good) >= 0;
}

/* Was another of the same look and bearer met before in the ring?  Times never go back, so what is
 * before one that is too early is so, too. */
static bool is_known(const struct tb_neighbours *n, const struct tb_loss *own,
		     const struct tb_loss *loss)
{
	uint64_t number = loss->previous, oldest = oldest_loss(n);

	while (number > oldest) {
		const struct tb_loss *before = &n->loss[(number - 1) % TB_LOSSES];

		if (!is_near(before, own))
			return false;
		if (before->bearer == loss->bearer && before->look == loss->look &&
		    is_of_one_moment(before, own))
			return true;
		number = before->previous;
	}
	return false;
}

/* Is the loss of that number one of another bearer, and the first of his about then? */
static bool is_other(const struct tb_neighbours *n, const struct tb_loss *own, uint64_t number)
{
	const struct tb_loss *loss = &n->loss[number % TB_LOSSES];

	return n->loss_look[number % TB_LOSSES] == own->look && loss->bearer != own->bearer &&
	       is_of_one_moment(loss, own) && !is_known(n, own, loss);
}

/* So many others are the answer: who does not ask for the count does not pay for the rest. */
struct tb_answered tb_neighbours_lost_state(const struct tb_neighbours *n,
					    const struct tb_asker *who, const struct tb_note *note,
					    unsigned least)
{
	struct tb_answered out = { 0 };
	struct tb_loss own = loss_of(who, note);
	uint64_t oldest = oldest_loss(n), i = oldest;
	unsigned others = 0;

	for (; i < n->n_losses && others < least; i++)
		others += is_other(n, &own, i);
	for (i = oldest; i < n->n_losses; i++)
		if (is_other(n, &own, i))
			tb_answer_yes(&out, n->loss[i % TB_LOSSES].ref);
	if (others > 0 && others < least)
		return (struct tb_answered){ 0 };
	out.answer = others > 0 ? TB_YES : TB_UNSEEN;
	tb_answer_no(&out, oldest == 0 ||
				   tb_since(note->noted, n->loss[oldest % TB_LOSSES].time) >
					   60 * TB_SECOND);
	return out;
}

/* Did a later one than the loss of that number tell of the same flow? */
static bool is_told_again(const struct tb_neighbours *n, uint64_t number)
{
	for (uint64_t i = number + 1; i < n->n_losses; i++)
		if (n->loss[i % TB_LOSSES].flow == n->loss[number % TB_LOSSES].flow)
			return true;
	return false;
}

struct tb_answered tb_neighbours_lost_alike(const struct tb_neighbours *n,
					    const struct tb_asker *who, const struct tb_note *note)
{
	struct tb_answered out = { 0 };
	struct tb_loss own = loss_of(who, note);
	uint64_t oldest = oldest_loss(n);

	for (uint64_t i = oldest; i < n->n_losses; i++) {
		const struct tb_loss *loss = &n->loss[i % TB_LOSSES];

		if (loss->look == own.look && loss->bearer == own.bearer &&
		    loss->flow != own.flow && is_of_one_moment(loss, &own) && !is_told_again(n, i))
			tb_answer_yes(&out, loss->ref);
	}
	tb_answer_no(&out, oldest == 0 ||
				   tb_since(note->noted, n->loss[oldest % TB_LOSSES].time) >
					   60 * TB_SECOND);
	return out;
}
