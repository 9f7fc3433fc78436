/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lent.c - frames whose bytes last are judged as those whose bytes do not
 *
 * Lasting frames are lent until tb_engine_catch_up(), which is called here after any
 * number of them; then their memory is freed.  Others are lent for one call.
 */
#include <stdlib.h>

#include "property/sample.h"

enum { HELD = 40 };	/* more than the engine lets wait */

struct loan {
	const uint8_t *data[HELD];
	uint32_t n;
};

static void take_back(struct court *c, struct loan *l)
{
	tb_engine_catch_up(c->engine);
	while (l->n > 0)
		free((void *)(uintptr_t)l->data[--l->n]);
}

static void lend(struct court *c, const struct tb_frame *original, bool lasting, struct loan *l)
{
	struct tb_frame f = frame_copy(original, original->captured);

	f.lasting = lasting;
	show_frame(c, &f);
	if (lasting)
		l->data[l->n++] = f.data;
	else
		free((void *)(uintptr_t)f.data);
}

/* seed 0: all last; otherwise as the dice have it */
static void try_lent(struct court *c, const struct sample *s, uint64_t seed)
{
	uint64_t state = seed;
	struct loan l = { 0 };

	trial_open(c, 1);
	for (size_t i = 0; i < s->n; i++) {
		if (l.n == HELD || dice(&state, HELD) == 0)
			take_back(c, &l);
		lend(c, &s->frame[i], seed == 0 || dice(&state, 3) > 0, &l);
	}
	take_back(c, &l);
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
