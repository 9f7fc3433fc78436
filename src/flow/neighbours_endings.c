/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_endings.c - which connections a service ended, and when
 *
 * A process that dies ends all its connections at once: by RST those of which it had not
 * read all, by FIN the others.  FINs are ordinary, and many; they have a ring of their own,
 * so that they do not push out what RSTs there were.
 *
 * The endings of a service are chained.  Questions are about a moment that is long past, but
 * they come by and large in order of time: so each begins where the last one looked, in the
 * ring and in the chain, and seldom has far to go.
 *
 * Where many connections end all the time, some do by chance at the same moment.  So it is also
 * asked how many end nearby: those of a moment tell something only if they are far more.
 */
#include "flow/neighbours_private.h"

enum {
	REACH = 256,	/* endings of all services on each side of a moment that count */
	NEARBY = 32,	/* times the span of a moment: how far before and after is nearby */
	FAR_MORE = 3	/* times as many as nearby in as long */
};

_Static_assert(TB_ENDINGS <= UINT16_MAX, "links must fit");

static uint64_t chain_of(uint64_t who)
{
	return who * UINT64_C(0x9e3779b97f4a7c15) >> 32 & (TB_ENDING_CHAINS - 1);
}

static struct tb_ending *ending_at(struct tb_ending_ring *ring, uint64_t number)
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
	uint64_t *newest = &ring->chain[chain_of(who)].newest, last = *newest;
	struct tb_ending *e = ending_at(ring, ring->n++);

	*e = (struct tb_ending){ .time = now, .who = who, .flow = f->id,
				 .idle = silence >= TB_SECOND, .ref = ref };
	*newest = ring->n;
	if (last > oldest_of(ring))
		e->before = ending_at(ring, last - 1)->after = (uint16_t)(ring->n - last);
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
	return tb_since(ring->ending[number % TB_ENDINGS].time, t) < 0;
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

/* Number of the first ending that is not before t.  It is sought from a place on where it
 * probably is near. */
static uint64_t first_from(const struct tb_ending_ring *ring, tb_time t, uint64_t near)
{
	struct bounds b = { oldest_of(ring), ring->n };

	if (near < b.low)
		near = b.low;
	if (near < b.high && is_before(ring, near, t))
		b = search_on(ring, (struct bounds){ near + 1, b.high }, t);
	else
		b = search_back(ring, (struct bounds){ b.low, near }, t);
	while (b.low < b.high) {
		uint64_t middle = b.low + (b.high - b.low) / 2;

		if (is_before(ring, middle, t))
			b.low = middle + 1;
		else
			b.high = middle;
	}
	return b.low;
}

/* What counts as about a moment: not before `begin`, before `end`, numbers from low up to
 * high. */
struct about {
	tb_time begin, end;
	uint64_t low, high;
	bool complete;
};

static struct about about(struct tb_ending_ring *ring, tb_time t, tb_span w)
{
	struct about a = { .begin = { t.ns - w }, .end = { t.ns + w + 1 } };
	uint64_t middle = first_from(ring, t, ring->asked), oldest = oldest_of(ring);
	bool near_before = middle - oldest <= REACH, near_after = ring->n - middle <= REACH;

	ring->asked = middle;
	a.low = near_before ? oldest : middle - REACH;
	a.high = near_after ? ring->n : middle + REACH;
	a.complete = (near_before || is_before(ring, a.low - 1, a.begin)) &&
		     (near_after || !is_before(ring, a.high, a.end)) &&
		     (oldest == 0 || is_before(ring, oldest, a.begin));
	return a;
}

/* Walking a chain: its next ending that counts as about the moment, ring->n if there is none. */
static uint64_t counts(const struct tb_ending_ring *ring, const struct about *a, uint64_t number)
{
	return number < a->high && is_before(ring, number, a->end) ? number : ring->n;
}

static uint64_t next_of(struct tb_ending_ring *ring, const struct about *a, uint64_t number)
{
	uint16_t far = ending_at(ring, number)->after;

	return far == 0 ? ring->n : counts(ring, a, number + far);
}

static uint64_t first_of(struct tb_ending_ring *ring, const struct about *a, uint64_t who)
{
	uint64_t *asked = &ring->chain[chain_of(who)].asked, at = *asked, far;

	if (at <= oldest_of(ring))
		at = ring->chain[chain_of(who)].newest;
	if (at-- <= oldest_of(ring))
		return ring->n;
	while ((far = ending_at(ring, at)->before) != 0 && at - far >= a->low &&
	       !is_before(ring, at - far, a->begin))
		at -= far;
	while ((at < a->low || is_before(ring, at, a->begin)) &&
	       (far = ending_at(ring, at)->after) != 0)
		at += far;
	*asked = at + 1;
	return at < a->low || is_before(ring, at, a->begin) ? ring->n : counts(ring, a, at);
}

/* Counts one of another flow. */
static void count(struct tb_endings *out, const struct tb_ending *e, uint32_t *of_kind)
{
	tb_answer_yes(&out->other, e->ref);
	out->idle += e->idle;
	*of_kind += 1;
}

static void count_rsts(struct tb_endings *out, struct tb_ending_ring *ring, const struct about *a,
		       uint64_t who, uint64_t own)
{
	for (uint64_t i = first_of(ring, a, who); i < ring->n; i = next_of(ring, a, i)) {
		const struct tb_ending *e = ending_at(ring, i);

		if (e->who == who && e->flow != own)
			count(out, e, &out->by_rst);
	}
}

/* A flow may be in both rings; it counts as ended by RST. */
static bool is_among(struct tb_ending_ring *ring, const struct about *a,
		     const struct tb_ending *other)
{
	uint64_t i = first_of(ring, a, other->who);

	while (i < ring->n && ending_at(ring, i)->flow != other->flow)
		i = next_of(ring, a, i);
	return i < ring->n;
}

static uint32_t count_between(struct tb_ending_ring *ring, uint64_t who, tb_time begin,
			      tb_time end)
{
	const tb_span half = tb_since(end, begin) / 2;
	const struct about a = about(ring, (tb_time){ begin.ns + half }, half);
	uint32_t n = 0;

	for (uint64_t i = first_of(ring, &a, who); i < ring->n; i = next_of(ring, &a, i))
		n += ending_at(ring, i)->who == who;
	return n;
}

/* Are n endings within w of t what is usual, by what else is in these rings? */
static bool is_usual(struct tb_ending_ring *const ring[], unsigned rings, uint64_t who, tb_time t,
		     tb_span w, uint64_t n)
{
	uint32_t before = 0, after = 0;

	for (unsigned i = 0; i < rings; i++) {
		before += count_between(ring[i], who, (tb_time){ t.ns - NEARBY * w },
					(tb_time){ t.ns - w - 1 });
		after += count_between(ring[i], who, (tb_time){ t.ns + w + 1 },
				       (tb_time){ t.ns + NEARBY * w });
	}
	return n * (NEARBY - 1) <= 2 * FAR_MORE * (uint64_t)(before > after ? before : after);
}

struct tb_endings tb_neighbours_endings(const struct tb_neighbours *n, const struct tb_asker *who,
					tb_time t, tb_span w)
{
	struct tb_endings out = { 0 };
	struct tb_ending_ring *ring = n->by_fin;
	struct about rst = about(n->by_rst, t, w), fin = about(ring, t, w);
	uint64_t own = who->flow->id;

	count_rsts(&out, n->by_rst, &rst, who->service, own);
	for (uint64_t i = first_of(ring, &fin, who->service); i < ring->n;
	     i = next_of(ring, &fin, i)) {
		const struct tb_ending *e = ending_at(ring, i);

		if (e->who == who->service && e->flow != own && !is_among(n->by_rst, &rst, e))
			count(&out, e, &out.by_fin);
	}
	tb_answer_no(&out.other, rst.complete && fin.complete);
	if (out.other.answer == TB_YES)
		out.usual = is_usual((struct tb_ending_ring *[]){ n->by_rst, n->by_fin }, 2,
				     who->service, t, w, out.by_rst + out.by_fin);
	return out;
}

struct tb_endings tb_neighbours_client_endings(const struct tb_neighbours *n,
					       const struct tb_asker *who, tb_time t, tb_span w)
{
	struct tb_endings out = { 0 };
	struct about rst = about(n->by_client, t, w);
	uint64_t client = who->address[who->client];

	count_rsts(&out, n->by_client, &rst, client, who->flow->id);
	tb_answer_no(&out.other, rst.complete);
	if (out.other.answer == TB_YES)
		out.usual = is_usual((struct tb_ending_ring *[]){ n->by_client }, 1, client, t, w,
				     out.by_rst);
	return out;
}
