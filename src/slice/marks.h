/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * marks.h - what verdicts found, and the frames that they name
 */
#ifndef TB_SLICE_MARKS_H
#define TB_SLICE_MARKS_H

#include <tcpblame/verdict.h>

#include "base/text.h"

/* A verdict, as short as it is told. */
struct tb_finding {
	uint64_t id;
	const char *slug;	/* of its cause; static */
	double sure;		/* of that */
	enum tb_origin origin;
	double origin_sure;
	enum tb_harm harm;
	enum tb_effect effect;	/* of its deciding RST */
	uint64_t gone;		/* packets of its connection that are not shown for want of room */
};

/* What a frame is to a finding; it may be several of these, and they are told in this order. */
enum tb_mark_part {
	TB_MARK_DECIDING,
	TB_MARK_RST,
	TB_MARK_TRIGGER,
	TB_MARK_EFFECT,		/* shows the effect of a RST */
	TB_MARK_ICMP,
	TB_MARK_ORIGIN,		/* shows who made the deciding RST */
	TB_MARK_HARM,		/* shows what it cost */
	TB_MARK_FOR,		/* evidence */
	TB_MARK_AGAINST
};

struct tb_mark {
	struct tb_ref frame;
	uint64_t finding;	/* its number */
	uint64_t before;	/* number of the one before it in its chain */
	struct tb_why why;	/* of all but RSTs and ICMP */
	enum tb_mark_part part;
	enum tb_role role;	/* of RSTs */
	enum tb_effect effect;	/* likewise */
	struct tb_ref other;	/* TRIGGER, EFFECT: the RST that it is of; number 0: of the one that
				 * decides */
	const char *cause;	/* FOR, AGAINST: its slug, static; else NULL */
};

struct tb_marks;

/* capacity: findings; there is room for eight times as many marks.  When there is no more the
 * oldest leave.  NULL: no memory. */
struct tb_marks *tb_marks_new(uint32_t capacity, const uint64_t seed[2]);
void tb_marks_free(struct tb_marks *m); /* NULL is fine */

/* The findings come first, and each one's marks behind it.  A frame that is the same to the same
 * finding already, for evidence to the same cause, gets no other. */
void tb_marks_finding(struct tb_marks *m, const struct tb_finding *f);
void tb_marks_add(struct tb_marks *m, const struct tb_mark *mark);

/* The marks of a frame, by their parts and then the oldest first, at most `room` > 0; of how
 * many is returned. */
size_t tb_marks_of(const struct tb_marks *m, struct tb_ref frame, const struct tb_mark **out,
		   size_t room);

/* Writes what a mark says; file: the name of its frame's capture. */
void tb_mark_say(struct tb_text *t, const struct tb_marks *m, const struct tb_mark *mark,
		 const char *file);

#endif
