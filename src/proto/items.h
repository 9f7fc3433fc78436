/* SPDX-License-Identifier: BSD-3-Clause */
/* items.h - the loop that drives a machine over the bytes of a direction */
#ifndef TB_PROTO_ITEMS_H
#define TB_PROTO_ITEMS_H

#include "proto/machine.h"

/* Reads one item of at least one byte and at most TB_HEAD_MAX.  Bytes after it that need
 * not be read are put into t->skip.  A latched reader is taken as TB_PACE_MORE. */
typedef enum tb_pace tb_read_item(struct tb_talk *t, struct tb_reader *r);

/* What an item may be read from: never more than can be pieced together, so that an
 * item in one segment and one in many are treated alike. */
static inline struct tb_reader tb_head_of(const uint8_t *data, size_t n)
{
	return rd_over(data, n < TB_HEAD_MAX ? n : TB_HEAD_MAX);
}

/* Lets bytes pass that need not be read; returns how many. */
static inline uint32_t tb_pass(struct tb_talk *t, size_t n, void (*passed)(struct tb_talk *t))
{
	uint32_t most = n < t->skip ? (uint32_t)n : t->skip;

	t->skip -= most;
	if (t->skip == 0 && passed != NULL)
		passed(t);
	return most;
}

/*
 * Reads bytes that follow each other, item by item; inline, so that a machine's own two
 * functions are called for each without a detour.  Returns how many bytes were dealt with:
 * fewer than n means that the rest begins an item and has to wait, or that it is for
 * another machine.
 */
static inline __attribute__((always_inline)) size_t
tb_read_items(struct tb_talk *t, const uint8_t *data, size_t n, tb_read_item *item,
	      void (*passed)(struct tb_talk *t))
{
	struct tb_app *app = t->app;
	struct tb_app_dir *d = t->own;
	unsigned machine = app->machine;
	size_t at = 0;

	while (at < n && app->machine == machine) {
		struct tb_reader r = tb_head_of(data + at, n - at);
		enum tb_pace pace;

		if (d->flags & (TB_DIR_QUIET | TB_DIR_REJECTED | TB_DIR_LOST))
			return n;
		if (t->skip != 0) {
			at += tb_pass(t, n - at, passed);
			continue;
		}
		pace = item(t, &r);
		if (pace == TB_PACE_ON && !r.short_read && r.at != data + at) {
			d->flags |= TB_DIR_READ;
			at = (size_t)(r.at - data);
			continue;
		}
		if (pace != TB_PACE_BROKEN && n - at < TB_HEAD_MAX)
			return at;
		tb_talk_contradict(t);
		return n;
	}
	return at;
}

/* Skips d->count bytes, as many at a time as may be: passed() asks for more of them. */
static inline void tb_skip_count(struct tb_talk *t)
{
	t->skip = t->own->count < TB_SKIP_MAX ? t->own->count : TB_SKIP_MAX;
	t->own->count -= t->skip;
}

#endif
