/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * main.c - which command, and what the program says of itself
 *
 * A command is a row of commands[].  The first row is what happens if none is
 * named, so `tcpblame FILE` is `tcpblame report FILE`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "capture/source.h"
#include "commands.h"
#include "options.h"
#include "output.h"

struct command {
	const char *name, *help;
	enum tb_exit (*run)(struct tb_options *o);
};

static const struct command commands[] = {
	{ "report", "report every TCP reset in captures or on an interface", tb_cmd_report },
	{ "causes", "explain the causes of resets, all or those that are named", tb_cmd_causes },
	{ "explain", "explain errors: numbers, names, messages, lines of logs", tb_cmd_explain },
};

static const size_t n_commands = sizeof(commands) / sizeof(commands[0]);

static void print_help(FILE *out)
{
	fputs("usage: tcpblame [options] [file ...]\n"
	      "       tcpblame [options] -r file [filter expression]\n"
	      "       tcpblame [options] -i interface [filter expression]\n"
	      "       tcpblame causes [options] [cause ...]\n"
	      "       tcpblame explain [options] error ...\n"
	      "\nSays of every TCP reset who sent it, when, against what and to what effect.\n"
	      "\nCommands, named before all options (the first is what is meant without one):\n",
	      out);
	for (size_t i = 0; i < n_commands; i++)
		fprintf(out, "  %-28s %s\n", commands[i].name, commands[i].help);
	tb_options_help(out);
	fputs("\nFormats:\n", out);
	for (size_t i = 0; tb_formats[i]; i++)
		fprintf(out, "  %-28s %s\n", tb_formats[i]->name, tb_formats[i]->help);
	fputs("\nExit status: 0 ran, whatever was found; 1 usage or I/O error; 2 input was\n"
	      "missing in part, cut or damaged, and the rest is reported; 3 see --fail-on.\n",
	      out);
}

static void print_line(void *user, const char *text)
{
	fprintf(user, "%s\n", text);
}

/* What is printed instead of a report. */
static enum tb_exit print_about(enum tb_action action)
{
	struct tb_source_error err;

	if (action == TB_ACTION_HELP)
		print_help(stdout);
	if (action == TB_ACTION_VERSION)
		printf("tcpblame %s\n", tb_version());
	if (action == TB_ACTION_INTERFACES &&
	    !tb_source_interfaces(print_line, stdout, &err)) {
		tb_say("%s", err.text);
		return TB_EXIT_FAILED;
	}
	int failed = tb_output_close(stdout);
	if (failed)
		tb_say("standard output: %s", strerror(failed));
	return failed ? TB_EXIT_FAILED : TB_EXIT_OK;
}

/* A capture or the report must not be given the number of a standard stream that
 * our parent closed.  What stands in for it fails when it is used, as it should. */
static void hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

int main(int argc, char *argv[])
{
	const struct command *named = argc > 1 ? find_command(argv[1]) : NULL;
	const struct command *command = named ? named : &commands[0];
	struct tb_options o;
	enum tb_exit status = TB_EXIT_FAILED;

	hold_standard_streams();
	if (tb_options_parse(&o, argc - (named != NULL), argv + (named != NULL)))
		status = o.action == TB_ACTION_RUN ? command->run(&o) : print_about(o.action);
	tb_options_free(&o);
	return (int)status;
}
