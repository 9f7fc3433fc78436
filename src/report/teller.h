/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * teller.h - what the lines of a block are made with; for story*.c only
 */
#ifndef TB_REPORT_TELLER_H
#define TB_REPORT_TELLER_H

#include "report/story.h"

struct teller {
	struct tb_page *page;
	struct tb_text *para;	/* page's */
	const struct tb_report_options *options;
	const struct tb_verdict *v;
	const struct tb_rst *rst;	/* the deciding one */
	uint32_t home;			/* its file */
};

/* Our own words. */
static inline void say(struct teller *t, const char *words)
{
	tb_text_str(t->para, words);
}

/* The sentence, behind a separator if something stands before it. */
static inline void say_why(struct teller *t, const char *between, const struct tb_why *why)
{
	if (why->code == 0)
		return;
	tb_page_then(t->page, between);
	tb_report_why(t->para, t->options, why, t->home);
}

/* Lines; nothing is written if there is nothing to say. */
void tb_tell_why(struct teller *t);
void tb_tell_against(struct teller *t);
void tb_tell_runner_up(struct teller *t);
void tb_tell_next(struct teller *t);
void tb_tell_errors(struct teller *t);
void tb_tell_talk(struct teller *t);
void tb_tell_packet(struct teller *t);
void tb_tell_code(struct teller *t);
void tb_tell_kernel(struct teller *t);
void tb_tell_doubt(struct teller *t);
void tb_tell_payload(struct teller *t);
void tb_tell_comment(struct teller *t);
void tb_tell_other_rsts(struct teller *t);
void tb_tell_icmp(struct teller *t);
void tb_tell_layers(struct teller *t);

#endif
