/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng_blocks.c - what the blocks of a pcapng file mean
 *
 * Their framing is in pcapng.c.  A stray option list does no harm: what is readable of it
 * is used.  Section numbers are those of draft-ietf-opsawg-pcapng.
 */
#include "pcapng.h"

#include <stdlib.h>

#include "pcapng_option.h"

/* Eight bytes in the order of the section */
static uint64_t u64(const struct tb_pcapng *p, struct tb_reader *r)
{
	uint64_t first = ng_u32(p, r), second = ng_u32(p, r);

	return p->big ? first << 32 | second : second << 32 | first;
}

/* A time is two words, the upper one first in either byte order. */
static uint64_t ticks(const struct tb_pcapng *p, struct tb_reader *r)
{
	uint64_t high = ng_u32(p, r);

	return high << 32 | ng_u32(p, r);
}

/* Section header, 4.1.  Its length has been read, and so has its byte order. */
static enum tb_ng_outcome section(struct tb_pcapng *p, struct tb_ng_block *b)
{
	uint16_t major;

	rd_skip(&b->body, 4);
	major = ng_u16(p, &b->body);
	if (b->body.short_read)
		return NG_STOP(p, false, "damaged section header");
	if (major != 1)
		return NG_STOP(p, false, "pcapng version %u is not known", major);
	p->before += p->n;
	p->n = 0;
	return TB_NG_GO_ON;
}

static struct tb_ng_interface *new_interface(struct tb_pcapng *p)
{
	uint32_t room = p->room > 0 ? 2 * p->room : 4;
	struct tb_ng_interface *bigger;

	if (p->n == p->room) {
		bigger = realloc(p->interface, room * sizeof(*bigger));
		if (bigger == NULL)
			return NULL;
		p->interface = bigger;
		p->room = room;
	}
	return &p->interface[p->n];
}

/* Interface description, 4.2 */
static enum tb_ng_outcome describe(struct tb_pcapng *p, struct tb_ng_block *b)
{
	struct tb_ng_interface *i = new_interface(p);
	uint8_t resolution = TB_TICKS_DEFAULT;
	struct tb_reader name = { 0 };
	int64_t offset = 0;

	if (i == NULL)
		return NG_STOP(p, false, "no memory for another interface");
	*i = (struct tb_ng_interface){ .link_type = ng_u16(p, &b->body) };
	rd_skip(&b->body, 2);
	i->snaplen = ng_u32(p, &b->body);
	if (b->body.short_read)
		return NG_STOP(p, false, "damaged interface description");
	for (struct tb_ng_option o; tb_ng_next_option(p->big, &b->body, &o);)
		if (o.code == TB_NG_OPT_IF_NAME)
			name = o.value;
		else if (o.code == TB_NG_OPT_IF_TSRESOL && o.length == 1)
			resolution = rd_u8(&o.value);
		else if (o.code == TB_NG_OPT_IF_TSOFFSET && o.length == 8)
			offset = (int64_t)u64(p, &o.value);
	tb_ticks_init(&i->ticks, resolution, offset);
	tb_ledger_link_type(p->ledger, i->link_type);
	if (!tb_ledger_interface(p->ledger, (const char *)name.at, rd_left(&name), i->snaplen))
		return NG_STOP(p, false, "more interfaces than there is room for (%u)",
			    p->before + p->n);
	p->n++;
	return TB_NG_GO_ON;
}

/* False: it is none of the counters. */
static bool count(struct tb_pcapng *p, struct tb_ng_interface *i, const struct tb_ng_option *o)
{
	static const uint16_t code[TB_NG_COUNTERS] = {
		TB_NG_OPT_ISB_IFRECV, TB_NG_OPT_ISB_OSDROP, TB_NG_OPT_ISB_IFDROP
	};
	struct tb_capture *c = p->ledger->capture;
	uint64_t *const sum[TB_NG_COUNTERS] = { &c->received, &c->dropped,
						&c->interface_dropped };
	struct tb_reader value = o->value;

	for (unsigned k = 0; k < TB_NG_COUNTERS; k++) {
		if (o->code != code[k] || o->length != 8)
			continue;
		*sum[k] -= i->counter[k];
		i->counter[k] = u64(p, &value);
		*sum[k] += i->counter[k];
		c->has_drops = true;
		return true;
	}
	return false;
}

static uint64_t lost_so_far(const struct tb_ng_interface *i)
{
	return i->counter[1] + i->counter[2];
}

/* Interface statistics, 4.6.  They are totals since the capture began, so the last ones
 * count; those of several interfaces are added up. */
static enum tb_ng_outcome statistics(struct tb_pcapng *p, struct tb_ng_block *b)
{
	uint32_t id = ng_u32(p, &b->body);
	uint64_t now = ticks(p, &b->body), before;
	struct tb_time_or_none start = { .is = false };
	struct tb_ng_interface *i;

	if (b->body.short_read || id >= p->n)
		return TB_NG_GO_ON;	/* of no interface we know */
	i = &p->interface[id];
	before = lost_so_far(i);
	for (struct tb_ng_option o; tb_ng_next_option(p->big, &b->body, &o);)
		if (!count(p, i, &o) && o.code == TB_NG_OPT_ISB_STARTTIME && o.length == 8) {
			start.is = true;
			start.time = tb_ticks_time(&i->ticks, ticks(p, &o.value));
		}
	if (lost_so_far(i) >= before)
		tb_ng_lost_until(p, i, lost_so_far(i) - before, tb_ticks_time(&i->ticks, now),
				 &start);
	return TB_NG_GO_ON;
}

static void note_comment(const struct tb_pcapng *p, const struct tb_ng_block *b,
			 const struct tb_ng_option *o)
{
	if (b->out->comment != NULL)
		return;		/* the first one is shown */
	b->out->comment = (const char *)o->value.at;
	b->out->comment_len = o->length;
	b->out->comment_more = 0x7fffffff & (uint32_t)(b->body.end - o->value.end);
	b->out->comment_big = p->big;
}

static void read_options(const struct tb_pcapng *p, struct tb_ng_block *b)
{
	for (struct tb_ng_option o; tb_ng_next_option(p->big, &b->body, &o);)
		if (o.code == TB_NG_OPT_COMMENT)
			note_comment(p, b, &o);
		else if (o.code == TB_NG_OPT_EPB_DROPCOUNT && o.length == 8)
			b->lost = u64(p, &o.value);
}

/* What all packet blocks have in common, with out's captured and original as stated;
 * out->data is next in the body. */
static enum tb_ng_outcome packet(struct tb_pcapng *p, struct tb_ng_block *b, uint32_t id)
{
	struct tb_frame *out = b->out;

	if (id >= p->n)
		return NG_STOP(p, true, "interface %u is not described in this section",
			       id);
	if (b->body.short_read)
		return NG_STOP(p, true, "damaged block: too short for a packet");
	out->data = rd_take(&b->body, out->captured);
	if (out->data == NULL)
		return NG_STOP(p, true, "damaged block: %u bytes of packet do not fit "
			       "into its length of %u", out->captured, b->length);
	rd_skip(&b->body, -out->captured & 3);
	if (rd_left(&b->body) > 0)
		read_options(p, b);
	if (out->captured > TB_MAX_CAPTURED)
		out->captured = TB_MAX_CAPTURED;
	out->link_type = p->interface[id].link_type;
	out->interface = p->before + id;
	out->time = p->last;
	tb_ng_lost_before(p, &p->interface[id], b->lost);
	return TB_NG_FRAME;
}

static enum tb_ng_outcome timed_packet(struct tb_pcapng *p, struct tb_ng_block *b,
				       uint32_t id)
{
	uint64_t when = ticks(p, &b->body);

	b->out->captured = ng_u32(p, &b->body);
	b->out->original = ng_u32(p, &b->body);
	if (id < p->n)
		p->last = tb_ticks_time(&p->interface[id].ticks, when);
	return packet(p, b, id);
}

/* Enhanced packet, 4.3 */
static enum tb_ng_outcome enhanced(struct tb_pcapng *p, struct tb_ng_block *b)
{
	return timed_packet(p, b, ng_u32(p, &b->body));
}

/* Packet, appendix A (obsolete) */
static enum tb_ng_outcome obsolete(struct tb_pcapng *p, struct tb_ng_block *b)
{
	const uint16_t not_known = 0xffff;
	uint16_t id = ng_u16(p, &b->body), lost = ng_u16(p, &b->body);

	b->lost = lost != not_known ? lost : 0;
	return timed_packet(p, b, id);
}

/* Simple packet, 4.4.  It has no time; that of the frame before it is the best guess. */
static enum tb_ng_outcome simple(struct tb_pcapng *p, struct tb_ng_block *b)
{
	uint32_t snaplen = p->n > 0 ? p->interface[0].snaplen : 0;
	uint32_t original = ng_u32(p, &b->body);

	b->out->original = original;
	b->out->captured = snaplen > 0 && snaplen < original ? snaplen : original;
	return packet(p, b, 0);
}

static const struct tb_ng_kind kinds[] = {
	{ 6, true, "enhanced packet", enhanced },	/* nearly all of them */
	{ TB_NG_SECTION, false, "section header", section },
	{ 3, true, "simple packet", simple },
	{ 2, true, "packet", obsolete },
	{ 1, false, "interface description", describe },
	{ 5, false, "interface statistics", statistics },
	{ 9, true, "systemd journal", NULL },
	{ 0x00000bad, true, "custom", NULL },
	{ 0x40000bad, true, "custom", NULL },
	{ 0x204, true, "sysdig event", NULL },
	{ 0x216, true, "sysdig event", NULL },
	{ 0x221, true, "sysdig event", NULL },
};

static const struct tb_ng_kind other = { 0, false, "other", NULL };

const struct tb_ng_kind *tb_ng_kind_of(uint32_t type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return &other;
}
