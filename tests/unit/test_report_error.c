/* SPDX-License-Identifier: BSD-3-Clause */
/* What reports say of the error that an application meets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report_case.h"

static struct report_case c;

static int setup(void **state)
{
	struct tb_app_error *client;

	(void)state;
	report_case_init(&c);
	client = &c.v.errors[TB_CLIENT];
	*client = (struct tb_app_error){
		.met = TB_YES,
		.condition = { TB_CONDITION_BROKEN_PIPE, TB_CONDITION_RESET, TB_CONDITION_RESET },
		.call = TB_CALL_WRITE,
		.systems = 1 << TB_SYSTEM_LINUX | 1 << TB_SYSTEM_BSD | 1 << TB_SYSTEM_WINDOWS,
		.why = report_why(5, 1187, 0),
	};
	return 0;
}

static void text_tells_the_error_of_each_system(void **state)
{
	(void)state;
	report_case_has(&c, "text",
			"   client   write fails: EPIPE 32 on Linux, ECONNRESET 54 on macOS, "
			"WSAECONNRESET 10054 (0x2746) on\n"
			"            Windows; \"Broken pipe\": reason 5 about 0 in frame 1187\n");
}

static void text_leaves_out_what_the_end_does_not_run_on(void **state)
{
	(void)state;
	c.v.errors[TB_CLIENT].systems = 1 << TB_SYSTEM_WINDOWS;
	report_case_has(&c, "text", "   client   write fails: WSAECONNRESET 10054 (0x2746) on Windows;");
	report_case_lacks(&c, "text", "EPIPE");
}

static void text_says_that_no_error_is_met(void **state)
{
	(void)state;
	c.v.errors[TB_SERVER] = (struct tb_app_error){ .met = TB_NO, .why = report_why(6, 0, 0) };
	report_case_has(&c, "text", "   server   meets no error: reason 6 about 0 in frame 0\n");
}

static void text_says_nothing_of_what_is_not_known(void **state)
{
	(void)state;
	report_case_lacks(&c, "text", "   server   ");
}

static void json_gives_names_and_numbers_of_all_systems(void **state)
{
	(void)state;
	report_case_has(&c, "ndjson",
			"\"errors\":{\"client\":{\"condition\":\"broken-pipe\",\"call\":\"write\","
			"\"linux\":{\"name\":\"EPIPE\",\"code\":32},"
			"\"macos\":{\"name\":\"ECONNRESET\",\"code\":54},"
			"\"windows\":{\"name\":\"WSAECONNRESET\",\"code\":10054,\"hex\":\"0x2746\"},"
			"\"message\":\"Broken pipe\",\"systems\":[\"linux\",\"macos\",\"windows\"],"
			"\"why\":\"reason 5 about 0 in frame 1187\"}}");
}

static void json_has_null_for_no_error(void **state)
{
	(void)state;
	c.v.errors[TB_CLIENT] = (struct tb_app_error){ .met = TB_NO };
	report_case_has(&c, "ndjson", "\"errors\":{\"client\":null}");
}

static void an_end_of_file_has_no_number(void **state)
{
	struct tb_app_error *e = &c.v.errors[TB_CLIENT];

	(void)state;
	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++)
		e->condition[s] = TB_CONDITION_END_OF_FILE;
	e->call = TB_CALL_READ;
	report_case_has(&c, "ndjson",
			"\"client\":{\"condition\":\"end-of-file\",\"call\":\"read\","
			"\"systems\":[\"linux\",\"macos\",\"windows\"]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(text_tells_the_error_of_each_system, setup),
		cmocka_unit_test_setup(text_leaves_out_what_the_end_does_not_run_on, setup),
		cmocka_unit_test_setup(text_says_that_no_error_is_met, setup),
		cmocka_unit_test_setup(text_says_nothing_of_what_is_not_known, setup),
		cmocka_unit_test_setup(json_gives_names_and_numbers_of_all_systems, setup),
		cmocka_unit_test_setup(json_has_null_for_no_error, setup),
		cmocka_unit_test_setup(an_end_of_file_has_no_number, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
