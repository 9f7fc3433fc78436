/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"
#include "join/ends.h"

/* "=" stands before a pair; roles are l(ocal), r(emote), c(lient), s(erver). */
static const char *ends_in(const char *line)
{
	static const char roles[] = { ' ', 'l', 'r', 'c', 's' };
	static char buf[512];
	struct tb_ends e = { .n = 0 };
	struct tb_text t;

	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_ends_find(&e, line, strlen(line));
	if (e.pair)
		tb_text_char(&t, '=');
	for (unsigned i = 0; i < e.n; i++) {
		struct tb_endpoint end = { e.end[i].addr, e.end[i].port };

		if (i > 0)
			tb_text_str(&t, ", ");
		if (e.end[i].role != TB_END_ANY)
			tb_text_char(&t, roles[e.end[i].role]);
		if (!e.end[i].has_addr)
			tb_text_char(&t, '*');
		if (!e.end[i].has_addr)
			tb_text_u64(&t, end.port);
		else if (end.port == 0)
			tb_text_addr(&t, &end.addr);
		else
			tb_text_endpoint(&t, &end);
	}
	return buf;
}

static void programs_write_ends_in_many_ways(void **state)
{
	static const struct {
		const char *line, *ends;
	} rows[] = {
		{ "read tcp 10.0.0.5:43210->10.0.0.9:80: read: connection reset by peer",
		  "=l10.0.0.5:43210, r10.0.0.9:80" },
		{ "read tcp [2001:db8::1]:4321->[2001:db8::2]:80: x",
		  "=l[2001:db8::1]:4321, r[2001:db8::2]:80" },
		{ "dial tcp 10.0.0.9:80: connect: connection refused", "r10.0.0.9:80" },
		{ "closing AMQP connection <0.7.0> (10.0.0.5:43210 -> 10.0.0.9:5672):",
		  "=l10.0.0.5:43210, r10.0.0.9:5672" },
		{ "x, client: 10.0.0.5, server: www.example, "
		  "upstream: \"http://10.0.0.9:80/b\", host: \"w\"",
		  "c10.0.0.5, s10.0.0.9:80" },
		{ "Connection reset by 10.0.0.5 port 43210 [preauth]", "r10.0.0.5:43210" },
		{ "ssh: connect to host 2001:db8::2 port 22: Connection refused",
		  "r[2001:db8::2]:22" },
		{ "postgres@db 10.0.0.5(43210) LOG:", "10.0.0.5:43210" },
		{ "connection to server at \"10.0.0.9\", port 5432 failed", "10.0.0.9:5432" },
		{ "client ('10.0.0.5', 43210) failed", "c10.0.0.5:43210" },
		{ "HTTPConnectionPool(host='10.0.0.9', port=80): Max retries", "r10.0.0.9:80" },
		{ "lost connection after DATA from mx.example[10.0.0.5]", "r10.0.0.5" },
		{ "Teardown TCP connection 7 for outside:10.0.0.9/443 to inside:10.0.0.5/43210 x",
		  "10.0.0.9:443, r10.0.0.5:43210" },
		{ "srcip=10.0.0.5 srcport=43210 dstip=10.0.0.9 dstport=443",
		  "c10.0.0.5:43210, s10.0.0.9:443" },
		{ "address: '10.0.0.9',", "r10.0.0.9" },
		{ "Failed to connect to db.example port 5432 after 3 ms", "r*5432" },
		{ "addr=10.0.0.5:43210 fd=8", "r10.0.0.5:43210" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(ends_in(rows[i].line), rows[i].ends);
}

static void what_only_looks_like_one_is_none(void **state)
{
	static const char *const lines[] = {
		"", "2026-11-26 10:05:53,123 ERROR", "version 1.2.3.4.5", "1.2.3", "256.1.1.1",
		"listening on 0.0.0.0:80 and [::]:80", "10:05:53.123 abc::def is no address::",
		"std::vector",
		"deadbeef", "\xff.\x00",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_string_equal(ends_in(lines[i]), "");
}

static void the_same_end_counts_once_with_all_that_is_known(void **state)
{
	(void)state;
	assert_string_equal(ends_in("10.0.0.5 and from 10.0.0.5:1 and 10.0.0.5:1"), "r10.0.0.5:1");
	assert_string_equal(ends_in("10.0.0.5:1 and 10.0.0.5:2"), "10.0.0.5:1, 10.0.0.5:2");
}

static void a_pair_stays_one_whatever_else_is_named(void **state)
{
	(void)state;
	assert_string_equal(ends_in("10.0.0.5:1->10.0.0.9:80: read tcp 10.0.0.5:1->10.0.0.9:80"),
			    "=l10.0.0.5:1, r10.0.0.9:80");
	assert_string_equal(ends_in("10.0.0.5:1->10.0.0.9:80, 10.0.0.9:2->10.0.0.7:80"),
			    "=l10.0.0.5:1, r10.0.0.9:80, l10.0.0.9:2, r10.0.0.7:80");
	assert_string_equal(ends_in("0.0.0.0:1->10.0.0.9:80 by 10.0.0.5"),
			    "r10.0.0.9:80, r10.0.0.5");
}

static void a_line_of_addresses_has_a_bounded_number(void **state)
{
	char line[4096] = "";
	struct tb_ends e = { .n = 0 };

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		snprintf(line + strlen(line), sizeof(line) - strlen(line), "10.0.%u.1:80 ", i);
	tb_ends_find(&e, line, strlen(line));
	assert_int_equal(e.n, TB_MAX_ENDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_write_ends_in_many_ways),
		cmocka_unit_test(what_only_looks_like_one_is_none),
		cmocka_unit_test(the_same_end_counts_once_with_all_that_is_known),
		cmocka_unit_test(a_pair_stays_one_whatever_else_is_named),
		cmocka_unit_test(a_line_of_addresses_has_a_bounded_number),
	};

	return cmocka_run_group_tests_name("ends", tests, NULL, NULL);
}
