/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * batch.c - frames are decoded some dozens at a time
 *
 * A batch ends after so many frames; behind an ICMP error, which the tracker must not hear of
 * before the segments that came earlier; and behind a datagram that was put together, whose
 * bytes the store may need for the next one.
 */
#include "flow/batch.h"

#include "wire/header.h"

void tb_intake_init(struct tb_intake *k, struct tb_fragments *fragments,
		    const uint64_t seed[2])
{
	k->fragments = fragments;
	tb_key_secrets_draw(&k->secrets, seed);
	k->pace = (struct tb_pace){ .latest = tb_plausible_time((tb_time){ INT64_MIN }) };
}

static inline void note_arrival(struct tb_arrival *a, const struct tb_segment *s,
				const struct tb_key_secrets *secrets, tb_time now)
{
	a->now = now;
	a->dir = tb_flow_direction(&s->src, &s->dst);
	a->hash = tb_packet_hash(secrets, &s->src, &s->dst, a->dir, s->v6);
}

size_t tb_batch_fill(struct tb_batch *b, struct tb_intake *k, const struct tb_frame *frame,
		     size_t n, enum tb_decode *outcome)
{
	struct tb_fragments *fragments = k->fragments;
	struct tb_incoming *in = b->in;
	struct tb_arrival *arrival = b->arrival;
	struct tb_pace pace = k->pace;
	tb_time now = { 0 };
	bool ends = false;
	size_t i;

	b->next = NULL;
	b->is_icmp = false;
	b->first = tb_plausible_time(frame->time);
	memset(b->outcomes, 0, sizeof(b->outcomes));
	n = n < TB_BATCH ? n : TB_BATCH;
	for (i = 0; i < n && !ends; i++) {
		enum tb_decode o = tb_decode(&frame[i], fragments, &in->decoded);

		outcome[i] = o;
		if (o == TB_DECODE_OK) {
			now = tb_pace_at(&pace, in->decoded.segment.time);
			note_arrival(arrival++, &in->decoded.segment, &k->secrets, now);
			ends = in->decoded.segment.reassembled;
			in++;
		} else {
			b->outcomes[o]++;
			arrival->now = now = tb_pace_at(&pace, tb_plausible_time(frame[i].time));
			ends = b->is_icmp = o == TB_DECODE_ICMP_ERROR;
		}
	}
	b->n = b->outcomes[TB_DECODE_OK] = (uint32_t)(in - b->in);
	b->n_frames = (uint32_t)i;
	b->latest = now;
	k->pace = pace;
	return i;
}
