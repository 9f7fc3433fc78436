/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/emit.h"

#include <string.h>

/* What stands before a value. */
static void lead(struct tb_json *j, const char *name)
{
	if (j->comma)
		tb_text_char(j->text, ',');
	if (j->line_break)
		tb_text_char(j->text, '\n');
	j->comma = true;
	j->line_break = false;
	if (name == NULL)
		return;
	tb_text_char(j->text, '"');
	tb_text_str(j->text, name);
	tb_text_bytes(j->text, "\":", 2);
}

void tb_json_open(struct tb_json *j, const char *name, char bracket)
{
	lead(j, name);
	tb_text_char(j->text, bracket);
	j->comma = false;
}

void tb_json_close(struct tb_json *j, char bracket)
{
	tb_text_char(j->text, bracket);
	j->comma = true;
}

void tb_json_null(struct tb_json *j, const char *name)
{
	lead(j, name);
	tb_text_str(j->text, "null");
}

void tb_json_bool(struct tb_json *j, const char *name, bool value)
{
	lead(j, name);
	tb_text_str(j->text, value ? "true" : "false");
}

void tb_json_u64(struct tb_json *j, const char *name, uint64_t value)
{
	lead(j, name);
	tb_text_u64(j->text, value);
}

void tb_json_seconds(struct tb_json *j, const char *name, tb_span value)
{
	lead(j, name);
	tb_text_seconds(j->text, value);
}

void tb_json_share(struct tb_json *j, const char *name, double value)
{
	lead(j, name);
	tb_text_share(j->text, value);
}

void tb_json_time(struct tb_json *j, const char *name, tb_time value)
{
	lead(j, name);
	tb_text_char(j->text, '"');
	tb_text_time(j->text, value);
	tb_text_char(j->text, '"');
}

void tb_json_addr(struct tb_json *j, const char *name, const struct tb_addr *value)
{
	lead(j, name);
	tb_text_char(j->text, '"');
	tb_text_addr(j->text, value);
	tb_text_char(j->text, '"');
}

void tb_json_string(struct tb_json *j, const char *name, const char *value)
{
	tb_json_bytes(j, name, value, strlen(value));
}

void tb_json_bytes(struct tb_json *j, const char *name, const void *bytes, size_t n)
{
	lead(j, name);
	tb_text_json(j->text, bytes, n);
}

void tb_json_answer(struct tb_json *j, const char *name, enum tb_answer value)
{
	if (value != TB_UNSEEN)
		tb_json_bool(j, name, value == TB_YES);
}

void tb_json_end_line(struct tb_json *j)
{
	tb_text_char(j->text, '\n');
	j->comma = false;
}
