/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * losses.h - when packets were lost, as capture files say it, until somebody asks
 *
 * Of many that nobody asked for, one comes to hold the others' times as well: that may count a
 * moment as missed in which all was captured, never the other way round.
 */
#ifndef TB_CAPTURE_LOSSES_H
#define TB_CAPTURE_LOSSES_H

#include <tcpblame/tcpblame.h>

enum { TB_LOSSES = 16 };

/* Zeroed: none. */
struct tb_losses {
	struct tb_lapse at[TB_LOSSES];
	unsigned n;
};

void tb_losses_add(struct tb_losses *l, const struct tb_lapse *lapse);

/* Takes one out, in no order; false: there are none. */
bool tb_losses_take(struct tb_losses *l, struct tb_lapse *out);

#endif
