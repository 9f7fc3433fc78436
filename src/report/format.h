/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format.h - an output format is a struct of functions in a file of its own
 *
 * A writer sees verdicts, captures and counters; it knows nothing of packets.
 * It writes to the given stream and reports failure by ferror() on it.
 */
#ifndef TB_REPORT_FORMAT_H
#define TB_REPORT_FORMAT_H

#include <stdio.h>

#include <tcpblame/log.h>
#include <tcpblame/tcpblame.h>

struct tb_report_options {
	FILE *out;		/* the caller's */
	bool colour;		/* text: ANSI colours wanted */
	bool live;		/* an interface: each verdict must be out when its call returns,
				 * but of a document, which is written at the end */
	bool signals;		/* the answers to all questions, too */
	bool anonymized;	/* addresses and names are pseudonyms: the report says so */
	unsigned width;		/* text: columns of the terminal; 0: not a terminal */
	const struct tb_capture *captures;	/* live view: counters grow; the caller's */
	size_t n_captures;
	const char *evidence;	/* file with the packets, as named by the user; NULL: there is none */
	const uint64_t *left_out;	/* live view: endings that were not asked for, which the
					 * counts of the summary leave out too; NULL: all are */
	uint64_t memory;	/* bytes for what is kept until the end; 0: as much as usual */
};

struct tb_report; /* a report being written; each format has its own */

struct tb_format {
	const char *name;	/* of --format */
	const char *help;	/* one line */
	/* Of a verdict it tells only what tb_config.brief leaves in it; nothing of what logs
	 * and signals say, so that nobody need ask them. */
	bool brief;
	bool ladder;		/* it always shows the ladder of a verdict; others that are not
				 * brief do so if there is one */
	bool signals;		/* it has a place for the answers to all questions */
	bool lines;		/* it is lines, each of which can stand in one file or the next */
	bool closing;		/* of lines: there are some at the end, too */
	bool keeps;		/* something of each ending or group stays in memory until the end */
	bool tells_live;	/* live it keeps nothing */
	/* NULL if there is no memory.  Options are copied. */
	struct tb_report *(*begin)(const struct tb_report_options *o);
	/* What every file of lines begins with, and begin() has told already.  NULL: nothing. */
	void (*head)(struct tb_report *r);
	void (*verdict)(struct tb_report *r, const struct tb_verdict *v);
	/* Of verdicts that were given before.  NULL: not told. */
	void (*group)(struct tb_report *r, const struct tb_group *g);
	/* What came of the logs, after all verdicts; l is kept until the end.  Not called if
	 * there were none.  NULL: not told, beyond the ties of each verdict. */
	void (*logs)(struct tb_report *r, const struct tb_log_result *l);
	/* The summary and whatever was held back; frees r. */
	void (*end)(struct tb_report *r, const struct tb_summary *s);
};

extern const struct tb_format tb_format_text, tb_format_json, tb_format_ndjson, tb_format_line,
	tb_format_csv, tb_format_ecs, tb_format_eve, tb_format_markdown, tb_format_html;

/* All formats, the default one first; ends with a NULL.  Static. */
extern const struct tb_format *const tb_formats[];

/* NULL: no such format. */
const struct tb_format *tb_format_find(const char *name);

#endif
