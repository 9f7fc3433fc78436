/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * code.c - the reason that a RST brings along, if it does
 */
#include "blame/judge.h"
#include "knowledge/reset_code.h"

void tb_judge_code(const struct tb_case *c, const struct tb_note *n, struct tb_rst *rst)
{
	const struct tb_dir *sender = &c->flow->dir[n->dir];
	bool foreign = (sender->did & TB_DID_SEND) &&
		       (n->ttl < sender->ttl_min || n->ttl > sender->ttl_max);

	rst->code = tb_reset_code(rst, foreign);
}
