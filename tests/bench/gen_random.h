/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_random.h - the generator's dice
 *
 * SplitMix64 and integer arithmetic only: the same seed gives the same capture
 * on every machine, whatever its libm.
 */
#ifndef TB_BENCH_GEN_RANDOM_H
#define TB_BENCH_GEN_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct gen_random {
	uint64_t state;
};

static inline uint64_t gen_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static inline uint64_t gen_random64(struct gen_random *r)
{
	return gen_mix(r->state += UINT64_C(0x9e3779b97f4a7c15));
}

/* 0 .. n - 1; n at least 1. */
static inline uint32_t gen_below(struct gen_random *r, uint32_t n)
{
	return (uint32_t)(((gen_random64(r) >> 32) * n) >> 32);
}

static inline bool gen_chance(struct gen_random *r, uint32_t per_mille)
{
	return gen_below(r, 1000) < per_mille;
}

/* Exponentially distributed about mean (below 2^44), cut at five times that. */
uint64_t gen_exponential(struct gen_random *r, uint64_t mean);

#endif
