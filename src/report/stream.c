/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/stream.h"

#include <stdlib.h>

struct tb_report *tb_stream_begin(const struct tb_report_options *o)
{
	struct tb_report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->options = *o;
	tb_text_init(&r->text, r->buf, sizeof(r->buf), o->out);
	/* nothing is laid out on it: a headline is told into its paragraph */
	tb_text_init(&r->page.para, r->page.buf, sizeof(r->page.buf), NULL);
	return r;
}

static void write_out(struct tb_report *r)
{
	tb_text_flush(&r->text);
	(void)fflush(r->options.out);
}

void tb_stream_deliver(struct tb_report *r)
{
	if (r->options.live)
		write_out(r);
}

void tb_stream_end(struct tb_report *r, const struct tb_summary *s)
{
	(void)s;
	write_out(r);
	free(r);
}
