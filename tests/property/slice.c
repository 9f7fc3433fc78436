/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * slice.c - who has only the packets of what is reported comes to the same verdicts
 *
 * Every sample, whole and cut to several lengths, is judged; its slice is taken, in both ways
 * that there are, which must agree; and that is judged again.  Of each reset it must say the
 * same in all that is told of it, by the frames that these were.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tcpblame/slice.h>

#include "property/sample.h"

static const uint32_t lengths[] = { UINT32_MAX, 128, 66, 54 };

/* What came out of a slice. */
struct cut {
	struct sample s;		/* numbered anew */
	struct tb_ref *was;		/* by the same index */
	char *text;			/* all comments */
	size_t n_text, room;
};

static void on_frame(void *user, const struct tb_frame *f, const struct tb_slice_comment *comment,
		     size_t n)
{
	struct cut *c = user;
	struct tb_frame *out = &c->s.frame[c->s.n];

	if (c->s.n == c->room)
		fail("more came out than went in");
	*out = frame_copy(f, UINT32_MAX);
	c->was[c->s.n] = (struct tb_ref){ f->number, f->file };
	out->number = ++c->s.n;
	for (size_t i = 0; i < n; i++) {
		c->text = realloc(c->text, c->n_text + comment[i].len + 1);
		if (c->text == NULL)
			fail("realloc");
		memcpy(c->text + c->n_text, comment[i].text, comment[i].len);
		c->n_text += comment[i].len;
	}
}

static void cut_free(struct cut *c)
{
	sample_free(&c->s);
	free(c->was);
	free(c->text);
}

/* known: the verdicts of the court come first; else last, and all frames wait for them. */
static struct cut cut_of(const struct court *court, const struct sample *s, bool known)
{
	struct tb_capture capture = { .file = s->name };
	const struct tb_slice_config cfg = { .room = TB_SLICE_ROOM_MIN, .all_known = known,
					     .captures = &capture, .n_captures = 1 };
	struct cut c = { .s = { .name = s->name }, .room = s->n };
	const struct tb_slice_sink sink = { .frame = on_frame, .user = &c };
	struct tb_slice *slice = tb_slice_new(&cfg, &sink);

	c.s.frame = calloc(s->n, sizeof(*c.s.frame));
	c.was = calloc(s->n, sizeof(*c.was));
	if (slice == NULL || c.s.frame == NULL || c.was == NULL)
		fail("tb_slice_new");
	if (!known)
		tb_slice_frames(slice, s->frame, s->n);
	for (size_t i = 0; i < court->n; i++)
		tb_slice_verdict(slice, &court->verdict[i].v);
	if (known)
		tb_slice_frames(slice, s->frame, s->n);
	tb_slice_finish(slice);
	if (tb_slice_counts(slice)->shown != court->n ||
	    tb_slice_counts(slice)->frames_gone > 0) {
		fprintf(stderr, "%s: %u of %zu resets, %u packets gone\n", s->name,
			(unsigned)tb_slice_counts(slice)->shown, court->n,
			(unsigned)tb_slice_counts(slice)->frames_gone);
		exit(1);
	}
	tb_slice_free(slice);
	return c;
}

static struct tb_ref was(void *user, struct tb_ref is)
{
	const struct cut *c = user;

	return c->was[is.number - 1];
}

static bool same_cut(const struct cut *a, const struct cut *b)
{
	bool same = a->s.n == b->s.n && a->n_text == b->n_text &&
		    (a->n_text == 0 || memcmp(a->text, b->text, a->n_text) == 0);

	for (size_t i = 0; same && i < a->s.n; i++)
		same = a->was[i].number == b->was[i].number;
	if (!same)
		printf("%s: verdicts first or last, the slice differs\n", a->s.name);
	return same;
}

/* The lines of a verdict that say what is told of it; what lists all questions is left out, as
 * some are about the capture as a whole. */
static char *told(const struct court *c)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL)
		fail("open_memstream");
	for (size_t i = 0; i < c->n; i++) {
		const struct tb_verdict *v = &c->verdict[i].v;

		fprintf(out, "ending: %s, %s %s, harm %s, made by %s %.2f, cause %s %.2f\n",
			tb_phase_name(v->phase), tb_state_name(v->state[0]),
			tb_state_name(v->state[1]), tb_harm_name(v->harm.verdict),
			tb_origin_name(v->origin.by), v->origin.confidence, v->cause.slug,
			v->cause.confidence);
		fprintf(out, " packets %u %u, from %u to %u, %s, lost %u %u\n",
			(unsigned)v->flow.packets[0], (unsigned)v->flow.packets[1],
			(unsigned)v->flow.first_frame.number,
			(unsigned)v->flow.last_frame.number, v->flow.history,
			(unsigned)v->harm.unacked[0], (unsigned)v->harm.unacked[1]);
		for (size_t k = 0; k < v->n_rst; k++)
			fprintf(out, " rst %u, answers %u, %s %s %s\n",
				(unsigned)v->rst[k].frame.number,
				(unsigned)v->rst[k].trigger.frame.number,
				tb_role_name(v->rst[k].role), tb_effect_name(v->rst[k].effect),
				tb_origin_name(v->rst[k].origin));
		for (unsigned side = 0; side < 2; side++)
			fprintf(out, " meets %d %s\n", v->errors[side].met,
				tb_condition_name(v->errors[side].condition[0]));
	}
	fclose(out);
	return text;
}

static unsigned check_length(struct court *court, const struct sample *s, uint32_t length)
{
	struct cut known, waiting;
	char title[512], *before, *after;
	unsigned wrong;

	try_sample(court, s);
	before = told(court);
	known = cut_of(court, s, true);
	waiting = cut_of(court, s, false);
	wrong = !same_cut(&known, &waiting);
	try_sample(court, &known.s);
	rename_frames(court, was, &known);
	after = told(court);
	snprintf(title, sizeof(title), "%s, cut to %u", s->name, length);
	wrong += !same_words(title, before, after);
	free(before);
	free(after);
	cut_free(&known);
	cut_free(&waiting);
	return wrong;
}

static unsigned check_sample(struct court *court, const struct sample *s)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct sample shorter = *s;

		shorter.frame = calloc(s->n, sizeof(*shorter.frame));
		if (shorter.frame == NULL)
			fail("calloc");
		for (size_t k = 0; k < s->n; k++)
			shorter.frame[k] = frame_copy(&s->frame[k], lengths[i]);
		wrong += check_length(court, &shorter, lengths[i]);
		sample_free(&shorter);
	}
	return wrong;
}

int main(int argc, char **argv)
{
	return check_samples(argc, argv, check_sample);
}
