/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cmd_live.c - the same run on an interface
 *
 * One loop: take frames while there are any, else let packet time pass and wait
 * for the next frame, the next verdict that is due, or a signal.
 *
 * Packet time is the time of the last packet plus what the monotonic clock says
 * has gone by since.  So nothing jumps when the wall clock is set, or when a
 * network card stamps packets by a clock of its own.
 *
 * The kernel may hold packets back for a moment to hand them over in batches.
 * Time therefore passes `held_back` late: a verdict is not made while a packet
 * that belongs to it waits in the kernel.
 */
#define _GNU_SOURCE
#include "commands.h"

#include <inttypes.h>
#include <poll.h>

#include "clock.h"
#include "inputs.h"
#include "session.h"
#include "signals.h"

/* Longer than libpcap makes the kernel wait, see capture/live.c. */
static const tb_span held_back = 250 * TB_MILLISECOND;

/* Packet time, as said above. */
struct packet_clock {
	bool set;		/* a packet was seen */
	bool behind;		/* seen does not yet belong to last */
	tb_time last;		/* of the last packet */
	int64_t seen;		/* monotonic ns when it was */
};

static tb_time clock_now(const struct packet_clock *c)
{
	return (tb_time){ c->last.ns + tb_monotonic() - c->seen - held_back };
}

/* Nanoseconds until the engine has something to do; -1: not before a packet comes. */
static int64_t until_due(const struct tb_session *s, const struct packet_clock *c)
{
	tb_time due = tb_engine_next_tick(s->engine);

	if (!c->set || due.ns == INT64_MAX)
		return -1;
	tb_span left = tb_since(due, clock_now(c));
	return left > 0 ? left : 0;
}

/* Of two timeouts; a negative one is none. */
static int64_t sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static void say_counters(const struct tb_session *s)
{
	size_t n;
	const struct tb_capture *c = tb_source_captures(s->source, &n);

	fprintf(stderr, "%" PRIu64 " packets captured\n", c->packets);
	fprintf(stderr, "%" PRIu64 " packets received by filter\n", c->received);
	fprintf(stderr, "%" PRIu64 " packets dropped by kernel\n", c->dropped);
	fprintf(stderr, "%" PRIu64 " packets dropped by interface\n", c->interface_dropped);
}

/* Nothing to read: waits, unless time has made a verdict due. */
static void wait_for_more(struct tb_session *s, struct packet_clock *c)
{
	struct pollfd fd[] = {
		{ .fd = tb_source_fd(s->source), .events = POLLIN },
		{ .fd = fileno(s->outlet.out) }, /* only to hear that its reader is gone */
	};

	tb_kernel_live_read(s->kernel_live); /* its buffer must not run over */
	if (c->behind)
		c->seen = tb_monotonic();
	c->behind = false;
	int64_t timeout = sooner(until_due(s, c),
				 tb_source_timeout(s->source) * TB_MILLISECOND);
	if (timeout == 0)
		tb_engine_tick(s->engine, clock_now(c));
	else
		tb_signals_poll(fd, 2, timeout);
	if (fd[1].revents & (POLLERR | POLLHUP | POLLNVAL))
		tb_source_stop(s->source);
}

static void capture_until_told(struct tb_session *s)
{
	struct packet_clock clock = { 0 };
	struct tb_frame frame[TB_SOURCE_ROOM];
	size_t n;

	while (!tb_session_over(s)) {
		switch (tb_source_next(s->source, frame, TB_SOURCE_ROOM, &n)) {
		case TB_SOURCE_FRAMES:
			tb_session_frames(s, frame, n);
			clock = (struct packet_clock){ true, true, frame[n - 1].time, clock.seen };
			break;
		case TB_SOURCE_WAIT:
			wait_for_more(s, &clock);
			break;
		case TB_SOURCE_END:
			return;
		}
		if (tb_signals_counters())
			say_counters(s);
	}
}

/* What the kernel had when the signal came belongs to the report, what it holds back
 * too: a reset is often what makes people stop a capture. */
static void drain(struct tb_session *s)
{
	struct pollfd fd = { .fd = tb_source_fd(s->source), .events = POLLIN };
	const int64_t end = tb_monotonic() + (s->options->immediate ? 0 : held_back);
	struct tb_frame frame[TB_SOURCE_ROOM];
	size_t n;

	while (!s->outlet.write_error) {
		enum tb_source_status status = tb_source_next(s->source, frame, TB_SOURCE_ROOM, &n);
		int64_t left = end - tb_monotonic();

		if (status == TB_SOURCE_FRAMES)
			tb_session_frames(s, frame, n);
		else if (status == TB_SOURCE_END || left <= 0)
			return;
		else
			poll(&fd, 1, (int)(left / TB_MILLISECOND) + 1);
		if (left < -TB_SECOND) /* what comes now is none of it any more */
			return;
	}
}

static void say_listening(const struct tb_session *s)
{
	const struct tb_capture *c = s->captures;
	const char *link = c->n_link_types ? tb_link_type_name(c->link_types[0]) : NULL;

	tb_say("listening on %s, link-type %s", c->file, link ? link : "not known");
}

enum tb_exit tb_cmd_live(const struct tb_options *o)
{
	const struct tb_live_config cfg = {
		.interface = o->interface,
		.filter = o->filter,
		.max_packets = o->max_packets,
		.snaplen = (int)o->snaplen,
		.buffer_kib = (int)o->buffer_kib,
		.no_promiscuous = o->no_promiscuous,
		.immediate = o->immediate,
	};
	struct tb_source_error err;
	struct tb_session session;
	enum tb_exit status = TB_EXIT_FAILED;

	struct tb_source *source = tb_source_live(&cfg, &err);
	if (!source) {
		tb_inputs_complain(o, &err);
		return TB_EXIT_FAILED;
	}
	tb_signals_install(NULL);
	if (tb_session_open(&session, o, source)) {
		say_listening(&session);
		capture_until_told(&session);
		drain(&session);
		status = tb_session_finish(&session);
		say_counters(&session);
	}
	tb_session_close(&session);
	return status;
}
