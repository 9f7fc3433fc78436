/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * clock.h - the clock that is never set back
 */
#ifndef TB_CLI_CLOCK_H
#define TB_CLI_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Nanoseconds since some moment. */
static inline int64_t tb_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

#endif
