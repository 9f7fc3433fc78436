/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include <tcpblame/verdict.h>

#include "report/common.h"
#include "report/emit.h"

static char buf[1024];

static void values_are_separated_by_commas_at_every_level(void **state)
{
	struct tb_text t;
	struct tb_json j = { .text = &t };

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_json_open(&j, NULL, '{');
	tb_json_u64(&j, "n", 1);
	tb_json_open(&j, "list", '[');
	tb_json_null(&j, NULL);
	tb_json_bool(&j, NULL, true);
	tb_json_open(&j, NULL, '[');
	tb_json_close(&j, ']');
	tb_json_close(&j, ']');
	tb_json_string(&j, "s", "x\"y");
	tb_json_close(&j, '}');
	tb_json_end_line(&j);
	assert_string_equal(buf, "{\"n\":1,\"list\":[null,true,[]],\"s\":\"x\\\"y\"}\n");
}

static void every_kind_of_value_has_its_form(void **state)
{
	const struct tb_addr a = { { [15] = 1 } };
	struct tb_text t;
	struct tb_json j = { .text = &t };

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_json_seconds(&j, NULL, TB_MILLISECOND);
	tb_json_share(&j, NULL, 0.5);
	tb_json_time(&j, NULL, (tb_time){ 1 });
	tb_json_addr(&j, NULL, &a);
	tb_json_bytes(&j, NULL, "\xff\n", 2);
	tb_json_answer(&j, "known", TB_NO);
	tb_json_answer(&j, "not known", TB_UNSEEN);
	tb_json_end_line(&j);
	assert_string_equal(buf, "0.001,0.50,\"1970-01-01T00:00:00.000000001Z\",\"::1\","
				 "\"\xef\xbf\xbd\\n\",\"known\":false\n");
}

static void line_breaks_go_between_values(void **state)
{
	struct tb_text t;
	struct tb_json j = { .text = &t };

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_json_u64(&j, NULL, 1);
	tb_json_break_line(&j);
	tb_json_u64(&j, NULL, 2);
	tb_json_end_line(&j);
	tb_json_u64(&j, NULL, 3);
	tb_json_end_line(&j);
	assert_string_equal(buf, "1,\n2\n3\n");
}

static void a_comma_is_written_out_only_when_a_value_follows(void **state)
{
	char small[32], *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct tb_text t;
	struct tb_json j = { .text = &t };

	(void)state;
	tb_text_init(&t, small, sizeof(small), out);
	tb_json_open(&j, NULL, '[');
	for (unsigned i = 1; i <= 40; i++) {
		tb_json_u64(&j, NULL, i);
		tb_json_flush(&j);
		(void)fflush(out);
		assert_int_not_equal(text[size - 1], ',');
	}
	tb_json_open(&j, NULL, '[');
	tb_json_flush(&j);
	tb_json_close(&j, ']');
	tb_json_flush(&j);
	tb_json_close(&j, ']');
	tb_json_end_line(&j);
	tb_text_flush(&t);
	fclose(out);
	assert_string_equal(text, "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,"
				  "24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,[]]\n");
	free(text);
}

static void brackets_are_right_wherever_the_buffer_ends(void **state)
{
	static const char expected[] = "[{\"list\":[1,[],\"a,\"]},{\"list\":[1,[],\"a,\"]}]\n";

	(void)state;
	for (size_t size = 32; size < 64; size++) {
		char small[64], *text = NULL;
		size_t length = 0;
		FILE *out = open_memstream(&text, &length);
		struct tb_text t;
		struct tb_json j = { .text = &t };

		tb_text_init(&t, small, size, out);
		tb_json_open(&j, NULL, '[');
		for (unsigned i = 0; i < 2; i++) {
			tb_json_open(&j, NULL, '{');
			tb_json_open(&j, "list", '[');
			tb_json_u64(&j, NULL, 1);
			tb_json_open(&j, NULL, '[');
			tb_json_close(&j, ']');
			tb_json_open(&j, NULL, '"');
			tb_text_str(&t, "a,");
			tb_json_close(&j, '"');
			tb_json_close(&j, ']');
			tb_json_close(&j, '}');
		}
		tb_json_close(&j, ']');
		tb_json_end_line(&j);
		tb_text_flush(&t);
		fclose(out);
		assert_string_equal(text, expected);
		free(text);
	}
}

/* All options of an area, "|" between. */
static const char *options_of(const void *bytes, size_t n)
{
	struct tb_reader r = rd_over(bytes, n);
	struct tb_text t;

	tb_text_init(&t, buf, sizeof(buf), NULL);
	while (tb_report_tcp_option(&t, &r))
		tb_text_char(&t, '|');
	return buf;
}

static void tcp_options_are_named_as_tcpdump_does(void **state)
{
	(void)state;
	assert_string_equal(options_of("\1\1\10\12\0\0\0\1\0\0\0\2", 12),
			    "nop|nop|TS val 1 ecr 2|");
	assert_string_equal(options_of("\2\4\5\xb4\3\3\7\4\2", 9),
			    "mss 1460|wscale 7|sackOK|");
	assert_string_equal(options_of("\5\12\0\0\0\1\0\0\0\5", 10), "sack 1:5|");
	assert_string_equal(options_of("\36\4\x80\6", 4), "mptcp rst reason 6|");
	assert_string_equal(options_of("\36\4\x20\0", 4), "mptcp subtype 2|");
	assert_string_equal(options_of("\xfd\3x", 3), "kind 253|");
	assert_string_equal(options_of("\0\1\1\1", 4), "eol|");
	assert_string_equal(options_of("", 0), "");
}

static void broken_tcp_options_end_the_list(void **state)
{
	(void)state;
	assert_string_equal(options_of("\1\2", 2), "nop|broken|");
	assert_string_equal(options_of("\2\0\1\1", 4), "broken|");
	assert_string_equal(options_of("\2\1\1\1", 4), "broken|");
	assert_string_equal(options_of("\10\12\0\0", 4), "broken|");
	assert_string_equal(options_of("\2\2\1", 3), "mss|nop|");	/* no value */
}

static void a_filter_names_both_ends(void **state)
{
	struct tb_flow_info f = {
		.end = { { { { [10] = 0xff, 0xff, 10, 0, 0, 5 } }, 43210 },
			 { { { [10] = 0xff, 0xff, 10, 0, 0, 9 } }, 443 } },
	};
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_report_filter(&t, &f);
	assert_string_equal(buf, "ip.addr==10.0.0.5 && ip.addr==10.0.0.9 && "
				 "tcp.port==43210 && tcp.port==443");
}

static void a_filter_tells_ends_apart_that_are_alike(void **state)
{
	struct tb_flow_info f = {
		.end = { { { { [15] = 1 } }, 179 }, { { { [15] = 1 } }, 179 } },
	};
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_report_filter(&t, &f);
	assert_string_equal(buf, "ipv6.src==::1 && ipv6.dst==::1 && "
				 "tcp.srcport==179 && tcp.dstport==179");
}

static void icmp_errors_have_words_where_they_are_common(void **state)
{
	const struct tb_icmp_error port = { .type = 3, .code = 3 };
	const struct tb_icmp_error route = { .v6 = true, .type = 1, .code = 0 };
	const struct tb_icmp_error odd = { .type = 12, .code = 1 };

	(void)state;
	assert_string_equal(tb_report_icmp(&port), "port unreachable");
	assert_string_equal(tb_report_icmp(&route), "no route");
	assert_null(tb_report_icmp(&odd));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_separated_by_commas_at_every_level),
		cmocka_unit_test(every_kind_of_value_has_its_form),
		cmocka_unit_test(line_breaks_go_between_values),
		cmocka_unit_test(a_comma_is_written_out_only_when_a_value_follows),
		cmocka_unit_test(brackets_are_right_wherever_the_buffer_ends),
		cmocka_unit_test(tcp_options_are_named_as_tcpdump_does),
		cmocka_unit_test(broken_tcp_options_end_the_list),
		cmocka_unit_test(a_filter_names_both_ends),
		cmocka_unit_test(a_filter_tells_ends_apart_that_are_alike),
		cmocka_unit_test(icmp_errors_have_words_where_they_are_common),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
