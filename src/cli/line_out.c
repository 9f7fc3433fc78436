/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_out.c - what a long run prints as lines: whole ones, in one file or one after the other
 *
 * A line that could not be written as a whole, since the disk is full, is cut off again and
 * counted, and the run goes on: a capture of months must not end for a disk that somebody will
 * clear.  That it is lost is said once, that writing works again too, and the sum at the end.  A
 * pipe or a terminal is another matter: what has failed there will fail for ever.
 *
 * The stream stays the same whatever file is written to, as formats keep it: another descriptor
 * is put in the place of the one behind it.  It is unbuffered, so that nothing is left in it for
 * the wrong file.  A file of -C or -G is begun by its first line, so that quiet times leave no
 * files without one; while there is none, the stream writes to /dev/null.
 */
#define _GNU_SOURCE
#include "line_out.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "confine.h"
#include "message.h"
#include "output.h"
#include "signals.h"

#define SECOND INT64_C(1000000000)

static bool rotates(const struct tb_line_out *l)
{
	return l->nowhere >= 0;
}

/* Opening ------------------------------------------------------------------------ */

static bool open_rotation(struct tb_line_out *l)
{
	if (!tb_folder_open(&l->folder, l->options->output)) {
		tb_say("%s: %s", l->options->output, strerror(errno));
		return false;
	}
	l->nowhere = fcntl(fileno(l->out), F_DUPFD_CLOEXEC, 0);
	if (l->nowhere < 0)
		tb_say("%s: %s", l->options->output, strerror(errno));
	return rotates(l) && tb_rotation_open(&l->rotation, l->options, &l->folder);
}

bool tb_line_out_open(struct tb_line_out *l, const struct tb_options *o, FILE *out)
{
	*l = (struct tb_line_out){ .options = o, .out = out, .folder.fd = -1, .nowhere = -1 };
	if (o->interface.n == 0 || !o->format->lines)
		return true;
	l->on = tb_rotation_wanted(o) || tb_output_is_file(fileno(out));
	if (tb_rotation_wanted(o))
		return open_rotation(l);
	if (l->on && out != stdout && !tb_signals_attended())
		(void)tb_folder_open(&l->folder, o->output);	/* said when it is needed */
	return true;
}

void tb_line_out_close(struct tb_line_out *l)
{
	if (l->options == NULL)
		return;
	tb_rotation_close(&l->rotation);
	tb_folder_close(&l->folder);
	if (l->nowhere >= 0)
		close(l->nowhere);
	l->nowhere = -1;
}

const char *tb_line_out_folder(const struct tb_line_out *l)
{
	return l->folder.fd >= 0 ? l->folder.at : NULL;
}

bool tb_line_out_begin(struct tb_line_out *l)
{
	int why = rotates(l) ? tb_rotation_try(&l->rotation, time(NULL)) : 0;

	if (why != 0)
		tb_say("%s: no file can be made there%s: %s", l->options->output,
		       tb_confined_as(), strerror(why));
	return why == 0;
}

/* Failures ------------------------------------------------------------------------ */

static void lose(struct tb_line_out *l, int why)
{
	if (!l->failing) {
		l->lost_before = l->lost;
		tb_say("%s: %s; the capture goes on, and what cannot be written is lost",
		       tb_output_name(l->options), strerror(why));
	}
	l->failing = true;
	l->lost++;
}

static void succeed(struct tb_line_out *l)
{
	if (l->failing)
		tb_say("%s: can be written to again; lines lost: %" PRIu64,
		       tb_output_name(l->options), l->lost - l->lost_before);
	l->failing = false;
}

static void cut_off(const struct tb_line_out *l)
{
	clearerr(l->out);
	(void)!ftruncate(fileno(l->out), l->whole);
}

/* Files ----------------------------------------------------------------------------- */

/* fd takes the place of what is behind the stream, and is ours no more.  errno, or 0. */
static int put_behind(const struct tb_line_out *l, int fd)
{
	int why = dup3(fd, fileno(l->out), O_CLOEXEC) < 0 ? errno : 0;

	close(fd);
	return why;
}

static int begin_file(struct tb_line_out *l)
{
	int fd = tb_rotation_begin(&l->rotation, time(NULL));
	int why = fd < 0 ? errno : put_behind(l, fd);

	if (why != 0)
		(void)tb_rotation_complete(&l->rotation, false);
	else if (l->options->rotate_seconds != 0)
		l->due = tb_monotonic() + (int64_t)l->options->rotate_seconds * SECOND;
	return why;
}

static void complete_file(struct tb_line_out *l)
{
	const off_t size = lseek(fileno(l->out), 0, SEEK_END);
	int why;

	if (!l->rotation.open)
		return;
	dup3(l->nowhere, fileno(l->out), O_CLOEXEC);
	why = tb_rotation_complete(&l->rotation, size > 0);
	if (why != 0)
		tb_say("%s: cannot be called %s: %s", l->rotation.part, l->rotation.name,
		       strerror(why));
}

/* Lines ------------------------------------------------------------------------------- */

static bool is_full(const struct tb_line_out *l)
{
	return l->rotation.open && l->options->rotate_size != 0 &&
	       (uint64_t)l->whole >= l->options->rotate_size;
}

/* Where the next line begins: the end, wherever somebody else has put that. */
static void find_end(struct tb_line_out *l)
{
	l->whole = lseek(fileno(l->out), 0, SEEK_END);
}

bool tb_line_out_place(struct tb_line_out *l)
{
	int why = 0;

	if (!l->on)
		return true;
	find_end(l);
	if (is_full(l))
		complete_file(l);
	if (rotates(l) && !l->rotation.open) {
		why = begin_file(l);
		l->whole = 0;
	}
	if (why != 0)
		lose(l, why);
	errno = 0;
	return why == 0;
}

bool tb_line_out_first(const struct tb_line_out *l)
{
	return l->on && l->whole == 0;
}

bool tb_line_out_placed(struct tb_line_out *l, int why)
{
	if (!l->on)
		return why == 0;
	if (why == 0) {
		succeed(l);
		return true;
	}
	cut_off(l);
	lose(l, why);
	return true;
}

/* A name may stand for something else by now, at which nobody may have to wait. */
static int open_again(const struct tb_line_out *l)
{
	int fd = openat(l->folder.fd, l->folder.name,
			O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0666);

	if (fd >= 0 && !tb_output_is_file(fd)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

void tb_line_out_reopen(struct tb_line_out *l)
{
	int fd, why;

	if (rotates(l)) {
		complete_file(l);
		return;
	}
	if (tb_line_out_folder(l) == NULL)
		return;
	fd = open_again(l);
	why = fd < 0 ? errno : put_behind(l, fd);
	if (why != 0)
		tb_say("%s: cannot be opened again%s: %s; what follows still goes into the file "
		       "before",
		       tb_output_name(l->options), tb_confined_as(), strerror(why));
}

int64_t tb_line_out_run(struct tb_line_out *l, int64_t monotonic)
{
	if (!l->rotation.open || l->options->rotate_seconds == 0)
		return -1;
	if (monotonic < l->due)
		return l->due - monotonic;
	complete_file(l);
	return -1;
}

bool tb_line_out_end(struct tb_line_out *l)
{
	if (rotates(l))
		complete_file(l);
	if (l->lost != 0)
		tb_say("%s: lines lost in all: %" PRIu64, tb_output_name(l->options), l->lost);
	return l->lost == 0;
}
