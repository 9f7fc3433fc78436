/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timeline.h - several capture files as one
 */
#ifndef TB_CAPTURE_TIMELINE_H
#define TB_CAPTURE_TIMELINE_H

#include "ledger.h"
#include "source.h"

#include <stdatomic.h>

struct tb_timeline;

/* As tb_source_files(), with the timeline of cfg->again or NULL.  *stop, once set, ends it. */
struct tb_timeline *tb_timeline_new(const struct tb_files_config *cfg,
				    const struct tb_timeline *again, const atomic_bool *stop,
				    struct tb_source_error *err);
void tb_timeline_free(struct tb_timeline *t); /* NULL is fine */

/* As tb_source_on_change(). */
void tb_timeline_on_change(struct tb_timeline *t, const struct tb_watcher *watcher);

/* The next frames that pass the filter, at most room > 0, valid until the next call; how
 * many.  0 at the end. */
size_t tb_timeline_next(struct tb_timeline *t, struct tb_frame *out, size_t room);

/* As tb_source_missed(). */
bool tb_timeline_missed(struct tb_timeline *t, struct tb_lapse *out);

/* As tb_source_captures(), tb_source_describe() and tb_source_progress(). */
struct tb_capture *tb_timeline_captures(struct tb_timeline *t, size_t *n);
void tb_timeline_describe(const struct tb_timeline *t, const struct tb_frame *f,
			  struct tb_interface *out);
void tb_timeline_progress(const struct tb_timeline *t, uint64_t *done, uint64_t *total);

#endif
