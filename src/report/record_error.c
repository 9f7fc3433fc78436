/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_error.c - what the application at each end meets, as a record
 *
 * null: it meets no error.  An end of which that is not known has no member.
 */
#include "report/app_error.h"
#include "report/record_part.h"

static void on_system(struct tb_text *j, const struct tb_app_error *e, enum tb_system system)
{
	struct tb_system_error is;

	if (!tb_app_error_on(e, system, &is))
		return;
	tb_json_open(j, tb_system_name(system), '{');
	tb_json_word(j, "name", is.name);
	tb_json_u64(j, "code", is.code);
	if (system == TB_SYSTEM_WINDOWS) {
		tb_json_open(j, "hex", '"');
		tb_app_error_hex(j, is.code);
		tb_json_close(j, '"');
	}
	tb_json_close(j, '}');
}

static void systems(struct tb_text *j, const struct tb_app_error *e)
{
	tb_json_open(j, "systems", '[');
	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++)
		if (e->systems & 1U << s)
			tb_json_word(j, NULL, tb_system_name((enum tb_system)s));
	tb_json_close(j, ']');
}

static void met(struct tb_text *j, const char *name, const struct tb_report_options *o,
		const struct tb_app_error *e, uint32_t home)
{
	enum tb_system system = tb_app_error_system(e);
	struct tb_system_error is;

	tb_json_open(j, name, '{');
	tb_json_word(j, "condition", tb_condition_name(e->condition[system]));
	tb_json_word(j, "call", tb_call_name(e->call));
	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++)
		on_system(j, e, (enum tb_system)s);
	if (tb_app_error_on(e, system, &is))
		tb_json_word(j, "message", is.message);
	systems(j, e);
	tb_record_why(j, "why", o, &e->why, home);
	tb_json_close(j, '}');
}

void tb_record_errors(struct tb_text *j, const struct tb_report_options *o,
		      const struct tb_verdict *v, uint32_t home)
{
	tb_json_open(j, "errors", '{');
	for (unsigned side = 0; side < 2; side++) {
		const struct tb_app_error *e = &v->errors[side];
		const char *name = tb_report_side((enum tb_side)side);

		if (e->met == TB_YES)
			met(j, name, o, e, home);
		else if (e->met == TB_NO)
			tb_json_null(j, name);
	}
	tb_json_close(j, '}');
}
