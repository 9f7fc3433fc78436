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

/* Does a clock that is so far ahead (behind: below zero) show another time zone, most likely?
 * Zones differ by quarters of an hour, and clocks by two minutes besides. */
bool tb_skew_is_zone(tb_span ahead);

#endif
