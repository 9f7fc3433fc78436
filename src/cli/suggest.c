/* SPDX-License-Identifier: BSD-3-Clause */
#include "suggest.h"

#include <string.h>

enum { LONGEST = 32 }; /* names longer than this are not compared */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, one row of the matrix at a time. */
static size_t distance(const char *a, size_t a_len, const char *b)
{
	size_t row[LONGEST + 1], b_len = strlen(b);

	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t replaced = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b_len];
}

const char *tb_suggest(const char *typed, const char *const names[], size_t n)
{
	size_t len = strcspn(typed, "=");
	size_t nearest = len / 3 + 2; /* more typing errors than this: something else */
	const char *found = NULL;

	if (len > LONGEST)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (strlen(names[i]) > LONGEST)
			continue;
		size_t d = distance(typed, len, names[i]);
		if (d < nearest) {
			nearest = d;
			found = names[i];
		}
	}
	return found;
}
