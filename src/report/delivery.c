/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/delivery.h"

#include "report/emit.h"

void tb_delivery_begin(struct tb_delivery *s, const struct tb_report_options *o)
{
	s->options = *o;
	tb_text_init(&s->text, s->buf, sizeof(s->buf), o->out);
}

void tb_deliver(struct tb_delivery *s)
{
	if (!s->options.live)
		return;
	tb_json_flush(&s->text);
	(void)fflush(s->options.out);
}

void tb_delivery_end(struct tb_delivery *s)
{
	tb_text_flush(&s->text);
	(void)fflush(s->options.out);
}
