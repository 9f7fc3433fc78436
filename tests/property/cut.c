/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cut.c - a snap length makes a report say less, never something else
 *
 * Every sample is cut to every length from where TCP flags are just in sight to its
 * longest frame.  Whatever is still said of a RST
 * must be what the whole capture says of it, or "unknown".
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "property/sample.h"
#include "support/due.h"

enum { SHORTEST = 34 };

/* What a report says of one RST and of the ending that it belongs to. */
struct saying {
	bool said;
	enum tb_roles roles;
	struct tb_endpoint sender;
	enum tb_side from;
	enum tb_phase phase;
	enum tb_effect effect;
	enum tb_origin origin, made_by;
	enum tb_harm harm;
	enum tb_state state[2];
	enum tb_condition meets[2];	/* on Linux */
	bool may_meet[2];		/* it is not known what */
	struct tb_weighed cause;
	uint64_t deciding;
	uint64_t trigger;
};

static enum tb_condition meets(const struct tb_verdict *v, enum tb_side side)
{
	return v->errors[side].condition[TB_SYSTEM_LINUX];
}

static bool may_meet(const struct tb_verdict *v, enum tb_side side)
{
	return v->errors[side].met == TB_UNSEEN;
}

/* By number of frame, from 1. */
static struct saying *sayings_of(const struct court *c, size_t n_frames)
{
	struct saying *all = calloc(n_frames + 1, sizeof(*all));

	if (all == NULL)
		fail("calloc");
	for (size_t i = 0; i < c->n; i++) {
		const struct tb_verdict *v = &c->verdict[i].v;

		for (size_t k = 0; k < v->n_rst; k++)
			all[v->rst[k].frame.number] = (struct saying){
				.said = true,
				.roles = v->flow.roles,
				.sender = v->flow.end[v->rst[k].from],
				.from = v->rst[k].from,
				.phase = v->phase,
				.effect = v->rst[k].effect,
				.origin = v->rst[k].origin,
				.made_by = v->origin.by,
				.harm = v->harm.verdict,
				.state = { v->state[0], v->state[1] },
				.meets = { meets(v, TB_CLIENT), meets(v, TB_SERVER) },
				.may_meet = { may_meet(v, TB_CLIENT), may_meet(v, TB_SERVER) },
				.cause = v->cause,
				.deciding = v->rst[v->deciding].frame.number,
				.trigger = v->rst[k].trigger.frame.number,
			};
	}
	return all;
}

static void try_cut(struct court *c, const struct sample *s, uint32_t snaplen)
{
	trial_open(c, snaplen);
	for (size_t i = 0; i < s->n; i++) {
		struct tb_frame f = frame_copy(&s->frame[i], snaplen);

		show_frame(c, &f);
		free((void *)(uintptr_t)f.data);
	}
	trial_close(c);
}

struct place {
	const struct sample *sample;
	uint32_t snaplen;
	size_t frame;
	unsigned wrong;
};

static void differ(struct place *p, const char *what, const char *whole, const char *cut)
{
	printf("%s cut to %u: frame %zu: %s is %s, uncut it is %s\n", p->sample->name,
	       p->snaplen, p->frame, what, cut, whole);
	p->wrong++;
}

#define CHECK(member, unknown, name)                                                       \
	do {                                                                               \
		if (cut->member != whole->member && (int)cut->member != (int)(unknown))    \
			differ(p, #member, name(whole->member), name(cut->member));        \
	} while (0)

static const char *side_name(enum tb_side side)
{
	return side == TB_CLIENT ? "the client" : "the server";
}

/* all: what the report on the cut capture says of any RST. */
static void check_rst(struct place *p, const struct saying *whole, const struct saying *all)
{
	const struct saying *cut = &all[p->frame];

	if (!whole->said) {
		differ(p, "a reset", "not there", "reported");
		return;
	}
	if (cut->sender.port != whole->sender.port)
		differ(p, "its sender", "one end", "the other");
	CHECK(from, -1, side_name);
	CHECK(phase, -1, tb_phase_name);
	CHECK(effect, TB_EFFECT_UNKNOWN, tb_effect_name);
	CHECK(origin, TB_ORIGIN_UNKNOWN, tb_origin_name);
	CHECK(made_by, TB_ORIGIN_UNKNOWN, tb_origin_name);
	CHECK(harm, TB_HARM_UNKNOWN, tb_harm_name);
	CHECK(state[0], TB_STATE_UNKNOWN, tb_state_name);
	CHECK(state[1], TB_STATE_UNKNOWN, tb_state_name);
	for (unsigned side = 0; side < 2; side++)
		if (!cut->may_meet[side] && !whole->may_meet[side])
			CHECK(meets[side], -1, tb_condition_name);
	if (is_other_cause(&whole->cause, &cut->cause))
		differ(p, "cause", whole->cause.slug, cut->cause.slug);
	if (cut->deciding != whole->deciding && all[whole->deciding].said)
		differ(p, "deciding", "one", "another");
	if (cut->trigger != whole->trigger && cut->trigger != 0)
		differ(p, "trigger", "one", "another");
}

static unsigned check_cut(struct court *c, const struct sample *s,
			  const struct saying *whole, uint32_t snaplen)
{
	struct saying *cut;
	struct place p = { s, snaplen, 0, 0 };

	try_cut(c, s, snaplen);
	cut = sayings_of(c, s->n);
	for (p.frame = 1; p.frame <= s->n; p.frame++)
		if (cut[p.frame].said)
			check_rst(&p, &whole[p.frame], cut);
	free(cut);
	return p.wrong;
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	struct saying *whole;
	unsigned wrong = 0;

	try_sample(c, s);
	whole = sayings_of(c, s->n);
	for (uint32_t l = SHORTEST; l <= s->longest; l++)
		if (is_due(l - SHORTEST))
			wrong += check_cut(c, s, whole, l);
	free(whole);
	return wrong;
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
