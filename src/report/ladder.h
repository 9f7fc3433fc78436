/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ladder.h - the segments around an ending as lines of characters, for fixed-width type,
 *            and what is said of them in any form
 */
#ifndef TB_REPORT_LADDER_H
#define TB_REPORT_LADDER_H

#include "report/common.h"

/* The state of an end that rung i brings it into, "?" if that is not known; "": none new.
 * Static. */
const char *tb_ladder_state(const struct tb_ladder *l, size_t i, enum tb_side side);

/* The silence before rung i; 0: none that is worth saying. */
tb_span tb_ladder_silence(const struct tb_ladder *l, size_t i);

/* Into t, what is said between rungs: "7 s of silence", what r's sender sent before it that
 * is missing, "3 segments before not shown". */
void tb_ladder_say_silence(struct tb_text *t, tb_span silence);
void tb_ladder_say_missing(struct tb_text *t, const struct tb_rung *r);
void tb_ladder_say_more(struct tb_text *t, uint64_t n, const char *which);

/* Into t, what a person reads beside a rung of v, a few words: its part in the story, in whose
 * name it is if that is not its maker, and its kind, behind `first` and commas; nothing if it is
 * like any other. */
void tb_ladder_remark(struct tb_text *t, const struct tb_verdict *v, const struct tb_rung *r,
		      const char *first);

/* Into t: a time before or after the RST, in seconds to the microsecond: "-8.016204". */
void tb_ladder_moment(struct tb_text *t, tb_span since);

/* Into t: the flags and the numbers, "P. seq 1:49 ack 1, 48 bytes". */
void tb_ladder_label(struct tb_text *t, const struct tb_rung *r);

/* Into t: the ladder of v, each line behind so many blanks; nothing if it has none.  All of
 * it is ASCII and ours, but for names of other captures, made harmless for a terminal. */
void tb_ladder_text(struct tb_text *t, const struct tb_report_options *o,
		    const struct tb_verdict *v, unsigned indent);

#endif
