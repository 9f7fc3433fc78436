/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lent.c - it does not matter how many frames are lent at once
 *
 * Their bytes are gone when the call returns.
 */
#include <stdlib.h>

#include "property/sample.h"

enum { MOST = 100 };	/* more than the engine takes at a time */

static void lend(struct court *c, const struct tb_frame *original, size_t n)
{
	enum tb_decode outcome[MOST];
	struct tb_frame *f = calloc(n, sizeof(*f));

	if (f == NULL)
		fail("calloc");
	for (size_t i = 0; i < n; i++)
		f[i] = frame_copy(&original[i], original[i].captured);
	tb_engine_packets(c->engine, f, n, outcome);
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)f[i].data);
	free(f);
}

/* seed 0: as many as there are; otherwise as the dice have it */
static void try_lent(struct court *c, const struct sample *s, uint64_t seed)
{
	uint64_t state = seed;

	trial_open(c, 1);
	for (size_t i = 0, n; i < s->n; i += n) {
		n = seed == 0 ? MOST : 1 + dice(&state, MOST);
		if (n > s->n - i)
			n = s->n - i;
		lend(c, &s->frame[i], n);
	}
	trial_close(c);
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	return same_each_time(c, s, try_lent, 8);
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
