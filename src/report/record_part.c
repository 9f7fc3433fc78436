/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/record_part.h"

void tb_record_foreign_frame(struct tb_text *j, const char *name, const char *file_name,
			     const struct tb_report_options *o, struct tb_ref ref)
{
	const char *file = tb_report_file(o, ref.file);

	tb_json_u64(j, name, ref.number);
	if (file != NULL)
		tb_json_string(j, file_name, file);
}

void tb_record_listed_frame(struct tb_text *j, const struct tb_report_options *o,
			    struct tb_ref ref, uint32_t home)
{
	if (ref.file == home) {
		tb_json_u64(j, NULL, ref.number);
		return;
	}
	tb_json_open(j, NULL, '{');
	tb_record_frame(j, "frame", "file", o, ref, home);
	tb_json_close(j, '}');
}

/* A sentence is ours; the name of a file in it is not. */
void tb_record_foreign_why(struct tb_text *j, const char *name,
			   const struct tb_report_options *o, const struct tb_why *why,
			   uint32_t home)
{
	char buf[1024];
	struct tb_text t;

	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_report_why(&t, o, why, home);
	tb_json_bytes(j, name, t.buf, tb_text_len(&t));
}
