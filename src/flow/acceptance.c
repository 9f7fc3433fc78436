/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * acceptance.c - would the receiver take this RST?
 *
 * The rules are those of RFC 9293 section 3.10.7.3 (SYN-SENT: the ACK decides) and
 * 3.10.7.4 with RFC 5961 section 3.2 (else the sequence number decides: exact is
 * taken, elsewhere in the window gets a challenge ACK, outside is dropped), and
 * three exceptions that Linux makes.
 *
 * RCV.NXT of the receiver cannot be seen.  It lies between the highest
 * acknowledgment that the receiver has sent and the highest sequence number that the
 * RST's sender has sent; either may be missing from the capture.
 */
#include "flow/episode.h"
#include "flow/seq.h"
#include "flow/state.h"
#include "flow/track.h"

static enum tb_acceptance in_syn_sent(const struct tb_flow *f, const struct tb_segment *s,
				      unsigned receiver)
{
	const struct tb_dir *r = &f->dir[receiver];

	/* SND.UNA < SEG.ACK =< SND.NXT; with Fast Open the SYN carries data. */
	if ((s->flags & TB_ACK) && s->ack != r->first && tb_seq_within(s->ack, r->first, r->next))
		return TB_RULE_SYN_ACKED;
	return TB_RULE_SYN_UNACKED;
}

/* The sender's FIN has the number seq: the RST answers a segment that crossed it. */
static bool is_own_fin(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	return (f->dir[d].did & TB_DID_FIN) && s->seq == f->dir[d].next - 1;
}

static enum tb_acceptance beyond(const struct tb_flow *f, const struct tb_segment *s,
				 unsigned receiver)
{
	const struct tb_dir *r = &f->dir[receiver];

	if (!(r->did & TB_DID_ACK))
		return TB_RULE_UNKNOWN;
	if (tb_seq_within(s->seq, r->acked, tb_window_edge(f, receiver, false)))
		return TB_RULE_WINDOW;
	if (tb_seq_within(s->seq, r->acked, tb_window_edge(f, receiver, true)))
		return TB_RULE_MAYBE_WINDOW;
	return TB_RULE_OUTSIDE;
}

static enum tb_acceptance by_sequence(const struct tb_flow *f, const struct tb_segment *s,
				      unsigned d, uint32_t sack_edge)
{
	const struct tb_dir *sender = &f->dir[d], *r = &f->dir[!d];
	bool knows_sent = (sender->did & TB_DID_SEND) != 0;
	bool knows_acked = (r->did & TB_DID_ACK) != 0;

	if (knows_acked && s->seq == r->acked)
		return TB_RULE_EXACT;
	if (knows_sent && s->seq == sender->next)
		return TB_RULE_EXACT;
	if (is_own_fin(f, s, d))
		return TB_RULE_FIN;
	if (sack_edge != 0 && s->seq == sack_edge)
		return TB_RULE_SACK;
	if (knows_acked && tb_seq_before(s->seq, r->acked))
		return TB_RULE_OLD;
	if (knows_sent && tb_seq_before(s->seq, sender->next))
		return TB_RULE_BEHIND;
	return beyond(f, s, !d);
}

enum tb_acceptance tb_acceptance_of(const struct tb_flow *f, const struct tb_segment *s,
				    unsigned d, uint32_t sack_edge)
{
	const struct tb_dir *sender = &f->dir[d], *r = &f->dir[!d];

	if ((f->flags & TB_FLOW_KILLED) || tb_is_over(f, !d))
		return TB_RULE_OVER;
	if ((r->did & TB_DID_SYN) && !(sender->did & (TB_DID_SYN | TB_DID_SYNACK)) &&
	    !(r->did & TB_DID_OPEN))
		return in_syn_sent(f, s, !d);
	if (!(r->did & TB_DID_SEND))	/* nothing known of the receiver, e.g. LISTEN */
		return (sender->did & TB_DID_OPEN) && s->seq == sender->next ? TB_RULE_EXACT
									    : TB_RULE_UNKNOWN;
	return by_sequence(f, s, d, sack_edge);
}
