/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mention.h - what one line of a log says of one connection's bad end
 */
#ifndef TB_JOIN_MENTION_H
#define TB_JOIN_MENTION_H

#include "join/ends.h"
#include "join/moment.h"
#include "knowledge/log_message.h"

struct tb_mention {
	uint64_t line;
	const struct tb_log_message *says;
	const char *text;	/* the line, cut to TB_LOG_TEXT_KEPT */
	size_t text_len;
	struct tb_moment when;
	bool goes_on;		/* with what stands above, behind a time of its own */
	bool coded;		/* it is a line of its program for one connection or request */
	bool borrowed;		/* the time is that of a line above */
	bool vague;		/* which is far above */
	uint8_t systems;	/* bits 1 << enum tb_system: that it runs on, if the error's
				 * number tells; 0: not known */
	struct tb_ends ends;	/* of the connection that it is about, as far as that can be
				 * told */
};

#endif
