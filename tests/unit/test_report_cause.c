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
	report_case_cause(&c);
	return 0;
}

static void text_has(const char *part)
{
	report_case_has(&c, "text", part);
}

static void text_lacks(const char *part)
{
	report_case_lacks(&c, "text", part);
}

static void json_has(const char *part)
{
	report_case_has(&c, "ndjson", part);
}

static void a_cause_is_told_with_what_speaks_for_and_against(void **state)
{
	(void)state;
	c.v.unseen[0] = report_why(31, 0, 0);
	c.v.n_unseen = 1;
	text_has("1  DISRUPTIVE  the server reset the connection: likely nobody knew it  ");
	text_has(
"   why      half-open-connection, likely (0.88): reason 11 about 0 in frame 1186 (frame 1187);\n"
"            reason 14 about 0 in frame 13\n"
"   against  reason 12 about 0 in frame 990; reason 13 about 0 in frame 12\n"
"   or       middlebox-idle-timeout, possible (0.17): a device forgot it\n"
"   next     Ask what dropped it. Send keepalives.\n"
"   unseen   reason 31 about 0 in frame 0\n"
"   answers  ");
}

static void a_cause_is_as_sure_as_its_confidence(void **state)
{
	(void)state;
	c.v.cause.confidence = 0.95;
	text_has("DISRUPTIVE  the server reset the connection: nobody knew it  ");
	text_has("   why      half-open-connection, almost certain (0.95): reason");
	c.v.cause.confidence = 0.59;
	c.v.id = 1;
	text_has("DISRUPTIVE  the server reset the connection: possibly nobody knew it  ");
	text_has("   why      half-open-connection, possible (0.59): reason");
}

static void evidence_is_told_up_to_a_point(void **state)
{
	(void)state;
	for (size_t i = 0; i < TB_MAX_EVIDENCE; i++) {
		c.v.evidence[i] = c.v.evidence[0];
		c.v.evidence[i].text.code = (uint16_t)(100 + i);
		c.v.evidence[i].weight = i < 6 ? 9 : -9;
	}
	c.v.n_evidence = TB_MAX_EVIDENCE;
	text_has("reason 103 about");
	text_lacks("reason 104 about");
	text_has("against  reason 106 about");
	text_has("reason 107 about");
	text_lacks("reason 108 about");
	json_has("\"text\":\"reason 111 about");
}

static void a_runner_up_far_behind_is_left_out(void **state)
{
	(void)state;
	c.v.alternative[0].confidence = 0.14;
	text_lacks("   or  ");
	text_lacks("middlebox-idle-timeout");
	json_has("\"alternatives\":[{\"slug\":\"middlebox-idle-timeout\",");
}

static void nobody_is_accused_whose_rst_it_may_not_be(void **state)
{
	(void)state;
	c.v.origin.by = TB_ORIGIN_UNKNOWN;
	text_has("DISRUPTIVE  a RST from the server's address reset the connection in mid-transfer");
	text_has("   why      half-open-connection (nobody knew it), likely (0.88): reason 11");
	c.v.origin.by = TB_ORIGIN_THIRD_PARTY;
	c.v.id = 1;
	text_has("DISRUPTIVE  a third party, in the server's name, reset the connection");
	c.v.n_evidence = 0;
	text_has("   why      half-open-connection (nobody knew it), likely (0.88)\n");
	text_lacks("against");
}

static void without_a_cause_the_nearest_are_told(void **state)
{
	(void)state;
	c.v.alternative[1] = (struct tb_weighed){ "client-cancel", "the client gave up", 0.16 };
	c.v.n_alternatives = 2;
	c.v.cause = (struct tb_weighed){ "undetermined", "not determined", 0.3 };
	text_has("   why      not determined; nearest is middlebox-idle-timeout, possible (0.17): "
		 "a device forgot it;\n            client-cancel, possible (0.16): the client gave up\n"
		 "   next ");
	text_lacks("against");
	text_has("DISRUPTIVE  the server reset the connection in mid-transfer");
}

static void a_line_names_the_cause(void **state)
{
	(void)state;
	c.v.harm.verdict = TB_HARM_BENIGN;
	text_has("10.0.0.9:5432: the server reset the connection: likely nobody\n"
		 "     knew it (half-open-connection)\n");
	c.v.harm.why = report_why(7, 0, 0);
	text_has("(half-open-connection; reason 7 about 0 in frame 0)\n");
}

static void many_of_one_cause_share_a_line_that_names_it(void **state)
{
	char *text = report_case_run(&c, "text", 30);

	(void)state;
	assert_non_null(strstr(text, "   27 times with 10.0.0.9:5432: the server reset the connection: "
				     "likely nobody knew it\n     (half-open-connection; frames"));
	free(text);
}

static void causes_are_counted_the_most_frequent_first(void **state)
{
	static const char *const slugs[] = { "a", "b", "c", "b", "b", "c" };
	const struct tb_format *f = tb_format_find("text");
	struct tb_report *r;
	char *text = NULL;
	size_t size;

	(void)state;
	c.options.out = open_memstream(&text, &size);
	r = f->begin(&c.options);
	for (size_t i = 0; i < sizeof(slugs) / sizeof(slugs[0]); i++) {
		c.v.cause.slug = slugs[i];
		f->verdict(r, &c.v);
	}
	f->end(r, &c.summary);
	fclose(c.options.out);
	assert_non_null(strstr(text, "summary\n   cause    b 3, c 2, a 1\n"));
	free(text);
}

static void json_has_all_of_it(void **state)
{
	(void)state;
	json_has("\"cause\":{\"slug\":\"half-open-connection\","
		 "\"title\":\"nobody knew it\",\"confidence\":0.88,"
		 "\"alternatives\":[{\"slug\":\"middlebox-idle-timeout\","
		 "\"title\":\"a device forgot it\",\"confidence\":0.17}]},"
		 "\"evidence\":[{\"frames\":[1186,1187],\"text\":\"reason 11 about 0 in frame 1186\","
		 "\"supports\":\"half-open-connection\",\"weight\":12},"
		 "{\"frames\":[990],\"text\":\"reason 12 about 0 in frame 990\","
		 "\"supports\":\"half-open-connection\",\"weight\":-7.3},"
		 "{\"frames\":[12],\"text\":\"reason 13 about 0 in frame 12\","
		 "\"supports\":\"middlebox-idle-timeout\",\"weight\":5},");
	json_has("\"advice\":[\"Ask what dropped it.\",\"Send keepalives.\"]");
	json_has("\"by_cause\":{\"half-open-connection\":1}");
}

static void a_weight_beyond_all_bounds_is_still_a_number(void **state)
{
	(void)state;
	c.v.evidence[0].weight = 1e300;
	json_has("\"weight\":1000000}");
	c.v.evidence[0].weight = -1e300;
	json_has("\"weight\":-1000000}");
}

static void evidence_in_another_file_says_so(void **state)
{
	(void)state;
	c.captures[1] = (struct tb_capture){ .file = "b\x1b.pcap", .complete = true };
	c.options.n_captures = 2;
	c.v.evidence[0].frame[1] = (struct tb_ref){ 5, 1 };
	c.v.evidence[1].frame[0] = c.v.evidence[1].text.frame = (struct tb_ref){ 990, 1 };
	json_has("\"evidence\":[{\"frames\":[1186,{\"frame\":5,\"file\":\"b\\u001b.pcap\"}],");
	json_has("{\"frames\":[{\"frame\":990,\"file\":\"b\\u001b.pcap\"}],"
		 "\"text\":\"reason 12 about 0 in frame 990 (in b\\\\x1b.pcap)\"");
	text_has("in frame 1186 (frame 5 of\n            b\\x1b.pcap); reason");
	text_has("   against  reason 12 about 0 in frame 990 (in b\\x1b.pcap); reason");
	text_lacks("\x1b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_cause_is_told_with_what_speaks_for_and_against, setup),
		cmocka_unit_test_setup(a_cause_is_as_sure_as_its_confidence, setup),
		cmocka_unit_test_setup(evidence_is_told_up_to_a_point, setup),
		cmocka_unit_test_setup(a_runner_up_far_behind_is_left_out, setup),
		cmocka_unit_test_setup(nobody_is_accused_whose_rst_it_may_not_be, setup),
		cmocka_unit_test_setup(without_a_cause_the_nearest_are_told, setup),
		cmocka_unit_test_setup(a_line_names_the_cause, setup),
		cmocka_unit_test_setup(many_of_one_cause_share_a_line_that_names_it, setup),
		cmocka_unit_test_setup(causes_are_counted_the_most_frequent_first, setup),
		cmocka_unit_test_setup(json_has_all_of_it, setup),
		cmocka_unit_test_setup(a_weight_beyond_all_bounds_is_still_a_number, setup),
		cmocka_unit_test_setup(evidence_in_another_file_says_so, setup),
	};

	return cmocka_run_group_tests_name("report_cause", tests, NULL, NULL);
}
