/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ladder.h - the segments around an ending as lines of characters, for fixed-width type
 */
#ifndef TB_REPORT_LADDER_H
#define TB_REPORT_LADDER_H

#include "report/common.h"

/* What a person reads beside a rung, at most two or three words of each: "retransmission",
 * "the deciding RST".  Static; "": nothing to say. */
const char *tb_ladder_kind(const struct tb_rung *r);
const char *tb_ladder_part(const struct tb_rung *r);

/* Into t: the flags and the numbers, "P. seq 1:49 ack 1, 48 bytes". */
void tb_ladder_label(struct tb_text *t, const struct tb_rung *r);

/* Into t: the ladder of v, each line behind so many blanks; nothing if it has none.  All of
 * it is ASCII and ours, but for names of other captures, made harmless for a terminal. */
void tb_ladder_text(struct tb_text *t, const struct tb_report_options *o,
		    const struct tb_verdict *v, unsigned indent);

#endif
