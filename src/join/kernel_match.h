/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_match.h - which event of a kernel trace is this RST of a capture?
 */
#ifndef TB_JOIN_KERNEL_MATCH_H
#define TB_JOIN_KERNEL_MATCH_H

#include "join/kernel_clock.h"
#include "join/kernel_store.h"

enum { TB_KERNEL_CANDIDATES = 64 };	/* RSTs, and events, of which one is looked for */

/* The RSTs of an episode that bear one end's address, copies left out. */
struct tb_kernel_question {
	const struct tb_verdict *v;
	struct tb_endpoint from, to;	/* of all of them */
	const struct tb_rst *rst[TB_KERNEL_CANDIDATES];
	size_t n;
	size_t asked;		/* which of them is the deciding one */
	bool complete;		/* there are no more */
};

void tb_kernel_question_init(struct tb_kernel_question *q, const struct tb_verdict *v);

static inline const struct tb_rst *tb_kernel_asked(const struct tb_kernel_question *q)
{
	return q->rst[q->asked];
}

/* Lets the beginning of the connection tell, about, how the clocks differ; for who knows
 * nothing better. */
void tb_kernel_match_opening(const struct tb_kernel_store *s, struct tb_kernel_clock *clock,
			     const struct tb_kernel_question *q);

enum tb_kernel_match {
	TB_KERNEL_NO_MATCH,	/* the trace knows nothing of such a RST, or does not tell which */
	TB_KERNEL_MISFIT,	/* it knows one, but not of that time or form */
	TB_KERNEL_MATCH
};

/* The sending of the deciding RST.  *out lasts as long as the store is left alone. */
enum tb_kernel_match tb_kernel_match_sent(const struct tb_kernel_store *s,
					  struct tb_kernel_clock *clock,
					  const struct tb_kernel_question *q,
					  const struct tb_kernel_event **out);

/* Did a socket of its receiver take it? */
bool tb_kernel_match_taken(const struct tb_kernel_store *s, struct tb_kernel_clock *clock,
			   const struct tb_kernel_question *q);

/* The last time before `sent` that a process ended the sender's side of the connection, since
 * it began; NULL: not known. */
const struct tb_kernel_event *tb_kernel_match_ended(const struct tb_kernel_store *s,
						    const struct tb_kernel_question *q,
						    const struct tb_kernel_event *sent);

#endif
