/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stream.c - bytes of a file
 *
 *   fd or memory --fetch--> raw --codec--> window --> tb_stream_need()
 *
 * The first piece of a file is fetched into `raw`, where its compression is
 * recognised.  A compressed file stays in need of `raw`; a plain one drops it when it is
 * used up, and is from then on fetched straight to where it is wanted.
 *
 * The window is a reserve followed by a chunk.  Reads go to the chunk, which is
 * page-aligned; what is left of the previous chunk is moved to just before it, so that
 * a record that lies across the border is in one piece and every read is aligned.
 *
 * Nothing here grows with the input: a decompression bomb runs through the window, and
 * the window is bounded by what the caller asks for (TB_STREAM_NEED_MAX).
 */
#include "stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec.h"

enum {
	PAGE = 4096,
	RAW_SIZE = 64 << 10,
	RESERVE = 64 << 10,
	MAGIC_MAX = 4		/* bytes by which a compression is recognised */
};

struct tb_stream {
	int fd;			/* -1: memory */
	const uint8_t *memory;
	size_t memory_left;
	const atomic_bool *stop;
	uint64_t fetched;
	bool fetched_all;

	bool begun;		/* the compression has been looked at */
	uint8_t *raw;
	size_t raw_at, raw_end;
	const struct tb_codec *codec;
	void *codec_state;
	bool between;		/* before a member or frame, not inside one */
	bool ended;		/* the decoded bytes are over */

	uint8_t *window;
	size_t reserve, size;	/* bytes before the chunk, bytes in all */
	size_t at, end;		/* what is shown next lies between */
	char problem[160];
};

static const struct tb_codec *const codecs[] = { &tb_codec_gzip, &tb_codec_zstd };

/* Memory for reading into: page-aligned, since the kernel copies into it at twice
 * the speed (a buffer from malloc begins 16 bytes into a page).  NULL: none left. */
static uint8_t *new_buffer(size_t n)
{
	return aligned_alloc(PAGE, (n + PAGE - 1) / PAGE * PAGE);
}

static struct tb_stream *stream_new(void)
{
	struct tb_stream *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->fd = -1;
	s->raw = new_buffer(RAW_SIZE);
	if (s->raw == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

struct tb_stream *tb_stream_fd(int fd, const atomic_bool *stop)
{
	struct tb_stream *s = stream_new();

	if (s != NULL) {
		s->fd = fd;
		s->stop = stop;
	}
	return s;
}

struct tb_stream *tb_stream_memory(const void *data, size_t n)
{
	struct tb_stream *s = stream_new();

	if (s != NULL) {
		s->memory = data;
		s->memory_left = n;
	}
	return s;
}

void tb_stream_close(struct tb_stream *s)
{
	if (s == NULL)
		return;
	if (s->codec_state != NULL)
		s->codec->end(s->codec_state);
	if (s->fd >= 0)
		close(s->fd);
	free(s->raw);
	free(s->window);
	free(s);
}

static size_t fetch_memory(struct tb_stream *s, uint8_t *to, size_t n)
{
	if (n > s->memory_left)
		n = s->memory_left;
	if (n > 0) {
		memcpy(to, s->memory, n);
		s->memory += n;
		s->memory_left -= n;
	}
	return n;
}

static size_t fetch_fd(struct tb_stream *s, uint8_t *to, size_t n)
{
	ssize_t got;

	while ((got = read(s->fd, to, n)) < 0 && errno == EINTR)
		if (s->stop != NULL && *s->stop)
			return 0;
	if (got < 0) {
		snprintf(s->problem, sizeof(s->problem), "cannot read on: %s",
			 strerror(errno));
		return 0;
	}
	return (size_t)got;
}

/* 1 .. n bytes of the file as they are; 0 at its end. */
static size_t fetch(struct tb_stream *s, uint8_t *to, size_t n)
{
	size_t got;

	if (s->fetched_all)
		return 0;
	got = s->fd >= 0 ? fetch_fd(s, to, n) : fetch_memory(s, to, n);
	s->fetched += got;
	s->fetched_all = got == 0;
	return got;
}

/* Makes sure that raw holds at least want bytes, unless the file has fewer. */
static size_t fill_raw(struct tb_stream *s, size_t want)
{
	size_t left = s->raw_end - s->raw_at;

	if (left >= want)
		return left;
	memmove(s->raw, s->raw + s->raw_at, left);
	s->raw_at = 0;
	s->raw_end = left;
	while (s->raw_end < want) {
		size_t got = fetch(s, s->raw + s->raw_end, RAW_SIZE - s->raw_end);

		if (got == 0)
			break;
		s->raw_end += got;
	}
	return s->raw_end;
}

static void give_up(struct tb_stream *s, const char *why)
{
	s->ended = true;
	if (s->problem[0] != '\0')
		return;
	snprintf(s->problem, sizeof(s->problem), "%s data: %s (compressed byte %llu)",
		 s->codec->name, why,
		 (unsigned long long)(s->fetched - (s->raw_end - s->raw_at)));
}

static void begin(struct tb_stream *s)
{
	size_t n = fill_raw(s, MAGIC_MAX);

	s->begun = true;
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
		if (codecs[i]->begins(s->raw, n))
			s->codec = codecs[i];
	if (s->codec == NULL)
		return;
	s->between = true;
	if (s->codec->begin == NULL) {
		s->ended = true;
		snprintf(s->problem, sizeof(s->problem),
			 "compressed with %s, which this build cannot read (it lacks %s)",
			 s->codec->name, s->codec->library);
		return;
	}
	s->codec_state = s->codec->begin();
	if (s->codec_state == NULL)
		give_up(s, "no memory to decompress");
}

/* After a whole member: another one, the end, or zeros that a tape or a block device
 * has padded it with. */
static bool another_member(struct tb_stream *s)
{
	size_t n = fill_raw(s, MAGIC_MAX);

	if (n > 0 && s->codec->begins(s->raw + s->raw_at, n))
		return true;
	for (; n > 0; n = fill_raw(s, 1)) {
		if (s->raw[s->raw_at] != 0) {
			give_up(s, "followed by something else");
			return false;
		}
		s->raw_at++;
	}
	s->ended = true;
	return false;
}

static void decode_step(struct tb_stream *s, struct tb_codec_io *io)
{
	const char *why = "damaged";
	enum tb_step step = s->codec->step(s->codec_state, io, &why);

	s->raw_at = s->raw_end - io->in_left;
	s->between = step == TB_STEP_END;
	if (step == TB_STEP_ERROR)
		give_up(s, why);
}

static size_t decode(struct tb_stream *s, uint8_t *to, size_t n)
{
	struct tb_codec_io io = { NULL, 0, to, n };
	bool at_end;

	while (!s->ended && io.out_left == n) {
		if (s->between && !another_member(s))
			break;
		io.in_left = fill_raw(s, 1);
		io.in = s->raw + s->raw_at;
		at_end = io.in_left == 0;
		decode_step(s, &io);
		/* even then the library may have held bytes back for want of room */
		if (at_end && io.out_left == n && !s->between && !s->ended)
			give_up(s, "ends in the middle");
	}
	return n - io.out_left;
}

static size_t read_plain(struct tb_stream *s, uint8_t *to, size_t n)
{
	size_t left = s->raw_end - s->raw_at;

	if (left == 0) {
		free(s->raw);
		s->raw = NULL;
		return fetch(s, to, n);
	}
	if (n > left)
		n = left;
	memcpy(to, s->raw + s->raw_at, n);
	s->raw_at += n;
	return n;
}

static size_t read_decoded(struct tb_stream *s, uint8_t *to, size_t n)
{
	if (!s->begun)
		begin(s);
	if (s->ended || n == 0)
		return 0;
	return s->codec != NULL ? decode(s, to, n) : read_plain(s, to, n);
}

/* A window whose reserve holds n bytes, with what is left moved to its end. */
static bool make_room(struct tb_stream *s, size_t n)
{
	size_t left = s->end - s->at;
	size_t reserve = s->window != NULL ? s->reserve : RESERVE;
	uint8_t *w = s->window;

	while (n > reserve)
		reserve *= 2;
	if (w == NULL || reserve > s->reserve) {
		s->size = reserve + (reserve > TB_STREAM_CHUNK ? reserve : TB_STREAM_CHUNK);
		w = new_buffer(s->size);
		if (w == NULL) {
			snprintf(s->problem, sizeof(s->problem), "no memory");
			return false;
		}
	}
	if (left > 0)
		memmove(w + reserve - left, s->window + s->at, left);
	if (w != s->window)
		free(s->window);
	s->window = w;
	s->reserve = reserve;
	s->at = reserve - left;
	s->end = reserve;
	return true;
}

static bool fill_window(struct tb_stream *s, size_t n)
{
	/* a pipe gives little at a time: go on behind it while it fits */
	if (s->at + n > s->size && !make_room(s, n))
		return false;
	while (s->end - s->at < n) {
		size_t got = read_decoded(s, s->window + s->end, s->size - s->end);

		if (got == 0)
			return false;
		s->end += got;
	}
	return true;
}

const uint8_t *tb_stream_need(struct tb_stream *s, size_t n)
{
	if (s->end - s->at < n && (n > TB_STREAM_NEED_MAX || !fill_window(s, n)))
		return NULL;
	return s->window + s->at;
}

const uint8_t *tb_stream_take(struct tb_stream *s, size_t n)
{
	const uint8_t *bytes = tb_stream_need(s, n);

	if (bytes != NULL)
		s->at += n;
	return bytes;
}

size_t tb_stream_left(const struct tb_stream *s)
{
	return s->end - s->at;
}

bool tb_stream_skip(struct tb_stream *s, uint64_t n)
{
	while (n > s->end - s->at) {
		n -= s->end - s->at;
		s->at = s->end;
		if (!fill_window(s, 1))
			return false;
	}
	s->at += (size_t)n;
	return true;
}

const char *tb_stream_problem(const struct tb_stream *s)
{
	return s->problem[0] != '\0' ? s->problem : NULL;
}

const char *tb_stream_compression(const struct tb_stream *s)
{
	return s->codec != NULL ? s->codec->name : NULL;
}

uint64_t tb_stream_fetched(const struct tb_stream *s)
{
	return s->fetched;
}
