/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options.h - the command line as plain values
 *
 * Each option is a row of options[] in options.c: letter, name, argument, help
 * and setter.  Parsing and --help are both made from the rows.
 */
#ifndef TB_CLI_OPTIONS_H
#define TB_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "report/format.h"

/* What the command line asks for. */
enum tb_action {
	TB_ACTION_RUN,
	TB_ACTION_HELP,
	TB_ACTION_VERSION,
	TB_ACTION_INTERFACES
};

enum tb_colour {
	TB_COLOUR_AUTO,
	TB_COLOUR_ALWAYS,
	TB_COLOUR_NEVER
};

enum tb_fail_on {
	TB_FAIL_ON_NOTHING,
	TB_FAIL_ON_DISRUPTIVE,
	TB_FAIL_ON_ANY
};

enum { TB_MAX_LIST = 64 };

/* What an option that may be repeated was given; argv's. */
struct tb_list {
	const char *at[TB_MAX_LIST];
	size_t n;
};

struct tb_options {
	enum tb_action action;
	char **path;		/* files to read, in the order given; ours */
	size_t n_path;
	struct tb_list interface;	/* none: files are read */
	char *filter;		/* NULL: none; ours */
	uint64_t max_packets;	/* 0: no limit */
	uint64_t snaplen;	/* bytes; 0: libpcap's maximum */
	uint64_t buffer_kib;	/* 0: libpcap's default */
	bool no_promiscuous;
	bool immediate;
	struct tb_list log;	/* files */
	int log_format;		/* enum tb_log_format */
	const char *log_timezone;	/* NULL: UTC */
	bool kernel_reasons;
	const char *user;	/* to become; NULL: see tb_needs */
	bool no_confine;
	const char *metrics;	/* file for numbers, replaced now and then; NULL: none */
	const char *metrics_listen;	/* address and port at which they are told; NULL: none */
	struct tb_list kernel_trace;	/* files */
	bool numeric;		/* accepted for tcpdump's sake: addresses always are */
	bool verbose;
	bool no_progress;
	bool signals;
	const char *output;	/* NULL: standard output */
	bool syslog;		/* tell the system's log, too */
	uint64_t rotate_size;	/* bytes after which another file follows; 0: however many */
	uint64_t rotate_seconds;	/* likewise, of time */
	uint64_t rotate_count;	/* of these files so many stay; 0: all */
	struct tb_list only;	/* slugs of causes, static; none: all */
	unsigned origins;	/* bits 1 << enum tb_origin; 0: all */
	bool disruptive;	/* no others */
	const char *flow;	/* an expression; NULL: all connections */
	uint64_t limit;		/* endings that are reported at most; 0: all */
	const char *anonymize;	/* file with a key; NULL: names stay */
	const char *evidence;	/* file for the packets of what is reported; NULL: none wanted */
	uint64_t context;	/* of them so many before and after each RST; 0: all */
	uint64_t ring_mib;	/* for packets that wait for a verdict; 0: the default */
	bool strip_payload;
	const struct tb_format *format;
	uint64_t max_flows;	/* 0: the engine's default */
	uint64_t memory_mib;	/* 0: whatever the other limits come to */
	uint64_t jobs;		/* threads for files; 0: one */
	int colour;		/* enum tb_colour */
	int fail_on;		/* enum tb_fail_on */
	char **operand;		/* what stands besides options: the command's; argv's */
	size_t n_operand;
	bool operands_filter;	/* they are the filter, see tb_inputs_operands() */
};

/*
 * Fills *o from the arguments that follow argv[0].  False after a complaint on
 * stderr.  Strings that are not ours are borrowed from argv.  Free with
 * tb_options_free() either way.
 */
bool tb_options_parse(struct tb_options *o, int argc, char *argv[]);

void tb_options_free(struct tb_options *o);

/* Prints the rows, grouped, as --help shows them. */
void tb_options_help(FILE *out);

#endif
