/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * outlet.h - where a run's verdicts go: through the choice of --only and others and through
 * --anonymize into the report, to the packets of -w, to the system's log, and to the lines of logs
 *
 * It is opened in steps, so that a mistake in the arguments, or a right that is lacking, is found
 * before anything is written over.
 */
#ifndef TB_CLI_OUTLET_H
#define TB_CLI_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "anonymity.h"
#include "capture/source.h"
#include "evidence_file.h"
#include "journal.h"
#include "line_out.h"
#include "logs.h"
#include "metrics.h"
#include "options.h"
#include "progress.h"
#include "recipient.h"
#include "selection.h"
#include "spool.h"

struct tb_outlet {
	const struct tb_options *options;	/* the caller's */
	struct tb_capture *captures;		/* likewise */
	size_t n_captures;
	struct tb_progress *progress;		/* likewise: wiped before something is written */
	struct tb_selection selection;		/* which endings that is told of */
	struct tb_anonymity anonymity;		/* what that is told, and of whom not */
	const struct tb_capture *shown;		/* the captures as it is told of them */
	struct tb_log_files logs;	/* none: no line is to be tied */
	struct tb_spool *spool;		/* ours: verdicts that wait for the logs; NULL: none do */
	struct tb_evidence_file *evidence;	/* ours; NULL: no packets are wanted */
	struct tb_metrics *metrics;	/* the caller's; NULL: nobody counts */
	struct tb_journal journal;	/* the system's; not open: it is not told */
	struct tb_report *report;		/* ours until it is ended */
	FILE *out;
	struct tb_recipient recipient;	/* who reads that, live, if it is no file */
	FILE *to;	/* what the report is written to: that, or the recipient's */
	struct tb_line_out lines;	/* what goes there, if that is lines and lasts */
	bool ready;	/* what was in the files is gone */
	int write_error;	/* errno of the first write that failed, or 0 */
	bool logs_damaged;	/* a part of them could not be read */
};

/* Reads what it needs and writes nothing yet.  captures: those of the source, n of them.  False
 * after a complaint on stderr; call tb_outlet_close() either way. */
bool tb_outlet_open(struct tb_outlet *o, const struct tb_options *options,
		    struct tb_capture *captures, size_t n, struct tb_progress *progress);

/* Opens what is written to, and leaves what is in it.  source must outlive it; nothing has been
 * taken of it yet.  False as above. */
bool tb_outlet_begin(struct tb_outlet *o, struct tb_source *source, const uint64_t seed[2]);

/* All is open that will be, and we are who we will be: empties the files.  False as above. */
bool tb_outlet_ready(struct tb_outlet *o);

/* What goes on while readers are waited for; it must outlive all this. */
void tb_outlet_meanwhile(struct tb_outlet *o, const struct tb_meanwhile *m);

/* What the engine says. */
void tb_outlet_verdict(struct tb_outlet *o, const struct tb_verdict *v);
void tb_outlet_group(struct tb_outlet *o, const struct tb_group *g);

/* Lines that could not be written so far. */
uint64_t tb_outlet_lines_lost(const struct tb_outlet *o);

/* All verdicts are made, and the captures' counters are the last ones: ties the logs, ends the
 * report and closes it.  Complains on stderr; false: the report is not whole. */
bool tb_outlet_end(struct tb_outlet *o, const struct tb_summary *sum);

/* After that, so that no trouble with the packets can cost the report: writes those of -w.
 * False after a complaint on stderr: they are not all there. */
bool tb_outlet_packets(struct tb_outlet *o);

/* Frees all.  sum: what a report ends with that was begun, and not ended. */
void tb_outlet_close(struct tb_outlet *o, const struct tb_summary *sum);

#endif
