/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stream.h - the bytes of a capture file, decompressed where they are compressed
 *
 * They are shown where they lie, and left out when they have been looked at.
 */
#ifndef TB_CAPTURE_STREAM_H
#define TB_CAPTURE_STREAM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TB_STREAM_CHUNK = 128 << 10,	/* bytes asked of the kernel at a time */
	TB_STREAM_NEED_MAX = 16 << 20	/* most that tb_stream_need() can show */
};

struct tb_stream;

/* Reads from fd, and closes it when it is closed itself.  *stop, once set, lets a read that
 * a signal interrupts end the stream; borrowed, may be NULL.  NULL: no memory; fd stays
 * open. */
struct tb_stream *tb_stream_fd(int fd, const atomic_bool *stop);

/* Reads n bytes of memory, borrowed. */
struct tb_stream *tb_stream_memory(const void *data, size_t n);

void tb_stream_close(struct tb_stream *s); /* NULL is fine */

/* The next n bytes (at most TB_STREAM_NEED_MAX), valid until the next call that asks for more
 * than tb_stream_left(); NULL if there are not so many: that then says how many there are. */
const uint8_t *tb_stream_need(struct tb_stream *s, size_t n);

/* The same, taken at once. */
const uint8_t *tb_stream_take(struct tb_stream *s, size_t n);

/* Bytes that were fetched and nobody has taken. */
size_t tb_stream_left(const struct tb_stream *s);

/* Leaves out the next n bytes; false if there are not so many. */
bool tb_stream_skip(struct tb_stream *s, uint64_t n);

/* Why the bytes end here: NULL for an ordinary end.  Of the stream's storage. */
const char *tb_stream_problem(const struct tb_stream *s);

/* "gzip", "zstd" or NULL; known after the first read.  Static. */
const char *tb_stream_compression(const struct tb_stream *s);

/* Bytes of the file itself fetched so far: compressed ones, if it is. */
uint64_t tb_stream_fetched(const struct tb_stream *s);

#endif
