/* SPDX-License-Identifier: BSD-3-Clause */
#include "proto/text.h"

static int upper(int c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

static bool is_word(const struct tb_reader *word, const char *text)
{
	size_t at = 0;

	while (text[at] != '\0' && upper(rd_peek(word, at)) == text[at])
		at++;
	return text[at] == '\0' && at == rd_left(word);
}

uint8_t tb_word(struct tb_reader word, const char *const *list, size_t n)
{
	int first = upper(rd_peek(&word, 0));

	for (size_t i = 0; i < n; i++)
		if (list[i][0] == first && is_word(&word, list[i]))
			return (uint8_t)(i + 1);
	return 0;
}

size_t tb_letters(const struct tb_reader *r, size_t max)
{
	size_t n = 0;

	while (n < max && rd_is_letter(rd_peek(r, n)))
		n++;
	return n;
}
