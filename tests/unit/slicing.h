/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * slicing.h - conversations that are judged, and what of them comes out of a slice
 *
 * Frames go onto `tape`; run() then judges them and gives all to the slice, in one of the two
 * ways that there are.  The results lie in out.
 */
#ifndef TESTS_UNIT_SLICING_H
#define TESTS_UNIT_SLICING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <tcpblame/slice.h>

#include "support/conv.h"

enum { MOST = 2048, TEXT = 4096 };

static struct tape tape;
static struct conv conv;

/* All frames of the tape. */
static struct {
	struct tb_frame frame[MOST];
	size_t n;
} in;

/* Those that came out, with their new comments, each with a newline behind it. */
static struct {
	struct tb_frame frame[MOST];
	char text[MOST][TEXT];
	size_t n;
	struct tb_slice_counts counts;
} out;

static struct tb_capture captures[] = { { .file = "a.pcap" }, { .file = "b.pcap" } };
static struct tb_slice_config cfg;
static struct tb_slice_sink sink;
static struct tb_slice *slice;

static inline struct tb_frame kept(const struct tb_frame *f)
{
	struct tb_frame copy = *f;
	uint8_t *data = malloc(f->captured + 1u);

	assert_non_null(data);
	memcpy(data, f->data, f->captured);
	copy.data = data;
	return copy;
}

static inline void keep(void *user, const struct tb_frame *f)
{
	(void)user;
	assert_true(in.n < MOST);
	in.frame[in.n++] = kept(f);
}

static inline void forget(struct tb_frame *frame, size_t *n)
{
	while (*n > 0)
		free((void *)(uintptr_t)frame[--*n].data);
}

static inline void on_frame(void *user, const struct tb_frame *f,
			    const struct tb_slice_comment *comment, size_t n)
{
	char *to = out.text[out.n];

	(void)user;
	assert_true(out.n < MOST && n <= TB_SLICE_COMMENTS);
	for (size_t i = 0, at = 0; i < n; i++) {
		assert_true(at + comment[i].len + 2 < TEXT);
		memcpy(to + at, comment[i].text, comment[i].len);
		at += comment[i].len;
		to[at++] = '\n';
		to[at] = '\0';
	}
	out.frame[out.n++] = kept(f);
}

static inline void on_verdict(void *user, const struct tb_verdict *v)
{
	(void)user;
	tb_slice_verdict(slice, v);
}

static inline int begin(void **state)
{
	(void)state;
	forget(in.frame, &in.n);
	tape_init(&tape);
	tape.take = keep;
	conv_init(&conv, &tape, "192.0.2.1", 40000, "198.51.100.2", 80);
	cfg = (struct tb_slice_config){ .room = TB_SLICE_ROOM_MIN, .hash_seed = { 1, 2 },
					.captures = captures, .n_captures = 2 };
	sink = (struct tb_slice_sink){ .frame = on_frame };
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	forget(in.frame, &in.n);
	forget(out.frame, &out.n);
	return 0;
}

/* known: all verdicts go in before the first frame. */
static inline void run(bool known)
{
	const struct tb_sink judge = { .verdict = on_verdict };
	struct tb_config engine_cfg;
	struct tb_engine *engine;

	forget(out.frame, &out.n);
	memset(out.text, 0, sizeof(out.text));
	cfg.all_known = known;
	slice = tb_slice_new(&cfg, &sink);
	assert_non_null(slice);
	tb_config_default(&engine_cfg);
	engine_cfg.max_flows = 1024;
	engine = tb_engine_new(&engine_cfg, &judge);
	assert_non_null(engine);
	for (size_t i = 0; i < in.n; i++) {
		if (!known)
			tb_slice_frames(slice, &in.frame[i], 1);
		(void)tb_engine_packet(engine, &in.frame[i]);
	}
	tb_engine_finish(engine);
	if (known)
		tb_slice_frames(slice, in.frame, in.n);
	tb_slice_finish(slice);
	out.counts = *tb_slice_counts(slice);
	assert_int_equal(out.counts.frames, out.n);
	tb_engine_free(engine);
	tb_slice_free(slice);
}

/* Did exactly these frames come out, in this order? */
static inline void assert_frames(const uint64_t *number, size_t n)
{
	for (size_t i = 0; i < n && i < out.n; i++)
		assert_int_equal(out.frame[i].number, number[i]);
	assert_int_equal(out.n, n);
}

#define FRAMES(...)                                                                        \
	assert_frames((const uint64_t[]){ __VA_ARGS__ },                                    \
		      sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

/* The comments on a frame that came out. */
static inline const char *text_on(uint64_t number)
{
	for (size_t i = 0; i < out.n; i++)
		if (out.frame[i].number == number)
			return out.text[i];
	return "(not there)";
}

static inline void assert_says(uint64_t number, const char *words)
{
	if (strstr(text_on(number), words) == NULL)
		fail_msg("frame %u says: %s", (unsigned)number, text_on(number));
}

#define slicing_test(f) cmocka_unit_test_setup_teardown(f, begin, end)

#endif
