/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * live.h - an interface, through libpcap
 *
 * The functions are those of source.h.
 */
#ifndef TB_CAPTURE_LIVE_H
#define TB_CAPTURE_LIVE_H

#include "source.h"

/* Used where no filter is asked for; see live_filter.c. */
extern const char tb_live_filter[];

struct tb_live;

/* What is found out is written down in *capture, whose index that is; the caller's. */
struct tb_live *tb_live_new(const struct tb_live_config *cfg, const char *interface,
			    struct tb_capture *capture, uint32_t index,
			    struct tb_source_error *err);
void tb_live_free(struct tb_live *l); /* NULL is fine */
enum tb_source_status tb_live_next(struct tb_live *l, struct tb_frame *out, size_t room,
				   size_t *n);
void tb_live_count(struct tb_live *l, const struct tb_frame *f, size_t n); /* > 0 go on */
int tb_live_fd(const struct tb_live *l);
int tb_live_timeout(const struct tb_live *l);
void tb_live_stop(struct tb_live *l); /* async-signal-safe */
void tb_live_look(struct tb_live *l);	/* at the counters of what was lost */
void tb_live_describe(const struct tb_live *l, struct tb_interface *out);

#endif
