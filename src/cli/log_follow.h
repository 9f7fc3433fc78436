/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_follow.h - a log that is a pipe while an interface is captured
 *
 * Whoever writes to it would have to wait until the capture is over, and may never end: tail -F
 * does not.  So it is read as it comes, and what has come when the capture ends is the log.
 */
#ifndef TB_CLI_LOG_FOLLOW_H
#define TB_CLI_LOG_FOLLOW_H

#include <stdbool.h>

#include <tcpblame/log.h>

struct tb_log_follow {
	struct tb_logs *logs;	/* the caller's */
	int fd;			/* likewise; -1: there is none, or it has ended */
	tb_time begun;
};

/* A descriptor to read that file without waiting for a writer; "-" is standard input.  -1 with
 * errno. */
int tb_log_follow_open(const char *name);

/* Is it one that must be followed?  Else it is a file, which can wait. */
bool tb_log_follow_must(int fd);

/* False: no memory. */
bool tb_log_follow_begin(struct tb_log_follow *l, struct tb_logs *logs, const char *name, int fd);

/* Reads a piece of what is there; false: there is nothing now. */
bool tb_log_follow_read(struct tb_log_follow *l);

/* Reads what has come until now. */
void tb_log_follow_end(struct tb_log_follow *l);

#endif
