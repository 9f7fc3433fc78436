/* SPDX-License-Identifier: BSD-3-Clause */
#include "watch.h"

/* A timer of the kernel may be late, and a clock slewed, by less than this. */
static const tb_span jump = 2 * TB_SECOND;
/* A look costs some system calls; but the longer between two, the less is known of when. */
static const tb_span between_looks = 100 * TB_MILLISECOND;

static tb_time packet_time(const struct tb_watch *w, int64_t now)
{
	return (tb_time){ now + w->ahead };
}

/* The first packets of all. */
static void begin(struct tb_watch *w, tb_time first, tb_span ahead)
{
	*w = (struct tb_watch){ .set = true, .ahead = ahead, .looked = first };
}

bool tb_watch_packets(struct tb_watch *w, const struct tb_frame *frame, size_t n, int64_t now,
		      struct tb_lapse *lapse)
{
	tb_time last = frame[n - 1].time;
	tb_span ahead = last.ns - now;
	bool jumped = w->set && ahead > w->ahead + jump;

	if (!w->set)
		begin(w, frame[0].time, ahead);
	*lapse = (struct tb_lapse){ .since = w->last, .until = last, .blind = true };
	if (ahead > w->ahead)
		w->ahead = ahead;
	w->last = last;
	w->behind = true;
	return jumped;
}

/* Is the last packet much older than it would be if time went on as before, for the first time? */
static bool is_old_once(struct tb_watch *w, tb_span ahead)
{
	bool old = ahead < w->ahead - jump, once = old && !w->old;

	w->old = old;
	return once;
}

void tb_watch_nothing_waits(struct tb_watch *w, int64_t now)
{
	tb_span ahead = w->last.ns - now;

	if (w->behind && !is_old_once(w, ahead))
		w->ahead = ahead;
	w->behind = false;
}

bool tb_watch_counters(struct tb_watch *w, const struct tb_capture *c, size_t n, int64_t now,
		       struct tb_lapse *lapse)
{
	uint64_t lost = 0;
	tb_time until = packet_time(w, now);

	for (size_t i = 0; i < n; i++)
		lost += c[i].dropped + c[i].interface_dropped;
	/* a clock may have been set back in between */
	*lapse = (struct tb_lapse){ .since = until.ns < w->looked.ns ? until : w->looked,
				    .until = until, .packets = lost - w->lost };
	w->lost = lost;
	w->looked = until;
	w->look = now + between_looks;
	return lapse->packets > 0;
}

tb_time tb_watch_time(const struct tb_watch *w, int64_t now)
{
	return (tb_time){ packet_time(w, now).ns - TB_WATCH_HELD_BACK };
}
