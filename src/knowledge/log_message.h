/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_message.h - what programs and devices write when a connection ends badly
 *
 * A row for each wording.  `tcpblame explain` answers out of it what a pasted message means,
 * and the reader of log files finds error lines by it.  Codes that mean something only
 * where they stand in a line have readers of their own, see log_code.h.
 */
#ifndef TB_KNOWLEDGE_LOG_MESSAGE_H
#define TB_KNOWLEDGE_LOG_MESSAGE_H

#include <tcpblame/tcpblame.h>

/* Which end of the connection it speaks of the writer is. */
enum tb_log_writer {
	TB_WRITER_EITHER,	/* the wording does not tell */
	TB_WRITER_CLIENT,
	TB_WRITER_SERVER,
	TB_WRITER_BETWEEN	/* neither: a firewall, a kernel's connection table */
};

/* From where the reset came that the writer speaks of. */
enum tb_log_resetter {
	TB_RESETTER_UNTOLD,	/* it speaks of none, or does not say it */
	TB_RESETTER_CLIENT,
	TB_RESETTER_SERVER,
	TB_RESETTER_INSIDE,	/* of a firewall: its trusted side */
	TB_RESETTER_OUTSIDE,
	TB_RESETTER_WRITER	/* the device that writes ended it itself */
};

struct tb_log_message {
	const char *needle;	/* what the line holds, ASCII in lower case; the line's case does
				 * not matter */
	const char *also;	/* something else that it holds, likewise; NULL: no need */
	const char *product;	/* who writes so: "nginx", "Go net" */
	uint16_t conditions;	/* bits 1 << enum tb_condition: what its writer met; 0: nothing
				 * that a TCP connection does, or an ordinary end of one */
	uint8_t writer;		/* enum tb_log_writer */
	uint8_t resetter;	/* enum tb_log_resetter */
	uint8_t rank;		/* 0 an operating system's words, 1 a language's, 2 a
				 * program's */
	const char *meaning;	/* what happened on the wire, and what did not; ours */
};

size_t tb_log_message_count(void);

/* i is less than the count.  Static. */
const struct tb_log_message *tb_log_message_at(size_t i);

/* Of two that fit one line, does a tell more than b?  The higher rank does, of equal ones
 * the longer wording.  b may be NULL. */
bool tb_log_message_is_better(const struct tb_log_message *a, const struct tb_log_message *b);

/* The code of HAProxy, Envoy, HTTP.sys or IIS that the line bears as a log line of theirs
 * does; its needle is the code as it is written.  NULL: it is none, or bears none. */
const struct tb_log_message *tb_log_code_find(const char *line, size_t n);

/* The one that tells most of those that fit the n bytes at line, wordings and codes; NULL:
 * none fits. */
const struct tb_log_message *tb_log_message_find(const char *line, size_t n);

#endif
