/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log_chapter.h - what the files of wordings share; for log_message.c and log_*.c only
 *
 * To add a wording, add a row to the file of its kind.  The needle is what never varies in
 * it, in lower case, and long enough that ordinary lines do not hold it; what can be of
 * either of two ends has both bits.
 */
#ifndef TB_KNOWLEDGE_LOG_CHAPTER_H
#define TB_KNOWLEDGE_LOG_CHAPTER_H

#include "knowledge/log_message.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

struct tb_log_chapter {
	const struct tb_log_message *row;
	size_t n;
};

#define TB_LOG_CHAPTER(name) \
	const struct tb_log_chapter tb_log_##name = { rows, COUNT_OF(rows) }

extern const struct tb_log_chapter tb_log_system, tb_log_python, tb_log_java, tb_log_go,
	tb_log_language, tb_log_tool, tb_log_browser, tb_log_web, tb_log_mail, tb_log_database,
	tb_log_queue, tb_log_cloud, tb_log_device;

/* Rows are short this way. */
enum {
	R = 1 << TB_CONDITION_RESET,
	W = 1 << TB_CONDITION_BROKEN_PIPE | R,	/* written into what was reset before */
	F = 1 << TB_CONDITION_END_OF_FILE,
	T = 1 << TB_CONDITION_TIMED_OUT,
	C = 1 << TB_CONDITION_REFUSED,
	A = 1 << TB_CONDITION_ABORTED,
	U = 1 << TB_CONDITION_UNREACHABLE
};
enum {
	EITHER = TB_WRITER_EITHER,
	CLIENT = TB_WRITER_CLIENT,
	SERVER = TB_WRITER_SERVER,
	BETWEEN = TB_WRITER_BETWEEN
};
enum {
	UNTOLD = TB_RESETTER_UNTOLD,
	BY_CLIENT = TB_RESETTER_CLIENT,
	BY_SERVER = TB_RESETTER_SERVER,
	BY_INSIDE = TB_RESETTER_INSIDE,
	BY_OUTSIDE = TB_RESETTER_OUTSIDE,
	BY_WRITER = TB_RESETTER_WRITER
};
enum { SYSTEM, LANGUAGE, PROGRAM };

/* Meanings that several wordings share. */
#define M_RESET \
	"A RST arrived on the established connection, and a read, or whatever call came " \
	"first, was told."
#define M_PIPE \
	"The program wrote into a connection that was gone already: a RST, or a FIN and then " \
	"a RST, had arrived before. The packets that decided it are earlier."
#define M_WRITE_RESET \
	"A RST had arrived on the established connection before this write."
#define M_REFUSED \
	"The connect was answered by a RST, or by ICMP port unreachable. Nobody listened, or a " \
	"firewall rejects; one that drops makes a timeout instead."
#define M_TIMEOUT \
	"No answer came for as long as the system tries. No RST arrived here, though this host " \
	"may have sent one when it gave up."
#define M_OWN_TIMER \
	"The program's own timer ran out. No RST arrived; the program closed or reset the " \
	"connection afterwards."
#define M_FIN_NO_ANSWER \
	"The other end closed with a FIN before it sent a byte of the answer. Not a RST."
#define M_FIN_EARLY \
	"The other end closed with a FIN in the middle. Not a RST."
#define M_FIN_OR_RST \
	"The other end ended the connection, by FIN or by RST: the wording is the same for both."
#define M_UNREACHABLE \
	"ICMP said that there is no way, or ARP found nobody. No RST."
#define M_LOCAL \
	"This host's own system or software gave the connection up. By its definition no RST " \
	"of the peer."
#define M_NOT_TCP "No event of a TCP connection."

#endif
