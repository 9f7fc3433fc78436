/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * place.c - to which connection a frame belongs
 *
 * The decoder says it, except of IP fragments: it shows a datagram when the last one has come.
 * So a fragment is decoded up to three times: without a store, which says which datagram it is
 * of; with the store, as the engine does it; and, if it is the first one, as though it had been
 * cut by a byte, which makes the decoder take it for all that there will ever be.  That shows of
 * which connection the datagram is, before the others have come.  Those remember it by a small
 * table, by the keyed hash of what makes the datagram one.
 */
#include "slice/place.h"

#include <stdlib.h>

#include "base/siphash.h"

enum { DATAGRAMS = 256 };	/* a power of two */

struct datagram {
	uint64_t id;		/* 0: none */
	struct tb_flow_key key;
	tb_time time;
};

struct tb_placer {
	uint64_t seed[2];
	struct tb_fragments *fragments;
	struct datagram datagram[DATAGRAMS];	/* by id; the last one of its place stays */
};

struct tb_placer *tb_placer_new(const uint64_t seed[2])
{
	struct tb_placer *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	memcpy(p->seed, seed, sizeof(p->seed));
	p->fragments = tb_fragments_new(seed);
	if (p->fragments != NULL)
		return p;
	free(p);
	return NULL;
}

void tb_placer_free(struct tb_placer *p)
{
	if (p != NULL)
		tb_fragments_free(p->fragments);
	free(p);
}

/* What the decoder says.  False: nothing of TCP. */
static bool take(enum tb_decode outcome, const union tb_decoded *d, struct tb_place *out)
{
	const struct tb_segment *s = &d->segment;
	const struct tb_icmp_quote *q = &d->icmp;

	if (outcome == TB_DECODE_OK) {
		(void)tb_flow_key_make(&out->key, &s->src, &s->dst);
		out->segment = true;
		out->rst = (s->flags & TB_RST) != 0;
		out->syn = (s->flags & (TB_SYN | TB_ACK | TB_RST)) == TB_SYN;
	} else if (outcome == TB_DECODE_ICMP_ERROR) {
		(void)tb_flow_key_make(&out->key, &q->src, &q->dst);
	} else {
		return false;
	}
	out->kind = TB_PLACE_FLOW;
	return true;
}

static uint64_t name_of(const struct tb_placer *p, const struct tb_fragment *f)
{
	struct {	/* without holes */
		struct tb_addr src, dst;
		uint32_t id;
		uint16_t vlan;
		uint8_t v6, protocol;
	} of = { f->src, f->dst, f->id, f->vlan, f->v6, f->v6 ? 0 : f->protocol };
	uint64_t name = tb_siphash(p->seed, &of, sizeof(of));

	return name != 0 ? name : 1;
}

/* The first fragment by itself: cut by a byte, so that nobody waits for the others. */
static bool take_first(struct tb_placer *p, const struct tb_frame *f,
		       const struct tb_fragment *part, struct tb_place *out)
{
	struct tb_frame cut = *f;
	union tb_decoded d;

	if (part->len < 2)
		return false;
	if (cut.original < cut.captured)	/* it lies, and must be longer than what is left */
		cut.original = cut.captured;
	cut.captured = (uint32_t)(part->data - f->data) + part->len - 1;
	return take(tb_decode(&cut, p->fragments, &d), &d, out);
}

static void remember(struct tb_placer *p, const struct tb_place *place, tb_time now)
{
	p->datagram[place->datagram % DATAGRAMS] =
		(struct datagram){ place->datagram, place->key, now };
}

/* Later another datagram may well bear the same number. */
static void recall(const struct tb_placer *p, struct tb_place *out, tb_time now)
{
	const struct datagram *d = &p->datagram[out->datagram % DATAGRAMS];

	if (d->id != out->datagram || tb_since(now, d->time) > tb_fragment_patience)
		return;
	out->key = d->key;
	out->kind = TB_PLACE_FLOW;
}

static void find_fragment(struct tb_placer *p, const struct tb_frame *f,
			  const struct tb_fragment *part, struct tb_place *out)
{
	union tb_decoded d;
	struct tb_place alone = { .kind = TB_PLACE_NONE };
	enum tb_decode outcome;

	out->kind = TB_PLACE_FRAGMENT;
	out->datagram = name_of(p, part);
	outcome = tb_decode(f, p->fragments, &d);
	(void)take(outcome, &d, out);
	if (part->offset == 0 && take_first(p, f, part, &alone)) {
		out->key = alone.key;
		out->kind = TB_PLACE_FLOW;
	}
	if (out->kind == TB_PLACE_FLOW)
		remember(p, out, f->time);
	else
		recall(p, out, f->time);
}

void tb_place_find(struct tb_placer *p, const struct tb_frame *f, struct tb_place *out)
{
	union tb_decoded d;
	enum tb_decode outcome = tb_decode(f, NULL, &d);

	*out = (struct tb_place){ .kind = TB_PLACE_NONE };
	if (outcome == TB_DECODE_FRAGMENT && d.fragment.data != NULL)
		find_fragment(p, f, &d.fragment, out);
	else
		(void)take(outcome, &d, out);
}
