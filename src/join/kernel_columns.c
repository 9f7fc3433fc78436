/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_columns.c - who ran, where and when: what stands before an event
 *
 *   tracefs         "         python3-15952   [001] ..s2.   580.395848: "
 *   with tgid       "         python3-15952   (  15900) [001] ..s2.   580.395848: "
 *   trace-cmd       "          python3-15952 [001]   580.395848: "
 *   of an instance  "name:          python3-15952 [001]   580.395848: "
 *   latency form    " python3-15952   0..s2.   580.395848123: "
 *   perf script     "         python3 15952 [000]   580.395848: "
 *   perf, with pid  "         python3 15952/15953 [000]   580.395848: "
 *
 * A process names itself, so its name may hold anything, blanks, brackets and numbers too.
 * Columns are therefore taken off the end, and what is left is the name.
 */
#include "join/kernel_part.h"

/* "580.395848:", as many decimals as there are. */
bool tb_kernel_read_time(struct part p, tb_time *out)
{
	unsigned long seconds;
	tb_span left = 0, unit = TB_SECOND;
	struct part whole = p;

	if (length(p) == 0 || *--p.end != ':')
		return false;
	while (whole.at < p.end && *whole.at != '.')
		whole.at++;
	if (whole.at == p.end || !read_number((struct part){ p.at, whole.at }, UINT32_MAX, &seconds))
		return false;
	while (++whole.at < p.end && rd_is_digit(*whole.at))
		left += (unit /= 10) * (*whole.at - '0');
	out->ns = (int64_t)seconds * TB_SECOND + left;
	return whole.at == p.end;
}

/* "..s2.": interrupts off, to be scheduled, in an interrupt, depth of preemption ...  The
 * third tells whether whoever ran did this himself. */
static bool read_flags(struct part p, struct tb_kernel_event *out)
{
	if (length(p) < 4 || length(p) > 6)
		return false;
	for (const char *c = p.at; c < p.end; c++)
		if (strchr(".#abBdDnNplLhHsZz0123456789", *c) == NULL || *c == '\0')
			return false;
	if (strchr(".hHsZz", p.at[2]) == NULL)
		return false;
	out->by_process = p.at[2] == '.' ? TB_YES : TB_NO;
	return true;
}

static bool is_cpu(struct part p)
{
	unsigned long cpu;

	return length(p) > 2 && *p.at == '[' && p.end[-1] == ']' &&
	       read_number((struct part){ p.at + 1, p.end - 1 }, UINT16_MAX, &cpu);
}

enum form {
	FORM_UNKNOWN,	/* no column tells which number is which */
	FORM_WIDE,
	FORM_LATENCY	/* names are cut to eight bytes */
};

/* Takes the columns between the name and the time. */
static enum form read_columns(struct part *head, struct tb_kernel_event *out)
{
	struct part before = *head, word = last_word(head), flags = word;

	while (flags.at < flags.end && rd_is_digit(*flags.at))
		flags.at++;
	if (flags.at > word.at && read_flags(flags, out))
		return FORM_LATENCY;
	if (read_flags(word, out)) {
		before = *head;
		word = last_word(head);
	}
	if (is_cpu(word))
		return FORM_WIDE;
	*head = before;
	return FORM_UNKNOWN;
}

/* Takes a process' number behind its threads': "(  15900)". */
static bool read_tgid(struct part *who, unsigned long *tgid)
{
	struct part in = *who = trimmed(*who);

	if (length(in) == 0 || *--in.end != ')')
		return false;
	while (who->at < who->end && *--who->end != '(')
		;
	in.at = who->end + 1;
	return in.at < in.end && read_number(trimmed(in), INT32_MAX, tgid);
}

/* Takes the number: "-15952" of ftrace, " 15952" or " 15952/15953" of perf. */
static bool read_pid(struct part *who, unsigned long *pid)
{
	struct part rest = *who = trimmed(*who), word;

	while (rest.at < rest.end && rd_is_digit(rest.end[-1]))
		rest.end--;
	if (rest.at < rest.end && rest.end[-1] == '-') {
		word = (struct part){ rest.end, who->end };
		*who = (struct part){ who->at, rest.end - 1 };
		return read_number(word, INT32_MAX, pid);
	}
	word = last_word(who);
	for (const char *slash = word.at; slash < word.end; slash++)
		if (*slash == '/')
			word.end = slash;
	return read_number(word, INT32_MAX, pid);
}

/* Without the name of a trace's instance: "rec17859:          python3". */
static struct part without_instance(struct part name)
{
	const char *c = name.at;

	if (length(name) < TB_KERNEL_COMM)
		return name;
	while (c < name.end && !is_blank(*c))
		c++;
	if (c < name.end && c > name.at && c[-1] == ':')
		name.at = c;
	return trimmed(name);
}

enum { LATENCY_NAME = 8 };

static void read_name(struct part name, enum form form, struct tb_kernel_event *out)
{
	if (form == FORM_LATENCY && length(name) > LATENCY_NAME)
		name.at = name.end - LATENCY_NAME;
	name = without_instance(trimmed(name));
	if (length(name) >= sizeof(out->comm) || is_text(name, "<...>"))
		return;
	memcpy(out->comm, name.at, length(name));
}

void tb_kernel_read_process(struct part who, struct tb_kernel_event *out)
{
	enum form form = read_columns(&who, out);
	unsigned long pid, tgid = 0;
	bool has_tgid;

	if (form == FORM_UNKNOWN)
		return;
	has_tgid = read_tgid(&who, &tgid);
	if (!read_pid(&who, &pid))
		return;
	if (pid == 0) {			/* nobody runs */
		out->by_process = TB_NO;
		return;
	}
	out->pid = (int32_t)(has_tgid ? tgid : pid);
	read_name(who, form, out);
}
