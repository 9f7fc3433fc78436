/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * clock.c - a clock that is set back in the middle of a capture
 *
 * As time servers do it, or a machine that is resumed.  From any frame on, times are
 * earlier than those before.  Spans across the step are nonsense then, but the order of
 * frames still tells which RSTs belong together and what came of them: sides, phases and
 * the RSTs of each ending must stay.
 *
 * Not tried: captures with copies of packets or with fragments.  A step between two
 * that belong together tears them apart, as any reader must see it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "property/sample.h"
#include "support/due.h"

static const tb_span steps[] = { 10 * TB_SECOND, 3600 * TB_SECOND };

static void try_step(struct court *c, const struct sample *s, size_t from, tb_span step)
{
	trial_open(c, 1);
	for (size_t i = 0; i < s->n; i++) {
		struct tb_frame f = s->frame[i];

		if (i >= from)
			f.time.ns -= step;
		show_frame(c, &f);
	}
	trial_close(c);
}

static bool same_rsts(const struct tb_verdict *a, const struct tb_verdict *b)
{
	for (size_t i = 0; i < a->n_rst; i++)
		if (a->rst[i].frame.number != b->rst[i].frame.number ||
		    a->rst[i].from != b->rst[i].from ||
		    a->rst[i].effect != b->rst[i].effect)
			return false;
	return a->n_rst == b->n_rst && a->phase == b->phase &&
	       a->harm.verdict == b->harm.verdict;
}

static bool same_story(const struct court *a, const struct court *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (!same_rsts(&a->verdict[i].v, &b->verdict[i].v))
			return false;
	return a->n == b->n;
}

static bool is_torn_by_time(const struct court *c)
{
	return c->summary.duplicates > 0 || c->summary.decode[TB_DECODE_FRAGMENT] > 0;
}

static unsigned check_sample(struct court court[2], const struct sample *s)
{
	unsigned wrong = 0;

	try_sample(&court[0], s);
	if (is_torn_by_time(&court[0]))
		return 0;
	for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++)
		for (size_t i = 1; i < s->n; i++) {
			if (!is_due(i - 1))
				continue;
			try_step(&court[1], s, i, steps[k]);
			if (same_story(&court[0], &court[1]))
				continue;
			printf("%s, set back %d s at frame %zu: another story\n", s->name,
			       (int)(steps[k] / TB_SECOND), i + 1);
			wrong++;
		}
	return wrong;
}

int main(int argc, char **argv)
{
	static struct court court[2];
	size_t n = (size_t)argc - 1;
	struct sample *s = samples_load(argv + 1, n);
	unsigned wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += check_sample(court, &s[i]);
	samples_free(s, n);
	print_due();
	printf("%zu samples, %u differences\n", n, wrong);
	return wrong != 0;
}
