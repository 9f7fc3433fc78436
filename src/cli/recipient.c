/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recipient.c - who reads a live report from a pipe, a socket or a terminal
 *
 * A write that waits in the kernel comes back when a signal does, with a part of a line written
 * or none, and the C library would begin to wait again.  So it is not begun before there is room
 * for all of it, and the waiting is done here.
 *
 * poll(2) calls a pipe writable that has room for PIPE_BUF bytes.  For a longer line the room is
 * reckoned: Linux fills pages and begins another one only for what does not fit into the last,
 * so no two neighbours are less than full together, but for the first, of which a part may have
 * been read.  What would take more than half of the pipe goes piece by piece: a document, or a
 * line of absurd length.  The socket that journald gives a service is writable when three
 * quarters of it are free, which holds any line.
 */
#define _GNU_SOURCE
#include "recipient.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <tcpblame/tcpblame.h>

#include "clock.h"
#include "message.h"
#include "signals.h"

/* For each step, once it is time to end. */
static const int64_t patience = 5 * TB_SECOND;

/* Between two looks at how much a pipe holds, of which no event tells. */
static const int64_t between_looks = 20 * TB_MILLISECOND;

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t pages_of(size_t bytes)
{
	return (bytes + page_size() - 1) / page_size();
}

/* Room -------------------------------------------------------------------------- */

/* n bytes that fit when the pipe is writable, or for which it is worth to wait. */
static size_t piece_of(const struct tb_recipient *r, size_t n)
{
	if (r->pages == 0 || pages_of(n) <= r->pages / 2)
		return n;
	return n < PIPE_BUF ? n : PIPE_BUF;
}

/* It is writable: for so many bytes? */
static bool has_room(const struct tb_recipient *r, size_t n)
{
	int held = 0;

	if (n <= PIPE_BUF || r->pages == 0 || ioctl(r->fd, FIONREAD, &held) != 0)
		return true;
	return (held == 0 ? 0 : 2 * (size_t)held / page_size() + 2) + pages_of(n) <= r->pages;
}

/* Writable, or past writing to: which the write will tell. */
static bool is_ready(const struct pollfd *fd)
{
	return (fd->revents & (POLLOUT | POLLERR | POLLHUP | POLLNVAL)) != 0;
}

static bool fits(const struct tb_recipient *r, size_t n)
{
	struct pollfd fd = { .fd = r->fd, .events = POLLOUT };

	return poll(&fd, 1, 0) > 0 && is_ready(&fd) &&
	       ((fd.revents & POLLOUT) == 0 || has_room(r, n));
}

/* Until something may have changed, or it is time to end; at most so many ns, unless negative. */
static void wait_a_moment(const struct tb_recipient *r, int64_t since, int64_t most)
{
	const struct tb_meanwhile *m = r->meanwhile;
	struct pollfd fd[] = {
		{ .fd = m != NULL ? m->fd : -1, .events = POLLIN },
		{ .fd = r->fd, .events = POLLOUT },
	};
	const bool writable = poll(&fd[1], 1, 0) > 0;

	if (m != NULL)
		most = tb_sooner(most, m->run(m->user, since));
	tb_signals_await(fd, writable ? 1 : 2, writable ? tb_sooner(most, between_looks) : most);
}

/* False: he stands still, and it is time to end. */
static bool wait_for_room(const struct tb_recipient *r, size_t n)
{
	int64_t since = -1, end = -1, left = -1;

	while (!fits(r, n)) {
		since = since < 0 ? tb_monotonic() : since;
		if (tb_signals_stop() && !r->attended) {
			end = end < 0 ? tb_monotonic() + patience : end;
			left = end - tb_monotonic();
			if (left <= 0)
				return false;
		}
		wait_a_moment(r, since, left);
	}
	return true;
}

/* Writing ------------------------------------------------------------------------- */

bool tb_recipient_await(struct tb_recipient *r, size_t n)
{
	r->still = r->still || !wait_for_room(r, n);
	return !r->still;
}

static void lose(struct tb_recipient *r, const char *bytes, size_t n)
{
	r->bytes += n;
	for (size_t i = 0; i < n; i++)
		r->lines += bytes[i] == '\n';
}

/* How many of n bytes he took; fewer: *why is an errno, or 0 if he stands still. */
static size_t give(const struct tb_recipient *r, const char *bytes, size_t n, int *why)
{
	size_t done = 0;

	*why = 0;
	while (done < n) {
		const size_t piece = piece_of(r, n - done);
		ssize_t some;

		if (!wait_for_room(r, piece))
			break;
		some = write(r->fd, bytes + done, piece);
		if (some >= 0) {
			done += (size_t)some;
		} else if (errno != EINTR && errno != EAGAIN) {
			*why = errno;
			break;
		}
	}
	return done;
}

/* The stream's.  What is lost counts as written: the report goes on, and is counted. */
static ssize_t take(void *user, const char *bytes, size_t n)
{
	struct tb_recipient *r = user;
	int why = 0;
	size_t given = r->still ? 0 : give(r, bytes, n, &why);

	if (why != 0) {
		errno = why;
		return 0;
	}
	if (given < n) {
		r->cut = r->cut || (given > 0 && bytes[given - 1] != '\n');
		r->still = true;
		lose(r, bytes + given, n - given);
	}
	return (ssize_t)n;
}

bool tb_recipient_open(struct tb_recipient *r, int fd, bool attended)
{
	const cookie_io_functions_t functions = { .write = take };
	const int size = fcntl(fd, F_GETPIPE_SZ);

	*r = (struct tb_recipient){ .fd = fd, .attended = attended };
	r->pages = size > 0 ? (size_t)size / page_size() : 0;
	r->stream = fopencookie(r, "w", functions);
	if (r->stream == NULL)
		tb_say("no memory for the report");
	else
		setvbuf(r->stream, NULL, _IONBF, 0);
	return r->stream != NULL;
}

void tb_recipient_close(struct tb_recipient *r)
{
	if (r->stream != NULL)
		fclose(r->stream);
	r->stream = NULL;
}

bool tb_recipient_end(const struct tb_recipient *r, const char *name)
{
	if (r->bytes > 0)
		tb_say("%s: nobody read it when it was time to end; not written: %" PRIu64
		       " lines, %" PRIu64 " bytes%s", name, r->lines, r->bytes,
		       r->cut ? "; what was written ends in the midst of a line" : "");
	return r->bytes == 0;
}
