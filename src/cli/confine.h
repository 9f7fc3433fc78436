/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine.h - the process gives up what it will not need any more
 *
 * Packets are written by enemies, and so a mistake in reading them must not be worth much.
 * See confine.c for what is given up, and when.
 */
#ifndef TB_CLI_CONFINE_H
#define TB_CLI_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

struct tb_paths {
	const char *const *at;
	size_t n;
};

/* What this run still needs; zeroed: to work on what is open already. */
struct tb_needs {
	const char *user;	/* whom to become, if we are root; NULL: as `unprivileged` says */
	bool unprivileged;	/* somebody who is not root, if that can be */
	struct tb_paths read;	/* regular files that will be opened for reading, by these names */
	struct tb_paths write;	/* folders in which files will be made, renamed and removed, but
				 * not read */
	const int *capture;	/* descriptors that packets come from; nothing is sent there */
	size_t n_capture;
	bool threads;		/* more of them will begin; now there must be one only */
	bool child;		/* a process of ours will be waited for */
	bool listens;		/* connections come in by a socket that is open, and are answered */
	bool free;		/* files and system calls stay as they are (--no-confine) */
	bool live;		/* say what is lacking here; it is a long time */
	bool verbose;		/* say what was done */
};

/*
 * Gives up all but that, for ever; what can be had only with privileges has to be open.  False
 * after a complaint: something that was asked for, or that always can be done, was not.
 */
bool tb_confine(const struct tb_needs *needs);

/* Who could not do it: " as user NAME" if root has become that, else nothing. */
const char *tb_confined_as(void);

#endif
