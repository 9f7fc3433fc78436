/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "capture/ticks.h"

static int64_t ns(uint8_t resolution, int64_t offset, uint64_t ticks)
{
	struct tb_ticks t;

	tb_ticks_init(&t, resolution, offset);
	return tb_ticks_time(&t, ticks).ns;
}

static void powers_of_ten_become_nanoseconds(void **state)
{
	(void)state;
	assert_int_equal(ns(0, 0, 3), 3 * TB_SECOND);
	assert_int_equal(ns(3, 0, 1234), 1234 * TB_MILLISECOND);
	assert_int_equal(ns(6, 0, 1234567), 1234567 * TB_MICROSECOND);
	assert_int_equal(ns(9, 0, 1234567891), 1234567891);
}

static void finer_clocks_are_rounded_down(void **state)
{
	(void)state;
	assert_int_equal(ns(10, 0, 19), 1);
	assert_int_equal(ns(12, 0, 1234999), 1234);
	assert_int_equal(ns(28, 0, UINT64_MAX), 1);
	assert_int_equal(ns(127, 0, UINT64_MAX), 1); /* within a nanosecond */
}

static void powers_of_two_become_nanoseconds(void **state)
{
	(void)state;
	assert_int_equal(ns(0x80, 0, 7), 7 * TB_SECOND);
	assert_int_equal(ns(0x81, 0, 3), 1500 * TB_MILLISECOND);
	assert_int_equal(ns(0x80 | 20, 0, (5 << 20) + (1 << 19)), 5500 * TB_MILLISECOND);
	assert_int_equal(ns(0x80 | 32, 0, UINT64_C(7) << 32 | UINT32_MAX), 7999999999);
	assert_int_equal(ns(0x80 | 40, 0, UINT64_C(3) << 40 | 1), 3 * TB_SECOND);
	assert_int_equal(ns(0x80 | 63, 0, UINT64_C(1) << 63 | UINT64_C(1) << 62),
			 1500 * TB_MILLISECOND);
	assert_int_equal(ns(0x80 | 64, 0, UINT64_C(1) << 63), 500 * TB_MILLISECOND);
	assert_int_equal(ns(0x80 | 65, 0, UINT64_C(1) << 63), 250 * TB_MILLISECOND);
	assert_int_equal(ns(0x80 | 127, 0, UINT64_MAX), 0);
}

static void every_power_of_two_agrees_with_long_division(void **state)
{
	const uint64_t ticks = UINT64_C(0x00000123456789ab);

	(void)state;
	for (unsigned shift = 16; shift < 34; shift++) {
		uint64_t part = ticks & ((UINT64_C(1) << shift) - 1);
		uint64_t want = (ticks >> shift) * TB_SECOND + (part * TB_SECOND >> shift);

		assert_int_equal(ns((uint8_t)(0x80 | shift), 0, ticks), (int64_t)want);
	}
}

static void times_beyond_the_range_become_its_end(void **state)
{
	(void)state;
	assert_int_equal(ns(0, 0, UINT64_MAX), INT64_MAX);
	assert_int_equal(ns(6, 0, UINT64_MAX), INT64_MAX);
	assert_int_equal(ns(9, 0, UINT64_MAX), INT64_MAX);
	assert_int_equal(ns(0x80, 0, UINT64_MAX), INT64_MAX);
	assert_int_equal(ns(0x81, 0, UINT64_MAX), INT64_MAX);
	assert_int_equal(ns(6, INT64_MAX, 1), INT64_MAX);
	assert_int_equal(ns(6, INT64_MIN, 1), INT64_MIN);
}

static void an_offset_is_added_in_seconds(void **state)
{
	(void)state;
	assert_int_equal(ns(6, 1000, 5), 1000 * TB_SECOND + 5000);
	assert_int_equal(ns(6, -1, 5), -TB_SECOND + 5000);
	assert_int_equal(ns(0x80 | 1, 2, 1), 2 * TB_SECOND + 500 * TB_MILLISECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers_of_ten_become_nanoseconds),
		cmocka_unit_test(finer_clocks_are_rounded_down),
		cmocka_unit_test(powers_of_two_become_nanoseconds),
		cmocka_unit_test(every_power_of_two_agrees_with_long_division),
		cmocka_unit_test(times_beyond_the_range_become_its_end),
		cmocka_unit_test(an_offset_is_added_in_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
