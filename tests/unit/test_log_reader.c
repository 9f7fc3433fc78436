/* SPDX-License-Identifier: BSD-3-Clause */
/* From the bytes of a log to mentions: records, events, JSON, codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"
#include "join/reader.h"

static struct tb_wordings *wordings;
static char buf[8192];
static struct tb_text told;

static int begin(void **state)
{
	(void)state;
	wordings = tb_wordings_new();
	return wordings == NULL;
}

static int end(void **state)
{
	(void)state;
	tb_wordings_free(wordings);
	return 0;
}

/* "line product time ends|" */
static bool on_mention(void *user, const struct tb_mention *m)
{
	(void)user;
	tb_text_u64(&told, m->line);
	tb_text_char(&told, ' ');
	tb_text_str(&told, m->says->product);
	tb_text_str(&told, m->vague ? " about " : " ");
	if (m->when.known)
		tb_text_seconds(&told, m->when.time.ns - INT64_C(1795687200) * TB_SECOND);
	else
		tb_text_char(&told, '?');
	for (unsigned i = 0; i < m->ends.n; i++) {
		const struct tb_end *e = &m->ends.end[i];

		tb_text_char(&told, ' ');
		if (e->has_addr)
			tb_text_endpoint(&told, &(struct tb_endpoint){ e->addr, e->port });
		else
			tb_text_u64(&told, e->port);
	}
	tb_text_char(&told, '|');
	return true;
}

static const char *read_in_pieces(const char *log, size_t n, size_t piece,
				  enum tb_log_format format)
{
	static const struct tb_log_zone utc;
	const struct tb_log_reader_config cfg = {
		.wordings = wordings,
		.clock = { { INT64_C(1795687200) * TB_SECOND }, &utc },
		.format = format,
		.mention = on_mention,
	};
	struct tb_log_reader *r = tb_log_reader_new(&cfg);
	uint64_t counted;

	assert_non_null(r);
	tb_text_init(&told, buf, sizeof(buf), NULL);
	for (size_t at = 0; at < n; at += piece)
		tb_log_reader_feed(r, log + at, n - at < piece ? n - at : piece);
	(void)tb_log_reader_end(r, &counted);
	tb_log_reader_free(r);
	return buf;
}

static const char *read_log(const char *log)
{
	return read_in_pieces(log, strlen(log), 1 << 20, TB_LOG_AUTO);
}

static void a_stack_trace_is_one_mention_of_what_tells_most(void **state)
{
	(void)state;
	assert_string_equal(
		read_log("2026-11-26 10:00:01,500 ERROR [app] peer ('10.0.0.9', 80) failed\n"
			 "Traceback (most recent call last):\n"
			 "  File \"x.py\", line 7, in f\n"
			 "ConnectionResetError: [Errno 104] Connection reset by peer\n"
			 "\n"
			 "During handling of the above exception, another exception occurred:\n"
			 "\n"
			 "Traceback (most recent call last):\n"
			 "  File \"y.py\", line 7, in g\n"
			 "requests.exceptions.ConnectionError: ('Connection aborted.', "
			 "ConnectionResetError(104, 'Connection reset by peer'))\n"
			 "2026-11-26 10:00:02,000 INFO fine\n"),
		"10 Python requests 1.5 10.0.0.9:80|");
}

static void a_heading_of_two_lines_gives_time_and_ends(void **state)
{
	(void)state;
	assert_string_equal(read_log("Nov 26, 2026 10:00:01 AM Client tell\n"
				     "SEVERE: cannot fetch http://10.0.0.9:80/x\n"
				     "java.net.SocketException: Connection reset\n"
				     "\tat Client.f(Client.java:7)\n"),
			    "3 Java 1 10.0.0.9:80|");
}

static void a_hang_up_of_node_stays_one_whatever_code_it_is_given(void **state)
{
	struct tb_log_message const *hang_up = tb_log_message_find("socket hang up", 14);

	(void)state;
	assert_non_null(hang_up);
	assert_int_equal(hang_up->conditions, 1 << TB_CONDITION_END_OF_FILE);
	assert_string_equal(read_log("2026-11-26T10:00:01.000Z error: Error: socket hang up\n"
				     "    at connResetException (node:internal/errors:720:14)\n"
				     "  code: 'ECONNRESET'\n"
				     "}\n"),
			    "1 Node.js http 1|");
}

static void lines_without_time_that_do_not_go_on_are_errors_each(void **state)
{
	(void)state;
	assert_string_equal(read_log("curl: (56) Recv failure: Connection reset by peer\n"
				     "curl: (56) Recv failure: Connection reset by peer\n"),
			    "1 curl ?|2 curl ?|");
}

static void far_below_a_heading_the_time_is_vague(void **state)
{
	(void)state;
	assert_string_equal(read_log("2026-11-26 10:00:01 start\na\nb\nc\nd\ne\n"
				     "curl: (56) Recv failure: Connection reset by peer\n"),
			    "7 curl about 1|");
}

static void what_a_collector_stamped_line_by_line_is_one_event(void **state)
{
	(void)state;
	assert_string_equal(
		read_log("2026-11-26T10:00:01.000100Z kex_exchange_identification: read: "
			 "Connection reset by peer\n"
			 "2026-11-26T10:00:01.000200Z Connection reset by 10.0.0.5 port 40001\n"
			 "2026-11-26T10:00:09.000100Z kex_exchange_identification: read: "
			 "Connection reset by peer\n"
			 "2026-11-26T10:00:09.000200Z Connection reset by 10.0.0.5 port 40002\n"),
		"1 OpenSSH 1.0001 10.0.0.5:40001|3 OpenSSH 9.0001 10.0.0.5:40002|");
	assert_string_equal(
		read_log("2026-11-26 10:00:01 psql: error: connection to server at \"10.0.0.9\", "
			 "port 5432 failed: server closed the connection unexpectedly\n"
			 "2026-11-26 10:00:01 \tThis probably means the server terminated "
			 "abnormally\n"
			 "2026-11-26 10:00:01 psql: error: connection to server at \"10.0.0.9\", "
			 "port 5432 failed: server closed the connection unexpectedly\n"),
		"1 PostgreSQL libpq 1 10.0.0.9:5432|3 PostgreSQL libpq 1 10.0.0.9:5432|");
}

static void a_heading_counts_though_a_collector_stamped_the_lines_below_it(void **state)
{
	(void)state;
	assert_string_equal(
		read_log("2026-11-26 10:00:01 Exception occurred during processing of request from "
			 "('10.0.0.5', 40001)\n"
			 "2026-11-26 10:00:01 Traceback (most recent call last):\n"
			 "2026-11-26 10:00:01   File \"server.py\", line 4, in serve\n"
			 "2026-11-26 10:00:01 ConnectionResetError: [Errno 104] Connection reset by "
			 "peer\n"),
		"4 Python on Linux 1 10.0.0.5:40001|");
	assert_string_equal(
		read_log("2026-11-26 10:00:01  INFO request from ('10.0.0.5', 40001)\n"
			 "2026-11-26 10:00:01  INFO something else\n"
			 "2026-11-26 10:00:01 ConnectionResetError: [Errno 104] Connection reset by "
			 "peer\n"),
		"3 Python on Linux 1|");
}

static void json_is_read_by_its_members(void **state)
{
	static const char log[] =
		"{\"level\":\"error\",\"ts\":1795687201.5,\"msg\":\"read tcp "
		"10.0.0.5:1->10.0.0.9:80: read: connection reset by peer\"}\n"
		"{\"t\":{\"$date\":\"2026-11-26T10:00:02.250+00:00\"},\"attr\":{\"remote\":"
		"\"10.0.0.5:40001\",\"error\":\"Connection reset by peer\"}}\n"
		"{\"source\":{\"ip\":\"10.0.0.5\",\"port\":40002},\"message\":\"Connection reset "
		"by peer\",\"@timestamp\":\"2026-11-26T10:00:03Z\"}\n"
		"2026-11-26T10:00:04Z stderr F {\"msg\":\"Connection reset by peer\"}\n"
		"{\"msg\":\"Connection reset by peer\", broken\n";

	(void)state;
	if (!tb_log_reads_json())
		skip();
	assert_string_equal(read_log(log),
			    "1 Go net 1.5 10.0.0.5:1 10.0.0.9:80|2 strerror() 2.25 10.0.0.5:40001|"
			    "3 strerror() 3 10.0.0.5:40002|4 strerror() 4|5 strerror() 4|");
	assert_string_equal(read_in_pieces("x Broken pipe\n", 14, 99, TB_LOG_JSON), "");
}

static void two_records_of_json_that_say_the_same_are_two_errors(void **state)
{
	(void)state;
	if (!tb_log_reads_json())
		skip();
	assert_string_equal(
		read_log("{\"time\":\"2026-11-26T10:00:01.101Z\",\"msg\":\"10.0.0.9:80: Connection "
			 "reset by peer\"}\n"
			 "{\"time\":\"2026-11-26T10:00:01.125Z\",\"msg\":\"10.0.0.9:80: Connection "
			 "reset by peer\"}\n"),
		"1 strerror() 1.101 10.0.0.9:80|2 strerror() 1.125 10.0.0.9:80|");
}

static void haproxy_says_when_a_session_ended_and_of_which_side(void **state)
{
	(void)state;
	assert_string_equal(
		read_log("Nov 26 10:00:09 lb haproxy[7]: 10.0.0.5:40001 [26/Nov/2026:10:00:01.000] "
			 "front back/app 0/0/0/-1/124 502 209 - - SH-- 2/2/1/1/0 0/0 \"GET / "
			 "HTTP/1.1\"\n"
			 "Nov 26 10:00:09 lb haproxy[7]: 10.0.0.5:40001 [26/Nov/2026:10:00:01.000] "
			 "front back/app 0/0/3000 212 CD 2/2/1/1/0 0/0\n"
			 "Nov 26 10:00:09 lb haproxy[7]: 10.0.0.5:40001 [26/Nov/2026:10:00:01.000] "
			 "front back/app 0/0/0/7/8 200 209 - - ---- 2/2/1/1/0 0/0 \"GET / "
			 "HTTP/1.1\"\n"),
		"1 HAProxy 1.124|2 HAProxy 4 10.0.0.5:40001|");
}

static void sessions_of_haproxy_are_errors_each(void **state)
{
	(void)state;
	assert_string_equal(
		read_log("10.0.0.5:40001 [26/Nov/2026:10:00:01.000] f b4/s4 0/0/0/-1/3 502 209 - - "
			 "SH-- 2/2/1/1/0 0/0 \"GET / HTTP/1.1\"\n"
			 "10.0.0.5:40002 [26/Nov/2026:10:00:01.010] f b5/s5 0/0/-1/-1/10 503 209 - - "
			 "SC-- 2/2/1/1/0 0/0 \"GET / HTTP/1.1\"\n"),
		"1 HAProxy 1.003|2 HAProxy 1.02|");
}

static void http_sys_and_envoy_name_ends_by_their_place(void **state)
{
	(void)state;
	assert_string_equal(
		read_log("2026-11-26 10:00:01 10.0.0.5 40001 10.0.0.9 80 HTTP/1.1 GET /x - 1 "
			 "Timer_ConnectionIdle -\n"
			 "[2026-11-26T10:00:02.000Z] \"GET /x HTTP/1.1\" 503 UC 0 95 1 - "
			 "\"10.0.0.5\" \"curl\" \"id\" \"www\" \"10.0.0.9:80\"\n"),
		"1 HTTP.sys 1 10.0.0.5:40001 10.0.0.9:80|2 Envoy 2 10.0.0.9:80|");
}

static void ordinary_ends_are_no_errors(void **state)
{
	(void)state;
	assert_string_equal(read_log("2026-11-26 10:00:01 [info] 1#1: *1 client 10.0.0.5 closed "
				     "keepalive connection\n"),
			    "");
}

static void any_split_of_the_bytes_gives_the_same(void **state)
{
	static const char log[] =
		"2026-11-26 10:00:01,500 ERROR [app] client ('10.0.0.5', 40001) failed\r\n"
		"Traceback (most recent call last):\r\n"
		"ConnectionResetError: [Errno 104] Connection reset by peer\r\n"
		"\xff\xfe\0 Broken pipe\n"
		"{\"ts\":1795687201.5,\"msg\":\"write tcp 10.0.0.5:1->10.0.0.9:80: broken "
		"pipe\"}\n";
	char whole[sizeof(buf)];

	(void)state;
	strcpy(whole, read_in_pieces(log, sizeof(log) - 1, sizeof(log), TB_LOG_AUTO));
	assert_true(strlen(whole) > 60);
	for (size_t piece = 1; piece < sizeof(log); piece++)
		assert_string_equal(read_in_pieces(log, sizeof(log) - 1, piece, TB_LOG_AUTO),
				    whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stack_trace_is_one_mention_of_what_tells_most),
		cmocka_unit_test(a_heading_of_two_lines_gives_time_and_ends),
		cmocka_unit_test(a_hang_up_of_node_stays_one_whatever_code_it_is_given),
		cmocka_unit_test(lines_without_time_that_do_not_go_on_are_errors_each),
		cmocka_unit_test(far_below_a_heading_the_time_is_vague),
		cmocka_unit_test(what_a_collector_stamped_line_by_line_is_one_event),
		cmocka_unit_test(a_heading_counts_though_a_collector_stamped_the_lines_below_it),
		cmocka_unit_test(json_is_read_by_its_members),
		cmocka_unit_test(two_records_of_json_that_say_the_same_are_two_errors),
		cmocka_unit_test(haproxy_says_when_a_session_ended_and_of_which_side),
		cmocka_unit_test(sessions_of_haproxy_are_errors_each),
		cmocka_unit_test(http_sys_and_envoy_name_ends_by_their_place),
		cmocka_unit_test(ordinary_ends_are_no_errors),
		cmocka_unit_test(any_split_of_the_bytes_gives_the_same),
	};

	return cmocka_run_group_tests_name("log_reader", tests, begin, end);
}
