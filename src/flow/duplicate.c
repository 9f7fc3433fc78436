/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * duplicate.c - the same packet captured twice
 *
 * A mirror port, the "any" pseudo-interface, a router seen on both of its links, or
 * two captures of one link show packets more than once.  A copy must not look like
 * a retransmission, and never like a dead connection that talks on.
 *
 * A copy has the same TCP header, as far as both were captured, and the same IP ID, and
 * comes soon.  Only its checksum may differ, if that was not computed yet where one of the two
 * was captured: on the host that sent it.  A TCP stack that sends a segment again gives it a new
 * IP ID or a new timestamp, mostly; where neither tells, only a very short time does.
 *
 * Stateless RSTs are the hard case: Linux answers each of several segments with RSTs that are
 * equal to the bit (IP ID 0, no options).  They count as copies only if something else says so:
 * the hop count, the interface or the direction of travel differs, or the capture has shown
 * copies of this flow's other packets.
 */
#include "flow/seq.h"
#include "flow/track.h"

enum { LOOK_BACK = 24 };

static const tb_span with_ip_id = TB_SECOND;		/* an IP ID that repeats takes longer */
static const tb_span without_ip_id = 3 * TB_MILLISECOND; /* a retransmission takes longer */

static bool same_header(const struct tb_step *a, const struct tb_segment *s, unsigned d)
{
	bool both_windows = a->has_window && s->has_window;
	bool both_options = !a->options_cut && !(s->seen_options & TB_OPT_CUT);

	return a->dir == d && a->seq == s->seq && a->ack == s->ack && a->flags == s->flags &&
	       a->len == s->payload_len && a->ip_id == s->ip_id &&
	       (!both_windows || (a->window == s->window && tb_segment_may_bear(s, a->checksum))) &&
	       (!both_options || a->ts_val == s->ts_val);
}

static bool seen_elsewhere(const struct tb_step *a, const struct tb_segment *s)
{
	return a->ttl != s->ttl || a->interface != s->interface ||
	       a->travel != (uint8_t)s->env.travel;
}

static bool is_copy(const struct tb_flow *f, const struct tb_step *a, const struct tb_segment *s)
{
	tb_span apart = tb_since(s->time, a->time);
	bool elsewhere = seen_elsewhere(a, s);

	if (apart < 0)
		apart = -apart;
	if (s->has_ip_id && s->ip_id != 0)
		return apart <= with_ip_id;
	if (s->flags & TB_RST)
		return apart <= with_ip_id && (elsewhere || (f->flags & TB_FLOW_COPIED));
	return apart <= (elsewhere ? with_ip_id : without_ip_id);
}

/* New data and new acknowledgments cannot be copies: what they bring would have
 * been known.  Most segments bring one or the other, but which cannot be foreseen: so
 * there is one branch for both. */
static bool brings_news(const struct tb_dir *dir, const struct tb_segment *s)
{
	bool first = !(dir->did & TB_DID_SEND), acks = (s->flags & TB_ACK) != 0;
	bool data = tb_seq_after(s->seq + tb_segment_span(s), dir->next);
	bool ack = acks & (!(dir->did & TB_DID_ACK) | tb_seq_after(s->ack, dir->acked));

	return (first | data | ack) && !(s->flags & TB_RST);
}

bool tb_is_duplicate(const struct tb_flow *f, const struct tb_trail *trail,
		     const struct tb_segment *s, unsigned d)
{
	const struct tb_step *a;
	unsigned looked = 0;

	if (brings_news(&f->dir[d], s))
		return false;
	for (a = tb_trail_get(trail, f->trail); a != NULL && looked < LOOK_BACK; looked++) {
		if (same_header(a, s, d))
			return is_copy(f, a, s);
		a = tb_trail_before(trail, a);
	}
	return false;
}
