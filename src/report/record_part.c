/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/record_part.h"

void tb_record_frame(struct tb_json *j, const char *name, const char *file_name,
		     const struct tb_report_options *o, struct tb_ref ref, uint32_t home)
{
	const char *file = tb_report_foreign_file(o, ref, home);

	if (ref.number != 0)
		tb_json_u64(j, name, ref.number);
	if (file != NULL)
		tb_json_string(j, file_name, file);
}

void tb_record_listed_frame(struct tb_json *j, const struct tb_report_options *o,
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
void tb_record_why(struct tb_json *j, const char *name, const struct tb_report_options *o,
		   const struct tb_why *why, uint32_t home)
{
	char buf[1024];
	struct tb_text t;

	if (why->code == 0)
		return;
	if (tb_report_foreign_file(o, why->frame, home) == NULL) {
		tb_json_open(j, name, '"');
		tb_report_why(j->text, o, why, home);
		tb_json_close(j, '"');
		return;
	}
	tb_text_init(&t, buf, sizeof(buf), NULL);
	tb_report_why(&t, o, why, home);
	tb_json_bytes(j, name, t.buf, t.len);
}

void tb_record_endpoint(struct tb_json *j, const char *name, const struct tb_endpoint *e)
{
	tb_json_open(j, name, '{');
	tb_json_addr(j, "ip", &e->addr);
	tb_json_u64(j, "port", e->port);
	tb_json_close(j, '}');
}
