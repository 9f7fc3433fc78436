/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include "report_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct report_case c;
static struct tb_report *report;
static char *text;
static size_t size;

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	c.summary.resets = 0;
	c.options.out = open_memstream(&text, &size);
	report = tb_format_find("markdown")->begin(&c.options);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fclose(c.options.out);
	free(text);
	return 0;
}

static void give(unsigned times, const char *slug, double confidence)
{
	c.v.cause = (struct tb_weighed){ slug, "a reason", confidence };
	for (unsigned i = 0; i < times; i++) {
		c.v.id++;
		tb_format_find("markdown")->verdict(report, &c.v);
		c.summary.resets++;
		c.summary.by_harm[c.v.harm.verdict]++;
	}
}

static void answer_is(const char *sentences)
{
	tb_format_find("markdown")->end(report, &c.summary);
	fflush(c.options.out);
	*strchr(text, '\n') = '\0';
	assert_string_equal(text, sentences);
}

static void one_finding_stands_alone(void **state)
{
	(void)state;
	give(2, "a", 0.95);
	answer_is("In both disruptive resets among 61 connections, both with 10.0.0.9:5432, the server reset "
		  "the connection: a reason.");
}

static void other_findings_are_named(void **state)
{
	(void)state;
	give(3, "a", 0.95);
	give(2, "b", 0.95);
	give(1, "undetermined", 0.2);
	answer_is("In 3 of the 6 disruptive resets among 61 connections, all with 10.0.0.9:5432, "
		  "the server reset the connection: a reason. 3 more are told below: b 2, "
		  "undetermined 1.");
}

static void of_many_causes_the_rest_is_counted(void **state)
{
	(void)state;
	give(3, "a", 0.95);
	give(1, "b", 0.95);
	give(1, "c", 0.95);
	give(2, "d", 0.95);
	give(1, "e", 0.95);
	c.v.harm.verdict = TB_HARM_UNKNOWN;
	give(1, "f", 0.95);
	answer_is("In 3 of the 8 disruptive resets among 61 connections, all with 10.0.0.9:5432, "
		  "the server reset the connection: a reason. 6 more are told below: d 2, b 1, "
		  "c 1 and 2 other causes.");
}

static void benign_endings_are_no_other_findings(void **state)
{
	(void)state;
	give(1, "a", 0.95);
	c.v.harm.verdict = TB_HARM_BENIGN;
	give(5, "b", 0.95);
	answer_is("In the only disruptive reset among 61 connections, with 10.0.0.9:5432, the server "
		  "reset the connection: a reason.");
}

static void a_maker_is_named_as_surely_as_it_is_known(void **state)
{
	(void)state;
	c.v.origin.confidence = 0.85;
	give(1, "a", 0.95);
	answer_is("In the only reset among 61 connections, with 10.0.0.9:5432, likely the server "
		  "reset the connection: a reason.");
}

static void one_hedge_stands_for_maker_and_cause(void **state)
{
	(void)state;
	c.v.origin.confidence = 0.85;
	give(1, "a", 0.7);
	answer_is("In the only reset among 61 connections, with 10.0.0.9:5432, likely the server "
		  "reset the connection: a reason.");
}

static void the_less_sure_cause_keeps_its_hedge(void **state)
{
	(void)state;
	c.v.origin.confidence = 0.85;
	give(1, "a", 0.5);
	answer_is("In the only reset among 61 connections, with 10.0.0.9:5432, likely the server "
		  "reset the connection: possibly a reason.");
}

static void of_several_makers_the_least_sure_one_counts(void **state)
{
	(void)state;
	c.v.origin.by = TB_ORIGIN_THIRD_PARTY;
	give(1, "a", 0.95);
	c.v.origin.confidence = 0.75;
	give(1, "a", 0.95);
	answer_is("In both disruptive resets among 61 connections, both with 10.0.0.9:5432, likely a third "
		  "party, in the server's name, reset the connection in mid-transfer (almost "
		  "certain: a reason).");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_finding_stands_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(other_findings_are_named, setup, teardown),
		cmocka_unit_test_setup_teardown(of_many_causes_the_rest_is_counted, setup, teardown),
		cmocka_unit_test_setup_teardown(benign_endings_are_no_other_findings, setup, teardown),
		cmocka_unit_test_setup_teardown(a_maker_is_named_as_surely_as_it_is_known, setup, teardown),
		cmocka_unit_test_setup_teardown(one_hedge_stands_for_maker_and_cause, setup, teardown),
		cmocka_unit_test_setup_teardown(the_less_sure_cause_keeps_its_hedge, setup, teardown),
		cmocka_unit_test_setup_teardown(of_several_makers_the_least_sure_one_counts, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
