/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cmd_explain.c - which errors, and whether they are understood
 *
 * Each argument is a question of its own, but an error message that was pasted without
 * quotes comes as many.  So the arguments are taken together if one of them means nothing
 * alone and all of them hold a wording that is known.
 */
#include "commands.h"

#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "output.h"
#include "suggest.h"

enum { MAX_NAMES = 512 };	/* more names than the tables have */

typedef void write_explanation(const struct tb_questions *all,
			       const struct tb_report_options *o);

/* NULL: errors are not explained in this format. */
static write_explanation *writer_of(const struct tb_format *format)
{
	return format == &tb_format_text ? tb_explain_text :
	       format == &tb_format_json ? tb_explain_json : NULL;
}

static bool ask(struct tb_question *q, const char *text)
{
	q->text = text;
	tb_read_error(text, strlen(text), &q->is);
	return q->is.n > 0;
}

/* One or more words.  NULL if there is no memory, else to be freed. */
static char *joined(char *const *word, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += strlen(word[i]) + 1;
	char *text = malloc(len), *at = text;
	for (size_t i = 0; text && i < n; i++) {
		size_t part = strlen(word[i]);

		memcpy(at, word[i], part);
		at += part;
		*at++ = ' ';
	}
	if (text)
		at[-1] = '\0';
	return text;
}

static bool is_worded(const struct tb_question *q)
{
	return q->is.n > 0 && q->is.reading[0].message;
}

static size_t add_names(const char **names)
{
	size_t n = 0;

	for (size_t i = 0; i < tb_error_number_count() && n + 2 <= MAX_NAMES; i++) {
		const struct tb_error_number *e = tb_error_number_at(i);

		if (e->name)
			names[n++] = e->name;
		if (e->windows_name)
			names[n++] = e->windows_name;
	}
	for (size_t i = 0; i < tb_error_face_count() && n < MAX_NAMES; i++)
		names[n++] = tb_error_face_at(i)->name;
	for (size_t i = 0; i < tb_kernel_reason_count() && n < MAX_NAMES; i++)
		names[n++] = tb_kernel_reason_at(i)->name;
	return n;
}

/* Names are in capitals as a rule, whatever was typed. */
static const char *near_name(const char *typed)
{
	const char *names[MAX_NAMES];
	char capitals[64];
	size_t n = 0;

	for (; typed[n] && n + 1 < sizeof(capitals); n++)
		capitals[n] = typed[n] >= 'a' && typed[n] <= 'z' ? (char)(typed[n] - 'a' + 'A')
								 : typed[n];
	capitals[n] = '\0';
	return tb_suggest(capitals, names, add_names(names));
}

static void complain_unknown(const char *typed)
{
	const char *near = near_name(typed);

	if (near)
		tb_say("'%.200s' is no error that is known here; did you mean %s?", typed, near);
	else
		tb_say("'%.200s' is no error that is known here; give its number, its name, or "
		       "the whole line, in quotes", typed);
}

/* The first argument that means nothing alone; NULL: all are understood. */
static const char *ask_each(struct tb_questions *all, const struct tb_options *o)
{
	const char *unknown = NULL;

	for (size_t i = 0; i < o->n_operand; i++)
		if (!ask(&all->question[i], o->operand[i]) && !unknown)
			unknown = o->operand[i];
	all->n = o->n_operand;
	return unknown;
}

/* whole: the arguments in one, ours for as long as the questions live. */
static bool understand(struct tb_questions *all, const struct tb_options *o, const char *whole)
{
	const char *unknown = ask_each(all, o);
	struct tb_question together;

	if (!unknown)
		return true;
	if (ask(&together, whole) && (o->n_operand == 1 || is_worded(&together))) {
		all->question[0] = together;
		all->n = 1;
		return true;
	}
	complain_unknown(unknown);
	return false;
}

static bool makes_sense(const struct tb_options *o)
{
	if (o->n_path || o->interface.n || o->filter) {
		tb_say("explain reads no packets; a file of this name is ./explain");
		return false;
	}
	if (!writer_of(o->format)) {
		tb_say("errors are not explained as %s, but as text or json", o->format->name);
		return false;
	}
	if (o->n_operand == 0)
		tb_say("explain needs an error: a number, a name, or a message in quotes");
	return o->n_operand > 0;
}

static enum tb_exit write_all(const struct tb_options *o, const struct tb_questions *all)
{
	FILE *out = tb_output_begin(o);

	if (!out)
		return TB_EXIT_FAILED;

	const struct tb_report_options how = {
		.out = out,
		.colour = tb_output_colour(o, out),
		.width = tb_output_width(out),
	};
	writer_of(o->format)(all, &how);
	int failed = tb_output_close(out);
	tb_output_complain(o, failed);
	return failed ? TB_EXIT_FAILED : TB_EXIT_OK;
}

enum tb_exit tb_cmd_explain(struct tb_options *o)
{
	enum tb_exit status = TB_EXIT_FAILED;
	struct tb_questions all = { NULL, 0 };

	if (!makes_sense(o))
		return TB_EXIT_FAILED;
	char *whole = joined(o->operand, o->n_operand);
	all.question = calloc(o->n_operand, sizeof(*all.question));
	if (!whole || !all.question)
		tb_say("out of memory");
	else if (understand(&all, o, whole))
		status = write_all(o, &all);
	free(all.question);
	free(whole);
	return status;
}
