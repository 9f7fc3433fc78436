/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include <tcpblame/types.h>

#include "clock.h"

static const int64_t first_after = TB_SECOND;
static const int64_t then_every = 200 * TB_MILLISECOND;

void tb_progress_begin(struct tb_progress *p, bool wanted)
{
	*p = (struct tb_progress){
		.wanted = wanted && isatty(STDERR_FILENO),
		.due = tb_monotonic() + first_after,
	};
}

void tb_progress_show(struct tb_progress *p, uint64_t done, uint64_t total)
{
	int64_t now = tb_monotonic();

	if (now < p->due)
		return;
	p->due = now + then_every;
	p->shown = true;
	fprintf(stderr, "\r%" PRIu64 " packets, %" PRIu64 " MB", p->packets, done / 1000000);
	if (total && done <= total)
		fprintf(stderr, " of %" PRIu64 ", %.0f %%", total / 1000000,
			100.0 * (double)done / (double)total);
	fputs("\033[K", stderr);
}

void tb_progress_wipe(struct tb_progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}
