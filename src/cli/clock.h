/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * clock.h - the clock that is never set back, and that on the wall
 */
#ifndef TB_CLI_CLOCK_H
#define TB_CLI_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t tb_read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Nanoseconds since some moment. */
static inline int64_t tb_monotonic(void)
{
	return tb_read_clock(CLOCK_MONOTONIC);
}

/* Nanoseconds since 1970, as frames tell the time. */
static inline int64_t tb_wall_clock(void)
{
	return tb_read_clock(CLOCK_REALTIME);
}

/* Of two times to wait the shorter one; a negative one is for ever. */
static inline int64_t tb_sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

#endif
