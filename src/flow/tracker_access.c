/* SPDX-License-Identifier: BSD-3-Clause */
/* tracker_access.c - what the judges and the summary are told of a tracker */
#include <string.h>

#include "flow/tracker_private.h"

void tb_tracker_count(const struct tb_tracker *t, struct tb_summary *s)
{
	s->duplicates = t->n_duplicates;
	s->flows = t->n_flows;
	s->flows_evicted = tb_table_evicted(t->table);
	s->rst_segments = t->n_rsts;
	s->episodes_dropped = t->n_dropped;
	s->unreached = t->n_unreached;
	s->n_unreached_by = t->n_unreached_by;
	memcpy(s->unreached_by, t->unreached_by, sizeof(s->unreached_by));
}

const struct tb_note *tb_tracker_note(const struct tb_tracker *t, uint32_t note)
{
	return &t->note[note];
}

const struct tb_exhibit *tb_tracker_exhibit(const struct tb_tracker *t, const struct tb_note *n,
					    struct tb_exhibit *room)
{
	if (n->exhibit == TB_NONE)
		*room = (struct tb_exhibit){ 0 };
	else
		tb_cells_read(&t->exhibits, n->exhibit, room, sizeof(*room));
	return room;
}

struct tb_extra tb_tracker_extra(const struct tb_tracker *t, uint32_t extra)
{
	const struct tb_kept *k = t->kept;

	if (extra == TB_NONE)
		return (struct tb_extra){ 0 };
	return (struct tb_extra){
		.n_options = k->n[extra].options,
		.n_payload = k->n[extra].payload,
		.n_comment = k->n[extra].comment,
		.options = k->options[extra],
		.payload = k->payload[extra],
		.comment = k->comment[extra],
	};
}

bool tb_tracker_rungs(const struct tb_tracker *t, const struct tb_episode *e,
		      struct tb_kept_rung *room, struct tb_ladder *out)
{
	uint32_t number = (uint32_t)(e - t->episode);

	if (t->rungs.most == 0)
		return false;
	*out = (struct tb_ladder){ .n = tb_rungs_read(&t->rungs, number, room),
				   .earlier = t->rungs.chain[number].earlier,
				   .later = t->rungs.chain[number].later };
	return true;
}

const struct tb_stack *tb_tracker_stack(const struct tb_tracker *t, uint16_t number)
{
	return tb_layers_at(t->layers, number);
}

const struct tb_neighbours *tb_tracker_neighbours(const struct tb_tracker *t)
{
	return t->neighbours;
}

bool tb_tracker_forgets(const struct tb_tracker *t)
{
	return tb_table_evicted(t->table) > 0;
}

const struct tb_lapses *tb_tracker_lapses(const struct tb_tracker *t)
{
	return &t->lapses;
}

tb_time tb_tracker_began(const struct tb_tracker *t)
{
	return t->began;
}

const struct tb_app_pool *tb_tracker_app_pool(const struct tb_tracker *t)
{
	return t->app_pool;
}
