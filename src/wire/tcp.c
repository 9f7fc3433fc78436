/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tcp.c - a TCP header becomes a segment (RFC 9293 section 3.1)
 *
 * A segment needs its first 14 bytes, up to the flags: anything less cannot be
 * judged.  Everything after them may be missing.
 */
#include "wire/walk.h"

#include "wire/tcp_options.h"

enum {
	NEEDED = 14,
	HEADER = 20,	/* without options */
	MAX_LENGTH = 1 << 30	/* more than any window: a length that lies */
};

/* What the header says after the flags, as far as it was captured. */
static void read_rest(struct tb_segment *s, const uint8_t *h, size_t captured)
{
	s->has_window = captured >= 18;
	s->window = s->has_window ? tb_be16(h + 14) : 0;
	s->checksum = s->has_window ? tb_be16(h + 16) : 0;
}

/* The option area and the payload behind it. */
static void read_views(struct tb_segment *s, const uint8_t *h, uint32_t captured,
		       uint32_t header_len)
{
	uint32_t held = captured < header_len ? captured : header_len;

	s->options = held > HEADER ? h + HEADER : NULL;
	s->options_len = held > HEADER ? (uint8_t)(held - HEADER) : 0;
	tb_options_read(s, held == header_len);
	s->payload = h + held;
	s->payload_len = s->tcp_len - header_len;
	s->payload_captured = captured - held;
}

enum tb_decode tb_walk_tcp(struct tb_walk *w)
{
	struct tb_segment *s = &w->out->segment;
	uint32_t captured = (uint32_t)rd_left(&w->r), header_len;
	const uint8_t *h = rd_take(&w->r, NEEDED);

	if (h == NULL)
		return walk_short(w);
	s->tcp_len = captured + w->beyond;
	header_len = (uint32_t)(h[12] >> 4) * 4;
	if (header_len < HEADER || header_len > s->tcp_len ||
	    s->tcp_len > MAX_LENGTH)
		return TB_DECODE_MALFORMED;
	s->tcp = h;
	s->tcp_captured = captured;
	s->src.port = tb_be16(h);
	s->dst.port = tb_be16(h + 2);
	s->seq = tb_be32(h + 4);
	s->ack = tb_be32(h + 8);
	s->flags = (uint16_t)((h[12] & 1) << 8 | h[13]);
	s->reassembled = w->reassembled;
	read_rest(s, h, captured);
	read_views(s, h, captured, header_len);
	s->time = w->frame->time;
	s->ref = (struct tb_ref){ .number = w->frame->number, .file = w->frame->file };
	s->interface = w->frame->interface;
	s->comment = w->frame->comment;
	s->comment_len = w->frame->comment_len;
	return TB_DECODE_OK;
}
