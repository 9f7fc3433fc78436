/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * commands.h - what the program can do: one function a command
 */
#ifndef TB_CLI_COMMANDS_H
#define TB_CLI_COMMANDS_H

#include "message.h"
#include "options.h"

/* Reports the resets of files, or of an interface if one is named. */
enum tb_exit tb_cmd_report(struct tb_options *o);

/* Prints the causes that are named, or the whole rulebook. */
enum tb_exit tb_cmd_causes(struct tb_options *o);

/* Explains the errors that are named, whatever they are named by. */
enum tb_exit tb_cmd_explain(struct tb_options *o);

/* The latter half of tb_cmd_report(): o->interface names one. */
enum tb_exit tb_cmd_live(const struct tb_options *o);

#endif
