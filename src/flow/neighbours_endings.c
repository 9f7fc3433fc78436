/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_endings.c - which connections a service ended, and when
 *
 * A process that dies ends all its connections at once: by RST those of which it had not
 * read all, by FIN the others.  FINs are ordinary, and many; they have a ring of their own,
 * so that they do not push out what RSTs there were.
 *
 * Questions are about a moment that is long past, but they come by and large in order of time:
 * so each begins where the last one looked, and seldom has far to go.  What ended about the
 * moment is a stretch of the ring; those of one service are found in it many at a time, by a
 * short note of each.
 *
 * Where many connections end all the time, some do by chance at the same moment.  So it is also
 * asked how many end nearby: those of a moment tell something only if they are far more.
 */
#include "flow/neighbours_private.h"

enum {
	REACH = 256,	/* endings of all services on each side of a moment that count */
	NEARBY = 32,	/* times the span of a moment: how far before and after is nearby */
	FAR_MORE = 3,	/* times as many as nearby in as long */
	ROW = 64	/* endings that are looked at together */
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

/* What counts as about a moment: numbers from low up to high. */
struct about {
	uint64_t low, high;
	uint64_t middle;	/* the first that is not before the moment */
	bool complete;
};

/* near: where the middle probably is. */
static struct about about(const struct tb_ending_ring *ring, tb_time t, tb_span w, uint64_t reach,
			  uint64_t near)
{
	const tb_time begin = { t.ns - w }, end = { t.ns + w + 1 };
	const uint64_t oldest = oldest_of(ring);
	const uint64_t middle = first_from(ring, (struct bounds){ oldest, ring->n }, t, near);
	const bool near_before = middle - oldest <= reach, near_after = ring->n - middle <= reach;
	const struct bounds before = { near_before ? oldest : middle - reach, middle };
	const struct bounds after = { middle, near_after ? ring->n : middle + reach };

	return (struct about){
		.low = first_from(ring, before, begin, middle),
		.high = first_from(ring, after, end, middle),
		.middle = middle,
		.complete = (near_before || is_before(ring, before.low - 1, begin)) &&
			    (near_after || !is_before(ring, after.high, end)) &&
			    (oldest == 0 || is_before(ring, oldest, begin)),
	};
}

/* What the last question was about is where the next one looks. */
static struct about ask_about(struct tb_ending_ring *ring, tb_time t, tb_span w)
{
	struct about a = about(ring, t, w, REACH, ring->asked);

	ring->asked = a.middle;
	return a;
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

/* The first of `who` from a number on, or end. */
static uint64_t next_of(const struct tb_ending_ring *ring, uint64_t who, uint64_t number,
			uint64_t end)
{
	while (number < end) {
		uint64_t row = number - number % ROW, next = row + ROW < end ? row + ROW : end;

		if (may_be_there(&ring->look[row % TB_ENDINGS], look_of(who)))
			while (number < next && ending_at(ring, number)->who != who)
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

/* A flow may be in both rings; it counts as ended by RST. */
static bool is_among(const struct tb_ending_ring *ring, const struct about *a,
		     const struct tb_ending *other)
{
	uint64_t i = next_of(ring, other->who, a->low, a->high);

	while (i < a->high && ending_at(ring, i)->flow != other->flow)
		i = next_of(ring, other->who, i + 1, a->high);
	return i < a->high;
}

/* Counts until it is enough.  All that is remembered counts: many strangers may end between two of
 * one service.  False: there may have been more than that. */
static bool count_between(const struct tb_ending_ring *ring, uint64_t who, tb_time begin,
			  tb_time end, uint64_t enough, uint64_t *n)
{
	const tb_span half = tb_since(end, begin) / 2;
	const struct about a = about(ring, (tb_time){ begin.ns + half }, half, TB_ENDINGS,
				     ring->asked);

	for (uint64_t i = a.low; *n < enough && (i = next_of(ring, who, i, a.high)) < a.high; i++)
		++*n;
	return a.complete;
}

/* Are n endings within w of t what is usual, by what else is in these rings, as far as that is
 * known?  Who remembers too little cannot call them unusual. */
static bool may_be_usual(struct tb_ending_ring *const ring[], unsigned rings, uint64_t who,
			 tb_time t, tb_span w, uint64_t n)
{
	const uint64_t enough = (n * (NEARBY - 1) + 2 * FAR_MORE - 1) / (2 * FAR_MORE);
	uint64_t before = 0, after = 0;
	bool known = true;

	for (unsigned i = 0; i < rings; i++)
		known &= count_between(ring[i], who, (tb_time){ t.ns - NEARBY * w },
				       (tb_time){ t.ns - w - 1 }, enough, &before);
	for (unsigned i = 0; i < rings && before < enough; i++)
		known &= count_between(ring[i], who, (tb_time){ t.ns + w + 1 },
				       (tb_time){ t.ns + NEARBY * w }, enough, &after);
	return !known || before == enough || after == enough;
}

struct tb_endings tb_neighbours_endings(const struct tb_neighbours *n, const struct tb_asker *who,
					tb_time t, tb_span w)
{
	struct tb_endings out = { 0 };
	struct tb_ending_ring *ring = n->by_fin;
	struct about rst = ask_about(n->by_rst, t, w), fin = ask_about(ring, t, w);
	uint64_t own = who->flow->id;

	count_rsts(&out, n->by_rst, &rst, who->service, own);
	for (uint64_t i = fin.low; (i = next_of(ring, who->service, i, fin.high)) < fin.high; i++) {
		const struct tb_ending *e = ending_at(ring, i);

		if (e->flow != own && !is_among(n->by_rst, &rst, e))
			count(&out, e, &out.by_fin);
	}
	tb_answer_no(&out.other, rst.complete && fin.complete);
	if (out.other.answer == TB_YES)
		out.usual = may_be_usual((struct tb_ending_ring *[]){ n->by_rst, n->by_fin }, 2,
					 who->service, t, w, out.by_rst + out.by_fin);
	return out;
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

struct tb_endings tb_neighbours_client_endings(const struct tb_neighbours *n,
					       const struct tb_asker *who, tb_time t, tb_span w)
{
	struct tb_endings out = { 0 };
	struct about rst = ask_about(n->by_client, t, w);
	uint64_t client = who->address[who->client];

	count_rsts(&out, n->by_client, &rst, client, who->flow->id);
	tb_answer_no(&out.other, rst.complete);
	if (out.other.answer == TB_YES)
		out.usual = may_be_usual((struct tb_ending_ring *[]){ n->by_client }, 1, client, t,
					 w, out.by_rst);
	return out;
}
