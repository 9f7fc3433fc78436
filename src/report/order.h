/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * order.h - what is remembered of each verdict until the report is laid out
 */
#ifndef TB_REPORT_ORDER_H
#define TB_REPORT_ORDER_H

#include "report/hold.h"
#include "report/story.h"

/* How an entry is told, and in this order. */
enum tb_section {
	TB_SECTION_TOGETHER,	/* a line: what several resets have in common */
	TB_SECTION_BLOCKS,	/* with all that is known */
	TB_SECTION_AGAIN,	/* a line: blocks above tell the same plot */
	TB_SECTION_BENIGN,	/* a line: nothing was lost */
	TB_SECTION_COUNT
};

struct tb_entry {
	uint64_t id;		/* of a group: its number */
	struct tb_piece block;	/* empty if benign, and of a group */
	struct tb_piece line;
	uint64_t lost;		/* bytes, both ways */
	struct tb_ref frame;	/* the deciding RST */
	struct tb_endpoint server;
	struct tb_plot plot;
	bool request_open;
	bool brief;		/* there is a line of it and no block */
	bool logged;		/* lines of logs tell of it */
	enum tb_section section;	/* set by tb_order_all(), but of a group */
	/* set by tb_order_group(): */
	bool any_port;		/* the group is of one server, whatever the port */
	uint64_t alike, first;	/* how many there are in it, the least id of them */
};

/* Grows by doubling; zeroed: empty. */
struct tb_entries {
	struct tb_entry *at;	/* owned */
	size_t n, room;
};

/* Room for one more, not counted yet; NULL: no memory. */
struct tb_entry *tb_entries_next(struct tb_entries *e);
void tb_entries_free(struct tb_entries *e);

/* By section, and the most disruptive first within each. */
void tb_order_all(struct tb_entries *e);

enum { TB_SMALL_GROUP = 2 };	/* so many alike are not worth a group */

/* The n entries are brought together by deed and server, large groups first. */
void tb_order_group(struct tb_entry *at, size_t n);

#endif
