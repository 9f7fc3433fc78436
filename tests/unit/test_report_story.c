/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report_case.h"

static struct report_case c;

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
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
	c.v.origin.by = c.rst[0].origin = TB_ORIGIN_THIRD_PARTY;
	c.v.n_rst = 2;
	c.rst[1] = c.rst[0];
	c.rst[1].from = TB_CLIENT;
	c.rst[1].role = TB_ROLE_EXTRA;
	c.rst[0].effect = TB_EFFECT_IGNORED;
	report_has("1  DISRUPTIVE  a third party, in the server's name, reset the connection in "
		   "mid-transfer, and was");
	report_has("; RST is frame 1187, in the server's name\n");
	report_has("   also     frame 1187 in the client's name (extra, made by a third party)\n");
	report_has("   who      neither end: a third party (0.95): reason 3");
	report_has("   effect   ignored: reason 1");
}

static void an_unknown_origin_is_not_asserted(void **state)
{
	(void)state;
	c.v.origin.by = c.rst[0].origin = TB_ORIGIN_UNKNOWN;
	c.v.origin.why.code = 0;
	report_has("; RST is frame 1187, with the server's address\n");
	report_has("a RST from the server's address reset the connection");
	report_has("   who      not known\n");
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

static void a_transfer_that_had_hardly_begun_is_not_in_the_middle(void **state)
{
	struct tb_dialogue *d = &c.v.dialogue;

	(void)state;
	*d = (struct tb_dialogue){ .protocol = "tls", .handshake_done = TB_NO };
	report_has("the server reset the connection in the TLS handshake ");
	report_has("   when     during data transfer, in the TLS handshake; ");
	*d = (struct tb_dialogue){ .protocol = "http", .method = "GET", .requests = 1,
				   .request_open = TB_YES };
	report_has("the server reset the connection before any answer ");
	report_has("   when     during data transfer, before any answer; ");
	d->responses = 1;
	report_has("the server reset the connection in mid-transfer ");
	d->responses = 0;
	c.v.flow.packets[TB_SERVER] = 0;	/* that it had not answered is not known */
	report_lacks("before any answer");
}

static void what_was_asked_for_is_told(void **state)
{
	struct tb_dialogue *d = &c.v.dialogue;
	char path[TB_MAX_PATH];

	(void)state;
	*d = (struct tb_dialogue){ .protocol = "http", .method = "GET", .path = "/a\x1b[2J",
				   .path_len = 6, .server_name = "b.example", .server_name_len = 9,
				   .request_open = TB_YES };
	report_has("   talk     GET /a\\x1b[2J to b.example, not answered\n");
	report_case_has(&c, "ndjson", "\"method\":\"GET\",\"path\":\"/a\\u001b[2J\"");
	memset(path, 'x', sizeof(path));
	d->path = path;
	d->path_len = sizeof(path);
	report_has("xxxx...");
}

static void resets_that_cross_are_the_deed_of_both(void **state)
{
	(void)state;
	c.v.n_rst = 2;
	c.rst[0].effect = c.rst[1].effect = TB_EFFECT_LATE;
	c.rst[1].from = TB_CLIENT;
	c.rst[1].role = TB_ROLE_CROSSING;
	report_has("1  DISRUPTIVE  the server reset the connection in mid-transfer, as the client "
		   "did at the same");
	report_has("   effect   too late: reason 1");
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
	*d = (struct tb_dialogue){ .protocol = "postgresql", .method = "Query",
				   .request_open = TB_YES, .sqlstate = "57P01" };
	report_has("   talk     Query, not answered; the server ended the session: SQLSTATE 57P01, "
		   "terminated by an\n            administrator's command\n");
	memcpy(d->sqlstate, "0A000", sizeof(d->sqlstate));
	report_has("the server ended the session: SQLSTATE 0A000\n");
}

static void what_the_rst_says_of_itself_is_told(void **state)
{
	struct tb_code *code = &c.rst[0].code;

	(void)state;
	report_lacks("   says ");
	*code = (struct tb_code){ .kind = TB_CODE_NETSCALER, .has_number = true, .number = 9300,
				  .meaning = "idle" };
	report_has("   says     NetScaler, code 9300: idle\n");
	code->weak = true;
	report_has("   says     NetScaler, code 9300 (perhaps: ");
	*code = (struct tb_code){ .kind = TB_CODE_BIGIP, .relayed = true,
				  .text = (const uint8_t *)"new\x1b", .text_len = 4 };
	report_has("   says     BIG-IP (of its maker's other side): \"new\\x1b\"\n");
	*code = (struct tb_code){ .kind = TB_CODE_MPTCP, .has_number = true, .number = 9,
				  .transient = true };
	report_has("   says     MPTCP, code 9 (it will pass)\n");
	*code = (struct tb_code){ .kind = TB_CODE_DIAGNOSTIC, .has_number = true, .number = 1,
				  .enterprise = 9 };
	report_has("   says     RST diagnostic payload, code 1 of enterprise 9\n");
}

static void a_payload_that_nobody_understands_is_only_shown(void **state)
{
	(void)state;
	c.rst[0].code = (struct tb_code){ .kind = TB_CODE_TEXT, .text = (const uint8_t *)"overload",
					  .text_len = 8 };
	report_lacks("   says ");
	c.rst[0].code.kind = TB_CODE_BYTES;
	report_lacks("   says ");
	c.rst[0].code.kind = TB_CODE_TEXT;
	c.rst[0].code.meaning = "nobody listens";
	report_has("   says     in its payload: nobody listens\n");
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
		c.rst[i].origin = TB_ORIGIN_CLIENT;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(frames_of_other_files_bear_their_file, setup),
		cmocka_unit_test_setup(a_reset_that_answers_nothing_has_no_such_line, setup),
		cmocka_unit_test_setup(ipv6_and_layers_are_told, setup),
		cmocka_unit_test_setup(a_third_party_acts_in_somebodys_name, setup),
		cmocka_unit_test_setup(an_unknown_origin_is_not_asserted, setup),
		cmocka_unit_test_setup(every_phase_has_a_headline, setup),
		cmocka_unit_test_setup(a_transfer_that_had_hardly_begun_is_not_in_the_middle, setup),
		cmocka_unit_test_setup(what_was_asked_for_is_told, setup),
		cmocka_unit_test_setup(resets_that_cross_are_the_deed_of_both, setup),
		cmocka_unit_test_setup(the_dialogue_is_a_sentence, setup),
		cmocka_unit_test_setup(what_the_rst_says_of_itself_is_told, setup),
		cmocka_unit_test_setup(a_payload_that_nobody_understands_is_only_shown, setup),
		cmocka_unit_test_setup(strangers_bytes_never_reach_the_terminal_raw, setup),
		cmocka_unit_test_setup(a_long_name_is_cut, setup),
		cmocka_unit_test_setup(the_packet_itself_is_told, setup),
		cmocka_unit_test_setup(other_rsts_are_listed_up_to_a_point, setup),
		cmocka_unit_test_setup(icmp_errors_are_told, setup),
		cmocka_unit_test_setup(what_was_not_seen_is_told, setup),
		cmocka_unit_test_setup(inferred_roles_are_said_to_be_so, setup),
		cmocka_unit_test_setup(losses_are_numbers_or_a_reason, setup),
	};

	return cmocka_run_group_tests_name("report_story", tests, NULL, NULL);
}
