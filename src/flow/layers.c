/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layers.c - what was around the flows, each combination stored once
 *
 * Combinations are few (a VLAN, a tunnel) or very many (GTP gives each subscriber an
 * id of his own), and strangers choose them: hence a keyed hash and a fixed size.
 */
#include "flow/layers.h"

#include <string.h>

#include "base/arena.h"
#include "base/siphash.h"

enum { PLACES = 2 * TB_MAX_STACKS };	/* of the index: at most half full */

struct tb_layers {
	uint64_t seed[2];
	uint32_t n;			/* stacks stored; 0 is the empty one */
	uint16_t index[PLACES];		/* numbers; 0: free */
	struct tb_stack stack[TB_MAX_STACKS];
};

uint64_t tb_layers_bytes(void)
{
	return tb_arena_bytes(1, sizeof(struct tb_layers));
}

struct tb_layers *tb_layers_new(const uint64_t seed[2])
{
	struct tb_layers *l = tb_arena_new(1, sizeof(*l), TB_ARENA_GROWS);

	if (l == NULL)
		return NULL;
	l->seed[0] = seed[0];
	l->seed[1] = seed[1];
	l->n = 1;
	return l;
}

void tb_layers_free(struct tb_layers *l)
{
	tb_arena_free(l, 1, sizeof(*l));
}

/* All bytes are set, holes too, so that stacks can be compared and hashed as such.  To return it
 * would not do: a copy need not have what is in holes. */
static void fill_stack(struct tb_stack *s, const struct tb_envelope *env)
{
	memset(s, 0, sizeof(*s));
	s->n_vlan = env->n_vlan;
	s->n_tunnel = env->n_tunnel;
	for (unsigned i = 0; i < env->n_vlan; i++)
		s->vlan[i] = env->vlan[i];
	for (unsigned i = 0; i < env->n_tunnel; i++) {
		s->tunnel[i].layer = env->tunnel[i].layer;
		s->tunnel[i].id = env->tunnel[i].id;
	}
}

uint16_t tb_layers_number(struct tb_layers *l, const struct tb_envelope *env)
{
	struct tb_stack s;
	uint32_t i;

	if (env->n_vlan == 0 && env->n_tunnel == 0)
		return 0;
	fill_stack(&s, env);
	i = (uint32_t)tb_siphash(l->seed, &s, sizeof(s)) % PLACES;
	while (l->index[i] != 0 && memcmp(&l->stack[l->index[i]], &s, sizeof(s)) != 0)
		i = (i + 1) % PLACES;
	if (l->index[i] == 0 && l->n < TB_MAX_STACKS) {
		l->stack[l->n] = s;
		l->index[i] = (uint16_t)l->n++;
	}
	return l->index[i];
}

const struct tb_stack *tb_layers_at(const struct tb_layers *l, uint16_t number)
{
	return &l->stack[number];
}
