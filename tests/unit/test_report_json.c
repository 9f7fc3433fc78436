/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
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

/* Strings closed, brackets paired, no bare control character: enough to tell that a
 * line is whole.  What it says is tested against the schema elsewhere. */
static void assert_balanced(const char *s)
{
	char open[64];
	size_t depth = 0;

	for (; *s != '\0' && *s != '\n'; s++) {
		assert_true((unsigned char)*s >= 0x20);
		if (*s == '"') {
			for (s++; *s != '"'; s++) {
				assert_true((unsigned char)*s >= 0x20);
				s += *s == '\\';
			}
		} else if (*s == '{' || *s == '[') {
			assert_true(depth < sizeof(open));
			open[depth++] = *s == '{' ? '}' : ']';
		} else if (*s == '}' || *s == ']') {
			assert_true(depth > 0);
			assert_int_equal(open[--depth], *s);
		}
	}
	assert_int_equal(depth, 0);
}

static void report_has(const char *format, const char *part)
{
	report_case_has(&c, format, part);
}

static void report_lacks(const char *format, const char *part)
{
	report_case_lacks(&c, format, part);
}

static void a_reset_has_all_that_is_known(void **state)
{
	char *text = report_case_run(&c, "ndjson", 1);

	(void)state;
	*strchr(text, '\n') = '\0';
	assert_string_equal(text,
		"{\"type\":\"reset\",\"id\":1,\"file\":\"client.pcap\",\"frame\":1187,"
		"\"frames\":[1187],\"time\":\"2026-02-21T10:05:53.482113000Z\","
		"\"flow\":{\"id\":7,\"community_id\":\"1:abc=\","
		"\"client\":{\"ip\":\"10.0.0.5\",\"port\":43210},"
		"\"server\":{\"ip\":\"10.0.0.9\",\"port\":5432},\"roles\":\"handshake\","
		"\"first_frame\":12,\"last_frame\":1187,"
		"\"start\":\"2026-02-21T09:59:13.482113000Z\",\"duration\":400,"
		"\"idle\":350.2,\"packets\":{\"client\":9,\"server\":7},"
		"\"bytes\":{\"client\":700,\"server\":2000},\"duplicates\":0,"
		"\"vlan\":[],\"tunnel\":[],\"conn_state\":\"RSTR\",\"history\":\"ShADadr\","
		"\"protocol\":\"postgresql\","
		"\"dialogue\":{\"requests\":0,\"responses\":0,\"request_open\":true}},"
		"\"rst\":{\"from\":\"server\",\"seq\":4000000000,\"ack\":0,\"flags\":\"R\","
		"\"window\":0,\"ttl\":63,\"ip_id\":0,\"tos\":0},"
		"\"phase\":\"data-transfer\","
		"\"state\":{\"client\":\"ESTABLISHED\",\"server\":\"CLOSED\"},"
		"\"origin\":{\"by\":\"server\",\"confidence\":0.95,\"third_party\":0.00,"
		"\"why\":\"reason 3 about 41 in frame 0\"},"
		"\"effect\":{\"verdict\":\"accepted\",\"why\":\"reason 1 about 0 in frame 0\"},"
		"\"harm\":{\"verdict\":\"disruptive\","
		"\"unacked_bytes\":{\"client\":48,\"server\":0},\"request_open\":true},"
		"\"trigger\":{\"frame\":1186,\"after\":0.00019,"
		"\"what\":\"reason 2 about 48 in frame 0\"},"
		"\"cause\":{\"slug\":\"undetermined\",\"title\":\"undetermined\","
		"\"confidence\":0.00,\"alternatives\":[]},"
		"\"evidence\":[],\"errors\":{},\"unseen\":[],\"icmp\":[],\"logs\":[],\"advice\":[],"
		"\"segments\":[{\"frame\":1187,\"time\":\"2026-02-21T10:05:53.482113000Z\","
		"\"from\":\"server\",\"seq\":4000000000,\"ack\":0,\"flags\":\"R\","
		"\"window\":0,\"ttl\":63,\"ip_id\":0,\"origin\":\"server\","
		"\"effect\":\"accepted\",\"why\":\"reason 1 about 0 in frame 0\","
		"\"role\":\"deciding\",\"trigger\":{\"frame\":1186,\"after\":0.00019,"
		"\"what\":\"reason 2 about 48 in frame 0\"}}],"
		"\"filter\":\"ip.addr==10.0.0.5 && ip.addr==10.0.0.9 && "
		"tcp.port==43210 && tcp.port==5432\"}");
	free(text);
}

static void ndjson_ends_with_captures_and_the_summary(void **state)
{
	char *text = report_case_run(&c, "ndjson", 2), *line = text;
	static const char *const starts[] = {
		"{\"type\":\"reset\",\"id\":1,", "{\"type\":\"reset\",\"id\":2,",
		"{\"type\":\"capture\",\"file\":\"client.pcap\",",
		"{\"type\":\"summary\",\"schema\":\"tcpblame/1\",\"tool\":{",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		assert_memory_equal(line, starts[i], strlen(starts[i]));
		assert_balanced(line);
		line = strchr(line, '\n') + 1;
	}
	assert_string_equal(line, "");
	free(text);
}

/* Takes the line breaks out, which stand between values only. */
static void join_lines(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (*s != '\n')
			*to++ = *s;
	*to = '\0';
}

static void json_is_one_object_of_all(void **state)
{
	char *text = report_case_run(&c, "json", 3);
	const char *start = "{\"schema\":\"tcpblame/1\",\"tool\":{\"name\":\"tcpblame\",";

	(void)state;
	assert_int_equal(text[strlen(text) - 1], '\n');
	join_lines(text);
	assert_balanced(text);
	assert_memory_equal(text, start, strlen(start));
	assert_non_null(strstr(text, "\"resets\":[{\"id\":1,"));
	assert_non_null(strstr(text, "},{\"id\":3,"));
	assert_non_null(strstr(text, "}],\"captures\":[{\"file\":\"client.pcap\","));
	assert_non_null(strstr(text, "\"groups\":[],\"summary\":{\"packets\":3412,"));
	free(text);
}

static void json_without_a_reset_is_whole(void **state)
{
	char *text = report_case_run(&c, "json", 0);

	(void)state;
	join_lines(text);
	assert_balanced(text);
	assert_non_null(strstr(text, "\"resets\":[],\"captures\":[{"));
	assert_non_null(strstr(text, "\"by_cause\":{},"));
	free(text);
}

static void a_live_reset_is_out_when_its_call_returns(void **state)
{
	static const char *const formats[] = { "ndjson", "json", "text" };

	(void)state;
	c.options.live = true;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const struct tb_format *f = tb_format_find(formats[i]);
		struct tb_report *r;
		long before;

		c.options.out = tmpfile();
		r = f->begin(&c.options);
		before = ftell(c.options.out);
		f->verdict(r, &c.v);
		assert_true(ftell(c.options.out) > before + 100);
		f->end(r, &c.summary);
		fclose(c.options.out);
	}
}

static void what_is_not_known_is_absent_or_null(void **state)
{
	(void)state;
	c.rst[0].trigger = (struct tb_trigger){ 0 };
	c.rst[0].has_ip_id = false;
	c.rst[0].effect_why.code = 0;
	c.v.dialogue = (struct tb_dialogue){ 0 };
	c.v.origin.by = TB_ORIGIN_UNKNOWN;
	c.v.origin.why.code = 0;
	report_has("ndjson", "\"trigger\":null,");
	report_lacks("ndjson", "\"trigger\":{");
	report_lacks("ndjson", "ip_id");
	report_lacks("ndjson", "protocol");
	report_lacks("ndjson", "request_open");
	report_lacks("ndjson", "\"why\"");
	report_lacks("ndjson", "\"early\"");
	report_has("ndjson", "\"errors\":{}");
}

static void frames_of_other_files_bear_their_file(void **state)
{
	(void)state;
	c.captures[1] = (struct tb_capture){ .file = "b.pcap", .complete = true };
	c.options.n_captures = 2;
	c.v.n_rst = 2;
	c.v.deciding = 1;
	c.rst[1] = c.rst[0];
	c.rst[1].frame = (struct tb_ref){ 3, 1 };
	c.v.flow.last_frame = (struct tb_ref){ 3, 1 };
	c.v.origin.why = report_why(9, 5, 1);
	report_has("ndjson", "\"file\":\"b.pcap\",\"frame\":3,"
			     "\"frames\":[{\"frame\":1187,\"file\":\"client.pcap\"},3],");
	report_has("ndjson", "\"first_frame\":12,\"first_file\":\"client.pcap\","
			     "\"last_frame\":3,\"start\"");
	report_has("ndjson", "\"trigger\":{\"frame\":1186,\"file\":\"client.pcap\",\"after\"");
	report_has("ndjson", "[{\"frame\":1187,\"file\":\"client.pcap\",\"time\"");
	report_has("ndjson", "{\"frame\":3,\"time\"");
	report_has("ndjson", "reason 9 about 1 in frame 5 (in client.pcap)\"");
}

static void layers_and_ipv6_are_told(void **state)
{
	static const struct tb_tunnel tunnel[] = {
		{ TB_LAYER_VXLAN, 42 }, { TB_LAYER_IPIP, 0 },
	};

	(void)state;
	c.v.flow.end[TB_CLIENT].addr = (struct tb_addr){ { 0x20, 1, 0xd, 0xb8, [15] = 1 } };
	c.v.flow.end[TB_SERVER].addr = (struct tb_addr){ { 0xfe, 0x80, [15] = 2 } };
	c.v.flow.vlan[0] = 10;
	c.v.flow.vlan[1] = 4095;
	c.v.flow.n_vlan = 2;
	c.v.flow.tunnel = tunnel;
	c.v.flow.n_tunnel = 2;
	report_has("ndjson", "\"client\":{\"ip\":\"2001:db8::1\",\"port\":43210}");
	report_has("ndjson", "\"vlan\":[10,4095],\"tunnel\":[{\"layer\":\"vxlan\",\"id\":42},"
			     "{\"layer\":\"");
	report_has("ndjson", "\"filter\":\"ipv6.addr==2001:db8::1 && ipv6.addr==fe80::2 && ");
}

static void the_dialogue_is_told_as_far_as_it_was_readable(void **state)
{
	(void)state;
	c.v.dialogue = (struct tb_dialogue){
		.protocol = "tls",
		.server_name = "example.org/not-mine",
		.server_name_len = 11,
		.requests = 3,
		.responses = 2,
		.method = "GET",
		.status = 200,
		.response_complete = TB_NO,
		.handshake_done = TB_YES,
		.has_alert = true,
		.alert_from = TB_SERVER,
		.alert_level = 2,
		.alert_code = 40,
		.alert_name = "handshake_failure",
	};
	report_has("ndjson", "\"server_name\":\"example.org\",\"protocol\":\"tls\","
			     "\"dialogue\":{\"requests\":3,\"responses\":2,\"method\":\"GET\","
			     "\"status\":200,\"response_complete\":false,"
			     "\"handshake_done\":true,\"alert\":{\"from\":\"server\","
			     "\"level\":\"fatal\",\"code\":40,"
			     "\"name\":\"handshake_failure\"}}}");
	c.v.dialogue = (struct tb_dialogue){ .protocol = "postgresql", .sqlstate = "57P02" };
	report_has("ndjson", "\"ended_by\":{\"sqlstate\":\"57P02\",\"meaning\":\"ended because "
			     "another process of the server crashed\"}");
}

static void the_packet_itself_is_told(void **state)
{
	static const char *const interfaces[] = { NULL, "eth\x1b[0m" };

	(void)state;
	c.rst[0].flags = TB_RST | TB_ACK;
	c.rst[0].payload_len = 7;
	c.rst[0].payload = (const uint8_t *)"Go\0away";
	c.rst[0].payload_kept = 7;
	c.rst[0].options = (const uint8_t *)"\1\1\10\12\0\0\0\1\0\0\0\2";
	c.rst[0].options_len = 12;
	c.rst[0].checksum_bad = true;
	c.rst[0].comment = "why \xff";
	c.rst[0].comment_len = 5;
	c.rst[0].interface = 1;
	c.captures[0].interfaces = interfaces;
	c.captures[0].n_interfaces = 2;
	report_has("ndjson", "\"flags\":\"R.\"");
	report_has("ndjson", "\"checksum_bad\":true,\"payload_bytes\":7,\"tos\":0,"
			     "\"options\":[\"nop\",\"nop\",\"TS val 1 ecr 2\"],"
			     "\"payload_text\":\"Go\\u0000away\"}");
	report_has("ndjson", "\"interface\":\"eth\\u001b[0m\",\"comment\":\"why \xef\xbf\xbd\"}");
	report_has("ndjson", "\"interfaces\":[null,\"eth\\u001b[0m\"]");
}

static void what_the_rst_says_of_itself_is_told(void **state)
{
	(void)state;
	report_lacks("ndjson", "\"code\":{\"kind\"");
	c.rst[0].code = (struct tb_code){
		.kind = TB_CODE_DIAGNOSTIC, .has_number = true, .number = 12, .enterprise = 9,
		.relayed = true, .text = (const uint8_t *)"\x1b\"gone\"", .text_len = 7,
	};
	report_has("ndjson", "\"tos\":0,\"code\":{\"kind\":\"diagnostic-payload\",\"number\":12,"
			     "\"enterprise\":9,\"relayed\":true,"
			     "\"text\":\"\\u001b\\\"gone\\\"\"}}");
	c.rst[0].code = (struct tb_code){
		.kind = TB_CODE_NETSCALER, .has_number = true, .number = 9300, .weak = true,
		.meaning = "idle",
	};
	report_has("ndjson", "\"code\":{\"kind\":\"netscaler\",\"number\":9300,"
			     "\"meaning\":\"idle\",\"relayed\":false,\"weak\":true}");
	c.rst[0].code = (struct tb_code){
		.kind = TB_CODE_BYTES, .text = (const uint8_t *)"\0\xfe\x1b", .text_len = 3,
	};
	report_has("ndjson", "\"code\":{\"kind\":\"bytes\",\"relayed\":false,\"hex\":\"00fe1b\"}");
}

static void icmp_errors_and_the_unseen_are_told(void **state)
{
	(void)state;
	c.v.icmp[0] = (struct tb_icmp_error){
		.frame = { 1180, 0 },
		.time = c.rst[0].time,
		.from = report_v4(192, 0, 2, 1),
		.type = 3,
		.code = 1,
		.quotes = TB_SERVER,
		.in_window = TB_YES,
	};
	c.v.n_icmp = 1;
	c.v.unseen[0] = report_why(4, 0, 0);
	c.v.unseen[1] = report_why(5, 0, 0);
	c.v.n_unseen = 2;
	c.v.early = true;
	report_has("ndjson", "\"icmp\":[{\"frame\":1180,"
			     "\"time\":\"2026-02-21T10:05:53.482113000Z\","
			     "\"from\":\"192.0.2.1\",\"version\":4,\"type\":3,\"code\":1,"
			     "\"what\":\"host unreachable\",\"quotes\":\"server\","
			     "\"in_window\":true}]");
	report_has("ndjson", "\"unseen\":[\"reason 4 about 0 in frame 0\","
			     "\"reason 5 about 0 in frame 0\"]");
	report_has("ndjson", "\"early\":true");
}

static void round_trips_are_told_where_known(void **state)
{
	(void)state;
	c.v.flow.rtt[TB_SERVER] = 30 * TB_MILLISECOND;
	report_has("ndjson", "\"rtt\":{\"server\":0.03},");
	c.v.flow.rtt[TB_CLIENT] = 0;
	report_has("ndjson", "\"rtt\":{\"client\":0,\"server\":0.03},");
}

static void a_damaged_capture_says_so(void **state)
{
	(void)state;
	c.captures[0].complete = false;
	c.captures[0].problem = "client.pcap: cut \"short\"";
	c.captures[0].compression = "gzip";
	c.captures[0].link_types[1] = 999;
	c.captures[0].n_link_types = 2;
	c.captures[0].has_times = true;
	c.captures[0].last = (tb_time){ TB_SECOND };
	c.captures[0].decode[TB_DECODE_CUT_SHORT] = 12;
	c.captures[0].has_drops = true;
	c.captures[0].dropped = 5;
	report_has("ndjson", "\"compression\":\"gzip\",\"link_types\":[\"EN10MB\",\"999\"],");
	report_has("ndjson", "\"first\":\"1970-01-01T00:00:00.000000000Z\","
			     "\"last\":\"1970-01-01T00:00:01.000000000Z\","
			     "\"complete\":false,\"problem\":\"client.pcap: cut \\\"short\\\"\","
			     "\"decode\":{\"ok\":0,");
	report_has("ndjson", "\"cut-short\":12,");
	report_has("ndjson", "\"received\":0,\"dropped\":5,\"interface_dropped\":0}");
}

static void the_summary_counts_by_name(void **state)
{
	(void)state;
	c.summary.by_origin[TB_ORIGIN_SERVER] = 1;
	c.summary.by_phase[TB_PHASE_DATA_TRANSFER] = 1;
	c.summary.by_effect[TB_EFFECT_ACCEPTED] = 1;
	c.summary.by_harm[TB_HARM_DISRUPTIVE] = 1;
	c.summary.flows_evicted = 4;
	report_has("ndjson", "\"by_cause\":{\"undetermined\":1},\"by_origin\":{\"server\":1},"
			     "\"by_phase\":{\"data-transfer\":1},\"by_effect\":{\"accepted\":1},"
			     "\"disruptive\":1,\"benign\":0,\"harm_unknown\":0,"
			     "\"flows_evicted\":4,\"episodes_dropped\":0,");
}

static void attempts_that_icmp_answered_are_in_the_summary(void **state)
{
	struct tb_unreached *u = c.summary.unreached_by;

	(void)state;
	report_lacks("ndjson", "unreached");
	c.summary.unreached = 3;
	c.summary.n_unreached_by = 1;
	u[0].connections = 3;
	u[0].first = (struct tb_icmp_error){ .frame = { 4, 0 }, .from = report_v4(192, 0, 2, 1),
					     .type = 3, .code = 13 };
	report_has("ndjson", "\"unreached\":{\"connections\":3,\"by\":[{\"connections\":3,"
			     "\"frame\":4,\"file\":\"client.pcap\",");
	report_has("ndjson", "\"from\":\"192.0.2.1\",\"version\":4,\"type\":3,\"code\":13,"
			     "\"what\":\"prohibited by a filter\"}]},\"decode\":");
}

static void captures_that_are_not_known_are_not_named(void **state)
{
	(void)state;
	c.rst[0].frame.file = 5;
	report_has("ndjson", "{\"type\":\"reset\",\"id\":1,\"frame\":1187,");
}

/* More RSTs than a buffer holds. */
static void an_episode_may_be_of_any_length(void **state)
{
	enum { MANY = 5000 };
	struct tb_rst *rst = calloc(MANY, sizeof(*rst));
	char *text;

	(void)state;
	assert_non_null(rst);
	for (size_t i = 0; i < MANY; i++) {
		rst[i] = c.rst[0];
		rst[i].frame.number = i + 1;
	}
	c.v.rst = rst;
	c.v.n_rst = MANY;
	text = report_case_run(&c, "ndjson", 1);
	assert_balanced(text);
	assert_non_null(strstr(text, ",4999,5000],\"time\""));
	free(text);
	free(rst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_reset_has_all_that_is_known, setup),
		cmocka_unit_test_setup(ndjson_ends_with_captures_and_the_summary, setup),
		cmocka_unit_test_setup(json_is_one_object_of_all, setup),
		cmocka_unit_test_setup(json_without_a_reset_is_whole, setup),
		cmocka_unit_test_setup(a_live_reset_is_out_when_its_call_returns, setup),
		cmocka_unit_test_setup(what_is_not_known_is_absent_or_null, setup),
		cmocka_unit_test_setup(frames_of_other_files_bear_their_file, setup),
		cmocka_unit_test_setup(layers_and_ipv6_are_told, setup),
		cmocka_unit_test_setup(the_dialogue_is_told_as_far_as_it_was_readable, setup),
		cmocka_unit_test_setup(the_packet_itself_is_told, setup),
		cmocka_unit_test_setup(what_the_rst_says_of_itself_is_told, setup),
		cmocka_unit_test_setup(icmp_errors_and_the_unseen_are_told, setup),
		cmocka_unit_test_setup(round_trips_are_told_where_known, setup),
		cmocka_unit_test_setup(a_damaged_capture_says_so, setup),
		cmocka_unit_test_setup(the_summary_counts_by_name, setup),
		cmocka_unit_test_setup(attempts_that_icmp_answered_are_in_the_summary, setup),
		cmocka_unit_test_setup(captures_that_are_not_known_are_not_named, setup),
		cmocka_unit_test_setup(an_episode_may_be_of_any_length, setup),
	};

	return cmocka_run_group_tests_name("report_json", tests, NULL, NULL);
}
