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
	c.v.kernel = (struct tb_kernel_word){
		.sent = true, .reason = "TCP_ABORT_ON_CLOSE", .state = "TCP_CLOSE", .pid = 77,
		.comm = "nginx", .taken = true,
	};
	return 0;
}

static void where_no_kernel_spoke_nothing_is_said(void **state)
{
	(void)state;
	c.v.kernel = (struct tb_kernel_word){ 0 };
	report_case_lacks(&c, "ndjson", "\"kernel\"");
	report_case_lacks(&c, "text", "kernel");
	report_case_lacks(&c, "text", "doubt");
}

static void its_word_is_reported(void **state)
{
	(void)state;
	report_case_has(&c, "ndjson",
			"\"kernel\":{\"sent\":true,\"reason\":\"TCP_ABORT_ON_CLOSE\","
			"\"meaning\":\"its process closed the socket while received data lay "
			"unread\",\"state\":\"TCP_CLOSE\",\"pid\":77,\"comm\":\"nginx\","
			"\"received\":true}");
	report_case_has(&c, "text", "   kernel   that of the server sent it: TCP_ABORT_ON_CLOSE,");
	report_case_has(&c, "text", "77, \"nginx\"");
	report_case_lacks(&c, "text", "doubt");
}

static void what_it_did_not_say_is_left_out(void **state)
{
	(void)state;
	c.v.kernel = (struct tb_kernel_word){ .taken = true };
	report_case_has(&c, "ndjson", "\"kernel\":{\"sent\":false,\"received\":true}");
	report_case_has(&c, "text", "   kernel   that of the client took it\n");
	c.v.kernel = (struct tb_kernel_word){ .sent = true };
	report_case_has(&c, "ndjson", "\"kernel\":{\"sent\":true,\"received\":false}");
	report_case_has(&c, "text", "   kernel   that of the server sent it\n");
}

static void a_reason_that_is_not_known_is_told_without_a_meaning(void **state)
{
	(void)state;
	c.v.kernel = (struct tb_kernel_word){ .sent = true, .reason = "TCP_NEWER" };
	report_case_has(&c, "ndjson", "\"sent\":true,\"reason\":\"TCP_NEWER\",\"received\"");
	report_case_has(&c, "text", "sent it: TCP_NEWER\n");
}

static void the_names_of_strangers_are_escaped(void **state)
{
	(void)state;
	memcpy(c.v.kernel.comm, "\033[2J\"x\n", 8);
	report_case_has(&c, "ndjson", "\"comm\":\"\\u001b[2J\\\"x\\n\"");
	report_case_has(&c, "text", "\\x1b[2J");
	report_case_lacks(&c, "text", "\033[2J");
}

static void contradictions_are_told(void **state)
{
	(void)state;
	c.v.contradicts.cause = (struct tb_weighed){ "application-timeout", "t", 0.9 };
	report_case_has(&c, "ndjson", "\"contradicts\":{\"cause\":{\"slug\":"
				      "\"application-timeout\",\"confidence\":0.90}}}");
	report_case_has(&c, "text", "   doubt    without the kernel's word the packets say "
				    "otherwise: application-timeout (0.90)\n");
	c.v.contradicts = (struct tb_kernel_contradiction){
		.by = TB_ORIGIN_THIRD_PARTY, .by_confidence = 0.8, .effect = true };
	c.rst[0].effect = TB_EFFECT_IGNORED;
	report_case_has(&c, "ndjson", "\"contradicts\":{\"origin\":{\"by\":\"third-party\","
				      "\"confidence\":0.80},\"effect\":\"ignored\"}}");
	report_case_has(&c, "text", "made by a third party (0.80), its\n"
				    "            receiver did not take it\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(where_no_kernel_spoke_nothing_is_said, setup),
		cmocka_unit_test_setup(its_word_is_reported, setup),
		cmocka_unit_test_setup(what_it_did_not_say_is_left_out, setup),
		cmocka_unit_test_setup(a_reason_that_is_not_known_is_told_without_a_meaning, setup),
		cmocka_unit_test_setup(the_names_of_strangers_are_escaped, setup),
		cmocka_unit_test_setup(contradictions_are_told, setup),
	};

	return cmocka_run_group_tests_name("report_kernel", tests, NULL, NULL);
}
