/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "signals.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static atomic_bool stop_wanted;
static atomic_bool counters_wanted;
static atomic_bool reopen_wanted;
static struct tb_source *source_to_stop;

static void on_stop(int number)
{
	(void)number;
	stop_wanted = true;
	if (source_to_stop)
		tb_source_stop(source_to_stop);
}

static void on_counters(int number)
{
	(void)number;
	counters_wanted = true;
}

static void on_reopen(int number)
{
	(void)number;
	reopen_wanted = true;
}

static void on_wake(int number)
{
	(void)number;
}

static void handle(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

static void fill(sigset_t *ours)
{
	sigemptyset(ours);
	sigaddset(ours, SIGINT);
	sigaddset(ours, SIGTERM);
	sigaddset(ours, SIGHUP);
	sigaddset(ours, SIGUSR1);
}

/* nohup(1) had it ignored, and so it stays */
static bool is_ignored(int number)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void tb_signals_install(struct tb_source *stop_at_once)
{
	source_to_stop = stop_at_once;
	/* without SA_RESTART: a read that waits for a pipe has to come back */
	handle(SIGINT, on_stop, (int)SA_RESETHAND);
	handle(SIGTERM, on_stop, (int)SA_RESETHAND);
	if (!is_ignored(SIGHUP))
		handle(SIGHUP, on_stop, (int)SA_RESETHAND);
	handle(SIGUSR1, on_counters, SA_RESTART);
	handle(SIGURG, on_wake, 0);
	handle(SIGPIPE, SIG_IGN, 0);
}

bool tb_signals_attended(void)
{
	int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void tb_signals_install_reopen(void)
{
	if (!is_ignored(SIGHUP))
		handle(SIGHUP, on_reopen, SA_RESTART);
}

void tb_signals_hold(bool held)
{
	sigset_t ours;

	fill(&ours);
	pthread_sigmask(held ? SIG_BLOCK : SIG_UNBLOCK, &ours, NULL);
}

void tb_signals_wake(pthread_t thread)
{
	pthread_kill(thread, SIGURG);
}

bool tb_signals_stop(void)
{
	return stop_wanted;
}

const atomic_bool *tb_signals_stop_flag(void)
{
	return &stop_wanted;
}

static bool take(atomic_bool *flag)
{
	bool wanted = *flag;

	if (wanted)
		*flag = false;
	return wanted;
}

bool tb_signals_counters(void)
{
	return take(&counters_wanted);
}

bool tb_signals_reopen(void)
{
	return take(&reopen_wanted);
}

/* Unless one of the flags is set: blocked while we look at them, signals are let in by ppoll()
 * itself. */
static void poll_unless(bool (*is_asked)(void), struct pollfd *fd, nfds_t n, int64_t timeout)
{
	struct timespec limit = { timeout / INT64_C(1000000000), timeout % INT64_C(1000000000) };
	sigset_t ours, before;

	fill(&ours);
	pthread_sigmask(SIG_BLOCK, &ours, &before);
	if (!is_asked())
		ppoll(fd, n, timeout < 0 ? NULL : &limit, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool is_anything_asked(void)
{
	return stop_wanted || counters_wanted || reopen_wanted;
}

void tb_signals_poll(struct pollfd *fd, nfds_t n, int64_t timeout)
{
	poll_unless(is_anything_asked, fd, n, timeout);
}

static bool are_counters_asked(void)
{
	return counters_wanted;
}

static bool is_end_or_counters_asked(void)
{
	return stop_wanted || counters_wanted;
}

void tb_signals_await(struct pollfd *fd, nfds_t n, int64_t timeout)
{
	poll_unless(stop_wanted ? are_counters_asked : is_end_or_counters_asked, fd, n, timeout);
}
