/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * order.h - what is remembered of each verdict until the report is laid out
 */
#ifndef TB_REPORT_ORDER_H
#define TB_REPORT_ORDER_H

#include "report/story.h"

struct tb_entry {
	uint64_t id;
	int64_t at;		/* its text: offset in the spool */
	uint64_t len;		/* and bytes */
	uint64_t lost;		/* bytes, both ways */
	struct tb_ref frame;	/* the deciding RST */
	struct tb_endpoint server;
	struct tb_headline headline;
	enum tb_harm harm;
	bool request_open;
	uint64_t alike, first;	/* tb_order_group(): how many, and the least id of them */
};

/* Grows by doubling; zeroed: empty. */
struct tb_entries {
	struct tb_entry *at;	/* owned */
	size_t n, room;
};

/* Room for one more, not counted yet; NULL: no memory. */
struct tb_entry *tb_entries_next(struct tb_entries *e);
void tb_entries_free(struct tb_entries *e);

/* Most disruptive first; benign ones last. */
void tb_order_by_harm(struct tb_entries *e);

/* The n entries are brought together by deed and server, large groups first. */
void tb_order_group(struct tb_entry *at, size_t n);

#endif
