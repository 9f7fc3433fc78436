/* SPDX-License-Identifier: BSD-3-Clause */
#include "commands.h"

#include <inttypes.h>

#include "ahead.h"
#include "confine.h"
#include "inputs.h"
#include "session.h"
#include "signals.h"

/* Complains about the files that cannot be read at all; true if none can. */
static bool nothing_readable(struct tb_source *source)
{
	size_t n, unreadable = 0;
	const struct tb_capture *c = tb_source_captures(source, &n);

	for (size_t i = 0; i < n; i++)
		unreadable += !c[i].complete && !c[i].format;
	if (unreadable < n)
		return false;
	for (size_t i = 0; i < n; i++)
		tb_say("%s", c[i].problem);
	return true;
}

static void say_counters(const struct tb_session *s)
{
	const struct tb_summary *sum = tb_engine_summary(s->engine);

	tb_say("%" PRIu64 " packets so far, %" PRIu64 " of them TCP, %" PRIu64 " resets",
	       sum->packets, sum->tcp_packets, sum->resets);
}

static void read_here(struct tb_session *s)
{
	struct tb_frame frame[TB_SOURCE_ROOM];
	size_t n;

	while (!tb_session_over(s)) {
		if (tb_source_next(s->source, frame, TB_SOURCE_ROOM, &n) != TB_SOURCE_FRAMES)
			break;
		tb_session_frames(s, frame, n);
		if (tb_signals_counters())
			say_counters(s);
	}
}

/* What was read when a signal came is worked on, so that the counters agree. */
static bool read_ahead(struct tb_session *s)
{
	struct tb_ahead *a = tb_ahead_begin(s);

	if (!a)
		return false;
	while (!s->outlet.write_error && tb_ahead_take(a))
		if (tb_signals_counters())
			say_counters(s);
	tb_ahead_end(a);
	return true;
}

static bool read_all(struct tb_session *s)
{
	if (s->options->jobs < 2 || tb_evidence_file_waits(s->outlet.evidence))
		read_here(s);
	else if (!read_ahead(s))
		return false;
	s->unread = tb_signals_stop();
	return true;
}

/* From here on captures are opened, and nothing else. */
static bool confine(const struct tb_options *o)
{
	const struct tb_needs needs = {
		.user = o->user,
		.read = { (const char *const *)o->path, o->n_path },
		.threads = o->jobs > 1,
		.free = o->no_confine,
		.verbose = o->verbose,
	};

	return tb_confine(&needs);
}

static enum tb_exit report_files(const struct tb_options *o)
{
	const struct tb_files_config cfg = tb_inputs_files(o);
	struct tb_source_error err;
	struct tb_session session;
	enum tb_exit status = TB_EXIT_FAILED;

	struct tb_source *source = tb_source_files(&cfg, &err);
	if (!source) {
		tb_inputs_complain(o, &err);
		return TB_EXIT_FAILED;
	}
	if (nothing_readable(source)) {
		tb_source_close(source);
		return TB_EXIT_FAILED;
	}
	tb_signals_install(source);
	if (tb_session_open(&session, o, source) && confine(o) &&
	    tb_outlet_ready(&session.outlet) && read_all(&session))
		status = tb_session_finish(&session);
	tb_session_close(&session);
	return status;
}

enum tb_exit tb_cmd_report(struct tb_options *o)
{
	if (!tb_inputs_operands(o))
		return TB_EXIT_FAILED;
	return o->interface.n ? tb_cmd_live(o) : report_files(o);
}
