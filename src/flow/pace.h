/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pace.h - packet time: what frames say of it, made to go on and never back
 *
 * Frames are not always in order, so the latest time of any is what counts.  But one frame may
 * be dated into the future, and a clock may be set back: all that comes then would seem to
 * come at once, and no verdict would ever be due.  So a time that lies far behind is believed
 * once frames have kept to it for a while, by their own times, and none was ahead again: from
 * there on packet time is what they say and what they were behind by.
 *
 * A clock that is set forward cannot be told from a silence here; who captures can
 * (tb_engine_missed()).
 */
#ifndef TB_FLOW_PACE_H
#define TB_FLOW_PACE_H

#include <tcpblame/types.h>

/* More than frames are out of order by; and how long others keep to what they say. */
static const tb_span tb_pace_step = 60 * TB_SECOND, tb_pace_patience = 10 * TB_SECOND;
/* Sums of it and of plausible times do not overflow: 73 years. */
static const tb_span tb_pace_shift_max = INT64_C(1) << 61;

struct tb_pace {
	tb_time latest;		/* that a frame said */
	tb_span shift;		/* by which packet time is ahead of that */
	struct {
		bool is;	/* are frames far behind?  Then */
		tb_time since;	/* what the first of them said; */
		tb_time latest;	/* and the latest then: where that has gone on, they are not */
	} behind;
};

static inline bool tb_pace_is_behind(const struct tb_pace *p)
{
	return p->behind.is && p->behind.latest.ns == p->latest.ns;
}

/* A frame says nothing later than others did.  One that is not far behind shows that they have
 * come near again. */
static inline void tb_pace_hold(struct tb_pace *p, tb_time t)
{
	tb_span late = tb_since(p->latest, t);

	if (late < tb_pace_step) {
		p->behind.is = false;
		return;
	}
	if (late > tb_pace_shift_max - p->shift)
		return;
	if (!tb_pace_is_behind(p) || t.ns < p->behind.since.ns) {
		p->behind.is = true;
		p->behind.since = t;
		p->behind.latest = p->latest;
	} else if (tb_since(t, p->behind.since) > tb_pace_patience) {
		p->shift += late;
		p->latest = t;
	}
}

/* Packet time when a frame, or a clock, says t, a plausible time. */
static inline tb_time tb_pace_at(struct tb_pace *p, tb_time t)
{
	if (t.ns > p->latest.ns)
		p->latest = t;
	else
		tb_pace_hold(p, t);
	return (tb_time){ p->latest.ns + p->shift };
}

/* What frames will have to say for packet time to be that; INT64_MAX: nothing. */
static inline tb_time tb_pace_until(const struct tb_pace *p, tb_time time)
{
	if (time.ns == INT64_MAX)
		return time;
	if (tb_pace_is_behind(p))
		return (tb_time){ p->behind.since.ns + tb_pace_patience + 1 };
	return (tb_time){ time.ns - p->shift };
}

#endif
