/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * episode.h - all RSTs of one ending of one connection, and what came after
 */
#ifndef TB_FLOW_EPISODE_H
#define TB_FLOW_EPISODE_H

#include "flow/exhibit.h"

enum { TB_EPISODE_RSTS = 4096 };	/* at most in one episode; a further one begins another */

/* Would the receiver take the RST, by the rules of RFC 9293 section 3.10.7 and RFC
 * 5961 section 3.2, as far as its numbers are known? */
enum tb_acceptance {
	TB_RULE_UNKNOWN,	/* nothing to compare with */
	TB_RULE_EXACT,		/* the very next sequence number expected */
	TB_RULE_FIN,		/* the FIN's own number, after the FIN: Linux takes it */
	TB_RULE_SACK,		/* right edge of the rightmost SACK block: Linux takes it */
	TB_RULE_SYN_ACKED,	/* SYN-SENT: acknowledges the SYN */
	TB_RULE_REORDERED,	/* exact once late frames of its sender are counted */
	TB_RULE_WINDOW,		/* in the window, not exact: a challenge ACK is due */
	TB_RULE_MAYBE_WINDOW,	/* in the window only if the unknown scale is large */
	TB_RULE_OLD,		/* below what the receiver had already acknowledged */
	TB_RULE_BEHIND,		/* below what its sender had already sent */
	TB_RULE_OUTSIDE,	/* beyond the window */
	TB_RULE_SYN_UNACKED,	/* SYN-SENT: does not acknowledge the SYN */
	TB_RULE_OVER,		/* the receiver had closed already */
	TB_RULE_COUNT
};

/* What a RST answers. */
enum tb_trigger_kind {
	TB_TRIGGER_NONE,
	TB_TRIGGER_SYN,
	TB_TRIGGER_SYN_ACK,
	TB_TRIGGER_DATA,
	TB_TRIGGER_RETRANSMISSION,
	TB_TRIGGER_FIN,
	TB_TRIGGER_KEEPALIVE,
	TB_TRIGGER_WINDOW_PROBE,
	TB_TRIGGER_ACK
};

struct tb_found_trigger {
	tb_packed_ref ref;	/* 0: none */
	tb_span after;
	uint32_t number;	/* of its step in the trail */
	uint32_t bytes;		/* payload */
	uint8_t kind;		/* enum tb_trigger_kind */
};

/* One RST, and how things stood when it came. */
struct tb_note {
	_Alignas(TB_CACHE_LINE) tb_time time;
	tb_time noted;		/* packet time when it came: never goes back, as time may */
	tb_packed_ref ref;
	uint32_t seq, ack;
	uint32_t payload_len;
	uint32_t interface;
	uint16_t flags, window, ip_id;
	uint8_t ttl, tos;
	uint8_t dir;
	uint8_t header_len;
	bool duplicate : 1, has_ip_id : 1, df : 1;
	bool checksum_bad : 1;	/* wrong, though its sender's checksums are right */
	bool after_fin : 1;	/* its claimed sender had sent FIN */
	bool in_vain : 1;	/* what its claimed sender had sent before did not arrive */
	uint8_t rule;		/* enum tb_acceptance */
	uint8_t phase;		/* enum tb_phase */
	uint8_t state[2];	/* enum tb_state, by direction */
	uint8_t state_if_forged;	/* of its claimed sender, if somebody else made it */
	uint32_t unacked[2];	/* by direction */
	tb_span idle;		/* silence before it or its trigger */
	struct tb_found_trigger trigger;
	uint32_t exhibit;	/* where it is kept; TB_NONE: of a duplicate there is none */
	uint32_t extra;		/* options, payload and comment, or TB_NONE */
	uint32_t next;		/* of the same episode, or TB_NONE */
};

/* What one side did after the RSTs began. */
struct tb_afterlife {
	tb_time last;		/* its last segment that shows it alive */
	tb_packed_ref last_ref;	/* 0: none */
	tb_packed_ref proof;	/* it acknowledged what was sent after the RST; 0: none */
	tb_time proof_time;
	tb_packed_ref challenge;	/* it sent what looks like a challenge ACK; 0: none */
	tb_packed_ref rechallenge;	/* the last further one; 0: none */
	uint32_t challenged, rechallenged;	/* RSTs of the episode that came before each */
	tb_time began_time;	/* its first segment that was no RST */
	tb_packed_ref spoke;	/* its last segment that was no RST; 0: none */
	tb_time spoke_time;
	uint32_t spoke_ack;	/* what that acknowledges */
	uint32_t talks_seq, talks_end;	/* where the new payload begins that it sent, and
					 * where the segment ends: */
	tb_packed_ref talks;	/* 0: it sent none */
	tb_time talks_time;
};

/*
 * open: in the list of open ones; RSTs and the afterlife are still noted
 * held: nothing is added any more, the flow goes its own way; a copy of it waits with the
 *       episode for the verdict
 * Once judged its storage is reused; there is no such state to see.
 */
struct tb_episode {
	_Alignas(TB_CACHE_LINE) uint32_t flow;		/* slot while open; then number of the copy that is held */
	uint32_t first, last;	/* notes */
	uint32_t deciding;	/* note that decides as far as is known now */
	uint32_t n_notes;
	uint32_t icmp;		/* held: where to look for ICMP errors that quoted the flow */
	uint32_t duplicates;	/* held: second copies of the flow's packets */
	uint32_t older, younger;	/* by when the deciding RST was noted; held: in that order */
	tb_span watched;	/* held: packet time from the deciding RST until then */
	uint32_t used[2];	/* newest step that a RST of that direction answered */
	uint32_t next[2];	/* SND.NXT of each direction when the first RST came */
	struct tb_afterlife *after;	/* of each direction; many have none, and share one that
					 * is all zero */
	tb_packed_ref latest;	/* the flow's last segment */
	uint32_t path;		/* what was asked for then: its number in the pool */
	struct tb_app app;	/* the dialogue when the deciding RST came */
};

/* Was it made from a live socket that was closed, and not in answer to a segment? */
static inline bool tb_note_is_abort(const struct tb_note *n)
{
	bool numbers = (n->flags & TB_ACK) || (n->ack != 0 && n->ack != n->seq);

	return numbers && n->seq != 0 && n->trigger.ref == 0;
}

/* Does the rule say that the receiver takes it? */
static inline bool tb_rule_accepts(enum tb_acceptance rule)
{
	return rule >= TB_RULE_EXACT && rule <= TB_RULE_REORDERED;
}

/* Judges a RST from d by the numbers of the flow as they stand.  sack_edge: the rightmost
 * that its receiver has SACKed; 0: none. */
enum tb_acceptance tb_acceptance_of(const struct tb_flow *f, const struct tb_segment *s,
				    unsigned d, uint32_t sack_edge);

/* Finds the segment that a RST from d answers.  used: newest step that an earlier
 * RST of the episode answered, or TB_NONE. */
struct tb_found_trigger tb_trigger_find(const struct tb_flow *f, const struct tb_trail *trail,
					const struct tb_segment *s, unsigned d, uint32_t used);

/* How long a segment from d may still be on its way when d has been reset: after
 * that, it shows d alive. */
tb_span tb_grace(const struct tb_flow *f, unsigned d);

/* Did the receiver of n show that it lives on? */
bool tb_contradicted(const struct tb_flow *f, const struct tb_episode *e, const struct tb_note *n);

/* May n, which its receiver would take, have been lost on its way as what its sender had sent
 * before?  watched: packet time since n. */
bool tb_may_be_lost(const struct tb_note *n, tb_span watched);

/* The challenge ACK that may answer n, the episode's RST number i from 0; 0: none. */
tb_packed_ref tb_challenge_to(const struct tb_episode *e, const struct tb_note *n, size_t i);

/* A RST that closes a live socket shows that its sender was alive. */
void tb_afterlife_abort(struct tb_episode *e, const struct tb_note *n);

/* Offers a segment of the flow that is neither RST nor duplicate.  True if it
 * matters to which RST decides. */
bool tb_afterlife_offer(struct tb_episode *e, const struct tb_flow *f,
			const struct tb_segment *s, unsigned d, const struct tb_note *deciding);

#endif
