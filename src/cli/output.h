/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * output.h - where the report goes
 */
#ifndef TB_CLI_OUTPUT_H
#define TB_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "options.h"

/* Opens the output: standard output, or the file of -o, which must not be one of
 * the inputs, with all that is in it; where that is a row of files, /dev/null in their place, see
 * line_out.h.  NULL after a complaint on stderr. */
FILE *tb_output_open(const struct tb_options *o);

/* To be called when all else is open, not for standard output: what was in the file is gone; a
 * pipe or a device has nothing to be emptied of.  False after a complaint on stderr. */
bool tb_output_empty(int fd, const char *path);

/* Both, where there is nothing else to open. */
FILE *tb_output_begin(const struct tb_options *o);

/* Is that file one that is read, or that packets are written to? */
bool tb_output_is_taken(const struct tb_options *o, const char *path);

/* Flushes, and closes what tb_output_open() opened.  Returns the errno of what
 * went wrong, or 0. */
int tb_output_close(FILE *out);

/* What it is called in messages. */
const char *tb_output_name(const struct tb_options *o);

/* Says what went wrong; nothing if error is 0, or EPIPE: a reader that has seen enough is
 * no accident worth a word. */
void tb_output_complain(const struct tb_options *o, int error);

/* Is it a regular file? */
bool tb_output_is_file(int fd);

/* Columns of the terminal that out is, or 0. */
unsigned tb_output_width(FILE *out);

/* Are colours wanted on it? https://no-color.org */
bool tb_output_colour(const struct tb_options *o, FILE *out);

#endif
