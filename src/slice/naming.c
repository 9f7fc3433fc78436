/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * naming.c - the frames that a verdict names, and what they are to it
 *
 * A verdict goes by its deciding RST.  What another RST of the episode answered, or did, is told
 * of that one by its frame: it may well be the work of somebody else.
 */
#include "slice/naming.h"

struct namer {
	const struct tb_verdict *v;
	void (*named)(void *user, const struct tb_mark *m);
	void *user;
};

static void name(const struct namer *n, const struct tb_mark *m)
{
	if (m->frame.number != 0)
		n->named(n->user, m);
}

static void name_rsts(const struct namer *n)
{
	for (size_t i = 0; i < n->v->n_rst; i++) {
		const struct tb_rst *r = &n->v->rst[i];
		const struct tb_mark m = {
			.frame = r->frame,
			.part = i == n->v->deciding ? TB_MARK_DECIDING : TB_MARK_RST,
			.role = r->role,
			.effect = r->effect,
		};

		name(n, &m);
	}
}

/* other: r is not the one that decides. */
static void name_around(const struct namer *n, const struct tb_rst *r, bool other)
{
	const struct tb_ref of = other ? r->frame : (struct tb_ref){ 0 };

	name(n, &(struct tb_mark){ .frame = r->trigger.frame, .part = TB_MARK_TRIGGER,
				   .why = r->trigger.what, .other = of });
	name(n, &(struct tb_mark){ .frame = r->effect_why.frame, .part = TB_MARK_EFFECT,
				   .why = r->effect_why, .other = of });
}

static void name_evidence(const struct namer *n, const struct tb_evidence *e)
{
	for (unsigned i = 0; i < e->n_frames; i++)
		name(n, &(struct tb_mark){ .frame = e->frame[i],
					   .part = e->weight < 0 ? TB_MARK_AGAINST : TB_MARK_FOR,
					   .why = e->text, .cause = e->supports });
}

static void name_shown(const struct namer *n, enum tb_mark_part part, const struct tb_why *why)
{
	name(n, &(struct tb_mark){ .frame = why->frame, .part = part, .why = *why });
}

void tb_name_frames(const struct tb_verdict *v, void (*named)(void *user, const struct tb_mark *m),
		    void *user)
{
	const struct namer n = { v, named, user };

	name_rsts(&n);
	name_around(&n, &v->rst[v->deciding], false);
	for (size_t i = 0; i < v->n_rst; i++)
		if (i != v->deciding)
			name_around(&n, &v->rst[i], true);
	for (size_t i = 0; i < v->n_icmp; i++)
		name(&n, &(struct tb_mark){ .frame = v->icmp[i].frame, .part = TB_MARK_ICMP });
	name_shown(&n, TB_MARK_ORIGIN, &v->origin.why);
	name_shown(&n, TB_MARK_HARM, &v->harm.why);
	for (size_t i = 0; i < v->n_evidence; i++)
		name_evidence(&n, &v->evidence[i]);
}
