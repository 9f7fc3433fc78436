/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * skew.h - how far the clock of a log is off
 */
#ifndef TB_JOIN_SKEW_H
#define TB_JOIN_SKEW_H

#include "join/candidates.h"

/* From the n mentions of one log.  Not known if too few name their connection, or if those
 * that do disagree. */
struct tb_skew tb_skew_of(const struct tb_mention *const *m, size_t n,
			  const struct tb_resets *resets);

#endif
