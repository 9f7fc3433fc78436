/* SPDX-License-Identifier: BSD-3-Clause */
#include "capture/losses.h"

#include "base/lapse.h"

static bool touch(const struct tb_lapse *a, const struct tb_lapse *b)
{
	return a->since.ns <= b->until.ns && b->since.ns <= a->until.ns;
}

void tb_losses_add(struct tb_losses *l, const struct tb_lapse *lapse)
{
	struct tb_lapse *last = &l->at[l->n - (l->n > 0)];

	if (l->n == TB_LOSSES || (l->n > 0 && touch(last, lapse)))
		tb_lapse_join(last, lapse);
	else
		l->at[l->n++] = *lapse;
}

bool tb_losses_take(struct tb_losses *l, struct tb_lapse *out)
{
	if (l->n == 0)
		return false;
	*out = l->at[--l->n];
	return true;
}
