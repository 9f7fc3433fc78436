/* SPDX-License-Identifier: BSD-3-Clause */
/* tracker_icmp.c - the newest ICMP errors, chained by the flows whose segments they quote */
#include "flow/tracker_private.h"

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
