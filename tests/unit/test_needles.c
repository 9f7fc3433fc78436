/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "join/needles.h"
#include "join/wordings.h"

static const char *const words[] = { "he", "she", "his", "hers", NULL, "connection reset", "his" };
enum { N = sizeof(words) / sizeof(words[0]) };

/* The numbers of the needles found, as digits. */
static const char *found_in(const char *text)
{
	static char digits[N + 1];
	struct tb_needles *m = tb_needles_new(words, N);
	struct tb_needle_set found;
	size_t n = 0;

	assert_non_null(m);
	if (tb_needles_find(m, text, strlen(text), &found))
		for (size_t i = 0; i < N; i++)
			if (tb_needle_is_in(&found, i))
				digits[n++] = (char)('0' + i);
	digits[n] = '\0';
	tb_needles_free(m);
	return digits;
}

static void needles_within_needles_are_found(void **state)
{
	(void)state;
	assert_string_equal(found_in("ushers"), "013");
	assert_string_equal(found_in("shis"), "26");
	assert_string_equal(found_in("shhe"), "0");
	assert_string_equal(found_in("sh"), "");
	assert_string_equal(found_in(""), "");
}

static void the_case_of_letters_does_not_matter(void **state)
{
	(void)state;
	assert_string_equal(found_in("read: Connection RESET by peer"), "5");
}

static void bytes_that_are_in_no_needle_do_no_harm(void **state)
{
	struct tb_needles *m = tb_needles_new(words, N);
	struct tb_needle_set found;
	char all[512];

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	assert_false(tb_needles_find(m, all, sizeof(all), &found));
	tb_needles_free(m);
}

static void without_needles_nothing_is_found(void **state)
{
	struct tb_needles *m = tb_needles_new(words, 0);
	struct tb_needle_set found;

	(void)state;
	assert_non_null(m);
	assert_false(tb_needles_find(m, "he", 2, &found));
	tb_needles_free(m);
	assert_null(tb_needles_new(words, TB_MAX_NEEDLES + 1));
}

/* Each message, in a line that holds what it wants. */
static void the_table_is_found_as_its_own_search_finds_it(void **state)
{
	struct tb_wordings *w = tb_wordings_new();
	char line[512];

	(void)state;
	assert_non_null(w);
	for (size_t i = 0; i < tb_log_message_count(); i++) {
		const struct tb_log_message *m = tb_log_message_at(i);
		const struct tb_log_message *found;
		int n = snprintf(line, sizeof(line), "app: %s, %s.", m->needle,
				 m->also != NULL ? m->also : "");

		found = tb_wordings_find(w, line, (size_t)n);
		assert_non_null(found);
		if (tb_log_code_find(line, (size_t)n) == NULL)
			assert_ptr_equal(found, tb_log_message_find(line, (size_t)n));
	}
	assert_null(tb_wordings_find(w, "all is well", 11));
	tb_wordings_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needles_within_needles_are_found),
		cmocka_unit_test(the_case_of_letters_does_not_matter),
		cmocka_unit_test(bytes_that_are_in_no_needle_do_no_harm),
		cmocka_unit_test(without_needles_nothing_is_found),
		cmocka_unit_test(the_table_is_found_as_its_own_search_finds_it),
	};

	return cmocka_run_group_tests_name("needles", tests, NULL, NULL);
}
