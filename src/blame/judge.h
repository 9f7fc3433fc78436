/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * judge.h - a settled episode becomes a verdict
 */
#ifndef TB_BLAME_JUDGE_H
#define TB_BLAME_JUDGE_H

#include <tcpblame/tcpblame.h>

#include "blame/makers.h"
#include "blame/rankings.h"
#include "blame/rulebook.h"
#include "flow/neighbours.h"
#include "flow/tracker.h"

enum { TB_MAX_ASKED = 192 };

/* Storage that a verdict points into, reused for the next one; and what is remembered from
 * one to the next.  All zero at first. */
struct tb_bench {
	struct tb_rst rst[TB_EPISODE_RSTS];
	const struct tb_note *note[TB_EPISODE_RSTS];
	struct tb_exhibit exhibit;
	struct tb_asked asked[TB_MAX_ASKED];
	struct tb_ladder ladder;
	struct tb_rung rung[2 * TB_RUNGS_MOST];
	char history[32];
	char community_id[64];
	struct tb_makers makers;
	struct tb_rankings known;
};

/* What the judges look at. */
struct tb_case {
	const struct tb_tracker *tracker;
	const struct tb_episode *episode;
	const struct tb_flow *flow;
	const struct tb_note *deciding;
	const struct tb_exhibit *exhibit;	/* of that; the judge fetches it */
	const struct tb_verdict *verdict;	/* as far as it is made */
	const struct tb_bench *bench;
	const struct tb_sink *sink;	/* asked for the kernel's word; NULL: nobody is */
	struct tb_asker asker;	/* for questions about its neighbours */
	struct {
		bool known;	/* the rest is: by which TTLs its claimed sender is known */
		bool same_family;	/* it began at the same initial value as one of these */
		bool mixed;	/* these lie wide apart, and few of its packets have that one */
		int distance;	/* from these; 0: within */
		tb_packed_ref shown;	/* a packet that has one of these */
	} ttl;			/* of the deciding RST; filled when its maker is asked for */
	struct {
		bool known;	/* else its sender made none of its own accord, or nobody saw when */
		struct tb_moment at;
		uint32_t not_come;	/* bytes that its receiver had said last, in vain */
		struct tb_moment words;	/* the last of either side before; ref 0: none */
	} close;		/* by the sender of the deciding RST; filled likewise */
	struct tb_outage outage;	/* of its service */
	struct tb_silences silences;	/* other connections that ended as its own, after silence;
					 * asked only if that was a second */
	const struct tb_rule *cause;	/* that was found */
	tb_span watched;	/* packet time seen after the deciding RST */
	bool early;		/* that is less than it should be */
	bool brief;		/* as in struct tb_config */
};

/* The side of direction d. */
static inline enum tb_side tb_side_of(const struct tb_flow *f, unsigned d)
{
	return d == f->client ? TB_CLIENT : TB_SERVER;
}

/* Fills out, and c as far as it tells of out; out and all that it points to live as long as
 * bench and the episode do.  id is left to the caller. */
void tb_judge(struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out);

/* Its parts ----------------------------------------------------------------- */

/* Fills the code of one RST, whose header, options and payload are filled. */
void tb_judge_code(const struct tb_case *c, const struct tb_note *n, struct tb_rst *rst);

/* Fills effect and role of the n RSTs and says which of them decides. */
size_t tb_judge_effects(const struct tb_case *c, struct tb_bench *bench, size_t n);

/* Who made the RST that c->deciding is, by the answers about its maker.  known: what was
 * found out before. */
struct tb_origin_verdict tb_judge_maker(const struct tb_case *c, struct tb_makers *known,
					const struct tb_answers *answers);

/* Fills origin of the verdict and of its RSTs, if it is to be brief only of the deciding one;
 * after the effects.  Returns the answers about
 * the maker of the deciding one. */
struct tb_answers tb_judge_origins(struct tb_case *c, struct tb_bench *bench,
				   struct tb_verdict *out);

/* Fills origin, cause and all that belongs to them, by what is known of the kernel's word.
 * Returns all answers. */
struct tb_answers tb_judge_maker_and_cause(struct tb_case *c, struct tb_bench *bench,
					   struct tb_verdict *out);

/* Asks what the kernel says.  If it says something, fills kernel, what it tells of the effect,
 * and where the packets alone contradict it. */
void tb_judge_kernel(struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out);

/* Fills harm; after the dialogue and the effects. */
void tb_judge_harm(const struct tb_case *c, struct tb_verdict *out);

/* Fills errors; after the cause. */
void tb_judge_errors(const struct tb_case *c, struct tb_verdict *out);

/* Fills the ladder, if the tracker keeps what it is made of; after origin and effects. */
void tb_judge_ladder(const struct tb_case *c, struct tb_bench *bench, struct tb_verdict *out);

/* Fills the list of what could not be seen. */
void tb_judge_unseen(const struct tb_case *c, const struct tb_answers *answers,
		     struct tb_verdict *out);

#endif
