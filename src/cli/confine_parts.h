/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine_parts.h - the parts of confine.c, each in a file of its own
 */
#ifndef TB_CLI_CONFINE_PARTS_H
#define TB_CLI_CONFINE_PARTS_H

#include "confine.h"

enum tb_part {
	TB_PART_DONE,
	TB_PART_LACKING,	/* this kernel, or this build, has it not */
	TB_PART_FAILED		/* errno says why */
};

enum { TB_NO_CAPABILITY = -1 };

/* No program that is executed regains a capability. */
void tb_confine_bounds(void);

/* Becomes that user.  `name`: room for a word about who we are then; of static storage.
 * TB_PART_LACKING: nobody was asked for, and there is nobody else that we could be here. */
enum tb_part tb_confine_user(const struct tb_needs *needs, const char **name);

/* Keeps one capability at most, and only if it is there. */
enum tb_part tb_confine_capabilities(int kept);

/* Remembers the files and folders by what lies there now; while there is the right to look.  A
 * descriptor, or -1: *part says why. */
int tb_confine_files_prepare(const struct tb_needs *needs, enum tb_part *part);
enum tb_part tb_confine_files(int prepared);

enum tb_part tb_confine_calls(const struct tb_needs *needs);

#endif
