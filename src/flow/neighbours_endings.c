/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_endings.c - which connections a service ended, and when
 *
 * A process that dies ends all its connections at once: by RST those of which it had not
 * read all, by FIN the others.  FINs are ordinary, and many; they have a ring of their own,
 * so that they do not push out what RSTs there were.  Who sent both is in both rings: before FINs
 * are counted the flows that were reset are listed, to be found by their ids.
 *
 * Questions are about a moment that is long past, but they come by and large in order of time:
 * so each begins where the last one looked, and seldom has far to go.  What ended about the
 * moment is a stretch of the ring; those of one service are found in it many at a time, by a
 * short note of each.
 *
 * Where many connections end all the time, some do by chance at the same moment.  So it is also
 * asked how many end nearby: those of a moment tell something only if they are far more.  In a
 * storm what ended nearby is soon forgotten, and more ended about the moment than is looked at:
 * then no answer could be relied on, which is plain before any ending is looked at.
 */
#include <string.h>

#include "flow/neighbours_private.h"

enum {
	REACH = 256,	/* endings of all services on each side of a moment that count */
	NEARBY = 32,	/* times the span of a moment: how far before and after is nearby */
	FAR_MORE = 3,	/* times as many as nearby in as long */
	ROW = 64,	/* endings that are looked at together */
	FLOW_CHAINS = 128
};

_Static_assert(TB_ENDINGS % ROW == 0, "no row goes round the end of the ring");

static uint16_t look_of(uint64_t who)
{
	return (uint16_t)(who * UINT64_C(0x9e3779b97f4a7c15) >> 48);
}

static const struct tb_ending *ending_at(const struct tb_ending_ring *ring, uint64_t number)
{
	return &ring->ending[number % TB_ENDINGS];
}

static uint64_t oldest_of(const struct tb_ending_ring *ring)
{
	return ring->n > TB_ENDINGS ? ring->n - TB_ENDINGS : 0;
}

static void add_ending(struct tb_ending_ring *ring, const struct tb_flow *f, uint64_t who,
		       tb_packed_ref ref, tb_span silence, tb_time now)
{
	uint64_t at = ring->n++ % TB_ENDINGS;

	ring->time[at] = now;
	ring->look[at] = look_of(who);
	ring->ending[at] = (struct tb_ending){ .who = who, .flow = f->id,
					       .idle = silence >= TB_SECOND, .ref = ref };
}

void tb_service_ends(struct tb_neighbours *n, struct tb_ending_ring *ring, const struct tb_flow *f,
		     tb_packed_ref ref, tb_span silence, tb_time now)
{
	add_ending(ring, f, tb_service_to(n, f), ref, silence, now);
}

void tb_client_ends(struct tb_neighbours *n, const struct tb_flow *f, tb_packed_ref ref,
		    tb_span silence, tb_time now)
{
	const struct tb_addr *client = &f->key.addr[tb_neighbours_client(n, f)];

	add_ending(n->by_client, f, tb_address_id(&n->secrets, client), ref, silence, now);
}

static bool is_before(const struct tb_ending_ring *ring, uint64_t number, tb_time t)
{
	return tb_since(ring->time[number % TB_ENDINGS], t) < 0;
}

/* All numbers below low are before t, and none from high on. */
struct bounds {
	uint64_t low, high;
};

/* From one that is before t on, in growing steps. */
static struct bounds search_on(const struct tb_ending_ring *ring, struct bounds b, tb_time t)
{
	uint64_t step = 1;

	while (step < b.high - b.low && is_before(ring, b.low + step - 1, t)) {
		b.low += step;
		step *= 2;
	}
	if (step < b.high - b.low)
		b.high = b.low + step - 1;
	return b;
}

static struct bounds search_back(const struct tb_ending_ring *ring, struct bounds b, tb_time t)
{
	uint64_t step = 1;

	while (step < b.high - b.low && !is_before(ring, b.high - step, t)) {
		b.high -= step;
		step *= 2;
	}
	if (step < b.high - b.low)
		b.low = b.high - step + 1;
	return b;
}

/* Number of the first within bounds that is not before t, or the upper bound.  It is sought from
 * a place on where it probably is near; mostly it is there, or all are on one side. */
static uint64_t first_from(const struct tb_ending_ring *ring, struct bounds b, tb_time t,
			   uint64_t near)
{
	if (b.low == b.high || !is_before(ring, b.low, t))
		return b.low;
	if (is_before(ring, b.high - 1, t))
		return b.high;
	if (near < b.low)
		near = b.low;
	if (near < b.high && is_before(ring, near, t))
		b = search_on(ring, (struct bounds){ near + 1, b.high }, t);
	else
		b = search_back(ring, (struct bounds){ b.low, near < b.high ? near : b.high }, t);
	while (b.low < b.high) {
		uint64_t middle = b.low + (b.high - b.low) / 2;

		if (is_before(ring, middle, t))
			b.low = middle + 1;
		else
			b.high = middle;
	}
	return b.low;
}

/* Is all remembered that ended from then on? */
static bool remembers(const struct tb_ending_ring *ring, tb_time begin)
{
	uint64_t oldest = oldest_of(ring);

	return oldest == 0 || is_before(ring, oldest, begin);
}

/* Where is looked for what counts as about a moment, on both sides of it; and whether nothing
 * beyond counts. */
struct reach {
	struct bounds before, after;
	bool complete;
};

/* From what the last question was about on. */
static struct reach reach_of(struct tb_ending_ring *ring, tb_time t, tb_time begin, tb_time end)
{
	const uint64_t oldest = oldest_of(ring);
	const uint64_t middle = first_from(ring, (struct bounds){ oldest, ring->n }, t, ring->asked);
	const bool near_before = middle - oldest <= REACH, near_after = ring->n - middle <= REACH;
	const struct bounds before = { near_before ? oldest : middle - REACH, middle };
	const struct bounds after = { middle, near_after ? ring->n : middle + REACH };

	ring->asked = middle;
	return (struct reach){
		.before = before,
		.after = after,
		.complete = (near_before || is_before(ring, before.low - 1, begin)) &&
			    (near_after || !is_before(ring, after.high, end)) &&
			    remembers(ring, begin),
	};
}

/* What counts: numbers from low up to high. */
struct about {
	uint64_t low, high;
	bool complete;
};

static struct about ask_about(struct tb_ending_ring *ring, tb_time t, tb_span w)
{
	const tb_time begin = { t.ns - w }, end = { t.ns + w + 1 };
	const struct reach r = reach_of(ring, t, begin, end);

	return (struct about){
		.low = first_from(ring, r.before, begin, ring->asked),
		.high = first_from(ring, r.after, end, ring->asked),
		.complete = r.complete,
	};
}

/* Is one of a row perhaps of that look?  Written so that compilers make it a few vector
 * instructions. */
static bool may_be_there(const uint16_t row[ROW], uint16_t look)
{
	uint16_t found = 0;

	for (unsigned i = 0; i < ROW; i++)
		found |= row[i] == look;
	return found != 0;
}

/* Endings of others have their look, too, but seldom. */
static bool is_of(const struct tb_ending_ring *ring, uint64_t number, uint64_t who)
{
	return ring->look[number % TB_ENDINGS] == look_of(who) &&
	       ending_at(ring, number)->who == who;
}

/* The first of `who` from a number on, or end. */
static uint64_t next_of(const struct tb_ending_ring *ring, uint64_t who, uint64_t number,
			uint64_t end)
{
	while (number < end) {
		uint64_t row = number - number % ROW, next = row + ROW < end ? row + ROW : end;

		if (may_be_there(&ring->look[row % TB_ENDINGS], look_of(who)))
			while (number < next && !is_of(ring, number, who))
				number++;
		else
			number = next;
		if (number < next)
			return number;
	}
	return end;
}

/* Counts one of another flow. */
static void count(struct tb_endings *out, const struct tb_ending *e, uint32_t *of_kind)
{
	tb_answer_yes(&out->other, e->ref);
	out->idle += e->idle;
	*of_kind += 1;
}

static void count_rsts(struct tb_endings *out, const struct tb_ending_ring *ring,
		       const struct about *a, uint64_t who, uint64_t own)
{
	for (uint64_t i = a->low; (i = next_of(ring, who, i, a->high)) < a->high; i++)
		if (ending_at(ring, i)->flow != own)
			count(out, ending_at(ring, i), &out->by_rst);
}

/* The flows that one service ended in a stretch of a ring, chained by their ids. */
struct ended {
	const struct tb_ending_ring *ring;
	uint64_t low;			/* number that places count from */
	uint16_t newest[FLOW_CHAINS];	/* place plus one; 0: none */
	uint16_t previous[2 * REACH];	/* likewise, by place */
};

static void list_ended(struct ended *out, const struct tb_ending_ring *ring, const struct about *a,
		       uint64_t who)
{
	out->ring = ring;
	out->low = a->low;
	memset(out->newest, 0, sizeof(out->newest));
	for (uint64_t i = a->low; (i = next_of(ring, who, i, a->high)) < a->high; i++) {
		uint16_t *newest = &out->newest[ending_at(ring, i)->flow % FLOW_CHAINS];

		out->previous[i - a->low] = *newest;
		*newest = (uint16_t)(i - a->low + 1);
	}
}

/* A flow may be in both rings; it counts as ended by RST. */
static bool is_among(const struct ended *ended, uint64_t flow)
{
	unsigned place = ended->newest[flow % FLOW_CHAINS];

	while (place != 0 && ending_at(ended->ring, ended->low + place - 1)->flow != flow)
		place = ended->previous[place - 1];
	return place != 0;
}

/* What a question is about. */
struct asked {
	struct tb_ending_ring *ring[2];	/* the second: NULL if there is none */
	uint64_t who;
	tb_time t;
	tb_span w;
	bool nearby;	/* all of that is remembered */
};

/* Are there so many from begin on until end?  All that is remembered counts: many strangers may
 * end between two of one service. */
static bool are_so_many(const struct asked *q, tb_time begin, tb_time end, uint64_t enough)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < 2 && q->ring[i] != NULL; i++) {
		const struct tb_ending_ring *ring = q->ring[i];
		struct bounds all = { oldest_of(ring), ring->n };
		uint64_t at = first_from(ring, all, begin, ring->asked);
		uint64_t high = first_from(ring, (struct bounds){ at, ring->n }, end, ring->asked);

		for (; n < enough && (at = next_of(ring, q->who, at, high)) < high; at++)
			n++;
	}
	return n == enough;
}

static struct asked ask_of(struct tb_ending_ring *first, struct tb_ending_ring *second,
			   uint64_t who, tb_time t, tb_span w)
{
	tb_time begin = { t.ns - NEARBY * w };
	bool nearby = remembers(first, begin) && (second == NULL || remembers(second, begin));

	return (struct asked){ { first, second }, who, t, w, nearby };
}

static bool knows_all(const struct asked *q)
{
	tb_time begin = { q->t.ns - q->w }, end = { q->t.ns + q->w + 1 };

	return reach_of(q->ring[0], q->t, begin, end).complete &&
	       (q->ring[1] == NULL || reach_of(q->ring[1], q->t, begin, end).complete);
}

/* Is it in vain to look, as neither a yes nor a no could be relied on?  Mostly so in a storm. */
static bool is_in_vain(const struct asked *q)
{
	return !q->nearby && !knows_all(q);
}

/* Are n endings what is usual?  Who remembers too little cannot call them unusual. */
static bool may_be_usual(const struct asked *q, uint64_t n)
{
	const uint64_t enough = (n * (NEARBY - 1) + 2 * FAR_MORE - 1) / (2 * FAR_MORE);
	const tb_span far = NEARBY * q->w;

	return !q->nearby ||
	       are_so_many(q, (tb_time){ q->t.ns - far }, (tb_time){ q->t.ns - q->w - 1 }, enough) ||
	       are_so_many(q, (tb_time){ q->t.ns + q->w + 1 }, (tb_time){ q->t.ns + far }, enough);
}

static struct tb_endings if_unusual(const struct asked *q, const struct tb_endings *e)
{
	bool told = e->other.answer != TB_YES || !may_be_usual(q, e->by_rst + e->by_fin);

	return told ? *e : (struct tb_endings){ 0 };
}

struct tb_endings tb_neighbours_endings(const struct tb_neighbours *n, const struct tb_asker *who,
					tb_time t, tb_span w)
{
	struct tb_endings out = { 0 };
	struct tb_ending_ring *ring = n->by_fin;
	struct about rst = ask_about(n->by_rst, t, w), fin = ask_about(ring, t, w);
	uint64_t own = who->flow->id, i = next_of(ring, who->service, fin.low, fin.high);
	struct ended by_rst;

	count_rsts(&out, n->by_rst, &rst, who->service, own);
	if (i < fin.high)
		list_ended(&by_rst, n->by_rst, &rst, who->service);
	for (; i < fin.high; i = next_of(ring, who->service, i + 1, fin.high)) {
		const struct tb_ending *e = ending_at(ring, i);

		if (e->flow != own && !is_among(&by_rst, e->flow))
			count(&out, e, &out.by_fin);
	}
	tb_answer_no(&out.other, rst.complete && fin.complete);
	return out;
}

struct tb_endings tb_neighbours_unusual_endings(const struct tb_neighbours *n,
						const struct tb_asker *who, tb_time t, tb_span w)
{
	const struct asked q = ask_of(n->by_rst, n->by_fin, who->service, t, w);
	struct tb_endings out;

	if (is_in_vain(&q))
		return (struct tb_endings){ 0 };
	out = tb_neighbours_endings(n, who, t, w);
	return if_unusual(&q, &out);
}

struct tb_endings tb_neighbours_client_endings(const struct tb_neighbours *n,
					       const struct tb_asker *who, tb_time t, tb_span w)
{
	const struct asked q = ask_of(n->by_client, NULL, who->address[who->client], t, w);
	struct tb_endings out = { 0 };
	struct about rst;

	if (is_in_vain(&q))
		return out;
	rst = ask_about(n->by_client, t, w);
	count_rsts(&out, n->by_client, &rst, q.who, who->flow->id);
	tb_answer_no(&out.other, rst.complete);
	return if_unusual(&q, &out);
}

uint32_t tb_neighbours_endings_alike(const struct tb_neighbours *n, const struct tb_asker *who,
				     tb_time t, tb_span w)
{
	struct tb_ending_ring *ring = n->by_rst;
	const struct about a = ask_about(ring, t, w);
	const struct tb_connection *own = who->connection, *c;
	uint32_t alike = 0;

	if (own == NULL || own->words == 0)
		return 0;
	for (uint64_t i = a.low; (i = next_of(ring, who->service, i, a.high)) < a.high; i++) {
		const struct tb_ending *e = ending_at(ring, i);

		if (e->flow == who->flow->id)
			continue;
		c = tb_connection_numbered(n, (uint32_t)e->flow);
		alike += c != NULL && c->words == own->words;
	}
	return alike;
}
