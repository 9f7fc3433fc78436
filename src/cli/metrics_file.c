/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metrics_file.c - a file that is replaced as a whole, for the textfile collector
 *
 * Whoever reads it finds the one before or the new one, never a part: it is written under a
 * name that the collector does not take (it wants *.prom) and then renamed.  The directory is
 * kept open from the beginning, so that nothing else needs to be opened later.
 */
#define _GNU_SOURCE
#include "metrics_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "message.h"

static bool split(struct tb_metrics_file *f)
{
	const char *slash = strrchr(f->path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - f->path);
	int made;

	f->name = slash == NULL ? f->path : slash + 1;
	made = snprintf(f->fresh, sizeof(f->fresh), "%s.new", f->name);
	if (f->name[0] == '\0' || made >= (int)sizeof(f->fresh) || n >= sizeof(f->place))
		return false;
	snprintf(f->place, sizeof(f->place), "%.*s", (int)n, f->path);
	f->folder = slash == NULL ? "." : n == 0 ? "/" : f->place;
	return true;
}

bool tb_metrics_file_open(struct tb_metrics_file *f, const char *path)
{
	*f = (struct tb_metrics_file){ .path = path, .directory = -1 };
	if (path == NULL)
		return true;
	if (!split(f)) {
		tb_say("--metrics %s: no name of a file", path);
		return false;
	}
	f->directory = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->directory < 0)
		tb_say("--metrics %s: %s", path, strerror(errno));
	return f->directory >= 0;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

/* What lies there already was left behind, or put there for us to write through it. */
static int create(const struct tb_metrics_file *f)
{
	(void)unlinkat(f->directory, f->fresh, 0);
	return openat(f->directory, f->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
}

/* errno, or 0 */
static int replace(const struct tb_metrics_file *f, const char *bytes, size_t n)
{
	int fd = create(f), why = 0;

	if (fd < 0)
		return errno;
	if (!write_all(fd, bytes, n))
		why = errno;
	if (close(fd) != 0 && why == 0)
		why = errno;
	if (why == 0 && renameat(f->directory, f->fresh, f->directory, f->name) != 0)
		why = errno;
	if (why != 0)
		unlinkat(f->directory, f->fresh, 0);
	return why;
}

void tb_metrics_file_replace(struct tb_metrics_file *f, const char *bytes, size_t n)
{
	int why;

	if (f->path == NULL)
		return;
	why = replace(f, bytes, n);
	if (why != 0 && why != f->complained)
		tb_say("--metrics %s: %s", f->path, strerror(why));
	f->complained = why;
}

void tb_metrics_file_close(struct tb_metrics_file *f)
{
	if (f->directory >= 0)
		close(f->directory);
	f->directory = -1;
}
