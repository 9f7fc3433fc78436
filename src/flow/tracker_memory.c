/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tracker_memory.c - what a tracker is made of, and how much memory that takes
 *
 * All of it is taken, or reserved, when the tracker is made: there is no other allocation but
 * when the table of flows doubles.  What is allocated here is counted in tb_tracker_bytes().
 */
#include "flow/tracker_private.h"

#include <stdlib.h>

#include "base/arena.h"

_Static_assert(sizeof(struct tb_exhibit) <= 8 * TB_SQUEEZED_WORDS,
	       "an exhibit's mask has a bit for each of its words");

static void flow_gone(void *user, struct tb_flow *f, uint32_t slot)
{
	struct tb_tracker *t = user;

	(void)slot;
	if (tb_episode_of(t, f) != TB_NONE)
		tb_episodes_close_through(t, tb_episode_of(t, f));
	if (f->flags & TB_FLOW_RARE)
		tb_stock_give(&t->rares, f->rare);
	tb_app_release(&f->app, t->app_pool);
}

static uint32_t exhibit_cells(const struct tb_config *cfg)
{
	return TB_CELLS_FOR(sizeof(struct tb_exhibit)) * cfg->max_rsts;
}

static uint64_t flows_bytes(const struct tb_config *cfg)
{
	return tb_table_bytes(cfg->max_flows) +
	       tb_stock_bytes(cfg->max_flows, sizeof(struct tb_rare));
}

static uint64_t episodes_bytes(const struct tb_config *cfg)
{
	const struct tb_tracker *t = NULL;

	return tb_stock_bytes(cfg->max_episodes, sizeof(*t->episode)) +
	       tb_stock_bytes(cfg->max_episodes, sizeof(*t->after)) +
	       tb_rungs_bytes(cfg->ladder, cfg->max_episodes) +
	       tb_stock_bytes(cfg->max_held + 1, sizeof(*t->held_flow));
}

static uint64_t rsts_bytes(const struct tb_config *cfg)
{
	return tb_stock_bytes(cfg->max_rsts, sizeof(struct tb_note)) +
	       tb_cells_bytes(exhibit_cells(cfg)) +
	       tb_arena_bytes(1, sizeof(struct tb_kept)) + tb_slots_bytes(TB_EXTRAS);
}

uint64_t tb_tracker_bytes(const struct tb_config *cfg)
{
	return tb_arena_bytes(1, sizeof(struct tb_tracker)) + flows_bytes(cfg) +
	       episodes_bytes(cfg) + rsts_bytes(cfg) + tb_app_pool_bytes() +
	       tb_layers_bytes() + tb_neighbours_bytes() +
	       tb_arena_bytes(1, sizeof(struct tb_trail)) +
	       tb_arena_bytes(TB_ICMP_NOTES, sizeof(struct tb_icmp_note));
}

static bool allocate_stocks(struct tb_tracker *t, const struct tb_config *cfg)
{
	t->rare = tb_stock_init(&t->rares, cfg->max_flows, sizeof(*t->rare));
	t->episode = tb_stock_init(&t->episodes, cfg->max_episodes, sizeof(*t->episode));
	t->after = tb_stock_init(&t->afterlives, cfg->max_episodes, sizeof(*t->after));
	t->note = tb_stock_init(&t->notes, cfg->max_rsts, sizeof(*t->note));
	t->held_flow = tb_stock_init(&t->held_flows, cfg->max_held + 1, sizeof(*t->held_flow));
	return t->rare != NULL && t->episode != NULL && t->after != NULL && t->note != NULL &&
	       t->held_flow != NULL;
}

static bool allocate(struct tb_tracker *t, const struct tb_config *cfg)
{
	t->table = tb_table_new(cfg->max_flows, cfg->hash_seed, flow_gone, t);
	t->app_pool = tb_app_pool_new(cfg->hash_seed);
	t->trail = tb_arena_new(1, sizeof(*t->trail), TB_ARENA_GROWS);
	t->layers = tb_layers_new(cfg->hash_seed);
	t->neighbours = tb_neighbours_new(cfg->hash_seed, t->app_pool);
	t->icmp = malloc(TB_ICMP_NOTES * sizeof(*t->icmp));
	t->kept = malloc(sizeof(*t->kept));

	return allocate_stocks(t, cfg) &&
	       tb_cells_init(&t->exhibits, exhibit_cells(cfg)) &&
	       tb_slots_init(&t->extras, TB_EXTRAS) &&
	       tb_rungs_init(&t->rungs, cfg->ladder, cfg->max_episodes) &&
	       t->table != NULL && t->app_pool != NULL && t->trail != NULL &&
	       t->layers != NULL && t->neighbours != NULL && t->icmp != NULL && t->kept != NULL;
}

struct tb_tracker *tb_tracker_new(const struct tb_config *cfg, tb_settled *settled, void *user)
{
	struct tb_tracker *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->settled = settled;
	t->user = user;
	t->aftermath = cfg->aftermath;
	t->now.ns = t->due.ns = TB_BEFORE_ALL;
	t->oldest = t->youngest = t->held_oldest = t->held_youngest = TB_NONE;
	t->max_held = cfg->max_held;
	if (!allocate(t, cfg)) {
		tb_tracker_free(t);
		return NULL;
	}
	return t;
}

void tb_tracker_free(struct tb_tracker *t)
{
	if (t == NULL)
		return;
	tb_table_free(t->table);
	tb_app_pool_free(t->app_pool);
	tb_stock_fini(&t->rares);
	tb_stock_fini(&t->episodes);
	tb_stock_fini(&t->afterlives);
	tb_stock_fini(&t->notes);
	tb_stock_fini(&t->held_flows);
	tb_cells_fini(&t->exhibits);
	tb_slots_fini(&t->extras);
	tb_rungs_fini(&t->rungs);
	tb_arena_free(t->trail, 1, sizeof(*t->trail));
	tb_layers_free(t->layers);
	tb_neighbours_free(t->neighbours);
	free(t->icmp);
	free(t->kept);
	free(t);
}
