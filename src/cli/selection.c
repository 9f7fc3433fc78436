/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * selection.c - an ending is held against all that was asked for
 *
 * Whether a connection matches an expression libpcap says: of a packet that is made up, with
 * the addresses and ports of the connection.  An expression that asks for anything else (flags, a
 * length, a link layer) would be answered by what we made up, and is refused.
 *
 * A group is reported if one of its endings was.  Which were is remembered of the newest some
 * millions, as a capture may run for years; groups are mostly over within minutes.
 */
#include "selection.h"

#include <stdlib.h>
#include <string.h>

#include "capture/filter.h"
#include "message.h"

enum {
	LINK_RAW = 101,
	REMEMBERED = 1 << 22	/* ids */
};

enum { IPV4 = 20, IPV6 = 40, TCP = 20, PROTO_TCP = 6, TTL = 64 };

static void sketch_bytes(struct tb_filter_sketch *k, uint32_t n, enum tb_byte_kind kind,
			 uint8_t value)
{
	for (; n > 0; n--, k->n++) {
		k->byte[k->n].kind = (uint8_t)kind;
		k->byte[k->n].value = value;
	}
}

/* What a connection of IPv4 and one of IPv6 fix of their packets. */
static void sketch_packets(struct tb_filter_sketch *v4, struct tb_filter_sketch *v6)
{
	enum { ADDRESSES_V4 = 8, ADDRESSES_V6 = 32, PORTS = 4 };

	*v4 = *v6 = (struct tb_filter_sketch){ .n = 0 };
	sketch_bytes(v4, 1, TB_BYTE_FIXED, 0x45);
	sketch_bytes(v4, 5, TB_BYTE_OTHER, 0);
	sketch_bytes(v4, 2, TB_BYTE_FIXED, 0);		/* no fragment */
	sketch_bytes(v4, 1, TB_BYTE_OTHER, 0);
	sketch_bytes(v4, 1, TB_BYTE_FIXED, PROTO_TCP);
	sketch_bytes(v4, 2, TB_BYTE_OTHER, 0);
	sketch_bytes(v4, ADDRESSES_V4 + PORTS, TB_BYTE_OPEN, 0);
	sketch_bytes(v6, 1, TB_BYTE_FIXED, 0x60);
	sketch_bytes(v6, 5, TB_BYTE_OTHER, 0);
	sketch_bytes(v6, 1, TB_BYTE_FIXED, PROTO_TCP);
	sketch_bytes(v6, 1, TB_BYTE_OTHER, 0);
	sketch_bytes(v6, ADDRESSES_V6 + PORTS, TB_BYTE_OPEN, 0);
}

/* Why an expression cannot be held against connections; NULL: it can. */
static const char *misfit(struct tb_filter *f)
{
	const char *refusal = tb_filter_refusal(f, LINK_RAW);
	struct tb_filter_sketch v4, v6;
	enum tb_filter_reach of_v4, of_v6;

	if (refusal != NULL)
		return refusal;
	sketch_packets(&v4, &v6);
	of_v4 = tb_filter_reach(f, LINK_RAW, &v4);
	of_v6 = tb_filter_reach(f, LINK_RAW, &v6);
	if (of_v4 == TB_FILTER_ASKS_MORE || of_v6 == TB_FILTER_ASKS_MORE)
		return "it asks for more than a connection has in all of its packets";
	if (of_v4 == TB_FILTER_NEVER_PASSES && of_v6 == TB_FILTER_NEVER_PASSES)
		return "no TCP connection matches it";
	return NULL;
}

static bool open_flow(struct tb_selection *s, const char *expression)
{
	const char *why;

	s->flow = tb_filter_new(expression);
	if (s->flow == NULL) {
		tb_say("no memory for --flow");
		return false;
	}
	why = misfit(s->flow);
	if (why != NULL)
		tb_say("--flow '%s': %s; connections are chosen by host, net, port, portrange, ip "
		       "and ip6", expression, why);
	return why == NULL;
}

static bool is_active(const struct tb_options *o)
{
	return o->only.n > 0 || o->origins != 0 || o->disruptive || o->flow != NULL ||
	       o->limit != 0;
}

uint64_t tb_selection_bytes(const struct tb_options *o)
{
	return is_active(o) ? REMEMBERED / 8 : 0;
}

bool tb_selection_open(struct tb_selection *s, const struct tb_options *o)
{
	s->options = o;
	s->active = is_active(o);
	if (!s->active)
		return true;
	s->is_reported = calloc(1, REMEMBERED / 8);
	if (s->is_reported == NULL)
		tb_say("no memory for which endings are reported");
	return s->is_reported != NULL && (o->flow == NULL || open_flow(s, o->flow));
}

void tb_selection_close(struct tb_selection *s)
{
	tb_filter_free(s->flow);
	free(s->is_reported);
}

static uint8_t *put16(uint8_t *at, uint16_t n)
{
	at[0] = (uint8_t)(n >> 8);
	at[1] = (uint8_t)n;
	return at + 2;
}

static uint8_t *put_addr(uint8_t *at, const struct tb_addr *a, bool v4)
{
	size_t skip = v4 ? 12 : 0;

	memcpy(at, a->byte + skip, sizeof(a->byte) - skip);
	return at + sizeof(a->byte) - skip;
}

/* The headers that an empty segment has; bytes of them.  In IPv6 one end may well have an
 * address that stands for one of IPv4. */
static uint32_t make_packet(uint8_t packet[IPV6 + TCP], const struct tb_endpoint *from,
			    const struct tb_endpoint *to)
{
	bool v4 = tb_addr_is_v4(&from->addr) && tb_addr_is_v4(&to->addr);
	uint8_t *at = packet + (v4 ? 12 : 8);

	memset(packet, 0, IPV6 + TCP);
	packet[0] = v4 ? 0x45 : 0x60;
	put16(packet + (v4 ? 2 : 4), v4 ? IPV4 + TCP : TCP);
	packet[v4 ? 8 : 7] = TTL;
	packet[v4 ? 9 : 6] = PROTO_TCP;
	at = put_addr(put_addr(at, &from->addr, v4), &to->addr, v4);
	put16(put16(at, from->port), to->port);
	at[12] = TCP / 4 << 4;
	at[13] = TB_ACK;
	return (uint32_t)(at + TCP - packet);
}

static bool passes(struct tb_filter *f, const struct tb_endpoint *from,
		   const struct tb_endpoint *to)
{
	uint8_t packet[IPV6 + TCP];
	uint32_t n = make_packet(packet, from, to);
	const struct tb_frame frame = { .data = packet, .captured = n, .original = n,
					.link_type = LINK_RAW };

	return tb_filter_pass(f, &frame);
}

static bool is_one_of(const struct tb_list *slugs, const char *slug)
{
	for (size_t i = 0; i < slugs->n; i++)
		if (strcmp(slugs->at[i], slug) == 0)
			return true;
	return slugs->n == 0;
}

static bool matches(const struct tb_selection *s, const struct tb_verdict *v)
{
	const struct tb_endpoint *end = v->flow.end;
	const struct tb_options *o = s->options;

	if (o->disruptive && v->harm.verdict != TB_HARM_DISRUPTIVE)
		return false;
	if (o->origins != 0 && (o->origins & 1u << v->origin.by) == 0)
		return false;
	if (!is_one_of(&o->only, v->cause.slug))
		return false;
	return s->flow == NULL || passes(s->flow, &end[TB_CLIENT], &end[TB_SERVER]) ||
	       passes(s->flow, &end[TB_SERVER], &end[TB_CLIENT]);
}

static void count(struct tb_endings *e, const struct tb_verdict *v)
{
	e->all++;
	e->by_phase[v->phase]++;
	e->by_origin[v->origin.by]++;
	e->by_harm[v->harm.verdict]++;
	e->by_effect[v->rst[v->deciding].effect]++;
}

static uint8_t *byte_of(const struct tb_selection *s, uint64_t id)
{
	return &s->is_reported[id % REMEMBERED / 8];
}

static void remember(struct tb_selection *s, uint64_t id, bool reported)
{
	const uint8_t bit = (uint8_t)(1 << id % 8);

	if (id > s->newest)
		s->newest = id;
	if (reported)
		*byte_of(s, id) |= bit;
	else
		*byte_of(s, id) &= (uint8_t)~bit;
}

static bool is_forgotten(const struct tb_selection *s, uint64_t id)
{
	return s->newest - id >= REMEMBERED;
}

bool tb_selection_takes(struct tb_selection *s, const struct tb_verdict *v)
{
	bool match, takes;

	if (!s->active)
		return true;
	match = matches(s, v);
	takes = match && (s->options->limit == 0 || s->reported < s->options->limit);
	remember(s, v->id, takes);
	if (takes) {
		s->reported++;
		return true;
	}
	count(match ? &s->beyond : &s->unwanted, v);
	s->left_out++;
	return false;
}

bool tb_selection_takes_group(struct tb_selection *s, const struct tb_group *g)
{
	bool forgotten = false;

	for (size_t i = 0; s->active && i < g->n_reset; i++) {
		uint64_t id = g->reset[i];

		if (is_forgotten(s, id))
			forgotten = true;
		else if ((*byte_of(s, id) >> id % 8 & 1) != 0)
			return true;
	}
	s->groups_unknown += forgotten;
	return !s->active;
}

static void subtract(uint64_t *from, const uint64_t *a, const uint64_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		from[i] -= a[i] + b[i];
}

const struct tb_summary *tb_selection_summary(struct tb_selection *s,
					      const struct tb_summary *all)
{
	const struct tb_endings *a = &s->unwanted, *b = &s->beyond;
	struct tb_summary *sum = &s->summary;

	*sum = *all;
	subtract(&sum->resets, &a->all, &b->all, 1);
	subtract(sum->by_phase, a->by_phase, b->by_phase, TB_PHASE_COUNT);
	subtract(sum->by_origin, a->by_origin, b->by_origin, TB_ORIGIN_COUNT);
	subtract(sum->by_harm, a->by_harm, b->by_harm, TB_HARM_COUNT);
	subtract(sum->by_effect, a->by_effect, b->by_effect, TB_EFFECT_COUNT);
	return sum;
}

uint64_t tb_selection_matches(const struct tb_selection *s, const struct tb_summary *all)
{
	return all->resets - s->unwanted.all;
}

uint64_t tb_selection_disruptive(const struct tb_selection *s, const struct tb_summary *all)
{
	return all->by_harm[TB_HARM_DISRUPTIVE] - s->unwanted.by_harm[TB_HARM_DISRUPTIVE];
}
