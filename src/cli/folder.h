/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * folder.h - where a file is made later, when nothing can be opened by its path any more
 */
#ifndef TB_CLI_FOLDER_H
#define TB_CLI_FOLDER_H

#include <stdbool.h>

struct tb_folder {
	int fd;			/* to be given to openat() and its like; -1: not open */
	const char *at;		/* its path; of `place`, or static */
	const char *name;	/* of the file within it; of the path that was given */
	char place[4096];
};

/* Opens the folder in which the file `path` is, or would be; path must outlive it.  False: errno
 * says why. */
bool tb_folder_open(struct tb_folder *f, const char *path);
void tb_folder_close(struct tb_folder *f);

#endif
