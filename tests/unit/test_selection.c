/* SPDX-License-Identifier: BSD-3-Clause */
/* Which groups are reported, of which endings it has been a while. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/selection.h"

static struct tb_options options;
static struct tb_selection selection;

static int begin(void **state)
{
	(void)state;
	options = (struct tb_options){ .origins = 1 << TB_ORIGIN_SERVER };
	selection = (struct tb_selection){ .options = NULL };
	return !tb_selection_open(&selection, &options);
}

static int end(void **state)
{
	(void)state;
	tb_selection_close(&selection);
	return 0;
}

static bool ended(uint64_t id, enum tb_origin by)
{
	static const struct tb_rst rst;
	struct tb_verdict v = { .id = id, .origin.by = by, .rst = &rst, .n_rst = 1 };

	return tb_selection_takes(&selection, &v);
}

static bool is_told(uint64_t first, uint64_t second)
{
	const uint64_t id[] = { first, second };
	const struct tb_group g = { .reset = id, .n_reset = 2 };

	return tb_selection_takes_group(&selection, &g);
}

static void a_group_is_told_if_one_of_its_endings_was(void **state)
{
	(void)state;
	assert_false(ended(1, TB_ORIGIN_CLIENT));
	assert_true(ended(2, TB_ORIGIN_SERVER));
	assert_false(ended(3, TB_ORIGIN_CLIENT));
	assert_true(is_told(1, 2));
	assert_false(is_told(1, 3));
	assert_int_equal(selection.groups_unknown, 0);
}

static void what_is_remembered_does_not_grow_and_a_group_of_the_forgotten_is_counted(void **state)
{
	const uint64_t many = 8 * tb_selection_bytes(&options);

	(void)state;
	assert_true(many > 1000000 && many < 10000000);
	for (uint64_t id = 1; id <= 2 * many; id++)
		assert_int_equal(ended(id, id % many == 5 ? TB_ORIGIN_SERVER : TB_ORIGIN_CLIENT),
				 id % many == 5);
	assert_true(is_told(6, many + 5));
	assert_false(is_told(many + 6, many + 7));
	assert_int_equal(selection.groups_unknown, 0);
	assert_false(is_told(5, many + 6));
	assert_int_equal(selection.groups_unknown, 1);
}

static void a_later_ending_has_nothing_of_the_one_in_whose_place_it_is(void **state)
{
	const uint64_t many = 8 * tb_selection_bytes(&options);

	(void)state;
	ended(1, TB_ORIGIN_SERVER);
	ended(1 + many, TB_ORIGIN_CLIENT);
	assert_false(is_told(1 + many, 1 + many));
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		WITH(a_group_is_told_if_one_of_its_endings_was),
		WITH(what_is_remembered_does_not_grow_and_a_group_of_the_forgotten_is_counted),
		WITH(a_later_ending_has_nothing_of_the_one_in_whose_place_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
