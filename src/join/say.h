/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * say.h - why a line was tied to a reset, or to none, in words
 */
#ifndef TB_JOIN_SAY_H
#define TB_JOIN_SAY_H

#include "base/text.h"
#include "join/tie.h"

/* What the tie rests on, and each contradiction.  Returns whether the line agrees with the
 * verdict. */
enum tb_answer tb_say_tied(struct tb_text *t, const struct tb_mention *m,
			   const struct tb_reset *r, const struct tb_fit *fit,
			   const struct tb_skew *skew);

/* Why it was tied to none; nearest: index of a reset, or TB_NO_RESET. */
void tb_say_untied(struct tb_text *t, const struct tb_tied *tied,
		   const struct tb_resets *resets, const struct tb_skew *skew,
		   uint32_t nearest);

#endif
