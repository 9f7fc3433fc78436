/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lines.h - bytes in, lines out
 *
 * The pieces may be cut anywhere: the lines are the same.  Of a line that is longer than
 * TB_LINE_MAX only so much is shown; the rest is passed over and costs no memory.
 */
#ifndef TB_JOIN_LINES_H
#define TB_JOIN_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TB_LINE_MAX = 64 << 10 };

/* Without its end, "\n" or "\r\n".  Any bytes, from a stranger. */
struct tb_line {
	const char *text;	/* borrowed for the call */
	size_t n;
	uint64_t number;	/* 1-based */
	bool cut;		/* there was more of it */
};

struct tb_lines {
	void (*line)(void *user, const struct tb_line *l);
	void *user;
	uint64_t number;	/* of the last line that was given */
	bool begun;		/* a line began in an earlier piece */
	bool cut;		/* and is too long for the head */
	size_t n;		/* bytes of it */
	char head[TB_LINE_MAX];
};

/* Before the first piece; what is in the head does not matter. */
void tb_lines_init(struct tb_lines *s, void (*line)(void *user, const struct tb_line *l),
		   void *user);

/* Gives each line that ends in these bytes. */
void tb_lines_feed(struct tb_lines *s, const char *bytes, size_t n);

/* There is no more: the last line may have no end. */
void tb_lines_end(struct tb_lines *s);

#endif
