/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metrics.h - what is counted, for Prometheus and its like
 *
 * Two forms of text that differ in little: the older one of Prometheus (version 0.0.4), which
 * the textfile collector of node_exporter and promtool read, and OpenMetrics 1.0, which a
 * scraper may ask for.  In the older one the declaration of a counter bears _total, too.
 */
#ifndef TB_CLI_METRICS_H
#define TB_CLI_METRICS_H

#include <tcpblame/summary.h>

#include "base/text.h"

enum tb_metrics_form {
	TB_METRICS_PROMETHEUS,
	TB_METRICS_OPENMETRICS
};

/* The value of Content-Type.  Static. */
const char *tb_metrics_content_type(enum tb_metrics_form form);

struct tb_metrics;

struct tb_metrics *tb_metrics_new(void);	/* NULL: no memory, after a complaint */
void tb_metrics_free(struct tb_metrics *m);	/* NULL is fine */

/* Counts an ending.  NULL is fine. */
void tb_metrics_verdict(struct tb_metrics *m, const struct tb_verdict *v);

/* What others count. */
struct tb_metrics_run {
	const struct tb_summary *summary;
	const struct tb_capture *capture;	/* what they count */
	const struct tb_capture *shown;	/* the same captures with names that may be told */
	size_t n_captures;
	uint64_t lines_lost;	/* of the report, that could not be written */
	uint64_t syslog_lost;	/* endings that the system's log did not take */
	uint64_t memory;	/* bytes of this process that are in RAM */
	int64_t waiting;	/* ns for which the report's reader has been waited for by now */
	bool has_last;		/* there was a packet: */
	tb_time last;		/* when the latest one came */
	tb_span lag;		/* how long after that it was worked on */
};

void tb_metrics_write(const struct tb_metrics *m, const struct tb_metrics_run *run,
		      enum tb_metrics_form form, struct tb_text *t);

#endif
