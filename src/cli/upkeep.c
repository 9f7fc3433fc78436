/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * upkeep.c - what a long run does now and then beside its packets
 *
 * All that it needs is opened at the beginning, before the right to open something is given
 * up; afterwards it only writes.  Nothing here waits for anybody.
 */
#define _GNU_SOURCE
#include "upkeep.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"

/* Between two files for the textfile collector; it looks as often as it is scraped. */
static const int64_t file_period = 15 * TB_SECOND;

/* While packets come without a pause, clients are looked after so often: each look is a system
 * call. */
static const int64_t http_period = 50 * TB_MILLISECOND;

static uint64_t memory_now(const struct tb_upkeep *u)
{
	char text[128];
	ssize_t n = u->memory < 0 ? -1 : pread(u->memory, text, sizeof(text) - 1, 0);
	char *resident;

	if (n <= 0)
		return 0;
	text[n] = '\0';
	strtoull(text, &resident, 10);	/* pages: all of it, then what is in RAM */
	return strtoull(resident, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Asked for it, the engine may make a verdict, and that may have to wait for who reads it: so
 * nothing is begun yet when it is, and in the midst of a verdict it is not asked. */
static void look_at_summary(struct tb_upkeep *u)
{
	if (u->waiting_since == 0)
		u->summary = tb_engine_summary(u->session->engine);
}

static int64_t waiting(const struct tb_upkeep *u)
{
	return u->waiting_since == 0 ? 0 : tb_monotonic() - u->waiting_since;
}

static void tell(void *user, enum tb_metrics_form form, struct tb_text *t)
{
	const struct tb_upkeep *u = user;
	struct tb_session *s = u->session;
	size_t n;
	const struct tb_capture *captures = tb_source_captures(s->source, &n);
	const struct tb_metrics_run run = {
		.summary = u->summary,
		.capture = captures,
		.shown = s->outlet.shown,
		.n_captures = n,
		.lines_lost = tb_outlet_lines_lost(&s->outlet),
		.syslog_lost = s->outlet.journal.lost,
		.memory = memory_now(u),
		.waiting = waiting(u),
		.has_last = u->has_last,
		.last = u->last,
		.lag = u->lag,
	};

	tb_metrics_write(u->metrics, &run, form, t);
}

static void replace_file(struct tb_upkeep *u)
{
	char buf[4096], *bytes = NULL;
	size_t n = 0;
	struct tb_text t;
	FILE *out = u->file.path == NULL ? NULL : open_memstream(&bytes, &n);

	if (out == NULL)
		return;
	look_at_summary(u);
	tb_text_init(&t, buf, sizeof(buf), out);
	tell(u, TB_METRICS_PROMETHEUS, &t);
	tb_text_flush(&t);
	if (fclose(out) == 0)
		tb_metrics_file_replace(&u->file, bytes, n);
	free(bytes);
}

static bool open_metrics(struct tb_upkeep *u, const struct tb_options *o)
{
	if (o->metrics == NULL && o->metrics_listen == NULL)
		return true;
	u->metrics = tb_metrics_new();
	if (u->metrics == NULL || !tb_metrics_file_open(&u->file, o->metrics))
		return false;
	u->memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (o->metrics_listen != NULL)
		u->http = tb_metrics_http_open(o->metrics_listen, tell, u);
	return o->metrics_listen == NULL || u->http != NULL;
}

bool tb_upkeep_open(struct tb_upkeep *u, const struct tb_options *o)
{
	*u = (struct tb_upkeep){ .memory = -1, .file.folder.fd = -1 };
	tb_notify_open(&u->notify);
	return open_metrics(u, o);
}

void tb_upkeep_close(struct tb_upkeep *u)
{
	tb_metrics_http_close(u->http);
	tb_metrics_file_close(&u->file);
	tb_metrics_free(u->metrics);
	tb_notify_close(&u->notify);
	if (u->memory >= 0)
		close(u->memory);
}

bool tb_upkeep_ready(const struct tb_upkeep *u)
{
	return tb_metrics_file_try(&u->file);
}

void tb_upkeep_begin(struct tb_upkeep *u, struct tb_session *s)
{
	u->session = s;
	s->outlet.metrics = u->metrics;
	tb_notify_tell(&u->notify, "READY=1");
}

/* From here on no sign of life is awaited. */
void tb_upkeep_stopping(const struct tb_upkeep *u)
{
	tb_notify_tell(&u->notify, "STOPPING=1");
}

void tb_upkeep_end(struct tb_upkeep *u)
{
	replace_file(u);
}

void tb_upkeep_seen(struct tb_upkeep *u, tb_time time)
{
	if (u->metrics == NULL)
		return;
	u->has_last = true;
	u->last = time;
	u->lag = tb_wall_clock() - time.ns;
}

static int64_t run_file(struct tb_upkeep *u, int64_t monotonic)
{
	if (u->file.path == NULL)
		return -1;
	if (monotonic >= u->file_due) {
		replace_file(u);
		u->file_due = monotonic + file_period;
	}
	return u->file_due - monotonic;
}

static int64_t run_http(struct tb_upkeep *u, int64_t monotonic)
{
	int64_t wanted;

	if (u->http == NULL)
		return -1;
	if (monotonic < u->http_due)
		return u->http_due - monotonic;
	look_at_summary(u);
	wanted = tb_metrics_http_run(u->http);
	u->http_due = monotonic + (wanted < 0 || wanted > http_period ? http_period : wanted);
	return wanted;
}

int64_t tb_upkeep_run(struct tb_upkeep *u, int64_t monotonic)
{
	const int64_t due[] = {
		tb_notify_alive(&u->notify, monotonic),
		run_file(u, monotonic),
		run_http(u, monotonic),
		tb_line_out_run(&u->session->outlet.lines, monotonic),
	};
	int64_t first = -1;

	for (size_t i = 0; i < sizeof(due) / sizeof(due[0]); i++)
		first = tb_sooner(first, due[i]);
	return first;
}

int64_t tb_upkeep_run_waiting(struct tb_upkeep *u, int64_t since)
{
	int64_t due;

	u->waiting_since = since;
	tb_upkeep_asked(u);
	due = tb_upkeep_run(u, tb_monotonic());
	u->waiting_since = 0;
	return due;
}

int tb_upkeep_fd(const struct tb_upkeep *u)
{
	return tb_metrics_http_fd(u->http);
}

void tb_upkeep_asked(struct tb_upkeep *u)
{
	u->http_due = 0;
}
