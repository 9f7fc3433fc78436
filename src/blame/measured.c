/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * measured.c - how well verdicts name their causes
 *
 * The rows are made from a run over captures whose cause is known, and stay between the
 * two marks.  A cause without a row has not been measured.
 */
#include <string.h>

#include <tcpblame/rulebook.h>

static const struct tb_cause_measure measured[] = {
	/* rows: { "connection-refused", precision, recall, cases }, */
	/* end of rows */
	{ NULL, 0, 0, 0 },
};

const struct tb_cause_measure *tb_cause_measured(const char *slug)
{
	for (const struct tb_cause_measure *m = measured; m->slug; m++)
		if (strcmp(m->slug, slug) == 0)
			return m;
	return NULL;
}
