/* SPDX-License-Identifier: BSD-3-Clause */
#include "support/one_flow.h"

#include <stdlib.h>
#include <string.h>

#include "wire/decode.h"

static void learn(struct one_flow *o)
{
	uint32_t *edge = &o->sack_edge[o->last_dir];

	*edge = tb_sack_edge(*edge, &o->last);
	o->last_kind = tb_track(&o->flow, &o->last, o->last_dir);
}

static void take(void *user, const struct tb_frame *f)
{
	struct one_flow *o = user;
	union tb_decoded decoded;
	struct tb_flow_key key;

	if (tb_decode(f, NULL, &decoded) != TB_DECODE_OK)
		abort();
	o->last = decoded.segment;
	o->last_dir = tb_flow_key_make(&key, &o->last.src, &o->last.dst);
	o->flow.key = key;
	if (o->hold)
		return;
	o->last_duplicate = tb_is_duplicate(&o->flow, &o->trail, &o->last, o->last_dir);
	if (o->last_duplicate)
		return;
	o->last_kind = TB_STEP_PLAIN;
	if (o->last.flags & TB_RST)
		o->flow.dir[o->last_dir].did |= TB_DID_RST;
	else
		learn(o);
	tb_remember(&o->flow, &o->trail, &o->last, o->last_dir, o->last_kind);
}

void one_flow_begin(struct one_flow *o)
{
	memset(o, 0, sizeof(*o));
	o->flow.trail = TB_NONE;
	o->flow.dir[0].rtt = o->flow.dir[1].rtt = TB_NONE;
	tape_init(&o->tape);
	o->tape.take = take;
	o->tape.user = o;
	conv_init(&o->conv, &o->tape, "192.0.2.1", 40000, "198.51.100.2", 80);
	o->flow.client = one_flow_dir(o, TB_CLIENT) & 1;
}

unsigned one_flow_dir(const struct one_flow *o, enum tb_side side)
{
	struct tb_endpoint end[2] = { { o->conv.end[0].addr, o->conv.end[0].port },
				      { o->conv.end[1].addr, o->conv.end[1].port } };
	struct tb_flow_key key;

	return tb_flow_key_make(&key, &end[side], &end[!side]);
}
