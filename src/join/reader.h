/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reader.h - the bytes of a log in, mentions of errors out
 */
#ifndef TB_JOIN_READER_H
#define TB_JOIN_READER_H

#include "join/lines.h"
#include "join/mention.h"
#include "join/wordings.h"

struct tb_log_reader;

struct tb_log_reader_config {
	const struct tb_wordings *wordings;	/* borrowed */
	struct tb_moment_clock clock;
	enum tb_log_format format;
	/* An error was reported; m is valid for the call.  False: there is no room for more, and
	 * from here on lines are only counted. */
	bool (*mention)(void *user, const struct tb_mention *m);
	void *user;
};

struct tb_log_reader *tb_log_reader_new(const struct tb_log_reader_config *cfg);
void tb_log_reader_free(struct tb_log_reader *r); /* NULL is fine */

void tb_log_reader_feed(struct tb_log_reader *r, const char *bytes, size_t n);

/* There is no more.  Returns how many lines there were; *counted: those that report an
 * error and were only counted. */
uint64_t tb_log_reader_end(struct tb_log_reader *r, uint64_t *counted);

#endif
