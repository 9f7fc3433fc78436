/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * progress.h - a line on the terminal while a long file is read
 *
 * It appears after a second, is rewritten a few times a second and wiped before
 * anything else is printed.
 */
#ifndef TB_CLI_PROGRESS_H
#define TB_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tb_progress {
	bool wanted;
	bool shown;		/* a line stands on the terminal */
	int64_t due;		/* monotonic ns of the next update */
	uint64_t packets;
};

/* wanted: false makes all calls do nothing, as does a stderr that is no terminal. */
void tb_progress_begin(struct tb_progress *p, bool wanted);

/* So many packets more, not many.  Cheap: looks at the clock once in some thousand. */
static inline bool tb_progress_count(struct tb_progress *p, size_t n)
{
	bool now = (p->packets & 0xfff) + n > 0xfff;

	p->packets += n;
	return now && p->wanted;
}

/* Shows how many bytes are read, of all (0: not known), if it is time to. */
void tb_progress_show(struct tb_progress *p, uint64_t done, uint64_t total);

void tb_progress_wipe(struct tb_progress *p);

#endif
