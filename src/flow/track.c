/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * track.c - what one segment teaches about its flow
 *
 * Each direction is followed by the numbers it shows: the highest sequence number
 * sent, the highest acknowledgment, the right edge of the window it offered.  The
 * capture may have holes, copies and a late start, so nothing here refuses a
 * segment; numbers only move forward, and what is implausible moves nothing.
 *
 * RSTs do not come here: they may be forged, and must not teach.
 */
#include "flow/track.h"

#include <string.h>

#include "flow/seq.h"
#include "flow/zeek.h"

/* A jump beyond this is not progress but another connection or a forgery: the
 * largest window of RFC 7323 section 2.3 is 2^30. */
static const int32_t max_jump = 1 << 30;

static bool scales_windows(const struct tb_flow *f)
{
	return (f->dir[0].did & f->dir[1].did & TB_DID_WSCALE) != 0;
}

uint32_t tb_window_edge(const struct tb_flow *f, unsigned d, bool wide)
{
	const struct tb_dir *dir = &f->dir[d];
	bool seen = (f->dir[0].did & (TB_DID_SYN | TB_DID_SYNACK)) &&
		    (f->dir[1].did & (TB_DID_SYN | TB_DID_SYNACK));
	bool cut = (f->dir[0].did | f->dir[1].did) & TB_DID_CUT_HEADER;
	bool unknown = !seen || (cut && !scales_windows(f));

	if (wide && unknown && (dir->did & TB_DID_ACK))
		return dir->acked + ((uint32_t)dir->window << 14);
	return dir->edge;
}

static void learn_options(struct tb_dir *dir, const struct tb_segment *s)
{
	if (!s->has_window || (s->seen_options & TB_OPT_CUT))
		dir->did |= TB_DID_CUT_HEADER;
	if (s->payload_captured < s->payload_len)
		dir->did |= TB_DID_CUT_PAYLOAD;
}

static void learn_syn(struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	struct tb_dir *dir = &f->dir[d];

	dir->first = s->seq;
	dir->did |= s->flags & TB_ACK ? TB_DID_SYNACK : TB_DID_SYN;
	if (s->seen_options & TB_OPT_MPTCP)
		dir->did |= TB_DID_MPTCP;
	if (s->seen_options & TB_OPT_WSCALE) {
		dir->did |= TB_DID_WSCALE;
		dir->wscale = s->wscale & 15U;
	}
}

static void learn_roles(struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	if (f->roles == TB_ROLES_HANDSHAKE)
		return;
	f->client = (s->flags & TB_ACK ? !d : d) & 1;
	f->roles = TB_ROLES_HANDSHAKE;
}

static void advance(struct tb_dir *dir, uint32_t to)
{
	dir->wraps = (uint8_t)(dir->wraps + (to - dir->first < dir->next - dir->first));
	dir->next = to;
}

/* First segment of a direction, or its SYN turning up after others. */
static void begin_numbers(struct tb_dir *dir, const struct tb_segment *s, uint32_t end)
{
	if (!(dir->did & TB_DID_SEND)) {
		dir->first = s->seq;
		dir->next = end;
	} else if (tb_seq_after(end, dir->next)) {
		advance(dir, end);
	}
}

static bool is_keepalive(const struct tb_dir *dir, const struct tb_segment *s)
{
	return s->seq == dir->next - 1 && s->payload_len <= 1 &&
	       !(s->flags & (TB_SYN | TB_FIN)) && !(dir->did & TB_DID_FIN) &&
	       (s->flags & TB_ACK);
}

/* Had that side told that it has no room? */
static bool is_shut(const struct tb_dir *dir)
{
	return dir->window == 0 && (dir->did & (TB_DID_SEND | TB_DID_CUT_HEADER)) == TB_DID_SEND;
}

static enum tb_step_kind learn_sequence(struct tb_flow *f, const struct tb_segment *s,
					unsigned d)
{
	struct tb_dir *dir = &f->dir[d];
	uint32_t span = tb_segment_span(s), end = s->seq + span;
	int32_t jump = tb_seq_diff(end, dir->next);

	if (!(dir->did & TB_DID_SEND) || (s->flags & TB_SYN)) {
		bool again = (dir->did & (TB_DID_SYN | TB_DID_SYNACK)) && dir->first == s->seq;

		begin_numbers(dir, s, end);
		return again ? TB_STEP_RETRANSMISSION : TB_STEP_PLAIN;
	}
	if (jump > 0 && jump <= max_jump) {
		advance(dir, end);
		return TB_STEP_PLAIN;
	}
	if (is_keepalive(dir, s))
		return is_shut(&f->dir[!d]) ? TB_STEP_WINDOW_PROBE : TB_STEP_KEEPALIVE;
	return span == 0 ? TB_STEP_PLAIN : TB_STEP_RETRANSMISSION;
}

static void offer_window(struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	struct tb_dir *dir = &f->dir[d];
	uint32_t edge = s->ack + s->window;

	if (!(s->flags & TB_SYN) && scales_windows(f))
		edge = s->ack + ((uint32_t)s->window << dir->wscale);
	dir->edge = dir->edge == 0 || tb_seq_after(edge, dir->edge) ? edge : dir->edge;
}

static void learn_ack(struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	struct tb_dir *dir = &f->dir[d], *other = &f->dir[!d];
	int32_t unseen = tb_seq_diff(s->ack, other->next);

	if (!(dir->did & TB_DID_ACK) || tb_seq_after(s->ack, dir->acked)) {
		dir->acked = s->ack;
		dir->did |= TB_DID_ACK;
	}
	/* It has received what the capture missed: the other side did send that. */
	if ((other->did & TB_DID_SEND) && unseen > 0 && unseen <= max_jump &&
	    !(s->flags & TB_SYN))
		advance(other, s->ack);
	if (s->has_window)
		offer_window(f, s, d);
}

static void learn_fin(struct tb_flow *f, unsigned d)
{
	struct tb_dir *dir = &f->dir[d];

	if (dir->did & TB_DID_FIN)
		return;
	dir->did |= TB_DID_FIN;
	if (tb_fin_acked(f, !d))
		dir->did |= TB_DID_FIN_KNOWING;
}

/* Longer than any host tries to connect; a step back of the clock looks longer. */
static const uint32_t longest_rtt = 1000 * (TB_SECOND >> TB_TICK_SHIFT);

/* Is it what the other side's SYN or SYN-ACK waited for? */
static bool completes_handshake(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const struct tb_dir *dir = &f->dir[d], *other = &f->dir[!d];

	if (!(s->flags & TB_ACK))
		return false;
	if (s->flags & TB_SYN)
		return (other->did & TB_DID_SYN) != 0;
	return !(dir->did & TB_DID_OPEN) && (other->did & TB_DID_SYNACK) &&
	       s->ack == other->first + 1;
}

/* The handshake's round trip, split at the capture point. */
static void learn_rtt(struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	struct tb_dir *dir = &f->dir[d];
	uint32_t rtt;

	if (dir->rtt != TB_NONE || !completes_handshake(f, s, d))
		return;
	rtt = tb_flow_tick(f, s->time) - tb_dir_last_tick(f, !d);
	if (rtt < longest_rtt)
		dir->rtt = rtt;
}

void tb_track_predicted(struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const unsigned ack = TB_DID_ACK | TB_DID_OPEN;
	unsigned does = s->payload_len > 0 ? ack | TB_DID_DATA : ack;
	struct tb_dir *dir = &f->dir[d];

	if ((dir->did & does) != does) {
		if (!(dir->did & TB_DID_OPEN))
			learn_rtt(f, s, d);
		dir->did |= (uint16_t)does;
	}
	if (s->payload_len > 0)
		advance(dir, s->seq + s->payload_len);
	dir->acked = s->ack;
	dir->window = s->window;
	offer_window(f, s, d);
}

enum tb_step_kind tb_track(struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	struct tb_dir *dir = &f->dir[d];
	enum tb_step_kind kind;

	learn_rtt(f, s, d);
	/* Where checksums are wrong throughout (offload, anonymised captures) a wrong one
	 * means nothing: one look at each direction tells. */
	if (!(dir->did & TB_DID_SEND) && tb_segment_checksum(s) == TB_CHECKSUM_GOOD)
		dir->did |= TB_DID_GOOD_SUM;
	kind = learn_sequence(f, s, d);
	if (s->flags & TB_SYN) {
		learn_syn(f, s, d);
		learn_roles(f, s, d);
	} else if (s->flags & TB_ACK) {
		dir->did |= TB_DID_OPEN;
	}
	learn_options(dir, s);
	if (s->flags & TB_ACK)
		learn_ack(f, s, d);
	if (s->payload_len > 0 && !tb_step_is_probe(kind))
		dir->did |= TB_DID_DATA;
	if (s->flags & TB_FIN)
		learn_fin(f, d);
	if (!(dir->did & TB_DID_SEND) || s->ttl < dir->ttl_min)
		dir->ttl_min = s->ttl;
	if (s->ttl > dir->ttl_max)
		dir->ttl_max = s->ttl;
	dir->did |= TB_DID_SEND;
	dir->window = s->window;
	return kind;
}

static uint32_t pauses(tb_span span)
{
	uint64_t n = (uint64_t)span >> TB_PAUSE_SHIFT;

	if (__builtin_expect(n <= UINT32_MAX, 1))
		return (uint32_t)n;
	return span < 0 ? 0 : UINT32_MAX;
}

/*
 * Is the payload one TLS record that is an alert?  In the clear its type says so; TLS 1.3
 * hides the type (RFC 8446 section 5.2), but hardly anything else is as short: two bytes,
 * the true type and a tag of 16.
 */
static void note_alert(struct tb_step *step, const struct tb_segment *s)
{
	enum { HEADER = 5, ALERT = 21, DATA = 23, HIDDEN = 19 };
	const uint8_t *p = s->payload;

	if (s->payload_len <= HEADER || s->payload_len > TB_TLS_ALERT_MAX)
		return;
	step->headless = s->payload_captured < HEADER;
	if (step->headless || p[1] != 3 || (uint32_t)(p[3] << 8 | p[4]) + HEADER != s->payload_len)
		return;
	step->is_alert = p[0] == ALERT || (p[0] == DATA && s->payload_len == HEADER + HIDDEN);
}

/* The flow has heard of d at that time.  How long it was silent before. */
static tb_span note_time(struct tb_flow *f, unsigned d, tb_time time)
{
	tb_span silence = tb_since(time, f->last);

	if (d != ((f->flags & TB_FLOW_LAST_1) != 0)) {
		f->other_tick = tb_flow_tick(f, f->last);
		f->flags ^= TB_FLOW_LAST_1;
	}
	f->last = time;
	f->dir[d].packets++;
	return silence;
}

/* Straight into the trail: what is written in parts should not be read soon.  Every member is
 * named, byte by byte where need be, as all would be cleared first otherwise.  Not inline: it
 * needs all the registers that there are. */
static __attribute__((noinline)) void
write_step(struct tb_step *restrict step, const struct tb_segment *restrict s, uint32_t previous,
	   tb_span silence, unsigned d, enum tb_step_kind kind)
{
	const uint8_t *mac = s->env.mac_src;

	*step = (struct tb_step){
		.time = s->time,
		.ref = tb_ref_pack(s->ref),
		.seq = s->seq,
		.ack = s->ack,
		.len = s->payload_len,
		.ts_val = s->ts_val,
		.flags = s->flags,
		.window = s->window,
		.ip_id = s->ip_id,
		.checksum = s->checksum,
		.previous = previous,
		.interface = s->interface,
		.pause = pauses(silence),
		.ttl = s->ttl,
		.tos = s->tos,
		.dir = (uint8_t)d,
		.has_window = s->has_window,
		.has_ip_id = s->has_ip_id,
		.df = s->df,
		.options_cut = (s->seen_options & TB_OPT_CUT) != 0,
		.kind = kind & 3,
		.is_alert = false,
		.headless = false,
		.mac_src = { mac[0], mac[1], mac[2], mac[3], mac[4], mac[5] },
		.has_mac = s->env.has_mac,
		.n_vlan = s->env.n_vlan,
		.n_tunnel = s->env.n_tunnel,
		.travel = s->env.travel,
	};
	note_alert(step, s);
}

/* Inline for the many, whose kind is known. */
static inline __attribute__((always_inline)) void
remember(struct tb_flow *f, struct tb_trail *trail, const struct tb_segment *s, unsigned d,
	 enum tb_step_kind kind)
{
	struct tb_step *step;
	uint32_t previous = f->trail;
	tb_span silence = note_time(f, d, s->time);

	f->trail = tb_trail_add(trail, &step);
	write_step(step, s, previous, silence, d, kind);
	tb_zeek_history(f, s, d, kind);
}

void tb_remember(struct tb_flow *f, struct tb_trail *trail, const struct tb_segment *s,
		 unsigned d, enum tb_step_kind kind)
{
	remember(f, trail, s, d, kind);
}

void tb_remember_predicted(struct tb_flow *f, struct tb_trail *trail, const struct tb_segment *s,
			   unsigned d)
{
	remember(f, trail, s, d, TB_STEP_PLAIN);
}

/* Which connection ----------------------------------------------------------- */

/* Is n close to where that direction's sequence numbers are? */
static bool near(const struct tb_dir *dir, uint32_t n)
{
	int32_t away = tb_seq_diff(n, dir->next);

	return away <= (1 << 24) && away >= -(1 << 24);
}

bool tb_fits(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const struct tb_dir *dir = &f->dir[d], *other = &f->dir[!d];
	bool knows_own = (dir->did & TB_DID_SEND) != 0;
	bool knows_other = (other->did & TB_DID_SEND) != 0;

	if (knows_own && !near(dir, s->seq) && !(s->flags & TB_RST && s->seq == 0))
		return false;
	if (!knows_own && (other->did & TB_DID_ACK) && s->seq != other->acked)
		return false;
	if ((s->flags & TB_ACK) && knows_other)
		return near(other, s->ack);
	return knows_own || (other->did & TB_DID_ACK);
}

static bool syn_begins_anew(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const struct tb_dir *dir = &f->dir[d], *other = &f->dir[!d];

	if (dir->did & TB_DID_SYN)
		return s->seq != dir->first;
	if (dir->did & TB_DID_SYNACK)		/* simultaneous open, SYN late or again */
		return s->seq != dir->first;
	if (other->did & TB_DID_SYNACK)		/* its SYN-ACK was captured first */
		return other->acked != s->seq + 1;
	if (other->did & TB_DID_SYN)		/* simultaneous open */
		return (dir->did & TB_DID_SEND) != 0 || (f->flags & TB_FLOW_KILLED);
	return true;
}

static bool syn_ack_begins_anew(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	const struct tb_dir *dir = &f->dir[d], *other = &f->dir[!d];
	bool over = (f->flags & TB_FLOW_KILLED) || (dir->did & other->did & TB_DID_FIN);

	if ((other->did & TB_DID_SYN) && s->ack - other->first <= other->next - other->first)
		return false;
	if (dir->did & (TB_DID_SYN | TB_DID_SYNACK))
		return s->seq != dir->first && over;
	return true;
}

bool tb_begins_anew(const struct tb_flow *f, const struct tb_segment *s, unsigned d)
{
	if (!(s->flags & TB_SYN) || (s->flags & TB_RST))
		return false;
	return s->flags & TB_ACK ? syn_ack_begins_anew(f, s, d) : syn_begins_anew(f, s, d);
}
