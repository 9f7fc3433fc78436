/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * moment.h - when a line of a log says that it was written
 */
#ifndef TB_JOIN_MOMENT_H
#define TB_JOIN_MOMENT_H

#include <tcpblame/log.h>

/* The moment lies in [time, time + precision). */
struct tb_moment {
	bool known;
	bool zoned;		/* the line names its time zone, or counts from 1970 */
	tb_time time;
	tb_span precision;
	size_t end;		/* where in the text what was found ends */
};

/* Away from t by so much; wraps where times are absurdly far apart. */
static inline tb_time tb_moved(tb_time t, tb_span by)
{
	return (tb_time){ (int64_t)((uint64_t)t.ns + (uint64_t)by) };
}

/* What a time without year, day or zone is completed by. */
struct tb_moment_clock {
	/* Of all that it may mean, the one nearest to this is meant; of 1970 to 2099. */
	tb_time near;
	const struct tb_log_zone *zone;
};

/* The first time in the head of the text, in any of the usual forms.  A time of day without a
 * date only counts if there is no other. */
struct tb_moment tb_moment_find(const struct tb_moment_clock *c, const char *text, size_t n);

/* A number of seconds, milli-, micro- or nanoseconds since 1970, whichever it must be by
 * the number of its digits; "1764151553.123" too.  All of the text. */
struct tb_moment tb_moment_of_epoch(const char *text, size_t n);

/* Could there be one in the line?  Cheap, for every line; a no is sure but for numbers of
 * seconds since 1970. */
bool tb_moment_may_be(const char *text, size_t n);

#endif
