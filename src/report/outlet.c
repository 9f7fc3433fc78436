/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/outlet.h"

#include "report/emit.h"

void tb_outlet_open(struct tb_outlet *s, const struct tb_report_options *o)
{
	s->options = *o;
	tb_text_init(&s->text, s->buf, sizeof(s->buf), o->out);
}

void tb_outlet_deliver(struct tb_outlet *s)
{
	if (!s->options.live)
		return;
	tb_json_flush(&s->text);
	(void)fflush(s->options.out);
}

void tb_outlet_close(struct tb_outlet *s)
{
	tb_text_flush(&s->text);
	(void)fflush(s->options.out);
}
