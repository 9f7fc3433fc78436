/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tie.h - which mentions of one log are about which resets
 */
#ifndef TB_JOIN_TIE_H
#define TB_JOIN_TIE_H

#include "join/fit.h"

#define TB_NO_RESET UINT32_MAX

/* What came out for a mention. */
struct tb_tied {
	const struct tb_mention *m;	/* borrowed */
	uint32_t best, second;	/* indices of resets, the likeliest; TB_NO_RESET: none */
	double p_best, p_second;
	double p_any;		/* that it is about any */
	double odds;		/* that it is about any, before its log is looked at */
	double share;		/* of such lines, about what the capture holds */
	bool tied;		/* to best */
};

/* Fills in all n; those of one log, in its order.  *skew: how far its clock is off.  False:
 * no memory. */
bool tb_tie(struct tb_tied *t, size_t n, const struct tb_resets *resets, struct tb_skew *skew);

#endif
