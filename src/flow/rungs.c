/* SPDX-License-Identifier: BSD-3-Clause */
#include "flow/rungs.h"

#include <stdlib.h>
#include <string.h>

/* Pieces that one episode needs at most. */
static uint32_t pieces(uint32_t most)
{
	return (2 * most + TB_RUNGS_A_PIECE - 1) / TB_RUNGS_A_PIECE;
}

bool tb_rungs_init(struct tb_rungs *r, uint32_t most, uint32_t episodes)
{
	*r = (struct tb_rungs){ .most = most };
	if (most == 0)
		return true;
	r->piece = malloc((size_t)episodes * pieces(most) * sizeof(*r->piece));
	r->chain = malloc(episodes * sizeof(*r->chain));
	return tb_slots_init(&r->slots, episodes * pieces(most)) && r->piece != NULL &&
	       r->chain != NULL;
}

uint64_t tb_rungs_bytes(uint32_t most, uint32_t episodes)
{
	size_t n = (size_t)episodes * pieces(most);

	return tb_arena_bytes(n, sizeof(struct tb_rung_piece)) + tb_slots_bytes((uint32_t)n) +
	       tb_arena_bytes(episodes, sizeof(struct tb_rung_chain));
}

void tb_rungs_fini(struct tb_rungs *r)
{
	tb_slots_fini(&r->slots);
	free(r->piece);
	free(r->chain);
}

/* The last piece of a chain, with room in it. */
static struct tb_rung_piece *open_piece(struct tb_rungs *r, struct tb_rung_chain *c)
{
	uint32_t number;

	if (c->last != TB_NONE && r->piece[c->last].n < TB_RUNGS_A_PIECE)
		return &r->piece[c->last];
	number = tb_slots_take(&r->slots);
	r->piece[number].n = 0;
	r->piece[number].next = TB_NONE;
	if (c->last == TB_NONE)
		c->first = number;
	else
		r->piece[c->last].next = number;
	c->last = number;
	return &r->piece[number];
}

static void keep(struct tb_rungs *r, struct tb_rung_chain *c, const struct tb_kept_rung *rung)
{
	struct tb_rung_piece *p = open_piece(r, c);

	p->rung[p->n++] = *rung;
}

static struct tb_kept_rung rung_of(const struct tb_step *a)
{
	return (struct tb_kept_rung){ .time = a->time, .ref = a->ref, .seq = a->seq, .ack = a->ack,
				      .len = a->len, .flags = a->flags, .window = a->window,
				      .dir = a->dir, .kind = a->kind,
				      .has_window = a->has_window };
}

void tb_rungs_begin(struct tb_rungs *r, uint32_t episode, const struct tb_flow *f,
		    const struct tb_trail *trail)
{
	const struct tb_step *step[TB_RUNGS_MOST], *a;
	struct tb_rung_chain *c;
	uint32_t n = 0;

	if (r->most == 0)
		return;
	for (a = tb_trail_get(trail, f->trail); a != NULL && n < r->most; n++) {
		step[n] = a;
		a = tb_trail_before(trail, a);
	}
	c = &r->chain[episode];
	*c = (struct tb_rung_chain){ .first = TB_NONE, .last = TB_NONE,
				     .earlier = (uint64_t)f->dir[0].packets + f->dir[1].packets - n };
	while (n > 0) {
		struct tb_kept_rung rung = rung_of(step[--n]);

		keep(r, c, &rung);
	}
}

static void add(struct tb_rungs *r, uint32_t episode, const struct tb_kept_rung *rung)
{
	struct tb_rung_chain *c = &r->chain[episode];

	if (c->after == r->most) {
		c->later++;
		return;
	}
	c->after++;
	keep(r, c, rung);
}

void tb_rungs_add(struct tb_rungs *r, uint32_t episode, const struct tb_step *step)
{
	struct tb_kept_rung rung;

	if (r->most == 0)
		return;
	rung = rung_of(step);
	add(r, episode, &rung);
}

void tb_rungs_add_copy(struct tb_rungs *r, uint32_t episode, const struct tb_segment *s, unsigned d)
{
	const struct tb_kept_rung rung = { .time = s->time, .ref = tb_ref_pack(s->ref), .seq = s->seq,
					   .ack = s->ack, .len = s->payload_len, .flags = s->flags,
					   .window = s->window, .dir = (uint8_t)d,
					   .has_window = s->has_window, .duplicate = true };

	if (r->most > 0)
		add(r, episode, &rung);
}

void tb_rungs_end(struct tb_rungs *r, uint32_t episode)
{
	if (r->most == 0)
		return;
	for (uint32_t i = r->chain[episode].first; i != TB_NONE; i = r->piece[i].next)
		tb_slots_give(&r->slots, i);
}

size_t tb_rungs_read(const struct tb_rungs *r, uint32_t episode, struct tb_kept_rung *out)
{
	size_t n = 0;

	for (uint32_t i = r->chain[episode].first; i != TB_NONE; i = r->piece[i].next) {
		memcpy(out + n, r->piece[i].rung, r->piece[i].n * sizeof(*out));
		n += r->piece[i].n;
	}
	return n;
}
