/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * batch.h - segments wait for each other on their way to the tracker
 */
#ifndef TB_FLOW_BATCH_H
#define TB_FLOW_BATCH_H

#include "flow/key.h"
#include "wire/decode.h"

enum {
	TB_BATCH = 32,			/* more gains nothing */
	TB_BATCH_AHEAD = 6,		/* flows fetched before their turn: more lines at once
					 * than a core can wait for make it wait for each */
	TB_BATCH_BYTES = 64 << 10	/* of headers and payload, copied if need be */
};

/* A segment, and where its flow is to be found. */
struct tb_incoming {
	union tb_decoded decoded;	/* a segment, once it is added */
	tb_time now;			/* latest packet time when it came */
	uint32_t hash;
	uint32_t slot;		/* where the flow seems to be, once it is fetched; or TB_NONE */
	unsigned dir;		/* in the flow's key */
};

struct tb_batch {
	unsigned n;
	uint32_t bytes_used;
	struct tb_incoming in[TB_BATCH + 1];	/* there is always one to decode into */
	uint8_t bytes[TB_BATCH_BYTES];
};

/* Copies the bytes that the last segment borrows; false if there is no room for them. */
static inline bool tb_batch_copy(struct tb_batch *b, struct tb_segment *s)
{
	uint8_t *to = b->bytes + b->bytes_used;

	if (s->comment != NULL || s->tcp_captured > TB_BATCH_BYTES - b->bytes_used)
		return false;
	memcpy(to, s->tcp, s->tcp_captured);
	if (s->payload != NULL)
		s->payload = to + (s->payload - s->tcp);
	if (s->options != NULL)
		s->options = to + (s->options - s->tcp);
	s->tcp = to;
	b->bytes_used += s->tcp_captured;
	return true;
}

/* Sees to it that these bytes stay as long as the segment waits; false if they cannot. */
static inline bool tb_batch_keep(struct tb_batch *b, struct tb_segment *s)
{
	return (s->lasting && !s->reassembled) || tb_batch_copy(b, s);
}

#endif
