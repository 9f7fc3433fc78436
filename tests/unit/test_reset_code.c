/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/reset_code.h"

/* A RST whose payload is n bytes on the wire, all of them kept. */
static struct tb_code with_payload(const void *payload, size_t n)
{
	struct tb_rst rst = {
		.flags = TB_RST | TB_ACK, .ttl = 63, .header_len = 20,
		.payload = payload, .payload_kept = n, .payload_len = (uint32_t)n,
	};

	return tb_reset_code(&rst, false);
}

static struct tb_code with_text(const char *text)
{
	return with_payload(text, strlen(text));
}

#define WITH_BYTES(...) with_payload((const uint8_t[]){ __VA_ARGS__ }, \
				     sizeof((const uint8_t[]){ __VA_ARGS__ }))

static struct tb_code with_options(const uint8_t *options, size_t n)
{
	struct tb_rst rst = { .flags = TB_RST, .ttl = 63, .options = options, .options_len = n };

	return tb_reset_code(&rst, false);
}

#define WITH_OPTIONS(...) with_options((const uint8_t[]){ __VA_ARGS__ }, \
				       sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* A RST of the form that a NetScaler's have. */
static struct tb_rst netscaler_form(uint16_t window)
{
	return (struct tb_rst){ .flags = TB_RST | TB_ACK, .window = window, .ttl = 240,
				.ip_id = 4711, .has_ip_id = true, .df = true, .header_len = 20 };
}

static void assert_text(const struct tb_code *code, const char *text)
{
	assert_int_equal(code->text_len, strlen(text));
	assert_memory_equal(code->text, text, strlen(text));
}

static void assert_number(struct tb_code code, enum tb_code_kind kind, uint32_t number)
{
	assert_int_equal(code.kind, kind);
	assert_true(code.has_number);
	assert_int_equal(code.number, number);
}

static void an_ordinary_rst_says_nothing(void **state)
{
	struct tb_rst rst = { .flags = TB_RST, .ttl = 64, .header_len = 20 };

	(void)state;
	assert_int_equal(tb_reset_code(&rst, false).kind, TB_CODE_NONE);
	rst.payload_len = 100; /* none of it was captured */
	assert_int_equal(tb_reset_code(&rst, true).kind, TB_CODE_NONE);
}

static void a_big_ip_tells_its_cause_in_words(void **state)
{
	struct tb_code code = with_text("BIG-IP: [0x2664c65:2574] No flow found for ACK");

	(void)state;
	assert_int_equal(code.kind, TB_CODE_BIGIP);
	assert_false(code.has_number || code.relayed);
	assert_string_equal(code.meaning, "no such connection: expired, or begun elsewhere");
	assert_text(&code, "No flow found for ACK");
	/* the same place of the program, another cause */
	code = with_text("BIG-IP: [0x2664c65:2574] Policy action");
	assert_string_equal(code.meaning, "a policy says so");
}

static void a_big_ip_may_pass_on_what_its_other_side_met(void **state)
{
	struct tb_code code = with_text("BIG-IP: [0x31ae141:4666] {peer} "
					"TCP RST from remote system");

	(void)state;
	assert_true(code.relayed);
	assert_text(&code, "TCP RST from remote system");
	assert_true(with_text("BIG-IP: [0x1:2] {peer} Closing").relayed);
	assert_false(with_text("BIG-IP: [0x1:2] Closing").relayed);
	assert_true(with_text("BIG-IP: [0x1:2] tcp rst from remote system").relayed);
}

static void a_big_ips_cause_may_be_followed_by_details_or_be_unknown_or_cut(void **state)
{
	struct tb_code code = with_text("BIG-IP: [0x2409a71:704] Flow expired (sweeper) (idle)");

	(void)state;
	assert_string_equal(code.meaning, "idle for too long, or removed for want of room");
	code = with_text("BIG-IP: [0x1:2] Something new");
	assert_int_equal(code.kind, TB_CODE_BIGIP);
	assert_null(code.meaning);
	assert_text(&code, "Something new");
	code = with_text("BIG-IP: [0x2409a7");
	assert_int_equal(code.kind, TB_CODE_BIGIP);
	assert_null(code.text);
	assert_int_equal(with_text("BIG-IP: [0x1:2] ").text_len, 0);
}

static void a_compact_diagnostic_payload_has_a_reason_of_the_public_table(void **state)
{
	struct tb_code code = WITH_BYTES(0x33, 0xaa, 0, 14, 0, 0, 0, 0);

	(void)state;
	assert_number(code, TB_CODE_DIAGNOSTIC, 14);
	assert_string_equal(code.meaning, "the connection timed out, or its mapping did");
	assert_false(code.relayed);
	assert_true(WITH_BYTES(0x33, 0xaa, 0, 12, 0, 0, 0, 0).relayed);
	code = WITH_BYTES(0x33, 0xaa, 0, 18, 0, 0, 0, 0);
	assert_number(code, TB_CODE_DIAGNOSTIC, 18);
	assert_null(code.meaning);
	for (uint8_t n = 1; n <= 17; n++)
		assert_non_null(WITH_BYTES(0x33, 0xaa, 0, n, 0, 0, 0, 0).meaning);
}

static void the_reasons_of_an_enterprise_are_its_own(void **state)
{
	struct tb_code code = WITH_BYTES(0x33, 0xaa, 0, 12, 0, 0, 0x0d, 0x3a);

	(void)state;
	assert_number(code, TB_CODE_DIAGNOSTIC, 12);
	assert_int_equal(code.enterprise, 3386);
	assert_null(code.meaning);
	assert_false(code.relayed);
}

static void a_malformed_diagnostic_payload_counts_as_none(void **state)
{
	struct tb_rst cut = { .payload = (const uint8_t[]){ 0x33, 0xaa, 0, 2 },
			      .payload_kept = 4, .payload_len = 8 };

	(void)state;
	assert_int_equal(WITH_BYTES(0x33, 0xaa, 0, 0, 0, 0, 0, 0).kind, TB_CODE_NONE);
	assert_int_equal(WITH_BYTES(0x33, 0xaa, 0, 1, 0, 0, 0).kind, TB_CODE_NONE);
	assert_int_equal(WITH_BYTES(0x33, 0xaa, 0, 1, 0, 0, 0, 0, 0).kind, TB_CODE_NONE);
	assert_int_equal(tb_reset_code(&cut, false).kind, TB_CODE_NONE);
}

static void a_free_text_diagnostic_payload_is_quoted(void **state)
{
	struct tb_code code = with_text("\xf3\x17" "maintenance");

	(void)state;
	assert_int_equal(code.kind, TB_CODE_DIAGNOSTIC);
	assert_false(code.has_number);
	assert_text(&code, "maintenance");
	code = with_text("\xf3\x17");
	assert_int_equal(code.kind, TB_CODE_DIAGNOSTIC);
	assert_null(code.text);
}

static void the_early_form_in_cbor_is_read_too(void **state)
{
	struct tb_code code = WITH_BYTES(0x19, 0x30, 0x39, 0xa1, 1, 2);

	(void)state;
	assert_number(code, TB_CODE_DIAGNOSTIC, 2);
	assert_string_equal(code.meaning, "the two ends lost step");
	/* {1: 300, 2: 70000, 3: "why"} */
	code = WITH_BYTES(0x19, 0x30, 0x39, 0xa3, 1, 0x19, 1, 44, 2, 0x1a, 0, 1, 0x11, 0x70,
			  3, 0x63, 'w', 'h', 'y');
	assert_number(code, TB_CODE_DIAGNOSTIC, 300);
	assert_int_equal(code.enterprise, 70000);
	assert_int_equal(code.text_len, 3);
}

static void cbor_that_does_not_fit_is_bytes(void **state)
{
	(void)state;
	assert_int_equal(WITH_BYTES(0x19, 0x30, 0x39).kind, TB_CODE_BYTES);
	assert_int_equal(WITH_BYTES(0x19, 0x30, 0x39, 0xa2, 1, 2).kind, TB_CODE_BYTES);
	assert_int_equal(WITH_BYTES(0x19, 0x30, 0x39, 0xa1, 1, 0x63).kind, TB_CODE_BYTES);
	assert_int_equal(WITH_BYTES(0x19, 0x30, 0x39, 0xa1, 9, 1).kind, TB_CODE_BYTES);
	assert_int_equal(WITH_BYTES(0x19, 0x30, 0x39, 0xa1, 3, 0x69, 'w').kind, TB_CODE_BYTES);
	assert_int_equal(WITH_BYTES(0x19, 0x30, 0x38, 0xa1, 1, 2).kind, TB_CODE_BYTES);
}

static void a_padded_payload_has_a_reason_of_linux(void **state)
{
	uint8_t kept[255] = { 15 };
	struct tb_rst rst = { .payload = kept, .payload_kept = sizeof(kept), .payload_len = 1000 };
	struct tb_code code = tb_reset_code(&rst, false);

	(void)state;
	assert_number(code, TB_CODE_LINUX, 15);
	assert_string_equal(code.meaning, "keepalive probes stayed unanswered");
	rst.payload_len = 999;
	assert_int_equal(tb_reset_code(&rst, false).kind, TB_CODE_BYTES);
	rst.payload_len = 1000;
	kept[200] = 1;
	assert_int_equal(tb_reset_code(&rst, false).kind, TB_CODE_BYTES);
	kept[200] = kept[0] = 0;
	assert_int_equal(tb_reset_code(&rst, false).kind, TB_CODE_BYTES);
	kept[0] = 200;
	assert_null(tb_reset_code(&rst, false).meaning);
}

static void old_stacks_write_text(void **state)
{
	struct tb_code code = with_text("No listener");

	(void)state;
	assert_int_equal(code.kind, TB_CODE_TEXT);
	assert_string_equal(code.meaning, "nobody listens on that port");
	assert_text(&code, "No listener");
	assert_non_null(with_text("tcp_close, during connect").meaning);
	assert_non_null(with_text("No TCP").meaning);
	assert_non_null(with_text("Go away").meaning);
}

static void other_text_is_text_and_other_bytes_are_bytes(void **state)
{
	struct tb_code code = with_payload("overload\r\n\0", 11);

	(void)state;
	assert_int_equal(code.kind, TB_CODE_TEXT);
	assert_null(code.meaning);
	assert_text(&code, "overload");
	assert_int_equal(with_text("\033[2Jgone").kind, TB_CODE_BYTES);
	assert_int_equal(with_text("abc").kind, TB_CODE_BYTES);
	code = WITH_BYTES(0, 0, 0);
	assert_int_equal(code.kind, TB_CODE_BYTES);
	assert_int_equal(code.text_len, 3);
}

static void a_multipath_reset_has_a_standardised_reason(void **state)
{
	struct tb_code code = WITH_OPTIONS(1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8, 30, 4, 0x81, 6);

	(void)state;
	assert_number(code, TB_CODE_MPTCP, 6);
	assert_true(code.transient);
	assert_string_equal(code.meaning, "a middlebox interferes with MPTCP");
	code = WITH_OPTIONS(30, 4, 0x80, 3);
	assert_false(code.transient);
	for (uint8_t n = 0; n <= 6; n++)
		assert_non_null(WITH_OPTIONS(30, 4, 0x80, n).meaning);
	code = WITH_OPTIONS(30, 4, 0x80, 7);
	assert_number(code, TB_CODE_MPTCP, 7);
	assert_null(code.meaning);
}

static void other_or_broken_options_say_nothing(void **state)
{
	(void)state;
	assert_int_equal(WITH_OPTIONS(30, 12, 0x70, 0, 1, 2, 3, 4, 5, 6, 7, 8).kind, TB_CODE_NONE);
	assert_int_equal(WITH_OPTIONS(30, 4, 0x80).kind, TB_CODE_NONE);
	assert_int_equal(WITH_OPTIONS(30, 3, 0x80, 6).kind, TB_CODE_NONE);
	assert_int_equal(WITH_OPTIONS(8, 1, 30, 4, 0x80, 3).kind, TB_CODE_NONE);
	assert_int_equal(WITH_OPTIONS(0, 30, 4, 0x80, 3).kind, TB_CODE_NONE);
	assert_int_equal(WITH_OPTIONS(30).kind, TB_CODE_NONE);
}

static void a_netscaler_is_known_by_window_and_form(void **state)
{
	struct tb_rst rst = netscaler_form(9300);
	struct tb_code code = tb_reset_code(&rst, false);

	(void)state;
	assert_number(code, TB_CODE_NETSCALER, 9300);
	assert_string_equal(code.meaning, "idle for too long, or its service went down");
	assert_false(code.weak || code.relayed);
	rst.ttl = 52; /* passed on with the TTL of neither server nor appliance */
	assert_true(tb_reset_code(&rst, false).weak);
	assert_false(tb_reset_code(&rst, true).weak);
}

static void a_netscaler_may_pass_on_a_rst(void **state)
{
	struct tb_rst rst = netscaler_form(9701);

	(void)state;
	assert_true(tb_reset_code(&rst, false).relayed);
}

static void a_window_alone_is_weak(void **state)
{
	struct tb_rst rst = netscaler_form(9811);

	(void)state;
	rst.df = false;
	assert_true(tb_reset_code(&rst, true).weak);
	rst = netscaler_form(9811);
	rst.ip_id = 0;
	assert_true(tb_reset_code(&rst, true).weak);
	rst = netscaler_form(9811);
	rst.header_len = 32;
	assert_true(tb_reset_code(&rst, true).weak);
}

static void a_frequent_window_says_nothing_without_the_form(void **state)
{
	struct tb_rst rst = netscaler_form(8212);

	(void)state;
	assert_number(tb_reset_code(&rst, false), TB_CODE_NETSCALER, 8212);
	rst.ttl = 64;
	assert_int_equal(tb_reset_code(&rst, false).kind, TB_CODE_NONE);
	rst = netscaler_form(8212);
	rst.df = false; /* a mirrored window */
	assert_int_equal(tb_reset_code(&rst, false).kind, TB_CODE_NONE);
}

static void a_window_that_is_no_code_says_nothing(void **state)
{
	static const uint16_t none[] = { 0, 8192, 8195, 8197, 8215, 9099, 9101, 9211, 9899, 10007,
					 10031, 10043, 65535 };

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct tb_rst rst = netscaler_form(none[i]);

		assert_int_equal(tb_reset_code(&rst, true).kind, TB_CODE_NONE);
	}
}

static void meanings_are_plain(void **state)
{
	(void)state;
	for (unsigned window = 0; window <= UINT16_MAX; window++) {
		struct tb_rst rst = netscaler_form((uint16_t)window);
		const char *c = tb_reset_code(&rst, false).meaning;

		for (; c != NULL && *c != '\0'; c++)
			assert_true(*c >= ' ' && *c <= '~' && *c != '"' && *c != '\\');
	}
}

static void a_rst_with_payload_is_not_judged_by_its_window(void **state)
{
	struct tb_rst rst = netscaler_form(9300);

	(void)state;
	rst.payload_len = 11;
	rst.payload_kept = 11;
	rst.payload = (const uint8_t *)"No listener";
	assert_int_equal(tb_reset_code(&rst, false).kind, TB_CODE_TEXT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ordinary_rst_says_nothing),
		cmocka_unit_test(a_big_ip_tells_its_cause_in_words),
		cmocka_unit_test(a_big_ip_may_pass_on_what_its_other_side_met),
		cmocka_unit_test(a_big_ips_cause_may_be_followed_by_details_or_be_unknown_or_cut),
		cmocka_unit_test(a_compact_diagnostic_payload_has_a_reason_of_the_public_table),
		cmocka_unit_test(the_reasons_of_an_enterprise_are_its_own),
		cmocka_unit_test(a_malformed_diagnostic_payload_counts_as_none),
		cmocka_unit_test(a_free_text_diagnostic_payload_is_quoted),
		cmocka_unit_test(the_early_form_in_cbor_is_read_too),
		cmocka_unit_test(cbor_that_does_not_fit_is_bytes),
		cmocka_unit_test(a_padded_payload_has_a_reason_of_linux),
		cmocka_unit_test(old_stacks_write_text),
		cmocka_unit_test(other_text_is_text_and_other_bytes_are_bytes),
		cmocka_unit_test(a_multipath_reset_has_a_standardised_reason),
		cmocka_unit_test(other_or_broken_options_say_nothing),
		cmocka_unit_test(a_netscaler_is_known_by_window_and_form),
		cmocka_unit_test(a_netscaler_may_pass_on_a_rst),
		cmocka_unit_test(a_window_alone_is_weak),
		cmocka_unit_test(a_frequent_window_says_nothing_without_the_form),
		cmocka_unit_test(a_window_that_is_no_code_says_nothing),
		cmocka_unit_test(meanings_are_plain),
		cmocka_unit_test(a_rst_with_payload_is_not_judged_by_its_window),
	};

	return cmocka_run_group_tests_name("reset_code", tests, NULL, NULL);
}
