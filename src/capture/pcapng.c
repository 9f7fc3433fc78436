/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcapng.c - pcapng files, by a block reader of our own
 *
 * libpcap refuses files whose interfaces differ in link type, snapshot length or
 * resolution, which is what capturing on several interfaces at once gives, and
 * keeps the names, drop counts and comments to itself.  The format is
 * draft-ietf-opsawg-pcapng; section numbers below are its.
 *
 * A block is a type, a length, a body and the length again.  Blocks that matter are
 * looked at in place, whole, in the stream's window; their length is therefore bounded
 * (TB_STREAM_NEED_MAX).  Others are skipped, however long, and only their second length is
 * checked.  Once a length is wrong nothing behind it can be trusted, so reading
 * stops there.  A stray option list does no harm: what is readable of it is used.
 *
 * Frames are numbered as Wireshark numbers them, which counts some blocks that are not
 * packets.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/reader.h"
#include "file.h"
#include "ticks.h"

enum {
	HEAD = 8,			/* type and length */
	TRAILER = 4,
	MAX_CAPTURED = 262144,		/* as libpcap and Wireshark limit it */
	COUNTERS = 3
};

enum { SECTION_HEADER = 0x0a0d0d0a };
static const uint32_t byte_order_magic = 0x1a2b3c4d;

/* Options, sections 3.5 and 4 */
enum {
	OPT_END = 0,
	OPT_COMMENT = 1,
	OPT_IF_NAME = 2,
	OPT_IF_TSRESOL = 9,
	OPT_IF_TSOFFSET = 14,
	OPT_ISB_IFRECV = 4,
	OPT_ISB_IFDROP = 5,
	OPT_ISB_OSDROP = 7
};

struct interface {
	struct tb_ticks ticks;
	uint32_t link_type;
	uint32_t snaplen;		/* 0: no limit */
	uint64_t counter[COUNTERS];	/* by the last statistics block about it */
};

struct pcapng {
	struct tb_stream *stream;
	struct tb_ledger *ledger;
	bool big;			/* byte order of the section */
	uint64_t byte;			/* where the block begins */
	uint64_t number;		/* frames so far */
	tb_time last;			/* time of the last frame that had one */
	struct interface *interface;	/* of the section */
	uint32_t n, room;
	uint32_t before;		/* interfaces of earlier sections */
};

struct block {
	uint32_t type;
	uint32_t length;
	struct tb_reader body;
	struct tb_frame *out;
};

enum outcome { GO_ON, FRAME, STOP };

struct kind {
	uint32_t type;
	const char *name;
	/* NULL: skipped */
	enum outcome (*read)(struct pcapng *p, struct block *b);
	bool numbered;			/* Wireshark counts it as a frame */
};

static inline uint16_t u16(const struct pcapng *p, struct tb_reader *r)
{
	return p->big ? rd_be16(r) : rd_le16(r);
}

static inline uint32_t u32(const struct pcapng *p, struct tb_reader *r)
{
	return p->big ? rd_be32(r) : rd_le32(r);
}

/* Eight bytes in the order of the section */
static uint64_t u64(const struct pcapng *p, struct tb_reader *r)
{
	uint64_t first = u32(p, r), second = u32(p, r);

	return p->big ? first << 32 | second : second << 32 | first;
}

/* A time is two words, the upper one first in either byte order. */
static uint64_t ticks(const struct pcapng *p, struct tb_reader *r)
{
	uint64_t high = u32(p, r);

	return high << 32 | u32(p, r);
}

struct option {
	uint16_t code, length;
	struct tb_reader value;
};

static bool next_option(const struct pcapng *p, struct tb_reader *r, struct option *o)
{
	if (rd_left(r) < 4)
		return false;
	o->code = u16(p, r);
	o->length = u16(p, r);
	o->value = rd_sub(r, o->length);
	rd_skip(r, -(unsigned)o->length & 3);
	return o->code != OPT_END && !o->value.short_read;
}

/* Reading stops at this block. */
#define stop(p, is_frame, ...)                                                             \
	(tb_ledger_problem((p)->ledger,                                                    \
			   &(struct tb_where){ (p)->number + 1, (p)->byte, !(is_frame) },  \
			   __VA_ARGS__),                                                   \
	 STOP)

/* Section header, 4.1.  Its length has been read, and so has its byte order. */
static enum outcome section(struct pcapng *p, struct block *b)
{
	uint16_t major;

	rd_skip(&b->body, 4);
	major = u16(p, &b->body);
	if (b->body.short_read)
		return stop(p, false, "damaged section header");
	if (major != 1)
		return stop(p, false, "pcapng version %u is not known", major);
	p->before += p->n;
	p->n = 0;
	return GO_ON;
}

static struct interface *new_interface(struct pcapng *p)
{
	uint32_t room = p->room > 0 ? 2 * p->room : 4;
	struct interface *bigger;

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
static enum outcome describe(struct pcapng *p, struct block *b)
{
	struct interface *i = new_interface(p);
	uint8_t resolution = TB_TICKS_DEFAULT;
	struct tb_reader name = { 0 };
	int64_t offset = 0;

	if (i == NULL)
		return stop(p, false, "no memory for another interface");
	*i = (struct interface){ .link_type = u16(p, &b->body) };
	rd_skip(&b->body, 2);
	i->snaplen = u32(p, &b->body);
	if (b->body.short_read)
		return stop(p, false, "damaged interface description");
	for (struct option o; next_option(p, &b->body, &o);)
		if (o.code == OPT_IF_NAME)
			name = o.value;
		else if (o.code == OPT_IF_TSRESOL && o.length == 1)
			resolution = rd_u8(&o.value);
		else if (o.code == OPT_IF_TSOFFSET && o.length == 8)
			offset = (int64_t)u64(p, &o.value);
	tb_ticks_init(&i->ticks, resolution, offset);
	tb_ledger_link_type(p->ledger, i->link_type);
	if (!tb_ledger_interface(p->ledger, (const char *)name.at, rd_left(&name)))
		return stop(p, false, "more interfaces than there is room for (%u)",
			    p->before + p->n);
	p->n++;
	return GO_ON;
}

/* Interface statistics, 4.6.  They are totals since the capture began, so the last ones
 * count; those of several interfaces are added up. */
static enum outcome statistics(struct pcapng *p, struct block *b)
{
	static const uint16_t code[COUNTERS] = { OPT_ISB_IFRECV, OPT_ISB_OSDROP,
						 OPT_ISB_IFDROP };
	struct tb_capture *c = p->ledger->capture;
	uint64_t *const sum[COUNTERS] = { &c->received, &c->dropped, &c->interface_dropped };
	uint32_t id = u32(p, &b->body);

	rd_skip(&b->body, 8);
	if (b->body.short_read || id >= p->n)
		return GO_ON;	/* of no interface we know */
	for (struct option o; next_option(p, &b->body, &o);)
		for (unsigned k = 0; k < COUNTERS; k++) {
			uint64_t *was = &p->interface[id].counter[k], is;

			if (o.code != code[k] || o.length != 8)
				continue;
			is = u64(p, &o.value);
			*sum[k] += is - *was;
			*was = is;
			c->has_drops = true;
		}
	return GO_ON;
}

static void find_comment(const struct pcapng *p, struct block *b)
{
	for (struct option o; next_option(p, &b->body, &o);)
		if (o.code == OPT_COMMENT) {
			b->out->comment = (const char *)o.value.at;
			b->out->comment_len = o.length;
			return;
		}
}

/* What all packet blocks have in common, with out's captured and original as stated;
 * out->data is next in the body. */
static enum outcome packet(struct pcapng *p, struct block *b, uint32_t id)
{
	struct tb_frame *out = b->out;

	if (id >= p->n)
		return stop(p, true, "interface %u is not described in this section", id);
	if (b->body.short_read)
		return stop(p, true, "damaged block: too short for a packet");
	out->data = rd_take(&b->body, out->captured);
	if (out->data == NULL)
		return stop(p, true, "damaged block: %u bytes of packet do not fit into its "
			    "length of %u", out->captured, b->length);
	rd_skip(&b->body, -out->captured & 3);
	if (rd_left(&b->body) > 0)
		find_comment(p, b);
	if (out->captured > MAX_CAPTURED)
		out->captured = MAX_CAPTURED;
	out->link_type = p->interface[id].link_type;
	out->interface = p->before + id;
	out->time = p->last;
	return FRAME;
}

static enum outcome timed_packet(struct pcapng *p, struct block *b, uint32_t id)
{
	uint64_t when = ticks(p, &b->body);

	b->out->captured = u32(p, &b->body);
	b->out->original = u32(p, &b->body);
	if (id < p->n)
		p->last = tb_ticks_time(&p->interface[id].ticks, when);
	return packet(p, b, id);
}

/* Enhanced packet, 4.3 */
static enum outcome enhanced(struct pcapng *p, struct block *b)
{
	return timed_packet(p, b, u32(p, &b->body));
}

/* Packet, appendix A (obsolete) */
static enum outcome obsolete(struct pcapng *p, struct block *b)
{
	uint16_t id = u16(p, &b->body);

	rd_skip(&b->body, 2);
	return timed_packet(p, b, id);
}

/* Simple packet, 4.4.  It has no time; that of the frame before it is the best guess. */
static enum outcome simple(struct pcapng *p, struct block *b)
{
	uint32_t snaplen = p->n > 0 ? p->interface[0].snaplen : 0;
	uint32_t original = u32(p, &b->body);

	b->out->original = original;
	b->out->captured = snaplen > 0 && snaplen < original ? snaplen : original;
	return packet(p, b, 0);
}

static const struct kind kinds[] = {
	/* a section header is the first row */
	{ SECTION_HEADER, "section header", section, false },
	{ 6, "enhanced packet", enhanced, true },
	{ 3, "simple packet", simple, true },
	{ 2, "packet", obsolete, true },
	{ 1, "interface description", describe, false },
	{ 5, "interface statistics", statistics, false },
	{ 9, "systemd journal", NULL, true },
	{ 0x00000bad, "custom", NULL, true },
	{ 0x40000bad, "custom", NULL, true },
	{ 0x204, "sysdig event", NULL, true },
	{ 0x216, "sysdig event", NULL, true },
	{ 0x221, "sysdig event", NULL, true },
};

static const struct kind unknown = { 0, "other", NULL, false };

static const struct kind *kind_of(uint32_t type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return &unknown;
}

/* The file ends inside a block, or the stream broke. */
static enum outcome cut(struct pcapng *p, const struct kind *k)
{
	const char *why = tb_stream_problem(p->stream);

	return stop(p, k->numbered, "%s block cut short%s%s", k->name, why ? ": " : "",
		    why ? why : "");
}

/* A section header says in which order its bytes are; its length comes before that. */
static enum outcome take_order(struct pcapng *p)
{
	const uint8_t *head = tb_stream_need(p->stream, HEAD + 4);
	struct tb_reader big, little;

	if (head == NULL)
		return cut(p, &kinds[0]);
	big = little = rd_over(head + HEAD, 4);
	p->big = rd_be32(&big) == byte_order_magic;
	if (p->big || rd_le32(&little) == byte_order_magic)
		return GO_ON;
	return stop(p, false, "damaged section header: it does not say its byte order");
}

/* Type and length of the next block. */
static enum outcome read_head(struct pcapng *p, struct block *b)
{
	const uint8_t *head = tb_stream_need(p->stream, HEAD);
	struct tb_reader r;

	if (head == NULL) {
		if (tb_stream_left(p->stream) > 0 || tb_stream_problem(p->stream) != NULL)
			return cut(p, &unknown);
		return STOP;
	}
	r = rd_over(head, HEAD);
	b->type = u32(p, &r);
	if (b->type == SECTION_HEADER) {
		if (take_order(p) != GO_ON)
			return STOP;
		head = tb_stream_need(p->stream, HEAD);
		r = rd_over(head, HEAD);
		rd_skip(&r, 4);
	}
	b->length = u32(p, &r);
	if (b->length < HEAD + TRAILER || b->length % 4 != 0)
		return stop(p, kind_of(b->type)->numbered,
			    "damaged block: its length is %u", b->length);
	return GO_ON;
}

static enum outcome check_trailer(struct pcapng *p, const struct block *b,
				  const struct kind *k, const uint8_t *trailer)
{
	struct tb_reader r = rd_over(trailer, TRAILER);
	uint32_t again = u32(p, &r);

	if (again == b->length)
		return GO_ON;
	return stop(p, k->numbered, "damaged block: its lengths, %u and %u, differ",
		    b->length, again);
}

static enum outcome skip(struct pcapng *p, struct block *b, const struct kind *k)
{
	const uint8_t *trailer;

	if (!tb_stream_skip(p->stream, b->length - TRAILER))
		return cut(p, k);
	trailer = tb_stream_need(p->stream, TRAILER);
	if (trailer == NULL)
		return cut(p, k);
	return check_trailer(p, b, k, trailer);
}

static enum outcome read_whole(struct pcapng *p, struct block *b, const struct kind *k)
{
	const uint8_t *whole;
	enum outcome rc;

	if (b->length > TB_STREAM_NEED_MAX)
		return stop(p, k->numbered, "damaged block: its length is %u", b->length);
	whole = tb_stream_need(p->stream, b->length);
	if (whole == NULL)
		return cut(p, k);
	rc = check_trailer(p, b, k, whole + b->length - TRAILER);
	if (rc != GO_ON)
		return rc;
	b->body = rd_over(whole + HEAD, b->length - HEAD - TRAILER);
	return k->read(p, b);
}

static bool next(void *state, struct tb_frame *out)
{
	struct pcapng *p = state;
	struct block b = { .out = out };
	const struct kind *k;
	enum outcome rc;

	do {
		*out = (struct tb_frame){ 0 };
		rc = read_head(p, &b);
		if (rc == STOP)
			return false;
		k = kind_of(b.type);
		rc = k->read != NULL ? read_whole(p, &b, k) : skip(p, &b, k);
		if (rc == STOP)
			return false;
		/* what was shown stays valid until the next look */
		tb_stream_skip(p->stream, k->read != NULL ? b.length : TRAILER);
		p->byte += b.length;
		p->number += k->numbered;
	} while (rc == GO_ON);
	out->number = p->number;
	return true;
}

static void *begin(struct tb_stream *stream, struct tb_ledger *ledger)
{
	struct pcapng *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		tb_ledger_problem(ledger, NULL, "no memory to read it");
		return NULL;
	}
	p->stream = stream;
	p->ledger = ledger;
	return p;
}

static void end(void *state)
{
	struct pcapng *p = state;

	free(p->interface);
	free(p);
}

const struct tb_file_kind tb_kind_pcapng = {
	.name = "pcapng",
	.begin = begin,
	.next = next,
	.end = end,
};
