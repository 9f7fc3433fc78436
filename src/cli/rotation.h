/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rotation.h - the files of -C, -G and -W: what they are called, and which of them stay
 */
#ifndef TB_CLI_ROTATION_H
#define TB_CLI_ROTATION_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "folder.h"
#include "options.h"
#include "rotation_earlier.h"

struct tb_rotation {
	const struct tb_folder *folder;	/* the caller's */
	bool timed;		/* a name tells when its file was begun */
	uint64_t most;		/* files that stay; 0: all */
	uint64_t number;	/* of the file being written, or the next one */
	bool open;		/* one is being written: */
	char base[TB_ROTATION_NAME];	/* its name without a number */
	char name[TB_ROTATION_NAME];	/* its name once it is complete */
	char part[TB_ROTATION_NAME];	/* and until then */
	char (*kept)[TB_ROTATION_NAME];	/* ours, timed: names of the complete ones; a ring */
	uint64_t n_kept, oldest;
	struct tb_earlier surplus;	/* of earlier runs, until it is sure that we can run */
};

/* Are the results to be in several files, one after the other? */
bool tb_rotation_wanted(const struct tb_options *o);

/* folder: open, with the name that was given; must outlive it.  False after a complaint. */
bool tb_rotation_open(struct tb_rotation *r, const struct tb_options *o,
		      const struct tb_folder *folder);
void tb_rotation_close(struct tb_rotation *r);

/* Can files be made there?  errno, or 0.  None is left; and of earlier runs no more than may
 * stay. */
int tb_rotation_try(struct tb_rotation *r, time_t now);

/* Makes the next file.  now: what its name tells, in UTC.  Its descriptor, the caller's, opened
 * for appending; -1: errno says why. */
int tb_rotation_begin(struct tb_rotation *r, time_t now);

/* It is complete, or was not used after all.  errno, or 0. */
int tb_rotation_complete(struct tb_rotation *r, bool used);

#endif
