/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * session.h - one run: a source of frames, the engine, and a report
 *
 * cmd_report.c and cmd_live.c differ only in how they wait; what they do with a
 * frame, and how they end, is here.
 */
#ifndef TB_CLI_SESSION_H
#define TB_CLI_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/source.h"
#include <tcpblame/kernel_trace.h>
#include "kernel_live.h"
#include "message.h"
#include "options.h"
#include "outlet.h"
#include "progress.h"

struct tb_session {
	const struct tb_options *options;	/* the caller's */
	struct tb_source *source;		/* ours */
	struct tb_capture *captures;		/* the source's */
	size_t n_captures;
	struct tb_engine *engine;		/* ours */
	struct tb_kernel_trace *kernel;		/* ours; NULL: nobody asked for its word */
	struct tb_kernel_live *kernel_live;	/* ours; NULL: it says nothing more */
	struct tb_outlet outlet;		/* where its verdicts go */
	bool kernel_damaged;	/* a part of its trace could not be read */
	bool unread;		/* files: a signal came before their end */
	struct tb_progress progress;
};

/*
 * Takes the source over, and opens the output last, so that a mistake in the
 * arguments does not cost the report of an earlier run.  False after a complaint
 * on stderr; call tb_session_close() either way.
 */
bool tb_session_open(struct tb_session *s, const struct tb_options *o,
		     struct tb_source *source);

/* Gives at most TB_SOURCE_ROOM frames to the engine and counts them. */
void tb_session_frames(struct tb_session *s, const struct tb_frame *frame, size_t n);

/* The same in two steps (tb_engine_load(), tb_engine_take()), the first in another thread:
 * adds frames to a load, and says how many; works on it, the source standing there. */
size_t tb_session_load(struct tb_session *s, struct tb_load *l, const struct tb_frame *frame,
		       size_t n);
void tb_session_take(struct tb_session *s, struct tb_load *l, uint64_t done, uint64_t total);

/* There is no use in going on: the output is lost, or a signal said so. */
bool tb_session_over(const struct tb_session *s);

/* Judges what is open, writes the rest of the report, complains about captures
 * that were cut or damaged, and says how the program should exit. */
enum tb_exit tb_session_finish(struct tb_session *s);

/* Frees all; what was not finished is lost. */
void tb_session_close(struct tb_session *s);

#endif
