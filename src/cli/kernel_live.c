/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_live.c - what the kernel of this host says of resets while they are captured
 *
 * tracefs has instances: sets of buffers and events of their own, which disturb no other
 * tracing.  Ours is called tcpblame-PID.  The kernel does not remove it when a program dies; a
 * keeper does (keeper.h).  Should that die too, whoever begins removes what those left whose
 * process is gone.  Should the number only seem gone (it is of another PID namespace), the kernel
 * refuses: an instance that is read from is busy.
 *
 * Times are by the monotonic clock, which nobody sets, and are put on the clock of captures
 * when they are read, which is soon after.
 *
 * tracefs sees the sockets of all network namespaces; addresses and ports tell which are of
 * this capture.
 */
#define _GNU_SOURCE
#include "kernel_live.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "keeper.h"
#include "message.h"

#define NAME "tcpblame-"

static const char *const places[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };

struct tb_kernel_live {
	struct tb_kernel_trace *into;
	char dir[128];		/* of our instance */
	struct tb_keeper keeper;	/* of that, if there is one */
	int pipe;
};

/* Why it cannot be; the capture goes on. */
static void complain(const char *what, int error)
{
	tb_say("no kernel reasons: %s%s%s; going on without them", what, error ? ": " : "",
	       error ? strerror(error) : "");
}

/* The directory of instances. */
static bool find_instances(char *path, size_t size)
{
	int error = ENOENT;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, size, "%s/instances", places[i]);
		if (access(path, W_OK | X_OK) == 0)
			return true;
		if (errno != ENOENT)
			error = errno;
	}
	if (error == ENOENT)
		complain("tracefs is not mounted at /sys/kernel/tracing", 0);
	else
		complain("tracefs", error);
	return false;
}

/* Is that the name of an instance of a process that is gone? */
static bool is_left_over(const char *name)
{
	const char *number = name + strlen(NAME);
	char *end;

	if (strncmp(name, NAME, strlen(NAME)) != 0 || *number < '1' || *number > '9')
		return false;
	errno = 0;
	long pid = strtol(number, &end, 10);
	if (*end != '\0' || errno != 0 || pid != (pid_t)pid)
		return false;
	return (pid_t)pid == getpid() || (kill((pid_t)pid, 0) < 0 && errno == ESRCH);
}

static void remove_left_over(const char *instances)
{
	DIR *dir = opendir(instances);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (is_left_over(entry->d_name))
			(void)unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
	if (dir != NULL)
		closedir(dir);
}

/* Writes into a file of the instance; 0 or an errno. */
static int put(const struct tb_kernel_live *k, const char *name, const char *text)
{
	char path[sizeof(k->dir) + 64];
	int error = 0;

	snprintf(path, sizeof(path), "%s/%s", k->dir, name);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		error = errno;
	close(fd);
	return error;
}

static const struct {
	const char *file, *text;
	bool needed;
} settings[] = {
	{ "trace_clock", "mono", true },
	{ "events/sock/inet_sock_set_state/filter",
	  "protocol == 6 && (newstate == 4 || newstate == 7 || newstate == 9)", false },
	{ "events/sock/inet_sock_set_state/enable", "1", false },
	{ "events/tcp/tcp_receive_reset/enable", "1", false },
	{ "events/tcp/tcp_retransmit_skb/enable", "1", false },
	{ "events/tcp/tcp_send_reset/enable", "1", true },
};

static bool set_up(struct tb_kernel_live *k)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		int error = put(k, settings[i].file, settings[i].text);

		if (error && settings[i].needed) {
			complain(settings[i].file, error);
			return false;
		}
	}
	return true;
}

/* Does it say why, or only that it sent one? */
static bool gives_reasons(const struct tb_kernel_live *k)
{
	char path[sizeof(k->dir) + 64], line[256];
	bool gives = false;

	snprintf(path, sizeof(path), "%s/events/tcp/tcp_send_reset/format", k->dir);
	FILE *in = fopen(path, "re");
	while (in != NULL && !gives && fgets(line, sizeof(line), in) != NULL)
		gives = strstr(line, " reason;") != NULL;
	if (in != NULL)
		fclose(in);
	return gives;
}

static bool open_pipe(struct tb_kernel_live *k)
{
	char path[sizeof(k->dir) + 16];

	snprintf(path, sizeof(path), "%s/trace_pipe", k->dir);
	k->pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (k->pipe < 0)
		complain(path, errno);
	return k->pipe >= 0;
}

static bool make_instance(struct tb_kernel_live *k)
{
	char instances[64];

	if (!find_instances(instances, sizeof(instances)))
		return false;
	remove_left_over(instances);
	snprintf(k->dir, sizeof(k->dir), "%s/" NAME "%ld", instances, (long)getpid());
	if (mkdir(k->dir, 0700) < 0) {
		complain(k->dir, errno);
		return false;
	}
	if (tb_keeper_begin(&k->keeper, k->dir))
		return true;
	complain("no process to remove it at the end", errno);
	(void)rmdir(k->dir);
	return false;
}

struct tb_kernel_live *tb_kernel_live_open(struct tb_kernel_trace *into)
{
	struct tb_kernel_live *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		complain("no memory", 0);
		return NULL;
	}
	k->into = into;
	k->pipe = -1;
	if (!make_instance(k) || !open_pipe(k) || !set_up(k)) {
		tb_kernel_live_close(k);
		return NULL;
	}
	if (!gives_reasons(k))
		tb_say("this kernel tells which resets it sent, but not why; Linux 6.12 does");
	return k;
}

static tb_span ahead_of_monotonic(void)
{
	return tb_wall_clock() - tb_monotonic();
}

void tb_kernel_live_read(struct tb_kernel_live *k)
{
	enum { MOST = 256 };	/* reads of a page at a time: it must not keep us for ever */
	char text[4096];
	ssize_t n = 1;

	if (k == NULL)
		return;
	tb_kernel_trace_clock(k->into, ahead_of_monotonic());
	for (int i = 0; i < MOST && n > 0; i++) {
		n = read(k->pipe, text, sizeof(text));
		if (n > 0)
			tb_kernel_trace_text(k->into, text, (size_t)n);
	}
}

void tb_kernel_live_close(struct tb_kernel_live *k)
{
	int error;

	if (k == NULL)
		return;
	if (k->pipe >= 0)
		close(k->pipe);
	error = tb_keeper_end(&k->keeper);
	if (error != 0)
		tb_say("%s: %s", k->dir, strerror(error));
	free(k);
}
