/* SPDX-License-Identifier: BSD-3-Clause */
#include "proto/text.h"

static bool is_word(const struct tb_reader *word, const char *upper)
{
	size_t at = 0;

	while (upper[at] != '\0' && rd_lower(rd_peek(word, at)) == rd_lower(upper[at]))
		at++;
	return upper[at] == '\0' && at == rd_left(word);
}

uint8_t tb_word(struct tb_reader word, const char *const *list, size_t n)
{
	int first = rd_lower(rd_peek(&word, 0));

	for (size_t i = 0; i < n; i++)
		if (rd_lower(list[i][0]) == first && is_word(&word, list[i]))
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
