/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * event.h - a reset as an event of a scheme that other tools speak
 *
 * Each puts one object.  What the scheme has no name for is in its member "tcpblame", see
 * tb_record_event().
 */
#ifndef TB_REPORT_EVENT_H
#define TB_REPORT_EVENT_H

#include "report/page.h"

/* Elastic Common Schema.  p: for sentences; its paragraph is empty before and after. */
void tb_event_ecs(struct tb_text *j, struct tb_page *p, const struct tb_report_options *o,
		  const struct tb_verdict *v);

/* Suricata's EVE. */
void tb_event_eve(struct tb_text *j, const struct tb_report_options *o,
		  const struct tb_verdict *v);

#endif
