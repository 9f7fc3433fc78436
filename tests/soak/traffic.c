/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * traffic.c - connections at a constant rate that end in ways known beforehand
 *
 *   traffic NETNS RATE SECONDS SEED
 *
 * Clients live in the network namespace that this was started in, servers in NETNS (a file
 * of nsfs).  Sockets stay where they were made, so one process holds both ends of a
 * connection and takes them through a small play, step by step: what is true of its ending
 * follows from the play, never from packets.  Each step waits for what the one before it was
 * for, so that plays do not depend on how busy the machine is.
 *
 * Workers play beside each other; each has a client address, a listener and dice of its own.
 * For each connection a line goes to stdout: client's address and port, and the play's name.
 * run holds these lines against what the program says.  A worker that is late does not catch
 * up, as that would be a burst; so a slow machine plays less.
 */
#define _GNU_SOURCE
#include "traffic.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void sleep_for(int64_t ns)
{
	nanosleep(&(struct timespec){ ns / 1000000000, ns % 1000000000 }, NULL);
}

static void work(struct worker *w, double rate, double seconds)
{
	const int64_t each = (int64_t)(1e9 * WORKERS / rate);
	int64_t due = now(), left;
	const int64_t end = due + (int64_t)(seconds * 1e9);

	while (due < end) {
		left = due - now();
		if (left > 0)
			sleep_for(left);
		else if (-left > each)
			due -= left;
		play_one(w);
		due += each;
	}
}

/* All listen before the first begins. */
static void listen_for_all(struct worker *w, const char *netns)
{
	int here = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "namespace");
	int there = must(open(netns, O_RDONLY | O_CLOEXEC), netns);

	must(setns(there, CLONE_NEWNET), "setns");
	for (int i = 0; i < WORKERS; i++) {
		w[i].number = i;
		w[i].netns = there;
		w[i].listener = listen_at((unsigned)(FIRST_PORT + i));
	}
	must(setns(here, CLONE_NEWNET), "setns");
	close(here);
}

int main(int argc, char *argv[])
{
	struct worker w[WORKERS] = { 0 };
	int status, failed = 0;

	if (argc != 5) {
		fprintf(stderr, "usage: traffic NETNS RATE SECONDS SEED\n");
		return 2;
	}
	listen_for_all(w, argv[1]);
	for (int i = 0; i < WORKERS; i++) {
		w[i].dice = (uint64_t)strtoull(argv[4], NULL, 10) * WORKERS + (unsigned)i;
		if (must(fork(), "fork") > 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(&w[i], atof(argv[2]), atof(argv[3]));
		return 0;
	}
	while (wait(&status) > 0)
		failed |= status != 0;
	return failed;
}
