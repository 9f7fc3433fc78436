/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "key_file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

enum { MOST = 256 };	/* bytes of a file that can be a key */

static void complain_of_opening(const char *path)
{
	if (errno == ENOENT)
		tb_say("%s: no such file; a new key is made by: (umask 077; head -c %d "
		       "/dev/urandom >'%s')", path, (int)TB_KEY, path);
	else
		tb_say("%s: %s", path, strerror(errno));
}

/* Bytes of it, at most MOST; -1: with errno. */
static ssize_t read_all(int fd, uint8_t *to)
{
	ssize_t n = 0, some;

	do {
		some = read(fd, to + n, (size_t)(MOST - n));
		if (some < 0 && errno != EINTR)
			return -1;
		n += some > 0 ? some : 0;
	} while (some != 0 && n < MOST);
	return n;
}

static int digit_of(uint8_t c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, tolower(c)) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static bool read_digits(const uint8_t *text, size_t n, uint8_t key[TB_KEY])
{
	while (n > 0 && isspace(text[n - 1]))
		n--;
	while (n > 0 && isspace(text[0])) {
		text++;
		n--;
	}
	if (n != 2 * TB_KEY)
		return false;
	for (size_t i = 0; i < TB_KEY; i++) {
		int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		key[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static bool read_key(const char *path, int fd, uint8_t key[TB_KEY])
{
	uint8_t text[MOST];
	struct stat st;
	ssize_t n = read_all(fd, text);

	if (n < 0) {
		tb_say("%s: %s", path, strerror(errno));
		return false;
	}
	if (n == TB_KEY)
		memcpy(key, text, TB_KEY);
	else if (!read_digits(text, (size_t)n, key)) {
		tb_say("%s: not a key: %s%zd bytes, where %d bytes or %d hexadecimal digits are "
		       "expected", path, n == MOST ? "at least " : "", n, (int)TB_KEY,
		       2 * (int)TB_KEY);
		return false;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
		tb_say("%s: others can read this key, and who has it can undo the pseudonyms: "
		       "chmod 600 it", path);
	return true;
}

bool tb_key_file_read(const char *path, uint8_t key[TB_KEY])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool read;

	if (fd < 0) {
		complain_of_opening(path);
		return false;
	}
	read = read_key(path, fd, key);
	close(fd);
	return read;
}
