/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * witness.h - holds every verdict and group of a fuzzed engine to what must be true of it
 *
 * Reads all that they point to, and keeps a digest of it.
 */
#ifndef TB_TESTS_FUZZ_WITNESS_H
#define TB_TESTS_FUZZ_WITNESS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tcpblame/rulebook.h>
#include <tcpblame/tcpblame.h>

#define MUST(x)                                                                            \
	do {                                                                               \
		if (!(x)) {                                                                \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);            \
			abort();                                                           \
		}                                                                          \
	} while (0)

enum { MAX_FRAMES = 512 };

struct witness {
	uint64_t number;                                     /* of the last frame */
	bool is_rst[MAX_FRAMES + 1], judged[MAX_FRAMES + 1]; /* by frame number */
	uint64_t n_rst, n_verdicts;
	bool forward; /* time has never stepped back */
	tb_time last_deciding;
	uint64_t digest; /* of all that verdicts said */
	uint64_t by_phase[TB_PHASE_COUNT], by_origin[TB_ORIGIN_COUNT],
		by_harm[TB_HARM_COUNT], by_effect[TB_EFFECT_COUNT];
};

static void digest(struct witness *w, const void *data, size_t n)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < n; i++) /* FNV-1a */
		w->digest = (w->digest ^ p[i]) * UINT64_C(1099511628211);
}

static void digest_number(struct witness *w, uint64_t n)
{
	digest(w, &n, sizeof(n));
}

static void digest_name(struct witness *w, const char *name)
{
	MUST(name != NULL && name[0] != '\0');
	digest(w, name, strlen(name));
}

static void check_frame(struct witness *w, struct tb_ref ref)
{
	MUST(ref.number <= w->number && ref.file == (ref.number & 1));
	digest_number(w, ref.number);
}

static void check_why(struct witness *w, const struct tb_why *why)
{
	char text[512];
	size_t n = tb_why_text(why, text, sizeof(text));

	MUST(n < sizeof(text) && n == strlen(text) && (n > 0) == (why->code != 0));
	digest(w, text, n);
	if (why->frame.number != 0)
		check_frame(w, why->frame);
}

static void check_code(struct witness *w, const struct tb_rst *r)
{
	const struct tb_code *c = &r->code;

	MUST(c->kind < TB_CODE_COUNT);
	digest_name(w, tb_code_name(c->kind));
	if (c->has_number)
		digest_number(w, c->number);
	if (c->meaning != NULL)
		digest_name(w, c->meaning);
	digest(w, c->text, c->text_len);
}

static void check_error(struct witness *w, const struct tb_app_error *e)
{
	MUST(e->met <= TB_YES);
	digest_number(w, e->met);
	check_why(w, &e->why);
	MUST(e->met == TB_UNSEEN || e->why.code != 0);
	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++) {
		MUST((e->met == TB_YES) == (e->condition[s] != TB_CONDITION_NONE));
		digest_name(w, tb_condition_name(e->condition[s]));
	}
	MUST(e->systems != 0 && e->systems < 1U << TB_SYSTEM_COUNT);
	digest_name(w, tb_call_name(e->call));
}

static void check_rst(struct witness *w, const struct tb_rst *r)
{
	MUST(r->frame.number >= 1);
	check_frame(w, r->frame);
	MUST(w->is_rst[r->frame.number] && !w->judged[r->frame.number]);
	w->judged[r->frame.number] = true;
	MUST((r->flags & TB_RST) && (r->from == TB_CLIENT || r->from == TB_SERVER));
	digest_number(w, r->from);
	digest_name(w, tb_role_name(r->role));
	digest_name(w, tb_effect_name(r->effect));
	digest_name(w, tb_origin_name(r->origin));
	check_why(w, &r->effect_why);
	if (r->trigger.frame.number != 0) {
		check_frame(w, r->trigger.frame);
		MUST(r->trigger.what.code != 0);
		digest_number(w, (uint64_t)r->trigger.after);
	}
	check_why(w, &r->trigger.what);
	digest(w, r->options, r->options_len);
	digest(w, r->payload, r->payload_kept);
	digest(w, r->comment, r->comment_len);
	check_code(w, r);
	MUST(r->options_len <= 40 && r->payload_kept <= r->payload_len);
}

static void check_rsts(struct witness *w, const struct tb_verdict *v)
{
	size_t decide = 0;

	MUST(v->n_rst >= 1 && v->deciding < v->n_rst);
	for (size_t i = 0; i < v->n_rst; i++) {
		check_rst(w, &v->rst[i]);
		MUST(i == 0 || v->rst[i - 1].frame.number < v->rst[i].frame.number);
		decide += v->rst[i].role == TB_ROLE_DECIDING;
	}
	MUST(decide == 1 && v->rst[v->deciding].role == TB_ROLE_DECIDING);
	MUST(!w->forward || w->n_verdicts == 1 ||
	     w->last_deciding.ns <= v->rst[v->deciding].time.ns);
	w->last_deciding = v->rst[v->deciding].time;
}

static void check_flow(struct witness *w, const struct tb_flow_info *f)
{
	MUST(f->id >= 1 && f->roles < TB_ROLES_COUNT && f->n_vlan <= 2);
	digest_number(w, f->id);
	digest_name(w, tb_roles_name(f->roles));
	digest_name(w, f->conn_state);
	digest(w, f->history, strlen(f->history));
	digest_name(w, f->community_id);
	digest(w, f->vlan, f->n_vlan * sizeof(f->vlan[0]));
	for (unsigned i = 0; i < f->n_tunnel; i++) {
		digest_name(w, tb_layer_name(f->tunnel[i].layer));
		digest_number(w, f->tunnel[i].id);
	}
	MUST(f->first_frame.number >= 1);
	check_frame(w, f->first_frame);
	check_frame(w, f->last_frame);
	for (unsigned side = 0; side < 2; side++) {
		digest(w, &f->end[side].addr, sizeof(f->end[side].addr));
		digest_number(w, f->packets[side]);
		digest_number(w, f->bytes[side]);
		MUST(f->rtt[side] >= -1 && f->packets[side] <= w->number);
	}
}

static void check_dialogue(struct witness *w, const struct tb_dialogue *d)
{
	if (d->protocol != NULL)
		digest_name(w, d->protocol);
	if (d->method != NULL)
		digest_name(w, d->method);
	if (d->alert_name != NULL)
		digest_name(w, d->alert_name);
	digest(w, d->server_name, d->server_name_len);
	MUST(d->path_len <= TB_MAX_PATH && (d->path == NULL || d->method != NULL));
	digest(w, d->path, d->path_len);
	MUST(d->request_open <= TB_YES && d->response_complete <= TB_YES);
	MUST(d->protocol != NULL || d->request_open == TB_UNSEEN);
	digest_number(w, d->request_open);
}

static void check_icmp(struct witness *w, const struct tb_verdict *v)
{
	MUST(v->n_icmp <= TB_MAX_ICMP);
	for (size_t i = 0; i < v->n_icmp; i++) {
		MUST(v->icmp[i].frame.number >= 1 && v->icmp[i].in_window <= TB_YES);
		check_frame(w, v->icmp[i].frame);
	}
}

static void check_weighed(struct witness *w, const struct tb_weighed *c)
{
	const struct tb_cause_info *info = tb_cause_info_find(c->slug);

	MUST(info != NULL && strcmp(info->title, c->title) == 0);
	MUST(c->confidence >= 0 && c->confidence <= 1);
	digest_name(w, c->slug);
	digest(w, &c->confidence, sizeof(c->confidence));
}

/* The likeliest first, each named once, and the cause above all of them. */
static void check_causes(struct witness *w, const struct tb_verdict *v)
{
	const struct tb_weighed *above = &v->cause;

	check_weighed(w, above);
	MUST(v->n_alternatives <= TB_MAX_ALTERNATIVES);
	for (size_t i = 0; i < v->n_alternatives; i++) {
		const struct tb_weighed *c = &v->alternative[i];

		check_weighed(w, c);
		MUST(strcmp(c->slug, "undetermined") != 0 && strcmp(c->slug, v->cause.slug) != 0);
		MUST(c->confidence <= above->confidence);
		above = c;
	}
	MUST(v->n_advice <= TB_MAX_ADVICE);
	for (size_t i = 0; i < v->n_advice; i++)
		digest_name(w, v->advice[i]);
}

static void check_exhibit(struct witness *w, const struct tb_evidence *e)
{
	MUST(e->n_frames <= TB_EVIDENCE_FRAMES && e->text.code != 0);
	for (unsigned i = 0; i < e->n_frames; i++) {
		MUST(e->frame[i].number >= 1);
		check_frame(w, e->frame[i]);
	}
	check_why(w, &e->text);
}

static double weight_of(const struct tb_evidence *e)
{
	return e->weight < 0 ? -e->weight : e->weight;
}

static void check_evidence(struct witness *w, const struct tb_verdict *v)
{
	MUST(v->n_evidence <= TB_MAX_EVIDENCE);
	for (size_t i = 0; i < v->n_evidence; i++) {
		const struct tb_evidence *e = &v->evidence[i];

		check_exhibit(w, e);
		MUST(weight_of(e) > 0 && strcmp(e->supports, v->cause.slug) == 0);
		MUST(i == 0 || weight_of(&v->evidence[i - 1]) >= weight_of(e));
	}
	MUST(v->n_asked > 0);
	for (size_t i = 0; i < v->n_asked; i++) {
		MUST(v->asked[i].answer <= TB_YES);
		digest_name(w, v->asked[i].question);
		digest_number(w, v->asked[i].answer);
	}
}

static void check_members(struct witness *w, const struct tb_group *g)
{
	MUST(g->n_reset >= 1 && g->n_reset <= TB_MAX_GROUP_RESETS && g->n_reset <= g->resets);
	for (size_t i = 0; i < g->n_reset; i++) {
		MUST(g->reset[i] >= 1 && g->reset[i] <= w->n_verdicts);
		MUST(i == 0 || g->reset[i - 1] < g->reset[i]);
		digest_number(w, g->reset[i]);
	}
	MUST(g->resets <= w->n_verdicts);
	MUST(!w->forward || g->first.ns <= g->last.ns);
}

/* For struct tb_sink, as take_verdict(). */
static void take_group(void *user, const struct tb_group *g)
{
	struct witness *w = user;
	char text[1024];
	size_t n = tb_group_text(g, text, sizeof(text));

	MUST(n > 0 && n < sizeof(text) && n == strlen(text));
	digest(w, text, n);
	digest_name(w, tb_group_name(g->kind));
	digest(w, g->name, g->name_len);
	check_members(w, g);
	MUST(g->n_evidence <= TB_MAX_GROUP_EVIDENCE);
	for (size_t i = 0; i < g->n_evidence; i++) {
		check_exhibit(w, &g->evidence[i]);
		MUST(g->evidence[i].supports == NULL);
	}
}

/* For struct tb_sink: user is the witness. */
static void take_verdict(void *user, const struct tb_verdict *v)
{
	struct witness *w = user;

	MUST(v->id == ++w->n_verdicts);
	check_rsts(w, v);
	check_flow(w, &v->flow);
	check_dialogue(w, &v->dialogue);
	check_icmp(w, v);
	check_error(w, &v->errors[TB_CLIENT]);
	check_error(w, &v->errors[TB_SERVER]);
	digest_name(w, tb_phase_name(v->phase));
	digest_name(w, tb_state_name(v->state[0]));
	digest_name(w, tb_state_name(v->state[1]));
	digest_name(w, tb_origin_name(v->origin.by));
	check_why(w, &v->origin.why);
	MUST(v->origin.confidence >= 0 && v->origin.confidence <= 1);
	MUST((v->origin.by == TB_ORIGIN_UNKNOWN) == (v->origin.confidence == 0));
	digest_name(w, tb_harm_name(v->harm.verdict));
	check_why(w, &v->harm.why);
	check_causes(w, v);
	check_evidence(w, v);
	MUST(v->n_unseen <= TB_MAX_UNSEEN);
	for (size_t i = 0; i < v->n_unseen; i++)
		check_why(w, &v->unseen[i]);
	w->by_phase[v->phase]++;
	w->by_origin[v->origin.by]++;
	w->by_harm[v->harm.verdict]++;
	w->by_effect[v->rst[v->deciding].effect]++;
}

#endif
