/* SPDX-License-Identifier: BSD-3-Clause */
/* neighbours_names.c - how a service's connections fared by the name they asked for */
#include "flow/neighbours_register.h"

static void count(struct tb_named *out, const struct tb_neighbours *n,
		  const struct tb_connection *c, bool same)
{
	size_t at = tb_connection_at(n, c);
	bool passed = (c->did & TB_CONN_ANSWERED) != 0;

	if (c->name == 0 || (!passed && !(c->did & TB_CONN_RESET)))
		return;
	if (passed)
		tb_answer_yes(same ? &out->pass : &out->other, n->of->first[at]);
	else
		tb_answer_yes(same ? &out->reset : &out->other_reset, n->of->reset[at]);
}

/* Does more not matter?  The same name passes, or others fare no better. */
static bool is_refuted(const struct tb_named *out)
{
	return out->pass.answer == TB_YES || out->other_reset.answer == TB_YES;
}

struct tb_named tb_neighbours_named(const struct tb_neighbours *n, const struct tb_asker *who)
{
	struct tb_named out = { 0 };
	uint32_t name = who->flow->app.name;
	struct tb_chain_walk walk;
	const struct tb_connection *c;
	bool complete;

	if (name == 0)
		return out;
	tb_chain_begin(&walk, n, who, TB_BY_SERVICE);
	while (!is_refuted(&out) && (c = tb_chain_next(&walk)) != NULL)
		count(&out, n, c, c->name == name);
	complete = walk.complete && !is_refuted(&out);
	tb_answer_no(&out.reset, complete);
	tb_answer_no(&out.pass, complete);
	tb_answer_no(&out.other, complete);
	tb_answer_no(&out.other_reset, complete);
	return out;
}
