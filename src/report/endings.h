/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * endings.h - for a format that writes each ending when it comes, and nothing else
 */
#ifndef TB_REPORT_ENDINGS_H
#define TB_REPORT_ENDINGS_H

#include "report/page.h"
#include "report/delivery.h"

struct tb_report {
	struct tb_delivery out;
	struct tb_page page;	/* for sentences; its paragraph is empty between calls */
};

/* As in struct tb_format. */
struct tb_report *tb_endings_begin(const struct tb_report_options *o);
void tb_endings_end(struct tb_report *r, const struct tb_summary *s);

#endif
