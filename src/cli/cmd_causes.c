/* SPDX-License-Identifier: BSD-3-Clause */
#include "commands.h"

#include <string.h>

#include "causes.h"
#include "output.h"
#include "suggest.h"

enum { MAX_NAMES = 64 };	/* more causes than the rulebook has */

bool tb_causes_has(const struct tb_causes *which, const char *slug)
{
	for (size_t i = 0; i < which->n; i++)
		if (strcmp(which->slug[i], slug) == 0)
			return true;
	return which->n == 0;
}

bool tb_causes_stands_for(const struct tb_popular *p, const char *slug)
{
	for (size_t i = 0; i < TB_MAX_POPULAR_CAUSES && p->cause[i]; i++)
		if (strcmp(p->cause[i], slug) == 0)
			return true;
	return false;
}

bool tb_causes_has_popular(const struct tb_causes *which, const struct tb_popular *p)
{
	for (size_t i = 0; i < which->n; i++)
		if (tb_causes_stands_for(p, which->slug[i]))
			return true;
	return which->n == 0;
}

typedef void write_causes(const struct tb_causes *which, const struct tb_report_options *o);

/* NULL: causes are not written in this format. */
static write_causes *writer_of(const struct tb_format *format)
{
	static const struct {
		const struct tb_format *format;
		write_causes *write;
	} writers[] = {
		{ &tb_format_text, tb_causes_text },
		{ &tb_format_json, tb_causes_json },
	};

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (writers[i].format == format)
			return writers[i].write;
	return NULL;
}

void tb_causes_unknown(const char *typed)
{
	const char *names[MAX_NAMES];
	size_t n = 0;

	for (; n < MAX_NAMES && n < tb_cause_count(); n++)
		names[n] = tb_cause_info_at(n)->slug;
	const char *near = tb_suggest(typed, names, n);
	if (near)
		tb_say("no cause is called '%s'; did you mean %s?", typed, near);
	else
		tb_say("no cause is called '%s'; tcpblame causes lists them all", typed);
}

static bool makes_sense(const struct tb_options *o)
{
	if (o->n_path || o->interface.n || o->filter) {
		tb_say("causes reads no packets; a file of this name is ./causes");
		return false;
	}
	if (!writer_of(o->format)) {
		tb_say("causes are not written as %s, but as text or json", o->format->name);
		return false;
	}
	for (size_t i = 0; i < o->n_operand; i++)
		if (!tb_cause_info_find(o->operand[i])) {
			tb_causes_unknown(o->operand[i]);
			return false;
		}
	return true;
}

enum tb_exit tb_cmd_causes(struct tb_options *o)
{
	const struct tb_causes which = { (const char *const *)o->operand, o->n_operand };
	FILE *out = makes_sense(o) ? tb_output_begin(o) : NULL;

	if (!out)
		return TB_EXIT_FAILED;

	const struct tb_report_options how = {
		.out = out,
		.colour = tb_output_colour(o, out),
		.width = tb_output_width(out),
	};
	writer_of(o->format)(&which, &how);
	int failed = tb_output_close(out);
	tb_output_complain(o, failed);
	return failed ? TB_EXIT_FAILED : TB_EXIT_OK;
}
