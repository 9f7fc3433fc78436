/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * continuation.c - does a line of a log go on with what stands above it?
 *
 * Stack traces, causes of causes and fields of objects are indented, or begin in one of a few
 * ways.  A collector may have put a time before each line, and the name of a stream or a
 * program.
 */
#include "join/continuation.h"

#include <string.h>

enum {
	STAMP_MAX = 128,	/* bytes that a collector's time and name may take */
	PROGRAM_MAX = 64	/* of them the name */
};

static bool begins(const char *text, size_t n, const char *word)
{
	size_t len = strlen(word);

	return n >= len && memcmp(text, word, len) == 0;
}

bool tb_goes_on(const char *text, size_t n)
{
	static const char *const ways[] = {
		" ", "\t", "Traceback (", "During handling of", "The above exception", "Caused by",
		"Suppressed:", "... ", "}", "]", ")", "goroutine ", "Exception in thread",
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (begins(text, n, ways[i]))
			return true;
	return false;
}

size_t tb_words_behind(const char *text, size_t n)
{
	size_t at = 0, most;

	if (n > 0 && text[0] == ']')	/* of the time's own brackets */
		at++;
	if (at < n && text[at] == ' ')
		at++;
	if (begins(text + at, n - at, "stderr F ") || begins(text + at, n - at, "stdout F "))
		at += strlen("stderr F ");
	most = n - at < PROGRAM_MAX ? n : at + PROGRAM_MAX;
	for (size_t i = at; i < most; i++) {
		const char *bracket = memchr(text + i, ']', most - i);

		if (bracket == NULL)
			break;
		i = (size_t)(bracket - text);
		if (begins(bracket, n - i, "]: "))
			return i + 3;
	}
	return at;
}

bool tb_goes_on_behind(const char *text, size_t n)
{
	size_t at = tb_words_behind(text, n);

	return tb_goes_on(text + at, n - at);
}

/* Two spaces part columns, too. */
bool tb_goes_on_stamped(const char *text, size_t n)
{
	const char *at = memchr(text, ':', n < STAMP_MAX ? n : STAMP_MAX);
	size_t left;

	if (at != NULL)
		at = memchr(at, ' ', n - (size_t)(at - text));
	if (at == NULL)
		return false;
	left = n - (size_t)(at - text);
	return (!begins(at, left, "  ") || begins(at, left, "   ")) && tb_goes_on_behind(at, left);
}
