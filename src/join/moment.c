/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * moment.c - the times that programs write
 *
 * forms[] has a row for each way in which programs write a time (see moment_form.h).  All rows
 * are tried wherever a word of the text begins; the first place at which one fits counts, and
 * there the row that takes most.
 *
 * A time that lacks a year or a day is completed to whatever is nearest to the capture; one
 * without a zone is in the zone that the caller names.
 */
#include "join/moment.h"

#include <string.h>

#include "join/moment_form.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	HEAD = 192,		/* bytes of a line in which its time is sought */
	DAY = 86400,
	FIRST_YEAR = 1970
};

static const char *const forms[] = {
	"Y-m-d~h:i:sfpz",	/* ISO 8601, RFC 5424, Python, log4j, PostgreSQL, IIS, wget */
	"Y/m/d~h:i:sfz",	/* nginx, Go, Samba */
	"Y.m.d_h:i:sfz",
	"Y-m-d][H:i:sfz",
	"Ymd~H:i:sfz",
	"Ymd~Hisfz",
	"w_N_D_h:i:sfz_Y",	/* Apache, ctime(), date(1) */
	"N_D_Y_h:i:sfz",	/* Cisco */
	"N_D,_Y_h:i:sfpz",	/* java.util.logging */
	"N_D_h:i:sfz",		/* syslog */
	"D/N/Y:h:i:sfz",	/* Common Log Format, HAProxy */
	"D_N_Y_h:i:sfz",	/* Redis, RFC 5322 */
	"D-N-Y_h:i:sfpz",	/* PHP, BIND, Oracle */
	"D.n.Y_h:i:sfz",
	"n/D/Y_h:i:sfpz",	/* of these two the one nearer to the capture */
	"D/n/Y_h:i:sfpz",
	"ymd_h:i:sf",		/* old MySQL */
	"Lmd_H:i:sf",		/* klog */
};
static const char only_time[] = "H:i:sfz", since_1970[] = "E";

/* Days since 1970 of a day of the Gregorian calendar.  A year begins in March here, so that
 * the leap day is its last. */
static int64_t days(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t m = (month + 9) % 12;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int64_t seconds_of_day(const struct tb_moment_parts *p)
{
	int hour = p->hour;

	if (p->afternoon && hour < 12)
		hour += 12;
	if (p->before_noon && hour == 12)
		hour = 0;
	return hour * 3600 + p->minute * 60 + p->second;
}

static int64_t to_utc(const struct tb_moment_clock *c, const struct tb_moment_parts *p,
		      int64_t local)
{
	if (p->zoned)
		return local - p->zone;
	return c->zone->to_utc == NULL ? local : c->zone->to_utc(c->zone->user, local);
}

static tb_span distance(tb_time a, tb_time b)
{
	tb_span d = tb_since(a, b);

	return d < 0 ? -d : d;
}

static tb_time in_utc(const struct tb_moment_clock *c, const struct tb_moment_parts *p, int64_t day)
{
	int64_t s = to_utc(c, p, day * DAY + seconds_of_day(p));

	return (tb_time){ s * TB_SECOND + p->fraction };
}

/* Of the days that it may be, the one nearest to the capture. */
static tb_time complete(const struct tb_moment_clock *c, const struct tb_moment_parts *p)
{
	int64_t today = c->near.ns / (DAY * TB_SECOND);
	int this_year = FIRST_YEAR + (int)(today * 400 / 146097);
	tb_time best = { INT64_MIN / 2 };

	if (p->year != 0)
		return in_utc(c, p, days(p->year, p->month, p->day));
	for (int step = -1; step <= 1; step++) {
		int64_t day = p->month != 0 ? days(this_year + step, p->month, p->day)
					    : today + step;
		tb_time t = in_utc(c, p, day);

		if (distance(t, c->near) < distance(best, c->near))
			best = t;
	}
	return best;
}

static struct tb_moment moment_of(const struct tb_moment_clock *c, const struct tb_moment_parts *p)
{
	tb_time counted = { p->time.ns + p->fraction };

	return (struct tb_moment){ true, p->zoned, p->counted ? counted : complete(c, p),
				   p->precision, 0 };
}

/* Is b the better reading of the same place? */
static bool is_better(const struct tb_moment_clock *c, const struct tb_moment_parts *a,
		      const struct tb_moment_parts *b)
{
	if (a->in.at != b->in.at)
		return b->in.at > a->in.at;
	return distance(complete(c, b), c->near) < distance(complete(c, a), c->near);
}

static bool find_at(const struct tb_moment_clock *c, struct tb_reader in,
		    struct tb_moment_parts *best)
{
	struct tb_moment_parts p;
	bool any = false;

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (tb_moment_fits(forms[i], in, &p) && (!any || is_better(c, best, &p))) {
			*best = p;
			any = true;
		}
	return any;
}

/* Is the number at i a count of seconds, and not just any number? */
static bool may_count(const char *text, size_t i)
{
	static const char *const before[] = { "ts=", "time=", "timestamp=" };

	for (size_t k = 0; k < COUNT_OF(before); k++) {
		size_t n = strlen(before[k]);

		if (i >= n && memcmp(text + i - n, before[k], n) == 0)
			return true;
	}
	return i == 0 || (i == 1 && text[0] == '[');
}

static bool begins_a_word(const char *text, size_t i)
{
	return rd_is_alnum((uint8_t)text[i]) && (i == 0 || !rd_is_alnum((uint8_t)text[i - 1])) &&
	       (i == 0 || (text[i - 1] != '.' && text[i - 1] != ':'));
}

static struct tb_moment found(const struct tb_moment_clock *c, const struct tb_moment_parts *p,
			      const char *text)
{
	struct tb_moment m = moment_of(c, p);

	m.end = (size_t)(p->in.at - (const uint8_t *)text);
	return m;
}

struct tb_moment tb_moment_find(const struct tb_moment_clock *c, const char *text, size_t n)
{
	struct tb_moment_parts p, time_of_day;
	bool has_time_of_day = false;

	for (size_t i = 0; i < n && i < HEAD; i++) {
		struct tb_reader in = rd_over((const uint8_t *)text + i, n - i);

		if (!begins_a_word(text, i))
			continue;
		if (find_at(c, in, &p) ||
		    (may_count(text, i) && tb_moment_fits(since_1970, in, &p)))
			return found(c, &p, text);
		if (!has_time_of_day)
			has_time_of_day = tb_moment_fits(only_time, in, &time_of_day);
	}
	if (has_time_of_day)
		return found(c, &time_of_day, text);
	return (struct tb_moment){ .known = false };
}

struct tb_moment tb_moment_of_epoch(const char *text, size_t n)
{
	struct tb_reader in = rd_over((const uint8_t *)text, n);
	static const struct tb_moment_clock any;
	struct tb_moment_parts p;

	if (n == 0 || !tb_moment_fits(since_1970, in, &p) || rd_left(&p.in) > 0)
		return (struct tb_moment){ .known = false };
	return moment_of(&any, &p);
}

bool tb_moment_may_be(const char *text, size_t n)
{
	const char *end = text + (n < HEAD ? n : HEAD), *at = text;

	while ((at = memchr(at, ':', (size_t)(end - at))) != NULL) {
		if (at > text && end - at > 5 && rd_is_digit((uint8_t)at[-1]) &&
		    rd_is_digit((uint8_t)at[1]) && rd_is_digit((uint8_t)at[2]) && at[3] == ':' &&
		    rd_is_digit((uint8_t)at[4]) && rd_is_digit((uint8_t)at[5]))
			return true;
		at++;
	}
	return false;
}
