/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "join/lines.h"

/* What was given, a line each: its number, its bytes, and a ~ if it was cut. */
static struct {
	char text[4096];
	size_t n;
	size_t longest;
} given;

static void on_line(void *user, const struct tb_line *l)
{
	size_t shown = l->n < 64 ? l->n : 64;

	(void)user;
	given.longest = l->n > given.longest ? l->n : given.longest;
	given.n += (size_t)snprintf(given.text + given.n, sizeof(given.text) - given.n,
				    "%u:%.*s%s|", (unsigned)l->number, (int)shown, l->text,
				    l->cut ? "~" : "");
}

static struct tb_lines lines;

static const char *split(const char *bytes, size_t n, size_t piece)
{
	memset(&given, 0, sizeof(given));
	tb_lines_init(&lines, on_line, NULL);
	for (size_t at = 0; at < n; at += piece)
		tb_lines_feed(&lines, bytes + at, n - at < piece ? n - at : piece);
	tb_lines_end(&lines);
	return given.text;
}

static void lines_are_numbered_and_lose_their_ends(void **state)
{
	static const char text[] = "one\r\n\ntwo\nlast";

	(void)state;
	assert_string_equal(split(text, strlen(text), 100), "1:one|2:|3:two|4:last|");
	assert_string_equal(split("", 0, 1), "");
	assert_string_equal(split("x\n", 2, 1), "1:x|");
}

static void wherever_the_pieces_are_cut_the_lines_are_the_same(void **state)
{
	static const char text[] = "one\r\n\ntwo\nand three\r\n\r\nlast";
	char whole[sizeof(given.text)];

	(void)state;
	strcpy(whole, split(text, strlen(text), sizeof(text)));
	for (size_t piece = 1; piece < sizeof(text); piece++)
		assert_string_equal(split(text, strlen(text), piece), whole);
}

static void of_a_line_of_megabytes_the_head_is_shown(void **state)
{
	const size_t n = 3 << 20;
	char *text = malloc(n);

	(void)state;
	assert_non_null(text);
	memset(text, 'a', n);
	memcpy(text + n - 5, "\nend\n", 5);
	for (size_t piece = 4096; piece <= n; piece *= 9) {
		(void)split(text, n, piece);
		assert_int_equal(given.longest, TB_LINE_MAX);
		assert_non_null(strstr(given.text, "a~|2:end|"));
	}
	free(text);
}

static void any_bytes_make_lines(void **state)
{
	static const char text[] = "\0\xff\x1b[31m\n\xc3\n";

	(void)state;
	(void)split(text, sizeof(text) - 1, 3);
	assert_int_equal(lines.number, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_numbered_and_lose_their_ends),
		cmocka_unit_test(wherever_the_pieces_are_cut_the_lines_are_the_same),
		cmocka_unit_test(of_a_line_of_megabytes_the_head_is_shown),
		cmocka_unit_test(any_bytes_make_lines),
	};

	return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
