/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "anonymize/report.h"
#include "support/packet.h"

static const uint8_t key[TB_CRYPTOPAN_KEY] = "the key of a report";
static const char *const logs[] = { "/var/log/acme/error.log", "-" };
static struct tb_anonymizer *a;
static struct tb_anonymous *m;

static int begin(void **state)
{
	(void)state;
	a = tb_anonymizer_new(key);
	m = a != NULL ? tb_anonymous_new(a, logs, 2) : NULL;
	return m == NULL;
}

static int end(void **state)
{
	(void)state;
	tb_anonymous_free(m);
	tb_anonymizer_free(a);
	return 0;
}

#define report_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

static struct tb_addr mapped(const char *text)
{
	struct tb_addr addr = pkt_addr(text);

	tb_anonymize_addr(a, &addr);
	return addr;
}

static const struct tb_rst rst = {
	.frame = { 12, 0 },
	.options = (const uint8_t *)"\x4c\x0aSECRETSS",
	.options_len = 10,
	.payload = (const uint8_t *)"host db.acme is down",
	.payload_kept = 20,
	.payload_len = 20,
	.comment = "seen at 10.9.8.7",
	.comment_len = 16,
	.code = { .kind = TB_CODE_BIGIP, .has_number = true, .number = 7,
		  .text = (const uint8_t *)"pool acme", .text_len = 9 },
};

static struct tb_verdict verdict(void)
{
	struct tb_verdict v = {
		.id = 3,
		.flow = { .end = { { pkt_addr("10.9.8.7"), 40000 },
				   { pkt_addr("2001:db8::77"), 443 } },
			  .history = "ShR",
			  .community_id = "1:original" },
		.rst = &rst,
		.n_rst = 1,
		.dialogue = { .protocol = "tls", .server_name = "db.acme.example",
			      .server_name_len = 15, .path = "/accounts/acme", .path_len = 14 },
		.n_icmp = 1,
		.kernel = { .sent = true, .pid = 77, .comm = "acme-billing" },
	};

	v.icmp[0].from = pkt_addr("10.0.0.254");
	return v;
}

static void ends_errors_and_names_of_a_verdict_are_pseudonyms(void **state)
{
	struct tb_verdict v = verdict();
	const struct tb_verdict *shown = tb_anonymous_verdict(m, &v);
	struct tb_addr client = mapped("10.9.8.7"), router = mapped("10.0.0.254");

	(void)state;
	assert_non_null(shown);
	assert_memory_equal(&shown->flow.end[TB_CLIENT].addr, &client, sizeof(client));
	assert_int_equal(shown->flow.end[TB_CLIENT].port, 40000);
	assert_memory_equal(&shown->icmp[0].from, &router, sizeof(router));
	assert_int_equal(shown->dialogue.server_name_len, 15);
	assert_memory_not_equal(shown->dialogue.server_name, "db.acme.example", 15);
	assert_int_equal(shown->dialogue.server_name[2], '.');
	assert_null(shown->dialogue.path);
	assert_int_equal(shown->dialogue.path_len, 0);
	assert_string_not_equal(shown->flow.community_id, "1:original");
	assert_string_equal(shown->flow.history, "ShR");
	assert_int_equal(shown->id, 3);
}

static void what_strangers_wrote_into_packets_is_withheld(void **state)
{
	struct tb_verdict v = verdict();
	const struct tb_rst *shown = tb_anonymous_verdict(m, &v)->rst;

	(void)state;
	assert_int_equal(shown->payload_kept, 0);
	assert_int_equal(shown->payload_len, 20);
	assert_memory_equal(shown->comment, "(withheld)", shown->comment_len);
	assert_int_equal(shown->options_len, 10);
	assert_memory_equal(shown->options, "\x4c\x0a\0\0\0\0\0\0\0\0", 10);
	assert_int_equal(shown->code.number, 7);
	assert_int_equal(shown->code.text_len, 0);
	assert_int_equal(shown->frame.number, 12);
	assert_memory_equal(rst.options, "\x4c\x0aSECRETSS", 10);	/* the original is whole */
}

static void a_process_keeps_its_number_and_loses_its_name(void **state)
{
	struct tb_verdict v = verdict();
	const struct tb_kernel_word *shown = &tb_anonymous_verdict(m, &v)->kernel;

	(void)state;
	assert_int_equal(shown->pid, 77);
	assert_memory_equal(shown->comm, (char[16]){ 0 }, 16);
}

static void a_community_id_that_was_not_made_is_not_made(void **state)
{
	struct tb_verdict v = verdict();

	(void)state;
	v.flow.community_id = "";
	assert_string_equal(tb_anonymous_verdict(m, &v)->flow.community_id, "");
}

static void a_group_loses_its_addresses_and_its_name(void **state)
{
	const struct tb_group g = { .has_server = true, .server = { pkt_addr("10.9.8.7"), 80 },
				    .has_host = true, .host = pkt_addr("10.0.0.254"),
				    .name = "db.acme", .name_len = 7 };
	const struct tb_group *shown = tb_anonymous_group(m, &g);
	struct tb_addr server = mapped("10.9.8.7"), host = mapped("10.0.0.254");

	(void)state;
	assert_non_null(shown);
	assert_memory_equal(&shown->server.addr, &server, sizeof(server));
	assert_memory_equal(&shown->host, &host, sizeof(host));
	assert_int_equal(shown->name_len, 7);
	assert_memory_not_equal(shown->name, "db.acme", 7);
}

static void who_answered_by_icmp_is_a_pseudonym_in_the_summary(void **state)
{
	struct tb_summary s = { .unreached = 3, .n_unreached_by = 1 };
	const struct tb_summary *got;
	struct tb_addr host = mapped("10.9.8.9");

	(void)state;
	s.unreached_by[0].first.from = pkt_addr("10.9.8.9");
	got = tb_anonymous_summary(m, &s);
	assert_int_equal(got->unreached, 3);
	assert_memory_equal(&got->unreached_by[0].first.from, &host, sizeof(host));
}

static void lines_of_logs_keep_their_place_and_what_we_say_of_them(void **state)
{
	const struct tb_log_line line = {
		.tie = { .file = logs[0], .line = 17, .text = "10.9.8.7 reset acme",
			 .text_len = 19, .why = "it names the client, 10.9.8.7:40000; 2 s late" },
		.product = "nginx",
	};
	const struct tb_log_file file = { .file = "-", .problem = "-: cut short" };
	const struct tb_log_result r = { .line = &line, .n_lines = 1, .file = &file, .n_files = 1 };
	const struct tb_log_result *shown = tb_anonymous_logs(m, &r);

	(void)state;
	assert_non_null(shown);
	assert_string_equal(shown->line[0].tie.file, "log-1");
	assert_int_equal(shown->line[0].tie.line, 17);
	assert_memory_equal(shown->line[0].tie.text, "(withheld)", shown->line[0].tie.text_len);
	assert_null(strstr(shown->line[0].tie.why, "10.9.8.7"));
	assert_non_null(strstr(shown->line[0].tie.why, ":40000; 2 s late"));
	assert_string_equal(shown->file[0].file, "log-2");
	assert_string_equal(shown->file[0].problem, "log-2: cut short");
}

static void captures_and_interfaces_have_numbers_and_may_learn_more(void **state)
{
	const char *const names[] = { "vpn-acme", NULL, "eth0" };
	struct tb_capture c[2] = {
		{ .file = "acme.pcap", .interfaces = names, .n_interfaces = 2, .packets = 1 },
		{ .file = "-" },
	};
	struct tb_capture *shown = tb_anonymous_captures(m, c, 2);

	(void)state;
	assert_non_null(shown);
	assert_string_equal(shown[0].file, "capture-1");
	assert_string_equal(shown[1].file, "capture-2");
	assert_string_equal(shown[0].interfaces[0], "interface-0");
	assert_null(shown[0].interfaces[1]);
	c[0].n_interfaces = 3;
	c[0].packets = 9;
	c[0].problem = "acme.pcap: frame 3, byte 77: cut short";
	c[1].problem = "standard input: no capture";
	tb_anonymous_capture(m, 0, &c[0]);
	tb_anonymous_capture(m, 1, &c[1]);
	assert_int_equal(shown[0].packets, 9);
	assert_string_equal(shown[0].interfaces[2], "interface-2");
	assert_string_equal(shown[0].problem, "capture-1: frame 3, byte 77: cut short");
	assert_string_equal(shown[1].problem, "capture-2: no capture");
	c[0].problem = "of acme: something unforeseen";
	tb_anonymous_capture(m, 0, &c[0]);
	assert_string_equal(shown[0].problem, "(withheld)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		report_test(ends_errors_and_names_of_a_verdict_are_pseudonyms),
		report_test(what_strangers_wrote_into_packets_is_withheld),
		report_test(a_process_keeps_its_number_and_loses_its_name),
		report_test(a_community_id_that_was_not_made_is_not_made),
		report_test(a_group_loses_its_addresses_and_its_name),
		report_test(who_answered_by_icmp_is_a_pseudonym_in_the_summary),
		report_test(lines_of_logs_keep_their_place_and_what_we_say_of_them),
		report_test(captures_and_interfaces_have_numbers_and_may_learn_more),
	};

	return cmocka_run_group_tests_name("anonymize_report", tests, NULL, NULL);
}
