/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_kernel.c - what a kernel said of the reset, and where the packets alone say otherwise
 */
#include <string.h>

#include "knowledge/kernel_reason.h"
#include "report/teller.h"

static void of_sender(struct teller *t, const struct tb_kernel_word *w)
{
	const struct tb_kernel_reason *reason = tb_kernel_reason_find(w->reason);

	say(t, "that of the ");
	say(t, tb_report_side(t->rst->from));
	say(t, " sent it");
	if (w->reason[0] != '\0') {
		say(t, ": ");
		tb_page_quote(t->page, w->reason, strlen(w->reason));
	}
	if (reason != NULL) {
		say(t, ", ");
		say(t, reason->meaning);
	}
	if (w->state != NULL) {
		say(t, "; socket ");
		say(t, w->state);
	}
	if (w->resent > 0) {
		say(t, "; it had sent ");
		tb_page_number(t->page, w->resent, "segment", "segments");
		say(t, " again before");
	}
	if (w->pid == 0)
		return;
	say(t, "; ended by process ");
	tb_text_u64(t->para, (uint64_t)w->pid);
	if (w->comm[0] != '\0') {
		say(t, ", \"");
		tb_page_quote(t->page, w->comm, strlen(w->comm));
		say(t, "\"");
	}
}

void tb_tell_kernel(struct teller *t)
{
	const struct tb_kernel_word *w = &t->v->kernel;

	if (w->sent)
		of_sender(t, w);
	if (w->taken) {
		tb_page_then(t->page, "; ");
		say(t, "that of the ");
		say(t, tb_report_side(!t->rst->from));
		say(t, " took it");
	}
	tb_page_item(t->page, "kernel");
}

static void say_share(struct teller *t, double share)
{
	say(t, " (");
	tb_text_share(t->para, share);
	say(t, ")");
}

void tb_tell_doubt(struct teller *t)
{
	static const char *const makers[] = {
		[TB_ORIGIN_UNKNOWN] = "nobody knows whom",
		[TB_ORIGIN_CLIENT] = "the client",
		[TB_ORIGIN_SERVER] = "the server",
		[TB_ORIGIN_THIRD_PARTY] = "a third party",
	};
	_Static_assert(sizeof(makers) / sizeof(makers[0]) == TB_ORIGIN_COUNT, "makers[] lost step");
	const struct tb_kernel_contradiction *c = &t->v->contradicts;

	if (!tb_report_contradicts(c))
		return;
	say(t, "without the kernel's word the packets say otherwise: ");
	if (c->cause.slug != NULL) {
		say(t, c->cause.slug);
		say_share(t, c->cause.confidence);
	}
	if (c->by != TB_ORIGIN_UNKNOWN) {
		say(t, c->cause.slug != NULL ? ", made by " : "made by ");
		say(t, makers[c->by]);
		say_share(t, c->by_confidence);
	}
	if (c->effect)
		say(t, c->cause.slug != NULL || c->by != TB_ORIGIN_UNKNOWN
			       ? ", its receiver did not take it"
			       : "its receiver did not take it");
	tb_page_item(t->page, "doubt");
}
