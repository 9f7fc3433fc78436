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

/* What the two below do about a frame that has its file beside it. */
void tb_record_foreign_frame(struct tb_text *j, const char *name, const char *file_name,
			     const struct tb_report_options *o, struct tb_ref ref);
void tb_record_foreign_why(struct tb_text *j, const char *name,
			   const struct tb_report_options *o, const struct tb_why *why,
			   uint32_t home);

/* A frame number and, where it needs one, its file, as two members.  No frame: none. */
TB_TEXT_INLINE void tb_record_frame(struct tb_text *j, const char *name, const char *file_name,
				    const struct tb_report_options *o, struct tb_ref ref,
				    uint32_t home)
{
	if (ref.number == 0)
		return;
	if (ref.file == home)
		tb_json_u64(j, name, ref.number);
	else
		tb_record_foreign_frame(j, name, file_name, o, ref);
}

/* The same as an element of a list: a number, or an object of number and file. */
void tb_record_listed_frame(struct tb_text *j, const struct tb_report_options *o,
			    struct tb_ref ref, uint32_t home);

/* The sentence, if there is one. */
TB_TEXT_INLINE void tb_record_why(struct tb_text *j, const char *name,
				  const struct tb_report_options *o, const struct tb_why *why,
				  uint32_t home)
{
	char *at;

	if (why->code == 0)
		return;
	if (why->frame.number != 0 && why->frame.file != home) {
		tb_record_foreign_why(j, name, o, why, home);
		return;
	}
	at = tb_put_char(tb_json_begin(j, name, TB_PUT_WHY + 2), '"');
	tb_json_end(j, tb_put_char(tb_report_put_why(at, why), '"'));
}

/* What an ICMP error says, who says it and when, as members. */
void tb_record_icmp(struct tb_text *j, const struct tb_report_options *o,
		    const struct tb_icmp_error *e, uint32_t home);

TB_TEXT_INLINE void tb_record_endpoint(struct tb_text *j, const char *name,
				       const struct tb_endpoint *e)
{
	tb_json_open(j, name, '{');
	tb_json_addr(j, "ip", &e->addr);
	tb_json_u64(j, "port", e->port);
	tb_json_close(j, '}');
}

/* The list "evidence". */
void tb_record_evidence(struct tb_text *j, const struct tb_report_options *o,
			const struct tb_evidence *e, size_t n, uint32_t home);

/* The same of a reset, with frames as numbers only: where one is of another file, the
 * files stand beside them in a list of their own. */
void tb_record_plain_evidence(struct tb_text *j, const struct tb_report_options *o,
			      const struct tb_verdict *v, uint32_t home);

/* The members "cause" and "signals" of a reset. */
void tb_record_cause(struct tb_text *j, const struct tb_verdict *v);
void tb_record_signals(struct tb_text *j, const struct tb_verdict *v);

/* The member "errors". */
void tb_record_errors(struct tb_text *j, const struct tb_report_options *o,
		      const struct tb_verdict *v, uint32_t home);

/* The member "ladder", if there is one. */
void tb_record_ladder(struct tb_text *j, const struct tb_report_options *o,
		      const struct tb_verdict *v, uint32_t home);

/* The member "advice". */
void tb_record_advice(struct tb_text *j, const struct tb_verdict *v);

#endif
