/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "unit/log_lines.h"

static const size_t n_lines = sizeof(log_lines) / sizeof(log_lines[0]);

static const struct tb_log_message *find(size_t line)
{
	const char *text = log_lines[line].line;

	return tb_log_message_find(text, strlen(text));
}

static void each_line_is_taken_for_what_it_is(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < n_lines; i++) {
		const struct tb_log_message *m = find(i);

		if (m && m->conditions == log_lines[i].conditions &&
		    strcmp(m->product, log_lines[i].product) == 0)
			continue;
		wrong++;
		print_error("%s\n  is taken for %s (%x) by '%s', not for %s (%x)\n",
			    log_lines[i].line, m ? m->product : "nothing",
			    m ? m->conditions : 0U, m ? m->needle : "",
			    log_lines[i].product, log_lines[i].conditions);
	}
	assert_int_equal(wrong, 0);
}

/* A row that no real line leads to would be dead, or hidden by another one. */
static void each_wording_is_what_some_line_says(void **state)
{
	const struct tb_log_message *found[sizeof(log_lines) / sizeof(log_lines[0])];
	size_t dead = 0;

	(void)state;
	for (size_t i = 0; i < n_lines; i++)
		found[i] = find(i);
	for (size_t row = 0; row < tb_log_message_count(); row++) {
		const struct tb_log_message *m = tb_log_message_at(row);
		bool is_said = false;

		for (size_t i = 0; i < n_lines && !is_said; i++)
			is_said = found[i] == m;
		if (!is_said)
			print_error("no line is taken for '%s' and '%s' of %s\n", m->needle,
				    m->also ? m->also : "", m->product);
		dead += !is_said;
	}
	assert_int_equal(dead, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_is_taken_for_what_it_is),
		cmocka_unit_test(each_wording_is_what_some_line_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
