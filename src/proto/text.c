/* SPDX-License-Identifier: BSD-3-Clause */
/* text.c - lines, words and numbers of the text protocols */
#include "proto/machine.h"

#include <string.h>

enum tb_pace tb_line(struct tb_reader *r, struct tb_reader *line)
{
	size_t n = rd_left(r) < TB_HEAD_MAX ? rd_left(r) : TB_HEAD_MAX;
	const uint8_t *lf = n != 0 ? memchr(r->at, '\n', n) : NULL;

	if (lf == NULL)
		return n < TB_HEAD_MAX ? TB_PACE_MORE : TB_PACE_BROKEN;
	n = (size_t)(lf - r->at);
	if (n > 0 && rd_peek(r, n - 1) == '\r')
		n--;
	*line = rd_over(r->at, n);
	rd_skip(r, (size_t)(lf - r->at) + 1);
	return TB_PACE_ON;
}

enum tb_guess tb_text(struct tb_reader *r, const char *text)
{
	size_t want = strlen(text);
	size_t n = rd_left(r) < want ? rd_left(r) : want;

	if (n != 0 && memcmp(r->at, text, n) != 0)
		return TB_GUESS_NO;
	if (n < want)
		return TB_GUESS_MORE;
	rd_skip(r, want);
	return TB_GUESS_PEER;
}

bool tb_number(struct tb_reader *r, uint32_t *value)
{
	uint64_t v = 0;
	size_t n = 0;
	int c;

	while ((c = rd_peek(r, n)) >= '0' && c <= '9') {
		if (++n > 10)
			return false;
		v = v * 10 + (uint64_t)(c - '0');
	}
	if (n == 0 || v > UINT32_MAX)
		return false;
	*value = (uint32_t)v;
	rd_skip(r, n);
	return true;
}

uint8_t tb_word(struct tb_reader word, const char *const *list, size_t n)
{
	size_t len = rd_left(&word);

	for (size_t i = 0; i < n; i++) {
		size_t at = 0;

		if (strlen(list[i]) != len)
			continue;
		while (at < len && rd_lower(rd_peek(&word, at)) == rd_lower(list[i][at]))
			at++;
		if (at == len)
			return (uint8_t)(i + 1);
	}
	return 0;
}

size_t tb_letters(const struct tb_reader *r, size_t max)
{
	size_t n = 0;

	while (n < max && rd_lower(rd_peek(r, n)) >= 'a' && rd_lower(rd_peek(r, n)) <= 'z')
		n++;
	return n;
}
