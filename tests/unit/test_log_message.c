/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/log_message.h"

enum { SHORTEST_NEEDLE = 5 };	/* what is shorter stands in ordinary lines */

static const struct tb_log_message *find(const char *line)
{
	return tb_log_message_find(line, strlen(line));
}

/* A needle has to be in lower case, or it is never found. */
static bool is_lower_ascii(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || (*text >= 'A' && *text <= 'Z'))
			return false;
	return true;
}

/* Ours, so it may stand in JSON and on terminals as it is. */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
			return false;
	return true;
}

static void every_wording_can_be_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_log_message_count(); i++) {
		const struct tb_log_message *m = tb_log_message_at(i);

		assert_true(is_lower_ascii(m->needle));
		assert_true(strlen(m->needle) >= SHORTEST_NEEDLE || m->also);
		assert_true(!m->also || is_lower_ascii(m->also));
	}
}

static void every_wording_has_a_product_and_a_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_log_message_count(); i++) {
		const struct tb_log_message *m = tb_log_message_at(i);

		assert_true(is_plain(m->product) && *m->product != '\0');
		assert_true(is_plain(m->meaning));
		assert_int_equal(m->meaning[strlen(m->meaning) - 1], '.');
		assert_true(m->writer <= TB_WRITER_BETWEEN);
		assert_true(m->resetter <= TB_RESETTER_WRITER);
		assert_int_equal(m->conditions >> TB_CONDITION_COUNT, 0);
		assert_int_equal(m->conditions & 1 << TB_CONDITION_NONE, 0);
	}
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void no_wording_is_there_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_log_message_count(); i++)
		for (size_t k = 0; k < i; k++)
			assert_false(is_same(tb_log_message_at(i)->needle,
					     tb_log_message_at(k)->needle) &&
				     is_same(tb_log_message_at(i)->also,
					     tb_log_message_at(k)->also));
}

static void case_does_not_matter(void **state)
{
	(void)state;
	assert_ptr_equal(find("CONNECTION RESET BY PEER"), find("connection reset by peer"));
	assert_non_null(find("Connection reset by peer"));
}

static void a_program_tells_more_than_a_language_and_that_more_than_a_system(void **state)
{
	(void)state;
	assert_string_equal(find("x: Connection reset by peer")->product, "strerror()");
	assert_string_equal(find("ConnectionResetError(104, 'Connection reset by peer')")
				    ->product, "Python");
	assert_string_equal(find("('Connection aborted.', ConnectionResetError(104, "
				 "'Connection reset by peer'))")->product, "Python requests");
}

static void of_equal_ones_the_longer_wording_tells_more(void **state)
{
	(void)state;
	assert_int_equal(find("java.net.SocketException: Connection reset")->conditions,
			 1 << TB_CONDITION_RESET);
	assert_int_equal(find("java.net.SocketException: Connection reset by peer")->conditions,
			 1 << TB_CONDITION_RESET | 1 << TB_CONDITION_BROKEN_PIPE);
}

static void ordinary_lines_hold_none(void **state)
{
	static const char *const lines[] = {
		"",
		"10.0.0.1 - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 612 \"-\" \"x\"",
		"sshd[1]: Accepted publickey for root from 10.0.0.1 port 22 ssh2",
		"LOG:  database system is ready to accept connections",
		"read 104 bytes, wrote 32",
		"kernel: eth0: link up",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_null(find(lines[i]));
}

static void a_line_need_not_end_with_a_nul(void **state)
{
	(void)state;
	assert_null(tb_log_message_find("broken pipe", 10));
	assert_non_null(tb_log_message_find("broken pipe!", 11));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_wording_can_be_found),
		cmocka_unit_test(every_wording_has_a_product_and_a_meaning),
		cmocka_unit_test(no_wording_is_there_twice),
		cmocka_unit_test(case_does_not_matter),
		cmocka_unit_test(a_program_tells_more_than_a_language_and_that_more_than_a_system),
		cmocka_unit_test(of_equal_ones_the_longer_wording_tells_more),
		cmocka_unit_test(ordinary_lines_hold_none),
		cmocka_unit_test(a_line_need_not_end_with_a_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
