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
	char *text = report_case_run(&c, "text", 1);

	if (strstr(text, part) == NULL)
		fail_msg("no %s in\n%s", part, text);
	free(text);
}

static void report_lacks(const char *part)
{
	char *text = report_case_run(&c, "text", 1);

	if (strstr(text, part) != NULL)
		fail_msg("%s in\n%s", part, text);
	free(text);
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

static void the_summary_counts_by_name(void **state)
{
	(void)state;
	c.summary.by_origin[TB_ORIGIN_SERVER] = 9;
	c.summary.by_origin[TB_ORIGIN_CLIENT] = 3;
	c.summary.by_phase[TB_PHASE_CLOSING] = 12;
	c.summary.by_effect[TB_EFFECT_LATE] = 1000;
	report_has("summary\n   made by  client 3, server 9\n   phase    closing 12\n"
		   "   effect   late 1,000\n");
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

static void frames_of_other_files_bear_their_file(void **state)
{
	(void)state;
	c.captures[1] = (struct tb_capture){ .file = "b.pcap", .complete = true };
	c.options.n_captures = 2;
	c.v.n_rst = 2;
	c.rst[1] = c.rst[0];
	c.rst[1].frame = (struct tb_ref){ 3, 1 };
	c.rst[1].role = TB_ROLE_REPEAT;
	c.rst[0].trigger.frame = (struct tb_ref){ 44, 1 };
	report_has("RST is frame 1187 of client.pcap, from the server");
	report_has("   answers  frame 44 of b.pcap, 190 us earlier");
	report_has("   also     frame 3 of b.pcap from the server (repeat)\n");
}

static void a_reset_that_answers_nothing_has_no_such_line(void **state)
{
	(void)state;
	c.rst[0].trigger = (struct tb_trigger){ 0 };
	c.v.dialogue = (struct tb_dialogue){ 0 };
	c.v.harm.unacked[TB_CLIENT] = 0;
	report_lacks("answers");
	report_lacks("talk");
	report_lacks("lost");
	report_lacks("unseen");
	report_lacks("also");
	report_has("10.0.0.9:5432; RST is");
}

static void ipv6_and_layers_are_told(void **state)
{
	static const struct tb_tunnel tunnel[] = {
		{ TB_LAYER_VXLAN, 42 }, { TB_LAYER_TEREDO, 0 },
	};

	(void)state;
	c.v.flow.end[TB_CLIENT].addr = (struct tb_addr){ { 0x20, 1, 0xd, 0xb8, [15] = 1 } };
	c.v.flow.end[TB_SERVER].addr = (struct tb_addr){ { 0xfe, 0x80, [15] = 2 } };
	c.v.flow.vlan[0] = 10;
	c.v.flow.n_vlan = 1;
	c.v.flow.tunnel = tunnel;
	c.v.flow.n_tunnel = 2;
	report_has("   [2001:db8::1]:43210 > [fe80::2]:5432 postgresql;");
	report_has("   inside   VLAN 10, vxlan 42, teredo\n");
	report_has("   filter   ipv6.addr==2001:db8::1 && ");
}

static void a_third_party_acts_in_somebodys_name(void **state)
{
	(void)state;
	c.v.origin.by = TB_ORIGIN_THIRD_PARTY;
	c.rst[0].effect = TB_EFFECT_IGNORED;
	report_has("1  DISRUPTIVE  a third party, in the server's name, reset the connection in "
		   "mid-transfer, and was");
	report_has("   who      neither end: a third party (0.95): reason 3");
	report_has("   effect   ignored: reason 1");
}

static void an_unknown_origin_is_not_asserted(void **state)
{
	(void)state;
	c.v.origin.by = TB_ORIGIN_UNKNOWN;
	c.v.origin.why.code = 0;
	report_has("the server, it seems, reset the connection");
	report_has("   who      not known\n");
}

static void a_cause_takes_the_headline(void **state)
{
	(void)state;
	c.v.cause.slug = "half-open-connection";
	c.v.cause.title = "the server no longer knew this connection";
	c.v.cause.confidence = 0.88;
	report_has("1  DISRUPTIVE  the server no longer knew this connection  ");
	report_has("   why      the server no longer knew this connection "
		   "(half-open-connection, 0.88)\n");
}

static void every_phase_has_a_headline(void **state)
{
	static const char *const deeds[] = {
		[TB_PHASE_SYN_SENT] = "the client gave up its own connection attempt ",
		[TB_PHASE_SYN_RECEIVED] = "the client broke off the handshake ",
		[TB_PHASE_ESTABLISHED] = "the client reset the connection before any data ",
		[TB_PHASE_DATA_TRANSFER] = "the client reset the connection in mid-transfer ",
		[TB_PHASE_HALF_CLOSED] = "the client reset the half-closed connection ",
		[TB_PHASE_CLOSING] = "the client reset the connection while it closed ",
		[TB_PHASE_CLOSED] = "the client sent RST after the end of the connection ",
		[TB_PHASE_NO_CONNECTION] = "the client answered a segment of no known ",
	};

	(void)state;
	c.v.origin.by = TB_ORIGIN_CLIENT;
	c.rst[0].from = TB_CLIENT;
	for (unsigned i = 0; i < TB_PHASE_COUNT; i++) {
		c.v.id = 1;
		c.v.phase = i;
		report_has(deeds[i]);
	}
}

static void the_dialogue_is_a_sentence(void **state)
{
	struct tb_dialogue *d = &c.v.dialogue;

	(void)state;
	*d = (struct tb_dialogue){
		.protocol = "http", .server_name = "example.org", .server_name_len = 11,
		.request_open = TB_YES, .requests = 3, .responses = 2, .method = "GET",
		.status = 200,
	};
	report_has("   talk     GET to example.org, not answered, last status 200; 3 requests, "
		   "2 responses in all\n");
	d->request_open = TB_NO;
	d->response_complete = TB_NO;
	d->requests = d->responses = 1;
	report_has("   talk     GET to example.org, status 200, the response was cut off; "
		   "1 request, 1 response in all\n");
	*d = (struct tb_dialogue){
		.protocol = "tls", .server_name = "example.org", .server_name_len = 11,
		.handshake_done = TB_NO, .has_alert = true, .alert_from = TB_CLIENT,
		.alert_level = 2, .alert_code = 48, .alert_name = "unknown_ca",
	};
	report_has("   talk     with example.org; TLS handshake not finished; fatal alert "
		   "unknown_ca (48) from the\n            client\n");
	*d = (struct tb_dialogue){
		.protocol = "tls", .handshake_done = TB_YES, .has_alert = true,
		.alert_from = TB_SERVER, .alert_level = 9, .alert_code = 200,
	};
	report_has("   talk     TLS handshake done; unknown alert (200) from the server\n");
}

static void strangers_bytes_never_reach_the_terminal_raw(void **state)
{
	static const char *const interfaces[] = { "eth0\x9b" };

	(void)state;
	c.v.dialogue.server_name = "evil\x1b]0;pwned\a\n\xe2\x80\xae";
	c.v.dialogue.server_name_len = strlen(c.v.dialogue.server_name);
	c.rst[0].payload = (const uint8_t *)"Go\0\x1b[2J";
	c.rst[0].payload_kept = 7;
	c.rst[0].payload_len = 900;
	c.rst[0].comment = "note\x1b";
	c.rst[0].comment_len = 5;
	c.captures[0].file = "\x1b[31m.pcap";
	c.captures[0].interfaces = interfaces;
	c.captures[0].n_interfaces = 1;
	report_has("evil\\x1b]0;pwned\\x07\\x0a\\u{202e}");
	report_has("   payload  900 bytes in the RST: \"Go\\x00\\x1b[2J\"\n");
	report_has("   comment  note\\x1b\n");
	report_has("; seen on eth0\\x9b\n");
	report_has("\\x1b[31m.pcap: 3,412 packets");
	report_lacks("\x1b");
	report_lacks("\x9b");
}

static void a_long_name_is_cut(void **state)
{
	static char name[5000];

	(void)state;
	memset(name, 'x', sizeof(name));
	c.v.dialogue.server_name = name;
	c.v.dialogue.server_name_len = sizeof(name);
	report_has("xxx...,\n            not answered\n");
	memset(name, '\x1b', sizeof(name));
	report_has("\\x1b...,\n            not answered\n");
}

static void the_packet_itself_is_told(void **state)
{
	(void)state;
	c.rst[0].flags = TB_RST | TB_ACK;
	c.rst[0].has_ip_id = false;
	c.rst[0].options = (const uint8_t *)"\1\1\10\12\0\0\0\1\0\0\0\2";
	c.rst[0].options_len = 12;
	c.rst[0].checksum_bad = true;
	report_has("   packet   flags R., seq 4000000000, ack 0, window 0, TTL 63, options "
		   "nop,nop,TS val 1 ecr 2; its\n            checksum is wrong, so it may be "
		   "damaged\n");
}

static void other_rsts_are_listed_up_to_a_point(void **state)
{
	(void)state;
	c.v.n_rst = 9;
	for (size_t i = 1; i < 9; i++) {
		c.rst[i] = c.rst[0];
		c.rst[i].frame.number += i;
		c.rst[i].from = TB_CLIENT;
		c.rst[i].role = TB_ROLE_EXTRA;
	}
	report_has("   also     frame 1188 from the client (extra); frame 1189 from");
	report_has("and 2 more RSTs\n");
	c.v.n_rst = 7;
	report_lacks("more RST");
}

static void icmp_errors_are_told(void **state)
{
	(void)state;
	c.v.icmp[0] = (struct tb_icmp_error){
		.frame = { 1180, 0 }, .from = report_v4(192, 0, 2, 1), .type = 3, .code = 1,
		.quotes = TB_SERVER, .in_window = TB_NO,
	};
	c.v.icmp[1] = (struct tb_icmp_error){
		.frame = { 1181, 0 }, .from = report_v4(192, 0, 2, 1), .type = 12, .code = 2,
	};
	c.v.n_icmp = 2;
	report_has("   ICMP     frame 1180: host unreachable, from 192.0.2.1 about a segment of "
		   "the server, with a\n            sequence number that was never sent; frame "
		   "1181: type 12 code 2, from 192.0.2.1 about a\n            segment of the "
		   "client\n");
}

static void what_was_not_seen_is_told(void **state)
{
	(void)state;
	c.v.unseen[0] = report_why(4, 0, 0);
	c.v.unseen[1] = report_why(5, 9, 3);
	c.v.n_unseen = 2;
	report_has("   unseen   reason 4 about 0 in frame 0; reason 5 about 3 in frame 9\n");
}

static void inferred_roles_are_said_to_be_so(void **state)
{
	(void)state;
	c.v.flow.roles = TB_ROLES_INFERRED;
	report_has("from the server (told from the\n     other end by content or ports)\n");
}

static void losses_are_numbers_or_a_reason(void **state)
{
	(void)state;
	c.v.harm.why = report_why(6, 0, 48);
	report_has("   lost     48 bytes from the client never acknowledged; a request was left "
		   "open\n");
	c.v.harm.unacked[TB_CLIENT] = 0;
	c.v.dialogue.request_open = TB_NO;
	report_has("   lost     reason 6 about 48 in frame 0\n");
	c.v.harm.verdict = TB_HARM_UNKNOWN;
	report_has("   lost     not known: reason 6 about 48 in frame 0\n");
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

static void nothing_is_lost_when_the_disk_is_full(void **state)
{
	char *text, want[32];

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	text = run_limited(RLIMIT_FSIZE, 2500, 9);
	for (unsigned i = 1; i <= 9; i++) {
		snprintf(want, sizeof(want), "\n%u  DISRUPTIVE", i);
		if (strstr(text, want) == NULL && strncmp(text, want + 1, strlen(want) - 1) != 0)
			fail_msg("no %s in\n%s", want, text);
	}
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
		cmocka_unit_test_setup(singular_and_plural_are_right, setup),
		cmocka_unit_test_setup(the_worst_comes_first, setup),
		cmocka_unit_test_setup(a_few_benign_endings_have_a_line_each, setup),
		cmocka_unit_test_setup(the_same_again_gets_a_line, setup),
		cmocka_unit_test_setup(the_same_again_and_again_shares_a_line, setup),
		cmocka_unit_test_setup(what_differs_in_its_reasons_gets_a_block, setup),
		cmocka_unit_test_setup(many_benign_endings_are_grouped, setup),
		cmocka_unit_test_setup(live_each_verdict_comes_at_once_and_totals_last, setup),
		cmocka_unit_test_setup(an_incomplete_capture_stands_right_below_the_totals, setup),
		cmocka_unit_test_setup(packets_that_the_capture_lost_stand_there_too, setup),
		cmocka_unit_test_setup(frames_that_were_not_read_are_counted, setup),
		cmocka_unit_test_setup(the_summary_counts_by_name, setup),
		cmocka_unit_test_setup(many_files_are_not_all_listed, setup),
		cmocka_unit_test_setup(frames_of_other_files_bear_their_file, setup),
		cmocka_unit_test_setup(a_reset_that_answers_nothing_has_no_such_line, setup),
		cmocka_unit_test_setup(ipv6_and_layers_are_told, setup),
		cmocka_unit_test_setup(a_third_party_acts_in_somebodys_name, setup),
		cmocka_unit_test_setup(an_unknown_origin_is_not_asserted, setup),
		cmocka_unit_test_setup(a_cause_takes_the_headline, setup),
		cmocka_unit_test_setup(every_phase_has_a_headline, setup),
		cmocka_unit_test_setup(the_dialogue_is_a_sentence, setup),
		cmocka_unit_test_setup(strangers_bytes_never_reach_the_terminal_raw, setup),
		cmocka_unit_test_setup(a_long_name_is_cut, setup),
		cmocka_unit_test_setup(the_packet_itself_is_told, setup),
		cmocka_unit_test_setup(other_rsts_are_listed_up_to_a_point, setup),
		cmocka_unit_test_setup(icmp_errors_are_told, setup),
		cmocka_unit_test_setup(what_was_not_seen_is_told, setup),
		cmocka_unit_test_setup(inferred_roles_are_said_to_be_so, setup),
		cmocka_unit_test_setup(losses_are_numbers_or_a_reason, setup),
		cmocka_unit_test_setup(lines_keep_to_the_width, setup),
		cmocka_unit_test_setup(colour_only_where_it_is_wanted, setup),
		cmocka_unit_test_setup(nothing_is_lost_when_the_disk_is_full, setup),
		cmocka_unit_test_setup(
			without_a_temporary_file_order_suffers_but_nothing_is_lost, setup),
		cmocka_unit_test_setup(formats_are_found_by_name, setup),
	};

	return cmocka_run_group_tests_name("report_text", tests, NULL, NULL);
}
