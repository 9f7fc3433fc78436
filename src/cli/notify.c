/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "datagram.h"
#include "message.h"

/* Half of the time after which the manager would take us for dead; 0: it would not. */
static int64_t read_period(void)
{
	const char *pid = getenv("WATCHDOG_PID"), *usec = getenv("WATCHDOG_USEC");
	char *end;
	uintmax_t n;

	if (usec == NULL || (pid != NULL && strtoimax(pid, NULL, 10) != getpid()))
		return 0;
	n = strtoumax(usec, &end, 10);
	if (*usec < '0' || *usec > '9' || *end != '\0' || n == 0 || n > INT64_MAX / 1000)
		return 0;
	return (int64_t)n * 1000 / 2;
}

void tb_notify_open(struct tb_notify *n)
{
	const char *name = getenv("NOTIFY_SOCKET");

	*n = (struct tb_notify){ .fd = -1 };
	if (name == NULL || *name == '\0')
		return;
	n->fd = tb_datagram_connect(name);
	if (n->fd < 0)
		tb_say("NOTIFY_SOCKET %s: %s", name, strerror(errno));
	else
		n->period = read_period();
}

void tb_notify_close(struct tb_notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}

void tb_notify_tell(const struct tb_notify *n, const char *state)
{
	if (n->fd >= 0)
		(void)!write(n->fd, state, strlen(state));	/* no right to send() is left */
}

int64_t tb_notify_alive(struct tb_notify *n, int64_t monotonic)
{
	if (n->period == 0)
		return -1;
	if (n->last == 0 || monotonic - n->last >= n->period) {
		tb_notify_tell(n, "WATCHDOG=1");
		n->last = monotonic;
	}
	return n->last + n->period - monotonic;
}
