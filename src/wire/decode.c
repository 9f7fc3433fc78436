/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * decode.c - a frame becomes a segment, an ICMP quote, or a reason why not
 *
 * The way of a frame: its link type's row (link.c) names the function that reads the
 * first header, and each layer calls the next (walk.h) until one of them fills the
 * result or gives up.  Most frames take a shortcut (usual.c).
 */
#include "wire/decode.h"

#include "wire/header.h"
#include "wire/link.h"
#include "wire/usual.h"
#include "wire/walk.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const char *const outcome_names[] = {
	[TB_DECODE_OK] = "ok",
	[TB_DECODE_ICMP_ERROR] = "icmp-error",
	[TB_DECODE_NOT_IP] = "not-ip",
	[TB_DECODE_NOT_TCP] = "not-tcp",
	[TB_DECODE_FRAGMENT] = "fragment",
	[TB_DECODE_CUT_SHORT] = "cut-short",
	[TB_DECODE_MALFORMED] = "malformed",
	[TB_DECODE_TOO_DEEP] = "too-deep",
	[TB_DECODE_LINK_TYPE] = "link-type",
};
_Static_assert(COUNT_OF(outcome_names) == TB_DECODE_COUNT,
	       "outcome_names[] lost step with enum tb_decode");

static const char *const layer_names[] = {
	[TB_LAYER_MPLS] = "mpls",
	[TB_LAYER_PPPOE] = "pppoe",
	[TB_LAYER_IPIP] = "ipip",
	[TB_LAYER_GRE] = "gre",
	[TB_LAYER_ERSPAN] = "erspan",
	[TB_LAYER_NVGRE] = "nvgre",
	[TB_LAYER_VXLAN] = "vxlan",
	[TB_LAYER_GENEVE] = "geneve",
	[TB_LAYER_GTPU] = "gtpu",
	[TB_LAYER_TEREDO] = "teredo",
	[TB_LAYER_L2TP] = "l2tp",
	[TB_LAYER_ETHERIP] = "etherip",
	[TB_LAYER_LISP] = "lisp",
	[TB_LAYER_NSH] = "nsh",
	[TB_LAYER_TZSP] = "tzsp",
	[TB_LAYER_CAPWAP] = "capwap",
};
_Static_assert(COUNT_OF(layer_names) == TB_LAYER_COUNT,
	       "layer_names[] lost step with enum tb_layer");

const char *tb_decode_name(enum tb_decode outcome)
{
	bool known = (size_t)outcome < COUNT_OF(outcome_names);

	return known ? outcome_names[outcome] : "unknown";
}

const char *tb_layer_name(enum tb_layer l)
{
	return (size_t)l < COUNT_OF(layer_names) ? layer_names[l] : "unknown";
}

void tb_walk_tunnel(struct tb_walk *w, enum tb_layer layer, uint32_t id)
{
	struct tb_envelope *env = &w->out->segment.env;

	if (env->n_tunnel < TB_MAX_TUNNEL)
		env->tunnel[env->n_tunnel++] = (struct tb_tunnel){ layer, id };
}

void tb_walk_mac(struct tb_walk *w, const uint8_t *source)
{
	struct tb_envelope *env = &w->out->segment.env;

	memcpy(env->mac_src, source, sizeof(env->mac_src));
	env->has_mac = true;
}

void tb_walk_note(struct tb_walk *w, enum tb_part_kind kind, const uint8_t *h, size_t n)
{
	struct tb_outline *p = w->outline;

	if (p->n == TB_MAX_PARTS) {
		p->full = true;
		return;
	}
	p->at[p->n++] = (struct tb_part){ kind, (uint32_t)(h - w->frame->data), (uint32_t)n };
}

static enum tb_decode decode(struct tb_walk *w)
{
	const struct tb_frame *frame = w->frame;
	const struct tb_link *link = tb_link_find(frame->link_type);
	uint32_t captured = frame->captured;

	if (link == NULL)
		return TB_DECODE_LINK_TYPE;
	if (captured > TB_MAX_FRAME)
		captured = TB_MAX_FRAME;
	w->r = rd_over(frame->data, captured);
	if (frame->original > captured)
		w->beyond = frame->original - captured;
	w->out->segment.env = (struct tb_envelope){ 0 };
	return link->walk(w);
}

enum tb_decode tb_decode_layers(const struct tb_frame *frame,
				struct tb_fragments *fragments, union tb_decoded *out)
{
	struct tb_walk w = { .frame = frame, .fragments = fragments, .out = out };

	return decode(&w);
}

enum tb_decode tb_decode_outline(const struct tb_frame *frame, union tb_decoded *out,
				 struct tb_outline *outline)
{
	struct tb_walk w = { .frame = frame, .out = out, .outline = outline };

	outline->n = 0;
	outline->full = false;
	return decode(&w);
}

enum tb_decode tb_decode(const struct tb_frame *frame, struct tb_fragments *fragments,
			 union tb_decoded *out)
{
	if (tb_decode_usual(frame, &out->segment))
		return TB_DECODE_OK;
	return tb_decode_layers(frame, fragments, out);
}
