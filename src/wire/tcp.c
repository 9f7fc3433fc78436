/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tcp.c - a TCP header becomes a segment (RFC 9293 section 3.1)
 *
 * A segment needs its first 14 bytes, up to the flags: anything less cannot be
 * judged.  Everything after them may be missing.
 */
#include "wire/walk.h"

#include "wire/header.h"
#include "wire/tcp_options.h"

enum {
	NEEDED = 14,
	WINDOW_NEEDS = 18,
	MAX_LENGTH = 1 << 30	/* more than any window: a length that lies */
};

static void read_window(struct tb_segment *s, const uint8_t *h, uint32_t captured)
{
	if (captured >= WINDOW_NEEDS) {
		tb_tcp_read_window(s, h);
		return;
	}
	s->has_window = false;
	s->window = s->checksum = 0;
}

/* The option area and the payload behind it; length and captured count all bytes at h. */
static void read_views(struct tb_segment *s, const uint8_t *h, uint32_t length,
		       uint32_t captured)
{
	uint32_t held = captured < s->header_len ? captured : s->header_len;

	s->options_len = held > TB_TCP_HEADER ? (uint8_t)(held - TB_TCP_HEADER) : 0;
	s->payload = h + held;
	tb_options_read(s, held == s->header_len);
	s->payload_len = length - s->header_len;
	s->payload_captured = captured - held;
}

static void read_comment(struct tb_segment *s, const struct tb_frame *frame)
{
	s->has_comment = true;
	s->comment = frame->comment;
	s->comment_len = frame->comment_len;
}

enum tb_decode tb_walk_tcp(struct tb_walk *w)
{
	struct tb_segment *s = &w->out->segment;
	uint32_t captured = (uint32_t)rd_left(&w->r), length = captured + w->beyond, header;
	const uint8_t *h = rd_take(&w->r, NEEDED);

	if (h == NULL)
		return walk_short(w);
	header = tb_tcp_header(h);
	if (header < TB_TCP_HEADER || header > length || length > MAX_LENGTH)
		return TB_DECODE_MALFORMED;
	s->header_len = (uint8_t)header;
	s->reassembled = w->reassembled;
	tb_tcp_read(s, h);
	read_window(s, h, captured);
	read_views(s, h, length, captured);
	walk_note(w, TB_PART_TCP, h, (size_t)(s->payload - h));
	tb_segment_place(s, w->frame);
	if (w->frame->comment != NULL)
		read_comment(s, w->frame);
	return TB_DECODE_OK;
}
