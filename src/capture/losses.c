/* SPDX-License-Identifier: BSD-3-Clause */
#include "losses.h"

static bool touch(const struct tb_lapse *a, const struct tb_lapse *b)
{
	return a->since.ns <= b->until.ns && b->since.ns <= a->until.ns;
}

static void join(struct tb_lapse *a, const struct tb_lapse *b)
{
	if (b->since.ns < a->since.ns)
		a->since = b->since;
	if (b->until.ns > a->until.ns)
		a->until = b->until;
	a->packets += b->packets;
}

void tb_losses_add(struct tb_losses *l, const struct tb_lapse *lapse)
{
	struct tb_lapse *last = &l->at[l->n - (l->n > 0)];

	if (l->n == TB_LOSSES || (l->n > 0 && touch(last, lapse)))
		join(last, lapse);
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
