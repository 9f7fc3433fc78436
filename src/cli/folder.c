/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool split(struct tb_folder *f, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path);

	f->name = slash == NULL ? path : slash + 1;
	errno = f->name[0] == '\0' ? EISDIR : ENAMETOOLONG;
	if (f->name[0] == '\0' || n >= sizeof(f->place))
		return false;
	snprintf(f->place, sizeof(f->place), "%.*s", (int)n, path);
	f->at = slash == NULL ? "." : n == 0 ? "/" : f->place;
	return true;
}

bool tb_folder_open(struct tb_folder *f, const char *path)
{
	f->fd = -1;
	if (!split(f, path))
		return false;
	f->fd = open(f->at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return f->fd >= 0;
}

void tb_folder_close(struct tb_folder *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}
