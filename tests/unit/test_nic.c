/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/nic.h"

static const char *const part[] = { "/eth7", "/eth7/statistics" };
static const char *const counter[] = { "/eth7/statistics/rx_missed_errors",
				       "/eth7/statistics/rx_fifo_errors" };

/* Where sysfs would be. */
static char folder[] = "nic-XXXXXX";

static const char *in_folder(const char *what)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s%s", folder, what);
	return path;
}

static void count(int which, const char *number)
{
	FILE *f = fopen(in_folder(counter[which]), "w");

	assert_non_null(f);
	fprintf(f, "%s\n", number);
	fclose(f);
}

static int begin(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL || mkdir(in_folder(part[0]), 0700) != 0)
		return -1;
	return mkdir(in_folder(part[1]), 0700);
}

static int end(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		unlink(in_folder(counter[i]));
	rmdir(in_folder(part[1]));
	rmdir(in_folder(part[0]));
	return rmdir(folder);
}

static void what_was_dropped_before_does_not_count(void **state)
{
	(void)state;
	count(0, "100");
	count(1, "18446744073709551000");

	struct tb_nic *n = tb_nic_new(folder, "eth7");

	assert_int_equal(tb_nic_drops(n), 0);
	count(0, "103");
	count(1, "18446744073709551001");
	assert_int_equal(tb_nic_drops(n), 4);
	assert_int_equal(tb_nic_drops(n), 0);
	tb_nic_free(n);
}

static void a_counter_that_starts_again_takes_nothing_away(void **state)
{
	(void)state;
	count(0, "100");
	count(1, "0");

	struct tb_nic *n = tb_nic_new(folder, "eth7");

	count(0, "2");
	assert_int_equal(tb_nic_drops(n), 0);
	count(0, "5");
	assert_int_equal(tb_nic_drops(n), 3);
	tb_nic_free(n);
}

static void a_folder_that_is_gone_is_not_asked_again(void **state)
{
	(void)state;
	count(0, "7");
	count(1, "0");

	struct tb_nic *n = tb_nic_new(folder, "eth7");

	unlink(in_folder(counter[0]));
	unlink(in_folder(counter[1]));
	count(0, "9");	/* of another interface with this name */
	assert_int_equal(tb_nic_drops(n), 0);
	tb_nic_free(n);
}

static void what_cannot_be_read_counts_as_nothing(void **state)
{
	struct tb_nic *n = tb_nic_new(folder, "any");

	(void)state;
	assert_int_equal(tb_nic_drops(n), 0);
	tb_nic_free(n);
	assert_int_equal(tb_nic_drops(NULL), 0);
	tb_nic_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_dropped_before_does_not_count),
		cmocka_unit_test(a_counter_that_starts_again_takes_nothing_away),
		cmocka_unit_test(a_folder_that_is_gone_is_not_asked_again),
		cmocka_unit_test(what_cannot_be_read_counts_as_nothing),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
