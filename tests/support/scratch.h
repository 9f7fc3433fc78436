/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scratch.h - capture files in a folder of their own, and what a source reads from them
 *
 * For the tests of src/capture.  Include after cmocka.h, with _GNU_SOURCE; a mistake of the
 * file system fails the test.
 */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/capfile.h"
#include "support/one_frame.h"

enum { ETHERNET = 1 };

/* Bytes in memory that grow as one writes to file. */
struct bytes {
	FILE *file;
	char *at;
	size_t n;
};

static inline struct bytes *bytes_begin(struct bytes *b)
{
	b->file = open_memstream(&b->at, &b->n);
	assert_non_null(b->file);
	return b;
}

static inline void bytes_end(struct bytes *b)
{
	assert_int_equal(fclose(b->file), 0);
}

struct scratch {
	char folder[64];
	char *path[32];
	size_t n;
};

static inline int scratch_begin(void **state)
{
	struct scratch *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	strcpy(s->folder, "scratch-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	*state = s;
	return 0;
}

/* A path in the folder, which is cleared away at the end. */
static inline const char *scratch_path(struct scratch *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(strchr(s->path[i], '/') + 1, name) == 0)
			return s->path[i];
	assert_true(s->n < sizeof(s->path) / sizeof(s->path[0]));
	assert_true(asprintf(&s->path[s->n], "%s/%s", s->folder, name) > 0);
	return s->path[s->n++];
}

static inline int scratch_end(void **state)
{
	struct scratch *s = *state;

	for (size_t i = 0; i < s->n; i++) {
		unlink(s->path[i]);
		free(s->path[i]);
	}
	assert_int_equal(rmdir(s->folder), 0);
	free(s);
	return 0;
}

static inline const char *scratch_file(struct scratch *s, const char *name,
				       const void *data, size_t n)
{
	const char *path = scratch_path(s, name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	return path;
}

/* A frame whose bytes all have one value, so that it is known again. */
static inline void put_frame(struct capfile *c, bool ng, int64_t us, uint8_t fill,
			     uint32_t n, uint32_t interface)
{
	uint8_t data[2048];
	struct tb_frame f = { .time = { us * TB_MICROSECOND }, .captured = n, .original = n,
			      .interface = interface, .data = data };

	assert_true(n <= sizeof(data));
	memset(data, fill, n);
	if (ng)
		capfile_ng_frame(c, &f);
	else
		capfile_pcap_frame(c, &f);
}

/* n frames of 60 bytes and more, one a millisecond */
static inline void write_pcap(struct bytes *b, unsigned n, bool nano, bool big,
			      uint32_t snaplen)
{
	struct capfile c;

	bytes_begin(b);
	capfile_pcap(&c, b->file, ETHERNET, snaplen, nano, big);
	for (unsigned i = 0; i < n; i++)
		put_frame(&c, false, 1000000 + 1000 * (int64_t)i, (uint8_t)('a' + i % 26),
			  60 + i, 0);
	bytes_end(b);
}

/* A file of one frame for each letter, at the times (seconds) beside them. */
static inline const char *write_at(struct scratch *s, const char *name, const char *letters,
			    const int *seconds)
{
	const char *path;
	struct capfile c;
	struct bytes b;

	bytes_begin(&b);
	capfile_pcap(&c, b.file, ETHERNET, 65535, false, false);
	for (size_t i = 0; letters[i] != '\0'; i++)
		put_frame(&c, false, seconds[i] * INT64_C(1000000), (uint8_t)letters[i], 60,
			  0);
	bytes_end(&b);
	path = scratch_file(s, name, b.at, b.n);
	free(b.at);
	return path;
}

/* What a source handed out. */
struct seen {
	struct tb_frame frame;	/* data and comment are not valid any more */
	uint8_t fill;		/* first byte; 0 without any */
	char comment[32];
};

struct reading {
	struct tb_source *source;
	struct tb_source_error err;
	struct seen seen[1024];
	size_t n;
	struct tb_capture *capture;
	size_t n_capture;
};

static inline void look(struct seen *to, const struct tb_frame *f)
{
	to->frame = *f;
	to->fill = f->captured > 0 ? f->data[0] : 0;
	for (uint32_t i = 0; i < f->captured; i++)	/* every byte is there, and whole */
		assert_int_equal(f->data[i], to->fill);
	if (f->comment != NULL)
		snprintf(to->comment, sizeof(to->comment), "%.*s", (int)f->comment_len,
			 f->comment);
}

/* Opens and reads to the end; close with reading_end(). */
static inline void read_config(struct reading *r, const struct tb_files_config *cfg)
{
	struct tb_frame f;

	memset(r, 0, sizeof(*r));
	r->source = tb_source_files(cfg, &r->err);
	if (r->source == NULL)
		return;
	while (one_frame(r->source, &f) == TB_SOURCE_FRAMES) {
		assert_true(r->n < sizeof(r->seen) / sizeof(r->seen[0]));
		look(&r->seen[r->n++], &f);
	}
	r->capture = tb_source_captures(r->source, &r->n_capture);
}

static inline void read_file(struct reading *r, const char *path)
{
	read_config(r, &(struct tb_files_config){ .path = &path, .n_path = 1 });
	assert_non_null(r->source);
	assert_int_equal(r->n_capture, 1);
}

static inline void reading_end(struct reading *r)
{
	tb_source_close(r->source);
	r->source = NULL;
}

/* The first bytes of the frames, in their order; until the next call. */
static inline const char *letters_of(const struct reading *r)
{
	static char text[1025];

	for (size_t i = 0; i < r->n; i++)
		text[i] = (char)r->seen[i].fill;
	text[r->n] = '\0';
	return text;
}

static inline void assert_says(const char *text, const char *part)
{
	if (text == NULL || strstr(text, part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", text ? text : "(nothing)", part);
}

#endif
