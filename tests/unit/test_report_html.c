/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
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
	c.summary.by_harm[TB_HARM_DISRUPTIVE] = 1;
	return 0;
}

static void has(const char *part)
{
	c.v.id = 1;
	report_case_has(&c, "html", part);
}

static void lacks(const char *part)
{
	report_case_lacks(&c, "html", part);
}

static void a_verdict_is_an_element_that_can_be_found(void **state)
{
	(void)state;
	report_case_cause(&c);
	c.v.cause.slug = "process-terminated";
	has("<details class=\"new\" open id=\"r1\" data-cause=\"process-terminated\" "
	    "data-origin=\"server\" data-harm=\"disruptive\" data-lost=\"48\" "
	    "data-ends=\"10.0.0.5:43210 10.0.0.9:5432\">");
}

static void the_policy_allows_one_style_and_one_script_and_nothing_else(void **state)
{
	(void)state;
	has("content=\"default-src 'none'; style-src 'sha256-");
	has("; base-uri 'none'; form-action 'none'\">");
	lacks("unsafe");
	lacks("style=\"");
	lacks("://");
}

static void points_of_a_paragraph_are_a_list(void **state)
{
	(void)state;
	c.v.unseen[0] = report_why(5, 0, 1);
	c.v.n_unseen = 1;
	has("<dt>not seen</dt><dd>reason 5 about 1 in frame 0</dd>");
	c.v.unseen[1] = report_why(6, 0, 2);
	c.v.n_unseen = 2;
	has("<dt>not seen</dt><dd><ul><li>reason 5 about 1 in frame 0"
	    "<li>reason 6 about 2 in frame 0</ul></dd>");
}

static const char markup[] = "</p><script>alert(1)</script><img src=x onerror='a'>&\"\x1b[2J";
static const char inert[] = "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x "
			    "onerror=&#39;a&#39;&gt;&amp;&quot;\\x1b[2J";

/* But for the page's own script there is none, and all of it is there to be read. */
static void is_inert(void)
{
	has(inert);
	lacks("<script>alert");
	lacks("<img");
	lacks("\x1b");
}

static void a_server_name_is_no_markup(void **state)
{
	(void)state;
	c.v.dialogue.server_name = markup;
	c.v.dialogue.server_name_len = strlen(markup);
	is_inert();
}

static void a_payload_is_no_markup(void **state)
{
	(void)state;
	c.rst[0].payload = (const uint8_t *)markup;
	c.rst[0].payload_kept = strlen(markup);
	c.rst[0].payload_len = (uint32_t)strlen(markup);
	is_inert();
}

static void a_comment_is_no_markup(void **state)
{
	(void)state;
	c.rst[0].comment = markup;
	c.rst[0].comment_len = strlen(markup);
	is_inert();
}

static void a_line_of_a_log_is_no_markup(void **state)
{
	struct tb_log_tie tie = { .file = markup, .line = 3, .text = markup,
				  .text_len = strlen(markup), .why = "fits" };

	(void)state;
	c.v.log = &tie;
	c.v.n_log = 1;
	is_inert();
}

static void a_file_s_name_is_no_markup(void **state)
{
	(void)state;
	c.captures[0].file = markup;
	is_inert();
}

static void a_group_s_name_is_no_markup(void **state)
{
	(void)state;
	report_case_group(&c);
	c.group.name = markup;
	c.group.name_len = strlen(markup);
	is_inert();
}

static struct tb_rung rungs[3];
static struct tb_ladder ladder;

static void give_ladder(void)
{
	memset(rungs, 0, sizeof(rungs));
	rungs[0] = (struct tb_rung){ .frame = { 1180, 0 }, .flags = TB_ACK, .rel_seq = 1 };
	rungs[1] = (struct tb_rung){ .frame = { 1186, 0 }, .flags = TB_ACK | TB_PSH,
				     .rel_seq = 11, .len = 48, .missing = 10,
				     .part = TB_RUNG_TRIGGER };
	rungs[2] = (struct tb_rung){ .frame = { 1187, 0 }, .flags = TB_RST, .from = TB_SERVER,
				     .part = TB_RUNG_DECIDING };
	for (size_t i = 0; i < 3; i++)
		rungs[i].time = c.rst[0].time;
	rungs[0].time.ns -= 5 * TB_SECOND;
	rungs[2].state[TB_CLIENT] = TB_STATE_CLOSED;
	ladder = (struct tb_ladder){ .rung = rungs, .n = 3, .earlier = 4 };
	c.v.ladder = &ladder;
}

static void a_ladder_has_each_segment_and_what_is_missing(void **state)
{
	(void)state;
	give_ladder();
	has(">4 segments before not shown</text>");
	has(">5 s of silence</text>");
	has(">10 bytes from the client not captured here</text>");
	has("class=\"rung trigger\" id=\"r1-1186\" data-frame=\"1186\"");
	has("class=\"rung rst deciding\" id=\"r1-1187\" data-frame=\"1187\"");
	has("P. seq 11:59 ack 0, 48 bytes</text><use href=\"#right\"/>");
	has("R seq 0</text><use href=\"#left\"/>");
	has(">CLOSED</text>");
}

static void the_answer_is_no_surer_than_the_verdict(void **state)
{
	(void)state;
	has("<p>In the only reset among 61 connections, with 10.0.0.9:5432, the server reset the "
	    "connection in mid-transfer; why is undetermined.</p>");
	report_case_cause(&c);
	c.v.cause = (struct tb_weighed){ "close-with-unread-data", "it closed too early", 0.7 };
	has("the server reset the connection: likely it closed too early.</p>");
	c.v.origin.by = TB_ORIGIN_THIRD_PARTY;
	c.v.origin.confidence = 0.5;
	has("possibly a third party, in the server&#39;s name, reset the connection in "
	    "mid-transfer (likely: it closed too early).</p>");
}

static void the_answer_tells_how_many(void **state)
{
	char *report;

	(void)state;
	c.summary.resets = 5;
	c.summary.by_harm[TB_HARM_DISRUPTIVE] = 4;
	report = report_case_run(&c, "html", 3);
	assert_non_null(strstr(report, "<p>In 3 of the 4 disruptive resets among 61 connections, "
				       "all with 10.0.0.9:5432, the server"));
	free(report);
}

static char *three_and_a_less_sure_one(void)
{
	const struct tb_format *f = tb_format_find("html");
	struct tb_report *r;
	char *text = NULL;
	size_t size = 0;

	c.summary.resets = c.summary.by_harm[TB_HARM_DISRUPTIVE] = 4;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	for (c.v.id = 1; c.v.id <= 4; c.v.id++) {
		c.v.cause = (struct tb_weighed){ "process-terminated", "the process ended",
						 c.v.id == 2 ? 0.5 : 0.95 };
		f->verdict(r, &c.v);
		if (c.v.id == 3)
			c.v.flow.end[TB_SERVER].addr.byte[15]++;
	}
	f->end(r, &c.summary);
	fclose(c.options.out);
	return text;
}

static void the_answer_is_as_sure_as_the_least_sure_verdict(void **state)
{
	char *report = three_and_a_less_sure_one();

	(void)state;
	assert_non_null(strstr(report, "<p>In all 4 disruptive resets among 61 connections (with "
				       "several servers, 3 with 10.0.0.9:5432), the server reset "
				       "the connection: possibly the process ended.</p>"));
	free(report);
}

static void live_the_page_is_that_of_a_file(void **state)
{
	struct report_case live = c;
	char *report = report_case_run(&c, "html", 2), *same;

	(void)state;
	live.v.rst = live.rst;
	live.options.live = true;
	same = report_case_run(&live, "html", 2);
	assert_string_equal(report, same);
	free(same);
	free(report);
}

static void times_far_apart_do_not_break_the_picture(void **state)
{
	(void)state;
	c.captures[0].has_times = true;
	c.captures[0].first.ns = INT64_MIN;
	c.captures[0].last.ns = INT64_MAX;
	has("<rect x=\"59%\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_verdict_is_an_element_that_can_be_found, setup),
		cmocka_unit_test_setup(the_policy_allows_one_style_and_one_script_and_nothing_else, setup),
		cmocka_unit_test_setup(points_of_a_paragraph_are_a_list, setup),
		cmocka_unit_test_setup(a_server_name_is_no_markup, setup),
		cmocka_unit_test_setup(a_payload_is_no_markup, setup),
		cmocka_unit_test_setup(a_comment_is_no_markup, setup),
		cmocka_unit_test_setup(a_line_of_a_log_is_no_markup, setup),
		cmocka_unit_test_setup(a_file_s_name_is_no_markup, setup),
		cmocka_unit_test_setup(a_group_s_name_is_no_markup, setup),
		cmocka_unit_test_setup(a_ladder_has_each_segment_and_what_is_missing, setup),
		cmocka_unit_test_setup(the_answer_is_no_surer_than_the_verdict, setup),
		cmocka_unit_test_setup(the_answer_tells_how_many, setup),
		cmocka_unit_test_setup(the_answer_is_as_sure_as_the_least_sure_verdict, setup),
		cmocka_unit_test_setup(live_the_page_is_that_of_a_file, setup),
		cmocka_unit_test_setup(times_far_apart_do_not_break_the_picture, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
