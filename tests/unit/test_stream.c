/* SPDX-License-Identifier: BSD-3-Clause */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef TB_HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef TB_HAVE_ZSTD
#include <zstd.h>
#endif

#include "capture/stream.h"

enum { LONG = 700 * 1000 };	/* more than two chunks */

/* Bytes that tell where they are from. */
static uint8_t *text(size_t n)
{
	uint8_t *p = malloc(n);

	assert_non_null(p);
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 2654435761u >> 13);
	return p;
}

/* The bytes, looked at in pieces of up to 3001 */
static void holds(struct tb_stream *s, const uint8_t *want, size_t n)
{
	size_t at = 0, k = 3001;

	while (tb_stream_need(s, k) != NULL || (k = tb_stream_left(s)) > 0) {
		assert_true(at + k <= n);
		assert_memory_equal(tb_stream_need(s, k), want + at, k);
		assert_true(tb_stream_skip(s, k));
		at += k;
	}
	assert_int_equal(at, n);
}

static void memory_is_read_to_its_end(void **state)
{
	uint8_t *t = text(LONG);
	struct tb_stream *s = tb_stream_memory(t, LONG);

	(void)state;
	holds(s, t, LONG);
	assert_null(tb_stream_problem(s));
	assert_null(tb_stream_compression(s));
	assert_int_equal(tb_stream_fetched(s), LONG);
	tb_stream_close(s);
	free(t);
}

static void nothing_is_an_ordinary_end(void **state)
{
	struct tb_stream *s = tb_stream_memory(NULL, 0);

	(void)state;
	assert_null(tb_stream_need(s, 1));
	assert_null(tb_stream_problem(s));
	tb_stream_close(s);
}

static void what_is_needed_is_in_one_piece_wherever_it_lies(void **state)
{
	uint8_t *t = text(LONG);
	struct tb_stream *s = tb_stream_memory(t, LONG);
	size_t at = 0;

	(void)state;
	for (size_t n = 1; at + n <= LONG; at += n, n = n % 5000 + 613) {
		const uint8_t *p = tb_stream_need(s, n);

		assert_non_null(p);
		assert_memory_equal(p, t + at, n);
		assert_true(tb_stream_skip(s, n));
		assert_memory_equal(p, t + at, n); /* until the next look */
	}
	assert_null(tb_stream_need(s, LONG - at + 1));
	assert_int_equal(tb_stream_left(s), LONG - at);
	tb_stream_close(s);
	free(t);
}

static void a_need_larger_than_the_window_is_met(void **state)
{
	uint8_t *t = text(LONG);
	struct tb_stream *s = tb_stream_memory(t, LONG);

	(void)state;
	assert_non_null(tb_stream_need(s, 10));
	assert_true(tb_stream_skip(s, 10));
	assert_memory_equal(tb_stream_need(s, LONG - 10), t + 10, LONG - 10);
	assert_null(tb_stream_need(s, LONG));
	tb_stream_close(s);
	free(t);
}

static void more_than_the_bound_is_not_even_tried(void **state)
{
	struct tb_stream *s = tb_stream_memory("abc", 3);

	(void)state;
	assert_null(tb_stream_need(s, TB_STREAM_NEED_MAX + 1));
	assert_int_equal(tb_stream_fetched(s), 0);
	tb_stream_close(s);
}

static void skipping_goes_across_chunks_but_not_beyond_the_end(void **state)
{
	uint8_t *t = text(LONG);
	struct tb_stream *s = tb_stream_memory(t, LONG);

	(void)state;
	assert_true(tb_stream_skip(s, 600001));
	assert_memory_equal(tb_stream_need(s, 100), t + 600001, 100);
	assert_false(tb_stream_skip(s, LONG));
	tb_stream_close(s);
	free(t);
}

static void a_pipe_gives_what_it_has_without_waiting_for_more(void **state)
{
	struct tb_stream *s;
	int end[2];

	(void)state;
	assert_int_equal(pipe(end), 0);
	s = tb_stream_fd(end[0], NULL);
	assert_int_equal(write(end[1], "twelve bytes", 12), 12);
	assert_memory_equal(tb_stream_need(s, 12), "twelve bytes", 12);
	assert_true(tb_stream_skip(s, 12));
	assert_int_equal(write(end[1], "more", 4), 4);
	assert_memory_equal(tb_stream_need(s, 4), "more", 4);
	close(end[1]);
	assert_null(tb_stream_need(s, 5));
	assert_int_equal(tb_stream_left(s), 4);
	tb_stream_close(s);
}

static void a_descriptor_that_cannot_be_read_is_a_problem(void **state)
{
	struct tb_stream *s;
	int end[2];

	(void)state;
	assert_int_equal(pipe(end), 0);
	close(end[0]);
	s = tb_stream_fd(end[1], NULL); /* the writing end */
	assert_null(tb_stream_need(s, 1));
	assert_non_null(strstr(tb_stream_problem(s), "cannot read"));
	tb_stream_close(s);
}

/* Compressed data, whichever the codec. */

struct packer {
	const char *name;
	size_t (*pack)(uint8_t *to, size_t room, const uint8_t *from, size_t n);
};

#ifdef TB_HAVE_ZLIB
static size_t pack_gzip(uint8_t *to, size_t room, const uint8_t *from, size_t n)
{
	z_stream z = { .next_in = (z_const Bytef *)from, .avail_in = (uInt)n,
		       .next_out = to, .avail_out = (uInt)room };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}
#endif

#ifdef TB_HAVE_ZSTD
static size_t pack_zstd(uint8_t *to, size_t room, const uint8_t *from, size_t n)
{
	/* with a checksum, so that damage is always noticed */
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t got;

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	got = ZSTD_compress2(c, to, room, from, n);
	ZSTD_freeCCtx(c);
	assert_false(ZSTD_isError(got));
	return got;
}
#endif

static const struct packer packers[] = {
#ifdef TB_HAVE_ZLIB
	{ "gzip", pack_gzip },
#endif
#ifdef TB_HAVE_ZSTD
	{ "zstd", pack_zstd },
#endif
	{ NULL, NULL }
};

struct packed {
	uint8_t *text, *at;
	size_t n, room;
};

static struct packed pack(const struct packer *p)
{
	struct packed k = { .text = text(LONG), .room = 2 * LONG };

	k.at = malloc(k.room);
	assert_non_null(k.at);
	k.n = p->pack(k.at, k.room, k.text, LONG);
	return k;
}

static void unpack(struct packed *k)
{
	free(k->text);
	free(k->at);
}

static void compressed_data_are_read_as_what_they_hold(void **state)
{
	(void)state;
	for (const struct packer *p = packers; p->name != NULL; p++) {
		struct packed k = pack(p);
		struct tb_stream *s = tb_stream_memory(k.at, k.n);

		holds(s, k.text, LONG);
		assert_string_equal(tb_stream_compression(s), p->name);
		assert_null(tb_stream_problem(s));
		assert_int_equal(tb_stream_fetched(s), k.n);
		tb_stream_close(s);
		unpack(&k);
	}
}

static void members_one_after_another_are_one_stream(void **state)
{
	(void)state;
	for (const struct packer *p = packers; p->name != NULL; p++) {
		struct packed k = pack(p);
		struct tb_stream *s;

		k.n = p->pack(k.at, k.room, k.text, 1000);
		k.n += p->pack(k.at + k.n, k.room - k.n, k.text, 0);
		k.n += p->pack(k.at + k.n, k.room - k.n, k.text + 1000, LONG - 1000);
		memset(k.at + k.n, 0, 512); /* as a tape is filled up */
		s = tb_stream_memory(k.at, k.n + 512);
		holds(s, k.text, LONG);
		assert_null(tb_stream_problem(s));
		tb_stream_close(s);
		unpack(&k);
	}
}

static void what_comes_before_a_cut_is_read_and_the_cut_is_said(void **state)
{
	(void)state;
	for (const struct packer *p = packers; p->name != NULL; p++) {
		struct packed k = pack(p);
		size_t before = 0;

		for (size_t n = 5; n < k.n; n += n < 64 ? 1 : k.n / 50) {
			struct tb_stream *s = tb_stream_memory(k.at, n);
			const uint8_t *all;

			assert_null(tb_stream_need(s, LONG));
			assert_non_null(tb_stream_problem(s));
			assert_non_null(strstr(tb_stream_problem(s), p->name));
			assert_true(tb_stream_left(s) >= before); /* never less */
			before = tb_stream_left(s);
			all = tb_stream_need(s, before);
			assert_true(before == 0 || memcmp(all, k.text, before) == 0);
			tb_stream_close(s);
		}
		assert_true(before > LONG / 2);
		unpack(&k);
	}
}

static void damage_is_said_and_what_came_before_it_is_read(void **state)
{
	(void)state;
	for (const struct packer *p = packers; p->name != NULL; p++) {
		struct packed k = pack(p);
		struct tb_stream *s;

		k.at[k.n / 2] ^= 0x55;
		k.at[k.n / 2 + 1] ^= 0x55;
		s = tb_stream_memory(k.at, k.n);
		assert_null(tb_stream_need(s, TB_STREAM_NEED_MAX));
		assert_non_null(tb_stream_problem(s));
		assert_true(tb_stream_left(s) > 0);
		tb_stream_close(s);
		unpack(&k);
	}
}

static void something_else_behind_compressed_data_is_said(void **state)
{
	(void)state;
	for (const struct packer *p = packers; p->name != NULL; p++) {
		struct packed k = pack(p);
		struct tb_stream *s;

		memcpy(k.at + k.n, "rubbish", 7);
		s = tb_stream_memory(k.at, k.n + 7);
		holds(s, k.text, LONG);
		assert_non_null(strstr(tb_stream_problem(s), "something else"));
		tb_stream_close(s);
		unpack(&k);
	}
}

/* 256 MiB of zeros in half a megabyte or less goes by without being kept. */
static void a_decompression_bomb_runs_through(void **state)
{
	enum { PART = 64 << 20, PARTS = 4 };

	(void)state;
	for (const struct packer *p = packers; p->name != NULL; p++) {
		uint8_t *zeros = calloc(1, PART), *bomb = malloc(PARTS * 100000);
		struct tb_stream *s;
		size_t n = 0;

		assert_true(zeros != NULL && bomb != NULL);
		n = p->pack(bomb, 100000, zeros, PART);
		for (size_t i = 1; i < PARTS; i++)
			memcpy(bomb + i * n, bomb, n);
		s = tb_stream_memory(bomb, PARTS * n);
		assert_true(tb_stream_skip(s, (uint64_t)PART * PARTS));
		assert_false(tb_stream_skip(s, 1));
		assert_null(tb_stream_problem(s));
		tb_stream_close(s);
		free(zeros);
		free(bomb);
	}
}

static void a_codec_that_is_not_built_in_is_named(void **state)
{
	static const uint8_t gzip[] = { 0x1f, 0x8b, 8, 0, 0, 0 };
	static const uint8_t zstd[] = { 0x28, 0xb5, 0x2f, 0xfd, 0, 0 };
	struct tb_stream *g = tb_stream_memory(gzip, sizeof(gzip));
	struct tb_stream *z = tb_stream_memory(zstd, sizeof(zstd));

	(void)state;
	assert_null(tb_stream_need(g, 1));
	assert_null(tb_stream_need(z, 1));
#ifndef TB_HAVE_ZLIB
	assert_non_null(strstr(tb_stream_problem(g), "lacks zlib"));
#endif
#ifndef TB_HAVE_ZSTD
	assert_non_null(strstr(tb_stream_problem(z), "lacks libzstd"));
#endif
	assert_non_null(tb_stream_problem(g));
	assert_non_null(tb_stream_problem(z));
	tb_stream_close(g);
	tb_stream_close(z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_read_to_its_end),
		cmocka_unit_test(nothing_is_an_ordinary_end),
		cmocka_unit_test(what_is_needed_is_in_one_piece_wherever_it_lies),
		cmocka_unit_test(a_need_larger_than_the_window_is_met),
		cmocka_unit_test(more_than_the_bound_is_not_even_tried),
		cmocka_unit_test(skipping_goes_across_chunks_but_not_beyond_the_end),
		cmocka_unit_test(a_pipe_gives_what_it_has_without_waiting_for_more),
		cmocka_unit_test(a_descriptor_that_cannot_be_read_is_a_problem),
		cmocka_unit_test(compressed_data_are_read_as_what_they_hold),
		cmocka_unit_test(members_one_after_another_are_one_stream),
		cmocka_unit_test(what_comes_before_a_cut_is_read_and_the_cut_is_said),
		cmocka_unit_test(damage_is_said_and_what_came_before_it_is_read),
		cmocka_unit_test(something_else_behind_compressed_data_is_said),
		cmocka_unit_test(a_decompression_bomb_runs_through),
		cmocka_unit_test(a_codec_that_is_not_built_in_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
