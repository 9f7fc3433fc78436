/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_error.c - what the application at each end meets, a line each
 */
#include <string.h>

#include "report/app_error.h"
#include "report/teller.h"

static void fails(struct teller *t, const struct tb_app_error *e)
{
	static const char *const names[] = {
		[TB_SYSTEM_LINUX] = " on Linux",
		[TB_SYSTEM_BSD] = " on macOS",
		[TB_SYSTEM_WINDOWS] = " on Windows",
	};
	_Static_assert(sizeof(names) / sizeof(names[0]) == TB_SYSTEM_COUNT,
		       "names[] lost step with enum tb_system");
	struct tb_system_error is, before = { .name = "" };
	const char *between = "";

	say(t, tb_call_name(e->call));
	say(t, " fails: ");
	for (unsigned s = 0; s < TB_SYSTEM_COUNT; s++) {
		if (!(e->systems & 1U << s) || !tb_app_error_on(e, (enum tb_system)s, &is))
			continue;
		say(t, between);
		if (strcmp(is.name, before.name) != 0) {
			say(t, is.name);
			say(t, " ");
		}
		tb_text_u64(t->para, is.code);
		if (s == TB_SYSTEM_WINDOWS) {
			say(t, " (");
			tb_app_error_hex(t->para, is.code);
			say(t, ")");
		}
		say(t, names[s]);
		before = is;
		between = ", ";
	}
}

static void message(struct teller *t, const struct tb_app_error *e)
{
	struct tb_system_error is;

	if (!tb_app_error_on(e, tb_app_error_system(e), &is))
		return;
	say(t, "; \"");
	say(t, is.message);
	say(t, "\"");
}

void tb_tell_errors(struct teller *t)
{
	for (unsigned side = 0; side < 2; side++) {
		const struct tb_app_error *e = &t->v->errors[side];

		if (e->why.code == 0)
			continue;
		if (e->met == TB_YES) {
			fails(t, e);
			message(t, e);
		} else {
			say(t, e->met == TB_NO ? "meets no error" : "not known");
		}
		say_why(t, ": ", &e->why);
		tb_page_item(t->page, tb_report_side((enum tb_side)side));
	}
}
