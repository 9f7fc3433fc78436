/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine.c - the pipeline: frame, segment, flow, episode, verdict
 *
 * Implements the public header; all the work is done in the rooms.
 */
#include <tcpblame/tcpblame.h>

#include <stdlib.h>

#include "base/arena.h"
#include "blame/groups.h"
#include "blame/judge.h"
#include "flow/load.h"
#include "flow/tracker.h"
#include "wire/header.h"
#include "wire/fragment.h"

enum {
	MAX_FLOWS = 1 << 26,
	MAX_EPISODES = 1 << 22,
	MAX_RSTS = 1 << 26,
	MAX_HELD = 1 << 16,
	DEFAULT_FLOWS = 1000000,
	DEFAULT_EPISODES = 1 << 14,	/* 5,000 resets a second for as long as the aftermath is */
	DEFAULT_RSTS = 1 << 15,
	DEFAULT_AFTERMATH_SECONDS = 3
};

/* What decodes; it may do so beside all the rest. */
struct front {
	struct tb_batch batch;
	struct tb_intake intake;
	struct tb_fragments *fragments;
};

struct tb_engine {
	struct tb_sink sink;
	struct front *front;
	struct tb_tracker *tracker;
	struct tb_bench *bench;
	struct tb_groups *groups;	/* NULL: not wanted */
	struct tb_summary summary;
	tb_time latest;		/* packet time */
	tb_span aftermath;
	bool brief;
};

const char *tb_version(void)
{
	return TB_VERSION;
}

void tb_config_default(struct tb_config *cfg)
{
	*cfg = (struct tb_config){
		.max_flows = DEFAULT_FLOWS,
		.max_episodes = DEFAULT_EPISODES,
		.max_rsts = DEFAULT_RSTS,
		.aftermath = DEFAULT_AFTERMATH_SECONDS * TB_SECOND,
	};
}

static void judge(void *user, const struct tb_episode *episode, const struct tb_flow *flow)
{
	struct tb_engine *e = user;
	struct tb_summary *s = &e->summary;
	struct tb_case c = {
		.tracker = e->tracker,
		.episode = episode,
		.flow = flow,
		.deciding = tb_tracker_note(e->tracker, episode->deciding),
		.sink = &e->sink,
		.watched = episode->watched,
		.early = episode->watched < e->aftermath,
		.brief = e->brief,
	};
	struct tb_verdict v;

	tb_judge(&c, e->bench, &v);
	v.id = ++s->resets;
	s->by_phase[v.phase]++;
	s->by_origin[v.origin.by]++;
	s->by_harm[v.harm.verdict]++;
	s->by_effect[v.rst[v.deciding].effect]++;
	e->sink.verdict(e->sink.user, &v);
	if (e->groups != NULL)
		tb_groups_add(e->groups, &c, &v);
}

static bool valid(const struct tb_config *cfg)
{
	return cfg->max_flows >= 1 && cfg->max_flows <= MAX_FLOWS && cfg->max_episodes >= 1 &&
	       cfg->max_episodes <= MAX_EPISODES && cfg->max_rsts >= cfg->max_episodes &&
	       cfg->max_rsts <= MAX_RSTS && cfg->max_held <= MAX_HELD &&
	       cfg->ladder <= TB_RUNGS_MOST &&
	       cfg->aftermath >= 0 && cfg->aftermath <= 3600 * TB_SECOND;
}

static void front_free(struct front *f)
{
	if (f != NULL)
		tb_fragments_free(f->fragments);
	free(f);
}

static struct front *front_new(const uint64_t seed[2])
{
	struct front *f = aligned_alloc(TB_CACHE_LINE, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->fragments = tb_fragments_new(seed);
	tb_intake_init(&f->intake, f->fragments, seed);
	if (f->fragments != NULL)
		return f;
	front_free(f);
	return NULL;
}

uint64_t tb_config_bytes(const struct tb_config *cfg)
{
	return tb_arena_bytes(1, sizeof(struct tb_engine)) +
	       tb_arena_bytes(1, sizeof(struct front)) + tb_fragments_bytes() +
	       tb_tracker_bytes(cfg) + tb_arena_bytes(1, sizeof(struct tb_bench)) +
	       tb_groups_bytes();
}

struct tb_engine *tb_engine_new(const struct tb_config *cfg, const struct tb_sink *sink)
{
	struct tb_engine *e;

	if (!valid(cfg) || (e = calloc(1, sizeof(*e))) == NULL)
		return NULL;
	e->sink = *sink;
	e->aftermath = cfg->aftermath;
	e->brief = cfg->brief;
	e->latest = tb_plausible_time((tb_time){ INT64_MIN });
	e->front = front_new(cfg->hash_seed);
	e->tracker = tb_tracker_new(cfg, judge, e);
	e->bench = calloc(1, sizeof(*e->bench));
	if (sink->group != NULL)
		e->groups = tb_groups_new(cfg->hash_seed, sink->group, sink->user);
	if (e->front == NULL || e->tracker == NULL || e->bench == NULL ||
	    (e->groups == NULL && sink->group != NULL)) {
		tb_engine_free(e);
		return NULL;
	}
	return e;
}

void tb_engine_free(struct tb_engine *e)
{
	if (e == NULL)
		return;
	front_free(e->front);
	tb_tracker_free(e->tracker);
	tb_groups_free(e->groups);
	free(e->bench);
	free(e);
}

/* Time passes with every frame, but that of frames without a segment is only looked at when
 * the next one comes, or somebody asks. */
static void catch_up(struct tb_engine *e)
{
	tb_tracker_tick(e->tracker, e->latest);
}

static void take(struct tb_engine *e, const struct tb_batch *b)
{
	struct tb_summary *s = &e->summary;

	if (s->packets == 0)
		tb_tracker_tick(e->tracker, b->first);	/* whatever it is, the capture has begun */
	s->packets += b->n_frames;
	for (unsigned i = 0; i < TB_DECODE_COUNT; i++)
		s->decode[i] += b->outcomes[i];
	e->latest = b->latest;
	tb_tracker_take(e->tracker, b);
}

void tb_engine_packets(struct tb_engine *e, const struct tb_frame *frame, size_t n,
		       enum tb_decode *outcome)
{
	while (n > 0) {
		size_t taken = tb_batch_fill(&e->front->batch, &e->front->intake, frame, n,
					     outcome);

		take(e, &e->front->batch);
		frame += taken;
		outcome += taken;
		n -= taken;
	}
}

size_t tb_engine_load(struct tb_engine *e, struct tb_load *l, const struct tb_frame *frame,
		      size_t n, enum tb_decode *outcome)
{
	size_t all = 0, added;

	do {
		added = tb_load_add(l, &e->front->intake, frame + all, n - all, outcome + all);
		all += added;
	} while (added > 0 && all < n);
	return all;
}

size_t tb_engine_take(struct tb_engine *e, struct tb_load *l)
{
	size_t n = 0;

	for (unsigned i = 0; i < l->n; i++) {
		n += l->batch[i].n_frames;
		take(e, &l->batch[i]);
	}
	l->n = l->used = 0;
	return n;
}

struct tb_load *tb_load_new(void)
{
	struct tb_load *l = aligned_alloc(TB_CACHE_LINE, sizeof(*l));

	if (l != NULL)
		l->n = l->used = 0;
	return l;
}

void tb_load_free(struct tb_load *l)
{
	free(l);
}

bool tb_load_is_empty(const struct tb_load *l)
{
	return l->n == 0;
}

enum tb_decode tb_engine_packet(struct tb_engine *e, const struct tb_frame *frame)
{
	enum tb_decode outcome;

	tb_engine_packets(e, frame, 1, &outcome);
	return outcome;
}

/* While a verdict is due, a group that looks over may still grow. */
static bool groups_may_end(const struct tb_engine *e)
{
	return e->groups != NULL && !tb_tracker_is_pending(e->tracker);
}

void tb_engine_missed(struct tb_engine *e, const struct tb_lapse *lapse)
{
	tb_tracker_missed(e->tracker, lapse);
}

void tb_engine_tick(struct tb_engine *e, tb_time now)
{
	e->latest = tb_pace_at(&e->front->intake.pace, tb_plausible_time(now));
	catch_up(e);
	if (groups_may_end(e))
		tb_groups_pass(e->groups, tb_tracker_neighbours(e->tracker), e->latest);
}

tb_time tb_engine_next_tick(struct tb_engine *e)
{
	catch_up(e);
	return tb_pace_until(&e->front->intake.pace,
			     groups_may_end(e) ? tb_groups_next(e->groups)
					       : tb_tracker_next_tick(e->tracker));
}

void tb_engine_finish(struct tb_engine *e)
{
	catch_up(e);
	tb_tracker_finish(e->tracker);
	if (e->groups != NULL)
		tb_groups_finish(e->groups, tb_tracker_neighbours(e->tracker));
}

const struct tb_summary *tb_engine_summary(struct tb_engine *e)
{
	catch_up(e);
	e->summary.tcp_packets = e->summary.decode[TB_DECODE_OK];
	tb_tracker_count(e->tracker, &e->summary);
	return &e->summary;
}
