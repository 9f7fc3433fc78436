/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cmd_live.c - the same run on interfaces
 *
 * One loop: take frames while there are any, else let packet time pass (watch.h) and wait
 * for the next frame, the next verdict that is due, or a signal.  Some times a second the
 * engine is told what the kernel and the interfaces have lost.
 */
#define _GNU_SOURCE
#include "commands.h"

#include <inttypes.h>
#include <poll.h>

#include "clock.h"
#include "confine.h"
#include "inputs.h"
#include "session.h"
#include "signals.h"
#include "upkeep.h"
#include "watch.h"

struct live {
	struct tb_session session;
	bool gone[TB_SOURCE_INTERFACES];	/* it was said of them that they are */
	struct tb_watch watch;
	struct tb_upkeep upkeep;
	struct tb_meanwhile meanwhile;
};

/* Nanoseconds until the engine has something to do; -1: not before a packet comes. */
static int64_t until_due(const struct live *l)
{
	tb_time due = tb_engine_next_tick(l->session.engine);

	if (!l->watch.set || due.ns == INT64_MAX)
		return -1;
	tb_span left = tb_since(due, tb_watch_time(&l->watch, tb_monotonic()));
	return left > 0 ? left : 0;
}

static void say_count(const struct tb_capture *c, bool alone, uint64_t n, const char *what)
{
	if (!alone)
		fprintf(stderr, "%s: ", c->file);
	fprintf(stderr, "%" PRIu64 " packets %s\n", n, what);
}

static void say_counters(const struct live *l)
{
	size_t n;
	const struct tb_capture *c = tb_source_captures(l->session.source, &n);

	for (size_t i = 0; i < n; i++) {
		say_count(&c[i], n == 1, c[i].packets, "captured");
		say_count(&c[i], n == 1, c[i].received, "received by filter");
		say_count(&c[i], n == 1, c[i].dropped, "dropped by kernel");
		say_count(&c[i], n == 1, c[i].interface_dropped, "dropped by interface");
	}
}

/* Others go on without it. */
static void say_who_is_gone(struct live *l)
{
	const struct tb_session *s = &l->session;

	for (size_t i = 0; i < s->n_captures; i++) {
		if (s->captures[i].problem == NULL || l->gone[i])
			continue;
		l->gone[i] = true;
		tb_say("%s; the others go on", s->captures[i].problem);
	}
}

/* Tells the engine of packets that were lost. */
static void look_for_losses(struct live *l)
{
	struct tb_lapse lapse;
	size_t n;
	const struct tb_capture *c = tb_source_captures(l->session.source, &n);

	if (l->watch.set && tb_watch_counters(&l->watch, c, n, tb_monotonic(), &lapse))
		tb_engine_missed(l->session.engine, &lapse);
}

/* While a reader is waited for. */
static int64_t go_on_meanwhile(void *user, int64_t since)
{
	struct live *l = user;

	if (tb_signals_counters())
		say_counters(l);
	return tb_upkeep_run_waiting(&l->upkeep, since);
}

static void begin_upkeep(struct live *l)
{
	l->meanwhile = (struct tb_meanwhile){ go_on_meanwhile, l, tb_upkeep_fd(&l->upkeep) };
	tb_outlet_meanwhile(&l->session.outlet, &l->meanwhile);
	tb_upkeep_begin(&l->upkeep, &l->session);
}

/* They are told of before the engine judges by them. */
static void take_frames(struct live *l, const struct tb_frame *frame, size_t n)
{
	const int64_t now = tb_monotonic();
	struct tb_lapse lapse;

	if (tb_watch_packets(&l->watch, frame, n, now, &lapse))
		tb_engine_missed(l->session.engine, &lapse);
	if (tb_watch_may_look(&l->watch, now)) {
		look_for_losses(l);
		tb_log_files_follow(&l->session.outlet.logs);
	}
	tb_session_frames(&l->session, frame, n);
	tb_upkeep_seen(&l->upkeep, frame[n - 1].time);
}

static void pass_time(struct live *l)
{
	look_for_losses(l);
	tb_engine_tick(l->session.engine, tb_watch_time(&l->watch, tb_monotonic()));
}

/* What packets may come from: how many. */
static size_t add_source(const struct live *l, struct pollfd *to)
{
	int fd[TB_SOURCE_INTERFACES];
	size_t n = tb_source_fds(l->session.source, fd);

	for (size_t i = 0; i < n; i++)
		to[i] = (struct pollfd){ .fd = fd[i], .events = POLLIN };
	return n;
}

/* Nothing to read: waits, unless time has made a verdict due.  upkeep_due: ns until something
 * else is, or -1. */
static void wait_for_more(struct live *l, int64_t upkeep_due)
{
	struct tb_session *s = &l->session;
	struct pollfd fd[3 + TB_SOURCE_INTERFACES] = {
		{ .fd = fileno(s->outlet.out) }, /* only to hear that its reader is gone */
		{ .fd = tb_upkeep_fd(&l->upkeep), .events = POLLIN },
		{ .fd = tb_log_files_fd(&s->outlet.logs), .events = POLLIN },
	};
	const size_t n = 3 + add_source(l, fd + 3);

	say_who_is_gone(l);
	tb_kernel_live_read(s->kernel_live); /* its buffer must not run over */
	tb_watch_nothing_waits(&l->watch, tb_monotonic());
	const int64_t verdict_due = until_due(l);
	const int64_t other_due = tb_sooner(upkeep_due,
					 tb_source_timeout(s->source) * TB_MILLISECOND);
	if (verdict_due == 0)
		pass_time(l);
	else
		tb_signals_poll(fd, n, tb_sooner(verdict_due, other_due));
	if (fd[0].revents & (POLLERR | POLLHUP | POLLNVAL))
		tb_source_stop(s->source);
	if (fd[1].revents)
		tb_upkeep_asked(&l->upkeep);
	if (fd[2].revents)
		tb_log_files_follow(&s->outlet.logs);
}

static void capture_until_told(struct live *l)
{
	struct tb_frame frame[TB_SOURCE_ROOM];
	int64_t due;
	size_t n;

	while (!tb_session_over(&l->session)) {
		due = tb_upkeep_run(&l->upkeep, tb_monotonic());
		switch (tb_source_next(l->session.source, frame, TB_SOURCE_ROOM, &n)) {
		case TB_SOURCE_FRAMES:
			take_frames(l, frame, n);
			break;
		case TB_SOURCE_WAIT:
			wait_for_more(l, due);
			break;
		case TB_SOURCE_END:
			return;
		}
		if (tb_signals_counters())
			say_counters(l);
		if (tb_signals_reopen())
			tb_line_out_reopen(&l->session.outlet.lines);
	}
}

/* What the kernel had when the signal came belongs to the report, what it holds back
 * too: a reset is often what makes people stop a capture. */
static void drain(struct live *l)
{
	struct tb_session *s = &l->session;
	struct pollfd fd[TB_SOURCE_INTERFACES];
	const int64_t end = tb_monotonic() + (s->options->immediate ? 0 : TB_WATCH_HELD_BACK);
	struct tb_frame frame[TB_SOURCE_ROOM];
	size_t n;

	while (!s->outlet.write_error) {
		enum tb_source_status status = tb_source_next(s->source, frame, TB_SOURCE_ROOM, &n);
		int64_t left = end - tb_monotonic();

		if (status == TB_SOURCE_FRAMES)
			take_frames(l, frame, n);
		else if (status == TB_SOURCE_END || left <= 0)
			return;
		else
			poll(fd, add_source(l, fd), (int)(left / TB_MILLISECOND) + 1);
		if (left < -TB_SECOND) /* what comes now is none of it any more */
			return;
	}
}

static void say_listening(const struct tb_session *s)
{
	for (size_t i = 0; i < s->n_captures; i++) {
		const struct tb_capture *c = &s->captures[i];
		const char *link = c->n_link_types ? tb_link_type_name(c->link_types[0]) : NULL;

		tb_say("listening on %s, link-type %s", c->file, link ? link : "not known");
	}
}

/* From here on nothing is opened any more. */
static bool confine(const struct live *l)
{
	const struct tb_session *s = &l->session;
	int capture[TB_SOURCE_INTERFACES];
	const size_t n_capture = tb_source_fds(s->source, capture);
	const char *folder[2];
	size_t n = 0;

	if (s->options->metrics != NULL)
		folder[n++] = l->upkeep.file.folder.at;
	if (tb_line_out_folder(&s->outlet.lines) != NULL)
		folder[n++] = tb_line_out_folder(&s->outlet.lines);

	const struct tb_needs needs = {
		.user = s->options->user,
		.unprivileged = true,
		.capture = capture,
		.n_capture = n_capture,
		.child = s->kernel_live != NULL,
		.write = { folder, n },
		.listens = tb_upkeep_fd(&l->upkeep) >= 0,
		.free = s->options->no_confine,
		.live = true,
		.verbose = s->options->verbose,
	};

	return tb_confine(&needs);
}

static enum tb_exit listen_and_report(struct live *l, const struct tb_options *o)
{
	const struct tb_live_config cfg = {
		.interface = o->interface.at,
		.n_interface = o->interface.n,
		.filter = o->filter,
		.max_packets = o->max_packets,
		.snaplen = (int)o->snaplen,
		.buffer_kib = (int)o->buffer_kib,
		.no_promiscuous = o->no_promiscuous,
		.immediate = o->immediate,
	};
	struct tb_source_error err;
	struct tb_source *source = tb_source_live(&cfg, &err);
	enum tb_exit status = TB_EXIT_FAILED;

	if (!source) {
		tb_inputs_complain(o, &err);
		return TB_EXIT_FAILED;
	}
	tb_signals_install(NULL);
	if (!tb_signals_attended())
		tb_signals_install_reopen();
	if (tb_session_open(&l->session, o, source) && confine(l) &&
	    tb_upkeep_ready(&l->upkeep) && tb_outlet_ready(&l->session.outlet)) {
		say_listening(&l->session);
		begin_upkeep(l);
		capture_until_told(l);
		tb_upkeep_stopping(&l->upkeep);
		drain(l);
		look_for_losses(l);
		status = tb_session_finish(&l->session);
		say_counters(l);
		tb_upkeep_end(&l->upkeep);
	}
	tb_session_close(&l->session);
	return status;
}

enum tb_exit tb_cmd_live(const struct tb_options *o)
{
	struct live live = { .watch.set = false };
	enum tb_exit status = TB_EXIT_FAILED;

	if (tb_upkeep_open(&live.upkeep, o))
		status = listen_and_report(&live, o);
	tb_upkeep_close(&live.upkeep);
	return status;
}
