/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"
#include "rotation.h"

enum { MAX_FILTER = 1 << 16 }; /* bytes of a filter file */

bool tb_inputs_add(struct tb_options *o, const char *path)
{
	char **grown = o->path;

	if (!*path) {
		tb_say("a file name is empty");
		return false;
	}
	if ((o->n_path & (o->n_path + 1)) == 0) /* full at 1, 3, 7 ... */
		grown = realloc(o->path, (2 * o->n_path + 1) * sizeof(*grown));
	char *copy = grown ? strdup(path) : NULL;
	if (grown)
		o->path = grown;
	if (!copy) {
		tb_say("no memory for the list of files");
		return false;
	}
	o->path[o->n_path++] = copy;
	return true;
}

static FILE *open_text(const char *path)
{
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");

	if (!in)
		tb_say("%s: %s", path, strerror(errno));
	return in;
}

/* Closes what open_text() opened; false if reading had failed. */
static bool close_text(FILE *in, const char *path)
{
	bool good = !ferror(in);

	if (!good)
		tb_say("%s: %s", path, strerror(errno));
	if (in != stdin)
		fclose(in);
	return good;
}

bool tb_inputs_add_list(struct tb_options *o, const char *list)
{
	FILE *in = open_text(list);
	char *line = NULL;
	size_t size = 0;
	bool good = in != NULL;

	while (good && getline(&line, &size, in) >= 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line)
			good = tb_inputs_add(o, line);
	}
	free(line);
	if (in && !close_text(in, list))
		good = false;
	if (good && o->n_path == 0) {
		tb_say("%s: names no file", list);
		good = false;
	}
	return good;
}

bool tb_inputs_filter(struct tb_options *o, const char *expression)
{
	if (o->filter) {
		tb_say("more than one filter: join the expressions with 'and' or 'or'");
		return false;
	}
	o->filter = strdup(expression);
	if (!o->filter)
		tb_say("no memory for the filter");
	return o->filter != NULL;
}

/* As tcpdump does: from "#" to the end of the line is a comment. */
static void blank_comments(char *text)
{
	for (char *at = strchr(text, '#'); at; at = strchr(at, '#'))
		memset(at, ' ', strcspn(at, "\n"));
}

bool tb_inputs_filter_file(struct tb_options *o, const char *path)
{
	FILE *in = open_text(path);
	char *text = in ? malloc(MAX_FILTER + 1) : NULL;
	bool good = false;

	if (in && !text)
		tb_say("no memory for the filter");
	if (text) {
		size_t n = fread(text, 1, MAX_FILTER, in);

		text[n] = '\0';
		if (n == MAX_FILTER)
			tb_say("%s: a filter of more than %d bytes", path, (int)MAX_FILTER);
		else if (strlen(text) != n)
			tb_say("%s: not a text", path);
		else
			good = true;
		blank_comments(text);
	}
	if (in && !close_text(in, path))
		good = false;
	good = good && tb_inputs_filter(o, text);
	free(text);
	return good;
}

/* The words of a trailing expression, with blanks between them. */
static bool join_filter(struct tb_options *o)
{
	size_t size = 1;
	char *text, *at;

	for (size_t i = 0; i < o->n_operand; i++)
		size += strlen(o->operand[i]) + 1;
	at = text = malloc(size);
	if (!text) {
		tb_say("no memory for the filter");
		return false;
	}
	*at = '\0';
	for (size_t i = 0; i < o->n_operand; i++) {
		at = stpcpy(at, o->operand[i]);
		if (i + 1 < o->n_operand)
			at = stpcpy(at, " ");
	}
	bool good = tb_inputs_filter(o, text);
	free(text);
	return good;
}

/* What is asked of the evidence; false after a complaint. */
static bool evidence_fits(const struct tb_options *o)
{
	bool packets = o->evidence && strcmp(o->evidence, "-") == 0;
	bool report = !o->output || strcmp(o->output, "-") == 0;

	if (!o->evidence && (o->context || o->strip_payload || o->ring_mib))
		tb_say("--%s is about the packets that -w writes, and there is no -w",
		       o->context ? "context" : o->strip_payload ? "strip-payload" : "ring");
	else if (packets && report)
		tb_say("report and packets cannot both go to standard output: name a file for "
		       "the report with -o");
	else if (packets && isatty(STDOUT_FILENO))
		tb_say("packets are not written to a terminal: name a file with -w");
	else if (o->evidence && o->output && strcmp(o->evidence, o->output) == 0)
		tb_say("%s: report and packets need a file each", o->output);
	else
		return true;
	return false;
}

/* Whose packets would come twice, or NULL. */
static const char *named_twice(const struct tb_list *interface)
{
	for (size_t i = 0; i < interface->n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(interface->at[i], interface->at[k]) == 0)
				return interface->at[i];
	return NULL;
}

static bool fits_together(const struct tb_options *o)
{
	size_t stdins = 0;

	for (size_t i = 0; i < o->n_path; i++)
		stdins += strcmp(o->path[i], "-") == 0;
	for (size_t i = 0; i < o->log.n; i++)
		stdins += strcmp(o->log.at[i], "-") == 0;
	for (size_t i = 0; i < o->kernel_trace.n; i++)
		stdins += strcmp(o->kernel_trace.at[i], "-") == 0;
	if (o->interface.n && o->n_path)
		tb_say("files and an interface cannot be looked at together");
	else if (!o->interface.n && !o->n_path)
		tb_say("nothing to read: name a capture file, or an interface with -i; see --help");
	else if (o->interface.n > TB_SOURCE_INTERFACES)
		tb_say("at most %d interfaces at once; or take 'any'", (int)TB_SOURCE_INTERFACES);
	else if (named_twice(&o->interface) != NULL)
		tb_say("%s: this interface is named twice", named_twice(&o->interface));
	else if (o->interface.n && o->kernel_trace.n)
		tb_say("--kernel-trace is for captures that were written; live it is "
		       "--kernel-reasons");
	else if (!o->interface.n && o->kernel_reasons)
		tb_say("--kernel-reasons needs -i; what a kernel said before is read by "
		       "--kernel-trace");
	else if (!o->interface.n && (o->metrics || o->metrics_listen))
		tb_say("numbers while it runs need a run that lasts: --metrics and "
		       "--metrics-listen go with -i");
	else if (!o->interface.n && o->syslog)
		tb_say("the system's log is told of what happens now: --syslog goes with -i");
	else if (o->format->brief && o->log.n)
		tb_say("a line has no column for what --log would add; choose another format");
	else if (o->signals && !o->format->signals)
		tb_say("%s has no place for what --signals would add; json, ndjson, ecs and eve "
		       "have", o->format->name);
	else if (o->interface.n && o->log.n && o->format->logs == NULL)
		tb_say("live, lines of logs are told when all resets are, and this format has no "
		       "place for them; choose another one");
	else if (stdins > 1)
		tb_say("standard input can be read only once");
	else
		return true;
	return false;
}

static bool folder_has_time(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && memchr(path, '%', (size_t)(slash - path)) != NULL;
}

/* A document is whole only when it ends, and what is read from files ends soon. */
static bool rotation_fits(const struct tb_options *o)
{
	if (!tb_rotation_wanted(o) && o->rotate_count == 0)
		return true;
	if (!tb_rotation_wanted(o))
		tb_say("-W bounds the number of the files of -C or -G, and neither is there");
	else if (!o->interface.n)
		tb_say("-C and -G are for a run that lasts: they go with -i");
	else if (o->output == NULL || strcmp(o->output, "-") == 0)
		tb_say("-C and -G need files: name them with -o");
	else if (!o->format->lines)
		tb_say("%s is one document, which -C and -G cannot divide; line, ndjson, csv, ecs "
		       "and eve are lines", o->format->name);
	else if (o->rotate_seconds != 0 && folder_has_time(o->output))
		tb_say("-G puts times into the name of a file, and not of its folder");
	else
		return true;
	return false;
}

bool tb_inputs_operands(struct tb_options *o)
{
	bool good = true;

	o->operands_filter = o->n_operand && (o->n_path || o->interface.n);
	if (o->operands_filter)
		good = join_filter(o);
	else
		for (size_t i = 0; good && i < o->n_operand; i++)
			good = tb_inputs_add(o, o->operand[i]);
	return good && fits_together(o) && evidence_fits(o) && rotation_fits(o);
}

struct tb_files_config tb_inputs_files(const struct tb_options *o)
{
	return (struct tb_files_config){
		.path = (const char *const *)o->path,
		.n_path = o->n_path,
		.filter = o->filter,
		.max_packets = o->max_packets,
	};
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* The shell makes several words of *.pcap, and -r takes one. */
void tb_inputs_complain(const struct tb_options *o, const struct tb_source_error *err)
{
	tb_say("%s", err->text);
	for (size_t i = 0; i < o->interface.n && !err->filter; i++)
		if (strchr(o->interface.at[i], ',') != NULL)
			tb_say("-i takes one interface, and may be repeated");
	if (!err->filter || !o->operands_filter)
		return;
	for (size_t i = 0; i < o->n_operand; i++)
		if (is_file(o->operand[i])) {
			tb_say("'%s' was taken for a filter; %s", o->operand[i], o->interface.n
			       ? "files and an interface cannot be looked at together"
			       : "give each capture its own -r");
			return;
		}
}
