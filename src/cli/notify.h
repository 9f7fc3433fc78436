/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * notify.h - tells the service manager how we are
 *
 * The protocol of sd_notify(3): datagrams of NAME=value to the socket that NOTIFY_SOCKET
 * names.  libsystemd makes a socket for each of them; ours is made once, while there is still a
 * right to make one.
 */
#ifndef TB_CLI_NOTIFY_H
#define TB_CLI_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

struct tb_notify {
	int fd;			/* -1: nobody wants to know */
	int64_t period;		/* ns between two signs of life; 0: none are awaited */
	int64_t last;		/* monotonic ns of the latest one */
};

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.  A socket that cannot be had is said,
 * and is no failure: the manager will see for itself. */
void tb_notify_open(struct tb_notify *n);
void tb_notify_close(struct tb_notify *n);

/* "READY=1", "STATUS=..."; lines as in sd_notify(3).  Never waits. */
void tb_notify_tell(const struct tb_notify *n, const char *state);

/* A sign of life, if one is due; says in how many ns the next one will be, -1: never. */
int64_t tb_notify_alive(struct tb_notify *n, int64_t monotonic);

#endif
