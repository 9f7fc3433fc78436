/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story.h - a verdict told to a person
 */
#ifndef TB_REPORT_STORY_H
#define TB_REPORT_STORY_H

#include "report/page.h"

/* What a headline is made of; two resets with the same one did the same thing. */
struct tb_headline {
	enum tb_phase phase;
	enum tb_origin by;
	enum tb_side from;
	enum tb_effect effect;
	const char *title;	/* of the cause, static; NULL: undetermined */
};

struct tb_headline tb_headline_of(const struct tb_verdict *v);

/* Into para: "the server reset the connection before any data". */
void tb_headline_tell(struct tb_page *p, const struct tb_headline *h);

/* A block of several lines. */
void tb_story_block(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_verdict *v);

/* One line (or a few, wrapped), for what needs no attention. */
void tb_story_line(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_verdict *v);

/* Into para: a phase in words: "during the handshake". */
const char *tb_story_phase(enum tb_phase phase);

#endif
