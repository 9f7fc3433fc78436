/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metrics_file.h - a file that is replaced as a whole, for the textfile collector
 */
#ifndef TB_CLI_METRICS_FILE_H
#define TB_CLI_METRICS_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "folder.h"

struct tb_metrics_file {
	const char *path;	/* the caller's; NULL: there is none */
	struct tb_folder folder;
	char fresh[256];	/* what a new one is called until it is complete, in that folder */
	int complained;		/* errno of the latest failure; 0: it went well */
};

/* path: NULL: none is wanted.  False after a complaint. */
bool tb_metrics_file_open(struct tb_metrics_file *f, const char *path);

/* Can one be made, by whoever we are by now?  False after a complaint. */
bool tb_metrics_file_try(const struct tb_metrics_file *f);

/* Puts n bytes in its place.  A failure is said once, until it goes well again. */
void tb_metrics_file_replace(struct tb_metrics_file *f, const char *bytes, size_t n);

void tb_metrics_file_close(struct tb_metrics_file *f);

#endif
