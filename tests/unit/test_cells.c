/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "flow/cells.h"

enum { WORDS = 50, ROOM = 16 };

static struct tb_cells cells;

static int begin(void **state)
{
	(void)state;
	assert_true(tb_cells_init(&cells, ROOM));
	return 0;
}

static int end(void **state)
{
	(void)state;
	tb_cells_fini(&cells);
	return 0;
}

static uint32_t in_use(void)
{
	return cells.stock.slots.fresh - cells.stock.slots.n_free;
}

/* Every nth word is not zero; 0: none. */
static void make(uint64_t record[WORDS], unsigned nth)
{
	for (unsigned i = 0; i < WORDS; i++)
		record[i] = nth != 0 && i % nth == 0 ? UINT64_MAX - i : 0;
}

static uint32_t keep(const uint64_t record[WORDS])
{
	return tb_cells_keep(&cells, record, WORDS * sizeof(*record));
}

static void a_record_comes_back_as_it_was(void **state)
{
	uint64_t before[WORDS], after[WORDS];

	(void)state;
	for (unsigned nth = 0; nth <= WORDS; nth++) {
		uint32_t at;

		make(before, nth);
		memset(after, 0x55, sizeof(after));
		at = keep(before);
		tb_cells_read(&cells, at, after, sizeof(after));
		assert_memory_equal(after, before, sizeof(before));
		tb_cells_drop(&cells, at);
	}
	assert_int_equal(in_use(), 0);
}

static void words_that_are_zero_cost_nothing(void **state)
{
	uint64_t record[WORDS];

	(void)state;
	make(record, 0);
	(void)keep(record);
	assert_int_equal(in_use(), 1);
	make(record, 4);	/* thirteen, and the mask */
	(void)keep(record);
	assert_int_equal(in_use(), 2);
}

static void no_record_needs_more_than_the_room_for_one(void **state)
{
	uint64_t record[WORDS];

	(void)state;
	make(record, 1);
	(void)keep(record);
	assert_int_equal(in_use(), TB_CELLS_FOR(sizeof(record)));
}

static void records_do_not_touch_each_other(void **state)
{
	uint64_t one[WORDS], other[WORDS], found[WORDS];
	uint32_t at, gone;

	(void)state;
	make(one, 3);
	make(other, 5);
	gone = keep(other);
	at = keep(one);
	tb_cells_drop(&cells, gone);
	(void)keep(other);
	tb_cells_read(&cells, at, found, sizeof(found));
	assert_memory_equal(found, one, sizeof(one));
}

#define claim(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_record_comes_back_as_it_was),
		claim(words_that_are_zero_cost_nothing),
		claim(no_record_needs_more_than_the_room_for_one),
		claim(records_do_not_touch_each_other),
	};

	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
