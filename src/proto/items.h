/* SPDX-License-Identifier: BSD-3-Clause */
/* items.h - the loop that drives a machine over the bytes of a direction */
#ifndef TB_PROTO_ITEMS_H
#define TB_PROTO_ITEMS_H

#include "proto/machine.h"

/* Reads one item of at least one byte and at most TB_HEAD_MAX; it is shown no more than that,
 * so that an item in one segment and one in many are treated alike.  Bytes after it that need
 * not be read are put into t->skip.  A latched reader is taken as TB_PACE_MORE. */
typedef enum tb_pace tb_read_item(struct tb_talk *t, struct tb_reader *r);

/* Lets n bytes pass that need not be read. */
static inline void tb_pass(struct tb_talk *t, uint32_t n, void (*passed)(struct tb_talk *t))
{
	t->skip -= n;
	if (t->skip == 0 && passed != NULL)
		passed(t);
}

/*
 * Reads bytes that follow each other, item by item; inline, so that a machine's own two
 * functions are called for each without a detour.  What is left of them begins an item and
 * has to wait, or the machine's turn is over.
 */
static inline __attribute__((always_inline)) void
tb_read_items(struct tb_talk *t, struct tb_reader *bytes, tb_read_item *item,
	      void (*passed)(struct tb_talk *t))
{
	struct tb_reader rest = *bytes;

	while (rd_left(&rest) != 0 && !t->over) {
		struct tb_reader r = rest;
		enum tb_pace pace;

		if (t->skip != 0) {
			rd_limit(&r, t->skip);
			rd_skip(&rest, rd_left(&r));
			tb_pass(t, (uint32_t)rd_left(&r), passed);
			continue;
		}
		rd_limit(&r, TB_HEAD_MAX);
		pace = item(t, &r);
		if (pace == TB_PACE_ON && !r.short_read && r.at != rest.at) {
			t->own->flags |= TB_DIR_READ;
			rd_follow(&rest, &r);
		} else if (pace != TB_PACE_BROKEN && rd_left(&rest) < TB_HEAD_MAX) {
			break;
		} else {
			tb_talk_contradict(t);
		}
	}
	rd_follow(bytes, &rest);
}

/* Skips d->count bytes, as many at a time as may be: passed() asks for more of them. */
static inline void tb_skip_count(struct tb_talk *t)
{
	t->skip = t->own->count < TB_SKIP_MAX ? t->own->count : TB_SKIP_MAX;
	t->own->count -= t->skip;
}

#endif
