/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * keeper.h - a process that removes a folder when this one is gone
 *
 * The right to remove it is one that this process gives up before it looks at packets.  The
 * keeper keeps it, and has nothing to do with packets: it waits for the end of a pipe to which
 * nobody writes.  So it notices every end, by kill -9 too.
 */
#ifndef TB_CLI_KEEPER_H
#define TB_CLI_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

struct tb_keeper {
	pid_t pid;		/* 0: there is none */
	int pipe;		/* its end is what the keeper waits for */
};

/* Begins to keep an empty folder; what is opened in it afterwards is not the keeper's.  There must
 * be one thread.  False with errno. */
bool tb_keeper_begin(struct tb_keeper *k, const char *folder);

/* Has it removed, and waits for that; 0, or an errno. */
int tb_keeper_end(struct tb_keeper *k);

#endif
