/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * app_error.h - an error as its system names it
 */
#ifndef TB_REPORT_APP_ERROR_H
#define TB_REPORT_APP_ERROR_H

#include <tcpblame/tcpblame.h>

#include "base/text.h"

struct tb_system_error {
	const char *name;	/* "ECONNRESET", "WSAECONNRESET".  Static */
	const char *message;	/* likewise */
	unsigned code;
};

/* What e is on that system.  False: no error there has a number for it (end of file). */
bool tb_app_error_on(const struct tb_app_error *e, enum tb_system system,
		     struct tb_system_error *out);

/* The system that e is told of first: one that the end may run on. */
enum tb_system tb_app_error_system(const struct tb_app_error *e);

/* "0x2746" */
void tb_app_error_hex(struct tb_text *t, unsigned code);

#endif
