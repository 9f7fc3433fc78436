/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng_losses.c - when were the packets lost that a pcapng file counts?
 *
 * A packet block may say how many were lost between it and the one before of its interface:
 * that is as good as it gets.  Interface statistics are totals since the capture began, written
 * now and then, or once at its end: somewhere between two of them packets were lost.  If that is
 * a short time it is told.  Of a long one it is told only if a good share of all packets was
 * lost, so that hardly a connection can have been spared; a handful lost in an hour would put
 * every verdict in doubt for what most likely touched none.  The report counts them either way.
 *
 * Statistics at the end come late for what was judged before.
 */
#include "pcapng.h"

static const tb_span short_time = 10 * TB_SECOND;
enum { GOOD_SHARE = 100 };	/* one in so many */

static const uint64_t most_packets = UINT32_MAX;	/* whatever is claimed: sums must not overflow */

static void tell(struct tb_pcapng *p, tb_time since, tb_time until, uint64_t packets)
{
	const struct tb_lapse lapse = {
		.since = since.ns < until.ns ? since : until,
		.until = until,
		.packets = packets < most_packets ? packets : most_packets,
	};

	if (p->ledger->losses != NULL)
		tb_losses_add(p->ledger->losses, &lapse);
}

void tb_ng_lost_before(struct tb_pcapng *p, struct tb_ng_interface *i, uint64_t packets)
{
	if (packets > 0 && i->seen)
		tell(p, i->last, p->last, packets);
	if (i->seen)
		i->told += packets;
	else
		i->first = p->last;
	i->seen = true;
	i->last = p->last;
	i->packets++;
}

/* Since when, at the earliest? */
static tb_time beginning(const struct tb_ng_interface *i, const struct tb_time_or_none *start)
{
	if (i->looked)
		return i->look;
	return start->is ? start->time : i->first;
}

/* Are all packets here that were captured since then?  Not in the second file of a ring. */
static bool holds_all(const struct tb_ng_interface *i, tb_time since)
{
	return i->looked || tb_since(i->first, since) <= short_time;
}

static bool is_good_share(uint64_t lost, uint64_t packets)
{
	return lost >= (packets + lost) / GOOD_SHARE + 1;
}

void tb_ng_lost_until(struct tb_pcapng *p, struct tb_ng_interface *i, uint64_t packets, tb_time now,
		      const struct tb_time_or_none *start)
{
	const tb_time until = i->seen && i->last.ns > now.ns ? i->last : now;
	const tb_time since = beginning(i, start);
	const tb_span span = tb_since(until, since);

	if (i->seen && packets > i->told && span >= 0 &&
	    (span <= short_time ||
	     (holds_all(i, since) && is_good_share(packets, i->packets))))
		tell(p, since, until, packets - i->told);
	i->told = i->packets = 0;
	i->looked = true;
	i->look = until;
}
