/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/key_hash.h"

#include "base/siphash.h"

void tb_key_secrets_draw(struct tb_key_secrets *s, const uint64_t seed[2])
{
	for (uint64_t n = 0; n < 2 * TB_KEY_PAIRS; n++)
		s->of[n / 2][n % 2] = tb_siphash(seed, &n, sizeof(n));
	s->last = tb_siphash(seed, "last", 4);
}
