/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of logs in reports: with their resets, apart, and in the summary. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report_case.h"

static struct report_case c;
static struct tb_log_tie tie;
static struct tb_log_line line;
static struct tb_log_file file;

static int begin(void **state)
{
	static const char text[] = "reset \x1b[31m by \"peer\"";

	(void)state;
	report_case_init(&c);
	tie = (struct tb_log_tie){ .file = "a\nb.log", .line = 17, .text = text,
				   .text_len = sizeof(text) - 1, .end = TB_LOG_END_CLIENT,
				   .agrees = TB_YES, .score = 0.97, .why = "it names both ends" };
	line = (struct tb_log_line){ .tie = tie, .product = "Go net", .has_time = true,
				     .nearest = 7 };
	line.tie.end = TB_LOG_END_UNKNOWN;
	line.tie.agrees = TB_UNSEEN;
	file = (struct tb_log_file){ .file = "a.log", .lines = 99, .errors = 3, .tied = 1,
				     .elsewhere = 1 };
	return 0;
}

/* A report of one verdict and of the logs.  To be freed. */
static char *report(const char *format)
{
	const struct tb_log_result result = { &line, 1, &file, 1 };
	const struct tb_format *f = tb_format_find(format);
	char *text = NULL;
	size_t n = 0;
	struct tb_report *r;

	c.options.out = open_memstream(&text, &n);
	assert_non_null(c.options.out);
	r = f->begin(&c.options);
	assert_non_null(r);
	f->verdict(r, &c.v);
	f->logs(r, &result);
	f->end(r, &c.summary);
	fclose(c.options.out);
	return text;
}

static void has(const char *format, const char *part)
{
	char *text = report(format);

	if (strstr(text, part) == NULL)
		fail_msg("'%s' lacks '%s'", text, part);
	assert_null(strchr(text, '\x1b'));
	free(text);
}

static void a_tied_line_stands_in_its_reset(void **state)
{
	(void)state;
	c.v.log = &tie;
	c.v.n_log = 1;
	has("text", "log      a\\x0ab.log:17 (by the client, 0.97): \"reset \\x1b[31m by \"peer\"\": it");
	has("json", "\"logs\":[{\"file\":\"a\\nb.log\",\"line\":17,\"text\":\"reset "
		    "\\u001b[31m by \\\"peer\\\"\",\"end\":\"client\",\"agrees\":true,"
		    "\"why\":\"it names both ends\",\"score\":0.97}]");
}

static void a_benign_reset_with_a_line_is_told_in_full(void **state)
{
	(void)state;
	c.v.harm.verdict = TB_HARM_BENIGN;
	c.v.log = &tie;
	c.v.n_log = 1;
	has("text", "   log      a");
}

static void an_untied_line_is_listed(void **state)
{
	(void)state;
	has("text", "lines of logs that no reset of this capture explains\n   a\\x0ab.log:17: it "
		    "names both ends: \"reset");
	has("json", "\"log_lines\":[\n{\"file\":\"a\\nb.log\",\"line\":17,");
	has("ndjson", "\n{\"type\":\"log\",\"file\":\"a\\nb.log\",\"line\":17,");
	has("ndjson", "\"product\":\"Go net\",\"nearest\":7,\"end\":null,\"why\":");
}

static void live_a_tied_line_names_its_reset(void **state)
{
	(void)state;
	c.options.live = true;
	line.reset = 7;
	has("text", "a\\x0ab.log:17 tells of reset 7 (0.97): it names both ends: \"reset");
	has("markdown", "## explained lines of logs\n\n- `a\\x0ab.log:17` tells of reset 7 (0.97): ");
	has("html", "<h2>explained lines of logs</h2>\n<p>a\\x0ab.log:17 tells of reset 7 (0.97): ");
	has("json", "\"product\":\"Go net\",\"reset\":7,");
}

static void each_log_has_its_counts(void **state)
{
	(void)state;
	has("text", "a.log: 99 lines, 3 errors of connections, 1 explained, 1 of other times than");
	has("json", "\"logs\":[{\"file\":\"a.log\",\"lines\":99,\"errors\":3,\"tied\":1,"
		    "\"elsewhere\":1,\"left_out\":0,\"complete\":true}]}");
}

static void a_clock_that_is_off_is_told_and_a_zone_recognised(void **state)
{
	(void)state;
	file.has_skew = file.skew_is_zone = true;
	file.skew = -7200 * TB_SECOND - TB_MILLISECOND;
	has("text", "its clock is 7200 s behind");
	has("text", "name it by --log-timezone");
	has("json", "\"skew\":-7200.001,");
}

static void a_log_that_was_cut_is_named(void **state)
{
	(void)state;
	file.problem = "a.log: gzip data: damaged";
	has("text", "INCOMPLETE  a.log: gzip data: damaged");
	has("json", "\"complete\":false,\"problem\":\"a.log: gzip data: damaged\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_tied_line_stands_in_its_reset, begin),
		cmocka_unit_test_setup(a_benign_reset_with_a_line_is_told_in_full, begin),
		cmocka_unit_test_setup(an_untied_line_is_listed, begin),
		cmocka_unit_test_setup(live_a_tied_line_names_its_reset, begin),
		cmocka_unit_test_setup(each_log_has_its_counts, begin),
		cmocka_unit_test_setup(a_clock_that_is_off_is_told_and_a_zone_recognised, begin),
		cmocka_unit_test_setup(a_log_that_was_cut_is_named, begin),
	};

	return cmocka_run_group_tests_name("report_log", tests, NULL, NULL);
}
