/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <tcpblame/rulebook.h>

#include "cli/metrics.h"

static char told[1 << 20];

static const struct tb_summary summary = { .packets = 12, .flows = 3,
					   .decode = { [TB_DECODE_OK] = 12 } };
static const struct tb_capture capture = { .file = "e\"th\\0", .has_drops = true, .dropped = 7 };

static const char *tell(const struct tb_metrics *m, enum tb_metrics_form form)
{
	const struct tb_metrics_run run = { .summary = &summary,
					    .capture = &capture, .shown = &capture,
					    .n_captures = 1, .lines_lost = 5, .syslog_lost = 6,
					    .memory = 4096, .waiting = 61500000000, .has_last = true,
					    .last = { 1500000000 }, .lag = 250000000 };
	struct tb_text t;

	tb_text_init(&t, told, sizeof(told), NULL);
	tb_metrics_write(m, &run, form, &t);
	assert_false(t.cut);
	return told;
}

static void assert_tells(const char *text, const char *line)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "\n%s\n", line);
	if (strstr(text, whole) == NULL)
		fail_msg("no line '%s' in\n%s", line, text);
}

static void count(struct tb_metrics *m, const char *cause, uint8_t host)
{
	struct tb_verdict v = { .cause.slug = cause, .origin.by = TB_ORIGIN_SERVER,
				.phase = TB_PHASE_DATA_TRANSFER,
				.harm.verdict = TB_HARM_DISRUPTIVE };

	v.flow.end[TB_SERVER] = (struct tb_endpoint){
		{ { [10] = 0xff, 0xff, 10, 0, 0, host } }, 80 };
	tb_metrics_verdict(m, &v);
}

static void endings_are_counted_by_cause_maker_phase_and_harm_and_by_server(void **state)
{
	struct tb_metrics *m = tb_metrics_new();
	const char *text;

	(void)state;
	count(m, "abortive-close", 1);
	count(m, "abortive-close", 2);
	count(m, "undetermined", 1);
	text = tell(m, TB_METRICS_PROMETHEUS);
	assert_tells(text, "tcpblame_resets_total{cause=\"abortive-close\",origin=\"server\","
		     "phase=\"data-transfer\",harm=\"disruptive\"} 2");
	assert_tells(text, "tcpblame_resets_total{cause=\"undetermined\",origin=\"server\","
		     "phase=\"data-transfer\",harm=\"disruptive\"} 1");
	assert_tells(text, "tcpblame_server_resets_total{server=\"10.0.0.1:80\"} 2");
	tb_metrics_free(m);
}

static void every_cause_has_a_series_of_its_own(void **state)
{
	struct tb_metrics *m = tb_metrics_new();

	(void)state;
	for (size_t i = 0; i < tb_cause_count(); i++)
		count(m, tb_cause_info_at(i)->slug, 1);
	for (size_t i = 0; i < tb_cause_count(); i++) {
		char line[256];

		snprintf(line, sizeof(line), "tcpblame_resets_total{cause=\"%s\",origin=\"server\","
			 "phase=\"data-transfer\",harm=\"disruptive\"} 1",
			 tb_cause_info_at(i)->slug);
		assert_tells(tell(m, TB_METRICS_PROMETHEUS), line);
	}
	tb_metrics_free(m);
}

static void servers_beyond_the_first_hundred_are_counted_together(void **state)
{
	struct tb_metrics *m = tb_metrics_new();
	const char *text;

	(void)state;
	for (unsigned i = 0; i < 250; i++)
		count(m, "undetermined", (uint8_t)i);
	text = tell(m, TB_METRICS_PROMETHEUS);
	assert_tells(text, "tcpblame_server_resets_total{server=\"10.0.0.99:80\"} 1");
	assert_null(strstr(text, "10.0.0.100:80"));
	assert_tells(text, "tcpblame_server_resets_total{server=\"other\"} 150");
	tb_metrics_free(m);
}

static void what_others_count_is_told_with_it(void **state)
{
	struct tb_metrics *m = tb_metrics_new();
	const char *text = tell(m, TB_METRICS_PROMETHEUS);

	(void)state;
	assert_tells(text, "tcpblame_packets_total 12");
	assert_tells(text, "tcpblame_flows_total 3");
	assert_tells(text, "tcpblame_decoded_total{outcome=\"ok\"} 12");
	assert_tells(text, "tcpblame_memory_bytes 4096");
	assert_tells(text, "tcpblame_last_packet_timestamp_seconds 1.5");
	assert_tells(text, "tcpblame_lag_seconds 0.25");
	assert_tells(text, "tcpblame_output_waiting_seconds 61.5");
	tb_metrics_free(m);
}

static void a_name_with_quotes_and_backslashes_stays_within_its_label(void **state)
{
	struct tb_metrics *m = tb_metrics_new();

	(void)state;
	assert_tells(tell(m, TB_METRICS_PROMETHEUS),
		     "tcpblame_capture_dropped_total{interface=\"e\\\"th\\\\\\\\0\"} 7");
	tb_metrics_free(m);
}

static void the_two_forms_differ_in_how_a_counter_is_declared_and_in_their_end(void **state)
{
	struct tb_metrics *m = tb_metrics_new();
	const char *text = tell(m, TB_METRICS_PROMETHEUS);

	(void)state;
	assert_tells(text, "# TYPE tcpblame_packets_total counter");
	assert_null(strstr(text, "# EOF"));
	text = tell(m, TB_METRICS_OPENMETRICS);
	assert_tells(text, "# TYPE tcpblame_packets counter");
	assert_tells(text, "tcpblame_packets_total 12");
	assert_string_equal(text + strlen(text) - 6, "# EOF\n");
	tb_metrics_free(m);
}

static void before_the_first_packet_there_is_no_time_of_one(void **state)
{
	struct tb_metrics *m = tb_metrics_new();
	const struct tb_metrics_run run = { .summary = &summary };
	struct tb_text t;

	(void)state;
	tb_text_init(&t, told, sizeof(told), NULL);
	tb_metrics_write(m, &run, TB_METRICS_PROMETHEUS, &t);
	assert_null(strstr(told, "timestamp"));
	assert_null(strstr(told, "lag"));
	tb_metrics_free(m);
}

static void what_the_report_and_the_log_lost_is_told(void **state)
{
	struct tb_metrics *m = tb_metrics_new();
	const char *text = tell(m, TB_METRICS_OPENMETRICS);

	(void)state;
	assert_tells(text, "# TYPE tcpblame_output_lines_lost counter");
	assert_tells(text, "tcpblame_output_lines_lost_total 5");
	assert_tells(text, "tcpblame_syslog_lost_total 6");
	tb_metrics_free(m);
}

static void nobody_counts_where_nobody_asked(void **state)
{
	(void)state;
	count(NULL, "undetermined", 1);
	tb_metrics_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(endings_are_counted_by_cause_maker_phase_and_harm_and_by_server),
		cmocka_unit_test(every_cause_has_a_series_of_its_own),
		cmocka_unit_test(servers_beyond_the_first_hundred_are_counted_together),
		cmocka_unit_test(what_others_count_is_told_with_it),
		cmocka_unit_test(a_name_with_quotes_and_backslashes_stays_within_its_label),
		cmocka_unit_test(the_two_forms_differ_in_how_a_counter_is_declared_and_in_their_end),
		cmocka_unit_test(before_the_first_packet_there_is_no_time_of_one),
		cmocka_unit_test(what_the_report_and_the_log_lost_is_told),
		cmocka_unit_test(nobody_counts_where_nobody_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
