/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * episodes_fetch.c - the memory of episodes whose turn comes soon
 *
 * What a storm leaves waiting does not fit into a core's cache, but whose turn is next is
 * known.  One thing leads to the memory of another, so it is fetched in three steps, one a
 * turn: the episode; its note and its flow; what these point to.  Then nothing waits.
 */
#include "flow/tracker_private.h"

/* The one behind e, in whichever list it is, or NULL. */
static const struct tb_episode *behind(const struct tb_tracker *t, const struct tb_episode *e)
{
	return e == NULL || e->younger == TB_NONE ? NULL : &t->episode[e->younger];
}

void tb_episodes_fetch_open(const struct tb_tracker *t, const struct tb_episode *e)
{
	const struct tb_episode *first = behind(t, e), *second = behind(t, first),
				*third = behind(t, second);

	if (third != NULL)
		tb_fetch_lines(third, sizeof(*third));
	if (second != NULL) {
		tb_fetch_lines(&t->note[second->deciding], sizeof(*t->note));
		tb_fetch_lines(tb_table_at(t->table, second->flow), sizeof(struct tb_flow));
	}
	if (first != NULL) {
		tb_fetch(tb_rare_of(t, tb_table_at(t->table, first->flow)));
		tb_fetch_lines(first->after, sizeof(*t->after));
	}
}

void tb_episodes_fetch_held(const struct tb_tracker *t, const struct tb_episode *e)
{
	const struct tb_episode *first = behind(t, e), *second = behind(t, first),
				*third = behind(t, second);

	if (third != NULL)
		tb_fetch_lines(third, sizeof(*third));
	if (second != NULL) {
		tb_fetch_lines(&t->note[second->deciding], sizeof(*t->note));
		tb_fetch_lines(&t->note[second->last], sizeof(*t->note));
		tb_fetch_lines(&t->held_flow[second->flow], sizeof(*t->held_flow));
	}
	if (first != NULL) {
		tb_fetch_lines(first->after, sizeof(*t->after));
		tb_cells_fetch(&t->exhibits, t->note[first->deciding].exhibit);
		tb_neighbours_fetch(t->neighbours, &t->held_flow[first->flow]);
	}
}
