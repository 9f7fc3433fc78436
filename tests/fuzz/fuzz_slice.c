/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_slice.c - any capture file through the choice of packets and back into a file
 *
 * The bytes are read as a capture, judged, and what is chosen of them is written; that must be
 * whole, in order, and no more than there was; and if all verdicts are known before, each
 * reported connection is there from its first to its last frame.  The first byte chooses the
 * options.
 */
#undef NDEBUG
#define _GNU_SOURCE
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tcpblame/slice.h>

#include "capture/file.h"
#include "capture/pcapng_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_FRAMES = 4096 };

struct run {
	struct tb_slice *slice;
	struct tb_ng_writer *writer;
	bool strip;
	uint64_t last, n;	/* frames that came out */
	bool promised[MOST_FRAMES + 1], out[MOST_FRAMES + 1];	/* by number */
};

/* A file in memory that is read. */
struct reading {
	struct tb_capture capture;
	struct tb_ledger ledger;
	struct tb_file file;
	bool open;
};

static void begin_reading(struct reading *r, const void *data, size_t n)
{
	assert(tb_ledger_init(&r->ledger, &r->capture, "fuzz"));
	r->open = tb_file_begin(&r->file, tb_stream_memory(data, n), &r->ledger);
}

static void end_reading(struct reading *r)
{
	tb_file_close(&r->file);
	tb_ledger_fini(&r->ledger);
}

static void on_verdict(void *user, const struct tb_verdict *v)
{
	struct run *r = user;

	r->promised[v->flow.first_frame.number] = r->promised[v->flow.last_frame.number] = true;
	tb_slice_verdict(r->slice, v);
}

static uint32_t rewrite(void *user, const struct tb_frame *f, uint8_t *bytes)
{
	(void)user;
	assert(bytes == f->data);
	for (uint32_t i = 0; i < f->captured; i++)
		bytes[i] = (uint8_t)(bytes[i] + 0);
	return f->captured;
}

static void on_frame(void *user, const struct tb_frame *f, const struct tb_slice_comment *comment,
		     size_t n)
{
	const struct tb_interface interface = { .snaplen = 65535 };
	struct tb_ng_comment text[TB_SLICE_COMMENTS];
	struct run *r = user;

	assert(f->number > r->last && n <= TB_SLICE_COMMENTS);
	assert(!r->strip || f->comment == NULL);
	r->last = f->number;
	r->out[f->number] = true;
	r->n++;
	for (size_t i = 0; i < n; i++)
		text[i] = (struct tb_ng_comment){ comment[i].text, comment[i].len };
	assert(tb_ng_write_packet(r->writer, f, &interface, interface.name, text, n));
}

static void feed(struct run *r, struct tb_engine *e, const void *data, size_t size, bool slice,
		 bool judge)
{
	struct reading in;
	struct tb_frame f;

	begin_reading(&in, data, size);
	for (int i = 0; in.open && i < MOST_FRAMES && tb_file_next(&in.file, &f, 1) > 0; i++) {
		if (slice)
			tb_slice_frames(r->slice, &f, 1);
		if (judge)
			(void)tb_engine_packet(e, &f);
	}
	end_reading(&in);
}

/* What was written is read: all of it, without a complaint. */
static void check(int fd, uint64_t expected)
{
	size_t n = (size_t)lseek(fd, 0, SEEK_END);
	uint8_t *at = malloc(n);
	struct reading out;
	struct tb_frame f;
	uint64_t seen = 0;

	assert(at != NULL && pread(fd, at, n, 0) == (ssize_t)n);
	begin_reading(&out, at, n);
	assert(out.open);
	while (tb_file_next(&out.file, &f, 1) > 0)
		seen++;
	assert(out.capture.complete && seen == expected);
	end_reading(&out);
	free(at);
}

static void check_promises(const struct run *r)
{
	for (size_t i = 0; i <= MOST_FRAMES; i++)
		assert(!r->promised[i] || r->out[i]);
}

static struct tb_engine *engine_for(struct run *r)
{
	const struct tb_sink judge = { .verdict = on_verdict, .user = r };
	struct tb_config cfg;

	tb_config_default(&cfg);
	cfg.max_flows = 64;
	cfg.max_episodes = 16;
	cfg.max_rsts = 32;
	return tb_engine_new(&cfg, &judge);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t how = size > 0 ? data[0] : 0;
	struct tb_capture capture = { .file = "fuzz" };
	struct run r = { .strip = how & 1 };
	const struct tb_slice_config cfg = { .room = TB_SLICE_ROOM_MIN, .strip = r.strip,
					     .all_known = how & 2, .context = how >> 2 & 7,
					     .captures = &capture, .n_captures = 1 };
	const struct tb_slice_sink sink = { on_frame, rewrite, &r };
	struct tb_engine *e = engine_for(&r);
	int fd = memfd_create("fuzz", 0);

	r.slice = tb_slice_new(&cfg, &sink);
	r.writer = tb_ng_writer_new(fd, false);
	assert(e != NULL && r.slice != NULL && r.writer != NULL);
	if (size > 0)
		feed(&r, e, data + 1, size - 1, !cfg.all_known, true);
	tb_engine_finish(e);
	if (size > 0 && cfg.all_known)
		feed(&r, e, data + 1, size - 1, true, false);
	tb_slice_finish(r.slice);
	assert(tb_ng_write_out(r.writer) && r.n == tb_slice_counts(r.slice)->frames);
	if (cfg.all_known && cfg.context == 0)
		check_promises(&r);
	tb_ng_writer_free(r.writer);
	tb_slice_free(r.slice);
	tb_engine_free(e);
	check(fd, r.n);
	close(fd);
	return 0;
}
