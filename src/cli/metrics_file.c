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
#include <sys/stat.h>
#include <unistd.h>

#include "confine.h"
#include "message.h"

bool tb_metrics_file_open(struct tb_metrics_file *f, const char *path)
{
	int made;

	*f = (struct tb_metrics_file){ .path = path, .folder.fd = -1 };
	if (path == NULL)
		return true;
	if (!tb_folder_open(&f->folder, path)) {
		tb_say("--metrics %s: %s", path, strerror(errno));
		return false;
	}
	made = snprintf(f->fresh, sizeof(f->fresh), "%s.new", f->folder.name);
	if (made >= (int)sizeof(f->fresh))
		tb_say("--metrics %s: %s", path, strerror(ENAMETOOLONG));
	return made < (int)sizeof(f->fresh);
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
	(void)unlinkat(f->folder.fd, f->fresh, 0);
	return openat(f->folder.fd, f->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
}

/* errno, or 0 */
static int replace(const struct tb_metrics_file *f, const char *bytes, size_t n)
{
	const int folder = f->folder.fd;
	int fd = create(f), why = 0;

	if (fd < 0)
		return errno;
	/* whatever the umask: the collector is somebody else */
	if (!write_all(fd, bytes, n) || fchmod(fd, 0644) != 0)
		why = errno;
	if (close(fd) != 0 && why == 0)
		why = errno;
	if (why == 0 && renameat(folder, f->fresh, folder, f->folder.name) != 0)
		why = errno;
	if (why != 0)
		unlinkat(folder, f->fresh, 0);
	return why;
}

bool tb_metrics_file_try(const struct tb_metrics_file *f)
{
	int fd = f->path == NULL ? -1 : create(f);

	if (f->path == NULL)
		return true;
	if (fd < 0) {
		tb_say("--metrics %s: no file can be made there%s: %s", f->path,
		       tb_confined_as(), strerror(errno));
		return false;
	}
	close(fd);
	unlinkat(f->folder.fd, f->fresh, 0);
	return true;
}

void tb_metrics_file_replace(struct tb_metrics_file *f, const char *bytes, size_t n)
{
	int why;

	if (f->path == NULL)
		return;
	why = replace(f, bytes, n);
	if (why != 0 && why != f->complained)
		tb_say("--metrics %s: cannot be written%s: %s", f->path, tb_confined_as(),
		       strerror(why));
	f->complained = why;
}

void tb_metrics_file_close(struct tb_metrics_file *f)
{
	tb_folder_close(&f->folder);
}
