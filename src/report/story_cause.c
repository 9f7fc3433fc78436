/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story_cause.c - why: the cause, what speaks for it and against, what else it may have
 * been, and what to do
 *
 * What the headline says already is not said again.
 */
#include "report/teller.h"

enum {
	TOLD_FOR = 4,	/* pieces of evidence, the strongest */
	TOLD_AGAINST = 2
};

static const double worth_telling = 0.15;	/* confidence of a runner-up */

/* "half-open-connection, likely (0.88)"; with its title: "half-open-connection (one end no
 * longer knew the connection), likely (0.88)" */
static void say_weighed(struct teller *t, const struct tb_weighed *w, const char *title)
{
	say(t, w->slug);
	if (title != NULL) {
		say(t, " (");
		say(t, title);
		say(t, ")");
	}
	say(t, ", ");
	say(t, tb_sureness_word(tb_sureness_of(w->confidence)));
	say(t, " (");
	tb_text_share(t->para, w->confidence);
	say(t, ")");
}

/* Of the frames those that the sentence does not name: " (frame 3, frame 7)". */
static void say_frames(struct teller *t, const struct tb_evidence *e)
{
	const char *between = " (";

	for (unsigned i = 0; i < e->n_frames; i++) {
		if (e->frame[i].number == e->text.frame.number &&
		    e->frame[i].file == e->text.frame.file)
			continue;
		say(t, between);
		tb_page_frame(t->page, t->options, e->frame[i], t->home);
		between = ", ";
	}
	if (between[0] == ',')
		say(t, ")");
}

/* Evidence of one kind, behind a separator each; first: before the first one. */
static void say_evidence(struct teller *t, const char *first, bool against, unsigned most)
{
	for (size_t i = 0; i < t->v->n_evidence && most > 0; i++) {
		const struct tb_evidence *e = &t->v->evidence[i];

		if (tb_report_is_against(t->v, e) != against)
			continue;
		say_why(t, first, &e->text);
		say_frames(t, e);
		first = "; ";
		most--;
	}
}

/* Causes that come next, as far as they are worth telling. */
static void say_alternatives(struct teller *t, const char *first)
{
	for (size_t i = 0; i < t->v->n_alternatives; i++) {
		const struct tb_weighed *w = &t->v->alternative[i];

		if (w->confidence < worth_telling)
			return;
		tb_page_then(t->page, i == 0 ? first : "; ");
		say_weighed(t, w, NULL);
		say(t, ": ");
		say(t, w->title);
	}
}

void tb_tell_why(struct teller *t)
{
	struct tb_headline h = tb_headline_of(t->v);

	if (h.slug == NULL) {
		say(t, "not determined");
		say_alternatives(t, "; nearest is ");
	} else {
		say_weighed(t, &t->v->cause, h.title == NULL ? t->v->cause.title : NULL);
		say_evidence(t, ": ", false, TOLD_FOR);
	}
	tb_page_item(t->page, "why");
}

void tb_tell_against(struct teller *t)
{
	if (tb_headline_of(t->v).slug == NULL)
		return;
	say_evidence(t, "", true, TOLD_AGAINST);
	tb_page_item(t->page, "against");
}

void tb_tell_runner_up(struct teller *t)
{
	if (tb_headline_of(t->v).slug == NULL)
		return;
	say_alternatives(t, "");
	tb_page_item(t->page, "or");
}

void tb_tell_next(struct teller *t)
{
	for (size_t i = 0; i < t->v->n_advice; i++) {
		tb_page_then(t->page, " ");
		say(t, t->v->advice[i]);
	}
	tb_page_item(t->page, "next");
}
