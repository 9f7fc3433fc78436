/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/condition.h"
#include "knowledge/correction.h"
#include "knowledge/reading.h"

static struct tb_readings read_text(const char *text)
{
	struct tb_readings r;

	tb_read_error(text, strlen(text), &r);
	return r;
}

static const char *name_of(const struct tb_reading *r)
{
	if (r->kernel)
		return r->kernel->name;
	if (r->message)
		return r->message->needle;
	return r->face ? r->face->name : r->error->name ? r->error->name : r->error->windows_name;
}

static bool is_read_as(const char *text, const char *name)
{
	struct tb_readings r = read_text(text);

	for (size_t i = 0; i < r.n; i++)
		if (strcmp(name_of(&r.reading[i]), name) == 0)
			return true;
	return false;
}

static void assert_first(const char *text, const char *name)
{
	struct tb_readings r = read_text(text);

	if (r.n == 0)
		fail_msg("%s is not known", text);
	assert_string_equal(name_of(&r.reading[0]), name);
}

static void a_number_is_read_however_it_is_written(void **state)
{
	static const char *const resets[] = {
		"10054", "0x2746", "0X2746", "0x00002746", "0x80072746", "80072746",
		"-2147014842", "2147952454", " 10054\n", "104", "-104", "131", "232", "73",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(resets) / sizeof(resets[0]); i++)
		assert_first(resets[i], "ECONNRESET");
}

static void a_status_of_windows_is_read_as_hexadecimal_and_as_signed(void **state)
{
	(void)state;
	assert_first("0xC000020D", "STATUS_CONNECTION_RESET");
	assert_first("c000020d", "STATUS_CONNECTION_RESET");
	assert_first("-1073741299", "STATUS_CONNECTION_RESET");
	assert_first("0x80070040", "ERROR_NETNAME_DELETED");
	assert_first("0x80072EFF", "ERROR_INTERNET_CONNECTION_RESET");
}

static void a_number_with_several_meanings_has_a_reading_for_each(void **state)
{
	(void)state;
	assert_true(is_read_as("64", "EHOSTDOWN"));
	assert_true(is_read_as("64", "ERROR_NETNAME_DELETED"));
	assert_true(is_read_as("52", "ENETRESET"));
	assert_true(is_read_as("52", "CURLE_GOT_NOTHING"));
	assert_true(is_read_as("54", "ECONNRESET"));
	assert_true(is_read_as("54", "ERROR_NETWORK_BUSY"));
	assert_true(is_read_as("-101", "ERR_CONNECTION_RESET"));
	assert_true(is_read_as("-101", "ENETUNREACH"));
	assert_true(is_read_as("-104", "ERR_CONNECTION_FAILED"));
	assert_true(is_read_as("61", "ECONNREFUSED"));
	assert_true(is_read_as("61", "EPROTO"));
}

static void a_reading_says_which_platforms_have_the_number(void **state)
{
	struct tb_readings r = read_text("54");

	(void)state;
	assert_int_equal(r.reading[0].platforms,
			 1 << TB_PLATFORM_LINUX_SPARC | 1 << TB_PLATFORM_LINUX_ALPHA |
				 1 << TB_PLATFORM_MACOS | 1 << TB_PLATFORM_FREEBSD);
	assert_int_equal(r.number, 54);
	assert_int_equal(read_text("ECONNRESET").reading[0].platforms, 0);
}

static void the_number_that_pages_confuse_with_a_reset_is_no_socket(void **state)
{
	(void)state;
	assert_first("0x2736", "ENOTSOCK");
	assert_first("0x00002736", "ENOTSOCK");
	assert_first("10038", "ENOTSOCK");
}

static void a_name_is_read_in_any_case_and_with_what_programs_put_before_it(void **state)
{
	(void)state;
	assert_first("wsaeconnreset", "ECONNRESET");
	assert_first("EConnReset", "ECONNRESET");
	assert_first("UV_ECONNRESET", "ECONNRESET");
	assert_first("net::ERR_CONNECTION_RESET", "ERR_CONNECTION_RESET");
	assert_first("error_netname_deleted", "ERROR_NETNAME_DELETED");
	assert_first("WSAEDISCON", "WSAEDISCON");
	assert_first("Connection reset", "ECONNRESET");
	assert_first("ConnectionRefused", "ECONNREFUSED");
}

static void a_code_has_a_reading_for_each_product_that_has_it(void **state)
{
	(void)state;
	assert_first("SD--", "SD");
	assert_first("UF", "UF");
	assert_first("URX,UF", "URX");
	assert_first("Timer_ConnectionIdle", "Timer_ConnectionIdle");
	assert_true(is_read_as("LR", "L*"));
	assert_true(is_read_as("LR", "LR"));
}

static void a_message_is_known_by_its_wording(void **state)
{
	(void)state;
	assert_first("Error: socket hang up", "socket hang up");
	assert_first("curl: (52) Empty reply from server", "empty reply from server");
}

static void without_a_wording_a_word_that_must_be_an_error_decides(void **state)
{
	(void)state;
	assert_first("Winsock error 10038 occurred", "ENOTSOCK");
	assert_first("call failed: WSAENOTSOCK (weird)", "ENOTSOCK");
	assert_first("failed, errno=104", "ECONNRESET");
	assert_first("hr = 0x80072EE7? no, 0x80070079", "ERROR_SEM_TIMEOUT");
	assert_int_equal(read_text("took 104 ms at 12:10:54").n, 0);
	assert_int_equal(read_text("page 64").n, 0);
}

static void what_is_unknown_has_no_reading(void **state)
{
	static const char *const unknown[] = {
		"", " ", "gremlins", "0", "-", "0x", "99999999999999999999", "-0", "12345678901",
		"0x123456789", "+104", "1.5",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_int_equal(read_text(unknown[i]).n, 0);
}

/* Every number of both tables is understood, with each of its readings. */
static void every_number_and_name_of_the_tables_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_error_number_count(); i++) {
		const struct tb_error_number *e = tb_error_number_at(i);
		const char *name = e->name ? e->name : e->windows_name;

		assert_first(name, name);
		if (e->windows_name)
			assert_first(e->windows_name, name);
		for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++) {
			char text[16];

			snprintf(text, sizeof(text), "%u", e->number[p]);
			if (e->number[p] && strcmp(name, "EAGAIN") != 0)
				assert_true(is_read_as(text, name));
		}
	}
	for (size_t i = 0; i < tb_error_face_count(); i++) {
		const struct tb_error_face *f = tb_error_face_at(i);
		char text[32];

		snprintf(text, sizeof(text), f->family->hex ? "0x%llX" : "%lld",
			 (long long)f->number);
		assert_true(is_read_as(text, f->name));
		assert_true(is_read_as(f->name, f->name));
	}
}

static void a_status_of_http_is_read_as_people_quote_it(void **state)
{
	(void)state;
	assert_first("499", "Client Closed Request");
	assert_first("HTTP 502", "Bad Gateway");
	assert_first("502 Bad Gateway", "Bad Gateway");
	assert_first("the proxy says status 504", "Gateway Timeout");
	assert_int_equal(read_text("503 Bad Gateway").n, 0);
	assert_int_equal(read_text("502Bad Gateway").n, 0);
}

static void every_condition_but_none_is_explained(void **state)
{
	(void)state;
	assert_null(tb_condition_info_of(TB_CONDITION_NONE));
	assert_null(tb_condition_info_of(TB_CONDITION_COUNT));
	for (unsigned c = TB_CONDITION_NONE + 1; c < TB_CONDITION_COUNT; c++) {
		const struct tb_condition_info *i = tb_condition_info_of(c);

		assert_non_null(i->produced[0]);
		assert_non_null(i->never[0]);
		assert_non_null(i->seen[0]);
		assert_non_null(i->look[0]);
		assert_non_null(i->filter);
		assert_non_null(i->cause[0]);
		for (size_t k = 0; k < TB_MAX_RELATED && i->related[k]; k++)
			assert_first(i->related[k], i->related[k]);
	}
}

static void the_kernels_reasons_for_a_reset_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_kernel_reason_count(); i++) {
		const char *name = tb_kernel_reason_at(i)->name;
		char whole[64];

		snprintf(whole, sizeof(whole), "SK_RST_REASON_%s", name);
		assert_first(whole, name);
		assert_int_equal(read_text(whole).n, 1);
	}
	assert_first("no_socket", "NO_SOCKET");
	assert_first("  TCP_ABORT_ON_CLOSE\n", "TCP_ABORT_ON_CLOSE");
	assert_first("<idle>-0 [001] ..s2. 12.5: tcp_send_reset: skbaddr=000000000a1b2c3d "
		     "skaddr=0000000000000000 src=10.0.0.9:80 dest=10.0.0.5:43210 "
		     "state=TCP_LISTEN reason=TCP_FLAGS", "TCP_FLAGS");
}

static void a_word_of_every_day_is_no_reason_of_a_kernel(void **state)
{
	(void)state;
	assert_int_equal(read_text("ERROR").n, 0);
	assert_int_equal(read_text("error: it failed").n, 0);
}

static bool is_corrected(const char *text)
{
	struct tb_readings r = read_text(text);

	for (size_t i = 0; i < tb_correction_count(); i++)
		if (tb_correction_is_due(tb_correction_at(i), text, strlen(text), &r))
			return true;
	return false;
}

static void what_is_commonly_wrong_is_corrected(void **state)
{
	static const char *const wrong[] = {
		"0x2736", "0x00002736 - WSAECONNRESET", "10052", "10053", "socket hang up",
		"server closed the connection unexpectedly", "SH", "SD--", "CR", "52",
		"java.net.SocketException: Connection reset", "curl: (52) Empty reply from server",
		"HTTP/1.1 header parser received no bytes", "Broken pipe", "EPIPE",
		"Connection refused", "('Connection aborted.', RemoteDisconnected('x'))",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!is_corrected(wrong[i]))
			fail_msg("nothing corrects %s", wrong[i]);
	assert_false(is_corrected("10054"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_read_however_it_is_written),
		cmocka_unit_test(a_status_of_windows_is_read_as_hexadecimal_and_as_signed),
		cmocka_unit_test(a_number_with_several_meanings_has_a_reading_for_each),
		cmocka_unit_test(a_reading_says_which_platforms_have_the_number),
		cmocka_unit_test(the_number_that_pages_confuse_with_a_reset_is_no_socket),
		cmocka_unit_test(a_name_is_read_in_any_case_and_with_what_programs_put_before_it),
		cmocka_unit_test(a_code_has_a_reading_for_each_product_that_has_it),
		cmocka_unit_test(a_message_is_known_by_its_wording),
		cmocka_unit_test(without_a_wording_a_word_that_must_be_an_error_decides),
		cmocka_unit_test(what_is_unknown_has_no_reading),
		cmocka_unit_test(every_number_and_name_of_the_tables_is_known),
		cmocka_unit_test(a_status_of_http_is_read_as_people_quote_it),
		cmocka_unit_test(the_kernels_reasons_for_a_reset_are_known),
		cmocka_unit_test(a_word_of_every_day_is_no_reason_of_a_kernel),
		cmocka_unit_test(every_condition_but_none_is_explained),
		cmocka_unit_test(what_is_commonly_wrong_is_corrected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
