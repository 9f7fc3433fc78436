/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/standstill.h"

#include "flow/seq.h"

enum {
	LOOK_BACK = 1024,	/* steps */
	MANY_TICKS = 50,	/* enough to see how long one is */
	HARDLY = 2		/* times as long as it takes by its timestamps */
};

/* Of the slowest clock that is allowed; what is added by the way of a segment; and how long to
 * look for that not to count. */
static const tb_span slowest = TB_SECOND, delay = 2 * TB_SECOND, long_enough = TB_SECOND;

/* Of a span no more than a hundred days, so that no sum of those that a walk meets overflows. */
static tb_span summand(tb_span span)
{
	const tb_span most = 100 * 24 * 3600 * TB_SECOND;

	return span < most ? span : most;
}

void tb_pauses_add(struct tb_pauses *p, const struct tb_step *a, tb_time time, uint32_t ts_val,
		   uint32_t step)
{
	int32_t ticks = tb_seq_diff(ts_val, a->ts_val);
	tb_span span = tb_since(time, a->time);

	if (a->ts_val == 0 || ts_val == 0 || ticks < 0 || span < 0)
		return;
	p->span += summand(span);
	p->ticks += (uint32_t)ticks;
	if (span > p->longest.span)
		p->longest = (struct tb_pause){ a->time, span, (uint32_t)ticks, step };
}

/* At most, by the other pauses. */
static tb_span length_of_tick(tb_span rest, uint64_t ticks)
{
	if (rest < long_enough || ticks < MANY_TICKS || rest / (tb_span)ticks > slowest)
		return slowest;
	return rest / (tb_span)ticks;
}

/* Do its own timestamps say that the longest was none?  Some are no clock: always the same. */
static bool is_denied(const struct tb_pauses *p)
{
	tb_span rest = p->span - summand(p->longest.span);
	tb_span tick = length_of_tick(rest, p->ticks - p->longest.ticks);

	if (p->ticks == 0 && rest >= long_enough)
		return false;
	return p->longest.span > HARDLY * (tb_span)(p->longest.ticks + 1) * tick + delay;
}

/* Was a, which its end's timestamps confirm, at that time, and nearly as long? */
static bool contradicts(const struct tb_pause *a, const struct tb_pause *p)
{
	return a->span > p->span / 2 && tb_since(a->since, p->since) < p->span &&
	       tb_since(p->since, a->since) < a->span;
}

/* The longest time within p without a segment. */
static struct tb_pause hole_in(const struct tb_pause *p, const struct tb_trail *trail)
{
	struct tb_pause hole = { 0 };
	tb_time newer = { p->since.ns + p->span };

	for (uint32_t i = 0; i < LOOK_BACK; i++) {
		const struct tb_step *s = tb_trail_get(trail, p->step - i);

		if (s == NULL)
			break;
		if (tb_since(newer, s->time) > hole.span)
			hole = (struct tb_pause){ s->time, tb_since(newer, s->time), 0, 0 };
		if (tb_since(s->time, p->since) <= 0)
			return hole;
		if (s->time.ns < newer.ns)
			newer = s->time;
	}
	return (struct tb_pause){ 0 };
}

struct tb_pause tb_standstill(const struct tb_pauses of[2], const struct tb_trail *trail)
{
	for (unsigned d = 0; d < 2; d++) {
		const struct tb_pause *p = &of[d].longest;
		struct tb_pause hole;

		if (!is_denied(&of[d]) ||
		    (!is_denied(&of[!d]) && contradicts(&of[!d].longest, p)))
			continue;
		hole = hole_in(p, trail);
		if (hole.span > p->span / 2)
			return hole;
	}
	return (struct tb_pause){ 0 };
}
