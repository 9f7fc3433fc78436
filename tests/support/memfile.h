/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memfile.h - a capture file that is written to memory and read from there
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_SUPPORT_MEMFILE_H
#define TESTS_SUPPORT_MEMFILE_H

#include "capture/file.h"
#include "support/scratch.h"

enum { RAW = 101, COOKED = 113, MICRO = 6, NANO = 9 };

/* A file that is read from memory. */
struct read {
	struct tb_ledger ledger;
	struct tb_capture capture;
	struct tb_file file;
	struct tb_losses losses;
	struct seen seen[64];
	size_t n;
};

static inline void read_bytes(struct read *r, const void *data, size_t n)
{
	struct tb_frame f;

	memset(r, 0, sizeof(*r));
	assert_true(tb_ledger_init(&r->ledger, &r->capture, "t.pcapng"));
	r->ledger.losses = &r->losses;
	if (!tb_file_begin(&r->file, tb_stream_memory(data, n), &r->ledger))
		return;
	while (tb_file_next(&r->file, &f, 1) > 0) {
		assert_true(r->n < 64);
		look(&r->seen[r->n++], &f);
	}
}

static inline void read_end(struct read *r)
{
	tb_file_close(&r->file);
	tb_ledger_fini(&r->ledger);
}

/* Writes what the test says, then reads it; b_ is the file in the making. */
#define READ(r, c, order, ...)                                                             \
	do {                                                                               \
		struct bytes b_;                                                           \
		bytes_begin(&b_);                                                          \
		capfile_ng(&(c), b_.file, order);                                          \
		__VA_ARGS__;                                                               \
		bytes_end(&b_);                                                            \
		read_bytes(&(r), b_.at, b_.n);                                             \
		free(b_.at);                                                               \
	} while (0)

#endif
