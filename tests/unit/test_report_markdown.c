/* SPDX-License-Identifier: BSD-3-Clause */
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
	c.v.dialogue.protocol = "http";
	c.v.dialogue.method = "GET";
	c.v.dialogue.requests = 1;
	return 0;
}

static void has(const char *part)
{
	report_case_has(&c, "markdown", part);
}

static void lacks(const char *part)
{
	report_case_lacks(&c, "markdown", part);
}

static void a_reset_is_a_heading_and_a_list(void **state)
{
	(void)state;
	has("### 1 DISRUPTIVE: the server reset the connection: likely nobody knew it\n\n");
	has("\n\n- 2026-02-21 10:05:53.482113Z\n- 10.0.0.5:43210 > 10.0.0.9:5432 http;");
	has("\n- **effect**: accepted: reason 1 about 0 in frame 0\n");
	has("\n- **next**: Ask what dropped it. Send keepalives.\n");
	has("\n- **filter**: `ip.addr==10.0.0.5 && ip.addr==10.0.0.9 && tcp.port==43210 && "
	    "tcp.port==5432`\n");
}

static void the_answer_in_a_sentence_stands_above_all(void **state)
{
	static const char answer[] = "In the only reset among 61 connections, with 10.0.0.9:5432, "
				     "the server reset the connection: likely nobody knew it.\n\n"
				     "`client.pcap`: 3,412 packets, ";
	char *text;

	(void)state;
	c.summary.by_harm[TB_HARM_DISRUPTIVE] = 1;
	text = report_case_run(&c, "markdown", 1);
	assert_memory_equal(text, answer, sizeof(answer) - 1);
	free(text);
}

static void parts_of_the_report_are_headings_with_lists(void **state)
{
	(void)state;
	report_case_group(&c);
	has("\n## together\n\n- ");
	has(")\n\n### ");
	has("\n\n## summary\n\n- **cause**: half-open-connection 1\n");
}

static void the_segments_are_a_block_of_code(void **state)
{
	static const struct tb_rung rungs[] = {
		{ .frame = { 1187, 1 }, .from = TB_SERVER, .flags = TB_RST },
	};
	static const struct tb_ladder ladder = { .rung = rungs, .n = 1 };

	(void)state;
	lacks("```");
	c.v.ladder = &ladder;
	c.captures[1].file = "```\n<b>";
	c.options.n_captures = 2;
	has("\n\n```text\n   frame     seconds  client 10.0.0.5:43210; server 10.0.0.9:5432\n");
	has("  ```\\x0a<b>\n```\n\n## summary");
}

static void name(const char *bytes)
{
	c.v.dialogue.server_name = bytes;
	c.v.dialogue.server_name_len = strlen(bytes);
}

static void talks_to(const char *bytes, const char *shown)
{
	char part[512];

	name(bytes);
	snprintf(part, sizeof(part), "- **talk**: GET to %s", shown);
	has(part);
}

static void words_that_could_be_active_are_code(void **state)
{
	(void)state;
	talks_to("plain", "plain, ");
	talks_to("*bold* _em_", "`*bold* _em_`, ");
	talks_to("<script>alert(1)</script>", "`<script>alert(1)</script>`, ");
	talks_to("[a](http://b) ![c](d)", "`[a](http://b) ![c](d)`, ");
	talks_to("a | b", "a `|` b, ");
	talks_to("&copy; $x$ {code}", "`&copy`; `$x$ {code}`, ");
	talks_to("~~x~~ a\\b", "`~~x~~ a\\\\b`, ");
}

static void what_sites_look_for_after_rendering_is_code(void **state)
{
	(void)state;
	talks_to("@all", "`@all`, ");
	talks_to("#1 !2 %3 GH-4", "`#1 !2 %3 GH-4`, ");
	talks_to("(GH-12) x/gh-12 nigh-12", "`(GH-12) x/gh-12` nigh-12, ");
	talks_to("http://evil.example", "`http://evil.example`, ");
	talks_to("evil.example", "`evil.example`, ");
	talks_to("evil.\xd1\x80\xd1\x84", "`evil.\xd1\x80\xd1\x84`, ");
	talks_to("fe80:: is", "fe80:: is, ");
	talks_to("WWW.evil.example", "`WWW.evil.example`, ");
	talks_to("2001:a:b::1", "`2001:a:b::1`, ");
	talks_to(":100:", "`:100:`, ");
	talks_to("10:05:53", "10:05:53, ");
	talks_to("see page 1", "see page 1, ");
}

static void no_backtick_ends_code_early(void **state)
{
	(void)state;
	talks_to("`", "`` ` ``, ");
	talks_to("a`b", "``a`b``, ");
	talks_to("``x```", "```` ``x``` ````, ");
	talks_to("` | `", "`` ` | ` ``, ");
}

static void no_name_of_a_file_begins_a_block(void **state)
{
	static const struct {
		const char *file, *line;
	} rows[] = {
		{ "# a.pcap", "`# a.pcap`: 3,412 packets" },
		{ "1. a.pcap", "`1.` `a.pcap`: " },
		{ "12) a", "`12)` a: " },
		{ "- a", "`-` a: " },
		{ "+ a", "`+` a: " },
		{ "> a", "`>` a: " },
		{ "--- a", "`---` a: " },
		{ "-a", "-a: " },
		{ "1.2.pcap", "`1.2.pcap`: " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text;

		c.captures[0].file = rows[i].file;
		text = report_case_run(&c, "markdown", 0);
		assert_memory_equal(text, rows[i].line, strlen(rows[i].line));
		free(text);
	}
}

static void what_is_wrong_with_the_input_stands_at_the_top(void **state)
{
	(void)state;
	c.captures[0].complete = false;
	c.captures[0].problem = "client.pcap: *cut*";
	has("\n\n- **INCOMPLETE**: `client.pcap`: `*cut*`\n\n### 1 ");
}

static void live_the_ticket_is_that_of_a_file(void **state)
{
	struct report_case live = c;
	char *report = report_case_run(&c, "markdown", 5), *same;

	(void)state;
	live.v.rst = live.rst;
	live.options.live = true;
	same = report_case_run(&live, "markdown", 5);
	assert_string_equal(report, same);
	free(same);
	free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_reset_is_a_heading_and_a_list, setup),
		cmocka_unit_test_setup(the_answer_in_a_sentence_stands_above_all, setup),
		cmocka_unit_test_setup(parts_of_the_report_are_headings_with_lists, setup),
		cmocka_unit_test_setup(the_segments_are_a_block_of_code, setup),
		cmocka_unit_test_setup(words_that_could_be_active_are_code, setup),
		cmocka_unit_test_setup(what_sites_look_for_after_rendering_is_code, setup),
		cmocka_unit_test_setup(no_backtick_ends_code_early, setup),
		cmocka_unit_test_setup(no_name_of_a_file_begins_a_block, setup),
		cmocka_unit_test_setup(what_is_wrong_with_the_input_stands_at_the_top, setup),
		cmocka_unit_test_setup(live_the_ticket_is_that_of_a_file, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
