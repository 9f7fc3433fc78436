/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * record_kernel.c - what a kernel said of a reset, as a member of the record
 */
#include "knowledge/kernel_reason.h"
#include "report/record.h"

static void of_sender(struct tb_text *j, const struct tb_kernel_word *w)
{
	const struct tb_kernel_reason *reason = tb_kernel_reason_find(w->reason);

	if (w->reason[0] != '\0')
		tb_json_string(j, "reason", w->reason);
	if (reason != NULL)
		tb_json_word(j, "meaning", reason->meaning);
	if (w->state != NULL)
		tb_json_string(j, "state", w->state);
	if (w->resent > 0)
		tb_json_u64(j, "retransmissions", w->resent);
	if (w->pid != 0)
		tb_json_u64(j, "pid", (uint64_t)w->pid);
	if (w->comm[0] != '\0')
		tb_json_string(j, "comm", w->comm);
}

static void contradiction(struct tb_text *j, const struct tb_verdict *v)
{
	const struct tb_kernel_contradiction *c = &v->contradicts;

	if (!tb_report_contradicts(c))
		return;
	tb_json_open(j, "contradicts", '{');
	if (c->cause.slug != NULL) {
		tb_json_open(j, "cause", '{');
		tb_json_word(j, "slug", c->cause.slug);
		tb_json_share(j, "confidence", c->cause.confidence);
		tb_json_close(j, '}');
	}
	if (c->by != TB_ORIGIN_UNKNOWN) {
		tb_json_open(j, "origin", '{');
		tb_json_word(j, "by", tb_origin_name(c->by));
		tb_json_share(j, "confidence", c->by_confidence);
		tb_json_close(j, '}');
	}
	if (c->effect)
		tb_json_word(j, "effect", tb_effect_name(v->rst[v->deciding].effect));
	tb_json_close(j, '}');
}

void tb_record_kernel(struct tb_text *j, const struct tb_verdict *v)
{
	if (!v->kernel.sent && !v->kernel.taken)
		return;
	tb_json_open(j, "kernel", '{');
	tb_json_bool(j, "sent", v->kernel.sent);
	of_sender(j, &v->kernel);
	tb_json_bool(j, "received", v->kernel.taken);
	contradiction(j, v);
	tb_json_close(j, '}');
}
