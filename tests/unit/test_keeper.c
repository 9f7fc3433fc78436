/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/keeper.h"

enum { PATIENCE = 30000 };	/* ms; nothing takes so long but a failure */

static char folder[32];

static int begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/tcpblame-test-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int end(void **state)
{
	(void)state;
	(void)rmdir(folder);
	return 0;
}

/* Waits until nobody can write to it any more. */
static bool is_over(int fd)
{
	struct pollfd p = { .fd = fd };

	return poll(&p, 1, PATIENCE) == 1 && (p.revents & POLLHUP);
}

static void a_folder_is_removed_when_it_is_told_to(void **state)
{
	struct tb_keeper k;

	(void)state;
	assert_true(tb_keeper_begin(&k, folder));
	assert_int_equal(access(folder, F_OK), 0);
	assert_int_equal(tb_keeper_end(&k), 0);
	assert_int_equal(access(folder, F_OK), -1);
}

static void it_is_when_who_began_it_ends_without_a_word(void **state)
{
	struct tb_keeper k;
	int ends[2];
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);	/* which the keeper has until its end */
		_exit(!tb_keeper_begin(&k, folder));
	}
	close(ends[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(is_over(ends[0]));
	assert_int_equal(access(folder, F_OK), -1);
	close(ends[0]);
}

static void nothing_else_that_was_open_is_held_open(void **state)
{
	struct tb_keeper k;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_true(tb_keeper_begin(&k, folder));
	close(ends[1]);
	assert_true(is_over(ends[0]));
	close(ends[0]);
	assert_int_equal(tb_keeper_end(&k), 0);
}

int main(void)
{
#define keeper_test(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		keeper_test(a_folder_is_removed_when_it_is_told_to),
		keeper_test(it_is_when_who_began_it_ends_without_a_word),
		keeper_test(nothing_else_that_was_open_is_held_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
