/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * seeds.c - the same capture gives the same report, whatever the secret of the hashes
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "property/sample.h"

enum { SEEDS = 32 };

static unsigned check_sample(struct court *c, const struct sample *s)
{
	unsigned wrong = 0;
	char *first;

	try_sample(c, s);
	first = words_of(c);
	for (uint64_t seed = 2; seed < SEEDS; seed++) {
		char title[512], *words;

		trial_open(c, seed * UINT64_C(0x9e3779b97f4a7c15));
		show_sample(c, s);
		trial_close(c);
		words = words_of(c);
		snprintf(title, sizeof(title), "%s with seed %" PRIu64, s->name, seed);
		wrong += !same_words(title, first, words);
		free(words);
	}
	free(first);
	return wrong;
}

int main(int argc, char **argv)
{
	static struct court court;
	size_t n = (size_t)argc - 1;
	struct sample *s = samples_load(argv + 1, n);
	unsigned wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += check_sample(&court, &s[i]);
	samples_free(s, n);
	printf("%zu samples, %u differences\n", n, wrong);
	return wrong != 0;
}
