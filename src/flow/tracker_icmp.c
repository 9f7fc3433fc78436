/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tracker_icmp.c - the newest ICMP errors, chained by the flows whose segments they quote
 *
 * Those that answer a SYN are counted too, for the summary: a connection that is refused in
 * this way has no RST, and so no verdict.
 */
#include <string.h>

#include "flow/tracker_private.h"

/* Destination unreachable, but for a packet that is too big (RFC 792, RFC 4443). */
static bool is_unreachable(const struct tb_icmp_quote *q)
{
	return q->v6 ? q->type == 1 : q->type == 3 && q->code != 4;
}

static bool is_same(const struct tb_icmp_error *e, const struct tb_icmp_quote *q)
{
	return memcmp(&e->from, &q->from, sizeof(e->from)) == 0 && e->v6 == q->v6 &&
	       e->type == q->type && e->code == q->code;
}

static void count_unreached(struct tb_tracker *t, const struct tb_icmp_quote *q)
{
	unsigned i = 0;

	t->n_unreached++;
	while (i < t->n_unreached_by && !is_same(&t->unreached_by[i].first, q))
		i++;
	if (i == TB_MAX_UNREACHED)
		return;
	if (i == t->n_unreached_by) {
		t->n_unreached_by++;
		t->unreached_by[i].first = (struct tb_icmp_error){
			.frame = q->ref, .time = q->time, .from = q->from, .v6 = q->v6,
			.type = q->type, .code = q->code, .in_window = TB_YES,
		};
	}
	t->unreached_by[i].connections++;
}

/* Is it the first that answers the SYN of d, as nobody else does? */
static bool answers_attempt(const struct tb_flow *f, unsigned d, const struct tb_icmp_quote *q)
{
	return (f->dir[d].did & TB_DID_SYN) && q->seq == f->dir[d].first &&
	       !(f->dir[!d].did & (TB_DID_SEND | TB_DID_RST)) &&
	       !(f->flags & TB_FLOW_UNREACHED) && is_unreachable(q);
}

void tb_tracker_icmp(struct tb_tracker *t, const struct tb_icmp_quote *q)
{
	struct tb_flow_key key;
	unsigned d = tb_flow_key_make(&key, &q->src, &q->dst);
	uint32_t slot, *newest;
	struct tb_flow *f;

	slot = tb_table_find(t->table, &key, tb_table_hash(t->table, &key));
	if (slot == TB_NONE)
		return;
	f = tb_table_at(t->table, slot);
	if (answers_attempt(f, d, q)) {
		f->flags |= TB_FLOW_UNREACHED;
		count_unreached(t, q);
	}
	newest = &t->newest_icmp[f->id % TB_ICMP_NOTES];
	t->icmp[++t->n_icmp % TB_ICMP_NOTES] = (struct tb_icmp_note){
		.flow = f->id,
		.quote = *q,
		.dir = (uint8_t)d,
		/* RFC 5927 section 4.1: SND.UNA =< quoted SEQ < SND.NXT, or just before */
		.in_window = (f->dir[d].did & TB_DID_SEND) &&
			     q->seq - f->dir[d].first <= f->dir[d].next - f->dir[d].first,
		.previous = *newest,
	};
	*newest = t->n_icmp;
}

const struct tb_icmp_note *tb_tracker_icmp_note(const struct tb_tracker *t,
						const struct tb_flow *f, uint32_t number)
{
	while (number != 0 && t->n_icmp - number < TB_ICMP_NOTES) {
		const struct tb_icmp_note *n = &t->icmp[number % TB_ICMP_NOTES];

		if (n->flow == f->id)
			return n;
		number = n->previous;
	}
	return NULL;
}
