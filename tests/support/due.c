/* SPDX-License-Identifier: BSD-3-Clause */
#include "support/due.h"

#include <stdio.h>
#include <stdlib.h>

static size_t met, tried;

static size_t every(void)
{
	const char *set = getenv("TCPBLAME_EVERY");
	unsigned long n = set != NULL ? strtoul(set, NULL, 10) : 1;

	return n > 0 ? n : 1;
}

bool is_due(size_t variation)
{
	bool due = met++ % every() == 0 || variation == 0;

	tried += due;
	return due;
}

void print_due(void)
{
	if (met > 0)
		printf("tried %zu of %zu variations\n", tried, met);
}
