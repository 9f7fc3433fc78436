/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rotation_earlier.h - the files that earlier runs left, by their names
 *
 * A service is restarted; so -W counts what it wrote before.  Names tell: those that strftime(3)
 * makes of the pattern for some time, a number behind it or none, and .part or not.  Nothing else
 * in the folder is touched.
 */
#ifndef TB_CLI_ROTATION_EARLIER_H
#define TB_CLI_ROTATION_EARLIER_H

#include <stdbool.h>
#include <stddef.h>

#include "folder.h"

enum { TB_ROTATION_NAME = 256 };	/* bytes of a name, its NUL too */

struct tb_earlier {
	char (*name)[TB_ROTATION_NAME];	/* the newest first; owned */
	size_t n;
};

/* Is it a name that the pattern makes? */
bool tb_earlier_fits(const char *pattern, const char *name);

/* Finds files in the folder by its name, which is the pattern: the newest `most` of them, and some
 * thousands of the others.  False: no memory. */
bool tb_earlier_find(struct tb_earlier *e, const struct tb_folder *folder, size_t most);
void tb_earlier_free(struct tb_earlier *e);

#endif
