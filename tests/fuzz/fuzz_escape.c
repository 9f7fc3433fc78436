/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_escape.c - strangers' bytes on their way to a terminal and into JSON
 *
 * Whatever goes in, what comes out is printable, valid UTF-8 and, for JSON, one
 * string; in a buffer of any size it is terminated and whole characters.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Bytes of the character at s, which must be one; no control characters.  Written
 * apart from the code under test. */
static size_t character(const char *s)
{
	unsigned char c = (unsigned char)s[0];

	if (c < 0x80) {
		demand(c >= 0x20 && c != 0x7f);
		return 1;
	}
	demand(c >= 0xc2 && c <= 0xf4 && continues(s[1]));
	if (c < 0xe0)
		return 2;
	demand(continues(s[2]));
	demand(c != 0xe0 || (unsigned char)s[1] >= 0xa0);
	demand(c != 0xed || (unsigned char)s[1] < 0xa0);
	if (c < 0xf0)
		return 3;
	demand(continues(s[3]));
	demand(c != 0xf0 || (unsigned char)s[1] >= 0x90);
	demand(c != 0xf4 || (unsigned char)s[1] < 0x90);
	return 4;
}

static void check_shown(const char *s)
{
	while (*s != '\0') {
		demand(strncmp(s, "\xe2\x80\xae", 3) != 0);	/* right-to-left override */
		demand(strncmp(s, "\xc2\x9b", 2) != 0);		/* C1 CSI */
		s += character(s);
	}
}

static void check_json(const char *s, size_t n)
{
	size_t at = 1;

	demand(n >= 2 && s[0] == '"' && s[n - 1] == '"');
	while (at < n - 1) {
		demand(s[at] != '"');
		if (s[at] == '\\') {
			demand(strchr("\"\\bfnrtu", s[at + 1]) != NULL);
			at += s[at + 1] == 'u' ? 6 : 2;
			continue;
		}
		at += character(s + at);
	}
	demand(at == n - 1);
}

/* A buffer cut short ends with a whole character. */
static void check_cut(const uint8_t *data, size_t size, size_t room)
{
	char *buf = malloc(room);
	struct tb_text t;

	demand(buf != NULL);
	tb_text_init(&t, buf, room, NULL);
	tb_text_shown(&t, data, size);
	demand(tb_text_len(&t) < room && buf[tb_text_len(&t)] == '\0');
	check_shown(buf);
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = 8 * size + 8;
	char *buf = malloc(room);
	struct tb_text t;

	demand(buf != NULL);
	tb_text_init(&t, buf, room, NULL);
	tb_text_shown(&t, data, size);
	demand(!t.cut && tb_text_len(&t) == strlen(buf));
	check_shown(buf);
	tb_text_clear(&t);
	tb_text_json(&t, data, size);
	demand(!t.cut && tb_text_len(&t) == strlen(buf));
	check_json(buf, tb_text_len(&t));
	check_shown(buf);
	free(buf);
	check_cut(data, size, size > 0 ? data[0] % 32u + 1 : 1);
	return 0;
}
