/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_random.h"

/* -ln(1 - u) at the middle of each 64th of [0, 1), scaled so that the mean is 1024. */
static const uint16_t quantile[64] = {
	8,    24,   41,   58,   75,   92,   111,  129,  147,  166,  185,  204,  224,
	244,  264,  286,  307,  329,  351,  374,  397,  421,  446,  472,  497,  523,
	550,  578,  606,  636,  667,  698,  730,  763,  797,  832,  870,  908,  947,
	988,  1032, 1076, 1123, 1172, 1224, 1278, 1335, 1396, 1460, 1528, 1603, 1681,
	1768, 1861, 1964, 2078, 2207, 2355, 2527, 2734, 2992, 3338, 3865, 4995,
};

uint64_t gen_exponential(struct gen_random *r, uint64_t mean)
{
	uint64_t dice = gen_random64(r);
	uint64_t value = mean * quantile[dice & 63] / 1024;

	/* The table has 64 steps; +-12 % of dither fills the gaps. */
	return value - value / 8 + value / 4 * (dice >> 6 & 1023) / 1024;
}
