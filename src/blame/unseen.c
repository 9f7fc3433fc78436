/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * unseen.c - what could not be looked at and would help
 */
#include "blame/signal.h"
#include "blame/weigh.h"
#include "blame/why.h"

static bool both(const struct tb_flow *f, unsigned what)
{
	return (f->dir[0].did & f->dir[1].did & what) != 0;
}

static bool either(const struct tb_flow *f, unsigned what)
{
	return ((f->dir[0].did | f->dir[1].did) & what) != 0;
}

static bool silent(const struct tb_case *c, enum tb_side side)
{
	const struct tb_flow *f = c->flow;
	unsigned d = side == TB_CLIENT ? f->client : !f->client;

	/* An end that was refused or unknown says nothing but RST: that is seen. */
	return f->dir[d].packets == 0 && (f->dir[!d].did & TB_DID_ACK);
}

static bool handshake_scale(const struct tb_flow *f)
{
	return both(f, TB_DID_SYN | TB_DID_SYNACK);
}

/* Is it open who made it, or why?  The other end's view would show whether it left there. */
static bool doubtful(const struct tb_verdict *v)
{
	return v->origin.by == TB_ORIGIN_UNKNOWN || v->origin.confidence < tb_likely ||
	       v->cause.confidence < tb_likely || tb_is_undetermined(v->cause.slug);
}

void tb_judge_unseen(const struct tb_case *c, const struct tb_answers *answers,
		     struct tb_verdict *out)
{
	const struct tb_flow *f = c->flow;
	bool headless = f->flags & TB_FLOW_MIDSTREAM && !either(f, TB_DID_SYN | TB_DID_SYNACK);
	bool forgets = tb_tracker_forgets(c->tracker);
	bool shared = c->cause->twin != NULL && !out->kernel.sent &&
		      !(c->cause->unread && tb_ask_sender_shut(c).answer == TB_YES);
	const struct {
		bool missing;
		enum tb_why_code code;
		int64_t n;
	} list[] = {
		{ headless && !forgets, TB_WHY_UNSEEN_START, 0 },
		{ headless && forgets, TB_WHY_UNSEEN_FORGOTTEN, 0 },
		{ silent(c, TB_CLIENT), TB_WHY_UNSEEN_CLIENT, 0 },
		{ silent(c, TB_SERVER), TB_WHY_UNSEEN_SERVER, 0 },
		{ either(f, TB_DID_CUT_HEADER), TB_WHY_UNSEEN_HEADERS, 0 },
		{ either(f, TB_DID_CUT_PAYLOAD), TB_WHY_UNSEEN_PAYLOAD, 0 },
		{ !handshake_scale(f) && c->deciding->rule == TB_RULE_MAYBE_WINDOW,
		  TB_WHY_UNSEEN_SCALE, 0 },
		{ c->early, TB_WHY_UNSEEN_AFTERMATH, c->watched },
		{ out->missed.packets > 0, TB_WHY_UNSEEN_LOST, (int64_t)out->missed.packets },
		{ out->missed.blind > 0, TB_WHY_UNSEEN_BLIND, out->missed.blind },
		{ c->exhibit->stood > 0, TB_WHY_UNSEEN_STOOD, c->exhibit->stood },
		{ out->n_alternatives > 0 &&
			  tb_answer_to(answers, TB_SIGNAL_MANY_ENDINGS) == TB_UNSEEN,
		  TB_WHY_UNSEEN_CROWD, 0 },
		{ out->rst[out->deciding].effect_why.code == TB_WHY_IN_VAIN, TB_WHY_UNSEEN_ARRIVAL,
		  0 },
		{ shared, c->cause->unread ? TB_WHY_UNSEEN_READ : TB_WHY_UNSEEN_HAND, 0 },
		{ doubtful(out), TB_WHY_UNSEEN_OTHER_END, 0 },
		{ f->roles == TB_ROLES_UNKNOWN, TB_WHY_UNSEEN_ROLES, 0 },
	};

	_Static_assert(sizeof(list) / sizeof(list[0]) <= TB_MAX_UNSEEN, "no room for all");
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (list[i].missing)
			out->unseen[out->n_unseen++] =
				(struct tb_why){ .code = (uint16_t)list[i].code, .n = list[i].n };
}
