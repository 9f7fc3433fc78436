/* SPDX-License-Identifier: BSD-3-Clause */
#include "support/court.h"

#include <stdlib.h>
#include <string.h>

static void keep_text(char *to, size_t room, const char *from)
{
	strncpy(to, from, room - 1);
	to[room - 1] = '\0';
}

static void keep(void *user, const struct tb_verdict *v)
{
	struct court *c = user;
	struct court_verdict *k;

	if (c->n++ >= COURT_VERDICTS)
		return;
	k = &c->verdict[c->n - 1];
	k->v = *v;
	memcpy(k->rst, v->rst, (v->n_rst < COURT_RSTS ? v->n_rst : COURT_RSTS) * sizeof(*k->rst));
	k->v.rst = k->rst;
	k->v.n_asked = v->n_asked < COURT_ASKED ? v->n_asked : COURT_ASKED;
	if (v->n_asked > 0)	/* a brief verdict has no list */
		memcpy(k->asked, v->asked, k->v.n_asked * sizeof(*k->asked));
	k->v.asked = k->asked;
	if (v->ladder != NULL) {
		k->ladder = *v->ladder;
		memcpy(k->rung, v->ladder->rung, v->ladder->n * sizeof(*k->rung));
		k->ladder.rung = k->rung;
		k->v.ladder = &k->ladder;
	}
	memcpy(k->tunnel, v->flow.tunnel, v->flow.n_tunnel * sizeof(*k->tunnel));
	k->v.flow.tunnel = k->tunnel;
	keep_text(k->history, sizeof(k->history), v->flow.history);
	k->v.flow.history = k->history;
	keep_text(k->community_id, sizeof(k->community_id), v->flow.community_id);
	k->v.flow.community_id = k->community_id;
	if (v->dialogue.server_name != NULL) {
		memcpy(k->server_name, v->dialogue.server_name, v->dialogue.server_name_len);
		k->v.dialogue.server_name = k->server_name;
	}
	if (v->dialogue.path != NULL) {
		memcpy(k->path, v->dialogue.path, v->dialogue.path_len);
		k->v.dialogue.path = k->path;
	}
}

static void keep_group(void *user, const struct tb_group *g)
{
	struct court *c = user;
	struct court_group *k;

	if (c->n_groups++ >= COURT_GROUPS)
		return;
	k = &c->group[c->n_groups - 1];
	k->g = *g;
	memcpy(k->reset, g->reset, g->n_reset * sizeof(*k->reset));
	k->g.reset = k->reset;
	if (g->name != NULL) {
		memcpy(k->name, g->name, g->name_len);
		k->g.name = k->name;
	}
	k->told_after = c->n;
}

static void take(void *user, const struct tb_frame *f)
{
	struct court *c = user;

	(void)tb_engine_packet(c->engine, f);
}

void court_open(struct court *c, const struct tb_config *cfg)
{
	struct tb_config usual;
	struct tb_sink sink = { .verdict = keep, .group = keep_group, .user = c };

	tb_config_default(&usual);
	usual.max_flows = 1000;
	c->n = c->n_groups = 0;
	c->engine = tb_engine_new(cfg != NULL ? cfg : &usual, &sink);
	if (c->engine == NULL)
		abort();
	tape_init(&c->tape);
	c->tape.take = take;
	c->tape.user = c;
}

void court_close(struct court *c)
{
	tb_engine_finish(c->engine);
	c->summary = *tb_engine_summary(c->engine);
	tb_engine_free(c->engine);
}

const struct tb_rst *court_rst(const struct court *c, size_t i)
{
	return &c->verdict[i].rst[c->verdict[i].v.deciding];
}

enum tb_answer court_asked(const struct court *c, size_t i, const char *question)
{
	const struct tb_verdict *v = &c->verdict[i].v;

	for (size_t a = 0; a < v->n_asked; a++)
		if (strcmp(v->asked[a].question, question) == 0)
			return v->asked[a].answer;
	abort();
}
