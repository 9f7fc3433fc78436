/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "flow/lapses.h"

static struct tb_lapses l;

static int begin(void **state)
{
	(void)state;
	l = (struct tb_lapses){ .n = 0 };
	return 0;
}

static tb_time at(int64_t seconds)
{
	return (tb_time){ seconds * TB_SECOND };
}

static void lose(int64_t since, int64_t until, uint64_t packets)
{
	const struct tb_lapse lapse = { at(since), at(until), packets, packets == 0 };

	tb_lapses_add(&l, &lapse);
}

static bool meets(int64_t from, int64_t to)
{
	return tb_lapses_meet(&l, at(from), at(to));
}

static struct tb_missed between(int64_t from, int64_t to)
{
	return tb_lapses_between(&l, at(from), at(to));
}

static void at_first_nothing_is_missed(void **state)
{
	(void)state;
	assert_false(meets(INT32_MIN, INT32_MAX));
	assert_false(between(INT32_MIN, INT32_MAX).any);
}

static void a_lapse_is_met_by_whatever_shares_a_moment_with_it(void **state)
{
	(void)state;
	lose(10, 20, 5);
	assert_false(meets(0, 9));
	assert_true(meets(0, 10));
	assert_true(meets(12, 13));
	assert_true(meets(20, 30));
	assert_false(meets(21, 30));
}

static void what_was_missed_is_added_up(void **state)
{
	struct tb_missed m;

	(void)state;
	lose(10, 20, 5);
	lose(30, 40, 0);
	lose(50, 60, 7);
	m = between(15, 55);
	assert_true(m.any);
	assert_int_equal(m.since.ns, at(10).ns);
	assert_int_equal(m.until.ns, at(60).ns);
	assert_int_equal(m.packets, 12);
	assert_int_equal(m.blind, 10 * TB_SECOND);
	assert_int_equal(between(0, 25).packets, 5);
}

static void lapses_that_touch_are_one_whatever_their_order(void **state)
{
	(void)state;
	lose(30, 40, 3);
	lose(10, 20, 1);
	lose(20, 30, 2);
	assert_int_equal(l.n, 1);
	assert_int_equal(between(25, 25).packets, 6);
}

static void one_that_holds_several_takes_in_all_of_them(void **state)
{
	struct tb_missed m;

	(void)state;
	lose(10, 11, 1);
	lose(20, 21, 2);
	lose(30, 31, 4);
	lose(5, 40, 8);
	assert_int_equal(l.n, 1);
	m = between(0, 100);
	assert_int_equal(m.packets, 15);
	assert_true(m.until.ns == at(40).ns);
}

static void many_become_fewer_and_none_is_forgotten(void **state)
{
	(void)state;
	for (int64_t i = 0; i < 10 * TB_LAPSES; i++)
		lose(1000 * i + i % 7, 1000 * i + 10, 1);
	assert_true(l.n < TB_LAPSES);
	for (int64_t i = 0; i < 10 * TB_LAPSES; i++)
		assert_true(meets(1000 * i + 10, 1000 * i + 10));
	assert_int_equal(between(INT32_MIN, INT32_MAX).packets, 10 * TB_LAPSES);
}

/* The one that is far from all others stays by itself. */
static void those_are_joined_that_lie_closest(void **state)
{
	(void)state;
	lose(-1000000, -999999, 1);
	for (int64_t i = 0; i < 2 * TB_LAPSES; i++)
		lose(10 * i, 10 * i + 1, 1);
	assert_false(meets(-999998, -1));
	assert_true(meets(-1000000, -999999));
}

static void times_that_no_frame_can_bear_are_cut(void **state)
{
	const struct tb_lapse odd = { { INT64_MAX }, { INT64_MIN }, 1, false };

	(void)state;
	tb_lapses_add(&l, &odd);
	assert_int_equal(l.at[0].since.ns, l.at[0].until.ns);
	lose(10, 5, 1);
	assert_true(meets(10, 10));
	assert_false(meets(5, 9));
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(at_first_nothing_is_missed),
		claim(a_lapse_is_met_by_whatever_shares_a_moment_with_it),
		claim(what_was_missed_is_added_up),
		claim(lapses_that_touch_are_one_whatever_their_order),
		claim(one_that_holds_several_takes_in_all_of_them),
		claim(many_become_fewer_and_none_is_forgotten),
		claim(those_are_joined_that_lie_closest),
		claim(times_that_no_frame_can_bear_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
