/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"
#include "join/moment.h"

static const struct tb_log_zone utc;

/* Near 2026-11-26 12:00 UTC. */
static const struct tb_moment_clock clock = { { INT64_C(1795694400) * TB_SECOND }, &utc };

static const char *read_as(const struct tb_moment_clock *c, const char *line)
{
	static char buf[64];
	struct tb_moment m = tb_moment_find(c, line, strlen(line));
	struct tb_text t;

	tb_text_init(&t, buf, sizeof(buf), NULL);
	if (!m.known)
		return "none";
	tb_text_time(&t, m.time);
	tb_text_str(&t, m.zoned ? " zoned " : " ");
	tb_text_span(&t, m.precision);
	return buf;
}

static void the_usual_forms_are_read(void **state)
{
	static const struct {
		const char *line, *is;
	} rows[] = {
		{ "2026-11-26T10:05:53.123456Z x", "2026-11-26T10:05:53.123456000Z zoned 1 us" },
		{ "2026-11-26T12:05:53+02:00 x", "2026-11-26T10:05:53.000000000Z zoned 1 s" },
		{ "2026-11-26 10:05:53,123 ERROR x", "2026-11-26T10:05:53.123000000Z 1 ms" },
		{ "2026-11-26 05:05:53.123 EST [7] LOG:",
		  "2026-11-26T10:05:53.123000000Z zoned 1 ms" },
		{ "2026/11/26 10:05:53 [error] 1#1:", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "2026/11/26 10:05:53.123456 x.go:7:", "2026-11-26T10:05:53.123456000Z 1 us" },
		{ "Nov 26 10:05:53 host app[1]: x", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "Nov  6 10:05:53 host app[1]: x", "2026-11-06T10:05:53.000000000Z 1 s" },
		{ "<166>Nov 26 2026 10:05:53: %ASA", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "<34>1 2026-11-26T10:05:53.1Z host",
		  "2026-11-26T10:05:53.100000000Z zoned 100 ms" },
		{ "[Thu Nov 26 10:05:53.123456 2026] [x]", "2026-11-26T10:05:53.123456000Z 1 us" },
		{ "Thu Nov 26 10:05:53 UTC 2026", "2026-11-26T10:05:53.000000000Z zoned 1 s" },
		{ "10.0.0.5 - - [26/Nov/2026:11:05:53 +0100] \"GET\"",
		  "2026-11-26T10:05:53.000000000Z zoned 1 s" },
		{ "x [26/Nov/2026:10:05:53.123] front", "2026-11-26T10:05:53.123000000Z 1 ms" },
		{ "E1126 10:05:53.123456    7 x.go:1]", "2026-11-26T10:05:53.123456000Z 1 us" },
		{ "1:M 26 Nov 2026 10:05:53.123 # x", "2026-11-26T10:05:53.123000000Z 1 ms" },
		{ "26-NOV-2026 10:05:53 * (CONNECT", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "[26-Nov-2026 10:05:53 UTC] PHP", "2026-11-26T10:05:53.000000000Z zoned 1 s" },
		{ "Nov 26, 2026 10:05:53 AM Client x", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "Nov 26, 2026 12:05:53 AM Client x", "2026-11-26T00:05:53.000000000Z 1 s" },
		{ "11/26/2026 10:05:53 PM x", "2026-11-26T22:05:53.000000000Z 1 s" },
		{ "26/11/2026 10:05:53 x", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "26.11.2026 10:05:53 x", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "261126 10:05:53 [Warning] x", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "--2026-11-26 10:05:53--  http://x/", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "date=2026-11-26 time=10:05:53 devname=x", "2026-11-26T10:05:53.000000000Z 1 s" },
		{ "1795687553.123 5 10.0.0.5 TCP_MISS",
		  "2026-11-26T10:05:53.123000000Z zoned 1 ms" },
		{ "ts=1795687553123 msg=x", "2026-11-26T10:05:53.123000000Z zoned 1 ms" },
		{ "10:05:53.123 [main] ERROR x", "2026-11-26T10:05:53.123000000Z 1 ms" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(read_as(&clock, rows[i].line), rows[i].is);
}

static void what_is_no_time_is_none(void **state)
{
	static const char *const lines[] = {
		"", "curl: (56) Recv failure: Connection reset by peer",
		"10.0.0.5:8080 -> 10.0.0.6:80",
		"id 1795687553", "2026-11-26 10:65:53", "at 10:05", "\xff\xff:::",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_string_equal(read_as(&clock, lines[i]), "none");
}

static void a_missing_year_is_that_of_the_capture(void **state)
{
	struct tb_moment_clock new_year = clock;

	(void)state;
	new_year.near.ns = INT64_C(1798761600) * TB_SECOND; /* 2027-01-01 */
	assert_string_equal(read_as(&new_year, "Dec 31 23:59:59 x"),
			    "2026-12-31T23:59:59.000000000Z 1 s");
	assert_string_equal(read_as(&new_year, "Jan  1 00:00:01 x"),
			    "2027-01-01T00:00:01.000000000Z 1 s");
	assert_string_equal(read_as(&new_year, "23:59:59 x"), "2026-12-31T23:59:59.000000000Z 1 s");
}

static int64_t two_hours_east(void *user, int64_t local)
{
	(void)user;
	return local - 7200;
}

static void a_time_without_zone_is_in_the_zone_of_the_log(void **state)
{
	const struct tb_log_zone zone = { two_hours_east, NULL };
	const struct tb_moment_clock east = { clock.near, &zone };

	(void)state;
	assert_string_equal(read_as(&east, "2026-11-26 12:05:53 x"),
			    "2026-11-26T10:05:53.000000000Z 1 s");
	assert_string_equal(read_as(&east, "2026-11-26 10:05:53Z x"),
			    "2026-11-26T10:05:53.000000000Z zoned 1 s");
}

static void a_glance_misses_no_time_of_day(void **state)
{
	(void)state;
	assert_true(tb_moment_may_be("Nov 26 10:05:53 x", 17));
	assert_false(tb_moment_may_be("http://10.0.0.5:80/ and a:b:c", 29));
	assert_false(tb_moment_may_be("10:05", 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_forms_are_read),
		cmocka_unit_test(what_is_no_time_is_none),
		cmocka_unit_test(a_missing_year_is_that_of_the_capture),
		cmocka_unit_test(a_time_without_zone_is_in_the_zone_of_the_log),
		cmocka_unit_test(a_glance_misses_no_time_of_day),
	};

	return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}
