/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/emit.h"

void tb_json_flush(struct tb_text *j)
{
	bool comma = j->at > j->buf && j->at[-1] == ',';

	j->at -= comma;
	tb_text_flush(j);
	if (comma)
		tb_text_char(j, ',');
}

void tb_json_make_room(struct tb_text *j, size_t n)
{
	tb_json_flush(j);
	if (n <= tb_text_left(j))
		return;
	tb_text_clear(j);
	j->cut = true;
}

void tb_json_long_word(struct tb_text *j, const char *name, const char *word, size_t n)
{
	tb_json_open(j, name, '"');
	tb_text_bytes(j, word, n);
	tb_json_close(j, '"');
}
