/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * origin.c - who really made the RST
 *
 * The address in a RST is a claim.  It is believed here only as far as the RST looks
 * like the other packets of the same sender and the sender then falls silent; any
 * sign against it makes the answer "unknown".  Nobody else is accused: that needs
 * more than one sign.
 */
#include "blame/judge.h"
#include "blame/why.h"

struct belief {
	double confidence;	/* that the claimed sender made it */
	struct tb_why why;
};

static struct belief believe(double confidence, enum tb_why_code code, tb_packed_ref frame,
			     int64_t n)
{
	return (struct belief){ confidence, { (uint16_t)code, tb_ref_unpack(frame), n } };
}

static bool talks_on(const struct tb_case *c, const struct tb_note *n)
{
	const struct tb_afterlife *sender = &c->episode->after[n->dir];

	return sender->talks != 0 &&
	       tb_since(sender->talks_time, n->time) > tb_grace(c->flow, n->dir);
}

static struct belief belief_in(const struct tb_case *c, const struct tb_note *n)
{
	const struct tb_dir *sender = &c->flow->dir[n->dir];
	const struct tb_afterlife *after = &c->episode->after[n->dir];

	if (n->checksum_bad)
		return believe(0, TB_WHY_CORRUPT, 0, 0);
	if (talks_on(c, n))
		return believe(0, TB_WHY_TALKS_ON, after->talks, 0);
	if (!(sender->did & TB_DID_SEND))
		return believe(0, TB_WHY_NOTHING_TO_COMPARE, 0, 0);
	if (n->ttl < sender->ttl_min || n->ttl > sender->ttl_max)
		return believe(0, TB_WHY_TTL_DIFFERS, 0, n->ttl);
	return believe(0.7, TB_WHY_TTL_SAME, 0, n->ttl);
}

static enum tb_origin claimed(const struct tb_case *c, const struct tb_note *n)
{
	return tb_side_of(c->flow, n->dir) == TB_CLIENT ? TB_ORIGIN_CLIENT : TB_ORIGIN_SERVER;
}

static enum tb_origin origin_of(const struct tb_case *c, const struct tb_note *n)
{
	return belief_in(c, n).confidence > 0 ? claimed(c, n) : TB_ORIGIN_UNKNOWN;
}

void tb_judge_origin(const struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out)
{
	struct belief b = belief_in(c, c->deciding);

	for (size_t i = 0; i < out->n_rst; i++) {
		bool copy = bench->note[i]->duplicate && i > 0;

		bench->rst[i].origin = copy ? bench->rst[i - 1].origin : origin_of(c, bench->note[i]);
	}
	out->origin.by = origin_of(c, c->deciding);
	out->origin.confidence = b.confidence;
	out->origin.why = b.why;
	/* What a forged RST says of its claimed sender is not so. */
	if (b.why.code == TB_WHY_TTL_DIFFERS || b.why.code == TB_WHY_TALKS_ON)
		out->state[tb_side_of(c->flow, c->deciding->dir)] =
			(enum tb_state)c->deciding->state_if_forged;
}
