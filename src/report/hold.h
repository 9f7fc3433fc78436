/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hold.h - text that is held back until it is known where it belongs
 *
 * Pieces are made in memory, and moved into a temporary file many at a time when that is
 * full.  If the file takes no more, what it has and what is in memory stays.
 */
#ifndef TB_REPORT_HOLD_H
#define TB_REPORT_HOLD_H

#include <stdio.h>

#include "base/text.h"

struct tb_piece {
	uint64_t at;
	uint32_t len;
};

struct tb_hold {
	struct tb_text text;	/* pieces are put here, between begin and end */
	FILE *file;		/* owned; NULL: nothing can be held back */
	uint64_t written;	/* bytes that are safely in it */
	char buf[1 << 20];
};

/* Whether anything can be held back shows in file. */
void tb_hold_init(struct tb_hold *h);
void tb_hold_free(struct tb_hold *h);

/* What is put into text from here on is a piece. */
struct tb_piece tb_hold_begin(const struct tb_hold *h);

/* Up to here; false: there is no room for it. */
bool tb_hold_end(struct tb_hold *h, struct tb_piece *piece);

/* Copies a piece out; false: it could not be read back, or not all of it. */
bool tb_hold_release(const struct tb_hold *h, const struct tb_piece *piece, struct tb_text *out);

#endif
