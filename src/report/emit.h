/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * emit.h - JSON as a stream of members
 *
 * Each function adds one value: a member if name is given, an element if it is
 * NULL.  Names are ours and plain; string values may come from anybody.
 */
#ifndef TB_REPORT_EMIT_H
#define TB_REPORT_EMIT_H

#include "base/text.h"

struct tb_json {
	struct tb_text *text;	/* the caller's */
	bool comma;		/* something stands before at this level */
	bool line_break;	/* the next value begins on a line of its own */
};

/* bracket: '{' or '[', and the closing one. */
void tb_json_open(struct tb_json *j, const char *name, char bracket);
void tb_json_close(struct tb_json *j, char bracket);

void tb_json_null(struct tb_json *j, const char *name);
void tb_json_bool(struct tb_json *j, const char *name, bool value);
void tb_json_u64(struct tb_json *j, const char *name, uint64_t value);
void tb_json_seconds(struct tb_json *j, const char *name, tb_span value);
void tb_json_share(struct tb_json *j, const char *name, double value);
void tb_json_time(struct tb_json *j, const char *name, tb_time value);
void tb_json_addr(struct tb_json *j, const char *name, const struct tb_addr *value);
void tb_json_string(struct tb_json *j, const char *name, const char *value);
void tb_json_bytes(struct tb_json *j, const char *name, const void *bytes, size_t n);

/* The member only if the answer is yes or no. */
void tb_json_answer(struct tb_json *j, const char *name, enum tb_answer value);

/* The line is over: what comes next stands alone. */
void tb_json_end_line(struct tb_json *j);

#endif
