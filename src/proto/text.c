/* SPDX-License-Identifier: BSD-3-Clause */
#include "proto/text.h"

/* Is it that letter, which is upper-case, or that sign? */
static bool is_letter(int c, char letter)
{
	return c == letter || (rd_is_letter(letter) && c == rd_lower(letter));
}

static bool is_word(struct tb_reader word, const char *text)
{
	size_t n = 0;

	while (n < rd_left(&word) && text[n] != '\0' && is_letter(rd_peek(&word, n), text[n]))
		n++;
	return n == rd_left(&word) && text[n] == '\0';
}

uint8_t tb_word(struct tb_reader word, const char *const *list, size_t n)
{
	int first = rd_peek(&word, 0);

	for (size_t i = 0; i < n; i++)
		if (is_letter(first, list[i][0]) && is_word(word, list[i]))
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
