/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "kernel_files.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "capture/stream.h"
#include "message.h"
#include "open_text.h"
#include "signals.h"

static struct tb_stream *open_stream(const char *path)
{
	int fd = tb_open_text(path);
	struct tb_stream *s;

	if (fd < 0) {
		tb_say("%s: %s", path, strerror(errno));
		return NULL;
	}
	s = tb_stream_fd(fd, tb_signals_stop_flag());
	if (s == NULL) {
		tb_say("%s: no memory to read it", path);
		close(fd);
	}
	return s;
}

/* counts: before the file was read.  False: a part of it is missing. */
static bool complain(const char *path, const char *problem, const struct tb_kernel_counts *before,
		     const struct tb_kernel_counts *after)
{
	uint64_t forgotten = after->forgotten - before->forgotten;

	if (problem != NULL)
		tb_say("%s: %s; what was read till there counts", path, problem);
	else if (after->sent == before->sent)
		tb_say("%s: no event tcp_send_reset is in it", path);
	if (forgotten > 0)
		tb_say("%s: too long; the oldest %" PRIu64 " events were forgotten", path,
		       forgotten);
	return problem == NULL && forgotten == 0;
}

static bool read_one(const char *path, struct tb_kernel_trace *into, bool *damaged)
{
	const struct tb_kernel_counts before = *tb_kernel_trace_counts(into);
	struct tb_stream *s = open_stream(path);
	const uint8_t *bytes;

	if (s == NULL)
		return false;
	while (!tb_signals_stop() && (bytes = tb_stream_need(s, 1)) != NULL) {
		size_t n = tb_stream_left(s);

		tb_kernel_trace_text(into, (const char *)bytes, n);
		tb_stream_skip(s, n);
	}
	tb_kernel_trace_end(into);
	if (!complain(path, tb_stream_problem(s), &before, tb_kernel_trace_counts(into)))
		*damaged = true;
	tb_stream_close(s);
	return true;
}

bool tb_kernel_files_read(const struct tb_options *o, struct tb_kernel_trace *into,
			  bool *damaged)
{
	for (size_t i = 0; i < o->kernel_trace.n; i++)
		if (!read_one(o->kernel_trace.at[i], into, damaged))
			return false;
	return true;
}
