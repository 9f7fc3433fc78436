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

#include "report_case.h"

static struct report_case c;

static int setup(void **state)
{
	(void)state;
	report_case_init(&c);
	report_case_cause(&c);
	return 0;
}

static void has(const char *format, const char *part)
{
	report_case_has(&c, format, part);
}

static void lacks(const char *format, const char *part)
{
	report_case_lacks(&c, format, part);
}

static void an_ending_is_a_line_and_nothing_else_is_written(void **state)
{
	static const char *const formats[] = { "ecs", "eve" };

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		char *text = report_case_run(&c, formats[i], 2), *second = strchr(text, '\n') + 1;

		assert_string_equal(strchr(second, '\n'), "\n");
		assert_non_null(strstr(second, "\"tcpblame\":{\"schema\":\"tcpblame-event/1\","
					       "\"id\":"));
		free(text);
		text = report_case_run(&c, formats[i], 0);
		assert_string_equal(text, "");
		free(text);
	}
}

static void an_ecs_event_says_what_when_and_between_whom(void **state)
{
	(void)state;
	has("ecs", "{\"@timestamp\":\"2026-02-21T10:05:53.482113000Z\","
		   "\"ecs\":{\"version\":\"8.11.0\"},\"message\":\"the server reset the connection");
	has("ecs", "\"event\":{\"kind\":\"event\",\"category\":[\"network\"],"
		   "\"type\":[\"connection\",\"end\"],\"outcome\":\"failure\",");
	has("ecs", "\"reason\":\"nobody knew it\",\"sequence\":");
	has("ecs", "\"duration\":400000000000}");
	has("ecs", "\"source\":{\"ip\":\"10.0.0.5\",\"port\":43210,\"packets\":9,\"bytes\":700}");
	has("ecs", "\"destination\":{\"ip\":\"10.0.0.9\",\"port\":5432,");
	has("ecs", "\"client\":{\"ip\":\"10.0.0.5\"");
	has("ecs", "\"server\":{\"ip\":\"10.0.0.9\"");
	has("ecs", "\"type\":\"ipv4\",\"iana_number\":\"6\",\"protocol\":\"postgresql\","
		   "\"community_id\":\"1:abc=\",\"packets\":16,\"bytes\":2700}");
	has("ecs", "\"related\":{\"ip\":[\"10.0.0.5\",\"10.0.0.9\"]}");
}

static void only_an_accepted_reset_ends_and_only_the_servers_denies(void **state)
{
	(void)state;
	c.v.phase = TB_PHASE_SYN_SENT;
	has("ecs", "[\"connection\",\"denied\"]");
	c.rst[0].from = TB_CLIENT;
	has("ecs", "[\"connection\",\"end\"]");
	c.rst[0].effect = TB_EFFECT_IGNORED;
	has("ecs", "[\"connection\",\"info\"]");
	lacks("eve", "\"state\":\"closed\"");
	c.rst[0].effect = TB_EFFECT_UNKNOWN;
	has("ecs", "[\"connection\",\"info\"]");
}

static void a_cause_that_is_not_determined_is_no_reason(void **state)
{
	(void)state;
	c.v.cause.slug = "undetermined";
	lacks("ecs", "\"reason\"");
	has("ecs", "\"cause\":{\"slug\":\"undetermined\"");
}

static void meets(enum tb_side side, enum tb_condition condition)
{
	c.v.errors[side] = (struct tb_app_error){
		.met = TB_YES,
		.condition = { condition, condition, condition },
		.call = TB_CALL_READ,
		.systems = 1 << TB_SYSTEM_LINUX,
	};
}

static void the_error_is_the_clients_or_if_it_meets_none_the_servers(void **state)
{
	(void)state;
	lacks("ecs", "\"error\"");
	meets(TB_SERVER, TB_CONDITION_BROKEN_PIPE);
	has("ecs", "\"error\":{\"code\":\"EPIPE\",\"message\":\"Broken pipe\"}");
	meets(TB_CLIENT, TB_CONDITION_RESET);
	has("ecs", "\"error\":{\"code\":\"ECONNRESET\",\"message\":");
	meets(TB_CLIENT, TB_CONDITION_END_OF_FILE);
	lacks("ecs", "\"error\":");
}

static void vlans_are_keywords_in_ecs_and_numbers_in_eve(void **state)
{
	(void)state;
	lacks("ecs", "\"network\":{\"vlan\"");
	c.v.flow.n_vlan = 1;
	c.v.flow.vlan[0] = 10;
	has("ecs", ",\"vlan\":{\"id\":\"10\"}}");
	has("eve", "\"event_type\":\"tcpblame\",\"vlan\":[10],");
	c.v.flow.n_vlan = 2;
	c.v.flow.vlan[1] = 4095;
	has("ecs", "\"vlan\":{\"id\":\"10\"},\"inner\":{\"vlan\":{\"id\":\"4095\"}}}");
	has("eve", "\"vlan\":[10,4095],");
}

static void the_dialogue_is_told_where_the_scheme_has_fields_for_it(void **state)
{
	(void)state;
	c.v.dialogue = (struct tb_dialogue){ .protocol = "http", .method = "GET", .status = 502,
					     .server_name = "a.example", .server_name_len = 9 };
	has("ecs", "\"url\":{\"domain\":\"a.example\"},\"http\":{\"request\":{\"method\":\"GET\"},"
		   "\"response\":{\"status_code\":502}}");
	has("eve", "\"http\":{\"hostname\":\"a.example\",\"http_method\":\"GET\",\"status\":502}");
	c.v.dialogue.protocol = "tls";
	has("ecs", "\"tls\":{\"client\":{\"server_name\":\"a.example\"}}");
	has("eve", "\"tls\":{\"sni\":\"a.example\"}");
	has("ecs", "\"hosts\":[\"a.example\"]");
	lacks("ecs", "\"http\":");
	c.v.dialogue.server_name = NULL;
	lacks("ecs", "\"tls\":");
	lacks("eve", "\"tls\":");
}

static void a_process_is_named_by_a_kernel_only(void **state)
{
	(void)state;
	lacks("ecs", "\"process\":");
	c.v.kernel.sent = true;
	c.v.kernel.pid = 42;
	strcpy(c.v.kernel.comm, "\"x\033");
	has("ecs", "\"process\":{\"pid\":42,\"name\":\"\\\"x\\u001b\"}");
}

static void an_eve_record_is_as_suricata_writes_one(void **state)
{
	(void)state;
	has("eve", "{\"timestamp\":\"2026-02-21T10:05:53.482113+0000\",\"flow_id\":7,"
		   "\"pcap_cnt\":1187,\"pcap_filename\":\"client.pcap\","
		   "\"event_type\":\"tcpblame\",\"src_ip\":\"10.0.0.5\",\"src_port\":43210,"
		   "\"dest_ip\":\"10.0.0.9\",\"dest_port\":5432,\"proto\":\"TCP\","
		   "\"direction\":\"to_client\",\"app_proto\":\"pgsql\","
		   "\"community_id\":\"1:abc=\",");
	has("eve", "\"flow\":{\"pkts_toserver\":9,\"pkts_toclient\":7,"
		   "\"start\":\"2026-02-21T09:59:13.482113+0000\","
		   "\"end\":\"2026-02-21T10:05:53.482113+0000\",\"age\":400,\"state\":\"closed\"}");
	has("eve", "\"tcp\":{\"syn\":true,\"ack\":true,\"rst\":true,\"state\":\"closed\"}");
	c.v.flow.history = "^dfR";
	has("eve", "\"tcp\":{\"fin\":true,\"rst\":true,");
}

static void live_the_capture_is_an_interface(void **state)
{
	(void)state;
	c.options.live = true;
	c.captures[0].file = "eth0";
	has("eve", "\"in_iface\":\"eth0\",\"pcap_cnt\":1187,\"event_type\"");
}

static void a_file_that_names_its_interfaces_says_which_saw_the_reset(void **state)
{
	static const char *const names[] = { "lo", "\n" };

	(void)state;
	c.captures[0].interfaces = names;
	c.captures[0].n_interfaces = 2;
	c.rst[0].interface = 1;
	has("ecs", "\"ingress\":{\"interface\":{\"name\":\"\\n\"}}");
	has("eve", "\"in_iface\":\"\\n\",\"pcap_cnt\":1187,\"pcap_filename\":\"client.pcap\",");
}

static void frames_of_other_files_keep_evidence_of_one_type(void **state)
{
	(void)state;
	has("ecs", "{\"frames\":[1186,1187],\"text\":\"reason 11");
	c.captures[1].file = "b.pcap";
	c.options.n_captures = 2;
	c.v.evidence[0].frame[1].file = 1;
	has("ecs", "{\"frames\":[1186,1187],\"files\":[\"client.pcap\",\"b.pcap\"],\"text\":");
	has("eve", "{\"frames\":[990],\"text\":");
}

static void the_answers_to_all_questions_are_there_if_wanted(void **state)
{
	static const struct tb_asked asked[] = { { "ttl_same", TB_YES }, { "fin", TB_UNSEEN } };

	(void)state;
	c.v.asked = asked;
	c.v.n_asked = 2;
	lacks("ecs", "signals");
	c.options.signals = true;
	has("ecs", "\"signals\":{\"ttl_same\":true},");
}

static void pseudonyms_are_said_to_be_some(void **state)
{
	(void)state;
	lacks("ecs", "anonymized");
	c.options.anonymized = true;
	has("ecs", "\"tcpblame\":{\"schema\":\"tcpblame-event/1\",\"anonymized\":true,");
}

static void no_stranger_ends_a_string(void **state)
{
	(void)state;
	c.v.dialogue = (struct tb_dialogue){ .protocol = "tls", .server_name = "\"},\n\xff\033",
					     .server_name_len = 6 };
	c.captures[0].file = "\"\n.pcap";
	has("ecs", "\"server_name\":\"\\\"},\\n\xef\xbf\xbd\\u001b\"");
	has("eve", "\"sni\":\"\\\"},\\n\xef\xbf\xbd\\u001b\"");
	has("eve", "\"pcap_filename\":\"\\\"\\n.pcap\"");
}

static void a_capture_that_runs_backwards_has_no_duration(void **state)
{
	(void)state;
	c.v.flow.last.ns = c.v.flow.start.ns - 1;
	lacks("ecs", "\"duration\":-1}");
	lacks("eve", "\"age\"");
}

static void live_an_event_is_out_when_it_is_told(void **state)
{
	static const char *const formats[] = { "ecs", "eve" };

	(void)state;
	c.options.live = true;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const struct tb_format *f = tb_format_find(formats[i]);
		char *text = NULL;
		size_t size = 0;
		struct tb_report *r;

		c.options.out = open_memstream(&text, &size);
		r = f->begin(&c.options);
		f->verdict(r, &c.v);
		assert_true(size > 0 && text[size - 1] == '\n');
		f->end(r, &c.summary);
		fclose(c.options.out);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_ending_is_a_line_and_nothing_else_is_written, setup),
		cmocka_unit_test_setup(an_ecs_event_says_what_when_and_between_whom, setup),
		cmocka_unit_test_setup(only_an_accepted_reset_ends_and_only_the_servers_denies,
				       setup),
		cmocka_unit_test_setup(a_cause_that_is_not_determined_is_no_reason, setup),
		cmocka_unit_test_setup(the_error_is_the_clients_or_if_it_meets_none_the_servers,
				       setup),
		cmocka_unit_test_setup(vlans_are_keywords_in_ecs_and_numbers_in_eve, setup),
		cmocka_unit_test_setup(the_dialogue_is_told_where_the_scheme_has_fields_for_it,
				       setup),
		cmocka_unit_test_setup(a_process_is_named_by_a_kernel_only, setup),
		cmocka_unit_test_setup(an_eve_record_is_as_suricata_writes_one, setup),
		cmocka_unit_test_setup(live_the_capture_is_an_interface, setup),
		cmocka_unit_test_setup(a_file_that_names_its_interfaces_says_which_saw_the_reset,
				       setup),
		cmocka_unit_test_setup(frames_of_other_files_keep_evidence_of_one_type, setup),
		cmocka_unit_test_setup(the_answers_to_all_questions_are_there_if_wanted, setup),
		cmocka_unit_test_setup(pseudonyms_are_said_to_be_some, setup),
		cmocka_unit_test_setup(no_stranger_ends_a_string, setup),
		cmocka_unit_test_setup(a_capture_that_runs_backwards_has_no_duration, setup),
		cmocka_unit_test_setup(live_an_event_is_out_when_it_is_told, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
