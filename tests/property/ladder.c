/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ladder.c - the ladder of a reset agrees with its verdict
 *
 * It changes nothing of what else is said.  It holds the deciding RST, what that answers and
 * the episode's other RSTs; its segments are those of the capture, in its order; and just
 * before the deciding RST both ends are in the states that the verdict gives them, except the
 * one that made it, of whom the RST tells more than what came before (its socket was gone).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "property/sample.h"

enum { LADDER = 64 };

static unsigned differ(const struct sample *s, size_t i, const char *what)
{
	printf("%s: reset %zu: %s\n", s->name, i + 1, what);
	return 1;
}

static const struct tb_rung *rung_of(const struct tb_verdict *v, struct tb_ref frame)
{
	for (size_t i = 0; i < v->ladder->n; i++)
		if (v->ladder->rung[i].frame.number == frame.number)
			return &v->ladder->rung[i];
	return NULL;
}

static bool is_in_order(const struct tb_ladder *l)
{
	for (size_t i = 1; i < l->n; i++)
		if (l->rung[i].frame.number <= l->rung[i - 1].frame.number)
			return false;
	return true;
}

/* Is it as the frame's RST has it? */
static bool shows(const struct tb_rung *r, const struct tb_rst *rst)
{
	return r != NULL && r->seq == rst->seq && r->flags == rst->flags && r->from == rst->from &&
	       r->time.ns == rst->time.ns && r->len == rst->payload_len &&
	       (r->kind == TB_RUNG_DUPLICATE) == (rst->role == TB_ROLE_DUPLICATE) &&
	       (!(r->flags & TB_ACK) || r->ack == rst->ack);
}

static bool shows_all(const struct tb_verdict *v)
{
	for (size_t i = 0; i < v->n_rst; i++) {
		const struct tb_rung *r = rung_of(v, v->rst[i].frame);

		if (!shows(r, &v->rst[i]) ||
		    r->part != (i == v->deciding ? TB_RUNG_DECIDING : TB_RUNG_RST))
			return false;
	}
	return true;
}

static bool shows_trigger(const struct tb_verdict *v)
{
	struct tb_ref frame = v->rst[v->deciding].trigger.frame;
	const struct tb_rung *r = rung_of(v, frame);

	return frame.number == 0 || (r != NULL && r->part == TB_RUNG_TRIGGER);
}

/* Of the receiver, where all of the connection is there and no other RST came before. */
static bool agrees_in_state(const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];
	const struct tb_rung *deciding = rung_of(v, rst->frame);
	enum tb_side to = rst->from == TB_CLIENT ? TB_SERVER : TB_CLIENT;

	if (v->ladder->earlier > 0 || deciding == v->ladder->rung || v->deciding > 0 ||
	    v->flow.roles != TB_ROLES_HANDSHAKE || v->phase == TB_PHASE_CLOSED)
		return true;
	return deciding[-1].state[to] == v->state[to] ||
	       (v->state[to] == TB_STATE_CLOSE_WAIT &&	/* the FIN had reached it meanwhile */
		deciding[-1].state[to] == TB_STATE_ESTABLISHED);
}

static unsigned check_verdict(const struct sample *s, size_t i, const struct tb_verdict *v)
{
	unsigned wrong = 0;

	if (v->ladder == NULL || v->ladder->later > 0)
		return differ(s, i, "not all is on the ladder");
	if (!is_in_order(v->ladder))
		wrong += differ(s, i, "segments in another order");
	if (!shows_all(v))
		return wrong + differ(s, i, "a RST is missing, or another one");
	if (!shows_trigger(v))
		wrong += differ(s, i, "what it answers is missing");
	if (!agrees_in_state(v))
		wrong += differ(s, i, "another state before the RST");
	return wrong;
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	unsigned wrong = 0;
	char *without, *with;

	try_sample(c, s);
	without = words_of(c);
	trial_open_ladder(c, LADDER);
	show_sample(c, s);
	trial_close(c);
	with = words_of(c);
	wrong += !same_words(s->name, without, with);
	for (size_t i = 0; i < c->n; i++)
		wrong += check_verdict(s, i, &c->verdict[i].v);
	free(without);
	free(with);
	return wrong;
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
