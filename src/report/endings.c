/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/endings.h"

#include <stdlib.h>

struct tb_report *tb_endings_begin(const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	tb_delivery_begin(&r->out, o);
	/* nothing is laid out on it: a headline is told into its paragraph */
	tb_text_init(&r->page.para, r->page.buf, sizeof(r->page.buf), NULL);
	return r;
}

void tb_endings_end(struct tb_report *r, const struct tb_summary *s)
{
	(void)s;
	tb_delivery_end(&r->out);
	free(r);
}
