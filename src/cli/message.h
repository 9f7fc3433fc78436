/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * message.h - what the program says about itself: one line each, on stderr
 */
#ifndef TB_CLI_MESSAGE_H
#define TB_CLI_MESSAGE_H

#include <stdio.h>

/* Exit statuses; a later one does not replace a worse one, see session.c. */
enum tb_exit {
	TB_EXIT_OK = 0,
	TB_EXIT_FAILED = 1,	/* usage or I/O error: no result, or it could not be written */
	TB_EXIT_PARTIAL = 2,	/* input was missing, cut or damaged; the rest is reported */
	TB_EXIT_FOUND = 3	/* only with --fail-on: such a reset was found */
};

/* Prints "tcpblame: " and the formatted text as one line on stderr.  File names
 * and errors of libraries may be part of it, so what could steer a terminal is
 * shown as \xNN. */
void tb_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
