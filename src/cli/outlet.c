/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * outlet.c - where a run's verdicts go
 *
 *   verdict --chosen?--> packets of -w
 *                   +--> (spool, until logs are read) --> (pseudonyms) --> report, --syslog
 *
 * Of a capture, verdicts wait in a spool for the lines of logs that tell of them; live they do
 * not, and their lines are told at the end.  After a write that failed the report is left
 * alone, and the first error is the one to complain of.
 */
#define _GNU_SOURCE
#include "outlet.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"
#include "message.h"
#include "output.h"
#include "signals.h"

/* Writing ---------------------------------------------------------------------- */

/* Looks for a failed write right after it: later errno speaks of something else. */
static void note_write_error(struct tb_outlet *o)
{
	int why = !ferror(o->to) ? 0 : errno ? errno : EIO;

	if (!o->write_error && !tb_line_out_placed(&o->lines, why))
		o->write_error = why;
}

/* Before the engine's sink writes; false: there is no use in it. */
static bool begin_writing(struct tb_outlet *o)
{
	if (o->write_error)
		return false;
	tb_progress_wipe(o->progress);
	errno = 0;
	if (!tb_line_out_place(&o->lines))
		return false;
	if (tb_line_out_first(&o->lines) && o->options->format->head != NULL)
		o->options->format->head(o->report);
	return true;
}

/* What there was no memory to make presentable is missing. */
static void note_no_memory(struct tb_outlet *o)
{
	if (!o->write_error)
		o->write_error = ENOMEM;
}

static void write_verdict(void *user, const struct tb_verdict *v)
{
	struct tb_outlet *o = user;

	if (o->write_error)
		return;
	v = tb_anonymity_verdict(&o->anonymity, v, o->captures, o->n_captures);
	if (v == NULL) {
		note_no_memory(o);
		return;
	}
	tb_metrics_verdict(o->metrics, v);
	tb_journal_verdict(&o->journal, v);
	if (!begin_writing(o))
		return;
	o->options->format->verdict(o->report, v);
	note_write_error(o);
}

/* One that waited for what logs say of it. */
static void write_with_logs(void *user, const struct tb_verdict *v)
{
	const struct tb_outlet *o = user;
	struct tb_verdict with_log = *v;

	with_log.log = tb_log_files_of(&o->logs, v->id, &with_log.n_log);
	write_verdict(user, &with_log);
}

static void write_group(void *user, const struct tb_group *g)
{
	struct tb_outlet *o = user;

	if (!begin_writing(o))
		return;
	g = tb_anonymity_group(&o->anonymity, g);
	if (g == NULL) {
		note_no_memory(o);
		return;
	}
	o->options->format->group(o->report, g);
	note_write_error(o);
}

/* Writes what waits, and lets nothing wait any more. */
static void empty_spool(struct tb_outlet *o)
{
	const struct tb_sink sink = { .verdict = write_with_logs, .group = write_group, .user = o };

	if (!o->spool)
		return;
	if (!tb_spool_replay(o->spool, &sink) && !o->write_error)
		o->write_error = EIO;
	tb_spool_free(o->spool);
	o->spool = NULL;
}

/* What the engine says ----------------------------------------------------------- */

void tb_outlet_verdict(struct tb_outlet *o, const struct tb_verdict *v)
{
	tb_log_files_verdict(&o->logs, v);
	if (!tb_selection_takes(&o->selection, v))
		return;
	if (o->evidence)
		tb_evidence_file_verdict(o->evidence, v);
	if (o->spool && tb_spool_verdict(o->spool, v))
		return;
	empty_spool(o);
	write_verdict(o, v);
}

void tb_outlet_group(struct tb_outlet *o, const struct tb_group *g)
{
	if (!tb_selection_takes_group(&o->selection, g))
		return;
	if (o->spool && tb_spool_group(o->spool, g))
		return;
	empty_spool(o);
	write_group(o, g);
}

uint64_t tb_outlet_lines_lost(const struct tb_outlet *o)
{
	return o->lines.lost + o->recipient.lines;
}

/* The end -------------------------------------------------------------------------- */

/* Reads the logs and writes what waited for that. */
static void write_ties(struct tb_outlet *o)
{
	const struct tb_log_result *shown;
	struct tb_log_result result;

	if (o->options->log.n == 0 || o->write_error)
		return;
	o->logs_damaged = !tb_log_files_read(&o->logs, o->captures, o->n_captures);
	empty_spool(o);
	result = tb_log_files_result(&o->logs);
	if (o->options->format->logs == NULL || !begin_writing(o))
		return;
	shown = tb_anonymity_logs(&o->anonymity, &result);
	if (shown == NULL) {
		note_no_memory(o);
		return;
	}
	o->options->format->logs(o->report, shown);
	note_write_error(o);
}

/* Where the report has a place for endings only, the rest is told here. */
static void say_left_out(const struct tb_outlet *o, const struct tb_summary *sum)
{
	if (o->options->format->group == NULL && o->selection.left_out > 0)
		tb_say("%" PRIu64 " of %" PRIu64 " endings were not asked for",
		       o->selection.left_out, sum->resets);
	if (o->selection.groups_unknown > 0)
		tb_say("%" PRIu64 " groups of endings are not told of: those that they name are too "
		       "old to know whether they were asked for", o->selection.groups_unknown);
}

static void end_report(struct tb_outlet *o, const struct tb_summary *sum)
{
	sum = tb_selection_summary(&o->selection, sum);
	o->options->format->end(o->report, tb_anonymity_summary(&o->anonymity, sum));
	o->report = NULL;
}

/* Of lines that were all told as they came nothing is left. */
static void write_end(struct tb_outlet *o, const struct tb_summary *sum)
{
	const bool more = !o->lines.on || o->options->format->closing;
	const bool has_place = more && begin_writing(o);

	end_report(o, sum);
	if (has_place)
		note_write_error(o);
}

bool tb_outlet_end(struct tb_outlet *o, const struct tb_summary *sum)
{
	bool whole;
	int closing;

	tb_progress_wipe(o->progress);
	write_ties(o);
	tb_anonymity_renew(&o->anonymity, o->captures, o->n_captures);
	write_end(o, sum);
	tb_journal_end(&o->journal);
	whole = tb_line_out_end(&o->lines) &&
		tb_recipient_end(&o->recipient, tb_output_name(o->options));
	closing = tb_output_close(o->out);
	o->out = NULL;
	if (!o->write_error)
		o->write_error = closing;
	tb_output_complain(o->options, o->write_error);
	say_left_out(o, sum);
	return whole && !o->write_error;
}

bool tb_outlet_packets(struct tb_outlet *o)
{
	uint64_t packets = 0;

	for (size_t i = 0; i < o->n_captures; i++)
		packets += o->captures[i].packets;
	return o->evidence == NULL || tb_evidence_file_finish(o->evidence, packets);
}

/* Opening and closing ------------------------------------------------------------------ */

static bool open_anonymity(struct tb_outlet *o)
{
	if (!tb_anonymity_open(&o->anonymity, o->options))
		return false;
	o->shown = tb_anonymity_captures(&o->anonymity, o->captures, o->n_captures);
	if (o->shown == NULL)
		tb_say("no memory for the report");
	return o->shown != NULL;
}

/* Live, verdicts do not wait: their lines are told at the end. */
static bool open_logs(struct tb_outlet *o)
{
	if (o->options->log.n == 0)
		return true;
	if (!tb_log_files_open(&o->logs, o->options))
		return false;
	if (o->options->interface.n == 0)
		o->spool = tb_spool_new();
	return true;
}

bool tb_outlet_open(struct tb_outlet *o, const struct tb_options *options,
		    struct tb_capture *captures, size_t n, struct tb_progress *progress)
{
	*o = (struct tb_outlet){ .options = options, .captures = captures, .n_captures = n,
				 .progress = progress, .journal.fd = -1 };
	return tb_selection_open(&o->selection, options) && open_anonymity(o) && open_logs(o);
}

static bool open_journal(struct tb_outlet *o)
{
	return !o->options->syslog ||
	       tb_journal_open(&o->journal, TB_JOURNAL_NATIVE, TB_JOURNAL_SYSLOG, o->shown,
			       o->n_captures);
}

static bool open_evidence(struct tb_outlet *o, struct tb_source *source, const uint64_t seed[2])
{
	if (o->options->evidence == NULL)
		return true;
	o->evidence = tb_evidence_file_open(o->options, source, &o->anonymity, o->shown,
					    o->n_captures, seed);
	return o->evidence != NULL;
}

/* Of a document who is at a terminal may yet read the rest. */
static bool open_recipient(struct tb_outlet *o)
{
	o->to = o->out;
	if (o->options->interface.n == 0 || o->lines.on || tb_output_is_file(fileno(o->out)))
		return true;
	if (!tb_recipient_open(&o->recipient, fileno(o->out),
			       !o->options->format->lines && tb_signals_attended()))
		return false;
	o->to = o->recipient.stream;
	return true;
}

static bool open_output(struct tb_outlet *o)
{
	o->out = tb_output_open(o->options);
	if (!o->out)
		return false;
	/* each format fills a buffer of its own, and a second one would only cost */
	setvbuf(o->out, NULL, _IONBF, 0);
	return tb_line_out_open(&o->lines, o->options, o->out) && open_recipient(o);
}

static bool begin_report(struct tb_outlet *o)
{
	const struct tb_report_options how = {
		.out = o->to,
		.colour = tb_output_colour(o->options, o->out),
		.live = o->options->interface.n != 0,
		.signals = o->options->signals,
		.anonymized = tb_anonymity_wanted(&o->anonymity),
		.width = tb_output_width(o->out),
		.captures = o->shown,
		.evidence = o->options->evidence,
		.n_captures = o->n_captures,
		.left_out = o->selection.active ? &o->selection.left_out : NULL,
		.memory = tb_limits_report(o->options),
	};
	o->report = o->options->format->begin(&how);
	if (!o->report)
		tb_say("no memory for the report");
	return o->report != NULL;
}

bool tb_outlet_begin(struct tb_outlet *o, struct tb_source *source, const uint64_t seed[2])
{
	return open_journal(o) && open_evidence(o, source, seed) && open_output(o) &&
	       begin_report(o);
}

void tb_outlet_meanwhile(struct tb_outlet *o, const struct tb_meanwhile *m)
{
	o->recipient.meanwhile = m;
	tb_evidence_file_meanwhile(o->evidence, m);
}

bool tb_outlet_ready(struct tb_outlet *o)
{
	o->ready = tb_line_out_begin(&o->lines) &&
		   (o->out == stdout || tb_output_empty(fileno(o->out), o->options->output)) &&
		   (o->evidence == NULL || tb_evidence_file_begin(o->evidence));
	return o->ready;
}

/* The file has what it had: nothing of a report that was begun in vain may get there. */
static void leave_file(const struct tb_outlet *o)
{
	if (o->out != NULL && o->out != stdout && !o->ready)
		close(fileno(o->out));
}

void tb_outlet_close(struct tb_outlet *o, const struct tb_summary *sum)
{
	leave_file(o);
	if (o->report)
		end_report(o, sum);
	if (o->out)
		tb_output_close(o->out);
	tb_recipient_close(&o->recipient);
	tb_line_out_close(&o->lines);
	tb_journal_close(&o->journal);
	tb_spool_free(o->spool);
	tb_anonymity_close(&o->anonymity);
	tb_selection_close(&o->selection);
	tb_log_files_close(&o->logs);
	tb_evidence_file_close(o->evidence);
}
