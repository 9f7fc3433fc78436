/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include "report_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/backlog.h"

enum { MOST = 100 };	/* entries */

static struct report_case c;
static struct tb_page page;
static struct tb_text text;
static struct tb_backlog backlog;
static char buf[1 << 16];

static bool is_brief(const struct tb_verdict *v)
{
	return v->harm.verdict == TB_HARM_BENIGN;
}

static const struct tb_backlog_form form = {
	.line = tb_story_line, .block = tb_story_block, .is_brief = is_brief,
};

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	tb_text_init(&text, buf, sizeof(buf), NULL);
	tb_page_init(&page, &tb_medium_text, &text, &c.options);
	tb_backlog_init(&backlog, &form, &page, &c.options, MOST);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tb_backlog_free(&backlog);
	memset(&backlog, 0, sizeof(backlog));
	return 0;
}

static void give(unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		assert_true(tb_backlog_verdict(&backlog, &c.v));
		c.v.id++;
	}
}

static const char *told_beyond(void)
{
	tb_text_clear(&text);
	tb_backlog_tell_beyond(&backlog);
	return buf;
}

static void what_there_is_no_room_for_is_counted_and_told(void **state)
{
	(void)state;
	give(MOST);
	assert_string_equal(told_beyond(), "");
	give(1234);
	assert_int_equal(backlog.entries.n, MOST);
	assert_non_null(strstr(told_beyond(), "NOT TOLD  1,234 endings more than this report "));
}

static void what_is_new_has_room_all_the_same(void **state)
{
	(void)state;
	give(MOST + 1);
	c.v.phase = TB_PHASE_CLOSING;
	give(1);
	assert_int_equal(backlog.entries.n, MOST + 1);
	assert_int_equal(backlog.entries.at[MOST].id, c.v.id - 1);
	assert_int_not_equal(backlog.entries.at[MOST].block.len, 0);
}

static void of_very_many_the_last_have_a_line_only_unless_they_are_new(void **state)
{
	enum { IN_FULL = 10000 };
	const struct tb_entry *last;

	teardown(state);
	tb_backlog_init(&backlog, &form, &page, &c.options, 2 * IN_FULL);
	give(IN_FULL + 1);
	last = &backlog.entries.at[IN_FULL];
	assert_int_not_equal(last[-1].block.len, 0);
	assert_int_not_equal(last->line.len, 0);
	assert_int_equal(last->block.len, 0);
	c.v.phase = TB_PHASE_CLOSING;
	give(1);
	assert_int_not_equal(backlog.entries.at[IN_FULL + 1].block.len, 0);
}

static void a_piece_comes_out_as_it_was_told(void **state)
{
	(void)state;
	give(1);
	tb_backlog_release(&backlog, &backlog.entries.at[0].line);
	assert_non_null(strstr(buf, "1: frame 1187, 10.0.0.5:43210 > 10.0.0.9:5432: "));
	tb_backlog_release(&backlog, &backlog.entries.at[0].block);
	assert_non_null(strstr(buf, "1  DISRUPTIVE  "));
}

static void nothing_is_held_back_without_a_file(void **state)
{
	(void)state;
	teardown(NULL);
	assert_false(tb_backlog_verdict(&backlog, &c.v));
	assert_false(tb_backlog_group(&backlog, &c.group));
	assert_string_equal(told_beyond(), "");
}

static void groups_have_room_beyond_endings(void **state)
{
	(void)state;
	report_case_group(&c);
	give(MOST);
	assert_true(tb_backlog_group(&backlog, &c.group));
	assert_int_equal(backlog.entries.at[MOST].section, TB_SECTION_TOGETHER);
	for (unsigned i = 0; i < 1 << 15; i++)
		assert_true(tb_backlog_group(&backlog, &c.group));
	assert_non_null(strstr(told_beyond(), " groups more than this report "));
}

static void a_budget_leaves_room_for_as_many_as_it_holds(void **state)
{
	const uint64_t bytes = 1 << 20;
	size_t most = tb_backlog_most(bytes);

	(void)state;
	assert_int_equal(tb_backlog_most(0), TB_BACKLOG_MOST);
	assert_int_equal(tb_backlog_most(UINT64_C(1) << 40), TB_BACKLOG_MOST);
	teardown(NULL);
	tb_backlog_init(&backlog, &form, &page, &c.options, most);
	give((unsigned)most + 1);
	report_case_group(&c);
	for (size_t i = 0; i < most; i++)
		assert_true(tb_backlog_group(&backlog, &c.group));
	assert_true(backlog.entries.n * sizeof(*backlog.entries.at) <= bytes);
	assert_true(backlog.entries.n * sizeof(*backlog.entries.at) > bytes / 4 * 3);
	assert_non_null(strstr(told_beyond(), "NOT TOLD  1 ending more and "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_there_is_no_room_for_is_counted_and_told, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_new_has_room_all_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(of_very_many_the_last_have_a_line_only_unless_they_are_new, setup, teardown),
		cmocka_unit_test_setup_teardown(a_piece_comes_out_as_it_was_told, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_is_held_back_without_a_file, setup, teardown),
		cmocka_unit_test_setup_teardown(groups_have_room_beyond_endings, setup, teardown),
		cmocka_unit_test_setup_teardown(a_budget_leaves_room_for_as_many_as_it_holds, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
