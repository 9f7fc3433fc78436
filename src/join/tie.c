/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tie.c - from likelihoods to decisions
 *
 *   mentions of one log -> skew -> alike ones together -> candidates -> align -> 0.94 or not
 *
 * Mentions are alike if they say the same of the same ends; a log that repeats itself tells of
 * as many resets, in their order, so alike ones are decided together (join/align.h).  Those
 * that share no candidate with the ones before begin a new *batch*: that keeps the tables
 * small.
 *
 * Against each candidate stands that the line is about something which the capture does not
 * hold, and is near a reset by chance.  How often chance does that is known: by how many
 * resets there are that the line could be about.  How many lines are about what the
 * capture holds is learnt from the log itself: if its other lines of the kind all fall on
 * resets, this one will; if none does, this one is a coincidence.  So all is decided
 * three times, each time with the shares that came out before; a line has no voice in its
 * own share.
 *
 * A wrong tie is much worse than a missing one, so it takes 0.94.
 */
#include "join/tie.h"

#include <stdlib.h>
#include <string.h>

#include "join/align.h"
#include "join/candidates.h"
#include "join/skew.h"

static const double sure = 0.94, most_sure = 0.995;
static const double at_first = 0.5;	/* of lines, about what the capture holds */
static const double most_share = 0.95, has_to_do = 0.2;
/* Shares that a log may have, each as likely, if it has to do with the capture at all. */
static const double shares[] = { 0.5, 0.75, 0.95 };
static const double worth_a_look = 0.02;	/* of the odds against something unseen */
static const tb_span around = 30 * TB_SECOND;	/* before the first reset and after the last */
enum { BATCH = 128, PASSES = 3 };

struct candidates {
	uint32_t reset[TB_MAX_CANDIDATES];
	double weight[TB_MAX_CANDIDATES];
	size_t n;
};

struct batch {
	struct candidates line[BATCH];
	struct tb_tied *tied[BATCH];
	size_t n;
	uint32_t last;		/* reset that any of them has */
	uint32_t reset[BATCH * TB_MAX_CANDIDATES];	/* of all */
	size_t n_resets;
};

struct tying {
	const struct tb_resets *resets;
	const struct tb_skew *skew;
	struct batch *batch;
	double related;		/* that the log has to do with the capture */
};

static int compare_ends(const struct tb_ends *a, const struct tb_ends *b)
{
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	return memcmp(a->end, b->end, a->n * sizeof(a->end[0]));
}

/* Zero: they are alike. */
static int compare_kind(const struct tb_mention *a, const struct tb_mention *b)
{
	if (a->says->conditions != b->says->conditions)
		return a->says->conditions < b->says->conditions ? -1 : 1;
	if (a->says->writer != b->says->writer)
		return a->says->writer < b->says->writer ? -1 : 1;
	return compare_ends(&a->ends, &b->ends);
}

/* What bears no time comes last: between others it would have to be before and behind them. */
static int by_kind_and_time(const void *left, const void *right)
{
	const struct tb_tied *const *a = left, *const *b = right;
	const struct tb_mention *m = (*a)->m, *o = (*b)->m;
	int c = compare_kind(m, o);

	if (c != 0)
		return c;
	if (m->when.known != o->when.known)
		return m->when.known ? -1 : 1;
	if (m->when.known && m->when.time.ns != o->when.time.ns)
		return m->when.time.ns < o->when.time.ns ? -1 : 1;
	return (m->line > o->line) - (m->line < o->line);
}

static tb_time put_right(const struct tb_mention *m, const struct tb_skew *skew)
{
	return tb_moved(m->when.time, -skew->ahead);
}

/* Per second, of lines like this one that are about something unseen, at the places of
 * resets that it could be about. */
static double rate_of_unseen(const struct tying *y, const struct tb_tied *t)
{
	struct tb_reset_slice s = tb_candidates_named(y->resets, t->m);
	double odds = (1 - t->share) / t->share;

	if (!t->m->when.known)
		return odds * (double)(s.end - s.first + 1) / 60;
	return odds * tb_candidates_rate(y->resets, s, put_right(t->m, y->skew));
}

/* The likeliest, until others of its kind have had their say. */
static void note_best(struct tb_tied *t, uint32_t reset, double p)
{
	if (p > t->p_best || t->best == TB_NO_RESET) {
		t->second = t->best;
		t->p_second = t->p_best;
		t->best = reset;
		t->p_best = p;
	} else if (p > t->p_second || t->second == TB_NO_RESET) {
		t->second = reset;
		t->p_second = p;
	}
}

static void find_candidates(const struct tying *y, struct tb_tied *t, double unseen,
			    struct candidates *c)
{
	uint32_t index[TB_MAX_CANDIDATES];
	size_t n = tb_candidates(y->resets, t->m, y->skew, index);

	c->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct tb_fit fit;

		if (!tb_fit(t->m, &y->resets->at[index[i]], y->skew, &fit))
			continue;
		t->odds += fit.weight / unseen * (1 - t->share) / t->share;
		note_best(t, index[i], fit.weight / unseen / 1e9);
		if (fit.weight < worth_a_look * unseen)
			continue;
		c->reset[c->n] = index[i];
		c->weight[c->n++] = fit.weight / unseen;
	}
}

static int by_number(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void unite(struct batch *b)
{
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < b->line[i].n; k++)
			b->reset[n++] = b->line[i].reset[k];
	qsort(b->reset, n, sizeof(*b->reset), by_number);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || b->reset[kept - 1] != b->reset[i])
			b->reset[kept++] = b->reset[i];
	b->n_resets = kept;
}

static void fill_weights(const struct batch *b, double *weight)
{
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0, j = 0; k < b->line[i].n; k++) {
			while (b->reset[j] != b->line[i].reset[k])
				j++;
			weight[i * b->n_resets + j] = b->line[i].weight[k];
		}
}

static void decide(const struct tying *y, const struct batch *b, size_t i, const double *p)
{
	struct tb_tied *t = b->tied[i];

	if (b->line[i].n == 0)
		return;
	t->best = t->second = TB_NO_RESET;
	t->p_best = t->p_second = 0;
	for (size_t j = 0; j < b->n_resets; j++)
		if (p[j] > 0)
			note_best(t, b->reset[j], p[j] * y->related * most_sure);
	t->tied = t->p_best >= sure;
	for (size_t j = 0; j < b->n_resets; j++)
		t->p_any += p[j];
}

static bool decide_batch(const struct tying *y)
{
	struct batch *b = y->batch;
	double *weight;
	bool good;

	unite(b);
	weight = calloc(b->n * b->n_resets + 1, sizeof(*weight));
	if (weight == NULL)
		return false;
	fill_weights(b, weight);
	good = tb_align(weight, b->n, b->n_resets);
	for (size_t i = 0; good && i < b->n; i++)
		decide(y, b, i, weight + i * b->n_resets);
	free(weight);
	b->n = 0;
	b->last = 0;
	return good;
}

static bool begins_new(const struct batch *b, const struct candidates *c)
{
	return b->n > 0 && c->n > 0 && c->reset[0] > b->last;
}

static bool tie_alike(const struct tying *y, struct tb_tied **t, size_t n)
{
	struct batch *b = y->batch;
	struct candidates c;

	for (size_t i = 0; i < n; i++) {
		find_candidates(y, t[i], rate_of_unseen(y, t[i]), &c);
		if ((b->n == BATCH || begins_new(b, &c)) && !decide_batch(y))
			return false;
		if (c.n > 0 && c.reset[c.n - 1] > b->last)
			b->last = c.reset[c.n - 1];
		b->line[b->n] = c;
		b->tied[b->n++] = t[i];
	}
	return b->n == 0 || decide_batch(y);
}

static bool tie_all(const struct tying *y, struct tb_tied **t, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && compare_kind(t[i]->m, t[end]->m) == 0; end++)
			;
		if (!tie_alike(y, t + i, end - i))
			return false;
	}
	return true;
}

static struct tb_skew skew_of(const struct tb_tied *t, size_t n, const struct tb_resets *resets)
{
	const struct tb_mention **m = calloc(n + 1, sizeof(*m));
	struct tb_skew skew = { .known = false };

	if (m == NULL)
		return skew;
	for (size_t i = 0; i < n; i++)
		m[i] = t[i].m;
	skew = tb_skew_of(m, n, resets);
	free(m);
	return skew;
}

/* Could the capture hold what it is about, by its time? */
static bool is_in_time(const struct tying *y, const struct tb_tied *t)
{
	const struct tb_resets *r = y->resets;
	tb_time at = put_right(t->m, y->skew);

	return !t->m->when.known || (tb_since(r->at[0].time, at) <= around &&
				     tb_since(at, r->at[r->n - 1].time) <= around);
}

/* Are there resets of what it names?  Of others nothing is known. */
static bool is_known(const struct tying *y, const struct tb_tied *t)
{
	struct tb_reset_slice s = tb_candidates_named(y->resets, t->m);

	return s.first < s.end;
}

/* Of the n that say the same, how many are about what the capture holds: for each of them by
 * the others. */
static void share_among(const struct tying *y, struct tb_tied **t, size_t n)
{
	double sum = 0, count = 0;

	for (size_t i = 0; i < n; i++)
		if (is_in_time(y, t[i])) {
			sum += t[i]->p_any;
			count++;
		}
	for (size_t i = 0; i < n; i++) {
		bool voice = is_in_time(y, t[i]);
		double share = (at_first + sum - (voice ? t[i]->p_any : 0)) /
			       (1 + count - (voice ? 1 : 0));

		t[i]->share = share < most_share ? share : most_share;
	}
}

/* Sorted by kind: what they say comes first in that. */
static void learn_shares(const struct tying *y, struct tb_tied **t, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && t[i]->m->says->conditions ==
						     t[end]->m->says->conditions; end++)
			;
		share_among(y, t + i, end - i);
	}
}

/* Is a line of the kind that resets make?  An orderly close makes none. */
static bool is_of_resets(const struct tb_mention *m)
{
	return m->says->conditions != 1 << TB_CONDITION_END_OF_FILE;
}

/* One of another time or of other ends says nothing against the log. */
static bool has_a_say(const struct tying *y, const struct tb_tied *t)
{
	return t->odds > 1 || (is_of_resets(t->m) && is_in_time(y, t) && is_known(y, t));
}

/* That the log has to do with the capture: all its lines together, against chance. */
static double relation(const struct tying *y, struct tb_tied *const *t, size_t n)
{
	const size_t n_shares = sizeof(shares) / sizeof(shares[0]);
	double likely = 0;

	for (size_t k = 0; k < n_shares; k++) {
		double product = 1;

		for (size_t i = 0; i < n && product < 1e100; i++)
			if (has_a_say(y, t[i]))
				product *= 1 - shares[k] + shares[k] * t[i]->odds;
		likely += product / (double)n_shares;
	}
	return likely / (likely + 1 / has_to_do);
}

static bool tie_in_passes(struct tying *y, struct tb_tied **t, size_t n)
{
	y->related = 1;
	for (unsigned pass = 0; pass < PASSES; pass++) {
		for (size_t i = 0; i < n; i++) {
			double share = pass == 0 ? at_first : t[i]->share;

			*t[i] = (struct tb_tied){ .m = t[i]->m, .best = TB_NO_RESET,
						  .second = TB_NO_RESET, .share = share };
		}
		if (!tie_all(y, t, n))
			return false;
		learn_shares(y, t, n);
		if (pass == 0)
			y->related = relation(y, t, n);
	}
	return true;
}

bool tb_tie(struct tb_tied *t, size_t n, const struct tb_resets *resets, struct tb_skew *skew)
{
	struct tying y = { resets, skew, calloc(1, sizeof(*y.batch)), 1 };
	struct tb_tied **sorted = calloc(n + 1, sizeof(*sorted));
	bool good = y.batch != NULL && sorted != NULL;

	*skew = (struct tb_skew){ .known = false };
	for (size_t i = 0; good && i < n; i++) {
		t[i].best = TB_NO_RESET;
		sorted[i] = &t[i];
	}
	if (good && resets->n > 0) {
		*skew = skew_of(t, n, resets);
		qsort(sorted, n, sizeof(*sorted), by_kind_and_time);
		good = tie_in_passes(&y, sorted, n);
	}
	free(sorted);
	free(y.batch);
	return good;
}
