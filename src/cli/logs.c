/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "logs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/stream.h"
#include "limits.h"
#include "message.h"
#include "open_text.h"

/* What cannot be opened is told when it would be read: the report names it too. */
static void open_all(struct tb_log_files *f)
{
	const bool live = f->options->interface.n > 0;

	for (size_t i = 0; i < f->options->log.n; i++) {
		f->fd[i] = (live ? tb_log_follow_open : tb_open_text)(f->options->log.at[i]);
		if (f->fd[i] < 0)
			f->fd[i] = -errno;
	}
}

/* False after a complaint: lines of two that come at once would be mixed. */
static bool find_followed(struct tb_log_files *f)
{
	const struct tb_list *log = &f->options->log;

	for (size_t i = 0; i < log->n; i++) {
		if (f->fd[i] < 0 || !tb_log_follow_must(f->fd[i]))
			continue;
		if (f->follows) {
			tb_say("--log: %s and %s are no files: live, only one log may be a pipe",
			       log->at[f->followed], log->at[i]);
			return false;
		}
		f->follows = true;
		f->followed = i;
	}
	return true;
}

static bool begin_to_follow(struct tb_log_files *f)
{
	if (f->options->interface.n == 0)
		return true;
	if (!find_followed(f))
		return false;
	if (!f->follows || tb_log_follow_begin(&f->follow, f->logs, f->options->log.at[f->followed],
					       f->fd[f->followed]))
		return true;
	tb_say("no memory for the logs");
	return false;
}

int tb_log_files_fd(const struct tb_log_files *f)
{
	return f->follows ? f->follow.fd : -1;
}

void tb_log_files_follow(struct tb_log_files *f)
{
	if (f->follows)
		(void)tb_log_follow_read(&f->follow);
}

bool tb_log_files_open(struct tb_log_files *f, const struct tb_options *o)
{
	struct tb_logs_config cfg = { .format = (enum tb_log_format)o->log_format,
				      .memory = tb_limits_logs(o) };

	*f = (struct tb_log_files){ .options = o };
	if (cfg.format == TB_LOG_JSON && !tb_log_reads_json()) {
		tb_say("--log-format: this build cannot read JSON (it lacks jansson)");
		return false;
	}
	if (!tb_timezone_find(&f->zone, o->log_timezone, &cfg.zone))
		return false;
	f->problem = calloc(o->log.n, sizeof(*f->problem));
	f->logs = tb_logs_new(&cfg);
	f->fd = calloc(o->log.n, sizeof(*f->fd));
	if (!f->logs || !f->problem || !f->fd) {
		tb_say("no memory for the logs");
		return false;
	}
	open_all(f);
	return begin_to_follow(f);
}

void tb_log_files_close(struct tb_log_files *f)
{
	for (size_t i = 0; f->fd && i < f->options->log.n; i++)
		if (f->fd[i] > 0)
			close(f->fd[i]);
	tb_logs_free(f->logs);
	free(f->fd);
	free(f->problem);
	*f = (struct tb_log_files){ .options = NULL };
}

void tb_log_files_verdict(struct tb_log_files *f, const struct tb_verdict *v)
{
	if (f->logs)
		tb_logs_verdict(f->logs, v);
}

static void note_period(struct tb_logs *logs, const struct tb_capture *c, size_t n)
{
	tb_time first = { INT64_MAX }, last = { INT64_MIN };

	for (size_t i = 0; i < n; i++) {
		if (!c[i].has_times)
			continue;
		first = c[i].first.ns < first.ns ? c[i].first : first;
		last = c[i].last.ns > last.ns ? c[i].last : last;
	}
	if (first.ns <= last.ns)
		tb_logs_period(logs, first, last);
}

/* No signal stops it: of a live capture logs are read when one has ended it. */
static struct tb_stream *take_stream(int *fd)
{
	struct tb_stream *stream = NULL;

	errno = *fd < 0 ? -*fd : ENOMEM;
	if (*fd > 0)
		stream = tb_stream_fd(*fd, NULL);
	if (stream)
		*fd = 0;
	return stream;
}

/* Does it begin with the byte order mark of UTF-16?  PowerShell writes so. */
static bool is_utf16(struct tb_stream *stream)
{
	const uint8_t *mark = tb_stream_need(stream, 2);

	return mark != NULL && ((mark[0] == 0xff && mark[1] == 0xfe) ||
				(mark[0] == 0xfe && mark[1] == 0xff));
}

/* Why reading stopped, or NULL. */
static const char *feed(struct tb_logs *logs, struct tb_stream *stream)
{
	const uint8_t *bytes;

	if (is_utf16(stream))
		return "it is UTF-16, which is not read; iconv -f UTF-16 -t UTF-8 makes it readable";
	while ((bytes = tb_stream_need(stream, 1)) != NULL) {
		size_t n = tb_stream_left(stream);

		tb_logs_feed(logs, bytes, n);
		(void)tb_stream_skip(stream, n);
	}
	return tb_stream_problem(stream);
}

static bool read_one(struct tb_log_files *f, size_t i)
{
	const char *name = f->options->log.at[i], *why;
	struct tb_stream *stream;

	if (!tb_logs_begin(f->logs, name)) {
		tb_say("%s: no memory to read it", name);
		return false;
	}
	stream = take_stream(&f->fd[i]);
	why = stream ? feed(f->logs, stream) : strerror(errno);
	if (why) {
		snprintf(f->problem[i], sizeof(f->problem[i]), "%s: %s", name, why);
		tb_say("%s", f->problem[i]);
	}
	tb_logs_end(f->logs, why ? f->problem[i] : NULL);
	tb_stream_close(stream);
	return !why;
}

bool tb_log_files_read(struct tb_log_files *f, const struct tb_capture *captures, size_t n)
{
	bool good = true;

	if (f->follows)
		tb_log_follow_end(&f->follow);
	note_period(f->logs, captures, n);
	for (size_t i = 0; i < f->options->log.n; i++)
		if (!f->follows || i != f->followed)
			good = read_one(f, i) && good;
	f->tied = tb_logs_tie(f->logs);
	if (!f->tied)
		tb_say("no memory to tie the lines of the logs");
	return good && f->tied;
}

const struct tb_log_tie *tb_log_files_of(const struct tb_log_files *f, uint64_t reset,
					 size_t *n)
{
	*n = 0;
	return f->tied ? tb_logs_of(f->logs, reset, n) : NULL;
}

struct tb_log_result tb_log_files_result(const struct tb_log_files *f)
{
	return f->tied ? tb_logs_result(f->logs) : (struct tb_log_result){ .n_lines = 0 };
}
