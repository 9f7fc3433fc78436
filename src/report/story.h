/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story.h - a verdict told to a person
 */
#ifndef TB_REPORT_STORY_H
#define TB_REPORT_STORY_H

#include "report/page.h"

/* How sure something is, in words; the surest first. */
enum tb_sureness { TB_ALMOST_CERTAIN, TB_LIKELY, TB_POSSIBLE, TB_SURENESS_COUNT };

enum tb_sureness tb_sureness_of(double confidence);

/* "likely".  Static. */
const char *tb_sureness_word(enum tb_sureness sureness);

/* What a headline is made of; two resets with the same one did the same thing. */
struct tb_headline {
	enum tb_phase phase;
	enum tb_origin by;
	enum tb_side from;
	enum tb_effect effect;
	bool crossed;		/* the other end reset it before that one arrived */
	enum tb_sureness of_maker;	/* that it was made by this one */
	const char *slug;	/* of the cause, static; NULL: undetermined */
	const char *moment;	/* when that was, if the title does not tell; "" or static */
	const char *title;	/* of the cause, if the headline tells it; or NULL */
	enum tb_sureness of_title;
};

struct tb_headline tb_headline_of(const struct tb_verdict *v);

/* Its cause by name: "undetermined", too.  Static. */
const char *tb_story_cause(const struct tb_headline *h);

/* Negative, zero or positive: an order without meaning. */
int tb_headline_compare(const struct tb_headline *a, const struct tb_headline *b);

/* Into para: "the server reset the connection before any data". */
void tb_headline_tell(struct tb_page *p, const struct tb_headline *h);

/* A block of several lines. */
void tb_story_block(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_verdict *v);

/* One line (or a few, wrapped), for what needs no attention or was told before. */
void tb_story_line(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_verdict *v);

/* What several resets have in common, in a line or a few. */
void tb_story_group(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_group *g);

/*
 * What a block says apart from names and numbers.  Of resets with the same plot, a
 * reader who saw a few blocks learns nothing from the next one.
 */
struct tb_plot {
	struct tb_headline headline;
	enum tb_harm harm;
	const char *protocol;	/* static; may be NULL */
	uint16_t why[4];	/* codes: origin, trigger, effect, harm */
	enum tb_code_kind code;	/* what the RST says of itself */
	uint32_t number;
	const char *meaning;	/* static; may be NULL */
};

struct tb_plot tb_plot_of(const struct tb_verdict *v);
bool tb_plot_same(const struct tb_plot *a, const struct tb_plot *b);

/* How far it had come, in words: "in the handshake, after the SYN-ACK".  Static. */
const char *tb_story_phase(const struct tb_verdict *v);

#endif
