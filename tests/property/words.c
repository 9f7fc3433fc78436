/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * words.c - all that verdicts say, as lines to compare
 *
 * The project's own reports would do, but for two things: they leave out what is
 * usual, and a mistake in them would hide one in a verdict.
 */
#define _POSIX_C_SOURCE 200809L
#include "property/sample.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_ref(FILE *out, const char *name, struct tb_ref r)
{
	fprintf(out, "%s %" PRIu32 "/%" PRIu64 "\n", name, r.file, r.number);
}

static void say_why(FILE *out, const char *name, const struct tb_why *why)
{
	char text[512];

	(void)tb_why_text(why, text, sizeof(text));
	fprintf(out, "%s %s\n", name, text);
	say_ref(out, " in frame", why->frame);
}

static void say_bytes(FILE *out, const char *name, const void *data, size_t n)
{
	const uint8_t *p = data;

	fprintf(out, "%s", name);
	for (size_t i = 0; i < n; i++)
		fprintf(out, " %02x", p[i]);
	fputc('\n', out);
}

static void say_addr(FILE *out, const char *name, const struct tb_addr *a)
{
	say_bytes(out, name, a->byte, sizeof(a->byte));
}

static void say_side(FILE *out, const struct tb_flow_info *f, enum tb_side side)
{
	fprintf(out,
		" side %d: port %u packets %" PRIu64 " bytes %" PRIu64 " rtt %" PRId64 "\n",
		side, f->end[side].port, f->packets[side], f->bytes[side], f->rtt[side]);
	say_addr(out, "  address", &f->end[side].addr);
}

static void say_flow(FILE *out, const struct tb_flow_info *f)
{
	say_side(out, f, TB_CLIENT);
	say_side(out, f, TB_SERVER);
	say_ref(out, " first", f->first_frame);
	say_ref(out, " last", f->last_frame);
	fprintf(out, " roles %s, start %" PRId64 ", last %" PRId64 ", idle %" PRId64 "\n",
		tb_roles_name(f->roles), f->start.ns, f->last.ns, f->idle);
	fprintf(out, " %s %s %s, duplicates %u\n", f->conn_state, f->history,
		f->community_id, f->duplicates);
	for (unsigned i = 0; i < f->n_vlan; i++)
		fprintf(out, " vlan %u\n", f->vlan[i]);
	for (unsigned i = 0; i < f->n_tunnel; i++)
		fprintf(out, " tunnel %s %u\n", tb_layer_name(f->tunnel[i].layer),
			f->tunnel[i].id);
}

static void say_dialogue(FILE *out, const struct tb_dialogue *d)
{
	fprintf(out, " dialogue %s, open %d, complete %d, %u requests, %u responses\n",
		d->protocol != NULL ? d->protocol : "unknown", d->request_open,
		d->response_complete, d->requests, d->responses);
	fprintf(out, " %s %u, handshake %d, alert %d %d %u %u\n",
		d->method != NULL ? d->method : "-", d->status, d->handshake_done,
		d->has_alert, d->has_alert ? (int)d->alert_from : 0, d->alert_level, d->alert_code);
	say_bytes(out, " name", d->server_name, d->server_name_len);
}

static void say_rst(FILE *out, const struct tb_rst *r)
{
	say_ref(out, " rst", r->frame);
	fprintf(out, "  time %" PRId64 " from %d seq %u ack %u window %u flags %x\n",
		r->time.ns, r->from, r->seq, r->ack, r->window, r->flags);
	fprintf(out, "  id %u %d ttl %u tos %u interface %u bad %d payload %u\n", r->ip_id,
		r->has_ip_id, r->ttl, r->tos, r->interface, r->checksum_bad,
		r->payload_len);
	fprintf(out, "  %s, %s, made by %s\n", tb_role_name(r->role),
		tb_effect_name(r->effect), tb_origin_name(r->origin));
	say_why(out, "  because", &r->effect_why);
	say_ref(out, "  answers", r->trigger.frame);
	fprintf(out, "  after %" PRId64 "\n", r->trigger.after);
	say_why(out, "  which is", &r->trigger.what);
}

static void say_icmp(FILE *out, const struct tb_icmp_error *i)
{
	say_ref(out, " icmp", i->frame);
	fprintf(out, "  time %" PRId64 " type %u code %u quotes %d in window %d\n",
		i->time.ns, i->type, i->code, i->quotes, i->in_window);
	say_addr(out, "  from", &i->from);
}

static void say_error(FILE *out, const struct tb_app_error *e)
{
	fprintf(out, " meets %d %s", e->met, tb_call_name(e->call));
	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++)
		fprintf(out, " %s", tb_condition_name(e->condition[s]));
	fprintf(out, ", systems %u\n", e->systems);
	say_why(out, "  because", &e->why);
}

static void say_verdict(FILE *out, const struct tb_verdict *v)
{
	fprintf(out, "verdict: phase %s, states %s %s%s\n", tb_phase_name(v->phase),
		tb_state_name(v->state[0]), tb_state_name(v->state[1]),
		v->early ? ", early" : "");
	fprintf(out, " made by %s %.3f\n", tb_origin_name(v->origin.by),
		v->origin.confidence);
	say_why(out, "  because", &v->origin.why);
	fprintf(out, " harm %s, unacked %" PRIu64 " %" PRIu64 "\n",
		tb_harm_name(v->harm.verdict), v->harm.unacked[0], v->harm.unacked[1]);
	say_why(out, "  because", &v->harm.why);
	say_error(out, &v->errors[TB_CLIENT]);
	say_error(out, &v->errors[TB_SERVER]);
	say_flow(out, &v->flow);
	say_dialogue(out, &v->dialogue);
	fprintf(out, " deciding %zu of %zu\n", v->deciding, v->n_rst);
	for (size_t i = 0; i < v->n_rst; i++)
		say_rst(out, &v->rst[i]);
	for (size_t i = 0; i < v->n_icmp; i++)
		say_icmp(out, &v->icmp[i]);
	for (size_t i = 0; i < v->n_unseen; i++)
		say_why(out, " unseen", &v->unseen[i]);
}

static void say_group(FILE *out, const struct tb_group *g)
{
	char text[512];

	(void)tb_group_text(g, text, sizeof(text));
	fprintf(out, "group: %s, %s\n", tb_group_name(g->kind), text);
	fprintf(out, " first %" PRId64 " last %" PRId64 " named %zu\n", g->first.ns, g->last.ns,
		g->n_reset);
	for (size_t i = 0; i < g->n_evidence; i++)
		fprintf(out, " because %u, %" PRId64 ", %u frames\n", g->evidence[i].text.code,
			g->evidence[i].text.n, g->evidence[i].n_frames);
}

char *words_of(const struct court *c)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL)
		fail("open_memstream");
	fprintf(out, "%zu verdicts\n", c->n);
	for (size_t i = 0; i < c->n; i++)
		say_verdict(out, &c->verdict[i].v);
	for (size_t i = 0; i < c->n_groups; i++)
		say_group(out, &c->group[i].g);
	if (fclose(out) != 0)
		fail("fclose");
	return text;
}

static size_t line_length(const char *text)
{
	return strcspn(text, "\n");
}

static const char *line_after(const char *text)
{
	text += line_length(text);
	return *text == '\n' ? text + 1 : text;
}

bool is_other_cause(const struct tb_weighed *whole, const struct tb_weighed *less)
{
	const double sure = 0.9;

	return strcmp(whole->slug, less->slug) != 0 && strcmp(less->slug, "undetermined") != 0 &&
	       (whole->confidence >= sure || less->confidence >= sure);
}

bool same_words(const char *title, const char *expected, const char *found)
{
	if (strcmp(expected, found) == 0)
		return true;
	printf("%s\n", title);
	while (*expected != '\0' || *found != '\0') {
		int a = (int)line_length(expected), b = (int)line_length(found);

		if (a != b || memcmp(expected, found, (size_t)a) != 0)
			printf("-%.*s\n+%.*s\n", a, expected, b, found);
		expected = line_after(expected);
		found = line_after(found);
	}
	return false;
}
