/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target: an error to explain, or a line of a log, is anything.  Whatever is read out of
 * it is a row of a table, with a meaning and with conditions that are explained.
 */
#include <stdlib.h>

#include "knowledge/condition.h"
#include "knowledge/correction.h"
#include "knowledge/log_code.h"
#include "knowledge/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* One of four ways, not more. */
static void check(const struct tb_reading *r)
{
	unsigned conditions = tb_reading_conditions(r);

	if ((r->error != NULL) + (r->face != NULL) + (r->message != NULL) +
			    (r->kernel != NULL) != 1 ||
	    !*tb_reading_meaning(r) || r->platforms >> TB_PLATFORM_COUNT != 0)
		abort();
	for (unsigned c = 0; c < TB_CONDITION_COUNT; c++)
		if (conditions & 1u << c && !tb_condition_info_of((enum tb_condition)c))
			abort();
}

/* A line that bears a code is a line that means something. */
static void check_code(const char *line, size_t n)
{
	const struct tb_log_message *coded = tb_log_code_find(line, n);

	if (coded && coded->rank != 2)
		abort();
	if (coded && !tb_log_message_find(line, n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *line = (const char *)bytes;
	struct tb_readings r;

	tb_read_error(line, n, &r);
	if (r.n > TB_MAX_READINGS)
		abort();
	for (size_t i = 0; i < r.n; i++)
		check(&r.reading[i]);
	for (size_t i = 0; i < tb_correction_count(); i++)
		(void)tb_correction_is_due(tb_correction_at(i), line, n, &r);
	check_code(line, n);
	return 0;
}
