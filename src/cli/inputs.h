/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inputs.h - which captures are read, and which of their packets
 *
 * The files and the filter can be given in several ways each; here they become
 * one list and one expression.  All functions return false after a complaint on
 * stderr.
 */
#ifndef TB_CLI_INPUTS_H
#define TB_CLI_INPUTS_H

#include "capture/source.h"
#include "options.h"

/* One more file; the name is copied. */
bool tb_inputs_add(struct tb_options *o, const char *path);

/* The files that a file names, one a line; "-" is standard input. */
bool tb_inputs_add_list(struct tb_options *o, const char *list);

/* The filter expression; there may be only one. */
bool tb_inputs_filter(struct tb_options *o, const char *expression);

/* The same, out of a file in which "#" begins a comment. */
bool tb_inputs_filter_file(struct tb_options *o, const char *path);

/* What stands on the command line besides options: the filter if files or an
 * interface were named by options, files otherwise.  Then checks that all fits
 * together. */
bool tb_inputs_operands(struct tb_options *o);

/* How the files are opened; borrows from o. */
struct tb_files_config tb_inputs_files(const struct tb_options *o);

/* Says why they cannot be opened and, if that is an operand taken for a filter, what was
 * likely meant. */
void tb_inputs_complain(const struct tb_options *o, const struct tb_source_error *err);

#endif
