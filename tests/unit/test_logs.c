/* SPDX-License-Identifier: BSD-3-Clause */
/* Which lines are tied to which resets, and what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "log_case.h"

#define GO(time, port) \
	"2026-11-26T10:0" time "Z read tcp 10.0.0.5:" port "->10.0.0.9:80: read: connection " \
	"reset by peer\n"
#define PYTHON(time) "2026-11-26 10:0" time " ERROR [Errno 104] Connection reset by peer\n"
#define NGINX(time, port) \
	"2026/11/26 10:0" time " [error] 1#1: *1 recv() failed (104: Connection reset by peer) " \
	"while reading response header from upstream, client: 10.0.0.77, server: x, " \
	"upstream: \"http://10.0.0.9:" port "/\"\n"

static struct log_case c;

static int begin(void **state)
{
	(void)state;
	log_case_open(&c, TB_LOG_AUTO);
	return c.logs == NULL;
}

static int end(void **state)
{
	(void)state;
	log_case_close(&c);
	return 0;
}

static void says(size_t i, const char *part)
{
	if (strstr(log_case_why(&c, i), part) == NULL)
		fail_msg("'%s' does not say '%s'", log_case_why(&c, i), part);
}

static void a_line_that_names_both_ends_is_tied(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_reset(&c, 1.0, 40002);
	log_case_log(&c, "a", GO("0:01.003", "40002"));
	assert_string_equal(log_case_tie(&c), "1>2");
	says(0, "both ends");
	says(0, "3 ms after the RST");
	says(0, "it says what the client meets here");
	assert_int_equal(c.result.line[0].tie.end, TB_LOG_END_CLIENT);
	assert_int_equal(c.result.line[0].tie.agrees, TB_YES);
	assert_true(c.result.line[0].tie.score > 0.95);
}

static void a_port_that_no_reset_has_is_another_connections(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", GO("0:01.003", "40009"));
	assert_string_equal(log_case_tie(&c), "1>-");
	says(0, "no reset of this capture has the ends that it names");
	assert_int_equal(c.result.line[0].nearest, 1);
}

static void a_connection_that_is_named_twice_is_still_that_one(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026-11-26T10:00:01.003Z 10.0.0.5:40009->10.0.0.9:80: read tcp "
			      "10.0.0.5:40009->10.0.0.9:80: read: connection reset by peer\n");
	assert_string_equal(log_case_tie(&c), "1>-");
	says(0, "no reset of this capture has the ends that it names");
}

static void a_connection_that_is_named_in_a_later_line_is_that_one(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026-11-26T10:00:01.003Z Connection reset by peer\n"
			      "  read tcp 10.0.0.5:40009->10.0.0.9:80: read: connection reset by "
			      "peer\n");
	assert_string_equal(log_case_tie(&c), "2>-");
	says(0, "no reset of this capture has the ends that it names");
}

static void a_pool_may_notice_minutes_later(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", GO("4:01.000", "40001"));
	assert_string_equal(log_case_tie(&c), "1>1");
	says(0, "240 s after the RST");
}

static void time_alone_decides_where_it_can(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_reset(&c, 60.0, 40002);
	log_case_log(&c, "a", PYTHON("0:01,002") PYTHON("1:00,001") PYTHON("3:30,000"));
	assert_string_equal(log_case_tie(&c), "1>1 2>2 3>-");
	says(0, "by time and error alone");
}

static void the_name_of_the_server_decides_between_two(void **state)
{
	(void)state;
	c.next.dialogue.server_name = "A.example:8080";
	c.next.dialogue.server_name_len = 14;
	log_case_reset(&c, 1.0, 40001);
	c.next.dialogue.server_name = "b.example";
	c.next.dialogue.server_name_len = 9;
	log_case_reset(&c, 7.0, 40002);
	log_case_log(&c, "a", "2026-11-26 10:00:01,100 ERROR https://a.example/x: Connection reset by "
			      "peer\n"
			      "2026-11-26 10:00:07,002 ERROR https://aa.example/x: Connection reset by "
			      "peer\n");
	assert_string_equal(log_case_tie(&c), "1>1 2>-");
	says(0, "it names the server as the client did");
	says(1, "it names no end");
}

/* 10.0.0.5:1234 is that client, but not that connection. */
static void another_port_of_the_same_host_is_another_connections(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026-11-26 10:00:01.001 ERROR [L:/10.0.0.5:1234 - R:/10.0.0.9:80] "
			      "Connection reset by peer\n"
			      "2026-11-26 10:00:01.102 local 10.0.0.5:1234 remote 10.0.0.9:80: "
			      "Connection reset by peer\n"
			      "2026-11-26 10:00:01.203 laddr=10.0.0.5 lport=1234 raddr=10.0.0.9 "
			      "rport=80 Connection reset by peer\n");
	assert_string_equal(log_case_tie(&c), "1>- 2>- 3>-");
}

static void what_is_not_tied_contradicts_nothing(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026/11/26 10:00:03 [error] 1#1: *1 upstream prematurely closed "
			      "connection while reading response header from upstream, upstream: "
			      "\"http://10.0.0.9:80/\"\n");
	assert_string_equal(log_case_tie(&c), "1>-");
	assert_null(strstr(log_case_why(&c, 0), "CONTRADICTION"));
}

static void of_two_that_fit_alike_none_is_chosen(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_reset(&c, 1.0005, 40002);
	log_case_log(&c, "a", PYTHON("0:01,002"));
	assert_string_equal(log_case_tie(&c), "1>-");
	says(0, "it may be about reset");
	says(0, "nothing in it tells which");
}

static void equal_lines_go_to_like_resets_in_order(void **state)
{
	(void)state;
	log_case_reset(&c, 1.10, 40001);
	log_case_reset(&c, 1.20, 40002);
	log_case_reset(&c, 1.30, 40003);
	log_case_log(&c, "a", NGINX("0:01", "80") NGINX("0:01", "80") NGINX("0:01", "80"));
	assert_string_equal(log_case_tie(&c), "1>1 2>2 3>3");
}

static void lines_of_several_programs_may_tell_of_one_reset(void **state)
{
	size_t n;

	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", GO("0:01.003", "40001"));
	log_case_log(&c, "b", GO("0:01.004", "40001"));
	assert_string_equal(log_case_tie(&c), "1>1 1>1");
	assert_non_null(tb_logs_of(c.logs, 1, &n));
	assert_int_equal(n, 2);
	assert_null(tb_logs_of(c.logs, 2, &n));
}

static void a_refusal_is_never_a_connection_that_stood(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026-11-26T10:00:01.001Z dial tcp 10.0.0.9:80: connect: connection "
			      "refused\n");
	assert_string_equal(log_case_tie(&c), "1>-");
}

static void a_contradiction_is_said_out_loud(void **state)
{
	(void)state;
	c.next.errors[TB_CLIENT].condition[TB_SYSTEM_LINUX] = TB_CONDITION_BROKEN_PIPE;
	log_case_reset(&c, 1.0, 40001);
	c.next.origin.by = TB_ORIGIN_THIRD_PARTY;
	log_case_reset(&c, 9.0, 40002);
	log_case_reset(&c, 20.0, 40003);
	log_case_log(&c, "a",
		     GO("0:01.003", "40001")
		     "date=2026-11-26 time=10:00:09 srcip=10.0.0.5 srcport=40002 dstip=10.0.0.9 "
		     "dstport=80 action=\"server-rst\"\n"
		     "2026-11-26T10:00:20.001Z read tcp 10.0.0.5:40003->10.0.0.9:80: connect: "
		     "connection refused\n");
	assert_string_equal(log_case_tie(&c), "1>1 2>2 3>3");
	says(0, "CONTRADICTION: it says ECONNRESET, but the client meets EPIPE, as the other "
		"end's FIN came before the RST");
	says(1, "CONTRADICTION: it says that the server reset, but something between the ends "
		"made it (0.90)");
	says(2, "but the connection was established when it was reset");
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(c.result.line[i].tie.agrees, TB_NO);
	assert_int_equal(c.result.line[1].tie.end, TB_LOG_END_BETWEEN);
}

static void what_an_end_meets_is_not_claimed_where_it_is_not_known(void **state)
{
	(void)state;
	c.next.phase = TB_PHASE_SYN_SENT;
	c.next.errors[TB_SERVER].met = TB_UNSEEN;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026-11-26T10:00:01.003Z read tcp 10.0.0.9:80->10.0.0.5:40001: "
			      "read: connection reset by peer\n");
	assert_string_equal(log_case_tie(&c), "1>1");
	says(0, "CONTRADICTION: it says ECONNRESET, but the connection was never established");
}

static void a_second_hand_broken_pipe_agrees(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026-11-26T10:00:01.003Z write tcp 10.0.0.5:40001->10.0.0.9:80: "
			      "write: broken pipe\n");
	assert_string_equal(log_case_tie(&c), "1>1");
	says(0, "EPIPE is what a write meets once the reset has been told");
}

#define NGINX_EOF(time) \
	"2026/11/26 10:00:" time " [error] 1#1: *3 upstream prematurely closed connection while " \
	"reading response header from upstream, client: 127.0.0.1, server: , " \
	"upstream: \"http://10.0.0.9:80/page\"\n"

/* As nginx 1.22 writes of a request that crossed the close of a kept connection. */
static void an_end_of_file_before_the_rst_is_told_of_the_same_ending(void **state)
{
	(void)state;
	c.next.errors[TB_CLIENT].condition[TB_SYSTEM_LINUX] = TB_CONDITION_BROKEN_PIPE;
	log_case_reset(&c, 1.3, 40001);
	log_case_log(&c, "a", NGINX_EOF("01"));
	assert_string_equal(log_case_tie(&c), "1>1");
	says(0, "end of file is what a read met before the RST, by the other end's FIN");
	assert_int_equal(c.result.line[0].tie.agrees, TB_YES);
}

/* It had closed after the other's FIN, and met nothing any more when the RST came. */
static void who_closed_on_an_end_of_file_had_met_that(void **state)
{
	(void)state;
	c.next.errors[TB_CLIENT].met = TB_NO;
	c.next.state[TB_CLIENT] = TB_STATE_LAST_ACK;
	log_case_reset(&c, 1.3, 40001);
	log_case_log(&c, "a", NGINX_EOF("01"));
	assert_string_equal(log_case_tie(&c), "1>1");
	assert_int_equal(c.result.line[0].tie.agrees, TB_YES);
}

/* Orderly closes make such lines as well. */
static void of_more_ends_of_file_than_resets_none_is_tied(void **state)
{
	(void)state;
	c.next.errors[TB_CLIENT].condition[TB_SYSTEM_LINUX] = TB_CONDITION_BROKEN_PIPE;
	log_case_reset(&c, 1.3, 40001);
	log_case_log(&c, "a", NGINX_EOF("01") NGINX_EOF("01") NGINX_EOF("01"));
	assert_string_equal(log_case_tie(&c), "1>- 2>- 3>-");
}

static void the_number_of_an_error_tells_the_system(void **state)
{
	(void)state;
	c.next.errors[TB_CLIENT] = (struct tb_app_error){
		.met = TB_YES, .systems = 1 << TB_SYSTEM_LINUX | 1 << TB_SYSTEM_BSD,
		.condition = { TB_CONDITION_BROKEN_PIPE, TB_CONDITION_RESET, TB_CONDITION_RESET },
	};
	log_case_reset(&c, 1.0, 40001);
	log_case_log(&c, "a", "2026-11-26T10:00:01.003Z 10.0.0.5:40001->10.0.0.9:80 [Errno 104] "
			      "Connection reset by peer\n");
	log_case_log(&c, "b", "2026-11-26T10:00:01.003Z 10.0.0.5:40001->10.0.0.9:80 [Errno 54] "
			      "Connection reset by peer\n");
	assert_string_equal(log_case_tie(&c), "1>1 1>1");
	assert_int_equal(c.result.line[0].tie.agrees, TB_NO);
	assert_int_equal(c.result.line[1].tie.agrees, TB_YES);
}

static void a_clock_that_is_off_is_put_right(void **state)
{
	(void)state;
	log_case_reset(&c, 10.0, 40001);
	log_case_reset(&c, 17.3, 40002);
	log_case_reset(&c, 31.9, 40003);
	log_case_reset(&c, 44.4, 40004);
	log_case_log(&c, "a", PYTHON("0:50,002") PYTHON("0:57,302") PYTHON("1:11,902")
			      PYTHON("1:24,402"));
	assert_string_equal(log_case_tie(&c), "1>1 2>2 3>3 4>4");
	assert_true(c.result.file[0].has_skew);
	assert_in_range(c.result.file[0].skew / TB_MILLISECOND, 40001, 40003);
	assert_false(c.result.file[0].skew_is_zone);
	says(0, "its clock put right");
}

static void a_log_in_another_time_zone_is_recognised_by_its_ports(void **state)
{
	(void)state;
	log_case_reset(&c, 10.0, 40001);
	log_case_reset(&c, 17.3, 40002);
	log_case_reset(&c, 31.9, 40003);
	log_case_log(&c, "a",
		     "2026-11-26 12:00:10.002 10.0.0.5:40001->10.0.0.9:80: read: connection reset "
		     "by peer\n"
		     "2026-11-26 12:00:17.302 10.0.0.5:40002->10.0.0.9:80: read: connection reset "
		     "by peer\n"
		     "2026-11-26 12:00:31.902 10.0.0.5:40003->10.0.0.9:80: read: connection reset "
		     "by peer\n");
	assert_string_equal(log_case_tie(&c), "1>1 2>2 3>3");
	assert_in_range(c.result.file[0].skew / TB_SECOND, 7199, 7201);
	assert_true(c.result.file[0].skew_is_zone);
}

static void the_log_of_another_day_is_tied_to_nothing(void **state)
{
	(void)state;
	log_case_reset(&c, 10.0, 40001);
	log_case_reset(&c, 17.3, 40002);
	log_case_reset(&c, 31.9, 40003);
	log_case_log(&c, "a", PYTHON("0:03,500") PYTHON("0:12,000") PYTHON("0:17,310")
			      PYTHON("0:25,900") PYTHON("0:48,800"));
	assert_string_equal(log_case_tie(&c), "1>- 2>- 3>- 4>- 5>-");
}

static void errors_of_other_times_are_only_counted(void **state)
{
	(void)state;
	log_case_reset(&c, 10.0, 40001);
	log_case_log(&c, "a", "2026-11-20 10:00:10,000 ERROR Connection reset by peer\n");
	assert_string_equal(log_case_tie(&c), "");
	assert_int_equal(c.result.file[0].errors, 1);
	assert_int_equal(c.result.file[0].elsewhere, 1);
}

static void captures_of_impossible_times_do_no_harm(void **state)
{
	static const int64_t times[] = { INT64_MIN, INT64_MAX };

	(void)state;
	log_case_reset(&c, 10.0, 40001);
	for (size_t i = 0; i < 2; i++) {
		static const char log[] = "Nov 26 10:00:10 x: Connection reset by peer\n"
					  "1970-01-01 00:00:00 x: Connection reset by peer\n"
					  "10:00:10 x: Connection reset by peer\n";

		tb_logs_period(c.logs, (tb_time){ times[i] }, (tb_time){ times[i] });
		assert_true(tb_logs_begin(c.logs, "a"));
		tb_logs_feed(c.logs, log, sizeof(log) - 1);
		tb_logs_end(c.logs, NULL);
	}
	(void)log_case_tie(&c);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(c.result.file[i].errors, 3);
}

static void a_time_from_far_above_is_not_told_to_the_second(void **state)
{
	(void)state;
	log_case_reset(&c, 14.0, 40001);
	log_case_log(&c, "a", "2026-11-26 10:00:10 begin\nb\nc\nd\ne\nread tcp "
			      "10.0.0.5:40001->10.0.0.9:80: read: connection reset by peer\n");
	assert_string_equal(log_case_tie(&c), "6>1");
	says(0, "about the time of the RST by the time of a line above");
}

static void what_bears_no_time_needs_its_port(void **state)
{
	(void)state;
	log_case_reset(&c, 10.0, 40001);
	log_case_reset(&c, 11.0, 40002);
	log_case_log(&c, "a", "Connection reset by peer\n"
			      "read tcp 10.0.0.5:40002->10.0.0.9:80: read: connection reset by "
			      "peer\n");
	assert_string_equal(log_case_tie(&c), "1>- 2>2");
	says(1, "it bears no time");
}

static void a_line_without_time_does_not_disturb_the_order_of_the_others(void **state)
{
	(void)state;
	log_case_reset(&c, 1.0, 40001);
	log_case_reset(&c, 30.0, 40002);
	log_case_log(&c, "a", PYTHON("0:30,002") "99:99:99 a time that is none\n"
			      "[Errno 104] Connection reset by peer\n" PYTHON("0:01,002"));
	assert_string_equal(log_case_tie(&c), "1>2 3>- 4>1");
	says(1, "bears no time");
}

static void the_order_of_logs_changes_no_tie(void **state)
{
	static const char *const logs[] = { GO("0:10.003", "40001"), PYTHON("0:17,301"),
					    PYTHON("0:31,201") };
	char first[64];

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		char sorted[64] = "";

		if (turn > 0)
			log_case_open(&c, TB_LOG_AUTO);
		log_case_reset(&c, 10.0, 40001);
		log_case_reset(&c, 17.3, 40002);
		log_case_reset(&c, 31.2, 40003);
		for (unsigned i = 0; i < 3; i++)
			log_case_log(&c, "a", logs[(i + turn) % 3]);
		(void)log_case_tie(&c);
		for (unsigned i = 0; i < 3; i++) {
			const struct tb_log_line *l = &c.result.line[(i + 3 - turn) % 3];

			sprintf(sorted + strlen(sorted), "%u ", (unsigned)l->reset);
		}
		if (turn == 0)
			strcpy(first, sorted);
		assert_string_equal(sorted, first);
		if (turn < 2)
			log_case_close(&c);
	}
	assert_string_equal(first, "1 2 3 ");
}

static void without_resets_nothing_is_tied(void **state)
{
	(void)state;
	log_case_log(&c, "a", PYTHON("0:17,310"));
	assert_string_equal(log_case_tie(&c), "1>-");
	says(0, "this capture holds no reset");
}

static void a_flood_of_resets_is_bounded_and_that_is_said(void **state)
{
	(void)state;
	for (unsigned i = 0; i <= TB_LOG_RESETS_KEPT; i++)
		log_case_reset(&c, i / 1000.0, (uint16_t)(1 + i % 40000));
	log_case_log(&c, "a", GO("0:01.003", "50000"));
	assert_string_equal(log_case_tie(&c), "1>-");
	says(0, "there was no room to try all resets");
}

static void a_flood_of_errors_is_bounded(void **state)
{
	static const char line[] = PYTHON("0:17,310");

	(void)state;
	for (unsigned i = 0; i < 50; i++)
		log_case_reset(&c, i / 10.0, (uint16_t)(40000 + i));
	tb_logs_period(c.logs, (tb_time){ LOG_CASE_START }, (tb_time){ LOG_CASE_START });
	assert_true(tb_logs_begin(c.logs, "flood"));
	for (unsigned i = 0; i < TB_LOG_LINES_KEPT + 10; i++)
		tb_logs_feed(c.logs, line, sizeof(line) - 1);
	tb_logs_end(c.logs, NULL);
	assert_true(tb_logs_tie(c.logs));
	c.result = tb_logs_result(c.logs);
	assert_int_equal(c.result.n_lines, TB_LOG_LINES_KEPT);
	assert_int_equal(c.result.file[0].left_out, 10);
	assert_int_equal(c.result.file[0].tied, 0);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		WITH(a_line_that_names_both_ends_is_tied),
		WITH(a_port_that_no_reset_has_is_another_connections),
		WITH(a_connection_that_is_named_twice_is_still_that_one),
		WITH(a_connection_that_is_named_in_a_later_line_is_that_one),
		WITH(a_pool_may_notice_minutes_later),
		WITH(time_alone_decides_where_it_can),
		WITH(the_name_of_the_server_decides_between_two),
		WITH(another_port_of_the_same_host_is_another_connections),
		WITH(what_is_not_tied_contradicts_nothing),
		WITH(of_two_that_fit_alike_none_is_chosen),
		WITH(equal_lines_go_to_like_resets_in_order),
		WITH(lines_of_several_programs_may_tell_of_one_reset),
		WITH(a_refusal_is_never_a_connection_that_stood),
		WITH(a_contradiction_is_said_out_loud),
		WITH(what_an_end_meets_is_not_claimed_where_it_is_not_known),
		WITH(a_second_hand_broken_pipe_agrees),
		WITH(an_end_of_file_before_the_rst_is_told_of_the_same_ending),
		WITH(who_closed_on_an_end_of_file_had_met_that),
		WITH(of_more_ends_of_file_than_resets_none_is_tied),
		WITH(the_number_of_an_error_tells_the_system),
		WITH(a_clock_that_is_off_is_put_right),
		WITH(a_log_in_another_time_zone_is_recognised_by_its_ports),
		WITH(the_log_of_another_day_is_tied_to_nothing),
		WITH(errors_of_other_times_are_only_counted),
		WITH(captures_of_impossible_times_do_no_harm),
		WITH(a_time_from_far_above_is_not_told_to_the_second),
		WITH(what_bears_no_time_needs_its_port),
		WITH(a_line_without_time_does_not_disturb_the_order_of_the_others),
		WITH(the_order_of_logs_changes_no_tie),
		WITH(without_resets_nothing_is_tied),
		WITH(a_flood_of_resets_is_bounded_and_that_is_said),
		WITH(a_flood_of_errors_is_bounded),
	};

	return cmocka_run_group_tests_name("logs", tests, NULL, NULL);
}
