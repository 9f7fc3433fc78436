/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record.h - the records of schema tcpblame/1, shared by json and ndjson, and what of them
 *            goes into the events of other schemes
 *
 * type: value of the member "type" that leads each line of ndjson; NULL: none.
 */
#ifndef TB_REPORT_RECORD_H
#define TB_REPORT_RECORD_H

#include "report/common.h"
#include "report/emit.h"

#define TB_SCHEMA "tcpblame/1"
#define TB_EVENT_SCHEMA "tcpblame-event/1"

void tb_record_tool(struct tb_text *j, const struct tb_report_options *o);
void tb_record_reset(struct tb_text *j, const char *type,
		     const struct tb_report_options *o, const struct tb_verdict *v);

/* The member "tcpblame" of an event of another scheme. */
void tb_record_event(struct tb_text *j, const struct tb_report_options *o,
		     const struct tb_verdict *v);

void tb_record_group(struct tb_text *j, const char *type, const struct tb_report_options *o,
		     const struct tb_group *g);

/* The member "code", if there is one. */
void tb_record_code(struct tb_text *j, const struct tb_code *code);

/* The member "kernel", if one said something. */
void tb_record_kernel(struct tb_text *j, const struct tb_verdict *v);
void tb_record_capture(struct tb_text *j, const char *type, const struct tb_capture *c);

/* The member "logs" of a reset. */
void tb_record_ties(struct tb_text *j, const struct tb_verdict *v);

void tb_record_log_line(struct tb_text *j, const char *type, const struct tb_log_line *l);

/* The member "logs" of a summary, if there were any. */
void tb_record_log_files(struct tb_text *j, const struct tb_log_result *logs);

/* name: as a member of something; NULL: an element or the whole line. */
void tb_record_summary(struct tb_text *j, const char *name, const char *type,
		       const struct tb_report_options *o, const struct tb_summary *s,
		       const struct tb_report_tally *tally, const struct tb_log_result *logs);

#endif
