/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_confine_user.c - who a process is after it confined itself, and what that may do
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "confining.h"

/* Can this process become another one at all?  Root of a user namespace often cannot. */
static bool is_real_root(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(geteuid() == 0 && setgroups(0, NULL) == 0 && setgid(65534) == 0 &&
		      setuid(65534) == 0 ? DONE : OTHER);
	return outcome_of_child(child) == DONE;
}

#define NEEDS_ROOT()                                                                       \
	do {                                                                               \
		if (!is_real_root())                                                       \
			skip();                                                            \
	} while (0)

static long is_nobody_for_ever(void)
{
	bool other_user = getuid() != 0 && geteuid() != 0 && getgid() != 0 && getegid() != 0;

	errno = EINVAL;
	return other_user && getgroups(0, NULL) == 0 && setuid(0) != 0 && seteuid(0) != 0 ? 0 : -1;
}

static long is_root(void)
{
	return getuid() == 0 && geteuid() == 0 ? 0 : -1;
}

static void root_becomes_somebody_for_ever(void **state)
{
	const struct tb_needs needs = { .unprivileged = true, .free = true };
	const struct tb_needs named = { .user = "nobody", .free = true };

	(void)state;
	NEEDS_ROOT();
	assert_int_equal(after(&needs, is_nobody_for_ever), DONE);
	assert_int_equal(after(&named, is_nobody_for_ever), DONE);
}

static void root_stays_root_if_that_is_wanted(void **state)
{
	const struct tb_needs named = { .user = "root", .unprivileged = true, .free = true };
	const struct tb_needs files = { .free = true };

	(void)state;
	NEEDS_ROOT();
	assert_int_equal(after(&named, is_root), DONE);
	assert_int_equal(after(&files, is_root), DONE);
}

static long nothing(void)
{
	return 0;
}

static void a_user_that_is_none_is_an_error(void **state)
{
	const struct tb_needs needs = { .user = "no-such-user", .free = true };

	(void)state;
	NEEDS_ROOT();
	assert_int_equal(after(&needs, nothing), NOT_CONFINED);
}

/* A set of capabilities, as the kernel tells it. */
static uint64_t capabilities(const char *which)
{
	char line[128];
	uint64_t set = ~UINT64_C(0);
	FILE *in = fopen("/proc/self/status", "r");

	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (strncmp(line, which, strlen(which)) == 0)
			set = strtoull(line + strlen(which), NULL, 16);
	if (in != NULL)
		fclose(in);
	return set;
}

static long has_no_capability(void)
{
	return (capabilities("CapEff:") | capabilities("CapPrm:") | capabilities("CapBnd:") |
		capabilities("CapInh:") | capabilities("CapAmb:")) == 0 ? 0 : -1;
}

enum { DAC_READ_SEARCH = 1 << 2 };

static long may_only_read(void)
{
	return capabilities("CapEff:") == DAC_READ_SEARCH &&
	       capabilities("CapPrm:") == DAC_READ_SEARCH && capabilities("CapBnd:") == 0 ? 0 : -1;
}

static void capabilities_are_given_up_by_root_too(void **state)
{
	const struct tb_needs root = { .user = "root", .free = true };
	const struct tb_needs nobody = { .unprivileged = true, .free = true };

	(void)state;
	NEEDS_ROOT();
	assert_int_equal(after(&root, has_no_capability), DONE);
	assert_int_equal(after(&nobody, has_no_capability), DONE);
}

static char capture[] = "confine-XXXXXX";	/* of somebody else */

static long read_capture(void)
{
	return open(capture, O_RDONLY);
}

static void root_still_reads_captures_of_others(void **state)
{
	const char *const path[] = { capture };
	const struct tb_needs needs = { .read = { path, 1 } };
	const struct tb_needs unfiltered = { .read = { path, 1 }, .free = true };
	enum outcome reading, rights;
	int fd;

	(void)state;
	NEEDS_ROOT();
	fd = mkstemp(capture);
	assert_int_equal(fchown(fd, 65534, 65534), 0);
	reading = after(&needs, read_capture);
	rights = after(&unfiltered, may_only_read);
	unlink(capture);
	assert_int_equal(reading, DONE);
	assert_int_equal(rights, DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_becomes_somebody_for_ever),
		cmocka_unit_test(root_stays_root_if_that_is_wanted),
		cmocka_unit_test(a_user_that_is_none_is_an_error),
		cmocka_unit_test(capabilities_are_given_up_by_root_too),
		cmocka_unit_test(root_still_reads_captures_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
