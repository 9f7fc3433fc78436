/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * neighbours_probes.c - clients that connect, say nothing and reset, again and again
 *
 * A pair of client and service has a slot from its first such connection on; others cost
 * nothing.
 */
#include <stdlib.h>

#include "flow/neighbours_register.h"

static uint64_t pair_id(const struct tb_neighbours *n, const struct tb_asker *who)
{
	return tb_id(&n->secrets, who->address[who->client], who->service);
}

void tb_pair_probes(struct tb_neighbours *n, const struct tb_flow *f, tb_time begun,
		    tb_packed_ref ref)
{
	struct tb_asker who = tb_neighbours_asker(n, f);
	bool fresh;
	uint32_t slot = tb_recent_take(&n->pairs, pair_id(n, &who), &fresh);
	struct tb_pair *p = &n->pair[slot];

	if (fresh)
		p->n = 0;
	p->probe[p->n % TB_PROBES].begun = begun;
	p->probe[p->n++ % TB_PROBES].ref = ref;
}

static int by_length(const void *a, const void *b)
{
	const tb_span *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static tb_span median(tb_span *span, uint32_t n)
{
	qsort(span, n, sizeof(*span), by_length);
	return span[n / 2];
}

/* No monitor asks more often; a flood of SYNs comes at even intervals, too. */
static const tb_span shortest_period = TB_SECOND / 5;

/* The median of what lies between two, and of how far from it that is. */
static void measure(struct tb_probes *out, const struct tb_pair *p, uint32_t n)
{
	tb_span span[TB_PROBES];

	for (uint32_t i = 1; i < n; i++)
		span[i - 1] = tb_since(p->probe[(p->n - n + i) % TB_PROBES].begun,
				       p->probe[(p->n - n + i - 1) % TB_PROBES].begun);
	out->period = median(span, n - 1);
	for (uint32_t i = 0; i < n - 1; i++)
		span[i] = span[i] > out->period ? span[i] - out->period : out->period - span[i];
	out->deviation = median(span, n - 1);
	out->regular = out->period >= shortest_period && out->deviation <= out->period / 5;
}

static uint32_t with_payload(const struct tb_neighbours *n, const struct tb_asker *who)
{
	uint32_t found = 0;
	struct tb_chain_walk walk;
	const struct tb_connection *c;

	tb_chain_begin(&walk, n, who, TB_BY_CLIENT);
	while ((c = tb_chain_next(&walk)) != NULL)
		found += c->service == walk.own->service && (c->did & TB_CONN_DATA) != 0;
	return found;
}

struct tb_probes tb_neighbours_probes(const struct tb_neighbours *n, const struct tb_asker *who)
{
	struct tb_probes out = { 0 };
	uint32_t slot = tb_recent_find(&n->pairs, pair_id(n, who));
	const struct tb_pair *p = slot == TB_RECENT_NONE ? NULL : &n->pair[slot];
	uint32_t kept = p == NULL ? 0 : p->n < TB_PROBES ? p->n : TB_PROBES;

	for (uint32_t i = 0; kept >= 3 && i < kept; i++)
		tb_answer_yes(&out.seen, p->probe[(p->n - kept + i) % TB_PROBES].ref);
	if (out.seen.answer == TB_YES) {
		measure(&out, p, kept);
		out.with_payload = with_payload(n, who);
	}
	tb_answer_no(&out.seen, p != NULL || !n->pairs.forgot);
	return out;
}
