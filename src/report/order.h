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
	uint64_t id;		/* of a group: larger than of those before it */
	struct tb_piece block;	/* empty: it is not to be told in full; of a group, too */
	struct tb_piece line;
	uint64_t lost;		/* bytes, both ways */
	struct tb_ref frame;	/* the deciding RST */
	tb_time time;		/* likewise */
	struct tb_endpoint server;
	struct tb_plot plot;
	const char *title;	/* of the cause.  Static */
	double confidence;	/* of the cause: 0 .. 1 */
	const char *meets[2];	/* the error that each application does: "ECONNRESET".  Static;
				 * NULL: none, or not known */
	uint64_t members;	/* resets of a group */
	bool request_open;
	bool brief;		/* a line is enough of it */
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

/* What is remembered of a verdict, without pieces: it would be told by a block. */
struct tb_entry tb_entry_of(const struct tb_verdict *v);

/* Room for one more, not counted yet; NULL: no memory. */
struct tb_entry *tb_entries_next(struct tb_entries *e);
void tb_entries_free(struct tb_entries *e);

/* Tells a group on p, whose medium it is, into h, and adds its entry.  False: there is no room
 * for it. */
bool tb_entries_hold_group(struct tb_entries *e, struct tb_hold *h, struct tb_page *p,
			   const struct tb_report_options *o, const struct tb_group *g);

/* Plots that were told, and how often; zeroed: none. */
struct tb_plots {
	struct {
		struct tb_plot plot;
		unsigned told;
	} at[64];		/* that are told apart; further ones are always new */
	size_t n;
};

/* Was this one told so often that it is enough?  Counts it as told once more. */
bool tb_plots_told(struct tb_plots *seen, const struct tb_plot *plot, unsigned enough);

/* By section, and the largest group or the most disruptive reset first within each; nothing is
 * grouped then. */
void tb_order_all(struct tb_entries *e);

enum { TB_SMALL_GROUP = 2 };	/* so many alike are not worth a group */

/* The n entries are brought together by deed and server, large groups first. */
void tb_order_group(struct tb_entry *at, size_t n);

/* One line for e and those after it that are alike. */
void tb_story_alike(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_entry *e);

#endif
