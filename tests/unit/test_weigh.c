/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "blame/weigh.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static struct tb_answers answers;

static int begin(void **state)
{
	(void)state;
	memset(&answers, 0, sizeof(answers));	/* all unseen */
	return 0;
}

static void answer(enum tb_signal question, enum tb_answer a)
{
	tb_answers_set(&answers, question, a);
}

static void a_clue_is_worth_what_its_answer_is(void **state)
{
	static const struct tb_clue clue = TB_CLUE(SILENT, 7, -3);

	(void)state;
	assert_int_equal(tb_clue_worth(&clue, &answers), 0);
	answer(TB_SIGNAL_SILENT, TB_YES);
	assert_int_equal(tb_clue_worth(&clue, &answers), 7);
	answer(TB_SIGNAL_SILENT, TB_NO);
	assert_int_equal(tb_clue_worth(&clue, &answers), -3);
}

static void clues_of_different_families_add_up(void **state)
{
	static const struct tb_clue clues[] = {
		TB_CLUE(SILENT, 7, 0), TB_CLUE(FROM_SERVER, 4, 0), TB_CLUE(LOSSY, 0, -6),
	};

	(void)state;
	answer(TB_SIGNAL_SILENT, TB_YES);
	answer(TB_SIGNAL_FROM_SERVER, TB_YES);
	answer(TB_SIGNAL_LOSSY, TB_NO);
	assert_int_equal(tb_weigh_clues(clues, COUNT_OF(clues), &answers), 5);
}

static void a_family_counts_once_by_its_strongest(void **state)
{
	static const struct tb_clue clues[] = {
		TB_CLUE(TTL_FAR, 8, 0), TB_CLUE(TTL_FAMILY, 12, 0), TB_CLUE(TTL_SAME, 0, -3),
		TB_CLUE(SILENT, 1, 0),
	};

	(void)state;
	answer(TB_SIGNAL_TTL_FAR, TB_YES);
	answer(TB_SIGNAL_TTL_FAMILY, TB_YES);
	answer(TB_SIGNAL_TTL_SAME, TB_NO);
	answer(TB_SIGNAL_SILENT, TB_YES);
	assert_int_equal(tb_weigh_clues(clues, COUNT_OF(clues), &answers), 13);
	assert_int_equal(tb_weigh_families(clues, COUNT_OF(clues), &answers, 5), 1);
	assert_int_equal(tb_weigh_families(clues, COUNT_OF(clues), &answers, 1), 2);
}

static void the_strongest_may_speak_against(void **state)
{
	static const struct tb_clue clues[] = {
		TB_CLUE(TTL_FAR, 8, 0), TB_CLUE(TTL_FAMILY, -12, 0),
	};

	(void)state;
	answer(TB_SIGNAL_TTL_FAR, TB_YES);
	answer(TB_SIGNAL_TTL_FAMILY, TB_YES);
	assert_int_equal(tb_weigh_clues(clues, COUNT_OF(clues), &answers), -12);
	assert_int_equal(tb_weigh_families(clues, COUNT_OF(clues), &answers, 1), 0);
}

static void a_list_ends_before_its_room_does(void **state)
{
	static const struct tb_clue clues[4] = { TB_CLUE(SILENT, 7, 0) };

	(void)state;
	answer(TB_SIGNAL_SILENT, TB_YES);
	assert_int_equal(tb_weigh_clues(clues, COUNT_OF(clues), &answers), 7);
}

static void ten_decibans_are_ten_to_one(void **state)
{
	(void)state;
	assert_true(fabs(tb_probability(0) - 0.5) < 1e-9);
	assert_true(fabs(tb_probability(10) - 10.0 / 11) < 1e-9);
	assert_true(fabs(tb_probability(-10) - 1.0 / 11) < 1e-9);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(a_clue_is_worth_what_its_answer_is),
		claim(clues_of_different_families_add_up),
		claim(a_family_counts_once_by_its_strongest),
		claim(the_strongest_may_speak_against),
		claim(a_list_ends_before_its_room_does),
		claim(ten_decibans_are_ten_to_one),
	};

	return cmocka_run_group_tests_name("weigh", tests, NULL, NULL);
}
