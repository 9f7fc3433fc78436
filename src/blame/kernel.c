/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel.c - what the kernel of an end says of a RST, beside what its packets say
 *
 * A kernel that sent a RST knows why, and where its word is known that outweighs all that is
 * inferred (signal_kernel.c, and the clues of the rules).  But the word may be tied to the
 * wrong RST, and what is inferred may be wrong elsewhere too.  So the case is judged a second
 * time as if the kernel had said nothing, and where that would have been said with confidence
 * and is something else, the verdict tells so.
 */
#include "blame/judge.h"
#include "blame/signal.h"
#include "blame/weigh.h"
#include "blame/why.h"

#include <string.h>

static bool was_not_taken(enum tb_effect e)
{
	return e == TB_EFFECT_IGNORED || e == TB_EFFECT_CHALLENGED;
}

/* A socket took it. */
static void see_effect(struct tb_bench *bench, struct tb_verdict *out)
{
	struct tb_rst *rst = &bench->rst[out->deciding];

	out->contradicts.effect = was_not_taken(rst->effect);
	if (rst->effect != TB_EFFECT_UNKNOWN)
		return;
	rst->effect = TB_EFFECT_ACCEPTED;
	rst->effect_why = (struct tb_why){ .code = TB_WHY_KERNEL_TOOK };
}

static bool is_same(const struct tb_weighed *a, const struct tb_weighed *b)
{
	return strcmp(a->slug, b->slug) == 0;
}

/* with: the verdict that counts. */
static void compare(const struct tb_verdict *alone, const struct tb_verdict *with,
		    struct tb_kernel_contradiction *out)
{
	if (alone->cause.confidence >= tb_likely && !tb_is_undetermined(alone->cause.slug) &&
	    !is_same(&alone->cause, &with->cause))
		out->cause = alone->cause;
	if (alone->origin.by != TB_ORIGIN_UNKNOWN && alone->origin.by != with->origin.by &&
	    alone->origin.confidence >= tb_likely) {
		out->by = alone->origin.by;
		out->by_confidence = alone->origin.confidence;
	}
}

/* Judges as if there were no word, and as it is. */
static void contradict(struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out)
{
	struct tb_verdict alone = *out, with = *out;

	alone.kernel = (struct tb_kernel_word){ 0 };
	c->verdict = &alone;
	(void)tb_judge_maker_and_cause(c, bench, &alone);
	c->verdict = &with;
	(void)tb_judge_maker_and_cause(c, bench, &with);
	c->verdict = out;
	compare(&alone, &with, &out->contradicts);
}

void tb_judge_kernel(struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out)
{
	if (c->sink == NULL || c->sink->kernel == NULL)
		return;
	c->sink->kernel(c->sink->user, out, &out->kernel);
	if (!out->kernel.sent && !out->kernel.taken)
		return;
	if (out->kernel.taken)
		see_effect(bench, out);
	contradict(c, bench, out);
}
