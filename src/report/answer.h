/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answer.h - what a whole report comes to, in a sentence
 */
#ifndef TB_REPORT_ANSWER_H
#define TB_REPORT_ANSWER_H

#include "report/order.h"

/* Into para: what was done most often of what did the most harm, to whom, why and with which
 * error, as sure as the least sure of these verdicts.  e is in the order of tb_order_all(), and
 * is so again afterwards.  Nothing if there is no reset in it.  part: others were not asked for. */
void tb_answer_tell(struct tb_page *p, struct tb_entries *e, const struct tb_summary *s,
		    bool part);

#endif
