/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/lapses.h"

#include "base/lapse.h"
#include "wire/header.h"

static tb_time later(tb_time a, tb_time b)
{
	return a.ns > b.ns ? a : b;
}

static void take_out(struct tb_lapses *l, unsigned i)
{
	l->n--;
	memmove(&l->at[i], &l->at[i + 1], (l->n - i) * sizeof(l->at[0]));
}

/* Puts it behind all that begin before it. */
static void put_in(struct tb_lapses *l, const struct tb_lapse *lapse)
{
	unsigned i = l->n;

	while (i > 0 && l->at[i - 1].since.ns > lapse->since.ns)
		i--;
	memmove(&l->at[i + 1], &l->at[i], (l->n - i) * sizeof(l->at[0]));
	l->at[i] = *lapse;
	l->n++;
}

static void join_with_next(struct tb_lapses *l, unsigned i)
{
	tb_lapse_join(&l->at[i], &l->at[i + 1]);
	take_out(l, i + 1);
}

/* From the end of that one to the beginning of the next. */
static tb_span gap(const struct tb_lapses *l, unsigned i)
{
	return tb_since(l->at[i + 1].since, l->at[i].until);
}

static void join_closest(struct tb_lapses *l)
{
	unsigned closest = 0;

	for (unsigned i = 1; i + 1 < l->n; i++)
		if (gap(l, i) < gap(l, closest))
			closest = i;
	join_with_next(l, closest);
}

/* Those that touch are one; and there is room for another one afterwards. */
static void tidy(struct tb_lapses *l)
{
	unsigned i = 0;

	while (i + 1 < l->n)
		if (gap(l, i) <= 0)
			join_with_next(l, i);
		else
			i++;
	if (l->n == TB_LAPSES)
		join_closest(l);
}

void tb_lapses_add(struct tb_lapses *l, const struct tb_lapse *lapse)
{
	struct tb_lapse fit = *lapse;

	fit.since = tb_plausible_time(fit.since);
	fit.until = later(fit.since, tb_plausible_time(fit.until));
	put_in(l, &fit);
	tidy(l);
}

/* Number of the first that does not end before then. */
static unsigned first_from(const struct tb_lapses *l, tb_time from)
{
	unsigned i = 0;

	while (i < l->n && l->at[i].until.ns < from.ns)
		i++;
	return i;
}

bool tb_lapses_meet(const struct tb_lapses *l, tb_time from, tb_time to)
{
	unsigned i = first_from(l, from);

	return i < l->n && l->at[i].since.ns <= to.ns;
}

struct tb_missed tb_lapses_between(const struct tb_lapses *l, tb_time from, tb_time to)
{
	struct tb_missed m = { 0 };

	for (unsigned i = first_from(l, from); i < l->n && l->at[i].since.ns <= to.ns; i++) {
		const struct tb_lapse *a = &l->at[i];

		if (!m.any)
			m.since = a->since;
		m.any = true;
		m.until = a->until;
		m.packets += a->packets;
		if (a->blind)
			m.blind += tb_since(a->until, a->since);
	}
	return m;
}
