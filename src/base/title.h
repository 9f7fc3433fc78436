/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * title.h - what a file is called in what people read
 *
 * One for all, since what is said of a file is found again by how it begins.
 */
#ifndef TB_BASE_TITLE_H
#define TB_BASE_TITLE_H

#include <string.h>

/* file: its name as given. */
static inline const char *tb_file_title(const char *file)
{
	return strcmp(file, "-") == 0 ? "standard input" : file;
}

#endif
