/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"
#include "rotation.h"

enum { DEFAULT_WIDTH = 80 };

static bool is_file(const struct stat *file, const char *path)
{
	struct stat st;
	bool known = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) == 0
					    : stat(path, &st) == 0;

	return known && st.st_dev == file->st_dev && st.st_ino == file->st_ino;
}

/* Writing over a file that is yet to be read would destroy it. */
bool tb_output_is_taken(const struct tb_options *o, const char *path)
{
	struct stat out;

	if (stat(path, &out) != 0 || !S_ISREG(out.st_mode))
		return false;
	if (o->evidence && o->evidence != path && strcmp(o->evidence, "-") != 0 &&
	    is_file(&out, o->evidence))
		return true;
	for (size_t i = 0; i < o->n_path; i++)
		if (is_file(&out, o->path[i]))
			return true;
	for (size_t i = 0; i < o->log.n; i++)
		if (is_file(&out, o->log.at[i]))
			return true;
	for (size_t i = 0; i < o->kernel_trace.n; i++)
		if (is_file(&out, o->kernel_trace.at[i]))
			return true;
	return o->anonymize != NULL && is_file(&out, o->anonymize);
}

/* What is in it stays. */
static FILE *open_to_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (out == NULL && fd >= 0)
		close(fd);
	return out;
}

FILE *tb_output_open(const struct tb_options *o)
{
	FILE *out;

	if (!o->output || strcmp(o->output, "-") == 0)
		return stdout;
	if (tb_output_is_taken(o, o->output)) {
		tb_say("%s: is read, or written already; the report needs another file",
		       o->output);
		return NULL;
	}
	out = open_to_write(tb_rotation_wanted(o) ? "/dev/null" : o->output);
	if (!out)
		tb_say("%s: %s", o->output, strerror(errno));
	return out;
}

bool tb_output_empty(int fd, const char *path)
{
	if (!tb_output_is_file(fd) || ftruncate(fd, 0) == 0)
		return true;
	tb_say("%s: %s", path, strerror(errno));
	return false;
}

FILE *tb_output_begin(const struct tb_options *o)
{
	FILE *out = tb_output_open(o);

	if (out == NULL || out == stdout || tb_output_empty(fileno(out), o->output))
		return out;
	tb_output_close(out);
	return NULL;
}

int tb_output_close(FILE *out)
{
	bool broken = ferror(out);
	int before = broken ? errno : 0;	/* nothing may be left to fail again */

	errno = 0;
	if (fflush(out) != 0)
		broken = true;
	/* the last chance of a network file system to tell that the disk is full */
	if (out != stdout && fclose(out) != 0)
		broken = true;
	if (!broken)
		return 0;
	if (errno)
		return errno;
	return before ? before : EIO;
}

const char *tb_output_name(const struct tb_options *o)
{
	return o->output ? o->output : "standard output";
}

void tb_output_complain(const struct tb_options *o, int error)
{
	if (error && error != EPIPE)
		tb_say("%s: %s", tb_output_name(o), strerror(error));
}

bool tb_output_is_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

unsigned tb_output_width(FILE *out)
{
	struct winsize size;

	if (!isatty(fileno(out)))
		return 0;
	if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return DEFAULT_WIDTH;
	return size.ws_col;
}

bool tb_output_colour(const struct tb_options *o, FILE *out)
{
	const char *unwanted = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (o->colour != TB_COLOUR_AUTO)
		return o->colour == TB_COLOUR_ALWAYS;
	if (unwanted && *unwanted)
		return false;
	return isatty(fileno(out)) && term && strcmp(term, "dumb") != 0;
}
