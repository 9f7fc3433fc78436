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

static const struct {
	const struct tb_format *format;
	void (*write)(const struct tb_causes *which, const struct tb_report_options *o);
} writers[] = {
	{ &tb_format_text, tb_causes_text },
	{ &tb_format_json, tb_causes_json },
};

static bool is_cause(const char *typed)
{
	const char *names[MAX_NAMES];
	size_t n = tb_cause_count();

	if (tb_cause_info_find(typed))
		return true;
	for (size_t i = 0; i < n && i < MAX_NAMES; i++)
		names[i] = tb_cause_info_at(i)->slug;
	const char *near = tb_suggest(typed, names, n < MAX_NAMES ? n : MAX_NAMES);
	if (near)
		tb_say("no cause is called '%s'; did you mean %s?", typed, near);
	else
		tb_say("no cause is called '%s'; tcpblame causes lists them all", typed);
	return false;
}

static bool are_causes(const struct tb_options *o)
{
	if (o->n_path || o->interface || o->filter) {
		tb_say("causes reads no packets; a file of this name is ./causes");
		return false;
	}
	for (size_t i = 0; i < o->n_operand; i++)
		if (!is_cause(o->operand[i]))
			return false;
	return true;
}

enum tb_exit tb_cmd_causes(struct tb_options *o)
{
	const struct tb_causes which = { (const char *const *)o->operand, o->n_operand };

	if (!are_causes(o))
		return TB_EXIT_FAILED;
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
		if (writers[i].format != o->format)
			continue;
		FILE *out = tb_output_open(o);
		if (!out)
			return TB_EXIT_FAILED;
		writers[i].write(&which, &(struct tb_report_options){
						 .out = out,
						 .colour = tb_output_colour(o, out),
						 .width = tb_output_width(out),
					 });
		int failed = tb_output_close(out);
		tb_output_complain(o, failed);
		return failed ? TB_EXIT_FAILED : TB_EXIT_OK;
	}
	tb_say("causes are not written as %s, but as text or json", o->format->name);
	return TB_EXIT_FAILED;
}
