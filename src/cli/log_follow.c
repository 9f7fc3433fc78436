/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "log_follow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "open_text.h"

enum { PIECE = 65536 };

/* What a writer who never pauses is read at the end. */
static const int64_t longest_end = TB_SECOND;

static bool is_fifo(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* Who can write to it, too, meets no end of it when a writer leaves: another one may come. */
static int open_without_end(const char *name)
{
	return open(name, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

int tb_log_follow_open(const char *name)
{
	int fd, endless;

	if (strcmp(name, "-") == 0)
		return tb_open_text(name);
	fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -1;
	if (is_fifo(fd)) {
		endless = open_without_end(name);
		if (endless < 0)
			return fd;
		close(fd);
		return endless;
	}
	close(fd);
	return tb_open_text(name);
}

bool tb_log_follow_must(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);
}

static tb_time now(void)
{
	return (tb_time){ tb_wall_clock() };
}

bool tb_log_follow_begin(struct tb_log_follow *l, struct tb_logs *logs, const char *name, int fd)
{
	*l = (struct tb_log_follow){ .logs = logs, .fd = fd, .begun = now() };
	tb_logs_period(logs, l->begun, l->begun);
	return tb_logs_begin(logs, name);
}

bool tb_log_follow_read(struct tb_log_follow *l)
{
	struct pollfd fd = { .fd = l->fd, .events = POLLIN };
	char piece[PIECE];
	ssize_t n;

	/* others may hold what standard input is, so that it cannot be told not to wait */
	if (l->fd < 0 || poll(&fd, 1, 0) <= 0)
		return false;
	n = read(l->fd, piece, sizeof(piece));
	if (n <= 0) {
		if (n == 0 || (errno != EINTR && errno != EAGAIN))
			l->fd = -1;
		return false;
	}
	tb_logs_period(l->logs, l->begun, now());
	tb_logs_feed(l->logs, piece, (size_t)n);
	return true;
}

void tb_log_follow_end(struct tb_log_follow *l)
{
	const int64_t end = tb_monotonic() + longest_end;

	while (tb_log_follow_read(l) && tb_monotonic() < end)
		;
	tb_logs_end(l->logs, NULL);
}
