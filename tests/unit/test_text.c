/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <tcpblame/verdict.h>

#include "base/text.h"

static char buf[512];

static struct tb_text *fresh(void)
{
	static struct tb_text t;

	tb_text_init(&t, buf, sizeof(buf), NULL);
	return &t;
}

/* text_is(EXPECTED, append to t): what one call writes. */
#define text_is(expected, call)				\
	do {						\
		struct tb_text *t = fresh();		\
		call;					\
		assert_string_equal(buf, expected);	\
	} while (0)

static void text_that_does_not_fit_is_cut_and_stays_terminated(void **state)
{
	char small[6];
	struct tb_text t;

	(void)state;
	tb_text_init(&t, small, sizeof(small), NULL);
	tb_text_str(&t, "abc");
	assert_false(t.cut);
	tb_text_str(&t, "defg");
	tb_text_str(&t, "h");
	assert_true(t.cut);
	assert_string_equal(small, "abcde");
	tb_text_clear(&t);
	assert_string_equal(small, "");
	assert_false(t.cut);
}

static void a_cut_does_not_split_a_character(void **state)
{
	char small[4];
	struct tb_text t;

	(void)state;
	tb_text_init(&t, small, sizeof(small), NULL);
	tb_text_str(&t, "ab\xc3\xa4");
	assert_string_equal(small, "ab");
	tb_text_str(&t, "c");
	assert_string_equal(small, "ab");
}

static void text_with_a_stream_never_is_too_long(void **state)
{
	char small[8], *out = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);
	struct tb_text t;

	(void)state;
	tb_text_init(&t, small, sizeof(small), f);
	tb_text_str(&t, "12345");
	tb_text_str(&t, "67890");
	tb_text_str(&t, "a string longer than the buffer");
	tb_text_char(&t, '.');
	tb_text_flush(&t);
	fclose(f);
	assert_false(t.cut);
	assert_string_equal(out, "1234567890a string longer than the buffer.");
	free(out);
}

static void whole_numbers_are_decimal(void **state)
{
	(void)state;
	text_is("0", tb_text_u64(t, 0));
	text_is("18446744073709551615", tb_text_u64(t, UINT64_MAX));
	text_is("-9223372036854775808", tb_text_i64(t, INT64_MIN));
	text_is("-1", tb_text_i64(t, -1));
	text_is("42", tb_text_i64(t, 42));
	text_is("7", tb_text_count(t, 7));
	text_is("999", tb_text_count(t, 999));
	text_is("1,000", tb_text_count(t, 1000));
	text_is("12,345,678", tb_text_count(t, 12345678));
}

static void seconds_have_no_zeros_behind(void **state)
{
	(void)state;
	text_is("0", tb_text_seconds(t, 0));
	text_is("350.2", tb_text_seconds(t, 350200 * TB_MILLISECOND));
	text_is("0.000000001", tb_text_seconds(t, 1));
	text_is("-1.5", tb_text_seconds(t, -1500 * TB_MILLISECOND));
	text_is("10", tb_text_seconds(t, 10 * TB_SECOND));
	text_is("-9223372036.854775808", tb_text_seconds(t, INT64_MIN));
	text_is("9223372036.854775807", tb_text_seconds(t, INT64_MAX));
}

static void spans_read_well(void **state)
{
	(void)state;
	text_is("0 ns", tb_text_span(t, 0));
	text_is("999 ns", tb_text_span(t, 999));
	text_is("190 us", tb_text_span(t, 190 * TB_MICROSECOND));
	text_is("1.234 us", tb_text_span(t, 1234));
	text_is("12.35 ms", tb_text_span(t, 12345 * TB_MICROSECOND));
	text_is("1 ms", tb_text_span(t, 999960));
	text_is("1 s", tb_text_span(t, 999999999));
	text_is("350.2 s", tb_text_span(t, 350200 * TB_MILLISECOND));
	text_is("7200 s", tb_text_span(t, 7200 * TB_SECOND + 4));
	text_is("-2.5 s", tb_text_span(t, -2500 * TB_MILLISECOND));
}

static void shares_have_two_decimals_and_stay_within_bounds(void **state)
{
	(void)state;
	text_is("0.00", tb_text_share(t, 0));
	text_is("0.07", tb_text_share(t, 0.07));
	text_is("0.95", tb_text_share(t, 0.9501));
	text_is("1.00", tb_text_share(t, 0.999));
	text_is("1.00", tb_text_share(t, 17));
	text_is("0.00", tb_text_share(t, -1));
}

static void times_are_rfc_3339_with_nanoseconds(void **state)
{
	(void)state;
	text_is("1970-01-01T00:00:00.000000000Z", tb_text_time(t, (tb_time){ 0 }));
	text_is("2026-02-21T10:05:53.482113000Z",
		tb_text_time(t, (tb_time){ INT64_C(1771668353482113000) }));
	text_is("2000-02-29T23:59:59.999999999Z",
		tb_text_time(t, (tb_time){ INT64_C(951868799999999999) }));
	text_is("2100-03-01T00:00:00.000000000Z",
		tb_text_time(t, (tb_time){ INT64_C(4107542400) * TB_SECOND }));
	text_is("1969-12-31T23:59:59.999999999Z", tb_text_time(t, (tb_time){ -1 }));
	text_is("1677-09-21T00:12:43.145224192Z", tb_text_time(t, (tb_time){ INT64_MIN }));
	text_is("2262-04-11T23:47:16.854775807Z", tb_text_time(t, (tb_time){ INT64_MAX }));
}

static void moments_drop_nanoseconds_that_are_zero(void **state)
{
	(void)state;
	text_is("2026-02-21 10:05:53.482113Z",
		tb_text_moment(t, (tb_time){ INT64_C(1771668353482113000) }));
	text_is("2026-02-21 10:05:53.482113001Z",
		tb_text_moment(t, (tb_time){ INT64_C(1771668353482113001) }));
}

/* Groups of 16 bits, as in an IPv6 address. */
static struct tb_endpoint v6(const uint16_t group[8], uint16_t port)
{
	struct tb_endpoint e = { .port = port };

	for (size_t i = 0; i < 8; i++) {
		e.addr.byte[2 * i] = (uint8_t)(group[i] >> 8);
		e.addr.byte[2 * i + 1] = (uint8_t)group[i];
	}
	return e;
}

static void ipv6_addresses_have_their_shortest_form(void **state)
{
	static const struct {
		const char *text;
		uint16_t group[8];
	} cases[] = {
		{ "::", { 0 } },
		{ "::1", { [7] = 1 } },
		{ "1::", { 1 } },
		{ "2001:db8::1", { 0x2001, 0xdb8, [7] = 1 } },
		{ "2001:db8:0:1:1:1:1:1", { 0x2001, 0xdb8, 0, 1, 1, 1, 1, 1 } },
		{ "2001:0:0:1::1", { 0x2001, 0, 0, 1, 0, 0, 0, 1 } },
		{ "2001:db8::1:0:0:1", { 0x2001, 0xdb8, 0, 0, 1, 0, 0, 1 } },
		{ "1:2:3:4:5:6:7:8", { 1, 2, 3, 4, 5, 6, 7, 8 } },
		{ "::2:3:4:5:6:7", { 0, 0, 2, 3, 4, 5, 6, 7 } },
		{ "fe80::abcd:f00", { 0xfe80, [6] = 0xabcd, 0xf00 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tb_endpoint e = v6(cases[i].group, 0);

		text_is(cases[i].text, tb_text_addr(t, &e.addr));
	}
}

static void endpoints_of_ipv6_stand_in_brackets(void **state)
{
	const struct tb_endpoint six = v6((const uint16_t[8]){ 0x2001, 0xdb8, [7] = 1 }, 443);
	const struct tb_endpoint four = { { { [10] = 0xff, 0xff, 10, 0, 0, 255 } }, 65535 };

	(void)state;
	text_is("[2001:db8::1]:443", tb_text_endpoint(t, &six));
	text_is("10.0.0.255:65535", tb_text_endpoint(t, &four));
}

static void flags_are_tcpdumps_letters(void **state)
{
	(void)state;
	text_is("R.", tb_text_flags(t, TB_RST | TB_ACK));
	text_is("R", tb_text_flags(t, TB_RST));
	text_is("none", tb_text_flags(t, 0));
	text_is("FSRP.UEWe", tb_text_flags(t, 0x1ff));
}

static void json_strings_escape_what_json_must(void **state)
{
	(void)state;
	text_is("\"\"", tb_text_json(t, "", 0));
	text_is("\"\"", tb_text_json(t, NULL, 0));
	text_is("\"plain\"", tb_text_json(t, "plain", 5));
	text_is("\"\\\"\\\\\\n\\r\\t\\b\\f\"", tb_text_json(t, "\"\\\n\r\t\b\f", 7));
	text_is("\"\\u0000\\u001b\\u007f\"", tb_text_json(t, "\0\033\177", 3));
	text_is("\"\xc3\xa4\xf0\x9f\x98\x80\"", tb_text_json(t, "\xc3\xa4\xf0\x9f\x98\x80", 6));
}

static void json_can_be_looked_at(void **state)
{
	(void)state;
	text_is("\"\\u009b31m\"", tb_text_json(t, "\xc2\x9b" "31m", 5));
	text_is("\"\\u202egpj\"", tb_text_json(t, "\xe2\x80\xae" "gpj", 6));
	text_is("\"\\udb40\\udc41\"", tb_text_json(t, "\xf3\xa0\x81\x81", 4));
}

#define BAD "\xef\xbf\xbd"

static void what_is_not_utf8_is_replaced_in_json(void **state)
{
	(void)state;
	text_is("\"a" BAD "b\"", tb_text_json(t, "a\x80" "b", 3));
	text_is("\"" BAD BAD "\"", tb_text_json(t, "\xc0\xaf", 2));		/* overlong */
	text_is("\"" BAD BAD BAD "\"", tb_text_json(t, "\xe0\x80\xaf", 3));
	text_is("\"" BAD BAD BAD "\"", tb_text_json(t, "\xed\xa0\x80", 3));	/* surrogate */
	text_is("\"" BAD BAD BAD BAD "\"", tb_text_json(t, "\xf4\x90\x80\x80", 4));
	text_is("\"" BAD "\"", tb_text_json(t, "\xff", 1));
	text_is("\"" BAD BAD "\"", tb_text_json(t, "\xe2\x82", 2));		/* cut */
	text_is("\"" BAD "x\"", tb_text_json(t, "\xc3x", 2));
}

static void a_terminal_gets_no_controls(void **state)
{
	(void)state;
	text_is("plain \xc3\xa4", tb_text_shown(t, "plain \xc3\xa4", 8));
	text_is("\\x1b[31mred\\x07\\x0d\\x0a", tb_text_shown(t, "\033[31mred\a\r\n", 11));
	text_is("\\x00\\x7f\\\\", tb_text_shown(t, "\0\177\\", 3));
	text_is("\\u{009b}31m", tb_text_shown(t, "\xc2\x9b" "31m", 5));	/* C1 CSI */
	text_is("\\x9b31m", tb_text_shown(t, "\x9b" "31m", 4));		/* the same, raw */
	text_is("\\xff\\xfe", tb_text_shown(t, "\xff\xfe", 2));
}

static void a_terminal_gets_nothing_that_reorders_or_hides(void **state)
{
	(void)state;
	text_is("\\u{202e}gpj", tb_text_shown(t, "\xe2\x80\xae" "gpj", 6));
	text_is("\\u{2066}\\u{2069}", tb_text_shown(t, "\xe2\x81\xa6\xe2\x81\xa9", 6));
	text_is("\\u{2028}\\u{2029}", tb_text_shown(t, "\xe2\x80\xa8\xe2\x80\xa9", 6));
	text_is("\\u{200b}\\u{feff}", tb_text_shown(t, "\xe2\x80\x8b\xef\xbb\xbf", 6));
	text_is("\\u{e0041}", tb_text_shown(t, "\xf3\xa0\x81\x81", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_does_not_fit_is_cut_and_stays_terminated),
		cmocka_unit_test(a_cut_does_not_split_a_character),
		cmocka_unit_test(text_with_a_stream_never_is_too_long),
		cmocka_unit_test(whole_numbers_are_decimal),
		cmocka_unit_test(seconds_have_no_zeros_behind),
		cmocka_unit_test(spans_read_well),
		cmocka_unit_test(shares_have_two_decimals_and_stay_within_bounds),
		cmocka_unit_test(times_are_rfc_3339_with_nanoseconds),
		cmocka_unit_test(moments_drop_nanoseconds_that_are_zero),
		cmocka_unit_test(ipv6_addresses_have_their_shortest_form),
		cmocka_unit_test(endpoints_of_ipv6_stand_in_brackets),
		cmocka_unit_test(flags_are_tcpdumps_letters),
		cmocka_unit_test(json_strings_escape_what_json_must),
		cmocka_unit_test(json_can_be_looked_at),
		cmocka_unit_test(what_is_not_utf8_is_replaced_in_json),
		cmocka_unit_test(a_terminal_gets_no_controls),
		cmocka_unit_test(a_terminal_gets_nothing_that_reorders_or_hides),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
