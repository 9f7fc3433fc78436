/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * coded.h - lines that say what happened by a code in its place, and in which the place of a
 * field says what it is: HAProxy, Envoy, HTTP.sys, IIS
 */
#ifndef TB_JOIN_CODED_H
#define TB_JOIN_CODED_H

#include "join/mention.h"

/* The message of the code that the line bears; NULL: none. */
const struct tb_log_message *tb_coded_find(const char *line, size_t n);

/* Fills in ends and time as such a line of that message has them. */
void tb_coded_take_apart(struct tb_mention *m, const struct tb_moment_clock *c,
			 const char *line, size_t n);

#endif
