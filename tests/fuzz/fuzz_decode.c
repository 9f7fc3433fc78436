/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_decode.c - frames of every link type, one after the other through one decoder
 *
 * The input is a row of records: link type (2 bytes), seconds since the record before
 * (1), bytes that the capture cut off (1, in units of 16), length (2), the bytes of the
 * frame.  So fragments meet each other.  What is decoded lies within the frame or was
 * put together, does not depend on what the result held before, and the shortcut agrees
 * with the long way.  The parts of headers are within the frame, one behind the other.
 */
#include <stdlib.h>

#include "base/reader.h"
#include "support/same_segment.h"
#include "wire/fragment.h"
#include "wire/header.h"
#include "wire/outline.h"
#include "wire/usual.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool right)
{
	if (!right)
		abort();
}

static bool within(const uint8_t *p, size_t n, const struct tb_frame *frame)
{
	return p >= frame->data && p + n <= frame->data + frame->captured;
}

static void check_segment(const struct tb_segment *s, const struct tb_frame *frame)
{
	const uint8_t *options = tb_segment_options(s);

	check(s->payload_captured <= s->payload_len);
	check(tb_segment_captured(s) <= tb_segment_len(s));
	check(s->header_len <= 60 && s->options_len <= 40);
	check(s->env.n_vlan <= TB_MAX_VLAN && s->env.n_tunnel <= TB_MAX_TUNNEL);
	check((options == NULL) == (s->options_len == 0));
	if (!s->reassembled) {
		check(within(s->tcp, tb_segment_captured(s), frame));
		check(within(s->payload, s->payload_captured, frame));
		check(options == NULL || within(options, s->options_len, frame));
	}
	check(tb_segment_checksum(s) <= TB_CHECKSUM_BAD);
}

/* Without a store nothing is remembered, so that a frame may be decoded again. */
static void check_again(const struct tb_frame *frame)
{
	union tb_decoded quick, layers;
	enum tb_decode outcome;

	memset(&quick, 0xa5, sizeof(quick));
	memset(&layers, 0x5a, sizeof(layers));
	outcome = tb_decode_layers(frame, NULL, &layers);
	check(tb_decode(frame, NULL, &quick) == outcome);
	if (outcome == TB_DECODE_OK)
		check(same_segment(&quick.segment, &layers.segment));
}

static void check_outline(const struct tb_frame *frame)
{
	struct tb_outline outline;
	union tb_decoded out;
	uint64_t end = 0;

	(void)tb_decode_outline(frame, &out, &outline);
	for (unsigned i = 0; i < outline.n; i++) {
		check(outline.at[i].at >= end);
		end = (uint64_t)outline.at[i].at + outline.at[i].len;
	}
	check(end <= frame->captured);
}

static bool next_frame(struct tb_reader *r, struct tb_frame *frame)
{
	uint16_t length;

	frame->link_type = rd_be16(r);
	frame->time.ns += rd_u8(r) * TB_SECOND;
	frame->original = rd_u8(r) * 16u;
	length = rd_be16(r);
	if (r->short_read)
		return false;
	frame->captured = length < rd_left(r) ? length : (uint32_t)rd_left(r);
	frame->original += frame->captured;
	frame->data = rd_take(r, frame->captured);
	frame->number++;
	return true;
}

/* One store for all inputs, as making one costs more than an input.  Each begins long
 * after the one before, so that no fragment of that is waited for any more. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t seed[2] = { 1, 2 };
	static struct tb_fragments *store;
	static tb_time now;
	struct tb_reader r = rd_over(data, size);
	struct tb_frame frame = { .time = now };
	union tb_decoded out;

	if (store == NULL)
		store = tb_fragments_new(seed);
	while (store != NULL && next_frame(&r, &frame)) {
		enum tb_decode outcome = tb_decode(&frame, store, &out);

		check((unsigned)outcome < TB_DECODE_COUNT);
		if (outcome == TB_DECODE_OK)
			check_segment(&out.segment, &frame);
		check_again(&frame);
		check_outline(&frame);
	}
	now.ns = tb_plausible_time(frame.time).ns + 3600 * TB_SECOND;
	return 0;
}
