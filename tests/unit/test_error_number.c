/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "knowledge/error_number.h"

static const struct tb_error_number *named(const char *name)
{
	for (size_t i = 0; i < tb_error_number_count(); i++) {
		const struct tb_error_number *e = tb_error_number_at(i);

		if ((e->name && strcmp(e->name, name) == 0) ||
		    (e->windows_name && strcmp(e->windows_name, name) == 0))
			return e;
	}
	fail_msg("no error is called %s", name);
	return NULL;
}

static unsigned number(const char *name, enum tb_platform p)
{
	return named(name)->number[p];
}

static void a_reset_has_another_number_on_every_family_of_systems(void **state)
{
	static const unsigned numbers[TB_PLATFORM_COUNT] = {
		104, 131, 54, 54, 232, 54, 54, 131, 73, 10054,
	};

	(void)state;
	for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++)
		assert_int_equal(number("ECONNRESET", p), numbers[p]);
}

/* Winsock has 10000 and the number that old BSD gave it. */
static void windows_counts_on_from_bsd(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_error_number_count(); i++) {
		const struct tb_error_number *e = tb_error_number_at(i);
		unsigned bsd = e->number[TB_PLATFORM_FREEBSD];

		if (bsd && e->windows_name)
			assert_int_equal(e->number[TB_PLATFORM_WINDOWS], 10000 + bsd);
	}
}

static void names_and_numbers_come_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_error_number_count(); i++) {
		const struct tb_error_number *e = tb_error_number_at(i);

		assert_true(e->name || e->windows_name);
		assert_int_equal(e->name != NULL, e->message != NULL);
		assert_int_equal(e->windows_name != NULL, e->windows_message != NULL);
		assert_int_equal(e->windows_name != NULL, e->number[TB_PLATFORM_WINDOWS] != 0);
		assert_non_null(e->meaning);
	}
}

static void a_number_of_a_platform_has_one_name(void **state)
{
	(void)state;
	for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++)
		for (size_t i = 0; i < tb_error_number_count(); i++) {
			const struct tb_error_number *e = tb_error_number_at(i);
			const char *name =
				p == TB_PLATFORM_WINDOWS ? e->windows_name : e->name;

			if (!e->number[p] || !name || strcmp(name, "EAGAIN") == 0)
				continue;
			assert_string_equal(tb_error_number_name(p, e->number[p]), name);
		}
}

static void no_namesake_has_a_number_of_a_socket_error_of_the_same_platform(void **state)
{
	(void)state;
	for (size_t i = 0; i < tb_namesake_count(); i++)
		for (unsigned p = 0; p < TB_PLATFORM_COUNT; p++) {
			unsigned n = tb_namesake_at(i)->number[p];

			if (n)
				assert_string_equal(tb_error_number_name(p, n),
						    tb_namesake_at(i)->name);
		}
}

static void the_same_number_means_other_things_elsewhere(void **state)
{
	(void)state;
	assert_string_equal(tb_error_number_name(TB_PLATFORM_LINUX, 104), "ECONNRESET");
	assert_string_equal(tb_error_number_name(TB_PLATFORM_MACOS, 104), "ENOTRECOVERABLE");
	assert_string_equal(tb_error_number_name(TB_PLATFORM_LINUX, 54), "EXFULL");
	assert_string_equal(tb_error_number_name(TB_PLATFORM_WINDOWS, 10038), "WSAENOTSOCK");
	assert_null(tb_error_number_name(TB_PLATFORM_WINDOWS, 104));
	assert_null(tb_error_number_name(TB_PLATFORM_LINUX, 0));
}

static void a_condition_has_its_usual_error(void **state)
{
	static const struct {
		enum tb_condition c;
		const char *name;
	} usual[] = {
		{ TB_CONDITION_REFUSED, "ECONNREFUSED" },
		{ TB_CONDITION_RESET, "ECONNRESET" },
		{ TB_CONDITION_BROKEN_PIPE, "EPIPE" },
		{ TB_CONDITION_TIMED_OUT, "ETIMEDOUT" },
		{ TB_CONDITION_ABORTED, "ECONNABORTED" },
		{ TB_CONDITION_UNREACHABLE, "EHOSTUNREACH" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		assert_string_equal(tb_error_number_of(usual[i].c)->name, usual[i].name);
	assert_null(tb_error_number_of(TB_CONDITION_NONE));
	assert_null(tb_error_number_of(TB_CONDITION_END_OF_FILE));
}

#ifdef __linux__
static void the_numbers_of_this_very_system_are_its_own(void **state)
{
	static const struct {
		const char *name;
		int number;
	} own[] = {
		{ "ECONNRESET", ECONNRESET }, { "ECONNREFUSED", ECONNREFUSED },
		{ "ECONNABORTED", ECONNABORTED }, { "ENETRESET", ENETRESET },
		{ "ETIMEDOUT", ETIMEDOUT }, { "EPIPE", EPIPE },
		{ "ESHUTDOWN", ESHUTDOWN }, { "ENOTCONN", ENOTCONN },
		{ "EHOSTUNREACH", EHOSTUNREACH }, { "EHOSTDOWN", EHOSTDOWN },
		{ "ENETUNREACH", ENETUNREACH }, { "ENETDOWN", ENETDOWN },
		{ "EADDRINUSE", EADDRINUSE }, { "EADDRNOTAVAIL", EADDRNOTAVAIL },
		{ "EISCONN", EISCONN }, { "ENOBUFS", ENOBUFS },
		{ "EMSGSIZE", EMSGSIZE }, { "ENOTSOCK", ENOTSOCK },
		{ "EDESTADDRREQ", EDESTADDRREQ }, { "EWOULDBLOCK", EWOULDBLOCK },
		{ "EINPROGRESS", EINPROGRESS }, { "EALREADY", EALREADY },
		{ "EPROTO", EPROTO }, { "EOPNOTSUPP", EOPNOTSUPP },
	};
	const enum tb_platform here =
#if defined(__mips__)
		TB_PLATFORM_LINUX_MIPS;
#elif defined(__sparc__)
		TB_PLATFORM_LINUX_SPARC;
#elif defined(__alpha__)
		TB_PLATFORM_LINUX_ALPHA;
#elif defined(__hppa__)
		TB_PLATFORM_LINUX_PARISC;
#else
		TB_PLATFORM_LINUX;
#endif

	(void)state;
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		assert_int_equal(number(own[i].name, here), own[i].number);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reset_has_another_number_on_every_family_of_systems),
		cmocka_unit_test(windows_counts_on_from_bsd),
		cmocka_unit_test(names_and_numbers_come_together),
		cmocka_unit_test(a_number_of_a_platform_has_one_name),
		cmocka_unit_test(
			no_namesake_has_a_number_of_a_socket_error_of_the_same_platform),
		cmocka_unit_test(the_same_number_means_other_things_elsewhere),
		cmocka_unit_test(a_condition_has_its_usual_error),
#ifdef __linux__
		cmocka_unit_test(the_numbers_of_this_very_system_are_its_own),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
