/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * batch.c - frames are decoded some dozens at a time
 *
 * A batch ends when it is full; behind an ICMP error, which the tracker must not hear of
 * before the segments that came earlier; and behind a datagram that was put together, whose
 * bytes the store may need for the next one.
 */
#include "flow/batch.h"

void tb_intake_init(struct tb_intake *k, struct tb_fragments *fragments,
		    const uint64_t seed[2])
{
	k->fragments = fragments;
	tb_key_secrets_draw(&k->secrets, seed);
	k->latest = tb_plausible_time((tb_time){ INT64_MIN });
}

static inline void note_flow(struct tb_incoming *in, const struct tb_key_secrets *secrets)
{
	const struct tb_segment *s = &in->decoded.segment;

	in->dir = tb_flow_direction(&s->src, &s->dst);
	in->hash = tb_packet_hash(secrets, &s->src, &s->dst, in->dir);
}

size_t tb_batch_fill(struct tb_batch *b, struct tb_intake *k, const struct tb_frame *frame,
		     size_t n, enum tb_decode *outcome)
{
	bool full = false;
	size_t i = 0;

	b->n = 0;
	b->is_icmp = false;
	memset(b->outcomes, 0, sizeof(b->outcomes));
	b->first = tb_plausible_time(frame->time);
	do {
		struct tb_incoming *in = &b->in[b->n];
		tb_time now = tb_plausible_time(frame[i].time);

		if (now.ns > k->latest.ns)
			k->latest = now;
		outcome[i] = tb_decode(&frame[i], k->fragments, &in->decoded);
		b->outcomes[outcome[i]]++;
		if (outcome[i] == TB_DECODE_OK) {
			in->decoded.segment.time = now;
			in->now = k->latest;
			note_flow(in, &k->secrets);
			full = ++b->n == TB_BATCH || in->decoded.segment.reassembled;
		} else if (outcome[i] == TB_DECODE_ICMP_ERROR) {
			in->decoded.icmp.time = now;
			in->now = k->latest;
			full = b->is_icmp = true;
		}
	} while (++i < n && !full);
	b->n_frames = (uint32_t)i;
	b->latest = k->latest;
	return i;
}
