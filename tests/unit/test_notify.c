/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/notify.h"

#define SECOND INT64_C(1000000000)

/* The service manager's end: a socket that the system names. */
static int listen_as_manager(char name[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1])
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(sa_family_t);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
	size = sizeof(at);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	size -= (socklen_t)offsetof(struct sockaddr_un, sun_path);
	memcpy(name, at.sun_path, size);
	name[0] = '@';
	name[size] = '\0';
	return fd;
}

static void assert_heard(int fd, const char *what)
{
	char text[64];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	if (what == NULL) {
		assert_true(n < 0);
		return;
	}
	assert_true(n > 0);
	text[n] = '\0';
	assert_string_equal(text, what);
}

static int open_with(struct tb_notify *n, const char *usec, const char *pid)
{
	char name[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
	int manager = listen_as_manager(name);

	setenv("NOTIFY_SOCKET", name, 1);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	if (usec != NULL)
		setenv("WATCHDOG_USEC", usec, 1);
	if (pid != NULL)
		setenv("WATCHDOG_PID", pid, 1);
	tb_notify_open(n);
	return manager;
}

static void what_is_told_reaches_a_manager_with_a_name_in_no_file_system(void **state)
{
	struct tb_notify n;
	int manager = open_with(&n, NULL, NULL);

	(void)state;
	tb_notify_tell(&n, "READY=1");
	assert_heard(manager, "READY=1");
	assert_int_equal(tb_notify_alive(&n, SECOND), -1);
	assert_heard(manager, NULL);
	tb_notify_close(&n);
	close(manager);
}

static void a_sign_of_life_comes_twice_in_the_time_of_the_watchdog(void **state)
{
	struct tb_notify n;
	int manager = open_with(&n, "60000000", NULL);

	(void)state;
	assert_true(tb_notify_alive(&n, 5 * SECOND) == 30 * SECOND);
	assert_heard(manager, "WATCHDOG=1");
	assert_true(tb_notify_alive(&n, 34 * SECOND) == SECOND);
	assert_heard(manager, NULL);
	assert_true(tb_notify_alive(&n, 36 * SECOND) == 30 * SECOND);
	assert_heard(manager, "WATCHDOG=1");
	tb_notify_close(&n);
	close(manager);
}

static void a_watchdog_of_another_process_or_of_no_time_is_none(void **state)
{
	static const char *const useless[] = { "", "0", "-5", "60s", "99999999999999999999" };
	struct tb_notify n;
	int manager = open_with(&n, "60000000", "1");

	(void)state;
	assert_int_equal(tb_notify_alive(&n, SECOND), -1);
	tb_notify_close(&n);
	close(manager);
	for (size_t i = 0; i < sizeof(useless) / sizeof(useless[0]); i++) {
		manager = open_with(&n, useless[i], NULL);
		assert_int_equal(tb_notify_alive(&n, SECOND), -1);
		tb_notify_close(&n);
		close(manager);
	}
}

static void without_a_manager_nobody_is_told(void **state)
{
	static const char *const names[] = { "", "relative", "/", "/there/is/none" };
	struct tb_notify n;

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	tb_notify_open(&n);
	assert_int_equal(n.fd, -1);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		setenv("NOTIFY_SOCKET", names[i], 1);
		tb_notify_open(&n);
		assert_int_equal(n.fd, -1);
		tb_notify_tell(&n, "READY=1");
		assert_int_equal(tb_notify_alive(&n, SECOND), -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_reaches_a_manager_with_a_name_in_no_file_system),
		cmocka_unit_test(a_sign_of_life_comes_twice_in_the_time_of_the_watchdog),
		cmocka_unit_test(a_watchdog_of_another_process_or_of_no_time_is_none),
		cmocka_unit_test(without_a_manager_nobody_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
