/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "blame/rankings.h"
#include "blame/rulebook.h"
#include "blame/signal.h"

static struct tb_rankings rankings;
static struct tb_answers answers;

static int begin(void **state)
{
	(void)state;
	memset(&rankings, 0, sizeof(rankings));
	memset(&answers, 0, sizeof(answers));
	return 0;
}

static void answer(enum tb_signal s, enum tb_answer answer)
{
	tb_answers_set(&answers, s, answer);
}

/* The ranking for the answers as they are; a new one puts that rule first. */
static uint8_t first_rule(uint8_t otherwise)
{
	bool fresh;
	struct tb_ranking *r = tb_rankings_take(&rankings, &answers, 0, &fresh);

	assert_int_equal(r->n == 0, fresh);
	if (fresh) {
		r->n = 1;
		r->rule[0] = otherwise;
	}
	return r->rule[0];
}

static void equal_answers_have_one_ranking(void **state)
{
	(void)state;
	answer(TB_SIGNAL_FROM_SERVER, TB_YES);
	answer(TB_SIGNAL_SENDER_CLOSED, TB_NO);
	assert_int_equal(first_rule(7), 7);
	assert_int_equal(first_rule(8), 7);
}

static void nothing_seen_is_an_answer_as_well(void **state)
{
	(void)state;
	assert_int_equal(first_rule(3), 3);
	assert_int_equal(first_rule(4), 3);
}

static void what_no_cause_asks_for_makes_no_difference(void **state)
{
	(void)state;
	assert_int_equal(first_rule(5), 5);
	answer(TB_SIGNAL_TS_MISSING, TB_YES);	/* speaks of the maker only */
	assert_int_equal(first_rule(6), 5);
}

/* Would another answer to it be worth something else to a cause? */
static bool matters(enum tb_signal s)
{
	for (size_t i = 0; i < tb_rule_count(); i++)
		for (const struct tb_clue *clue = tb_rule_at(i)->clue;
		     clue < tb_rule_at(i)->clue + TB_MAX_CLUES && clue->signal != TB_SIGNAL_NONE;
		     clue++)
			if (clue->signal == s && clue->yes != clue->no)
				return true;
	return false;
}

static void every_answer_that_matters_makes_a_difference(void **state)
{
	(void)state;
	for (enum tb_signal s = TB_SIGNAL_NONE + 1; s < TB_SIGNAL_COUNT; s++) {
		struct tb_answers yes, no;

		answer(s, TB_YES);
		yes = tb_rankings_key(&rankings, &answers);
		answer(s, TB_NO);
		no = tb_rankings_key(&rankings, &answers);
		assert_int_equal(memcmp(&yes, &no, sizeof(no)) != 0, matters(s));
	}
}

/* Makes the answers others, of the same slot. */
static void collide(void)
{
	struct tb_answers old = tb_rankings_key(&rankings, &answers), now;

	for (uint32_t n = 1; n < UINT32_C(1) << 20; n++) {
		for (unsigned bit = 0; bit < 20; bit++)
			answer((enum tb_signal)(TB_SIGNAL_MADE_BY_THIRD + bit),
			       n >> bit & 1 ? TB_YES : TB_UNSEEN);
		now = tb_rankings_key(&rankings, &answers);
		if (tb_rankings_slot(&now, 0) == tb_rankings_slot(&old, 0) &&
		    memcmp(&now, &old, sizeof(now)) != 0)
			return;
	}
	fail_msg("no vector of that slot");
}

static void of_two_in_one_slot_the_newer_stays(void **state)
{
	struct tb_answers first;

	(void)state;
	first = answers;
	assert_int_equal(first_rule(1), 1);
	collide();
	assert_int_equal(first_rule(2), 2);
	assert_int_equal(first_rule(3), 2);
	answers = first;
	assert_int_equal(first_rule(4), 4);
}

#define claim(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(equal_answers_have_one_ranking),
		claim(nothing_seen_is_an_answer_as_well),
		claim(what_no_cause_asks_for_makes_no_difference),
		claim(every_answer_that_matters_makes_a_difference),
		claim(of_two_in_one_slot_the_newer_stays),
	};

	return cmocka_run_group_tests_name("rankings", tests, NULL, NULL);
}
