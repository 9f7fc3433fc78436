/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * seeds.c - the same capture gives the same report, whatever the secret of the hashes
 */
#include "property/sample.h"

static void try_seed(struct court *c, const struct sample *s, uint64_t seed)
{
	trial_open(c, (seed + 2) * UINT64_C(0x9e3779b97f4a7c15));
	show_sample(c, s);
	trial_close(c);
}

static unsigned check_sample(struct court *c, const struct sample *s)
{
	return same_each_time(c, s, try_seed, 30);
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
