/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * upkeep.h - what a long run does now and then beside its packets
 *
 * Signs of life for the service manager, numbers for those who watch.
 */
#ifndef TB_CLI_UPKEEP_H
#define TB_CLI_UPKEEP_H

#include "metrics.h"
#include "metrics_file.h"
#include "metrics_http.h"
#include "notify.h"
#include "session.h"

struct tb_upkeep {
	struct tb_session *session;	/* the caller's; NULL: not begun */
	struct tb_notify notify;
	struct tb_metrics *metrics;	/* ours; NULL: nobody asked for numbers */
	struct tb_metrics_file file;
	struct tb_metrics_http *http;	/* ours; NULL: nobody may ask */
	int64_t file_due;	/* monotonic ns at which the file is to be replaced */
	int64_t http_due;	/* likewise, at which clients are looked after */
	int64_t waiting_since;	/* monotonic ns; somebody is waited for since then, 0: nobody is */
	const struct tb_summary *summary;	/* the engine's, as it was when it was last asked */
	int memory;		/* descriptor of what Linux tells of our memory; -1: none */
	bool has_last;		/* a packet came: */
	tb_time last;		/* when the latest one did */
	tb_span lag;		/* how long after that it was worked on */
};

/* Before the session, so that a mistake in the arguments does not cost the report of an earlier
 * run.  False after a complaint; tb_upkeep_close() either way, after the session's end. */
bool tb_upkeep_open(struct tb_upkeep *u, const struct tb_options *o);
void tb_upkeep_close(struct tb_upkeep *u);

/* Can what it writes be written, once nothing can be opened any more?  False after a complaint. */
bool tb_upkeep_ready(const struct tb_upkeep *u);

/* s is open.  What the service manager waits for; that the end may take a while; and the numbers
 * as they are then. */
void tb_upkeep_begin(struct tb_upkeep *u, struct tb_session *s);
void tb_upkeep_stopping(const struct tb_upkeep *u);
void tb_upkeep_end(struct tb_upkeep *u);

/* A packet of that time was worked on just now; for the numbers, if somebody asked for them. */
void tb_upkeep_seen(struct tb_upkeep *u, tb_time time);

/* Does what is due; says in how many ns something will be, -1: nothing. */
int64_t tb_upkeep_run(struct tb_upkeep *u, int64_t monotonic);

/* The same in the midst of a verdict, for whose reader is waited since then. */
int64_t tb_upkeep_run_waiting(struct tb_upkeep *u, int64_t since);

/* Descriptor to poll for reading, -1: there is none; and what to call when it can be read. */
int tb_upkeep_fd(const struct tb_upkeep *u);
void tb_upkeep_asked(struct tb_upkeep *u);

#endif
