/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rotation_earlier.c - the files that earlier runs left, by their names
 *
 * strptime(3) reads a name more generously than strftime(3) writes it, so what it reads is
 * written again and has to be the same.  A conversion of which that does not come out (%U, say)
 * makes names that fit nothing: then files of earlier runs stay.
 */
#define _GNU_SOURCE
#include "rotation_earlier.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	OTHERS = 4096,	/* beyond those that stay; still more go at the next start */
	THE_FIRST = 70	/* year in which a file can have been written, less 1900 */
};

static const char unfinished[] = ".part";

struct file {
	int64_t written;	/* ns */
	char name[TB_ROTATION_NAME];
};

struct list {
	struct file *at;
	size_t n, most, room;
};

/* None, or digits as they are written. */
static bool is_number(const char *s)
{
	return *s == '\0' || (*s != '0' && s[strspn(s, "0123456789")] == '\0');
}

/* Of "resets-%F" and "resets-2026-11-271.part": the "1", or NULL. */
static const char *behind_base(const char *pattern, const char *name)
{
	struct tm tm = { .tm_mday = 1, .tm_year = THE_FIRST };
	const char *end = strptime(name, pattern, &tm);
	char base[TB_ROTATION_NAME];
	size_t n = end != NULL && tm.tm_year >= THE_FIRST ? strftime(base, sizeof(base), pattern, &tm) : 0;

	return n > 0 && n == (size_t)(end - name) && memcmp(base, name, n) == 0 ? end : NULL;
}

bool tb_earlier_fits(const char *pattern, const char *name)
{
	char complete[TB_ROTATION_NAME];
	size_t n = strlen(name), suffix = sizeof(unfinished) - 1;
	const char *behind;

	if (n >= sizeof(complete))
		return false;
	memcpy(complete, name, n + 1);
	if (n > suffix && strcmp(complete + n - suffix, unfinished) == 0)
		complete[n - suffix] = '\0';
	behind = behind_base(pattern, complete);
	return behind != NULL && is_number(behind);
}

static int newest_first(const void *left, const void *right)
{
	const struct file *a = left, *b = right;

	if (a->written != b->written)
		return a->written > b->written ? -1 : 1;
	return strcmp(b->name, a->name);
}

static void add(struct list *l, const char *name, const struct stat *st)
{
	struct file *f;

	if (l->n == l->room) {
		qsort(l->at, l->n, sizeof(*l->at), newest_first);
		l->n = l->most + OTHERS / 2;
	}
	f = &l->at[l->n++];
	f->written = (int64_t)st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec;
	memcpy(f->name, name, strlen(name) + 1);
}

static void look_through(struct list *l, DIR *d, const char *pattern)
{
	const struct dirent *e;
	struct stat st;

	while ((e = readdir(d)) != NULL)
		if (tb_earlier_fits(pattern, e->d_name) &&
		    fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode))
			add(l, e->d_name, &st);
	qsort(l->at, l->n, sizeof(*l->at), newest_first);
}

static DIR *open_anew(const struct tb_folder *folder)
{
	int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

	if (d == NULL && fd >= 0)
		close(fd);
	return d;
}

bool tb_earlier_find(struct tb_earlier *e, const struct tb_folder *folder, size_t most)
{
	struct list l = { .most = most, .room = most + OTHERS };
	DIR *d;

	*e = (struct tb_earlier){ .n = 0 };
	l.at = malloc(l.room * sizeof(*l.at));
	if (l.at == NULL)
		return false;
	d = open_anew(folder);
	if (d != NULL) {
		look_through(&l, d, folder->name);
		closedir(d);
	}
	e->name = calloc(l.n + 1, sizeof(*e->name));
	for (size_t i = 0; e->name != NULL && i < l.n; i++)
		memcpy(e->name[i], l.at[i].name, sizeof(*e->name));
	e->n = e->name != NULL ? l.n : 0;
	free(l.at);
	return e->name != NULL;
}

void tb_earlier_free(struct tb_earlier *e)
{
	free(e->name);
	*e = (struct tb_earlier){ .n = 0 };
}
