/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * skew.c - estimating the difference of two clocks from the lines of a log
 *
 * Each pair of a line and a reset that may be its own proposes a skew: their difference.  A
 * proposal is tried on all lines: how likely are their times and ends and errors, if that
 * is the skew?  Programs are prompt, so under the right one all that the capture holds
 * falls on its resets within milliseconds, and under a wrong one next to nothing does.  A
 * line that names the client's port counts for many, as no other reset has it.
 *
 * No skew is likelier than any, a small one likelier than a large one, and a large one is
 * most often a time zone.  The best proposal has to beat no skew by so much that the many
 * others which were tried do not matter; and two lines have to agree, three if none of them
 * names a client's port, since ports are used again and chance makes pairs.
 */
#include "join/skew.h"

enum {
	LINES = 32,		/* that are tried, spread over the log */
	TRIED = 8,		/* resets near a line */
	QUARTER = 900,		/* seconds; time zones differ by these */
	ZONE_SLACK = 120	/* and clocks besides */
};

static const tb_span near = TB_SECOND, a_little = 120 * TB_SECOND;
static const tb_span least = TB_SECOND / 20, most = 2 * 86400 * TB_SECOND;	/* that counts */
static const double share = 0.5;	/* of the lines, about something the capture holds */
static const double a_hit = 4;		/* likelier by so much: a line that falls on a reset */
/* How often there is such a skew, over how often none: of so much more than what is tried
 * at once, and so it is for each part of that; and by what one has to win. */
static const double small_skew = 0.3 / 240, zone_skew = 0.03 / 240, other_skew = 0.001 / 240,
		    margin = 20;

struct lines {
	const struct tb_mention *m[LINES];
	size_t n;
	const struct tb_resets *resets;
	tb_span rounded;	/* by so much their times are */
	double cell;		/* the same and what programs take, in seconds */
};

/* What a skew makes of the lines. */
struct trial {
	double likely;		/* a product of at most LINES factors below 1e9 */
	unsigned lines, hits;	/* that could fall on a reset, and that do */
	unsigned named;		/* of these, with a client's port */
};

/* A century at most, in which nothing is near. */
static tb_span absolute(tb_span s)
{
	const tb_span century = INT64_C(3000000000) * TB_SECOND;

	if (s > century || s < -century)
		return century;
	return s < 0 ? -s : s;
}

bool tb_skew_is_zone(tb_span ahead)
{
	int64_t s = absolute(ahead) / TB_SECOND;
	int64_t quarters = (s + QUARTER / 2) / QUARTER, rest = s - quarters * QUARTER;

	return quarters > 0 && quarters <= 14 * 4 && rest <= ZONE_SLACK && rest >= -ZONE_SLACK;
}

/* cell: seconds that one trial stands for. */
static double prior(tb_span ahead, double cell)
{
	if (ahead == 0)
		return 1;
	if (absolute(ahead) <= a_little)
		return cell * small_skew;
	return cell * (tb_skew_is_zone(ahead) ? zone_skew : other_skew);
}

static bool is_taken(const uint32_t *taken, size_t n, uint32_t reset)
{
	for (size_t i = 0; i < n; i++)
		if (taken[i] == reset)
			return true;
	return false;
}

/* The reset that explains the line best, of those that no line before it has; how many
 * times likelier it makes it. */
static double best_of(const struct lines *l, const struct tb_mention *m, tb_span ahead,
		      const uint32_t *taken, size_t n_taken, struct tb_fit *fit, uint32_t *which)
{
	const struct tb_skew skew = { true, ahead };
	struct tb_reset_slice s = tb_candidates_named(l->resets, m);
	tb_time t = tb_moved(m->when.time, -ahead);
	double rate = tb_candidates_rate(l->resets, s, t), best = 0;
	size_t i = tb_resets_from(l->resets, s, tb_moved(t, -near));

	for (size_t end = i + TRIED < s.end ? i + TRIED : s.end; i < end; i++) {
		uint32_t reset = l->resets->key[i].reset;
		struct tb_fit f;

		if (is_taken(taken, n_taken, reset) ||
		    !tb_fit(m, &l->resets->at[reset], &skew, &f) || f.weight / rate <= best)
			continue;
		best = f.weight / rate;
		*fit = f;
		*which = reset;
	}
	return best;
}

static struct trial try_skew(const struct lines *l, tb_span ahead)
{
	struct trial t = { prior(ahead, l->cell), 0, 0, 0 };
	uint32_t taken[LINES];
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct tb_fit fit = { .client = false };
		double odds = best_of(l, l->m[i], ahead, taken, n, &fit, &taken[n]);

		t.lines++;
		t.likely *= 1 - share + share * odds;
		if (odds < a_hit)
			continue;
		t.hits++;
		t.named += fit.client;
		n++;
	}
	return t;
}

static bool agree(const struct trial *t)
{
	return (t->hits >= 3 || (t->hits == 2 && t->named > 0)) && 3 * t->hits >= 2 * t->lines;
}

/* Has it a time, and could it be about a reset here? */
static bool may_tell(const struct tb_mention *m, const struct tb_resets *resets)
{
	struct tb_reset_slice s = tb_candidates_named(resets, m);

	return m->when.known && !m->vague && s.first < s.end &&
	       m->says->conditions != 1 << TB_CONDITION_END_OF_FILE;
}

static struct lines choose(const struct tb_mention *const *m, size_t n,
			   const struct tb_resets *resets)
{
	struct lines l = { .resets = resets };
	size_t step = n / LINES + 1;

	for (size_t i = 0; i < n && l.n < LINES; i += step)
		if (may_tell(m[i], resets))
			l.m[l.n++] = m[i];
	for (size_t i = 0; i < l.n; i++)
		if (l.m[i]->when.precision > l.rounded)
			l.rounded = l.m[i]->when.precision;
	l.cell = 0.03 + (double)l.rounded / (double)TB_SECOND;
	return l;
}

struct tb_skew tb_skew_of(const struct tb_mention *const *m, size_t n,
			  const struct tb_resets *resets)
{
	static const struct tb_skew none;
	const struct lines l = choose(m, n, resets);
	const struct trial without = try_skew(&l, 0);
	struct trial best = without;
	tb_span ahead = 0;

	for (size_t i = 0; i < l.n; i++) {
		uint32_t index[TB_MAX_CANDIDATES];
		size_t found = tb_candidates(resets, l.m[i], &none, index);

		for (size_t k = 0; k < found; k++) {
			tb_span d = tb_since(l.m[i]->when.time, resets->at[index[k]].time);
			struct trial t;

			if (absolute(d) > most)
				continue;
			t = try_skew(&l, d);
			if (!agree(&t) || t.likely <= best.likely ||
			    t.likely < margin * (without.likely > 1 ? without.likely : 1))
				continue;
			best = t;
			ahead = d;
		}
	}
	if (absolute(ahead) < l.rounded || absolute(ahead) < least)
		ahead = 0;
	return (struct tb_skew){ ahead != 0 || agree(&without), ahead };
}
