/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * track.h - what one segment teaches about its flow
 */
#ifndef TB_FLOW_TRACK_H
#define TB_FLOW_TRACK_H

#include "flow/seq.h"
#include "flow/trail.h"

/* Is s, sent by direction d, a second copy of a packet that was captured before
 * (mirror port, "any" interface, two files of one link)? */
bool tb_is_duplicate(const struct tb_flow *f, const struct tb_trail *trail,
		     const struct tb_segment *s, unsigned d);

/* May s be judged by the numbers of f: could it belong to this connection? */
bool tb_fits(const struct tb_flow *f, const struct tb_segment *s, unsigned d);

/* Does a SYN or SYN-ACK begin a connection other than the one f knows (the
 * addresses and ports are used again)? */
bool tb_begins_anew(const struct tb_flow *f, const struct tb_segment *s, unsigned d);

/* Learns from a segment that is neither RST nor duplicate.  Says what it was. */
enum tb_step_kind tb_track(struct tb_flow *f, const struct tb_segment *s, unsigned d);

/*
 * Header prediction: nearly all segments are the next in order, acknowledge something that
 * was sent, and carry nothing special.  They bring data or acknowledge more than before, so
 * none is a copy.  The first ACK of a direction, which may be the last of the handshake, has
 * all before it that the other one has sent.
 */
static inline bool tb_is_predicted(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const struct tb_dir *dir = &f->dir[d], *other = &f->dir[!d];
	uint32_t acked = dir->did & TB_DID_ACK ? dir->acked : other->first;

	return (dir->did & (TB_DID_SEND | TB_DID_FIN)) == TB_DID_SEND &&
	       (s->flags & (uint16_t)~TB_PSH) == TB_ACK && s->seq == dir->next &&
	       s->ack - acked <= other->next - acked &&
	       (s->payload_len > 0 || tb_seq_after(s->ack, acked)) &&
	       !(s->seen_options & (TB_OPT_SACK | TB_OPT_CUT)) && s->has_window &&
	       s->payload_captured == s->payload_len && s->ttl >= dir->ttl_min &&
	       s->ttl <= dir->ttl_max;
}

/* What tb_track() does with a segment that is predicted: it is TB_STEP_PLAIN. */
void tb_track_predicted(struct tb_flow *f, const struct tb_segment *s, unsigned d);

/* Remembers a segment of any kind: counters, times, the trail, the history. */
void tb_remember(struct tb_flow *f, struct tb_trail *trail, const struct tb_segment *s,
		 unsigned d, enum tb_step_kind kind);

/* The same for one that is predicted. */
void tb_remember_predicted(struct tb_flow *f, struct tb_trail *trail, const struct tb_segment *s,
			   unsigned d);

/* The rightmost edge that a direction has SACKed, after s; before: that until then.  0: none. */
static inline uint32_t tb_sack_edge(uint32_t before, const struct tb_segment *s)
{
	bool farther = (s->seen_options & TB_OPT_SACK) &&
		       (before == 0 || tb_seq_after(s->sack_right, before));

	return farther ? s->sack_right : before;
}

/* Right edge of the window that d has offered; wide=true takes the widest that
 * an unknown window scale allows. */
uint32_t tb_window_edge(const struct tb_flow *f, unsigned d, bool wide);

#endif
