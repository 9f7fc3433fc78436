/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * batch.h - frames are decoded some dozens at a time
 *
 * So the tracker can fetch the memory of all their flows before it needs that of the
 * first.  Making a batch knows nothing of flows, only the hash by which they are found.
 */
#ifndef TB_FLOW_BATCH_H
#define TB_FLOW_BATCH_H

#include "flow/key_hash.h"
#include "flow/pace.h"
#include "wire/decode.h"

enum {
	TB_BATCH = 32,		/* more gains nothing */
	TB_BATCH_GROUP = 4	/* flows fetched at once, while those before are worked on:
				 * more lines than a core can wait for make it wait for each */
};

/* It begins with a cache line: of most packets two are touched. */
struct tb_incoming {
	_Alignas(TB_CACHE_LINE) union tb_decoded decoded;
};

/* When it came, and where its flow is to be found. */
struct tb_arrival {
	tb_time now;		/* latest packet time */
	uint32_t hash;
	uint32_t dir;		/* in the flow's key */
};

/* What borrows lives as long as the bytes of the frames that were put in, and the
 * fragment store's. */
struct tb_batch {
	const struct tb_batch *next;	/* to be worked on after it, and fetched meanwhile from
					 * the core that made it; NULL: none */
	unsigned n;		/* segments, in their order */
	bool is_icmp;		/* the n-th is an ICMP error that came after them */
	tb_time first, latest;	/* packet time of the first frame, and after the last */
	uint32_t n_frames, outcomes[TB_DECODE_COUNT];
	/* by number, side by side: they may lie in the cache of the core that decoded */
	_Alignas(TB_CACHE_LINE) struct tb_arrival arrival[TB_BATCH + 1];
	struct tb_incoming in[TB_BATCH + 1];
};

/* What is known of the frames before. */
struct tb_intake {
	struct tb_fragments *fragments;	/* may be NULL */
	struct tb_key_secrets secrets;
	struct tb_pace pace;
};

/* fragments is borrowed.  seed: that of the tracker. */
void tb_intake_init(struct tb_intake *k, struct tb_fragments *fragments,
		    const uint64_t seed[2]);

/* Begins a batch with as many of n > 0 frames as go into it; says how many.  outcome[i] is
 * what became of frame[i]. */
size_t tb_batch_fill(struct tb_batch *b, struct tb_intake *k, const struct tb_frame *frame,
		     size_t n, enum tb_decode *outcome);

/* The i-th segment, if there is one, will soon be worked on: it lies in the cache of the core
 * that made it. */
static inline void tb_batch_fetch(const struct tb_batch *b, unsigned i)
{
	tb_fetch(&b->arrival[i]);
	tb_fetch(&b->in[i].decoded.segment.time);
	tb_fetch(&b->in[i].decoded.segment.seq);
}

#endif
