/* SPDX-License-Identifier: BSD-3-Clause */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <cmocka.h>

#include "report_case.h"

static struct report_case c;

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	c.summary.by_harm[TB_HARM_DISRUPTIVE] = 1;
	return 0;
}

static void report_has(const char *part)
{
	report_case_has(&c, "text", part);
}

static void report_lacks(const char *part)
{
	report_case_lacks(&c, "text", part);
}

static void report_is(const char *expected, unsigned times)
{
	char *text = report_case_run(&c, "text", times);

	assert_string_equal(text, expected);
	free(text);
}

static void a_disruptive_reset_is_a_block(void **state)
{
	(void)state;
	c.summary.resets = 0; /* no counts by name here */
	report_is(
"client.pcap: 3,412 packets, 61 connections, 1 RST in 0 endings: 1 disruptive\n"
"\n"
"1  DISRUPTIVE  the server reset the connection in mid-transfer           "
"2026-02-21 10:05:53.482113Z\n"
"   10.0.0.5:43210 > 10.0.0.9:5432 postgresql; RST is frame 1187, from the server\n"
"   when     during data transfer; 400 s after the first packet, 350.2 s of silence just before;\n"
"            client ESTABLISHED, server CLOSED\n"
"   who      the server (0.95): reason 3 about 41 in frame 0\n"
"   why      not determined\n"
"   answers  frame 1186, 190 us earlier: reason 2 about 48 in frame 0\n"
"   effect   accepted: reason 1 about 0 in frame 0\n"
"   lost     48 bytes from the client never acknowledged; a request was left open\n"
"   talk     not answered\n"
"   packet   flags R, seq 4000000000, ack 0, window 0, TTL 63, IP ID 0\n"
"   filter   ip.addr==10.0.0.5 && ip.addr==10.0.0.9 && tcp.port==43210 && tcp.port==5432\n"
"\n"
"summary\n"
"   read     3,400 TCP packets\n", 1);
}

static void a_capture_without_rst_says_so_with_counts(void **state)
{
	(void)state;
	c.summary.rst_segments = c.summary.resets = 0;
	c.captures[0].has_times = true;
	c.captures[0].last = (tb_time){ 90 * TB_SECOND };
	c.summary.decode[TB_DECODE_NOT_IP] = 12;
	report_is(
"No RST in client.pcap: 3,412 packets, 3,400 of them TCP, 61 connections\n"
"   1970-01-01 00:00:00.000000Z to 1970-01-01 00:01:30.000000Z (90 s)\n"
"\n"
"summary\n"
"   read     3,400 TCP packets\n"
"   other    12 not IP\n", 0);
}

static void standard_input_has_a_name(void **state)
{
	(void)state;
	c.captures[0].file = "-";
	report_has("standard input: 3,412 packets");
}

static void singular_and_plural_are_right(void **state)
{
	(void)state;
	c.summary.packets = c.summary.tcp_packets = c.summary.flows = 1;
	c.v.harm.unacked[TB_CLIENT] = 1;
	c.v.harm.unacked[TB_SERVER] = 2;
	report_has("client.pcap: 1 packet, 1 connection, 1 RST in 1 ending: ");
	report_has(" lost     1 byte from the client, 2 bytes from the server never ack");
	report_has("read     1 TCP packet\n");
}

static void the_worst_comes_first(void **state)
{
	const struct tb_format *f = tb_format_find("text");
	static const struct {
		enum tb_harm harm;
		uint64_t lost;
		enum tb_answer open;
	} given[] = {
		{ TB_HARM_BENIGN, 0, TB_NO },	 { TB_HARM_UNKNOWN, 9999, TB_NO },
		{ TB_HARM_DISRUPTIVE, 5, TB_NO }, { TB_HARM_DISRUPTIVE, 70, TB_NO },
		{ TB_HARM_DISRUPTIVE, 5, TB_YES },
	};
	static const char *const order[] = {
		"\n4  DISRUPTIVE", "\n5  DISRUPTIVE", "\n3  DISRUPTIVE", "\n2  UNKNOWN HARM",
		"\nbenign\n   1: frame 1187",
	};
	char *text = NULL;
	const char *at;
	size_t size;
	struct tb_report *r;

	(void)state;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	for (size_t i = 0; i < 5; i++) {
		c.v.id = i + 1;
		c.v.harm.verdict = given[i].harm;
		c.v.harm.unacked[TB_CLIENT] = given[i].lost;
		c.v.dialogue.request_open = given[i].open;
		f->verdict(r, &c.v);
	}
	f->end(r, &c.summary);
	fclose(c.options.out);
	at = text;
	for (size_t i = 0; i < 5; i++) {
		at = strstr(at, order[i]);
		if (at == NULL)
			fail_msg("no %s where it should be in\n%s", order[i], text);
	}
	free(text);
}

static void a_benign_reset_that_bears_a_code_is_a_block(void **state)
{
	(void)state;
	c.v.harm.verdict = TB_HARM_BENIGN;
	c.rst[0].code = (struct tb_code){ .kind = TB_CODE_MPTCP, .meaning = "administratively prohibited" };
	report_has("\n1  benign  ");
	report_has("   says ");
}

static void a_few_benign_endings_have_a_line_each(void **state)
{
	(void)state;
	c.v.harm.verdict = TB_HARM_BENIGN;
	c.v.phase = TB_PHASE_CLOSED;
	c.rst[0].effect = TB_EFFECT_LATE;
	c.summary.by_harm[TB_HARM_DISRUPTIVE] = 0;
	c.summary.by_harm[TB_HARM_BENIGN] = c.summary.rst_segments = 2;
	c.summary.resets = 0;
	report_is(
"client.pcap: 3,412 packets, 61 connections, 2 RSTs in 0 endings: 2 benign\n"
"\n"
"benign\n"
"   1: frame 1187, 10.0.0.5:43210 > 10.0.0.9:5432: the server sent RST after the end of the\n"
"     connection\n"
"   2: frame 1187, 10.0.0.5:43210 > 10.0.0.9:5432: the server sent RST after the end of the\n"
"     connection\n"
"\n"
"summary\n"
"   read     3,400 TCP packets\n", 2);
}

/* Gives n resets of frames 100, 101 ... to ports that `port` tells. */
static char *report_of_ports(unsigned n, uint16_t (*port)(unsigned i))
{
	const struct tb_format *f = tb_format_find("text");
	char *text = NULL;
	size_t size;
	struct tb_report *r;

	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	for (unsigned i = 0; i < n; i++) {
		c.v.id = i + 1;
		c.rst[0].frame.number = 100 + i;
		c.v.flow.end[TB_SERVER].port = port(i);
		f->verdict(r, &c.v);
	}
	f->end(r, &c.summary);
	fclose(c.options.out);
	return text;
}

static uint16_t one_each(unsigned i)
{
	return (uint16_t)(8000 + i);
}

static void the_same_again_gets_a_line(void **state)
{
	char *text = report_of_ports(5, one_each);

	(void)state;
	assert_non_null(strstr(text, "\n3  DISRUPTIVE"));
	assert_null(strstr(text, "\n4  DISRUPTIVE"));
	assert_non_null(strstr(text,
"\n"
"more of the same\n"
"   4: frame 103, 10.0.0.5:43210 > 10.0.0.9:8003: the server reset the connection in mid-transfer (48\n"
"     bytes lost)\n"
"   5: frame 104, 10.0.0.5:43210 > 10.0.0.9:8004: the server reset the connection in mid-transfer (48\n"
"     bytes lost)\n"
"\n"
"summary\n"));
	free(text);
}

static void the_same_again_and_again_shares_a_line(void **state)
{
	char *text = report_of_ports(33, one_each);

	(void)state;
	assert_non_null(strstr(text,
"more of the same\n"
"   30 times with 10.0.0.9, several ports: the server reset the connection in mid-transfer (frames\n"
"     103, 104, 105, 106, 107 and 25 more; 1,440 bytes lost)\n"
"\n"));
	free(text);
}

/* Another plot: the reasons differ. */
static void what_differs_in_its_reasons_gets_a_block(void **state)
{
	const struct tb_format *f = tb_format_find("text");
	char *text = NULL;
	size_t size;
	struct tb_report *r;

	(void)state;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	for (unsigned i = 0; i < 100; i++) {
		c.v.id = i + 1;
		c.v.origin.why.code = (uint16_t)(1 + i);
		f->verdict(r, &c.v);
	}
	f->end(r, &c.summary);
	fclose(c.options.out);
	assert_non_null(strstr(text, "\n100  DISRUPTIVE"));
	assert_null(strstr(text, "more of the same"));
	free(text);
}

static void many_benign_endings_are_grouped(void **state)
{
	const struct tb_format *f = tb_format_find("text");
	char *text = NULL;
	size_t size;
	struct tb_report *r;

	(void)state;
	c.v.harm.verdict = TB_HARM_BENIGN;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	for (unsigned i = 0; i < 12; i++) {
		c.v.id = i + 1;
		c.rst[0].frame.number = 100 + i;
		c.v.flow.end[TB_SERVER].port = i % 4 == 3 ? 443 : 80;
		c.v.phase = i == 4 ? TB_PHASE_CLOSING : TB_PHASE_DATA_TRANSFER;
		f->verdict(r, &c.v);
	}
	f->end(r, &c.summary);
	fclose(c.options.out);
	assert_non_null(strstr(text,
"benign\n"
"   8 times with 10.0.0.9:80: the server reset the connection in mid-transfer (frames 100, 101, 102,\n"
"     105, 106 and 3 more)\n"
"   3 times with 10.0.0.9:443: the server reset the connection in mid-transfer (frames 103, 107, 111)\n"
"   5: frame 104, 10.0.0.5:43210 > 10.0.0.9:80: the server reset the connection while it closed\n"
"\n"));
	free(text);
}

static void live_each_verdict_comes_at_once_and_totals_last(void **state)
{
	char *text, *totals;

	(void)state;
	c.options.live = true;
	text = report_case_run(&c, "text", 2);
	assert_memory_equal(text, "1  DISRUPTIVE", 13);
	assert_non_null(strstr(text, "\n2  DISRUPTIVE"));
	totals = strstr(text, "client.pcap: 3,412 packets");
	assert_non_null(totals);
	assert_true(totals > strstr(text, "\n2  DISRUPTIVE"));
	free(text);
	c.v.harm.verdict = TB_HARM_BENIGN;
	c.v.id = 1;
	report_has("1: 2026-02-21 10:05:53.482113Z frame 1187, 10.0.0.5:43210 > ");
}

static void an_incomplete_capture_stands_right_below_the_totals(void **state)
{
	(void)state;
	c.captures[1] = (struct tb_capture){
		.file = "b\x1b[2J.pcap",
		.problem = "b\x1b[2J.pcap: cut at frame 7",
	};
	c.options.n_captures = 2;
	report_has("2 captures: 3,412 packets, 61 connections, 1 RST in 1 ending: 1 disruptive\n"
		   "   client.pcap, b\\x1b[2J.pcap\n"
		   "INCOMPLETE  b\\x1b[2J.pcap: cut at frame 7\n"
		   "\n");
	c.captures[1].problem = NULL;
	report_has("INCOMPLETE  b\\x1b[2J.pcap: cut or damaged\n");
}

static void packets_that_the_capture_lost_stand_there_too(void **state)
{
	(void)state;
	c.captures[0].has_drops = true;
	report_lacks("DROPPED");
	c.captures[0].received = 5000;
	c.captures[0].dropped = 1;
	report_has("\nDROPPED  client.pcap: the capture lost 1 packet in the kernel and 0 at the "
		   "interface, of 5,000\n   received: ");
}

static void frames_that_were_not_read_are_counted(void **state)
{
	(void)state;
	c.summary.decode[TB_DECODE_CUT_SHORT] = 1200;
	c.summary.decode[TB_DECODE_LINK_TYPE] = 3;
	c.summary.decode[TB_DECODE_NOT_TCP] = 1;
	c.summary.flows_evicted = 1;
	c.summary.episodes_dropped = 2;
	c.summary.duplicates = 30;
	report_has("   read     3,400 TCP packets, 30 of them captured a second time\n"
		   "   other    1 IP but not TCP\n"
		   "   NOT READ 1,200 cut too short by the capture, 3 of a link type that is not "
		   "supported\n"
		   "   limits   1 open connection forgotten for want of room; 2 resets judged "
		   "before the aftermath was\n            over, for want of room\n");
}

static void attempts_that_icmp_answered_are_told(void **state)
{
	struct tb_unreached *u = c.summary.unreached_by;

	(void)state;
	c.summary.unreached = 2007;
	c.summary.n_unreached_by = 2;
	u[0].connections = 2000;
	u[0].first = (struct tb_icmp_error){ .frame = { 4, 0 }, .from = report_v4(192, 0, 2, 1),
					     .type = 3, .code = 3 };
	u[1].connections = 1;
	u[1].first = (struct tb_icmp_error){ .frame = { 9, 0 }, .from = report_v4(192, 0, 2, 7),
					     .type = 3, .code = 77 };
	report_has("   ICMP     2,000 attempts to connect answered: port unreachable, from "
		   "192.0.2.1, first in frame 4;");
	report_has("answered: type 3 code 77, from 192.0.2.7, in frame 9; 6 others\n");
}

static void of_several_captures_that_of_such_an_answer_is_named(void **state)
{
	static const struct tb_capture two[] = { { .file = "a.pcap" }, { .file = "b.pcap" } };
	struct tb_unreached *u = c.summary.unreached_by;

	(void)state;
	c.options.captures = two;
	c.options.n_captures = 2;
	c.summary.unreached = u->connections = 1;
	c.summary.n_unreached_by = 1;
	u->first = (struct tb_icmp_error){ .frame = { 4, 0 }, .from = report_v4(192, 0, 2, 1),
					   .type = 3, .code = 3 };
	report_has("from 192.0.2.1, in frame 4 of a.pcap\n");
}

static void the_summary_counts_by_name(void **state)
{
	(void)state;
	c.summary.by_origin[TB_ORIGIN_SERVER] = 9;
	c.summary.by_origin[TB_ORIGIN_CLIENT] = 3;
	c.summary.by_phase[TB_PHASE_CLOSING] = 12;
	c.summary.by_effect[TB_EFFECT_LATE] = 1000;
	report_has("summary\n   cause    undetermined 1\n   made by  client 3, server 9\n"
		   "   phase    closing 12\n   effect   late 1,000\n");
}

static void many_files_are_not_all_listed(void **state)
{
	static struct tb_capture many[10];

	(void)state;
	for (size_t i = 0; i < 10; i++)
		many[i] = (struct tb_capture){ .file = "x.pcap", .complete = true };
	c.options.captures = many;
	c.options.n_captures = 10;
	report_has("10 captures: ");
	report_has("   x.pcap, x.pcap, x.pcap, x.pcap, x.pcap, x.pcap, x.pcap, x.pcap and 2 more\n");
	report_has("RST is frame 1187 of x.pcap, from");
}

static void lines_keep_to_the_width(void **state)
{
	char *text;

	(void)state;
	c.options.width = 20; /* taken as 60 */
	text = report_case_run(&c, "text", 1);
	for (char *s = text, *end; (end = strchr(s, '\n')) != NULL; s = end + 1)
		if (strncmp(s, "   filter", 9) != 0)
			assert_in_range(end - s, 0, 60);
	assert_non_null(strstr(text, "in\n   mid-transfer\n   2026-02-21 10:05:53.482113Z\n"));
	free(text);
}

static void colour_only_where_it_is_wanted(void **state)
{
	(void)state;
	report_lacks("\033");
	c.options.colour = true;
	report_has("2  \033[1;31mDISRUPTIVE\033[0m  the server");
	report_has("   \033[2mwhen\033[0m     during");
}

/* Runs the report with a limit on some resource. */
static char *run_limited(int resource, rlim_t limit, unsigned times)
{
	struct rlimit before, now;
	char *text;

	assert_int_equal(getrlimit(resource, &before), 0);
	now = before;
	now.rlim_cur = limit;
	assert_int_equal(setrlimit(resource, &now), 0);
	text = report_case_run(&c, "text", times);
	assert_int_equal(setrlimit(resource, &before), 0);
	return text;
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

/* What was held back before that is told together at the end, all later ones at once. */
static void nothing_is_lost_when_the_disk_is_full(void **state)
{
	enum { RESETS = 2000, MOST = 2500 };
	const char *together;
	char *text;
	size_t blocks;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	report_case_cause(&c);
	text = run_limited(RLIMIT_FSIZE, MOST, RESETS);
	blocks = count(text, "DISRUPTIVE  ");
	assert_in_range(blocks, RESETS / 4, RESETS * 3 / 4);
	together = strstr(text, "more of the same\n");
	assert_non_null(together);
	assert_non_null(strstr(together, " times with 10.0.0.9:5432"));
	assert_int_equal(blocks + strtoul(strchr(together, '\n'), NULL, 10), RESETS);
	free(text);
}

static void without_a_temporary_file_order_suffers_but_nothing_is_lost(void **state)
{
	char *text = run_limited(RLIMIT_NOFILE, 0, 2);

	(void)state;
	assert_memory_equal(text, "1  DISRUPTIVE", 13);
	assert_non_null(strstr(text, "\n2  DISRUPTIVE"));
	assert_non_null(strstr(text, "\nclient.pcap: 3,412 packets"));
	free(text);
}

static void formats_are_found_by_name(void **state)
{
	(void)state;
	assert_ptr_equal(tb_format_find("text"), tb_formats[0]);
	assert_string_equal(tb_format_find("ndjson")->name, "ndjson");
	assert_null(tb_format_find("xml"));
	assert_null(tb_format_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_disruptive_reset_is_a_block, setup),
		cmocka_unit_test_setup(a_capture_without_rst_says_so_with_counts, setup),
		cmocka_unit_test_setup(standard_input_has_a_name, setup),
		cmocka_unit_test_setup(singular_and_plural_are_right, setup),
		cmocka_unit_test_setup(the_worst_comes_first, setup),
		cmocka_unit_test_setup(a_benign_reset_that_bears_a_code_is_a_block, setup),
		cmocka_unit_test_setup(a_few_benign_endings_have_a_line_each, setup),
		cmocka_unit_test_setup(the_same_again_gets_a_line, setup),
		cmocka_unit_test_setup(the_same_again_and_again_shares_a_line, setup),
		cmocka_unit_test_setup(what_differs_in_its_reasons_gets_a_block, setup),
		cmocka_unit_test_setup(many_benign_endings_are_grouped, setup),
		cmocka_unit_test_setup(live_each_verdict_comes_at_once_and_totals_last, setup),
		cmocka_unit_test_setup(an_incomplete_capture_stands_right_below_the_totals, setup),
		cmocka_unit_test_setup(packets_that_the_capture_lost_stand_there_too, setup),
		cmocka_unit_test_setup(frames_that_were_not_read_are_counted, setup),
		cmocka_unit_test_setup(attempts_that_icmp_answered_are_told, setup),
		cmocka_unit_test_setup(of_several_captures_that_of_such_an_answer_is_named, setup),
		cmocka_unit_test_setup(the_summary_counts_by_name, setup),
		cmocka_unit_test_setup(many_files_are_not_all_listed, setup),
		cmocka_unit_test_setup(lines_keep_to_the_width, setup),
		cmocka_unit_test_setup(colour_only_where_it_is_wanted, setup),
		cmocka_unit_test_setup(nothing_is_lost_when_the_disk_is_full, setup),
		cmocka_unit_test_setup(
			without_a_temporary_file_order_suffers_but_nothing_is_lost, setup),
		cmocka_unit_test_setup(formats_are_found_by_name, setup),
	};

	return cmocka_run_group_tests_name("report_text", tests, NULL, NULL);
}
