/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rotation.c - the files of -C, -G and -W: what they are called, and which of them stay
 *
 * Names are those of tcpdump, as far as they lose nothing:
 *
 *	-C          FILE, FILE1, FILE2, ...
 *	-G          FILE by strftime(3), and numbers behind it if there is one of that name
 *	-C -W 10    FILE0 ... FILE9, and from the beginning again
 *	-G -W 10    as without -W; when there are more than ten, the oldest is removed, be it of an
 *	            earlier run (rotation_earlier.h)
 *
 * The file being written is called NAME.part, and gets its name when it is complete, so that
 * whoever takes files away for their names takes whole ones.  Nothing that is there is
 * written over but by the ring of -C and -W, where that is the purpose: numbers go on behind
 * those of earlier runs, a .part that a killed run left stays as it is, and a ring goes on where it
 * was, at the first name that is not there or the file that is oldest.
 *
 * Times are UTC, as in every report, which also needs nothing from the file system when no file
 * of it can be read any more.
 */
#define _GNU_SOURCE
#include "rotation.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

bool tb_rotation_wanted(const struct tb_options *o)
{
	return o->rotate_size != 0 || o->rotate_seconds != 0;
}

static bool is_ring(const struct tb_rotation *r)
{
	return r->most != 0 && !r->timed;
}

/* Names ---------------------------------------------------------------------------- */

/* Numbers of a ring are equally long, so that names sort as they are numbered. */
static int digits(const struct tb_rotation *r)
{
	return snprintf(NULL, 0, "%" PRIu64, r->most - 1);
}

/* The two names for a number; errno, or 0. */
static int name(struct tb_rotation *r, uint64_t number)
{
	char behind[24] = "";

	if (is_ring(r))
		snprintf(behind, sizeof(behind), "%0*" PRIu64, digits(r), number);
	else if (number != 0)
		snprintf(behind, sizeof(behind), "%" PRIu64, number);
	if (snprintf(r->name, sizeof(r->name), "%s%s", r->base, behind) >= (int)sizeof(r->name) ||
	    snprintf(r->part, sizeof(r->part), "%s.part", r->name) >= (int)sizeof(r->part))
		return ENAMETOOLONG;
	return 0;
}

/* What is before the number; errno, or 0. */
static int name_base(const struct tb_rotation *r, time_t now, char base[TB_ROTATION_NAME])
{
	struct tm utc;
	size_t n;

	if (!r->timed) {
		n = strlen(r->folder->name);
		if (n >= TB_ROTATION_NAME)
			return ENAMETOOLONG;
		memcpy(base, r->folder->name, n + 1);
		return 0;
	}
	if (gmtime_r(&now, &utc) == NULL)
		return EOVERFLOW;
	n = strftime(base, TB_ROTATION_NAME, r->folder->name, &utc);
	if (n == 0)
		return ENAMETOOLONG;
	return strchr(base, '/') != NULL ? EINVAL : 0;
}

/* When a file of that name was last written to, in ns; -1: there is none. */
static int64_t written(const struct tb_rotation *r, const char *file)
{
	struct stat st;

	if (fstatat(r->folder->fd, file, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return -1;
	return (int64_t)st.st_mtim.tv_sec * INT64_C(1000000000) + st.st_mtim.tv_nsec;
}

/* The ring goes on there. */
static void find_oldest(struct tb_rotation *r)
{
	int64_t first = INT64_MAX;

	for (uint64_t i = 0; i < r->most && first >= 0 && name(r, i) == 0; i++) {
		const int64_t complete = written(r, r->name), part = written(r, r->part);
		const int64_t last = complete > part ? complete : part;

		if (last < first) {
			first = last;
			r->number = i;
		}
	}
}

/* Opening --------------------------------------------------------------------------- */

/* What is there already, the oldest first.  False: no memory. */
static bool keep_earlier(struct tb_rotation *r)
{
	struct tb_earlier *e = &r->surplus;

	r->kept = calloc(r->most, sizeof(*r->kept));
	if (r->kept == NULL || !tb_earlier_find(e, r->folder, r->most))
		return false;
	r->n_kept = e->n < r->most ? e->n : r->most;
	for (size_t i = 0; i < r->n_kept; i++)
		memcpy(r->kept[r->n_kept - 1 - i], e->name[i], sizeof(r->kept[0]));
	r->oldest = r->n_kept % r->most;
	return true;
}

static void remove_surplus(struct tb_rotation *r)
{
	for (size_t i = r->most; i < r->surplus.n; i++)
		(void)unlinkat(r->folder->fd, r->surplus.name[i], 0);
	tb_earlier_free(&r->surplus);
}

static bool open_ring(struct tb_rotation *r)
{
	if (is_ring(r))
		find_oldest(r);
	if (is_ring(r) || r->most == 0 || keep_earlier(r))
		return true;
	tb_say("no memory for the names of %" PRIu64 " files", r->most);
	return false;
}

bool tb_rotation_open(struct tb_rotation *r, const struct tb_options *o,
		      const struct tb_folder *folder)
{
	int why;

	*r = (struct tb_rotation){ .folder = folder, .timed = o->rotate_seconds != 0,
				   .most = o->rotate_count };
	why = name_base(r, time(NULL), r->base);
	if (why == 0)
		why = name(r, 0);
	if (why == EINVAL)
		tb_say("%s: a time in the name of a file may have no '/' in it", o->output);
	else if (why != 0)
		tb_say("%s: %s", o->output, strerror(why));
	return why == 0 && open_ring(r);
}

void tb_rotation_close(struct tb_rotation *r)
{
	free(r->kept);
	r->kept = NULL;
	tb_earlier_free(&r->surplus);
}

/* One after the other ----------------------------------------------------------------- */

static int make(const struct tb_rotation *r)
{
	return openat(r->folder->fd, r->part,
		      O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
}

static int make_in_ring(struct tb_rotation *r)
{
	errno = name(r, r->number);
	if (errno != 0)
		return -1;
	(void)unlinkat(r->folder->fd, r->part, 0);	/* what is left of a run that was killed */
	return make(r);
}

/* The first number from there on that nobody has. */
static int make_in_row(struct tb_rotation *r)
{
	int fd = -1;

	for (;; r->number++) {
		errno = name(r, r->number);
		if (errno != 0)
			return -1;
		if (written(r, r->name) >= 0)
			continue;
		fd = make(r);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
}

int tb_rotation_begin(struct tb_rotation *r, time_t now)
{
	char base[TB_ROTATION_NAME];
	int fd;

	errno = name_base(r, now, base);
	if (errno != 0)
		return -1;
	if (strcmp(base, r->base) != 0) {
		memcpy(r->base, base, sizeof(base));
		r->number = 0;
	}
	fd = is_ring(r) ? make_in_ring(r) : make_in_row(r);
	r->open = fd >= 0;
	return fd;
}

/* One more is complete; of a ring its name has taken the place of the one before. */
static void keep(struct tb_rotation *r)
{
	r->number++;
	if (is_ring(r))
		r->number %= r->most;
	if (r->kept == NULL)
		return;
	if (r->n_kept == r->most)
		(void)unlinkat(r->folder->fd, r->kept[r->oldest], 0);
	else
		r->n_kept++;
	memcpy(r->kept[r->oldest], r->name, sizeof(r->name));
	r->oldest = (r->oldest + 1) % r->most;
}

int tb_rotation_complete(struct tb_rotation *r, bool used)
{
	const int folder = r->folder->fd;

	if (!r->open)
		return 0;
	r->open = false;
	if (!used)
		return unlinkat(folder, r->part, 0) != 0 ? errno : 0;
	if (renameat(folder, r->part, folder, r->name) != 0)
		return errno;
	keep(r);
	return 0;
}

int tb_rotation_try(struct tb_rotation *r, time_t now)
{
	int fd = tb_rotation_begin(r, now);

	if (fd < 0)
		return errno;
	close(fd);
	remove_surplus(r);
	return tb_rotation_complete(r, false);
}
