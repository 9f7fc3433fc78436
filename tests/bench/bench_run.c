/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_run.c - runs a program and says what it cost
 *
 *	bench_run FILE PROGRAM [ARG...]
 *
 * Writes one line to FILE: wait status, user and system CPU and wall time in
 * microseconds, peak resident memory in KiB.  A program of its own because a
 * child inherits the peak of whoever forks it: that must not be an interpreter of
 * 10 MB.
 */
#define _DEFAULT_SOURCE /* wait4() */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long from_timeval(const struct timeval *t)
{
	return (long long)t->tv_sec * 1000000 + t->tv_usec;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	struct rusage cost;
	int status;
	FILE *out = argc > 2 ? fopen(argv[1], "we") : NULL;

	if (!out) {
		fputs("usage: bench_run FILE PROGRAM [ARG...]\n", stderr);
		return EXIT_FAILURE;
	}
	long long begin = now();
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &cost) != pid) {
		perror("bench_run");
		return EXIT_FAILURE;
	}
	fprintf(out, "%d %lld %lld %lld %ld\n", status, from_timeval(&cost.ru_utime),
		from_timeval(&cost.ru_stime), now() - begin, cost.ru_maxrss);
	return fclose(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
