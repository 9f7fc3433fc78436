/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "datagram.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A path, or behind an @ a name that is in no file system. */
static bool read_address(const char *name, struct sockaddr_un *to, socklen_t *size)
{
	size_t n = strlen(name);

	errno = n >= sizeof(to->sun_path) ? ENAMETOOLONG : EINVAL;
	if ((name[0] != '/' && name[0] != '@') || n < 2 || n >= sizeof(to->sun_path))
		return false;
	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(to->sun_path, name, n);
	if (name[0] == '@')
		to->sun_path[0] = '\0';
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	return true;
}

int tb_datagram_connect(const char *name)
{
	struct sockaddr_un to;
	socklen_t size;
	int fd;

	if (!read_address(name, &to, &size))
		return -1;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, size) != 0) {
		int why = errno;

		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}
