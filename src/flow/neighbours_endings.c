/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_endings.c - which connections a service ended, and when
 *
 * A process that dies ends all its connections at once: by RST those of which it had not
 * read all, by FIN the others.  FINs are ordinary, and many; they have a ring of their own,
 * so that they do not push out what RSTs there were.
 */
#include "flow/neighbours_private.h"

enum { SCAN = 256 };	/* endings of all services looked at on each side of a moment */

static void add_ending(struct tb_ending_ring *ring, const struct tb_flow *f, uint64_t who,
		       tb_packed_ref ref, tb_span silence, tb_time now)
{
	uint64_t at = ring->n++ % TB_ENDINGS;

	ring->time[at] = now;
	ring->service[at] = who;
	ring->flow[at] = f->id;
	ring->ref[at] = ref;
	ring->idle[at] = silence >= TB_SECOND;
}

void tb_service_ends(struct tb_neighbours *n, struct tb_ending_ring *ring, const struct tb_flow *f,
		     tb_packed_ref ref, tb_span silence, tb_time now)
{
	add_ending(ring, f, tb_service_id(n, f), ref, silence, now);
}

static uint64_t client_id(const struct tb_neighbours *n, const struct tb_flow *f)
{
	return tb_address_id(n, &f->key.addr[tb_neighbours_client(n, f)]);
}

void tb_client_ends(struct tb_neighbours *n, const struct tb_flow *f, tb_packed_ref ref,
		    tb_span silence, tb_time now)
{
	add_ending(&n->by_client, f, client_id(n, f), ref, silence, now);
}

static uint64_t flow_at(const struct tb_ending_ring *ring, uint64_t number)
{
	return ring->flow[number % TB_ENDINGS];
}

static uint64_t oldest_of(const struct tb_ending_ring *ring)
{
	return ring->n > TB_ENDINGS ? ring->n - TB_ENDINGS : 0;
}

/* Number of the first ending that is not before t. */
static uint64_t first_from(const struct tb_ending_ring *ring, tb_time t)
{
	uint64_t low = oldest_of(ring), high = ring->n;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (tb_since(ring->time[middle % TB_ENDINGS], t) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The endings about t: numbers from first up to end. */
struct range {
	uint64_t first, end;
	bool complete;
};

static struct range around(const struct tb_ending_ring *ring, tb_time t, tb_span w)
{
	uint64_t middle = first_from(ring, t), oldest = oldest_of(ring);
	uint64_t first = first_from(ring, (tb_time){ t.ns - w });
	uint64_t end = first_from(ring, (tb_time){ t.ns + w + 1 });
	bool few_before = middle - first <= SCAN, few_after = end - middle <= SCAN;

	return (struct range){
		.first = few_before ? first : middle - SCAN,
		.end = few_after ? end : middle + SCAN,
		.complete = few_before && few_after && (oldest == 0 || first > oldest),
	};
}

static void count(struct tb_endings *out, const struct tb_ending_ring *ring, uint64_t number)
{
	tb_answer_yes(&out->other, ring->ref[number % TB_ENDINGS]);
	out->idle += ring->idle[number % TB_ENDINGS];
}

/* How many of the n services in a row are others than that one.  Most are: four are looked at
 * at a time. */
static uint64_t others(const uint64_t *row, uint64_t n, uint64_t service)
{
	uint64_t i = 0;

	while (i + 4 <= n && (row[i] != service) & (row[i + 1] != service) &
				     (row[i + 2] != service) & (row[i + 3] != service))
		i += 4;
	while (i < n && row[i] != service)
		i++;
	return i;
}

/* Number of the next ending of that service, r->end if there is none. */
static uint64_t next_of(const struct tb_ending_ring *ring, const struct range *r, uint64_t number,
			uint64_t service)
{
	while (number < r->end) {
		uint64_t at = number % TB_ENDINGS, left = r->end - number;
		uint64_t n = left < TB_ENDINGS - at ? left : TB_ENDINGS - at;
		uint64_t passed = others(&ring->service[at], n, service);

		number += passed;
		if (passed < n)
			break;
	}
	return number;
}

/* A flow may be in both rings; by_rst was searched first. */
static bool counted(const struct tb_ending_ring *ring, const struct range *r, uint64_t flow)
{
	for (uint64_t i = r->first; i < r->end; i++)
		if (flow_at(ring, i) == flow)
			return true;
	return false;
}

/* All in that range but those of the flow itself. */
static void count_rsts(struct tb_endings *out, const struct tb_ending_ring *ring,
		       const struct range *r, uint64_t who, uint64_t flow)
{
	for (uint64_t i = r->first; (i = next_of(ring, r, i, who)) < r->end; i++) {
		if (flow_at(ring, i) == flow)
			continue;
		count(out, ring, i);
		out->by_rst++;
	}
}

struct tb_endings tb_neighbours_endings(const struct tb_neighbours *n, const struct tb_flow *f,
					tb_time t, tb_span w)
{
	struct tb_endings out = { 0 };
	uint64_t service = tb_service_id(n, f);
	struct range rst = around(&n->by_rst, t, w), fin = around(&n->by_fin, t, w);

	count_rsts(&out, &n->by_rst, &rst, service, f->id);
	for (uint64_t i = fin.first; (i = next_of(&n->by_fin, &fin, i, service)) < fin.end; i++) {
		uint64_t flow = flow_at(&n->by_fin, i);

		if (flow == f->id || counted(&n->by_rst, &rst, flow))
			continue;
		count(&out, &n->by_fin, i);
		out.by_fin++;
	}
	tb_answer_no(&out.other, rst.complete && fin.complete);
	return out;
}

struct tb_endings tb_neighbours_client_endings(const struct tb_neighbours *n,
					       const struct tb_flow *f, tb_time t, tb_span w)
{
	struct tb_endings out = { 0 };
	struct range rst = around(&n->by_client, t, w);

	count_rsts(&out, &n->by_client, &rst, client_id(n, f), f->id);
	tb_answer_no(&out.other, rst.complete);
	return out;
}
