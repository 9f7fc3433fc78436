/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rulebook.h - the causes of resets: what each means, what shows it, what to do
 *
 * Everything is static: plain ASCII texts of our own without double quotes and
 * backslashes, which live as long as the program.
 */
#ifndef TCPBLAME_RULEBOOK_H
#define TCPBLAME_RULEBOOK_H

#include <tcpblame/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TB_MAX_ADVICE = 2 };

struct tb_cause_info {
	const char *slug;	/* "data-after-close" */
	const char *title;	/* in a headline: "data came after the receiver had closed" */
	const char *meaning;	/* what happened; its first sentence stands for itself */
	const char *decisive;	/* what on the wire decides for it */
	const char *against;	/* what speaks against it; NULL: nothing in particular */
	const char *limit;	/* what no capture can show of it; NULL: nothing in particular */
	const char *client_sees, *server_sees;	/* what each application notices; NULL: that
						 * depends on what the cause really is */
	const char *advice[TB_MAX_ADVICE];	/* for an operator; NULL: none */
};

/* Causes are numbered from 0, in the order in which they are explained. */
size_t tb_cause_count(void);
const struct tb_cause_info *tb_cause_info_at(size_t number);	/* NULL beyond the last */
const struct tb_cause_info *tb_cause_info_find(const char *slug); /* NULL: there is none */

/* Title of the chapter that it stands in; the same pointer all through a chapter.  NULL
 * beyond the last. */
const char *tb_cause_chapter(size_t number);

/* How well verdicts name a cause, counted over captures whose cause is known. */
struct tb_cause_measure {
	const char *slug;
	double precision;	/* of the verdicts that name it, the share that is right */
	double recall;		/* of the cases that it caused, the share that is named so */
	uint32_t cases;		/* that it caused */
};

/* NULL: not measured yet. */
const struct tb_cause_measure *tb_cause_measured(const char *slug);

enum { TB_MAX_POPULAR_CAUSES = 5 };

/* An explanation that people find when they look the error up. */
struct tb_popular {
	const char *name;	/* "the server is overloaded" */
	const char *remedy;	/* what they are told to do; NULL: nothing */
	const char *cause[TB_MAX_POPULAR_CAUSES];	/* slugs that it may stand for; NULL:
							 * no more, or none at all */
	const char *shows, *hides;	/* what of it a capture can show, and what not */
};

size_t tb_popular_count(void);
const struct tb_popular *tb_popular_at(size_t number);	/* NULL beyond the last */

#ifdef __cplusplus
}
#endif

#endif
