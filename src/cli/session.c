/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * session.c - from frames to a report and an exit status
 *
 * Which status: a report that could not be written is worst (1), since nobody
 * has the result.  A finding that --fail-on asked for (3) holds however much of
 * the input was missing, so it goes before damaged input (2), which only makes
 * the absence of findings uncertain.
 */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

#include "kernel_files.h"
#include "output.h"
#include "signals.h"

/* Looks for a failed write right after it: later errno speaks of something else. */
static void note_write_error(struct tb_session *s)
{
	if (!s->write_error && ferror(s->out))
		s->write_error = errno ? errno : EIO;
}

/* Before the engine's sink writes; false: there is no use in it. */
static bool begin_writing(struct tb_session *s)
{
	if (s->write_error)
		return false;
	tb_progress_wipe(&s->progress);
	errno = 0;
	return true;
}

/* What there was no memory to make presentable is missing. */
static void note_no_memory(struct tb_session *s)
{
	if (!s->write_error)
		s->write_error = ENOMEM;
}

static void write_verdict(void *user, const struct tb_verdict *v)
{
	struct tb_session *s = user;

	if (!begin_writing(s))
		return;
	v = tb_anonymity_verdict(&s->anonymity, v, s->captures, s->n_captures);
	if (v == NULL) {
		note_no_memory(s);
		return;
	}
	s->options->format->verdict(s->report, v);
	note_write_error(s);
}

/* One that waited for what logs say of it. */
static void write_with_logs(void *user, const struct tb_verdict *v)
{
	const struct tb_session *s = user;
	struct tb_verdict with_log = *v;

	with_log.log = tb_log_files_of(&s->logs, v->id, &with_log.n_log);
	write_verdict(user, &with_log);
}

static void write_group(void *user, const struct tb_group *g)
{
	struct tb_session *s = user;

	if (!begin_writing(s))
		return;
	g = tb_anonymity_group(&s->anonymity, g);
	if (g == NULL) {
		note_no_memory(s);
		return;
	}
	s->options->format->group(s->report, g);
	note_write_error(s);
}

/* Writes what waits, and lets nothing wait any more. */
static void empty_spool(struct tb_session *s)
{
	const struct tb_sink sink = { .verdict = write_with_logs, .group = write_group, .user = s };

	if (!s->spool)
		return;
	if (!tb_spool_replay(s->spool, &sink) && !s->write_error)
		s->write_error = EIO;
	tb_spool_free(s->spool);
	s->spool = NULL;
}

/* The engine's sink. */
static void on_verdict(void *user, const struct tb_verdict *v)
{
	struct tb_session *s = user;

	tb_log_files_verdict(&s->logs, v);
	if (!tb_selection_takes(&s->selection, v))
		return;
	if (s->evidence)
		tb_evidence_file_verdict(s->evidence, v);
	if (s->spool && tb_spool_verdict(s->spool, v))
		return;
	empty_spool(s);
	write_verdict(s, v);
}

static void on_group(void *user, const struct tb_group *g)
{
	struct tb_session *s = user;

	if (!tb_selection_takes_group(&s->selection, g))
		return;
	if (s->spool && tb_spool_group(s->spool, g))
		return;
	empty_spool(s);
	write_group(s, g);
}

static void on_kernel(void *user, const struct tb_verdict *v, struct tb_kernel_word *out)
{
	const struct tb_session *s = user;

	tb_kernel_live_read(s->kernel_live);
	tb_kernel_trace_ask(s->kernel, v, out);
}

/* A capture that is over can wait for what its other connections show. */
enum { HELD_OFFLINE = 1024 };

/* Segments of a ladder before the first RST: what a person looks at. */
enum { LADDER = 24 };

static bool random_numbers(void *out, size_t n)
{
	if (getrandom(out, n, 0) == (ssize_t)n)
		return true;
	tb_say("no random numbers from the system: %s", strerror(errno));
	return false;
}

static bool open_engine(struct tb_session *s)
{
	const struct tb_sink sink = { .verdict = on_verdict, .user = s,
				      .group = s->options->format->group ? on_group : NULL,
				      .kernel = s->kernel != NULL ? on_kernel : NULL };
	struct tb_config cfg;

	tb_config_default(&cfg);
	cfg.brief = s->options->format->brief && s->options->evidence == NULL;
	if (s->options->format->ladder ||
	    (s->options->verbose && !s->options->format->brief))
		cfg.ladder = LADDER;
	if (s->options->interface == NULL && !s->options->immediate)
		cfg.max_held = HELD_OFFLINE;
	if (s->options->max_flows)
		cfg.max_flows = (uint32_t)s->options->max_flows;
	if (!random_numbers(cfg.hash_seed, sizeof(cfg.hash_seed)))
		return false;
	s->engine = tb_engine_new(&cfg, &sink);
	if (!s->engine)
		tb_say("no memory to remember %" PRIu32 " connections; try a smaller --max-flows",
		       cfg.max_flows);
	return s->engine != NULL;
}

/* Live, verdicts do not wait: their lines are told at the end. */
static bool open_logs(struct tb_session *s)
{
	if (s->options->log.n == 0)
		return true;
	if (!tb_log_files_open(&s->logs, s->options))
		return false;
	if (s->options->interface == NULL)
		s->spool = tb_spool_new();
	return true;
}

/* Reads what a kernel said before, or begins to listen to this one. */
static bool open_kernel(struct tb_session *s)
{
	uint64_t seed[2];

	if (s->options->kernel_trace.n == 0 && !s->options->kernel_reasons)
		return true;
	if (!random_numbers(seed, sizeof(seed)))
		return false;
	s->kernel = tb_kernel_trace_new(seed);
	if (s->kernel == NULL)
		tb_say("no memory for the kernel's trace");
	if (s->kernel == NULL || !tb_kernel_files_read(s->options, s->kernel, &s->kernel_damaged))
		return false;
	if (s->options->kernel_reasons)
		s->kernel_live = tb_kernel_live_open(s->kernel);
	return true;
}

static bool open_anonymity(struct tb_session *s)
{
	if (!tb_anonymity_open(&s->anonymity, s->options))
		return false;
	s->shown = tb_anonymity_captures(&s->anonymity, s->captures, s->n_captures);
	if (s->shown == NULL)
		tb_say("no memory for the report");
	return s->shown != NULL;
}

static bool open_evidence(struct tb_session *s)
{
	uint64_t seed[2];

	if (s->options->evidence == NULL)
		return true;
	if (!random_numbers(seed, sizeof(seed)))
		return false;
	s->evidence = tb_evidence_file_open(s->options, s->source, &s->anonymity, s->shown,
					    s->n_captures, seed);
	return s->evidence != NULL;
}

static bool open_report(struct tb_session *s)
{
	s->out = tb_output_open(s->options);
	if (!s->out)
		return false;
	/* each format fills a buffer of its own, and a second one would only cost */
	setvbuf(s->out, NULL, _IONBF, 0);

	const struct tb_report_options how = {
		.out = s->out,
		.colour = tb_output_colour(s->options, s->out),
		.live = s->options->interface != NULL,
		.signals = s->options->signals,
		.anonymized = tb_anonymity_wanted(&s->anonymity),
		.width = tb_output_width(s->out),
		.captures = s->shown,
		.evidence = s->options->evidence,
		.n_captures = s->n_captures,
		.left_out = s->selection.active ? &s->selection.left_out : NULL,
	};
	s->report = s->options->format->begin(&how);
	if (!s->report)
		tb_say("no memory for the report");
	return s->report != NULL;
}

bool tb_session_open(struct tb_session *s, const struct tb_options *o,
		     struct tb_source *source)
{
	*s = (struct tb_session){ .options = o, .source = source };
	s->captures = tb_source_captures(source, &s->n_captures);
	tb_progress_begin(&s->progress, !o->interface && !o->no_progress);
	return tb_selection_open(&s->selection, o) && open_anonymity(s) &&
	       open_kernel(s) && open_logs(s) && open_engine(s) && open_evidence(s) &&
	       open_report(s);
}

static void count(struct tb_session *s, const struct tb_frame *frame, size_t n,
		  const enum tb_decode *outcome)
{
	for (size_t i = 0; i < n; ) {
		const uint32_t file = frame[i].file;
		uint64_t *decode = s->captures[file].decode;

		for (; i < n && frame[i].file == file; i++)
			decode[outcome[i]]++;
	}
}

void tb_session_frames(struct tb_session *s, const struct tb_frame *frame, size_t n)
{
	enum tb_decode outcome[TB_SOURCE_ROOM];
	uint64_t done, total;

	if (tb_evidence_file_waits(s->evidence))
		tb_evidence_file_frames(s->evidence, frame, n);
	tb_engine_packets(s->engine, frame, n, outcome);
	count(s, frame, n, outcome);
	if (!tb_progress_count(&s->progress, n))
		return;
	tb_source_progress(s->source, &done, &total);
	tb_progress_show(&s->progress, done, total);
}

size_t tb_session_load(struct tb_session *s, struct tb_load *l, const struct tb_frame *frame,
		       size_t n)
{
	enum tb_decode outcome[TB_SOURCE_ROOM];
	size_t loaded = tb_engine_load(s->engine, l, frame, n, outcome);

	count(s, frame, loaded, outcome);
	return loaded;
}

void tb_session_take(struct tb_session *s, struct tb_load *l, uint64_t done, uint64_t total)
{
	if (tb_progress_count(&s->progress, tb_engine_take(s->engine, l)))
		tb_progress_show(&s->progress, done, total);
}

bool tb_session_over(const struct tb_session *s)
{
	return s->write_error || tb_signals_stop();
}

/* Says what is missing from the captures; true if something is. */
static bool complain_of_captures(const struct tb_session *s)
{
	bool damaged = s->unread;

	if (s->unread)
		tb_say("stopped by a signal: the report covers what was read so far");
	for (size_t i = 0; i < s->n_captures; i++) {
		if (s->captures[i].complete)
			continue;
		damaged = true;
		if (s->captures[i].problem)
			tb_say("%s", s->captures[i].problem);
	}
	return damaged;
}

/* Complains if no frame was of a link type that the decoder knows. */
static bool nothing_was_read(const struct tb_session *s)
{
	const struct tb_summary *sum = tb_engine_summary(s->engine);

	if (sum->packets == 0 || sum->decode[TB_DECODE_LINK_TYPE] < sum->packets)
		return false;
	for (size_t i = 0; i < s->n_captures; i++)
		for (unsigned k = 0; k < s->captures[i].n_link_types; k++)
			tb_say("%s: nothing could be read: link type %" PRIu32
			       " is not supported",
			       s->captures[i].file, s->captures[i].link_types[k]);
	return true;
}

static void say_decoded(const struct tb_capture *c)
{
	char text[512] = "";
	size_t len = 0;

	for (int i = 0; i < TB_DECODE_COUNT; i++)
		if (c->decode[i] && len < sizeof(text))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"%s%" PRIu64 " %s", len ? ", " : "", c->decode[i],
						tb_decode_name((enum tb_decode)i));
	tb_say("%s: %" PRIu64 " packets%s%s", c->file, c->packets, len ? ": " : "", text);
}

static void say_of_kernel(const struct tb_kernel_counts *c)
{
	tb_say("kernel: %" PRIu64 " events, %" PRIu64 " of them resets sent; known of %" PRIu64
	       " resets here, at another time of %" PRIu64, c->events, c->sent, c->joined,
	       c->misfits);
}

static void say_more(const struct tb_session *s)
{
	const struct tb_summary *sum = tb_engine_summary(s->engine);

	for (size_t i = 0; i < s->n_captures; i++)
		say_decoded(&s->captures[i]);
	if (s->kernel != NULL)
		say_of_kernel(tb_kernel_trace_counts(s->kernel));
	tb_say("connections: %" PRIu64 ", forgotten for want of room: %" PRIu64
	       "; resets: %" PRIu64 ", judged early for want of room: %" PRIu64,
	       sum->flows, sum->flows_evicted, sum->resets, sum->episodes_dropped);
}

static bool was_found(const struct tb_session *s)
{
	const struct tb_summary *sum = tb_engine_summary(s->engine);

	switch (s->options->fail_on) {
	case TB_FAIL_ON_DISRUPTIVE:
		return tb_selection_disruptive(&s->selection, sum) != 0;
	case TB_FAIL_ON_ANY:
		return tb_selection_matches(&s->selection, sum) != 0;
	}
	return false;
}

/* Reads the logs and writes what waited for that. */
static void write_ties(struct tb_session *s)
{
	const struct tb_log_result *shown;
	struct tb_log_result result;

	if (s->options->log.n == 0 || s->write_error)
		return;
	s->logs_damaged = !tb_log_files_read(&s->logs, s->captures, s->n_captures);
	empty_spool(s);
	result = tb_log_files_result(&s->logs);
	if (s->options->format->logs == NULL || !begin_writing(s))
		return;
	shown = tb_anonymity_logs(&s->anonymity, &result);
	if (shown == NULL) {
		note_no_memory(s);
		return;
	}
	s->options->format->logs(s->report, shown);
	note_write_error(s);
}

static const struct tb_summary *shown_summary(struct tb_session *s)
{
	return tb_selection_summary(&s->selection, tb_engine_summary(s->engine));
}

/* Ends the report and closes the output. */
static bool write_rest(struct tb_session *s)
{
	tb_engine_finish(s->engine);
	tb_progress_wipe(&s->progress);
	s->captures = tb_source_captures(s->source, &s->n_captures); /* latest counters */
	for (size_t i = 0; i < s->n_captures; i++)
		s->captures[i].tcp_packets = s->captures[i].decode[TB_DECODE_OK];
	write_ties(s);
	tb_anonymity_renew(&s->anonymity, s->captures, s->n_captures);
	errno = 0;
	s->options->format->end(s->report, shown_summary(s));
	s->report = NULL;
	note_write_error(s);
	int closing = tb_output_close(s->out);
	s->out = NULL;
	if (!s->write_error)
		s->write_error = closing;
	tb_output_complain(s->options, s->write_error);
	return !s->write_error;
}

/* Where the report has a place for endings only. */
static void say_left_out(const struct tb_session *s)
{
	if (s->options->format->group == NULL && s->selection.left_out > 0)
		tb_say("%" PRIu64 " of %" PRIu64 " endings were not asked for",
		       s->selection.left_out, tb_engine_summary(s->engine)->resets);
}

/* After the report, so that no trouble with the packets can cost it. */
static bool write_evidence(struct tb_session *s)
{
	uint64_t packets = 0;

	for (size_t i = 0; i < s->n_captures; i++)
		packets += s->captures[i].packets;
	return s->evidence == NULL || tb_evidence_file_finish(s->evidence, packets);
}

enum tb_exit tb_session_finish(struct tb_session *s)
{
	bool written = write_rest(s);
	bool damaged = complain_of_captures(s) || s->kernel_damaged || s->logs_damaged;
	bool unread = nothing_was_read(s);
	bool evident = write_evidence(s);

	say_left_out(s);
	if (s->options->verbose)
		say_more(s);
	if (!written || !evident || unread)
		return TB_EXIT_FAILED;
	if (was_found(s))
		return TB_EXIT_FOUND;
	return damaged ? TB_EXIT_PARTIAL : TB_EXIT_OK;
}

void tb_session_close(struct tb_session *s)
{
	if (s->report)
		s->options->format->end(s->report, shown_summary(s));
	if (s->out)
		tb_output_close(s->out);
	tb_engine_free(s->engine);
	tb_spool_free(s->spool);
	tb_anonymity_close(&s->anonymity);
	tb_selection_close(&s->selection);
	tb_log_files_close(&s->logs);
	tb_evidence_file_close(s->evidence);
	tb_kernel_live_close(s->kernel_live);
	tb_kernel_trace_free(s->kernel);
	tb_source_close(s->source);
}
