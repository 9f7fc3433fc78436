/* SPDX-License-Identifier: BSD-3-Clause */
/* Texts and lines in bytes that strangers wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/reader.h"

/* Is it there at the start of a copy of exactly its size? */
static bool is_there(const char *bytes, size_t n, const char *text)
{
	uint8_t *copy = malloc(n + 1);
	struct tb_reader r;
	bool found;

	assert_non_null(copy);
	memcpy(copy, bytes, n);
	r = rd_over(copy, n);
	found = rd_icase(&r, text);
	assert_int_equal(rd_left(&r), found ? n - strlen(text) : n);
	free(copy);
	return found;
}

static void a_text_of_any_length_is_found_whatever_its_case(void **state)
{
	static const char lower[] = "transfer-encoding: x", upper[] = "TRANSFER-ENCODING: X";
	char text[sizeof(lower)];

	(void)state;
	for (size_t n = 1; n < sizeof(lower); n++) {
		memcpy(text, lower, n);
		text[n] = '\0';
		assert_true(is_there(lower, n, text));
		assert_true(is_there(upper, n, text));
		assert_true(is_there(upper, sizeof(upper) - 1, text));
		assert_false(is_there(upper, n - 1, text));
	}
}

static void any_other_byte_anywhere_is_another_text(void **state)
{
	static const char text[] = "az:content-length";
	char bytes[sizeof(text)];

	(void)state;
	for (size_t at = 0; at < sizeof(text) - 1; at++)
		for (int c = 0; c < 256; c++) {
			memcpy(bytes, text, sizeof(text));
			bytes[at] = (char)c;
			assert_int_equal(is_there(bytes, sizeof(text) - 1, text),
					 rd_lower(c) == text[at]);
		}
}

static void what_is_before_a_mark_is_taken_with_it(void **state)
{
	struct tb_reader r = rd_over((const uint8_t *)"ab\n\ncd", 6), before;

	(void)state;
	assert_true(rd_until(&r, '\n', &before));
	assert_int_equal(rd_left(&before), 2);
	assert_true(rd_until(&r, '\n', &before));
	assert_int_equal(rd_left(&before), 0);
	assert_false(rd_until(&r, '\n', &before));
	assert_int_equal(rd_left(&r), 2);
	r = rd_over(NULL, 0);
	assert_false(rd_until(&r, '\n', &before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_of_any_length_is_found_whatever_its_case),
		cmocka_unit_test(any_other_byte_anywhere_is_another_text),
		cmocka_unit_test(what_is_before_a_mark_is_taken_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
