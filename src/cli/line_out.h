/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_out.h - what a long run prints as lines: whole ones, in one file or one after the other
 *
 * All of it does nothing where there are no lines, or no long run.
 */
#ifndef TB_CLI_LINE_OUT_H
#define TB_CLI_LINE_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "folder.h"
#include "options.h"
#include "rotation.h"

struct tb_line_out {
	const struct tb_options *options;	/* the caller's */
	FILE *out;		/* likewise; unbuffered.  The file behind it may change. */
	bool on;		/* lines, live, into a regular file: all that follows counts */
	off_t whole;		/* bytes of the file up to the line that is written */
	uint64_t lost;		/* lines that could not be written, */
	uint64_t lost_before;	/* and how many of them before this failure */
	bool failing;		/* the last line could not be written */
	struct tb_folder folder;	/* of the file, if another one may follow; else not open */
	struct tb_rotation rotation;
	int nowhere;		/* descriptor for `out` while no file is open; -1: it always is */
	int64_t due;		/* monotonic ns at which the file is complete */
};

/* out: of tb_output_open().  False after a complaint; tb_line_out_close() either way. */
bool tb_line_out_open(struct tb_line_out *l, const struct tb_options *o, FILE *out);
void tb_line_out_close(struct tb_line_out *l);

/* The folder in which files will be made; NULL: none. */
const char *tb_line_out_folder(const struct tb_line_out *l);

/* Whoever we are now, can files be made there?  False after a complaint. */
bool tb_line_out_begin(struct tb_line_out *l);

/* Before a line.  False: there is no place for it, and it is lost; that is said. */
bool tb_line_out_place(struct tb_line_out *l);

/* Is it the first one of its file? */
bool tb_line_out_first(const struct tb_line_out *l);

/* After a line.  why: errno of what went wrong with it, or 0.  False: so much that the run has
 * no use any more. */
bool tb_line_out_placed(struct tb_line_out *l, int why);

/* SIGHUP: what follows goes into a new file. */
void tb_line_out_reopen(struct tb_line_out *l);

/* Completes the file if that is due; says in how many ns it will be, -1: never. */
int64_t tb_line_out_run(struct tb_line_out *l, int64_t monotonic);

/* No line follows: completes the file, and says how many were lost.  False: some were. */
bool tb_line_out_end(struct tb_line_out *l);

#endif
