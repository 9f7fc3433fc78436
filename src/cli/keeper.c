/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "confine_parts.h"

/* Who is killed closes its files one after the other, and the pipe may be before those in the
 * folder. */
static int remove_folder(const char *folder)
{
	const struct timespec moment = { 0, 10 * 1000000 };
	int tries = 300;

	while (rmdir(folder) != 0) {
		if (errno != EBUSY || --tries == 0)
			return errno;
		nanosleep(&moment, NULL);
	}
	return 0;
}

/* All but standard input and error: the packets' socket would be held as long as we are, and a port
 * that is listened at.  Before Linux 5.9 they are. */
static void close_the_rest(const int pipe[2])
{
	close(STDOUT_FILENO);
	close(pipe[1]);
#ifdef SYS_close_range
	(void)syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
#endif
}

/* Standard error stays: who waits for its end finds the folder removed. */
static void keep(const int pipe[2], const char *folder)
{
	char none;

	(void)dup2(pipe[0], STDIN_FILENO);
	close_the_rest(pipe);
	tb_confine_bounds();
	(void)tb_confine_capabilities(TB_NO_CAPABILITY);	/* the folder is root's, and so are we */
	while (read(STDIN_FILENO, &none, 1) < 0 && errno == EINTR)
		;
	_exit(remove_folder(folder));
}

bool tb_keeper_begin(struct tb_keeper *k, const char *folder)
{
	sigset_t all, before;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);	/* Ctrl-C is sent to all of us */
	k->pid = fork();
	if (k->pid == 0)
		keep(ends, folder);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[0]);
	k->pipe = ends[1];
	if (k->pid > 0)
		return true;
	k->pid = 0;
	close(ends[1]);
	return false;
}

int tb_keeper_end(struct tb_keeper *k)
{
	int status = 0;
	pid_t pid = k->pid;

	if (pid == 0)
		return 0;
	k->pid = 0;
	close(k->pipe);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}
