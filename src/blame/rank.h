/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rank.h - which causes the answers make likely
 */
#ifndef TB_BLAME_RANK_H
#define TB_BLAME_RANK_H

#include "blame/rulebook.h"
#include "blame/signal.h"

/* Ranks all rules of the rulebook, fills cause, alternatives and advice; after the origin.
 * known: what was ranked before.  Returns the rule of the cause. */
const struct tb_rule *tb_rank_causes(struct tb_rankings *known, const struct tb_answers *answers,
				     struct tb_verdict *out);

#endif
