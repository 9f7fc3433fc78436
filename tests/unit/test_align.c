/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "join/align.h"

static void lines_and_resets_alike_in_number_are_certain(void **state)
{
	double w[] = { 500, 500, 500, 500, 500, 500, 500, 500, 500 };

	(void)state;
	assert_true(tb_align(w, 3, 3));
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 3; j++)
			assert_true(i == j ? w[3 * i + j] > 0.95 : w[3 * i + j] < 0.03);
}

static void one_line_and_two_like_resets_are_even(void **state)
{
	double w[] = { 500, 500 };

	(void)state;
	assert_true(tb_align(w, 1, 2));
	assert_true(w[0] > 0.49 && w[0] < 0.5 && w[1] > 0.49 && w[1] < 0.5);
}

static void two_lines_are_never_about_one_reset(void **state)
{
	double w[] = { 9, 9 };

	(void)state;
	assert_true(tb_align(w, 2, 1));
	assert_true(w[0] + w[1] < 1);
}

static void order_decides_where_times_do_not(void **state)
{
	/* the second line fits both, the first only the first reset */
	double w[] = { 100, 0, 100, 100 };

	(void)state;
	assert_true(tb_align(w, 2, 2));
	assert_true(w[0] > 0.9 && w[3] > 0.9 && w[2] < 0.05);
}

static void what_fits_badly_is_about_something_else(void **state)
{
	double w[] = { 0.01 };

	(void)state;
	assert_true(tb_align(w, 1, 1));
	assert_true(w[0] < 0.02);
}

static void thousands_of_great_weights_stay_within_bounds(void **state)
{
	enum { N = 300 };
	double *w = calloc(N * N, sizeof(*w));

	(void)state;
	assert_non_null(w);
	for (size_t i = 0; i < N * N; i++)
		w[i] = 1e9;
	assert_true(tb_align(w, N, N));
	for (size_t i = 0; i < N; i++)
		assert_true(w[i * N + i] > 0.9 && w[i * N + i] <= 1);
	free(w);
}

static void without_resets_there_is_nothing_to_do(void **state)
{
	double none = 0;

	(void)state;
	assert_true(tb_align(&none, 3, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_resets_alike_in_number_are_certain),
		cmocka_unit_test(one_line_and_two_like_resets_are_even),
		cmocka_unit_test(two_lines_are_never_about_one_reset),
		cmocka_unit_test(order_decides_where_times_do_not),
		cmocka_unit_test(what_fits_badly_is_about_something_else),
		cmocka_unit_test(thousands_of_great_weights_stay_within_bounds),
		cmocka_unit_test(without_resets_there_is_nothing_to_do),
	};

	return cmocka_run_group_tests_name("align", tests, NULL, NULL);
}
