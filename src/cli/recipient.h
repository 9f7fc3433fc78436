/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recipient.h - who reads a live report from a pipe, a socket or a terminal
 *
 * He is waited for, as long as it takes, and the kernel counts the packets that it drops
 * meanwhile; what a long run does beside its packets goes on.  But one who stands still must not
 * keep the program from ending: once it is to end he has some seconds for each step.  Then what
 * is left is counted, and not written.
 */
#ifndef TB_CLI_RECIPIENT_H
#define TB_CLI_RECIPIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What goes on while somebody is waited for. */
struct tb_meanwhile {
	/* Does what is due, and writes nothing to who is waited for, since that monotonic ns; says
	 * in how many ns more will be due, -1: never. */
	int64_t (*run)(void *user, int64_t since);
	void *user;
	int fd;			/* to poll for reading: then something is due, too; -1: none */
};

struct tb_recipient {
	FILE *stream;		/* ours, unbuffered: what is written there he gets; NULL: not open */
	int fd;			/* the caller's */
	size_t pages;		/* that a pipe holds; 0: it is none */
	const struct tb_meanwhile *meanwhile;	/* the caller's; NULL: nothing goes on */
	bool attended;		/* somebody can end the program at once: he is waited for */
	bool still;		/* he stands still, and it is time to end */
	bool cut;		/* what he has ends in the midst of a line */
	uint64_t lines, bytes;	/* that were not written */
};

/* attended: see above.  False: no memory, after a complaint.  To be closed either way. */
bool tb_recipient_open(struct tb_recipient *r, int fd, bool attended);
void tb_recipient_close(struct tb_recipient *r);

/* Without a stream, for who writes to fd himself: waits until there is room for n bytes, at most
 * PIPE_BUF.  False: he stands still, and it is time to end. */
bool tb_recipient_await(struct tb_recipient *r, size_t n);

/* Nothing more is written.  False, after a complaint: he has not got all of it.  name: as people
 * know it. */
bool tb_recipient_end(const struct tb_recipient *r, const char *name);

#endif
