/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_group.c - several resets of one story as a record
 *
 * A group is of no file: where several were read, each frame has its own beside it.
 */
#include "report/record_part.h"

static void resets(struct tb_text *j, const struct tb_group *g)
{
	tb_json_open(j, "resets", '[');
	for (size_t i = 0; i < g->n_reset; i++)
		tb_json_u64(j, NULL, g->reset[i]);
	tb_json_close(j, ']');
	tb_json_u64(j, "count", g->resets);
}

/* A server of several ports is an address. */
static void server(struct tb_text *j, const struct tb_endpoint *e)
{
	if (e->port != 0) {
		tb_record_endpoint(j, "server", e);
		return;
	}
	tb_json_open(j, "server", '{');
	tb_json_addr(j, "ip", &e->addr);
	tb_json_close(j, '}');
}

static void parties(struct tb_text *j, const struct tb_group *g)
{
	if (g->has_server)
		server(j, &g->server);
	if (g->servers > 0)
		tb_json_u64(j, "servers", g->servers);
	if (g->clients > 0)
		tb_json_u64(j, "clients", g->clients);
	if (g->has_host)
		tb_json_addr(j, "host", &g->host);
	if (g->name != NULL)
		tb_json_bytes(j, "name", g->name, g->name_len);
}

static void measures(struct tb_text *j, const struct tb_group *g)
{
	if (g->span != 0) {
		tb_json_seconds(j, "span", g->span);
		tb_json_seconds(j, "spread", g->spread);
	}
	if (g->timer != NULL)
		tb_json_string(j, "timer", g->timer);
}

void tb_record_group(struct tb_text *j, const char *type, const struct tb_report_options *o,
		     const struct tb_group *g)
{
	tb_json_open(j, NULL, '{');
	if (type != NULL)
		tb_json_word(j, "type", type);
	tb_json_word(j, "kind", tb_group_name(g->kind));
	resets(j, g);
	tb_json_time(j, "first", g->first);
	tb_json_time(j, "last", g->last);
	parties(j, g);
	measures(j, g);
	tb_json_open(j, "summary", '"');
	tb_report_group(j, g);
	tb_json_close(j, '"');
	tb_record_evidence(j, o, g->evidence, g->n_evidence, tb_report_no_home(o));
	tb_json_close(j, '}');
}
