/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * slice.c - the packets that belong to what is reported of a capture
 *
 *   frame --place--> ring of those that wait --reported? named?--> sink
 *
 * A verdict comes long after the packets that it is about, and these have to come out in the
 * order in which they went in.  So packets wait in a ring, and it is decided of each when it
 * leaves: is its connection among those that were reported by then, or does a verdict name it?
 * It leaves when its room is needed, or at the end.  What left undecided is lost, and counted
 * when the verdict comes: what the engine has counted of a connection, less what is there.
 *
 * Where all verdicts are known before, the rest is the same, but for this: packets that cannot
 * be wanted do not go into the ring, and the others leave as soon as they can be decided.  Only
 * two kinds have to wait: fragments, for the one that says of which connection they are; and
 * with a limited context all, for a RST that may follow.
 *
 * Context: a RST that comes marks those before it in its chain as near; those after it are
 * counted as they leave.
 */
#include <tcpblame/slice.h>

#include <stdlib.h>

#include "base/title.h"
#include "slice/marks.h"
#include "slice/naming.h"
#include "slice/reported.h"
#include "slice/waiting.h"
#include "wire/outline.h"

enum {
	ROOM_EACH = 256,	/* bytes of room for which one verdict is remembered: of a
				 * connection of two packets */
	MOST_VERDICTS = 1 << 26,
	MOST_OTHERS = 4096,
	COMMENT_ROOM = 1024
};

struct tb_slice {
	struct tb_slice_config cfg;
	struct tb_slice_sink sink;
	struct tb_placer *placer;
	struct tb_waiting *waiting;
	struct tb_reported *reported;
	struct tb_marks *marks;
	uint64_t *left;		/* number of the last frame of each capture that has left */
	struct tb_slice_counts counts;
	char text[TB_SLICE_COMMENTS][COMMENT_ROOM];
};

/* Verdicts --------------------------------------------------------------------- */

static bool has_left(const struct tb_slice *s, struct tb_ref frame)
{
	return frame.file < s->cfg.n_captures && frame.number <= s->left[frame.file];
}

/* What tb_name_frames() finds. */
static void on_named(void *user, const struct tb_mark *m)
{
	struct tb_slice *s = user;

	if (!has_left(s, m->frame))
		tb_marks_add(s->marks, m);
}

static struct tb_spot spot_of(const struct tb_packet *p)
{
	return (struct tb_spot){ { p->frame.number, p->frame.file }, p->frame.time };
}

static bool is_of(const struct tb_packet *p, const struct tb_flow_key *key)
{
	return p->place.kind == TB_PLACE_FLOW && tb_flow_key_equal(&p->place.key, key);
}

/* Packets of a verdict's connection that still wait. */
struct waiting_of {
	uint64_t inside;	/* up to the last one that made the verdict */
	uint64_t behind;	/* and after it */
	uint64_t before;	/* of both, those before the deciding RST */
};

/* Looks at no more than so many packets that are not the connection's: anybody can send those. */
static struct waiting_of look_for(const struct tb_slice *s, const struct tb_verdict *v,
				  const struct tb_flow_key *key)
{
	const struct tb_spot first = { v->flow.first_frame, v->flow.start };
	const struct tb_spot last = { v->flow.last_frame, v->flow.last };
	const struct tb_spot rst = { v->rst[v->deciding].frame, v->rst[v->deciding].time };
	const struct tb_packet *p = tb_waiting_of_flow(s->waiting, key);
	struct waiting_of w = { 0 };
	unsigned others = 0;

	for (; p != NULL && others < MOST_OTHERS; p = tb_waiting_before(s->waiting, p)) {
		bool own = is_of(p, key) && p->place.segment, behind;

		if (tb_spot_before(spot_of(p), first))
			break;
		behind = tb_spot_before(last, spot_of(p));
		w.inside += own && !behind;
		w.behind += own && behind;
		w.before += own && tb_spot_before(spot_of(p), rst);
		others += !own || behind;
	}
	return w;
}

/* Packets of the verdict's connection that have left undecided; with a context, as far as that
 * would have reached. */
static uint64_t count_gone(const struct tb_slice *s, const struct tb_verdict *v,
			   const struct tb_flow_key *key)
{
	const struct tb_flow_info *f = &v->flow;
	const uint64_t all = f->packets[0] + f->packets[1] + f->duplicates, most = s->cfg.context;
	struct waiting_of w = { 0 };
	uint64_t gone, missing;

	if (!has_left(s, f->first_frame))
		return 0;
	if (!has_left(s, f->last_frame))
		w = look_for(s, v, key);
	/* a second copy does not make the last frame, and may come after it */
	w.inside += w.behind < f->duplicates ? w.behind : f->duplicates;
	gone = all > w.inside ? all - w.inside : 0;
	if (most == 0)
		return gone;
	missing = w.before < most ? most - w.before : 0;
	return gone < missing ? gone : missing;
}

static void note_gone(struct tb_slice *s, uint64_t gone)
{
	s->counts.flows_cut += gone > 0;
	s->counts.frames_gone += gone;
}

void tb_slice_verdict(struct tb_slice *s, const struct tb_verdict *v)
{
	struct tb_finding f = {
		.id = v->id,
		.slug = v->cause.slug,
		.sure = v->cause.confidence,
		.origin = v->origin.by,
		.origin_sure = v->origin.confidence,
		.harm = v->harm.verdict,
		.effect = v->rst[v->deciding].effect,
	};
	struct tb_flow_key key;

	s->counts.findings++;
	(void)tb_flow_key_make(&key, &v->flow.end[0], &v->flow.end[1]);
	switch (tb_reported_add(s->reported, &key, &v->flow)) {
	case TB_REPORTED_NO_ROOM:
		s->counts.left_out++;
		return;
	case TB_REPORTED_NEW:
		if (!s->cfg.all_known)
			note_gone(s, f.gone = count_gone(s, v, &key));
		break;
	case TB_REPORTED_KNOWN:
		break;
	}
	tb_marks_finding(s->marks, &f);
	tb_name_frames(v, on_named, s);
}

/* Frames that leave ------------------------------------------------------------ */

/* Is it close enough to a RST?  It leaves now. */
static bool is_in_context(const struct tb_slice *s, const struct tb_packet *p,
			  struct tb_range *range)
{
	bool after = range->after > 0;

	if (s->cfg.context == 0)
		return true;
	if (p->place.rst)
		range->after = s->cfg.context;
	else if (after && p->place.segment)
		range->after--;
	return p->near || after;
}

static enum tb_packet_kind kind_of(const struct tb_place *place)
{
	if (place->datagram != 0 && !place->segment)
		return TB_PACKET_PART;
	return place->syn ? TB_PACKET_SYN : TB_PACKET_ANY;
}

static bool is_wanted(struct tb_slice *s, const struct tb_packet *p)
{
	struct tb_range *range;

	if (p->place.kind != TB_PLACE_FLOW)
		return false;
	range = tb_reported_find(s->reported, &p->place.key, spot_of(p), kind_of(&p->place));
	return range != NULL && is_in_context(s, p, range);
}

static struct tb_slice_comment say_more(char *buf, size_t n)
{
	struct tb_text t;

	tb_text_init(&t, buf, COMMENT_ROOM, NULL);
	tb_text_str(&t, "tcpblame: more that verdicts say of this frame and is not told here: ");
	tb_text_u64(&t, n);
	return (struct tb_slice_comment){ buf, tb_text_len(&t) };
}

static const char *name_of(const struct tb_slice *s, uint32_t file)
{
	return file < s->cfg.n_captures ? tb_file_title(s->cfg.captures[file].file) : "";
}

/* What verdicts say of it; how much that is. */
static size_t comment_on(struct tb_slice *s, const struct tb_packet *p,
			 struct tb_slice_comment *out)
{
	const struct tb_mark *marks[TB_SLICE_COMMENTS];
	const char *file = name_of(s, p->frame.file);
	size_t all = tb_marks_of(s->marks, spot_of(p).ref, marks, TB_SLICE_COMMENTS);
	size_t n = all < TB_SLICE_COMMENTS ? all : TB_SLICE_COMMENTS;

	for (size_t i = 0; i < n; i++) {
		struct tb_text t;

		tb_text_init(&t, s->text[i], COMMENT_ROOM, NULL);
		tb_mark_say(&t, s->marks, marks[i], file);
		out[i] = (struct tb_slice_comment){ s->text[i], tb_text_len(&t) };
		s->counts.shown += marks[i]->part == TB_MARK_DECIDING;
	}
	if (all > n)
		out[n - 1] = say_more(s->text[n - 1], all - n + 1);
	return n;
}

/* To n bytes, if it has as many. */
static void cut(struct tb_frame *f, uint32_t n)
{
	if (f->original < f->captured)	/* it lies; what is cut must not look as if it were all */
		f->original = f->captured;
	if (f->captured > n)
		f->captured = n;
}

/* May nothing come out of which nobody knows what it tells? */
static bool is_discreet(const struct tb_slice *s)
{
	return s->cfg.strip || s->sink.rewrite != NULL;
}

/* No bytes of payload. */
static void strip(struct tb_frame *f)
{
	struct tb_outline outline;
	union tb_decoded d;

	(void)tb_decode_outline(f, &d, &outline);
	cut(f, tb_outline_end(&outline));
}

static void hand_out(struct tb_slice *s, struct tb_packet *p,
		     const struct tb_slice_comment *comment, size_t n)
{
	if (s->sink.rewrite != NULL)	/* a packet's bytes are behind it in the ring, ours */
		cut(&p->frame, s->sink.rewrite(s->sink.user, &p->frame, (uint8_t *)(p + 1)));
	if (s->cfg.strip)
		strip(&p->frame);
	if (is_discreet(s)) {
		p->frame.comment = NULL;
		p->frame.comment_len = p->frame.comment_more = 0;
	}
	s->counts.frames++;
	s->sink.frame(s->sink.user, &p->frame, comment, n);
}

static void let_first_go(struct tb_slice *s)
{
	struct tb_packet *p = tb_waiting_first(s->waiting);
	struct tb_slice_comment comment[TB_SLICE_COMMENTS];
	bool wanted = is_wanted(s, p);
	size_t n = comment_on(s, p, comment);

	if (p->frame.file < s->cfg.n_captures)
		s->left[p->frame.file] = p->frame.number;
	if (wanted || n > 0)
		hand_out(s, p, comment, n);
	tb_waiting_drop_first(s->waiting);
}

/* Frames that come ------------------------------------------------------------- */

static bool is_named(const struct tb_slice *s, const struct tb_frame *f)
{
	const struct tb_mark *any;

	return tb_marks_of(s->marks, (struct tb_ref){ f->number, f->file }, &any, 1) > 0;
}

/* May it be wanted, as far as can be known now? */
static bool may_be_wanted(const struct tb_slice *s, const struct tb_frame *f,
			  const struct tb_place *place)
{
	if (place->kind == TB_PLACE_FRAGMENT)
		return true;
	if (place->kind == TB_PLACE_NONE)	/* where a payload would begin nobody knows */
		return s->cfg.all_known && !is_discreet(s) && is_named(s, f);
	return !s->cfg.all_known || tb_reported_any(s->reported, &place->key) || is_named(s, f);
}

/* Its connection is known, and so is that of the fragments that came before it.  Behind one that
 * was told of it already all have been. */
static void tell_fragments(struct tb_slice *s, struct tb_packet *p)
{
	uint64_t datagram = p->place.datagram;
	struct tb_packet *q = tb_waiting_of_datagram(s->waiting, datagram);

	p->near = true;
	for (; q != NULL; q = tb_waiting_before(s->waiting, q)) {
		if (q == p || q->place.datagram != datagram)
			continue;
		if (q->place.kind == TB_PLACE_FLOW)
			break;
		q->place.kind = TB_PLACE_FLOW;
		q->place.key = p->place.key;
		q->near = true;
	}
}

/* A RST: those before it are near.  Behind another one they are already. */
static void reach_back(struct tb_slice *s, struct tb_packet *rst)
{
	struct tb_packet *q = tb_waiting_before(s->waiting, rst);
	uint32_t left = s->cfg.context;

	rst->near = true;
	for (; left > 0 && q != NULL; q = tb_waiting_before(s->waiting, q)) {
		if (!is_of(q, &rst->place.key))
			continue;
		if (q->place.rst)
			return;
		q->near = true;
		left -= q->place.segment;
	}
}

static void let_decided_go(struct tb_slice *s)
{
	const struct tb_packet *p;

	while ((p = tb_waiting_first(s->waiting)) != NULL &&
	       p->place.kind != TB_PLACE_FRAGMENT)
		let_first_go(s);
}

static void take(struct tb_slice *s, const struct tb_frame *f)
{
	struct tb_packet *p;
	struct tb_place place;

	tb_place_find(s->placer, f, &place);
	if (!may_be_wanted(s, f, &place))
		return;
	while ((p = tb_waiting_put(s->waiting, f, &place)) == NULL)
		let_first_go(s);
	if (place.kind == TB_PLACE_FLOW && place.datagram != 0)
		tell_fragments(s, p);
	if (s->cfg.context > 0 && place.rst)
		reach_back(s, p);
	if (s->cfg.all_known && s->cfg.context == 0)
		let_decided_go(s);
}

void tb_slice_frames(struct tb_slice *s, const struct tb_frame *frame, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take(s, &frame[i]);
}

void tb_slice_finish(struct tb_slice *s)
{
	while (tb_waiting_first(s->waiting) != NULL)
		let_first_go(s);
}

const struct tb_slice_counts *tb_slice_counts(const struct tb_slice *s)
{
	return &s->counts;
}

/* Beginning and end ------------------------------------------------------------ */

struct tb_slice *tb_slice_new(const struct tb_slice_config *cfg,
			      const struct tb_slice_sink *sink)
{
	struct tb_slice *s = calloc(1, sizeof(*s));
	size_t room = cfg->room / ROOM_EACH;
	uint32_t most = room < MOST_VERDICTS ? (uint32_t)room : MOST_VERDICTS;

	if (s == NULL || cfg->room < TB_SLICE_ROOM_MIN) {
		free(s);
		return NULL;
	}
	s->cfg = *cfg;
	s->sink = *sink;
	s->placer = tb_placer_new(cfg->hash_seed);
	s->waiting = tb_waiting_new(cfg->room, cfg->hash_seed);
	s->reported = tb_reported_new(most, !cfg->all_known, cfg->hash_seed);
	s->marks = tb_marks_new(most, cfg->hash_seed);
	s->left = calloc(cfg->n_captures + 1, sizeof(*s->left));
	if (s->placer != NULL && s->waiting != NULL && s->reported != NULL && s->marks != NULL &&
	    s->left != NULL)
		return s;
	tb_slice_free(s);
	return NULL;
}

void tb_slice_free(struct tb_slice *s)
{
	if (s == NULL)
		return;
	tb_placer_free(s->placer);
	tb_waiting_free(s->waiting);
	tb_reported_free(s->reported);
	tb_marks_free(s->marks);
	free(s->left);
	free(s);
}
