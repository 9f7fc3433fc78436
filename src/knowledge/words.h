/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * words.h - the words of a line, and what it holds
 */
#ifndef TB_KNOWLEDGE_WORDS_H
#define TB_KNOWLEDGE_WORDS_H

#include <string.h>

#include <tcpblame/types.h>

#include "base/reader.h"

enum { TB_MAX_WORDS = 64 };	/* the fields that are looked at come earlier */

struct tb_word {
	const char *at;
	size_t n;
};

/* Cuts n bytes at blanks; returns how many words there are, the first TB_MAX_WORDS at most. */
static inline size_t tb_words_of(const char *line, size_t n, struct tb_word *word)
{
	size_t count = 0, at = 0;

	while (count < TB_MAX_WORDS) {
		while (at < n && (line[at] == ' ' || line[at] == '\t'))
			at++;
		if (at == n)
			break;
		word[count].at = line + at;
		while (at < n && line[at] != ' ' && line[at] != '\t')
			at++;
		word[count].n = (size_t)(line + at - word[count].at);
		count++;
	}
	return count;
}

static inline bool tb_word_is(struct tb_word w, const char *text)
{
	return w.n == strlen(text) && memcmp(w.at, text, w.n) == 0;
}

static inline bool tb_word_is_number(struct tb_word w)
{
	for (size_t i = 0; i < w.n; i++)
		if (!rd_is_digit(w.at[i]))
			return false;
	return w.n > 0;
}

/* Like a sample in which 9 stands for any digit: "9999-99-99". */
static inline bool tb_word_looks(struct tb_word w, const char *sample)
{
	if (w.n != strlen(sample))
		return false;
	for (size_t i = 0; i < w.n; i++)
		if (sample[i] == '9' ? !rd_is_digit(w.at[i]) : w.at[i] != sample[i])
			return false;
	return true;
}

/* needle is in lower case; the case of the n bytes at text does not matter. */
static inline bool tb_holds(const char *text, size_t n, const char *needle)
{
	size_t len = strlen(needle);

	for (size_t at = 0; at + len <= n; at++) {
		size_t same = 0;

		while (same < len && rd_lower(text[at + same]) == needle[same])
			same++;
		if (same == len)
			return true;
	}
	return false;
}

#endif
