/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * group_text.c - what several resets have in common, as a sentence
 *
 * A sentence is a few clauses.  A clause holds %r for the number of resets, %s for the
 * server, %n for its name or the number of names (of servers or clients), %h for the host, %w for
 * the time from the first reset to the last, %c for what kind of connections, %f for who forgot
 * them, %d for the span, %e for its spread and %t for the known timer.  One that asks for something
 * that is not known is left out, but for the first: it gets "a server", "several servers" or "a
 * host" then.
 */
#include <tcpblame/group.h>

#include <assert.h>

#include "base/text.h"

enum { MAX_CLAUSES = 6 };

static const char *const clauses[][MAX_CLAUSES] = {
	[TB_GROUP_PROCESS_TERMINATED] = { "%r by %s", " within %w", ": its process ended",
					  ", and it refused what came then" },
	[TB_GROUP_SERVICE_RESTART] = { "%r by %s", " within %w", ": the service restarted",
				       ", and was down for %d" },
	[TB_GROUP_PORT_SCAN] = { "%h scanned ports", " of %s", ": %r", " within %w" },
	[TB_GROUP_HEALTH_CHECK] = { "%h checks %s", " every %d", " (to within %e)", ": %r" },
	[TB_GROUP_IDLE_TIMEOUT] = { "%r of %c", " with %s",
				    ", each after a silence of %d", " (to within %e)",
				    "; a timer known to be so long: %t" },
	[TB_GROUP_STATE_LOSS] = { "%r in the %n", " within %w",
				  ": %f forgot its connections" },
	[TB_GROUP_ADDRESS_CONFLICT] = { "two machines answer as %h", ": %r", " within %w" },
	[TB_GROUP_NAME_FILTER] = { "%r of connections", " with %s",
				   " that ask for one name, while those for others pass" },
};
static_assert(sizeof(clauses) / sizeof(clauses[0]) == TB_GROUP_COUNT,
	      "clauses[] lost step with enum tb_group_kind");

static bool is_known(const struct tb_group *g, char field)
{
	switch (field) {
	case 's':
		return g->has_server;
	case 'h':
		return g->has_host;
	case 'w':
		return tb_since(g->last, g->first) > 0;
	case 'd':
		return g->span > 0;
	case 'e':
		return g->spread > 0;
	case 't':
		return g->timer != NULL;
	default:
		return true;
	}
}

static void put_server(struct tb_text *t, const struct tb_group *g)
{
	if (!g->has_server)
		tb_text_str(t, "a server");
	else if (g->server.port == 0)
		tb_text_addr(t, &g->server.addr);
	else
		tb_text_endpoint(t, &g->server);
}

static void put_names(struct tb_text *t, const struct tb_group *g)
{
	uint32_t n = g->clients > 0 ? g->clients : g->servers;

	if (n == 0 && g->by_host) {
		tb_text_str(t, "name of ");
		put_server(t, g);
		return;
	}
	tb_text_str(t, "names of ");
	if (n > 0)
		tb_text_count(t, n);
	else
		tb_text_str(t, "several");
	tb_text_str(t, g->clients > 0 ? " client" : " server");
	tb_text_str(t, n == 1 ? "" : "s");
}

static void put_field(struct tb_text *t, char field, const struct tb_group *g)
{
	switch (field) {
	case 'r':
		tb_text_count(t, g->resets);
		tb_text_str(t, g->resets == 1 ? " reset" : " resets");
		break;
	case 's':
		put_server(t, g);
		break;
	case 'n':
		put_names(t, g);
		break;
	case 'h':
		if (g->has_host)
			tb_text_addr(t, &g->host);
		else
			tb_text_str(t, "a host");
		break;
	case 'w':
		tb_text_span(t, tb_since(g->last, g->first));
		break;
	case 'd':
		tb_text_span(t, g->span);
		break;
	case 'e':
		tb_text_span(t, g->spread);
		break;
	case 'c':
		tb_text_str(t, g->asked ? "connections" : "idle connections");
		break;
	case 'f':
		tb_text_str(t, g->by_host ? "that host, or something on the path to it,"
					  : "something on the path");
		break;
	case 't':
		tb_text_str(t, g->timer);
		break;
	default:
		break;
	}
}

/* One field at most is in a clause, but for the first. */
static bool may_be_said(const struct tb_group *g, const char *clause)
{
	const char *field = strchr(clause, '%');

	return field == NULL || is_known(g, field[1]);
}

static void put_clause(struct tb_text *t, const char *clause, const struct tb_group *g)
{
	const char *field;

	for (; (field = strchr(clause, '%')) != NULL; clause = field + 2) {
		tb_text_bytes(t, clause, (size_t)(field - clause));
		put_field(t, field[1], g);
	}
	tb_text_str(t, clause);
}

size_t tb_group_text(const struct tb_group *g, char *buf, size_t size)
{
	char whole[512];	/* the longest clauses, addresses and timers are far shorter */
	struct tb_text t;

	tb_text_init(&t, whole, sizeof(whole), NULL);
	for (unsigned i = 0; g->kind < TB_GROUP_COUNT && i < MAX_CLAUSES; i++) {
		const char *clause = clauses[g->kind][i];

		if (clause != NULL && (i == 0 || may_be_said(g, clause)))
			put_clause(&t, clause, g);
	}
	if (size > 0) {
		size_t n = tb_text_len(&t) < size ? tb_text_len(&t) : size - 1;

		memcpy(buf, whole, n);
		buf[n] = '\0';
	}
	return tb_text_len(&t);
}
