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
#include "limits.h"
#include "remarks.h"
#include "signals.h"

/* The engine's sink. */
static void on_verdict(void *user, const struct tb_verdict *v)
{
	tb_outlet_verdict(&((struct tb_session *)user)->outlet, v);
}

static void on_group(void *user, const struct tb_group *g)
{
	tb_outlet_group(&((struct tb_session *)user)->outlet, g);
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
	cfg.brief = s->options->format->brief && s->options->evidence == NULL &&
		    !s->options->syslog;
	if (s->options->format->ladder ||
	    (s->options->verbose && !s->options->format->brief))
		cfg.ladder = LADDER;
	if (s->options->interface.n == 0 && !s->options->immediate)
		cfg.max_held = HELD_OFFLINE;
	if (!tb_limits_set(s->options, &cfg) ||
	    !random_numbers(cfg.hash_seed, sizeof(cfg.hash_seed)))
		return false;
	s->engine = tb_engine_new(&cfg, &sink);
	if (!s->engine)
		tb_say("no memory to remember %" PRIu32 " connections; try a smaller --max-flows",
		       cfg.max_flows);
	return s->engine != NULL;
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

static bool begin_outlet(struct tb_session *s)
{
	uint64_t seed[2];

	return random_numbers(seed, sizeof(seed)) &&
	       tb_outlet_begin(&s->outlet, s->source, seed);
}

bool tb_session_open(struct tb_session *s, const struct tb_options *o,
		     struct tb_source *source)
{
	*s = (struct tb_session){ .options = o, .source = source };
	s->captures = tb_source_captures(source, &s->n_captures);
	tb_progress_begin(&s->progress, !o->interface.n && !o->no_progress);
	return tb_outlet_open(&s->outlet, o, s->captures, s->n_captures, &s->progress) &&
	       open_kernel(s) && open_engine(s) && begin_outlet(s);
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

/* Tells the engine of packets that were lost, before it judges by what came after them. */
static void tell_missed(struct tb_session *s)
{
	struct tb_lapse lapse;

	while (tb_source_missed(s->source, &lapse))
		tb_engine_missed(s->engine, &lapse);
}

void tb_session_frames(struct tb_session *s, const struct tb_frame *frame, size_t n)
{
	enum tb_decode outcome[TB_SOURCE_ROOM];
	uint64_t done, total;

	if (tb_evidence_file_waits(s->outlet.evidence))
		tb_evidence_file_frames(s->outlet.evidence, frame, n);
	tell_missed(s);
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
	return s->outlet.write_error || tb_signals_stop();
}

static bool was_found(const struct tb_session *s, const struct tb_summary *sum)
{
	switch (s->options->fail_on) {
	case TB_FAIL_ON_DISRUPTIVE:
		return tb_selection_disruptive(&s->outlet.selection, sum) != 0;
	case TB_FAIL_ON_ANY:
		return tb_selection_matches(&s->outlet.selection, sum) != 0;
	}
	return false;
}

/* Judges what is open, and looks at the captures' counters once more. */
static void end_input(struct tb_session *s)
{
	tell_missed(s);
	tb_engine_finish(s->engine);
	s->captures = tb_source_captures(s->source, &s->n_captures);
	for (size_t i = 0; i < s->n_captures; i++)
		s->captures[i].tcp_packets = s->captures[i].decode[TB_DECODE_OK];
}

static bool is_damaged(const struct tb_session *s)
{
	if (s->unread)
		tb_say("stopped by a signal: the report covers what was read so far");
	return tb_remark_damage(s->captures, s->n_captures) || s->unread || s->kernel_damaged ||
	       s->outlet.logs_damaged;
}

enum tb_exit tb_session_finish(struct tb_session *s)
{
	const struct tb_summary *sum;
	bool written, damaged, unreadable, evident;

	end_input(s);
	sum = tb_engine_summary(s->engine);
	written = tb_outlet_end(&s->outlet, sum);
	damaged = is_damaged(s);
	unreadable = tb_remark_unreadable(s->captures, s->n_captures, sum);
	evident = tb_outlet_packets(&s->outlet);
	if (s->options->verbose)
		tb_remark_counts(s->captures, s->n_captures, s->kernel, sum);
	if (!written || !evident || unreadable)
		return TB_EXIT_FAILED;
	if (was_found(s, sum))
		return TB_EXIT_FOUND;
	return damaged ? TB_EXIT_PARTIAL : TB_EXIT_OK;
}

void tb_session_close(struct tb_session *s)
{
	tb_outlet_close(&s->outlet, s->engine != NULL ? tb_engine_summary(s->engine) : NULL);
	tb_engine_free(s->engine);
	tb_kernel_live_close(s->kernel_live);
	tb_kernel_trace_free(s->kernel);
	tb_source_close(s->source);
}
