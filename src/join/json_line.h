/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_line.h - a line of a log that is a JSON object, as plain text
 */
#ifndef TB_JOIN_JSON_LINE_H
#define TB_JOIN_JSON_LINE_H

#include "base/text.h"
#include "join/moment.h"

/* Writes its members as "name=value", a blank between them; those of objects in it as
 * "outer.inner=value".  *when: what a member that is named so says, with an end of 0; or what
 * stands before the object.  False: it is no JSON object, or this build reads none; flat is
 * then as it was. */
bool tb_json_line(const char *line, size_t n, const struct tb_moment_clock *c,
		  struct tb_text *flat, struct tb_moment *when);

#endif
