/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confining.h - trials: processes of their own that confine themselves and then try something
 *
 * Each tells by its status what came of it.  Where the kernel or the build lacks a part, what
 * needs it is skipped.  Include after cmocka.h, with _GNU_SOURCE.
 */
#ifndef TESTS_UNIT_CONFINING_H
#define TESTS_UNIT_CONFINING_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/confine.h"
#include "cli/confine_parts.h"

enum outcome { DONE, REFUSED, OTHER, NOT_CONFINED };

/* Of a trial: a value that is not negative, or -1 with errno. */
typedef long trial(void);

static inline enum outcome outcome_of(long value)
{
	if (value >= 0)
		return DONE;
	return errno == EPERM || errno == EACCES || errno == ENOSYS ? REFUSED : OTHER;
}

/* A build for tests kills who makes a call that is not on the list. */
static inline enum outcome outcome_of_child(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return REFUSED;
	assert_true(WIFEXITED(status));
	return (enum outcome)WEXITSTATUS(status);
}

static inline enum outcome after(const struct tb_needs *needs, trial *t)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		_exit(tb_confine(needs) ? (int)outcome_of(t()) : NOT_CONFINED);
	return outcome_of_child(child);
}

#endif
