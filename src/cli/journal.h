/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * journal.h - each ending also to the system's log
 */
#ifndef TB_CLI_JOURNAL_H
#define TB_CLI_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <tcpblame/tcpblame.h>

#include "base/text.h"

/* Where the system's log listens. */
#define TB_JOURNAL_NATIVE "/run/systemd/journal/socket"
#define TB_JOURNAL_SYSLOG "/dev/log"

struct tb_journal {
	int fd;			/* -1: it is not told */
	bool native;		/* by the protocol that has fields */
	int pid;
	FILE *line;		/* ours: what a report of lines writes is at `text` */
	struct tb_report *report;	/* ours: that report */
	char text[2048];
	uint64_t lost;		/* endings that the log did not take, */
	uint64_t lost_before;	/* and how many of them before this failure */
	bool failing;
};

/* Connects to the log of those two that is there, the native one first.  captures: n of them, as
 * they are told of; must outlive it.  False after a complaint; tb_journal_close() either way. */
bool tb_journal_open(struct tb_journal *j, const char *native, const char *syslog,
		     const struct tb_capture *captures, size_t n);
void tb_journal_close(struct tb_journal *j);

/* Tells it of one, and waits for nobody: what the log does not take at once is lost, which is
 * said once until it takes something again.  Does nothing if j is not open. */
void tb_journal_verdict(struct tb_journal *j, const struct tb_verdict *v);

/* Says how many were lost, if any were. */
void tb_journal_end(const struct tb_journal *j);

/* A field as the native protocol has it, whatever bytes it has.  For tests, too. */
void tb_journal_field(struct tb_text *t, const char *name, const void *bytes, size_t n);

#endif
