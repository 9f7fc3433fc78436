/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * loaded.c - frames that are decoded ahead, into loads, are judged as those that are not
 *
 * Their bytes are gone long before the loads are taken.
 */
#include <stdlib.h>

#include "property/sample.h"

enum {
	MOST = 100,	/* frames at once */
	LOADS = 3	/* made before the first is taken */
};

/* As many of n frames as go into a load; they are gone afterwards. */
static size_t put(struct court *c, struct tb_load *l, const struct tb_frame *original, size_t n)
{
	enum tb_decode outcome[MOST];
	struct tb_frame *f = calloc(n, sizeof(*f));
	size_t loaded;

	if (f == NULL)
		fail("calloc");
	for (size_t i = 0; i < n; i++)
		f[i] = frame_copy(&original[i], original[i].captured);
	loaded = tb_engine_load(c->engine, l, f, n, outcome);
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)f[i].data);
	free(f);
	return loaded;
}

/* Fills a load as the dice have it, from frame number i on; which one is the next. */
static size_t fill(struct court *c, struct tb_load *l, const struct sample *s, size_t i,
		   uint64_t *state)
{
	size_t n, loaded;

	do {
		n = 1 + dice(state, MOST);
		if (n > s->n - i)
			n = s->n - i;
		loaded = put(c, l, &s->frame[i], n);
		i += loaded;
	} while (loaded == n && i < s->n && dice(state, 8) > 0);
	return i;
}

static void try_loaded(struct court *c, const struct sample *s, uint64_t seed)
{
	struct tb_load *l[LOADS];
	size_t next = 0, taken = 0;

	for (unsigned k = 0; k < LOADS; k++)
		if ((l[k] = tb_load_new()) == NULL)
			fail("tb_load_new");
	trial_open(c, 1);
	while (next < s->n) {
		for (unsigned k = 0; k < LOADS && next < s->n; k++)
			next = fill(c, l[k], s, next, &seed);
		for (unsigned k = 0; k < LOADS; k++)
			taken += tb_engine_take(c->engine, l[k]);
	}
	trial_close(c);
	if (taken != s->n || !tb_load_is_empty(l[0]))
		fail("frames were lost");
	for (unsigned k = 0; k < LOADS; k++)
		tb_load_free(l[k]);
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	return same_each_time(c, s, try_loaded, 4);
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
