/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ledger.h - what is found out about one capture while it is read
 *
 * Owns the strings that its struct tb_capture points to, and outlives the file's
 * being open: a rotated set is opened and closed many times over.
 */
#ifndef TB_CAPTURE_LEDGER_H
#define TB_CAPTURE_LEDGER_H

#include <stdatomic.h>

#include <tcpblame/tcpblame.h>

#include "losses.h"
#include "source.h"

/* Told before what is known of a capture changes, counters apart. */
struct tb_watcher {
	void (*before)(void *user);	/* NULL: nobody asks */
	void *user;
};

struct tb_ledger {
	struct tb_capture *capture;	/* where it is written down; the source's */
	uint32_t index;			/* of the capture: tb_frame.file */
	char *name;			/* owned */
	char **interface;		/* owned, and each name too */
	uint32_t *snaplen;		/* owned; of each, 0: no limit */
	unsigned n_interface, room;
	uint32_t only_snaplen;		/* of a format that does not describe interfaces */
	char problem[448];		/* as much as struct tb_source_error takes */
	const struct tb_watcher *watcher;	/* borrowed; may be NULL */
	struct tb_losses *losses;	/* likewise */
	const atomic_bool *stop; /* once set, that reading ends is no problem;
					 * borrowed; may be NULL */
};

enum { TB_MAX_INTERFACES = 65536 };

/* name is copied.  False: no memory. */
bool tb_ledger_init(struct tb_ledger *l, struct tb_capture *capture, const char *name);
void tb_ledger_fini(struct tb_ledger *l);

/* Forgets everything but the name: the file will be read from the start again. */
void tb_ledger_reset(struct tb_ledger *l);

/* Puts the same findings elsewhere, where they are those of that capture. */
void tb_ledger_move(struct tb_ledger *l, struct tb_capture *to, uint32_t index);

/* The name as a person would say it. */
const char *tb_ledger_title(const struct tb_ledger *l);

/* Where reading stopped. */
struct tb_where {
	uint64_t frame; /* the one that could not be read; 0: before there were any */
	uint64_t byte;		/* offset of its record or block, decompressed */
	bool between;		/* it is not a frame, but comes before that one */
};

/* Notes a problem, after those that were noted before; "FILE: " is put before the
 * text and, unless where is NULL, the place. */
void tb_ledger_problem(struct tb_ledger *l, const struct tb_where *where,
		       const char *format, ...) __attribute__((format(printf, 3, 4)));

void tb_ledger_link_type(struct tb_ledger *l, uint32_t link_type);

/* Adds the next interface; name is a stranger's, NULL for none.  False: there are
 * TB_MAX_INTERFACES already, or no memory. */
bool tb_ledger_interface(struct tb_ledger *l, const char *name, size_t len, uint32_t snaplen);

/* What is known of one, by its index. */
void tb_ledger_describe(const struct tb_ledger *l, uint32_t interface,
			struct tb_interface *out);

/* Frames were handed out, n > 0 of them. */
static inline void tb_ledger_count(struct tb_ledger *l, const struct tb_frame *f, size_t n)
{
	struct tb_capture *c = l->capture;
	tb_time first = c->has_times ? c->first : f->time;
	tb_time last = c->has_times ? c->last : f->time;

	for (size_t i = 0; i < n; i++) {
		first = f[i].time.ns < first.ns ? f[i].time : first;
		last = f[i].time.ns > last.ns ? f[i].time : last;
	}
	c->packets += n;
	c->has_times = true;
	c->first = first;
	c->last = last;
}

#endif
