/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report_case.h"

static struct report_case c;

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	return 0;
}

static void report_is(const char *expected, unsigned times)
{
	char *text = report_case_run(&c, "line", times);

	assert_string_equal(text, expected);
	free(text);
}

static void a_reset_is_a_line_of_nine_words(void **state)
{
	(void)state;
	report_case_cause(&c);
	report_is("2026-02-21T10:05:53.482113000Z 1187 10.0.0.5:43210 > 10.0.0.9:5432 server "
		  "data-transfer half-open-connection 0.88\n", 1);
}

static void without_a_reset_there_is_no_line(void **state)
{
	(void)state;
	report_is("", 0);
}

static void who_made_it_stands_beside_the_side_if_that_is_not_this_end(void **state)
{
	(void)state;
	c.v.origin.by = TB_ORIGIN_THIRD_PARTY;
	report_case_has(&c, "line", " server/third-party data-transfer ");
	c.v.origin.by = TB_ORIGIN_UNKNOWN;
	report_case_has(&c, "line", " server/unknown data-transfer ");
	c.rst[0].from = TB_CLIENT;
	c.v.origin.by = TB_ORIGIN_CLIENT;
	report_case_has(&c, "line", " client data-transfer ");
}

static void addresses_of_ipv6_are_in_brackets(void **state)
{
	static const struct tb_addr v6 = { { 0x20, 1, 0xd, 0xb8, [15] = 1 } };

	(void)state;
	c.v.flow.end[TB_SERVER] = (struct tb_endpoint){ v6, 443 };
	report_case_has(&c, "line", " > [2001:db8::1]:443 server ");
}

static void of_several_captures_the_file_stands_before_the_frame(void **state)
{
	(void)state;
	c.captures[1].file = "b.pcap";
	c.options.n_captures = 2;
	report_case_has(&c, "line", "Z client.pcap:1187 10.0.0.5");
	c.rst[0].frame.file = 1;
	report_case_has(&c, "line", "Z b.pcap:1187 10.0.0.5");
}

static void no_name_of_a_file_makes_columns_or_steers_a_terminal(void **state)
{
	(void)state;
	c.captures[0].file = " my \033[31m capture ";
	c.options.n_captures = 2;
	report_case_has(&c, "line", "Z \\x20my\\x20\\x1b[31m\\x20capture\\x20:1187 10.0.0.5");
}

static void many_lines_are_whole(void **state)
{
	enum { LINES = 5000 };	/* more than are written together */
	char *text, *at;
	size_t length, lines = 0;

	(void)state;
	c.captures[0].file = "a name that moves the ends of buffers.pcap";
	c.options.n_captures = 2;
	text = report_case_run(&c, "line", LINES);
	length = strcspn(text, "\n") + 1;
	for (at = text; *at != '\0'; at += length, lines++)
		assert_memory_equal(at, text, length);
	assert_int_equal(lines, LINES);
	free(text);
}

static void live_a_line_is_out_when_it_is_told(void **state)
{
	const struct tb_format *f = tb_format_find("line");
	char *text = NULL;
	size_t size = 0;
	struct tb_report *r;

	(void)state;
	c.options.live = true;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	f->verdict(r, &c.v);
	assert_true(size > 0 && text[size - 1] == '\n');
	f->end(r, &c.summary);
	fclose(c.options.out);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_reset_is_a_line_of_nine_words, setup),
		cmocka_unit_test_setup(without_a_reset_there_is_no_line, setup),
		cmocka_unit_test_setup(who_made_it_stands_beside_the_side_if_that_is_not_this_end,
				       setup),
		cmocka_unit_test_setup(addresses_of_ipv6_are_in_brackets, setup),
		cmocka_unit_test_setup(of_several_captures_the_file_stands_before_the_frame,
				       setup),
		cmocka_unit_test_setup(no_name_of_a_file_makes_columns_or_steers_a_terminal,
				       setup),
		cmocka_unit_test_setup(many_lines_are_whole, setup),
		cmocka_unit_test_setup(live_a_line_is_out_when_it_is_told, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
