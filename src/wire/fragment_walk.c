/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fragment_walk.c - a fragment on its way to the store, and a datagram on its way out
 *
 * A fragment of which the capture holds only a part can never be put together; if it
 * is the first one, what it shows is taken for what it is, for there will be nothing
 * better.
 */
#include "wire/fragment.h"
#include "wire/walk.h"

/* The VLAN is part of the key: a mirror port shows one fragment once per VLAN. */
static void note_key(const struct tb_walk *w, struct tb_fragment *f)
{
	const struct tb_segment *s = &w->out->segment;

	f->src = s->src.addr;
	f->dst = s->dst.addr;
	f->vlan = s->env.n_vlan > 0 ? s->env.vlan[s->env.n_vlan - 1] : 0;
	f->v6 = s->v6;
}

enum tb_decode tb_walk_fragment(struct tb_walk *w, struct tb_fragment *f)
{
	const uint8_t *whole;
	uint32_t len;

	if (w->outline != NULL && f->offset == 0) {
		if (f->more)
			walk_note(w, TB_PART_FIRST, w->r.at, 0);
		return TB_DECODE_OK;
	}
	walk_note(w, TB_PART_FRAGMENT, w->r.at, 0);
	note_key(w, f);
	f->time = w->frame->time;
	f->data = w->r.at;
	f->len = (uint32_t)rd_left(&w->r);
	if (w->fragments == NULL) {
		w->out->fragment = *f;
		return TB_DECODE_FRAGMENT;
	}
	if (w->beyond > 0)
		return f->offset == 0 ? TB_DECODE_OK : TB_DECODE_FRAGMENT;
	if (f->len == 0 || f->offset + f->len > TB_MAX_DATAGRAM || (f->more && f->len % 8))
		return TB_DECODE_MALFORMED;
	whole = tb_fragments_add(w->fragments, f, &len);
	if (whole == NULL)
		return TB_DECODE_FRAGMENT;
	w->r = rd_over(whole, len);
	w->reassembled = true;
	return TB_DECODE_OK;
}
