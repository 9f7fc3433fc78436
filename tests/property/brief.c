/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * brief.c - a verdict that is brief says nothing else than the same one in full
 *
 * Only less: side, phase, states, effects, origin, harm, cause and how sure they are must be
 * equal, and so must the counts of the run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "property/sample.h"

static bool same_rst(const struct tb_rst *a, const struct tb_rst *b)
{
	return a->frame.number == b->frame.number && a->time.ns == b->time.ns &&
	       a->from == b->from && a->role == b->role && a->effect == b->effect &&
	       a->seq == b->seq && a->flags == b->flags;
}

static bool same_rsts(const struct tb_verdict *a, const struct tb_verdict *b)
{
	for (size_t i = 0; i < a->n_rst && i < b->n_rst; i++)
		if (!same_rst(&a->rst[i], &b->rst[i]))
			return false;
	return a->n_rst == b->n_rst && a->deciding == b->deciding &&
	       a->rst[a->deciding].origin == b->rst[b->deciding].origin;
}

/* Worked out in the same way: to the last bit. */
static bool same_confidence(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static bool same_weighed(const struct tb_weighed *a, const struct tb_weighed *b)
{
	return strcmp(a->slug, b->slug) == 0 && same_confidence(a->confidence, b->confidence);
}

static bool same_flow(const struct tb_flow_info *a, const struct tb_flow_info *b)
{
	return a->id == b->id && a->roles == b->roles &&
	       memcmp(a->end, b->end, sizeof(a->end)) == 0 &&
	       memcmp(a->packets, b->packets, sizeof(a->packets)) == 0;
}

static bool same_dialogue(const struct tb_dialogue *a, const struct tb_dialogue *b)
{
	return a->protocol == b->protocol && a->requests == b->requests &&
	       a->responses == b->responses && a->status == b->status &&
	       a->request_open == b->request_open;
}

static bool same_origin(const struct tb_origin_verdict *a, const struct tb_origin_verdict *b)
{
	return a->by == b->by && same_confidence(a->confidence, b->confidence) &&
	       same_confidence(a->third_party, b->third_party);
}

static bool same_verdict(const struct tb_verdict *a, const struct tb_verdict *b)
{
	return a->id == b->id && same_flow(&a->flow, &b->flow) && a->phase == b->phase &&
	       a->state[0] == b->state[0] && a->state[1] == b->state[1] &&
	       same_dialogue(&a->dialogue, &b->dialogue) && same_origin(&a->origin, &b->origin) &&
	       a->harm.verdict == b->harm.verdict && a->early == b->early && same_rsts(a, b) &&
	       same_weighed(&a->cause, &b->cause);
}

/* So that it costs nothing to make. */
static bool tells_less(const struct tb_verdict *v)
{
	return v->n_evidence == 0 && v->n_asked == 0 && v->n_unseen == 0 && v->n_icmp == 0 &&
	       v->origin.why.code == 0 && v->flow.history[0] == '\0' &&
	       v->flow.community_id[0] == '\0';
}

static unsigned differ(const struct sample *s, size_t i, const char *what)
{
	printf("%s: reset %u: %s\n", s->name, (unsigned)i + 1, what);
	return 1;
}

static unsigned compare(const struct sample *s, const struct court *full, const struct court *brief)
{
	unsigned found = 0;

	if (memcmp(&full->summary, &brief->summary, sizeof(full->summary)) != 0)
		found += differ(s, 0, "other counts");
	for (size_t i = 0; i < full->n && i < brief->n; i++) {
		if (!same_verdict(&full->verdict[i].v, &brief->verdict[i].v))
			found += differ(s, i, "another verdict");
		if (!tells_less(&brief->verdict[i].v))
			found += differ(s, i, "more is told than a line says");
	}
	return found;
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	struct court *full = malloc(sizeof(*full));
	unsigned found;

	if (full == NULL)
		fail("malloc");
	try_sample(full, s);
	trial_open_brief(c);
	show_sample(c, s);
	trial_close(c);
	found = compare(s, full, c);
	free(full);
	return found;
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
