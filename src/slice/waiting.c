/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * waiting.c - copies of frames that wait in a ring, in the order in which they came
 *
 * Places are counted in bytes from the beginning of time, and lie in the ring modulo its size;
 * so it is plain of each whether it is still there.  No packet goes around the ring's end: what
 * does not fit before it begins anew at the front, and the gap is remembered.  There can be one
 * such gap at a time only.
 *
 * Packets with the same hash are chained from the newest to the oldest; a chain ends where it
 * leads to a place that is not in the ring any more.
 */
#include "slice/waiting.h"

#include <stdlib.h>

#include "base/siphash.h"

enum {
	BUCKETS = 1 << 16,
	ALIGN = 8,
	MOST_COMMENTS = 128 << 10	/* bytes; more are left out */
};

struct tb_waiting {
	uint64_t seed[2];
	uint8_t *ring;
	uint64_t size;		/* a multiple of ALIGN */
	uint64_t begin, end;	/* places of the oldest packet and behind the newest */
	uint64_t gap;		/* where the last gap began */
	uint64_t newest[BUCKETS];	/* places */
};

struct tb_waiting *tb_waiting_new(size_t room, const uint64_t seed[2])
{
	struct tb_waiting *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	memcpy(w->seed, seed, sizeof(w->seed));
	w->size = room / ALIGN * ALIGN;
	w->begin = w->end = w->size;	/* not 0, which is no place */
	w->ring = malloc(w->size);
	if (w->ring != NULL)
		return w;
	free(w);
	return NULL;
}

void tb_waiting_free(struct tb_waiting *w)
{
	if (w != NULL)
		free(w->ring);
	free(w);
}

static struct tb_packet *at(const struct tb_waiting *w, uint64_t place)
{
	if (place < w->begin || place >= w->end)
		return NULL;
	return (struct tb_packet *)(void *)(w->ring + place % w->size);
}

/* So many bytes in a row, from where they begin in the ring; 0: there is no room. */
static uint64_t make_room(struct tb_waiting *w, uint64_t n)
{
	uint64_t left = w->size - w->end % w->size;
	uint64_t gap = n > left ? left : 0;

	if (w->end + gap + n - w->begin > w->size)
		return 0;
	if (gap > 0)
		w->gap = w->end;
	w->end += gap;
	if (w->begin == w->gap)	/* it was empty */
		w->begin = w->end;
	w->end += n;
	return w->end - n;
}

static uint32_t comments_of(const struct tb_frame *f)
{
	if (f->comment == NULL || f->comment_len > MOST_COMMENTS)
		return 0;
	return f->comment_more < MOST_COMMENTS - f->comment_len ? f->comment_len + f->comment_more
								: f->comment_len;
}

static void copy(struct tb_packet *p, const struct tb_frame *f, uint32_t comments)
{
	uint8_t *to = (uint8_t *)(p + 1);

	if (p->frame.captured > 0)
		memcpy(to, f->data, p->frame.captured);
	p->frame.data = to;
	if (f->comment == NULL || comments < f->comment_len) {
		p->frame.comment = NULL;
		p->frame.comment_len = p->frame.comment_more = 0;
		return;
	}
	to += p->frame.captured;
	memcpy(to, f->comment, comments);
	p->frame.comment = (const char *)to;
	p->frame.comment_more = 0x7fffffff & (comments - f->comment_len);
}

static size_t bucket_of(const struct tb_waiting *w, const void *name, size_t n)
{
	return tb_siphash(w->seed, name, n) % BUCKETS;
}

static void chain(struct tb_waiting *w, struct tb_packet *p, uint64_t place)
{
	const struct tb_place *of = &p->place;
	size_t bucket = of->kind == TB_PLACE_FRAGMENT
		? bucket_of(w, &of->datagram, sizeof(of->datagram))
		: bucket_of(w, &of->key, sizeof(of->key));

	p->before = w->newest[bucket];
	w->newest[bucket] = place;
}

struct tb_packet *tb_waiting_put(struct tb_waiting *w, const struct tb_frame *f,
				 const struct tb_place *place)
{
	uint32_t captured = f->captured < TB_MAX_FRAME ? f->captured : TB_MAX_FRAME;
	uint32_t comments = comments_of(f);
	size_t size = sizeof(struct tb_packet) + captured + comments;
	uint64_t begin;
	struct tb_packet *p;

	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	begin = make_room(w, size);
	if (begin == 0)
		return NULL;
	p = at(w, begin);
	*p = (struct tb_packet){ .frame = *f, .place = *place, .size = (uint32_t)size };
	p->frame.captured = captured;
	copy(p, f, comments);
	chain(w, p, begin);
	return p;
}

struct tb_packet *tb_waiting_first(const struct tb_waiting *w)
{
	return at(w, w->begin);
}

void tb_waiting_drop_first(struct tb_waiting *w)
{
	w->begin += at(w, w->begin)->size;
	if (w->begin == w->gap)
		w->begin += w->size - w->begin % w->size;
}

struct tb_packet *tb_waiting_of_flow(const struct tb_waiting *w, const struct tb_flow_key *key)
{
	return at(w, w->newest[bucket_of(w, key, sizeof(*key))]);
}

struct tb_packet *tb_waiting_of_datagram(const struct tb_waiting *w, uint64_t datagram)
{
	return at(w, w->newest[bucket_of(w, &datagram, sizeof(datagram))]);
}

struct tb_packet *tb_waiting_before(const struct tb_waiting *w, const struct tb_packet *p)
{
	return at(w, p->before);
}
