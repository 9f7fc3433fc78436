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

#include <tcpblame/verdict.h>

#include "report/common.h"
#include "report/emit.h"

static char buf[TB_JSON_LEAST];

static void values_are_separated_by_commas_at_every_level(void **state)
{
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_json_open(&t, NULL, '{');
	tb_json_u64(&t, "n", 1);
	tb_json_open(&t, "list", '[');
	tb_json_null(&t, NULL);
	tb_json_bool(&t, NULL, true);
	tb_json_open(&t, NULL, '[');
	tb_json_close(&t, ']');
	tb_json_close(&t, ']');
	tb_json_string(&t, "s", "x\"y");
	tb_json_close(&t, '}');
	tb_json_end_line(&t);
	assert_string_equal(buf, "{\"n\":1,\"list\":[null,true,[]],\"s\":\"x\\\"y\"}\n");
}

static void every_kind_of_value_has_its_form(void **state)
{
	const struct tb_addr a = { { [15] = 1 } };
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_json_seconds(&t, NULL, TB_MILLISECOND);
	tb_json_share(&t, NULL, 0.5);
	tb_json_time(&t, NULL, (tb_time){ 1 });
	tb_json_addr(&t, NULL, &a);
	tb_json_bytes(&t, NULL, "\xff\n", 2);
	tb_json_answer(&t, "known", TB_NO);
	tb_json_answer(&t, "not known", TB_UNSEEN);
	tb_json_end_line(&t);
	assert_string_equal(buf, "0.001,0.50,\"1970-01-01T00:00:00.000000001Z\",\"::1\","
				 "\"\xef\xbf\xbd\\n\",\"known\":false\n");
}

static void line_breaks_go_between_values(void **state)
{
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_json_u64(&t, NULL, 1);
	tb_json_break_line(&t);
	tb_json_u64(&t, NULL, 2);
	tb_json_end_line(&t);
	tb_json_u64(&t, NULL, 3);
	tb_json_end_line(&t);
	assert_string_equal(buf, "1,\n2\n3\n");
}

static void a_comma_is_written_out_only_when_a_value_follows(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct tb_text t;

	(void)state;
	tb_text_init(&t, buf, sizeof(buf), out);
	tb_json_open(&t, NULL, '[');
	for (unsigned i = 1; i <= 3; i++) {
		tb_json_u64(&t, NULL, i);
		tb_json_flush(&t);
		(void)fflush(out);
		assert_int_not_equal(text[size - 1], ',');
	}
	tb_json_open(&t, NULL, '[');
	tb_json_flush(&t);
	tb_json_close(&t, ']');
	tb_json_flush(&t);
	tb_json_close(&t, ']');
	tb_json_end_line(&t);
	tb_text_flush(&t);
	fclose(out);
	assert_string_equal(text, "[1,2,3,[]]\n");
	free(text);
}

/* All kinds of brackets behind so many bytes. */
static void put_brackets(struct tb_text *t, size_t before)
{
	static const char filling[TB_JSON_LEAST];

	tb_json_open(t, NULL, '[');
	tb_json_open(t, NULL, '"');
	tb_text_bytes(t, filling, before);
	tb_json_close(t, '"');
	tb_json_open(t, NULL, '{');
	tb_json_open(t, "list", '[');
	tb_json_u64(t, NULL, 1);
	tb_json_open(t, NULL, '[');
	tb_json_close(t, ']');
	tb_json_string(t, NULL, "a,");
	tb_json_close(t, ']');
	tb_json_close(t, '}');
	tb_json_close(t, ']');
	tb_json_end_line(t);
}

static void brackets_are_right_wherever_the_buffer_ends(void **state)
{
	static const char expected[] = "\",{\"list\":[1,[],\"a,\"]}]\n";

	(void)state;
	for (size_t before = sizeof(buf) - 64; before < sizeof(buf); before++) {
		char *text = NULL;
		size_t length = 0;
		FILE *out = open_memstream(&text, &length);
		struct tb_text t;

		tb_text_init(&t, buf, sizeof(buf), out);
		put_brackets(&t, before);
		tb_text_flush(&t);
		fclose(out);
		assert_int_equal(length, before + sizeof("[\"") - 1 + sizeof(expected) - 1);
		assert_string_equal(text + length - (sizeof(expected) - 1), expected);
		free(text);
	}
}

static void what_does_not_fit_marks_the_text_as_cut(void **state)
{
	static char word[2 * TB_JSON_LEAST];
	struct tb_text t;

	(void)state;
	memset(word, 'a', sizeof(word) - 1);
	tb_text_init(&t, buf, sizeof(buf), NULL);
	for (unsigned i = 0; i < TB_JSON_LEAST; i++)
		tb_json_u64(&t, "name", i);
	assert_true(t.cut);
	tb_text_clear(&t);
	tb_json_word(&t, "name", word);
	tb_json_u64(&t, "name", 1);
	assert_true(t.cut);
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

	(void)state;
	*tb_report_put_filter(buf, &f) = '\0';
	assert_string_equal(buf, "ip.addr==10.0.0.5 && ip.addr==10.0.0.9 && "
				 "tcp.port==43210 && tcp.port==443");
}

static void a_filter_tells_ends_apart_that_are_alike(void **state)
{
	struct tb_flow_info f = {
		.end = { { { { [15] = 1 } }, 179 }, { { { [15] = 1 } }, 179 } },
	};

	(void)state;
	*tb_report_put_filter(buf, &f) = '\0';
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
		cmocka_unit_test(what_does_not_fit_marks_the_text_as_cut),
		cmocka_unit_test(tcp_options_are_named_as_tcpdump_does),
		cmocka_unit_test(broken_tcp_options_end_the_list),
		cmocka_unit_test(a_filter_names_both_ends),
		cmocka_unit_test(a_filter_tells_ends_apart_that_are_alike),
		cmocka_unit_test(icmp_errors_have_words_where_they_are_common),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
