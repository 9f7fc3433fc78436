/* SPDX-License-Identifier: BSD-3-Clause */
/* neighbours_names.c - how a service's connections fared by the name they asked for */
#include "flow/neighbours_register.h"

struct tb_named tb_neighbours_named(const struct tb_neighbours *n, const struct tb_asker *who)
{
	struct tb_named out = { 0 };
	struct tb_answered *tally[2][2] = { { &out.other_reset, &out.other },
					    { &out.reset, &out.pass } };
	uint32_t name = who->flow->app.name;
	struct tb_walk walk;
	const struct tb_connection *c;

	tb_walk_begin(&walk, n, who, TB_BY_SERVICE);
	while (name != 0 && (c = tb_walk_next(&walk)) != NULL) {
		bool passed = (c->did & TB_CONN_ANSWERED) != 0;

		if (c->name != 0 && (passed || (c->did & TB_CONN_RESET)))
			tb_answer_yes(tally[c->name == name][passed],
				      passed ? c->first : c->ended);
	}
	for (unsigned i = 0; i < 4; i++)
		tb_answer_no(tally[i / 2][i % 2], name != 0 && walk.complete);
	return out;
}
