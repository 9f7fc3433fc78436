/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * logs.h - the files that --log names
 *
 * They are opened at the beginning, when there is the right to, and read when the captures are
 * over, so that a log which is written meanwhile is read to its end.  Live, one may be a pipe,
 * and is read as it comes.
 */
#ifndef TB_CLI_LOGS_H
#define TB_CLI_LOGS_H

#include <tcpblame/log.h>

#include "log_follow.h"
#include "options.h"
#include "timezone.h"

/* Zeroed: no logs; then all calls but open do nothing. */
struct tb_log_files {
	const struct tb_options *options;	/* the caller's */
	struct tb_logs *logs;
	struct tb_timezone zone;
	int *fd;		/* by log, until it is read; -errno: it cannot be opened; 0: none */
	char (*problem)[512];	/* by log */
	bool follows;		/* one of them: */
	size_t followed;	/* its number */
	struct tb_log_follow follow;
	bool tied;
};

/* False after a complaint. */
bool tb_log_files_open(struct tb_log_files *f, const struct tb_options *o);
void tb_log_files_close(struct tb_log_files *f);

/* The one that is read as it comes, to be polled for reading; -1: there is none. */
int tb_log_files_fd(const struct tb_log_files *f);

/* Reads a piece of it, if there is any. */
void tb_log_files_follow(struct tb_log_files *f);

/* A verdict was made. */
void tb_log_files_verdict(struct tb_log_files *f, const struct tb_verdict *v);

/* Reads them all and ties their lines.  False after complaints: a part is missing. */
bool tb_log_files_read(struct tb_log_files *f, const struct tb_capture *captures, size_t n);

/* The lines that are tied to a reset; none before the logs are read. */
const struct tb_log_tie *tb_log_files_of(const struct tb_log_files *f, uint64_t reset,
					 size_t *n);

struct tb_log_result tb_log_files_result(const struct tb_log_files *f);

#endif
