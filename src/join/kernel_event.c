/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_event.c - reads one line of a kernel trace
 *
 * All tools print who ran, where and when (kernel_columns.c), then the event and its fields:
 *
 *   tracefs, trace-cmd   "... 580.395848: tcp_send_reset:    k=v k=v"
 *   perf script          "... 580.395848:    tcp:tcp_send_reset: k=v k=v"
 *
 * What strangers write may look like that too: a process' name before it, and of other events
 * a file's name behind.  The first word that is a time, with one behind it that ends as an
 * event does, is taken: a process' name, of 15 bytes at most, is too short to hold an event of
 * ours, so the worst that it can do is to hide one.
 *
 * Fields are found by their names, whatever their order, since it differs between versions
 * of Linux.  Before 6.9 or so tcp_send_reset gives addresses and ports apart, and no reason.
 */
#define _POSIX_C_SOURCE 200809L
#include "join/kernel_event.h"

#include <arpa/inet.h>

#include "join/kernel_part.h"
#include "knowledge/kernel_reason.h"

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
		if (!rd_is_digit(*c) && *c != '_' && (*c < 'A' || *c > 'Z'))
			return;
	if (length(p) > 0 && !rd_is_digit(*p.at))
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

static bool read_resent(const struct fields *f, struct tb_kernel_event *out)
{
	return read_ends(f, &out->from, &out->to) && out->from.port != 0 && out->to.port != 0;
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
	[TB_KERNEL_RESENT] = { "tcp_retransmit_skb", "tcp:tcp_retransmit_skb", read_resent },
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

/* The event that the line is of, what stands before its time, and its fields. */
static unsigned find_event(struct part line, struct part *head, tb_time *time, struct part *tail)
{
	struct part rest = line, word;

	while (length(word = first_word(&rest)) > 0) {
		struct part next = rest, name = first_word(&next);

		if (!tb_kernel_read_time(word, time) || length(name) == 0 || *--name.end != ':')
			continue;
		*head = (struct part){ line.at, word.at };
		*tail = next;
		return event_of(name);
	}
	return EVENTS;
}

bool tb_kernel_event_read(const char *text, size_t n, struct tb_kernel_event *out)
{
	struct part line = { text, text + n }, head, tail;
	struct fields fields = { .src = { text, text } };
	tb_time time;
	unsigned kind = find_event(line, &head, &time, &tail);

	if (kind == EVENTS)
		return false;
	*out = (struct tb_kernel_event){ .kind = (uint8_t)kind, .time = time, .times = 1 };
	tb_kernel_read_process(head, out);
	while (length(tail = trimmed(tail)) > 0)
		read_field(first_word(&tail), &fields);
	return events[kind].read(&fields, out);
}
