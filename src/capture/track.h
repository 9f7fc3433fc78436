/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * track.h - one capture file as part of a timeline
 */
#ifndef TB_CAPTURE_TRACK_H
#define TB_CAPTURE_TRACK_H

#include <sys/types.h>

#include "file.h"
#include "filter.h"

/* What the tracks of a timeline have in common. */
struct tb_track_env {
	struct tb_filter *filter;		/* NULL: every frame is wanted */
	const atomic_bool *stop;		/* once set, reading ends */
	struct tb_watcher watcher;
	struct tb_losses *losses;		/* which any of them tells of */
};

enum { TB_TRACK_AHEAD = 32 };

/*
 * open:    its next frame is ahead[at]
 * waiting: closed after the probe, to be opened again when time gets to first
 * neither: read to its end, or never readable
 */
struct tb_track {
	const struct tb_track_env *env;
	struct tb_ledger ledger;
	struct tb_capture probed;	/* the ledger's, until the order is known */
	struct tb_file file;
	struct tb_frame ahead[TB_TRACK_AHEAD];	/* read, and from at to n not yet handed out */
	size_t at, n;
	bool open, waiting;
	bool has_first;
	tb_time first;			/* time of the first frame */

	bool exists, regular;
	dev_t device;
	ino_t inode;
	uint64_t size;			/* bytes, if regular */
	uint64_t fetched;		/* bytes read of it, once it is closed */
	bool refused;			/* a problem with the filter has been noted */
};

/* NULL: no memory. */
struct tb_track *tb_track_new(const char *path, const struct tb_track_env *env);
void tb_track_free(struct tb_track *k); /* NULL is fine */

/* Reads the first frame, wanted or not.  Afterwards it is open, waiting (only if not
 * keep) or neither. */
void tb_track_probe(struct tb_track *k, bool keep);

/* From waiting to open, with the first wanted frame; false if there is none. */
bool tb_track_reopen(struct tb_track *k);

/* An open track: makes a wanted frame the next one, if it is not; false, and no longer open,
 * if there is none. */
bool tb_track_settle(struct tb_track *k);

/* Reads on, once all that was ahead has been handed out; likewise.  What was handed out is
 * not valid any more. */
bool tb_track_read(struct tb_track *k);

/* Hands out wanted frames, at most room: those ahead, or else, read straight to there, the
 * next ones.  0, and no longer open, if there are none. */
size_t tb_track_take(struct tb_track *k, struct tb_frame *out, size_t room);

static inline tb_time tb_track_time(const struct tb_track *k)
{
	return k->ahead[k->at].time;
}

/* Bytes of the file read so far. */
uint64_t tb_track_done(const struct tb_track *k);

#endif
