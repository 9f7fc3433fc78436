/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * judge.c - a settled episode becomes a verdict
 *
 * Directions become client and server here, packed references become frames; the
 * judging itself is in effect.c, origin.c, rank.c, harm.c, app_error.c and unseen.c.
 * Only what a verdict points to is stored in the bench, so that a verdict costs no
 * allocation.
 *
 * What it costs, in instructions, in a storm: about 500 to clear and fill the verdict, 250 to
 * fetch the exhibit, 1,500 for the questions about the case itself (put in line for their
 * answers only, signals.c), as much again for those that the neighbours answer, 350 to find the
 * maker and the ranking for these answers among those known before, and 12,000 to weigh all
 * causes for a vector that is new: one in thirty.  What only a full report shows costs more than
 * all of that, and is left out where the verdict is to be brief: the community id alone 1,700,
 * the list of answers 550.
 *
 * What it waits for is its instructions rather than its data: it runs through more than 300
 * lines of a cache of 512, nearly all of them once, and between two verdicts the packets need
 * the rest, so that each verdict finds little of itself there (by simulation of 32 KB, 8 ways).
 * To fetch what the neighbours answer from a verdict earlier gained nothing.  So who wants it
 * faster makes it shorter.
 */
#include "blame/judge.h"

#include <stddef.h>
#include <string.h>

#include "blame/rank.h"
#include "blame/weigh.h"
#include "blame/why.h"
#include "flow/community_id.h"
#include "flow/zeek.h"
#include "knowledge/sqlstate.h"

_Static_assert(sizeof(((struct tb_bench *)0)->history) >= TB_ZEEK_HISTORY_TEXT, "history");
_Static_assert(sizeof(((struct tb_bench *)0)->community_id) >= TB_COMMUNITY_ID_TEXT, "id");

static unsigned direction_of(const struct tb_flow *f, enum tb_side side)
{
	return side == TB_CLIENT ? f->client : !f->client;
}

static void fill_flow_side(const struct tb_flow *f, enum tb_side side, struct tb_flow_info *out)
{
	unsigned d = direction_of(f, side);
	const struct tb_dir *dir = &f->dir[d];

	out->end[side] = (struct tb_endpoint){ f->key.addr[d], f->key.port[d] };
	out->packets[side] = dir->packets;
	out->bytes[side] = dir->did & TB_DID_SEND ? tb_dir_bytes(dir) : 0;
	out->rtt[side] = dir->rtt == TB_NONE ? -1 : tb_dir_rtt(dir);
}

static void fill_flow(const struct tb_case *c, struct tb_flow_info *out)
{
	const struct tb_flow *f = c->flow;
	const struct tb_stack *stack = tb_tracker_stack(c->tracker, f->layers);

	fill_flow_side(f, TB_CLIENT, out);
	fill_flow_side(f, TB_SERVER, out);
	out->id = f->id;
	out->roles = (enum tb_roles)f->roles;
	out->first_frame = tb_ref_unpack(f->first_ref);
	out->last_frame = tb_ref_unpack(c->episode->latest);
	out->start = f->start;
	out->last = f->last;
	out->duplicates = c->episode->duplicates;
	for (unsigned i = 0; i < stack->n_vlan; i++)
		out->vlan[i] = stack->vlan[i];
	out->n_vlan = stack->n_vlan;
	out->tunnel = stack->tunnel;
	out->n_tunnel = stack->n_tunnel;
	out->conn_state = tb_zeek_conn_state(f);
	out->idle = c->deciding->idle;
	out->history = out->community_id = "";
}

/* What it costs to write it out. */
static void fill_names(const struct tb_case *c, struct tb_bench *bench, struct tb_flow_info *out)
{
	tb_zeek_history_text(c->flow, bench->history);
	out->history = bench->history;
	tb_community_id(bench->community_id, 0, 6, &out->end[TB_CLIENT], &out->end[TB_SERVER]);
	out->community_id = bench->community_id;
}

static struct tb_trigger trigger_of(const struct tb_flow *f, const struct tb_note *n)
{
	enum tb_side sender = tb_side_of(f, !n->dir);

	if (n->trigger.ref == 0)
		return (struct tb_trigger){ 0 };
	return (struct tb_trigger){
		.frame = tb_ref_unpack(n->trigger.ref),
		.after = n->trigger.after,
		.what = {
			.code = (uint16_t)(TB_WHY_TRIGGER_SYN +
					   2 * (n->trigger.kind - TB_TRIGGER_SYN) + (int)sender),
			.n = n->trigger.bytes,
		},
	};
}

static void fill_extra(struct tb_extra x, struct tb_rst *out)
{
	out->options = x.options;
	out->options_len = x.n_options;
	out->payload = x.payload;
	out->payload_kept = x.n_payload;
	out->comment = x.n_comment > 0 ? x.comment : NULL;
	out->comment_len = x.n_comment;
}

static void fill_rst(const struct tb_case *c, const struct tb_note *n, struct tb_rst *out)
{
	*out = (struct tb_rst){
		.frame = tb_ref_unpack(n->ref),
		.time = n->time,
		.from = tb_side_of(c->flow, n->dir),
		.seq = n->seq,
		.ack = n->ack,
		.window = n->window,
		.flags = n->flags,
		.ip_id = n->ip_id,
		.ttl = n->ttl,
		.tos = n->tos,
		.interface = n->interface,
		.has_ip_id = n->has_ip_id,
		.df = n->df,
		.header_len = n->header_len,
		.checksum_bad = n->checksum_bad,
		.payload_len = n->payload_len,
		.trigger = trigger_of(c->flow, n),
	};
	fill_extra(tb_tracker_extra(c->tracker, n->extra), out);
	tb_judge_code(c, n, out);
}

static size_t fill_rsts(const struct tb_case *c, struct tb_bench *bench)
{
	size_t n = 0;

	for (uint32_t i = c->episode->first; i != TB_NONE; n++) {
		bench->note[n] = tb_tracker_note(c->tracker, i);
		fill_rst(c, bench->note[n], &bench->rst[n]);
		i = bench->note[n]->next;
	}
	return n;
}

static void fill_dialogue(const struct tb_case *c, struct tb_dialogue *out)
{
	const struct tb_app_pool *pool = tb_tracker_app_pool(c->tracker);
	struct tb_app_view view;

	tb_app_view(&c->episode->app, pool, c->flow->client, &view);
	*out = view.dialogue;
	if (out->method != NULL)
		out->path = tb_app_path(pool, c->episode->path, &out->path_len);
	out->alert_from = tb_side_of(c->flow, view.alert_dir);
}

static void fill_icmp(const struct tb_case *c, struct tb_verdict *out)
{
	uint32_t number = c->episode->icmp;
	const struct tb_icmp_note *n;

	while (out->n_icmp < TB_MAX_ICMP &&
	       (n = tb_tracker_icmp_note(c->tracker, c->flow, number)) != NULL) {
		out->icmp[out->n_icmp++] = (struct tb_icmp_error){
			.frame = n->quote.ref,
			.time = n->quote.time,
			.from = n->quote.from,
			.v6 = n->quote.v6,
			.type = n->quote.type,
			.code = n->quote.code,
			.quotes = tb_side_of(c->flow, n->dir),
			.in_window = n->in_window ? TB_YES : TB_NO,
		};
		number = n->previous;
	}
}

struct tb_answers tb_judge_maker_and_cause(struct tb_case *c, struct tb_bench *bench,
					   struct tb_verdict *out)
{
	struct tb_answers answers = tb_judge_origins(c, bench, out);

	tb_look_up_neighbours(c);
	tb_ask_the_rest(c, &answers);
	c->cause = tb_rank_causes(&bench->known, &answers, out);
	return answers;
}

static void fill_missed(const struct tb_case *c, struct tb_verdict *out)
{
	const struct tb_lapses *lapses = tb_tracker_lapses(c->tracker);
	tb_time end = { c->deciding->time.ns + c->watched };

	if (lapses->n > 0)
		out->missed = tb_lapses_between(lapses, c->flow->start, end);
}

/* Where the server said why it ended the session, that is what to look into. */
static void advise(struct tb_verdict *out)
{
	const struct tb_sqlstate *said = tb_sqlstate_find(out->dialogue.sqlstate);

	if (said == NULL || said->advice[0] == NULL)
		return;
	out->advice = said->advice;
	out->n_advice = said->advice[1] != NULL ? 2 : 1;
}

/* What only a full report shows. */
static void tell_all(const struct tb_case *c, struct tb_bench *bench,
		     const struct tb_answers *answers, struct tb_verdict *out)
{
	fill_names(c, bench, &out->flow);
	fill_icmp(c, out);
	tb_judge_errors(c, out);
	advise(out);
	tb_judge_unseen(c, answers, out);
	tb_judge_ladder(c, bench, out);
	tb_show_evidence(c, answers, out);
	tb_list_answers(answers, bench, out);
}

void tb_judge(struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out)
{
	struct tb_answers answers;

	c->verdict = out;
	c->bench = bench;
	c->exhibit = tb_tracker_exhibit(c->tracker, c->deciding, &bench->exhibit);
	c->asker = tb_neighbours_asker(tb_tracker_neighbours(c->tracker), c->flow);
	tb_neighbours_fetch_answers(tb_tracker_neighbours(c->tracker), &c->asker,
				    c->deciding->dir);
	memset(out, 0, offsetof(struct tb_verdict, alternative));
	out->rst = bench->rst;
	out->early = c->early;
	fill_missed(c, out);
	fill_flow(c, &out->flow);
	out->n_rst = fill_rsts(c, bench);
	out->deciding = tb_judge_effects(c, bench, out->n_rst);
	out->phase = (enum tb_phase)c->deciding->phase;
	for (unsigned d = 0; d < 2; d++)
		out->state[tb_side_of(c->flow, d)] = (enum tb_state)c->deciding->state[d];
	fill_dialogue(c, &out->dialogue);
	tb_judge_kernel(c, bench, out);
	answers = tb_judge_maker_and_cause(c, bench, out);
	tb_judge_harm(c, out);
	if (!c->brief)
		tell_all(c, bench, &answers, out);
}
