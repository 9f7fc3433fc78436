/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of a log that go on with what stands above them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "join/continuation.h"

#define WITH(function, text) function(text, strlen(text))

static void what_is_indented_goes_on(void **state)
{
	(void)state;
	assert_true(WITH(tb_goes_on, "\tat java.net.SocketInputStream.read"));
	assert_true(WITH(tb_goes_on, "Caused by: java.io.IOException"));
	assert_false(WITH(tb_goes_on, "ERROR connection reset"));
	assert_false(WITH(tb_goes_on, ""));
}

static void it_goes_on_behind_a_collectors_stream_and_program(void **state)
{
	(void)state;
	assert_true(WITH(tb_goes_on_behind, " stderr F     at Socket.emit"));
	assert_true(WITH(tb_goes_on_behind, " web app[12]: Traceback (most recent call last):"));
	assert_false(WITH(tb_goes_on_behind, " web app[12]: Error: read ECONNRESET"));
}

static void it_goes_on_behind_a_time_that_nobody_has_read(void **state)
{
	(void)state;
	assert_true(WITH(tb_goes_on_stamped, "2026-11-26T10:00:01Z stderr F     at f (x.js:1)"));
	assert_true(WITH(tb_goes_on_stamped, "10:00:01    at f (x.js:1)"));
	assert_false(WITH(tb_goes_on_stamped, "10:00:01  INFO two spaces part columns"));
	assert_false(WITH(tb_goes_on_stamped, "no time at all"));
	assert_false(WITH(tb_goes_on_stamped, "10:00:01"));
}

static void words_begin_behind_the_first_bracket_with_a_colon(void **state)
{
	static const char line[] = " host [x] app[12]: words [y]: z";

	(void)state;
	assert_string_equal(line + tb_words_behind(line, strlen(line)), "words [y]: z");
	assert_int_equal(WITH(tb_words_behind, "plain"), 0);
	assert_int_equal(WITH(tb_words_behind, ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_indented_goes_on),
		cmocka_unit_test(it_goes_on_behind_a_collectors_stream_and_program),
		cmocka_unit_test(it_goes_on_behind_a_time_that_nobody_has_read),
		cmocka_unit_test(words_begin_behind_the_first_bracket_with_a_colon),
	};

	return cmocka_run_group_tests_name("continuation", tests, NULL, NULL);
}
