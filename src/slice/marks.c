/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * marks.c - what verdicts found, and the frames that they name
 *
 * Both are numbered from 1 as they come and lie in arrays by number, modulo their length, so that
 * the newest takes the place of the oldest.  Marks of frames with the same hash are chained from
 * the newest to the oldest: where a chain leads to a number that is not there any more it
 * ends, since all behind it is older still.
 */
#include "slice/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

enum { MARKS_EACH = 8 };

struct tb_marks {
	uint64_t seed[2];
	struct tb_finding *finding;
	struct tb_mark *mark;
	uint32_t capacity;	/* findings */
	uint64_t n_finding, n_mark;	/* so far */
	uint64_t *newest;	/* number of each hash's newest mark; 0: none */
	uint32_t mask;
};

struct tb_marks *tb_marks_new(uint32_t capacity, const uint64_t seed[2])
{
	struct tb_marks *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	memcpy(m->seed, seed, sizeof(m->seed));
	m->capacity = capacity;
	for (m->mask = 1; m->mask < capacity; m->mask = m->mask << 1 | 1)
		continue;
	m->finding = calloc(capacity, sizeof(*m->finding));
	m->mark = calloc(capacity, MARKS_EACH * sizeof(*m->mark));
	m->newest = calloc((size_t)m->mask + 1, sizeof(*m->newest));
	if (m->finding != NULL && m->mark != NULL && m->newest != NULL)
		return m;
	tb_marks_free(m);
	return NULL;
}

void tb_marks_free(struct tb_marks *m)
{
	if (m == NULL)
		return;
	free(m->finding);
	free(m->mark);
	free(m->newest);
	free(m);
}

static uint64_t most_marks(const struct tb_marks *m)
{
	return (uint64_t)m->capacity * MARKS_EACH;
}

/* NULL: it has left. */
static struct tb_mark *mark_of(const struct tb_marks *m, uint64_t number)
{
	if (number == 0 || number + most_marks(m) <= m->n_mark)
		return NULL;
	return &m->mark[(number - 1) % most_marks(m)];
}

static const struct tb_finding *finding_of(const struct tb_marks *m, uint64_t number)
{
	if (number == 0 || number + m->capacity <= m->n_finding)
		return NULL;
	return &m->finding[(number - 1) % m->capacity];
}

static size_t bucket_of(const struct tb_marks *m, struct tb_ref frame)
{
	const uint64_t name[2] = { frame.number, frame.file };

	return tb_siphash(m->seed, name, sizeof(name)) & m->mask;
}

static bool is_of(const struct tb_mark *k, struct tb_ref frame)
{
	return k->frame.number == frame.number && k->frame.file == frame.file;
}

/* The newest one of that frame from this number on, or NULL. */
static const struct tb_mark *next_of(const struct tb_marks *m, uint64_t number,
				     struct tb_ref frame)
{
	const struct tb_mark *k = mark_of(m, number);

	while (k != NULL && !is_of(k, frame))
		k = mark_of(m, k->before);
	return k;
}

void tb_marks_finding(struct tb_marks *m, const struct tb_finding *f)
{
	m->finding[m->n_finding++ % m->capacity] = *f;
}

/* Slugs are static, and compared all the same: nobody promises that there is one of each. */
static bool same_cause(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Is the frame that to the last finding already? */
static bool is_known(const struct tb_marks *m, uint64_t newest, const struct tb_mark *mark)
{
	const struct tb_mark *k = next_of(m, newest, mark->frame);

	for (; k != NULL && k->finding == m->n_finding; k = next_of(m, k->before, mark->frame))
		if (k->part == mark->part && same_cause(k->cause, mark->cause))
			return true;
	return false;
}

void tb_marks_add(struct tb_marks *m, const struct tb_mark *mark)
{
	size_t bucket = bucket_of(m, mark->frame);
	struct tb_mark *k;

	if (is_known(m, m->newest[bucket], mark))
		return;
	k = &m->mark[m->n_mark++ % most_marks(m)];
	*k = *mark;
	k->finding = m->n_finding;
	k->before = m->newest[bucket];
	m->newest[bucket] = m->n_mark;
}

/* Puts k where it belongs among the first of n: before all that are not more to their findings,
 * which are newer than it. */
static void insert(const struct tb_mark **out, size_t n, size_t room, const struct tb_mark *k)
{
	size_t at = 0, behind;

	while (at < n && at < room && out[at]->part < k->part)
		at++;
	if (at >= room)
		return;
	behind = (n < room ? n : room - 1) - at;
	memmove(&out[at + 1], &out[at], behind * sizeof(*out));
	out[at] = k;
}

size_t tb_marks_of(const struct tb_marks *m, struct tb_ref frame, const struct tb_mark **out,
		   size_t room)
{
	const struct tb_mark *k = next_of(m, m->newest[bucket_of(m, frame)], frame);
	size_t n = 0;

	for (; k != NULL; k = next_of(m, k->before, frame))
		insert(out, n++, room, k);
	return n;
}

static void say_role(struct tb_text *t, const struct tb_mark *mark)
{
	tb_text_str(t, ", ");
	tb_text_str(t, tb_role_name(mark->role));
	tb_text_str(t, ", ");
	tb_text_str(t, tb_effect_name(mark->effect));
}

static void say_other(struct tb_text *t, struct tb_ref rst)
{
	tb_text_str(t, ", frame ");
	tb_text_u64(t, rst.number);
}

/* With several RSTs, what is of another one must not look as though it were of the one that the
 * verdict goes by. */
static void say_part(struct tb_text *t, const struct tb_mark *mark)
{
	static const char *const words[][2] = {	/* the second one of another RST */
		[TB_MARK_DECIDING] = { "RST that decides" },
		[TB_MARK_RST] = { "RST" },
		[TB_MARK_TRIGGER] = { "answered by the RST", "answered by another RST" },
		[TB_MARK_EFFECT] = { "shows the effect", "shows the effect of another RST" },
		[TB_MARK_ICMP] = { "ICMP error about it" },
		[TB_MARK_ORIGIN] = { "shows who made it" },
		[TB_MARK_HARM] = { "shows the harm" },
		[TB_MARK_FOR] = { "evidence for " },
		[TB_MARK_AGAINST] = { "evidence against " },
	};
	bool other = mark->other.number != 0;
	char why[256];

	tb_text_str(t, words[mark->part][other]);
	if (mark->part == TB_MARK_RST)
		say_role(t, mark);
	if (other)
		say_other(t, mark->other);
	if (mark->cause != NULL)
		tb_text_str(t, mark->cause);
	if (mark->why.code == 0)
		return;
	(void)tb_why_text(&mark->why, why, sizeof(why));
	tb_text_str(t, " (");
	tb_text_str(t, why);
	tb_text_char(t, ')');
}

static void say_sure(struct tb_text *t, const char *what, const char *name, double share)
{
	tb_text_str(t, what);
	tb_text_str(t, name);
	tb_text_str(t, " (");
	tb_text_share(t, share);
	tb_text_char(t, ')');
}

static void say_finding(struct tb_text *t, const struct tb_finding *f)
{
	tb_text_str(t, ": harm ");
	tb_text_str(t, tb_harm_name(f->harm));
	say_sure(t, ", made by ", tb_origin_name(f->origin), f->origin_sure);
	say_sure(t, ", cause ", f->slug, f->sure);
	tb_text_str(t, ", effect ");
	tb_text_str(t, tb_effect_name(f->effect));
}

void tb_mark_say(struct tb_text *t, const struct tb_marks *m, const struct tb_mark *mark,
		 const char *file)
{
	const struct tb_finding *f = finding_of(m, mark->finding);

	tb_text_str(t, "tcpblame: ");
	if (f != NULL) {
		tb_text_str(t, "ending ");
		tb_text_u64(t, f->id);
		tb_text_str(t, ", ");
	}
	say_part(t, mark);
	if (f != NULL)
		say_finding(t, f);
	tb_text_str(t, "; was frame ");
	tb_text_u64(t, mark->frame.number);
	tb_text_str(t, " of ");
	tb_text_shown(t, file, strlen(file));
	if (f == NULL || f->gone == 0 || mark->part != TB_MARK_DECIDING)
		return;
	tb_text_str(t, "; packets of its connection that had gone before it was judged: ");
	tb_text_u64(t, f->gone);
}
