/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/timers.h"

enum { MOST = 32 };

static const struct tb_timer *found[MOST];

static size_t find(tb_span span, unsigned close)
{
	return tb_timer_find(span, close, found, MOST);
}

static bool is_found(size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(found[i]->name, name) == 0)
			return true;
	return false;
}

static void a_silence_is_compared_within_a_second_or_two_percent(void **state)
{
	(void)state;
	assert_true(is_found(find(5900 * TB_MILLISECOND, 0), "uvicorn timeout_keep_alive"));
	assert_false(is_found(find(6100 * TB_MILLISECOND, 0), "uvicorn timeout_keep_alive"));
	assert_true(is_found(find(4 * TB_SECOND, 0), "uvicorn timeout_keep_alive"));
	assert_true(is_found(find(357 * TB_SECOND, 0), "AWS NLB idle timeout"));
	assert_true(is_found(find(343 * TB_SECOND, 0), "AWS NLB idle timeout"));
	assert_false(is_found(find(358 * TB_SECOND, 0), "AWS NLB idle timeout"));
	assert_true(is_found(find(INT64_C(181460) * TB_MILLISECOND, TB_CLOSE_RST),
			     "NetScaler cltTimeout"));
}

static void the_nearest_comes_first_and_of_equals_the_best_known(void **state)
{
	size_t n = find(5900 * TB_MILLISECOND, TB_CLOSE_FIN_SERVER);

	(void)state;
	assert_string_equal(found[0]->name, "Node.js 24 keepAliveTimeout with its buffer");
	for (size_t i = 2; i < n; i++)
		assert_true(found[i - 1]->span == found[i]->span);
	for (size_t i = 2; i < n; i++)
		assert_true(found[i - 1]->source <= found[i]->source);
	assert_true(n > 3);
}

static void only_those_that_can_close_in_that_way_are_found(void **state)
{
	size_t n = find(350 * TB_SECOND, TB_CLOSE_RST_NEXT);

	(void)state;
	assert_true(is_found(n, "AWS NLB idle timeout"));
	assert_false(is_found(n, "AWS Network Firewall idle timeout"));
	n = find(300 * TB_SECOND, TB_CLOSE_RST_BOTH | TB_CLOSE_FIN_CLIENT);
	assert_true(is_found(n, "F5 BIG-IP idle timeout"));
	assert_true(is_found(n, "OkHttp connection pool"));
	assert_false(is_found(n, "Redis tcp-keepalive"));
	assert_true(is_found(find(300 * TB_SECOND, 0), "Redis tcp-keepalive"));
}

static void no_more_are_given_than_there_is_room_for(void **state)
{
	const struct tb_timer *two[2] = { NULL, NULL };
	size_t n = find(5 * TB_SECOND, 0);

	(void)state;
	assert_true(n > 2);
	assert_int_equal(tb_timer_find(5 * TB_SECOND, 0, two, 2), 2);
	assert_ptr_equal(two[0], found[0]);
	assert_ptr_equal(two[1], found[1]);
	assert_int_equal(tb_timer_find(5 * TB_SECOND, 0, two, 0), 0);
}

static void a_span_that_fits_nothing_finds_nothing(void **state)
{
	(void)state;
	assert_int_equal(find(47 * TB_SECOND, 0), 0);
	assert_int_equal(find(0, 0), 0);
	assert_int_equal(find(-5 * TB_SECOND, 0), 0);
	assert_int_equal(find(INT64_MAX, 0), 0);
	assert_int_equal(find(INT64_MIN, 0), 0);
}

/* One that does not stand in its order is not found.  Whoever adds a row counts it here. */
static void every_timer_is_found(void **state)
{
	enum { ROWS = 108 };
	const struct tb_timer *seen[ROWS + 1];
	size_t n_seen = 0;

	(void)state;
	for (tb_span span = TB_SECOND; span <= 432000 * TB_SECOND; span += TB_SECOND)
		for (size_t i = 0, n = find(span, 0); i < n && n_seen <= ROWS; i++) {
			size_t k = 0;

			while (k < n_seen && seen[k] != found[i])
				k++;
			if (k == n_seen)
				seen[n_seen++] = found[i];
		}
	assert_int_equal(n_seen, ROWS);
}

static void names_are_plain(void **state)
{
	(void)state;
	for (tb_span span = TB_SECOND; span < 10000 * TB_SECOND; span += TB_SECOND)
		for (size_t i = 0, n = find(span, 0); i < n; i++)
			for (const char *c = found[i]->name; *c != '\0'; c++)
				assert_true(*c >= ' ' && *c <= '~' && *c != '"' && *c != '\\');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_silence_is_compared_within_a_second_or_two_percent),
		cmocka_unit_test(the_nearest_comes_first_and_of_equals_the_best_known),
		cmocka_unit_test(only_those_that_can_close_in_that_way_are_found),
		cmocka_unit_test(no_more_are_given_than_there_is_room_for),
		cmocka_unit_test(a_span_that_fits_nothing_finds_nothing),
		cmocka_unit_test(every_timer_is_found),
		cmocka_unit_test(names_are_plain),
	};

	return cmocka_run_group_tests_name("timers", tests, NULL, NULL);
}
