/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
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

/* The order is that of a list in which whoever is used moves to the end. */
static void any_order_of_use_is_kept(void **state)
{
	enum { USERS = 8, NAMES = 12, TIMES = 20000 };
	uint64_t list[USERS + 1], dice = 1;
	uint32_t n = 0;

	(void)state;
	open_for(USERS);
	for (uint32_t time = 0; time < TIMES; time++) {
		uint32_t at = 0;
		uint64_t id;

		dice = dice * UINT64_C(6364136223846793005) + 1;
		id = 1 + (dice >> 40) % (time / 100 % 2 == 0 ? NAMES : USERS);
		while (at < n && list[at] != id)
			at++;
		assert_int_equal(is_new(id), at == n);
		if (at == n && n == USERS)
			at = 0;
		list[n] = id;
		memmove(&list[at], &list[at + 1], (n - at) * sizeof(*list));
		n += at == n;
	}
	for (uint64_t id = 1; id <= NAMES; id++) {
		bool listed = false;

		for (uint32_t i = 0; i < n; i++)
			listed = listed || list[i] == id;
		assert_int_equal(tb_recent_find(&recent, id) != TB_RECENT_NONE, listed);
	}
}

/* The inverse of what ids are multiplied by: these all come to the first head. */
static void users_of_the_same_hash_do_not_lose_each_other(void **state)
{
	const uint64_t inverse = UINT64_C(0xf1de83e19937733d);

	(void)state;
	open_for(4);
	for (uint64_t i = 1; i <= 4; i++)
		assert_true(is_new(i * inverse));
	assert_int_equal(tb_recent_longest_chain(&recent), 4);
	assert_true(is_new(5 * inverse));	/* takes the first out of the end of the chain */
	assert_false(is_new(3 * inverse));
	assert_true(is_new(6 * inverse));	/* takes the second */
	for (uint64_t i = 3; i <= 6; i++)
		assert_false(is_new(i * inverse));
	assert_int_equal(tb_recent_find(&recent, inverse), TB_RECENT_NONE);
	assert_int_equal(tb_recent_find(&recent, 2 * inverse), TB_RECENT_NONE);
}

static void names_in_order_do_not_make_long_chains(void **state)
{
	const uint64_t seed[2] = { 1, 2 };

	(void)state;
	open_for(4096);
	for (uint64_t name = 0; name < 100000; name++)
		(void)is_new(tb_siphash(seed, &name, sizeof(name)));
	assert_in_range(tb_recent_longest_chain(&recent), 1, 12);
	for (uint64_t port = 0; port < 100000; port++)
		(void)is_new(UINT64_C(0x123456789abc) << 16 | port);
	assert_in_range(tb_recent_longest_chain(&recent), 1, 2);
}

#define claim(test) cmocka_unit_test_teardown(test, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_user_keeps_his_slot),
		claim(the_least_recently_used_loses_his),
		claim(any_order_of_use_is_kept),
		claim(users_of_the_same_hash_do_not_lose_each_other),
		claim(names_in_order_do_not_make_long_chains),
	};

	return cmocka_run_group_tests_name("recent", tests, NULL, NULL);
}
