/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * event.c - ecs and eve: one object a line, each an ending
 */
#include "report/event.h"

#include "report/emit.h"
#include "report/endings.h"

static void ecs(struct tb_report *r, const struct tb_verdict *v)
{
	tb_event_ecs(&r->out.text, &r->page, &r->out.options, v);
	tb_json_end_line(&r->out.text);
	tb_deliver(&r->out);
}

static void eve(struct tb_report *r, const struct tb_verdict *v)
{
	tb_event_eve(&r->out.text, &r->out.options, v);
	tb_json_end_line(&r->out.text);
	tb_deliver(&r->out);
}

const struct tb_format tb_format_ecs = {
	.name = "ecs",
	.help = "one event of the Elastic Common Schema a line",
	.signals = true,
	.lines = true,
	.begin = tb_endings_begin,
	.verdict = ecs,
	.end = tb_endings_end,
};

const struct tb_format tb_format_eve = {
	.name = "eve",
	.help = "one record a line in the way of Suricata's EVE",
	.signals = true,
	.lines = true,
	.begin = tb_endings_begin,
	.verdict = eve,
	.end = tb_endings_end,
};
