/* SPDX-License-Identifier: BSD-3-Clause */
#include "ticks.h"

enum { NANO = 9, MOST_DIGITS = 19 };	/* 10^19 is the largest power in 64 bits */

static uint64_t power_of_10(unsigned n)
{
	uint64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

void tb_ticks_init(struct tb_ticks *t, uint8_t if_tsresol, int64_t if_tsoffset)
{
	unsigned n = if_tsresol & 0x7f;

	*t = (struct tb_ticks){ .times = 1, .by = 1, .offset = if_tsoffset };
	if (if_tsresol & 0x80 && n > 0)
		t->shift = n;
	else if (if_tsresol & 0x80)
		t->times = TB_SECOND;
	else if (n <= NANO)
		t->times = power_of_10(NANO - n);
	else
		t->by = power_of_10(n - NANO < MOST_DIGITS ? n - NANO : MOST_DIGITS);
	t->most = t->by > 1 ? UINT64_MAX : INT64_MAX / t->times;
}

/* ticks * 10^9 >> shift, which takes 94 bits on the way; shift is 1 .. 127 */
static uint64_t binary(uint64_t ticks, unsigned shift)
{
	const uint64_t second = TB_SECOND;
	uint64_t seconds = shift < 64 ? ticks >> shift : 0;
	uint64_t part = shift < 64 ? ticks & ((UINT64_C(1) << shift) - 1) : ticks;
	uint64_t low = (part & UINT32_MAX) * second;
	uint64_t high = (part >> 32) * second + (low >> 32);

	if (seconds > (INT64_MAX - second) / second)
		return INT64_MAX;
	if (shift < 32)
		return seconds * second + (low >> shift);
	return seconds * second + (shift < 96 ? high >> (shift - 32) : 0);
}

static int64_t add_seconds(int64_t ns, int64_t seconds)
{
	if (seconds >= 0)
		return seconds > (INT64_MAX - ns) / TB_SECOND ? INT64_MAX
							       : ns + seconds * TB_SECOND;
	return seconds < INT64_MIN / TB_SECOND ? INT64_MIN : ns + seconds * TB_SECOND;
}

tb_time tb_ticks_time(const struct tb_ticks *t, uint64_t ticks)
{
	uint64_t ns = INT64_MAX;

	if (t->shift > 0)
		ns = binary(ticks, t->shift);
	else if (ticks <= t->most)
		ns = t->by > 1 ? ticks / t->by : ticks * t->times;
	return (tb_time){ t->offset == 0 ? (int64_t)ns
					 : add_seconds((int64_t)ns, t->offset) };
}
