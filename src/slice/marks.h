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

/* What a frame is to a finding; of several the first of these is told. */
enum tb_mark_part {
	TB_MARK_DECIDING,
	TB_MARK_RST,
	TB_MARK_TRIGGER,
	TB_MARK_EFFECT,		/* shows the effect of a RST */
	TB_MARK_ICMP,
	TB_MARK_EVIDENCE
};

struct tb_mark {
	struct tb_ref frame;
	uint64_t finding;	/* its number */
	uint64_t before;	/* number of the one before it in its chain */
	struct tb_why why;	/* of TRIGGER, EFFECT, EVIDENCE */
	enum tb_mark_part part;
	enum tb_role role;	/* of RSTs */
	enum tb_effect effect;	/* likewise */
};

struct tb_marks;

/* capacity: findings; there is room for four times as many marks.  When there is no more the
 * oldest leave.  NULL: no memory. */
struct tb_marks *tb_marks_new(uint32_t capacity, const uint64_t seed[2]);
void tb_marks_free(struct tb_marks *m); /* NULL is fine */

/* The findings come first, and each one's marks in the order of their parts.  A frame that bears
 * one of the same finding already, gets no other. */
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
