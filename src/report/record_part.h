/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_part.h - what records are made of; for record_*.c only
 *
 * home: the file that frame numbers mean where none stands beside them; UINT32_MAX:
 * none, each has its file beside it.
 */
#ifndef TB_REPORT_RECORD_PART_H
#define TB_REPORT_RECORD_PART_H

#include "report/record.h"

/* A frame number and, where it needs one, its file, as two members.  No frame: none. */
void tb_record_frame(struct tb_json *j, const char *name, const char *file_name,
		     const struct tb_report_options *o, struct tb_ref ref, uint32_t home);

/* The same as an element of a list: a number, or an object of number and file. */
void tb_record_listed_frame(struct tb_json *j, const struct tb_report_options *o,
			    struct tb_ref ref, uint32_t home);

/* The sentence, if there is one. */
void tb_record_why(struct tb_json *j, const char *name, const struct tb_report_options *o,
		   const struct tb_why *why, uint32_t home);

void tb_record_endpoint(struct tb_json *j, const char *name, const struct tb_endpoint *e);

/* The list "evidence". */
void tb_record_evidence(struct tb_json *j, const struct tb_report_options *o,
			const struct tb_evidence *e, size_t n, uint32_t home);

/* The members "cause" and "evidence" of a reset. */
void tb_record_cause(struct tb_json *j, const struct tb_report_options *o,
		     const struct tb_verdict *v, uint32_t home);

/* The member "errors". */
void tb_record_errors(struct tb_json *j, const struct tb_report_options *o,
		      const struct tb_verdict *v, uint32_t home);

/* The member "advice". */
void tb_record_advice(struct tb_json *j, const struct tb_verdict *v);

#endif
