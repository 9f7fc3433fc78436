/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_event.c - reads one line of a kernel trace
 *
 * All tools print who ran, where and when, then the event and its fields:
 *
 *   tracefs         "         python3-15952   [001] ..s2.   580.395848: tcp_send_reset: k=v k=v"
 *   with tgid       "         python3-15952   (  15900) [001] ..s2.   580.395848: ..."
 *   trace-cmd       "          python3-15952 [001]   580.395848: tcp_send_reset:    k=v k=v"
 *   of an instance  "name:          python3-15952 [001]   580.395848: ..."
 *   latency form    " python3-15952   0..s2.   580.395848123: tcp_send_reset:  k=v k=v"
 *   perf script     "         python3 15952 [000]   580.395848:    tcp:tcp_send_reset: k=v k=v"
 *   perf, with tid  "         python3 15952/15953   580.395848: tcp:tcp_send_reset: k=v k=v"
 *
 * A process names itself, so what stands before its number may be anything.  The line is
 * therefore read from the event outwards: the last thing that looks like one is it, as a
 * stranger's name never stands behind it; and from there backwards to the name.
 *
 * Fields are found by their names, whatever their order, since it differs between versions
 * of Linux.  Before 6.9 or so tcp_send_reset gives addresses and ports apart, and no reason.
 */
#define _POSIX_C_SOURCE 200809L
#include "join/kernel_event.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "knowledge/kernel_reason.h"

/* Bytes of the line. */
struct part {
	const char *at, *end;
};

static size_t length(struct part p)
{
	return (size_t)(p.end - p.at);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_text(struct part p, const char *text)
{
	return length(p) == strlen(text) && memcmp(p.at, text, length(p)) == 0;
}

static struct part trimmed(struct part p)
{
	while (p.at < p.end && is_blank(*p.at))
		p.at++;
	while (p.at < p.end && is_blank(p.end[-1]))
		p.end--;
	return p;
}

/* Takes the last word of what is left. */
static struct part last_word(struct part *p)
{
	struct part word = *p = trimmed(*p);

	while (p->at < p->end && !is_blank(p->end[-1]))
		p->end--;
	word.at = p->end;
	return word;
}

static struct part first_word(struct part *p)
{
	struct part word = *p = trimmed(*p);

	while (p->at < p->end && !is_blank(*p->at))
		p->at++;
	word.end = p->at;
	return word;
}

/* All of it is a decimal number, or hexadecimal behind 0x. */
static bool read_number(struct part p, unsigned long most, unsigned long *out)
{
	char digits[16], *end;

	if (length(p) == 0 || length(p) >= sizeof(digits) || !is_digit(*p.at))
		return false;
	memcpy(digits, p.at, length(p));
	digits[length(p)] = '\0';
	*out = strtoul(digits, &end, length(p) > 2 && digits[1] == 'x' ? 16 : 10);
	return *end == '\0' && *out <= most;
}

/* Who, where and when ------------------------------------------------------------------ */

/* "580.395848:", as many decimals as there are. */
static bool read_time(struct part p, tb_time *out)
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
	while (++whole.at < p.end && is_digit(*whole.at))
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

	while (flags.at < flags.end && is_digit(*flags.at))
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

	while (rest.at < rest.end && is_digit(rest.end[-1]))
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

static void read_process(struct part who, enum form form, struct tb_kernel_event *out)
{
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

/* Fields ------------------------------------------------------------------------------- */

struct fields {
	struct part src, dest, saddr, daddr, saddrv6, daddrv6, sport, dport;
	struct part family, protocol, state, newstate, reason;
};

static const struct {
	const char *name;
	size_t at;
} known_fields[] = {
#define FIELD(name) { #name, offsetof(struct fields, name) }
	FIELD(src), FIELD(dest), FIELD(saddr), FIELD(daddr), FIELD(saddrv6), FIELD(daddrv6),
	FIELD(sport), FIELD(dport), FIELD(family), FIELD(protocol), FIELD(state), FIELD(newstate),
	FIELD(reason),
#undef FIELD
};

static void read_field(struct part word, struct fields *out)
{
	struct part name = word;

	while (name.at < name.end && *name.at != '=')
		name.at++;
	if (name.at == name.end)
		return;
	name = (struct part){ word.at, name.at };
	word.at = name.end + 1;
	for (size_t i = 0; i < sizeof(known_fields) / sizeof(known_fields[0]); i++)
		if (is_text(name, known_fields[i].name))
			memcpy((char *)out + known_fields[i].at, &word, sizeof(word));
}

static bool read_addr(struct part p, struct tb_addr *out)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t v4[4];

	if (length(p) == 0 || length(p) >= sizeof(text))
		return false;
	memcpy(text, p.at, length(p));
	text[length(p)] = '\0';
	if (inet_pton(AF_INET6, text, out->byte) == 1)
		return true;
	*out = (struct tb_addr){ { [10] = 0xff, [11] = 0xff } };
	if (inet_pton(AF_INET, text, v4) != 1)
		return false;
	memcpy(out->byte + 12, v4, sizeof(v4));
	return true;
}

static bool read_port(struct part p, uint16_t *out)
{
	unsigned long port;

	if (!read_number(p, UINT16_MAX, &port))
		return false;
	*out = (uint16_t)port;
	return true;
}

/* "10.0.0.9:80", "[2001:db8::1]:80" */
static bool read_endpoint(struct part p, struct tb_endpoint *out)
{
	struct part addr = p;

	while (addr.at < addr.end && *--addr.end != ':')
		;
	if (addr.end == addr.at)
		return false;
	p.at = addr.end + 1;
	if (*addr.at == '[' && addr.end[-1] == ']')
		addr = (struct part){ addr.at + 1, addr.end - 1 };
	return read_addr(addr, &out->addr) && read_port(p, &out->port);
}

/* Both families are printed, and only one is meant. */
static bool read_either(struct part v4, struct part v6, const struct fields *f,
			struct tb_addr *out)
{
	bool is_v4 = is_text(f->family, "AF_INET") || length(v6) == 0;

	return read_addr(is_v4 && length(v4) > 0 ? v4 : v6, out);
}

/* Of the socket, and of its peer. */
static bool read_ends(const struct fields *f, struct tb_endpoint *own, struct tb_endpoint *peer)
{
	if (length(f->src) > 0)
		return read_endpoint(f->src, own) && read_endpoint(f->dest, peer);
	return read_either(f->saddr, f->saddrv6, f, &own->addr) &&
	       read_either(f->daddr, f->daddrv6, f, &peer->addr) &&
	       read_port(f->sport, &own->port) && read_port(f->dport, &peer->port);
}

/* A name, or its number: some tools do not know the names. */
static uint8_t read_state(struct part p)
{
	unsigned long number;

	if (read_number(p, UINT8_MAX, &number))
		return tb_kernel_state_name((unsigned)number) != NULL ? (uint8_t)number : 0;
	for (uint8_t i = 1; tb_kernel_state_name(i) != NULL; i++)
		if (is_text(p, tb_kernel_state_name(i)))
			return i;
	return 0;
}

static void read_reason(struct part p, char out[TB_KERNEL_REASON])
{
	if (length(p) >= TB_KERNEL_REASON)
		return;
	for (const char *c = p.at; c < p.end; c++)
		if (!is_digit(*c) && *c != '_' && (*c < 'A' || *c > 'Z'))
			return;
	if (length(p) > 0 && !is_digit(*p.at))
		memcpy(out, p.at, length(p));
}

static bool read_sent(const struct fields *f, struct tb_kernel_event *out)
{
	out->state = read_state(f->state);
	read_reason(f->reason, out->reason);
	return read_ends(f, &out->from, &out->to) && out->from.port != 0;
}

/* The socket is its receiver's. */
static bool read_taken(const struct fields *f, struct tb_kernel_event *out)
{
	return read_ends(f, &out->to, &out->from) && out->to.port != 0 && out->from.port != 0;
}

static bool read_new_state(const struct fields *f, struct tb_kernel_event *out)
{
	out->state = read_state(f->newstate);
	if (out->state == TB_KERNEL_FIN_WAIT1 || out->state == TB_KERNEL_LAST_ACK ||
	    out->state == TB_KERNEL_CLOSE)
		out->kind = TB_KERNEL_ENDED;
	else if (out->state != TB_KERNEL_ESTABLISHED)
		return false;
	if (length(f->protocol) > 0 && !is_text(f->protocol, "IPPROTO_TCP"))
		return false;
	return read_ends(f, &out->from, &out->to) && out->from.port != 0 && out->to.port != 0;
}

static const struct {
	const char *name, *system;
	bool (*read)(const struct fields *f, struct tb_kernel_event *out);
} events[] = {
	[TB_KERNEL_SENT] = { "tcp_send_reset", "tcp:tcp_send_reset", read_sent },
	[TB_KERNEL_TAKEN] = { "tcp_receive_reset", "tcp:tcp_receive_reset", read_taken },
	[TB_KERNEL_STATE] = { "inet_sock_set_state", "sock:inet_sock_set_state", read_new_state },
};

enum { EVENTS = sizeof(events) / sizeof(events[0]) };

/* The event that this word names, or EVENTS. */
static unsigned event_of(struct part word)
{
	unsigned kind = 0;

	while (kind < EVENTS && !is_text(word, events[kind].name) &&
	       !is_text(word, events[kind].system))
		kind++;
	return kind;
}

/* The last event that the line names, and what stands before and behind it. */
static unsigned find_event(struct part line, struct part *head, struct part *tail)
{
	unsigned kind = EVENTS;

	*head = line;
	while (kind == EVENTS && length(*head) > 0) {
		struct part word = last_word(head);

		tail->at = word.end;
		tail->end = line.end;
		if (length(word) > 0 && *--word.end == ':')
			kind = event_of(word);
	}
	return kind;
}

bool tb_kernel_event_read(const char *text, size_t n, struct tb_kernel_event *out)
{
	struct part line = { text, text + n }, head, tail;
	struct fields fields = { .src = { text, text } };
	unsigned kind = find_event(line, &head, &tail);
	enum form form;

	*out = (struct tb_kernel_event){ .kind = (uint8_t)kind };
	if (kind == EVENTS || !read_time(last_word(&head), &out->time))
		return false;
	form = read_columns(&head, out);
	read_process(head, form, out);
	while (length(tail = trimmed(tail)) > 0)
		read_field(first_word(&tail), &fields);
	return events[kind].read(&fields, out);
}
