/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * engine.c - the pipeline: frame, segment, flow, episode, verdict
 *
 * Implements the public header; all the work is done in the rooms.
 */
#include <tcpblame/tcpblame.h>

#include <stdlib.h>

#include "blame/groups.h"
#include "blame/judge.h"
#include "flow/tracker.h"
#include "wire/decode.h"
#include "wire/fragment.h"

enum {
	MAX_FLOWS = 1 << 26,
	MAX_EPISODES = 1 << 22,
	MAX_HELD = 1 << 16,
	DEFAULT_FLOWS = 1000000,
	DEFAULT_EPISODES = 1 << 18,
	DEFAULT_RSTS = 1 << 19,
	DEFAULT_AFTERMATH_SECONDS = 3
};

struct tb_engine {
	struct tb_sink sink;
	struct tb_fragments *fragments;
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

/* Files may claim any time; of these no difference and no sum overflows. */
static tb_time plausible(tb_time t)
{
	const int64_t most = (INT64_C(1) << 62) - 1;

	return (tb_time){ t.ns > most ? most : t.ns < -most ? -most : t.ns };
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
	       cfg->max_held <= MAX_HELD &&
	       cfg->aftermath >= 0 && cfg->aftermath <= 3600 * TB_SECOND;
}

struct tb_engine *tb_engine_new(const struct tb_config *cfg, const struct tb_sink *sink)
{
	struct tb_engine *e;

	if (!valid(cfg) || (e = calloc(1, sizeof(*e))) == NULL)
		return NULL;
	e->sink = *sink;
	e->latest = plausible((tb_time){ INT64_MIN });
	e->aftermath = cfg->aftermath;
	e->brief = cfg->brief;
	e->fragments = tb_fragments_new(cfg->hash_seed);
	e->tracker = tb_tracker_new(cfg, judge, e);
	e->bench = calloc(1, sizeof(*e->bench));
	if (sink->group != NULL)
		e->groups = tb_groups_new(cfg->hash_seed, sink->group, sink->user);
	if (e->fragments == NULL || e->tracker == NULL || e->bench == NULL ||
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
	tb_fragments_free(e->fragments);
	tb_tracker_free(e->tracker);
	tb_groups_free(e->groups);
	free(e->bench);
	free(e);
}

void tb_engine_catch_up(struct tb_engine *e)
{
	tb_tracker_flush(e->tracker);
	tb_tracker_tick(e->tracker, e->latest);
}

enum tb_decode tb_engine_packet(struct tb_engine *e, const struct tb_frame *frame)
{
	union tb_decoded *decoded = tb_tracker_room(e->tracker);
	enum tb_decode outcome = tb_decode(frame, e->fragments, decoded);
	tb_time now = plausible(frame->time);

	if (e->summary.packets++ == 0)
		tb_tracker_tick(e->tracker, now);	/* whatever it is, the capture has begun */
	e->summary.decode[outcome]++;
	if (now.ns > e->latest.ns)
		e->latest = now;
	if (outcome == TB_DECODE_OK) {
		decoded->segment.time = now;
		tb_tracker_add(e->tracker, e->latest);
	} else if (outcome == TB_DECODE_ICMP_ERROR) {
		tb_engine_catch_up(e);	/* leaves what was decoded */
		decoded->icmp.time = now;
		tb_tracker_icmp(e->tracker, &decoded->icmp);
	}
	return outcome;
}

/* While a verdict is due, a group that looks over may still grow. */
static bool groups_may_end(const struct tb_engine *e)
{
	return e->groups != NULL && !tb_tracker_is_pending(e->tracker);
}

void tb_engine_tick(struct tb_engine *e, tb_time now)
{
	tb_engine_catch_up(e);
	tb_tracker_tick(e->tracker, plausible(now));
	if (groups_may_end(e))
		tb_groups_pass(e->groups, tb_tracker_neighbours(e->tracker), plausible(now));
}

tb_time tb_engine_next_tick(struct tb_engine *e)
{
	tb_engine_catch_up(e);
	return groups_may_end(e) ? tb_groups_next(e->groups) : tb_tracker_next_tick(e->tracker);
}

void tb_engine_finish(struct tb_engine *e)
{
	tb_engine_catch_up(e);
	tb_tracker_finish(e->tracker);
	if (e->groups != NULL)
		tb_groups_finish(e->groups, tb_tracker_neighbours(e->tracker));
}

const struct tb_summary *tb_engine_summary(struct tb_engine *e)
{
	tb_engine_catch_up(e);
	e->summary.tcp_packets = e->summary.decode[TB_DECODE_OK];
	tb_tracker_count(e->tracker, &e->summary);
	return &e->summary;
}
