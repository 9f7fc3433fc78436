/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/recent.h"
#include "base/siphash.h"

static struct tb_recent recent;

static int end(void **state)
{
	(void)state;
	tb_recent_fini(&recent);
	return 0;
}

static void open_for(uint32_t users)
{
	assert_true(tb_recent_init(&recent, users));
}

static bool is_new(uint64_t id)
{
	bool fresh;

	(void)tb_recent_take(&recent, id, &fresh);
	return fresh;
}

static void a_user_keeps_his_slot(void **state)
{
	uint32_t slot;
	bool fresh;

	(void)state;
	open_for(4);
	slot = tb_recent_take(&recent, 7, &fresh);
	assert_true(fresh);
	assert_true(is_new(8));
	assert_false(is_new(7));
	assert_int_equal(tb_recent_find(&recent, 7), slot);
	assert_int_equal(tb_recent_find(&recent, 9), TB_RECENT_NONE);
	assert_false(recent.forgot);
}

static void the_least_recently_used_loses_his(void **state)
{
	(void)state;
	open_for(4);
	for (uint64_t id = 1; id <= 4; id++)
		assert_true(is_new(id));
	assert_false(is_new(1));
	assert_true(is_new(5));
	assert_true(recent.forgot);
	assert_int_equal(tb_recent_find(&recent, 2), TB_RECENT_NONE);
	for (uint64_t id = 3; id <= 5; id++)
		assert_false(is_new(id));
	assert_false(is_new(1));
}

static void users_of_the_same_hash_do_not_lose_each_other(void **state)
{
	(void)state;
	open_for(4);	/* eight heads: these all meet in one */
	for (uint64_t id = 8; id <= 32; id += 8)
		assert_true(is_new(id));
	assert_true(is_new(40));	/* takes 8 out of the end of the chain */
	assert_false(is_new(24));
	assert_true(is_new(48));	/* takes 16 */
	for (uint64_t id = 24; id <= 48; id += 8)
		assert_false(is_new(id));
	assert_int_equal(tb_recent_find(&recent, 8), TB_RECENT_NONE);
	assert_int_equal(tb_recent_find(&recent, 16), TB_RECENT_NONE);
}

static void names_in_order_do_not_make_long_chains(void **state)
{
	const uint64_t seed[2] = { 1, 2 };

	(void)state;
	open_for(4096);
	for (uint64_t name = 0; name < 100000; name++)
		(void)is_new(tb_siphash(seed, &name, sizeof(name)));
	assert_in_range(tb_recent_longest_chain(&recent), 1, 12);
}

#define claim(test) cmocka_unit_test_teardown(test, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_user_keeps_his_slot),
		claim(the_least_recently_used_loses_his),
		claim(users_of_the_same_hash_do_not_lose_each_other),
		claim(names_in_order_do_not_make_long_chains),
	};

	return cmocka_run_group_tests_name("recent", tests, NULL, NULL);
}
