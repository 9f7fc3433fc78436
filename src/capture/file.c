/* SPDX-License-Identifier: BSD-3-Clause */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guess.h"

/* pcapng begins with a block type that reads the same in both byte orders; everything else
 * is a pcap file or none. */
static const struct tb_file_kind *kind_of(const uint8_t *p, size_t n)
{
	static const uint8_t section[4] = { 0x0a, 0x0d, 0x0d, 0x0a };

	return n >= 4 && memcmp(p, section, 4) == 0 ? &tb_kind_pcapng : &tb_kind_pcap;
}

static bool nothing_there(struct tb_file *f, struct tb_ledger *l)
{
	const char *why = tb_stream_problem(f->stream);

	tb_ledger_problem(l, NULL, "%s",
			  why != NULL ? why : "empty, there is no capture in it");
	return false;
}

static bool recognise(struct tb_file *f, struct tb_ledger *l)
{
	const uint8_t *p = NULL;
	size_t n = TB_GUESS_BYTES;

	/* as many as there are: a short file is no reason to know nothing of it */
	if (tb_stream_need(f->stream, 1) != NULL) {
		p = tb_stream_need(f->stream, n);
		if (p == NULL) {
			n = tb_stream_left(f->stream);
			p = tb_stream_need(f->stream, n);
		}
	}
	l->capture->compression = tb_stream_compression(f->stream);
	if (p == NULL)
		return nothing_there(f, l);
	f->kind = kind_of(p, n);
	f->state = f->kind->begin(f->stream, l);
	if (f->state != NULL)
		l->capture->format = f->kind->name;
	return f->state != NULL;
}

bool tb_file_begin(struct tb_file *f, struct tb_stream *stream, struct tb_ledger *ledger)
{
	*f = (struct tb_file){ .stream = stream };
	if (stream == NULL)
		tb_ledger_problem(ledger, NULL, "no memory to read it");
	if (stream != NULL && recognise(f, ledger))
		return true;
	tb_file_close(f);
	return false;
}

/* Thousands of captures of one moment have to be open at once; the usual limit is a soft
 * one of 1024. */
static bool allow_more_files(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur == r.rlim_max)
		return false;
	r.rlim_cur = r.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &r) == 0;
}

static int open_by_name(const char *name)
{
	if (strcmp(name, "-") == 0)
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	return open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

bool tb_file_open(struct tb_file *f, struct tb_ledger *ledger,
		  const atomic_bool *stop)
{
	int fd = open_by_name(ledger->name);
	struct tb_stream *stream;
	struct stat st;

	*f = (struct tb_file){ 0 };
	if (fd < 0 && errno == EMFILE && allow_more_files())
		fd = open_by_name(ledger->name);
	if (fd < 0) {
		tb_ledger_problem(ledger, NULL, "cannot open it: %s", strerror(errno));
		return false;
	}
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		tb_ledger_problem(ledger, NULL, "a directory, not a capture");
		return false;
	}
	stream = tb_stream_fd(fd, stop);
	if (stream == NULL)
		close(fd);
	return tb_file_begin(f, stream, ledger);
}

void tb_file_close(struct tb_file *f)
{
	if (f->state != NULL)
		f->kind->end(f->state);
	tb_stream_close(f->stream);
	*f = (struct tb_file){ 0 };
}
