/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options.c - the table of options, and what is made from it
 *
 * getopt_long(3) does the splitting, so that letters may be joined and long names
 * shortened, as people know it from tcpdump.  An option may stand before or after operands.
 * The arrays that it wants are made from options[].  An option has tcpdump's
 * letter only where it has tcpdump's meaning.
 */
#define _GNU_SOURCE
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include <tcpblame/log.h>

#include "inputs.h"
#include "message.h"
#include "suggest.h"
#include "wanted.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

struct row {
	int letter;		/* 0: only a long name */
	const char *name;
	const char *arg;	/* NULL: takes none */
	const char *help;
	bool (*set)(struct tb_options *o, const struct row *row, const char *value);
	size_t at;		/* member of struct tb_options that set() fills */
	uint64_t min, max;	/* of a number */
	const char *const *choice; /* of a choice: names in the order of its enum, NULL-ended */
	const char *group;	/* heading under which this and the next rows are shown */
};

static void *member(struct tb_options *o, const struct row *row)
{
	return (char *)o + row->at;
}

static bool set_true(struct tb_options *o, const struct row *row, const char *value)
{
	(void)value;
	*(bool *)member(o, row) = true;
	return true;
}

static bool has_text(const struct row *row, const char *value)
{
	if (!*value)
		tb_say("--%s needs a value that is not empty", row->name);
	return *value != '\0';
}

/* A second value must not silently take the place of the first one: that may be a file that
 * somebody waits for. */
static bool is_first(const struct row *row, const char *before)
{
	const char letter[] = { '-', (char)row->letter, '/', '\0' };

	if (before != NULL)
		tb_say("%s--%s can be given only once", row->letter ? letter : "", row->name);
	return before == NULL;
}

static bool set_text(struct tb_options *o, const struct row *row, const char *value)
{
	const char **text = member(o, row);

	if (!has_text(row, value) || !is_first(row, *text))
		return false;
	*text = value;
	return true;
}

static bool add_text(struct tb_options *o, const struct row *row, const char *value)
{
	struct tb_list *list = member(o, row);

	if (list->n == TB_MAX_LIST) {
		tb_say("--%s can be repeated %d times at most", row->name, (int)TB_MAX_LIST);
		return false;
	}
	if (!has_text(row, value))
		return false;
	list->at[list->n++] = value;
	return true;
}

/* Before anything is opened: a mistake is no reason to begin. */
static bool set_user(struct tb_options *o, const struct row *row, const char *value)
{
	if (!set_text(o, row, value))
		return false;
	if (getpwnam(value) == NULL)
		tb_say("--%s: there is no user '%s' here", row->name, value);
	return getpwnam(value) != NULL;
}

static bool set_number(struct tb_options *o, const struct row *row, const char *value)
{
	char *end;

	errno = 0;
	unsigned long long n = strtoull(value, &end, 10);
	/* strtoull() takes a sign and blanks; a count has neither */
	if (*value < '0' || *value > '9' || *end || errno || n < row->min || n > row->max) {
		tb_say("--%s needs a whole number from %" PRIu64 " to %" PRIu64 ", not '%s'",
		       row->name, row->min, row->max, value);
		return false;
	}
	*(uint64_t *)member(o, row) = n;
	return true;
}

/* A size in millions of bytes, or in the unit behind it. */
static bool set_size(struct tb_options *o, const struct row *row, const char *value)
{
	static const char units[] = "kmg";
	const size_t digits = strspn(value, "0123456789");
	const char *unit = value[digits] == '\0' ? NULL : strchr(units, value[digits] | 0x20);
	uint64_t n = strtoull(value, NULL, 10);

	if (digits == 0 || digits > 9 || n == 0 ||
	    (value[digits] != '\0' && (unit == NULL || value[digits + 1] != '\0'))) {
		tb_say("--%s needs a number of millions of bytes, or one with k, m or g behind it "
		       "for KiB, MiB or GiB, not '%s'", row->name, value);
		return false;
	}
	*(uint64_t *)member(o, row) = unit == NULL ? n * 1000000
						   : n << (10 * (unit - units + 1));
	return true;
}

static bool set_choice(struct tb_options *o, const struct row *row, const char *value)
{
	for (int i = 0; row->choice[i]; i++)
		if (strcmp(row->choice[i], value) == 0) {
			*(int *)member(o, row) = i;
			return true;
		}
	tb_say("--%s knows no '%s'; see --help", row->name, value);
	return false;
}

static bool add_causes(struct tb_options *o, const struct row *row, const char *value)
{
	return has_text(row, value) && tb_wanted_causes(o, value);
}

static bool add_origins(struct tb_options *o, const struct row *row, const char *value)
{
	return has_text(row, value) && tb_wanted_origins(o, value);
}

static bool set_format(struct tb_options *o, const struct row *row, const char *value)
{
	(void)row;
	o->format = tb_format_find(value);
	if (!o->format)
		tb_say("no format is called '%s'; see --help", value);
	return o->format != NULL;
}

static bool set_line(struct tb_options *o, const struct row *row, const char *value)
{
	(void)row;
	(void)value;
	o->format = &tb_format_line;
	return true;
}

static bool set_action(struct tb_options *o, const struct row *row, const char *value)
{
	(void)value;
	o->action = (enum tb_action)row->min;
	return true;
}

static bool add_file(struct tb_options *o, const struct row *row, const char *value)
{
	(void)row;
	return tb_inputs_add(o, value);
}

static bool add_list(struct tb_options *o, const struct row *row, const char *value)
{
	(void)row;
	return tb_inputs_add_list(o, value);
}

static bool set_filter(struct tb_options *o, const struct row *row, const char *value)
{
	(void)row;
	return tb_inputs_filter(o, value);
}

static bool read_filter(struct tb_options *o, const struct row *row, const char *value)
{
	(void)row;
	return tb_inputs_filter_file(o, value);
}

static const char *const colour_names[] = {
	[TB_COLOUR_AUTO] = "auto",
	[TB_COLOUR_ALWAYS] = "always",
	[TB_COLOUR_NEVER] = "never",
	NULL,
};
_Static_assert(COUNT_OF(colour_names) == TB_COLOUR_NEVER + 2,
	       "colour_names[] lost step with enum tb_colour");

static const char *const log_format_names[] = {
	[TB_LOG_AUTO] = "auto",
	[TB_LOG_TEXT] = "text",
	[TB_LOG_JSON] = "json",
	NULL,
};
_Static_assert(COUNT_OF(log_format_names) == TB_LOG_FORMAT_COUNT + 1,
	       "log_format_names[] lost step with enum tb_log_format");

static const char *const fail_on_names[] = {
	[TB_FAIL_ON_NOTHING] = "nothing",
	[TB_FAIL_ON_DISRUPTIVE] = "disruptive",
	[TB_FAIL_ON_ANY] = "any",
	NULL,
};
_Static_assert(COUNT_OF(fail_on_names) == TB_FAIL_ON_ANY + 2,
	       "fail_on_names[] lost step with enum tb_fail_on");

#define AT(field) .at = offsetof(struct tb_options, field)

static const struct row options[] = {
	{ 'r', "read", "FILE", "read this capture; '-' is standard input; may be repeated",
	  .set = add_file, .group = "Input" },
	{ 'V', "read-list", "FILE", "read the captures that FILE names, one a line",
	  .set = add_list },
	{ 'i', "interface", "IFACE",
	  "capture on this interface, or on 'any'; may be repeated",
	  .set = add_text, AT(interface) },
	{ 'f', "filter", "EXPR", "look only at packets that match, see pcap-filter(7)",
	  .set = set_filter },
	{ 'F', "filter-file", "FILE", "the same, with the expression in FILE",
	  .set = read_filter },
	{ 'c', "count", "N", "stop after N packets",
	  .set = set_number, AT(max_packets), .min = 1, .max = INT64_MAX },
	{ 0, "kernel-trace", "FILE", "a kernel's trace of resets beside the captures; may be repeated",
	  .set = add_text, AT(kernel_trace) },
	{ 'D', "list-interfaces", NULL, "list the interfaces that can be captured on",
	  .set = set_action, .min = TB_ACTION_INTERFACES },

	{ 0, "log", "FILE", "tie the error lines of this log to the resets; may be repeated",
	  .set = add_text, AT(log), .group = "Logs beside the capture" },
	{ 0, "log-format", "NAME", "auto (each line by its look), text, or json (only JSON lines)",
	  .set = set_choice, AT(log_format), .choice = log_format_names },
	{ 0, "log-timezone", "ZONE", "of times that name none: UTC, +02:00, Europe/Berlin, local",
	  .set = set_text, AT(log_timezone) },

	{ 's', "snapshot-length", "BYTES", "keep so many bytes of a packet; 0: all",
	  .set = set_number, AT(snaplen), .max = 262144, .group = "Live capture" },
	{ 'B', "buffer-size", "KIB", "size of the kernel's capture buffer, in KiB",
	  .set = set_number, AT(buffer_kib), .min = 1, .max = INT_MAX / 1024 },
	{ 'p', "no-promiscuous-mode", NULL, "do not put the interface into promiscuous mode",
	  .set = set_true, AT(no_promiscuous) },
	{ 0, "immediate-mode", NULL, "take each packet as it comes instead of in batches",
	  .set = set_true, AT(immediate) },
	{ 0, "kernel-reasons", NULL, "ask this host's kernel why it sends resets (Linux, root)",
	  .set = set_true, AT(kernel_reasons) },
	{ 0, "syslog", NULL, "tell the system's log of each ending, too; journald with fields",
	  .set = set_true, AT(syslog) },
	{ 0, "metrics", "FILE", "keep numbers for Prometheus in FILE, renewed every 15 s",
	  .set = set_text, AT(metrics) },
	{ 0, "metrics-listen", "ENDPOINT", "tell them over HTTP at ENDPOINT, ADDRESS:PORT",
	  .set = set_text, AT(metrics_listen) },

	{ 0, "only", "CAUSE,...", "those of these causes, as tcpblame causes names them",
	  .set = add_causes, .group = "Which endings are reported (all, unless some are chosen)" },
	{ 0, "origin", "WHO,...", "those made by client, server, third-party, or unknown",
	  .set = add_origins },
	{ 0, "disruptive", NULL, "those that hurt",
	  .set = set_true, AT(disruptive) },
	{ 0, "flow", "EXPR", "those whose addresses and ports match, see pcap-filter(7)",
	  .set = set_text, AT(flow) },
	{ 0, "limit", "N", "the first N of them",
	  .set = set_number, AT(limit), .min = 1, .max = INT64_MAX },

	{ 'o', "output", "FILE", "write the report to FILE instead of standard output",
	  .set = set_text, AT(output), .group = "Output" },
	{ 'C', "rotate-size", "SIZE", "live: begin another FILE after SIZE million bytes (or k, m, g)",
	  .set = set_size, AT(rotate_size) },
	{ 'G', "rotate-seconds", "SECONDS", "the same after so long; FILE is named by strftime(3)",
	  .set = set_number, AT(rotate_seconds), .min = 1, .max = INT32_MAX },
	{ 'W', "rotate-count", "N", "of these files keep the last N",
	  .set = set_number, AT(rotate_count), .min = 1, .max = 1 << 16 },
	{ 0, "format", "NAME", "how the report is written, see below",
	  .set = set_format },
	{ 'q', "quick", NULL, "the same as --format line: one line an ending",
	  .set = set_line },
	{ 0, "signals", NULL, "json, ecs, eve: what every question about each reset was answered",
	  .set = set_true, AT(signals) },
	{ 0, "anonymize", "KEYFILE", "pseudonyms for addresses and names, by that key; of payload its form",
	  .set = set_text, AT(anonymize) },
	{ 0, "color", "WHEN", "auto (on a terminal, unless NO_COLOR is set), always or never",
	  .set = set_choice, AT(colour), .choice = colour_names },
	{ 0, "fail-on", "WHAT", "status 3 if there was a reset: disruptive, any or nothing",
	  .set = set_choice, AT(fail_on), .choice = fail_on_names },
	{ 'v', "verbose", NULL, "show the segments around each reset; say more about the run",
	  .set = set_true, AT(verbose) },
	{ 0, "no-progress", NULL, "no progress line on a terminal",
	  .set = set_true, AT(no_progress) },
	{ 'n', "numeric", NULL, "accepted and without effect: no address in packets is looked up",
	  .set = set_true, AT(numeric) },

	{ 'w', "write", "FILE", "write the packets of the reported connections, as pcapng",
	  .set = set_text, AT(evidence), .group = "Evidence" },
	{ 0, "context", "N", "of these only N packets before and after each RST",
	  .set = set_number, AT(context), .min = 1, .max = UINT32_MAX },
	{ 0, "strip-payload", NULL, "cut what is behind their TCP headers",
	  .set = set_true, AT(strip_payload) },
	{ 0, "ring", "MIB", "room for packets that wait for a verdict, in MiB (64)",
	  .set = set_number, AT(ring_mib), .min = 1, .max = 1 << 20 },

	{ 'Z', "relinquish-privileges", "USER", "as root, become USER when all is open (tcpblame, nobody)",
	  .set = set_user, AT(user), .group = "Privileges" },
	{ 0, "no-confine", NULL, "do not restrict which files and system calls can be used",
	  .set = set_true, AT(no_confine) },

	{ 0, "max-flows", "N", "remember at most N connections at once (1000000)",
	  .set = set_number, AT(max_flows), .min = 1, .max = UINT64_C(1) << 26,
	  .group = "Limits" },
	{ 0, "memory", "MIB", "take no more than MIB for connections, resets and packets",
	  .set = set_number, AT(memory_mib), .min = 1, .max = 1 << 20 },
	{ 0, "jobs", "N", "work on files with N threads (1); more than 2 are no use",
	  .set = set_number, AT(jobs), .min = 1, .max = 1024 },

	{ 'h', "help", NULL, "print this and exit",
	  .set = set_action, .min = TB_ACTION_HELP, .group = "About" },
	{ 0, "version", NULL, "print the version and exit",
	  .set = set_action, .min = TB_ACTION_VERSION },
};

/* What getopt_long() returns for the long name of row i. */
enum { LONG_BASE = 0x100 };

static void fill_getopt(char *letters, struct option *names)
{
	*letters++ = '+'; /* operands stay where they are */
	*letters++ = ':'; /* a missing argument is told apart from an unknown option */
	for (size_t i = 0; i < COUNT_OF(options); i++) {
		const struct row *row = &options[i];

		names[i] = (struct option){
			.name = row->name,
			.has_arg = row->arg ? required_argument : no_argument,
			.val = LONG_BASE + (int)i,
		};
		if (!row->letter)
			continue;
		*letters++ = (char)row->letter;
		if (row->arg)
			*letters++ = ':';
	}
	*letters = '\0';
	names[COUNT_OF(options)] = (struct option){ 0 };
}

static const struct row *row_of(int opt)
{
	if (opt >= LONG_BASE)
		return &options[opt - LONG_BASE];
	for (size_t i = 0; i < COUNT_OF(options); i++)
		if (options[i].letter == opt)
			return &options[i];
	return NULL;
}

static void complain_unknown(const char *arg)
{
	const char *names[COUNT_OF(options)];
	const char *near = NULL;

	for (size_t i = 0; i < COUNT_OF(options); i++)
		names[i] = options[i].name;
	if (strncmp(arg, "--", 2) == 0)
		near = tb_suggest(arg + 2, names, COUNT_OF(names));
	if (near)
		tb_say("no option is called '%s'; did you mean --%s?", arg, near);
	else
		tb_say("no option is called '%s'; see --help", arg);
}

/* What is wrong with the option that getopt_long() just refused. */
static void complain(int opt, char *argv[])
{
	const struct row *row = optopt ? row_of(optopt) : NULL;
	const char letter[] = { '-', (char)optopt, '\0' };

	if (opt == ':' && row)
		tb_say("-%s%s needs an argument: %s", row->letter ? letter + 1 : "-",
		       row->letter ? "" : row->name, row->arg);
	else if (row && optopt >= LONG_BASE)
		tb_say("--%s takes no argument", row->name);
	else if (optopt)
		complain_unknown(letter);
	else
		complain_unknown(argv[optind - 1]);
}

/* No option is a digit, so what looks like a negative number is an error to explain, as
 * "-104" is. */
static bool is_operand(const char *arg)
{
	return arg[0] != '-' || arg[1] == '\0' || (arg[1] >= '0' && arg[1] <= '9');
}

/* Operands are moved to the front as they are met: getopt_long(3) does that too, but takes
 * a negative number for options. */
static bool parse_options(struct tb_options *o, int argc, char *argv[])
{
	char letters[2 * COUNT_OF(options) + 3];
	struct option names[COUNT_OF(options) + 1];
	bool only_operands = false;

	fill_getopt(letters, names);
	opterr = 0;
	optind = 1;
	o->operand = argv + 1;
	while (optind < argc) {
		if (only_operands || is_operand(argv[optind])) {
			o->operand[o->n_operand++] = argv[optind++];
			continue;
		}
		int opt = getopt_long(argc, argv, letters, names, NULL);
		if (opt == '?' || opt == ':') {
			complain(opt, argv);
			return false;
		}
		if (opt == -1)	/* it was "--" */
			only_operands = true;
		else if (!row_of(opt)->set(o, row_of(opt), optarg))
			return false;
	}
	return true;
}

bool tb_options_parse(struct tb_options *o, int argc, char *argv[])
{
	*o = (struct tb_options){ .format = tb_formats[0] };
	return parse_options(o, argc, argv);
}

void tb_options_free(struct tb_options *o)
{
	for (size_t i = 0; i < o->n_path; i++)
		free(o->path[i]);
	free(o->path);
	free(o->filter);
}

void tb_options_help(FILE *out)
{
	for (size_t i = 0; i < COUNT_OF(options); i++) {
		const struct row *row = &options[i];
		char left[64];

		snprintf(left, sizeof(left), "%c%c%s --%s%s%s", row->letter ? '-' : ' ',
			 row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
			 row->arg ? " " : "", row->arg ? row->arg : "");
		if (row->group)
			fprintf(out, "\n%s:\n", row->group);
		if (strlen(left) <= 28)
			fprintf(out, "  %-28s %s\n", left, row->help);
		else
			fprintf(out, "  %s\n  %28s %s\n", left, "", row->help);
	}
}
