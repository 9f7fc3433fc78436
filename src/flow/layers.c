/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/layers.h"

static bool same(const struct tb_stack *s, const struct tb_envelope *env)
{
	if (s->n != env->n_tunnel)
		return false;
	for (unsigned i = 0; i < s->n; i++)
		if (s->layer[i].layer != env->tunnel[i].layer || s->layer[i].id != env->tunnel[i].id)
			return false;
	return true;
}

/* A search without an index: it runs once a flow, and stacks are few. */
uint16_t tb_layers_number(struct tb_layers *l, const struct tb_envelope *env)
{
	if (env->n_tunnel == 0)
		return 0;
	for (uint16_t i = 1; i < l->n; i++)
		if (same(&l->stack[i], env))
			return i;
	if (l->n == 0)
		l->n = 1;
	if (l->n == TB_MAX_STACKS)
		return 0;
	l->stack[l->n].n = env->n_tunnel;
	for (unsigned i = 0; i < env->n_tunnel; i++)
		l->stack[l->n].layer[i] = env->tunnel[i];
	return l->n++;
}
