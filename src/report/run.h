/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * run.h - a whole run told to a person: what was read, what came of it, and what
 * makes the answers less certain
 */
#ifndef TB_REPORT_RUN_H
#define TB_REPORT_RUN_H

#include "report/page.h"

/* The totals, and right below them whatever is wrong with the input. */
void tb_run_header(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_summary *s);

/* Lines of logs that are tied to no reset; those that are, too, if no block tells them. */
void tb_run_logs(struct tb_page *p, const struct tb_log_result *logs, bool tied);

/* A line for each log. */
void tb_run_log_files(struct tb_page *p, const struct tb_log_result *logs);

/* Into para: the most frequent causes of a tally, and how often. */
void tb_run_causes(struct tb_page *p, const struct tb_report_tally *tally, size_t most_told);

/* The counts at the end, and where the packets are. */
void tb_run_summary(struct tb_page *p, const struct tb_report_options *o, const struct tb_summary *s,
		    const struct tb_report_tally *tally);

#endif
