/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * story.c - one verdict for the eye
 *
 * A block answers in this order: what happened and to whom, when, who did it, why, what to do
 * about it; then for who doubts it or has to show it: what could not be seen, what a kernel says,
 * which packet it answers, whether it took effect, what was lost, which error each application
 * meets, what the two were saying to each other, what else was seen, and how to look for oneself.
 * A line that has nothing to say is left out.
 */
#include "report/story.h"

#include <string.h>

#include "report/teller.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static void say_endpoints(struct teller *t)
{
	tb_text_endpoint(t->para, &t->v->flow.end[TB_CLIENT]);
	say(t, " > ");
	tb_text_endpoint(t->para, &t->v->flow.end[TB_SERVER]);
}

static void say_deciding_frame(struct teller *t)
{
	tb_page_frame(t->page, t->options, t->rst->frame, tb_report_no_home(t->options));
}

static void title(struct teller *t)
{
	static const struct {
		const char *word;
		enum tb_tone tone;
	} harms[] = {
		[TB_HARM_UNKNOWN] = { "UNKNOWN HARM", TB_TONE_DOUBT },
		[TB_HARM_DISRUPTIVE] = { "DISRUPTIVE", TB_TONE_BAD },
		[TB_HARM_BENIGN] = { "benign", TB_TONE_GOOD },
	};
	_Static_assert(COUNT_OF(harms) == TB_HARM_COUNT, "harms[] lost step");
	struct tb_headline h = tb_headline_of(t->v);

	tb_headline_tell(t->page, &h);
	tb_page_title(t->page, &(struct tb_page_title){
					.id = t->v->id,
					.tone = harms[t->v->harm.verdict].tone,
					.word = harms[t->v->harm.verdict].word,
					.when = t->rst->time,
			       });
}

static void whom(struct teller *t)
{
	const struct tb_dialogue *d = &t->v->dialogue;

	say_endpoints(t);
	if (d->protocol != NULL) {
		say(t, " ");
		say(t, d->protocol);
	}
	say(t, "; RST is ");
	say_deciding_frame(t);
	say(t, ", ");
	say(t, tb_report_whose(t->rst));
	if (t->v->flow.roles == TB_ROLES_INFERRED)
		say(t, " (told from the other end by content or ports)");
	tb_page_lines(t->page, TB_PAGE_INDENT);
}

static void when(struct teller *t)
{
	const struct tb_flow_info *f = &t->v->flow;
	tb_span since = tb_since(t->rst->time, f->start);

	say(t, tb_story_phase(t->v));
	if (since > 0) {
		say(t, "; ");
		tb_text_span(t->para, since);
		say(t, " after the first packet");
	}
	if (f->idle >= TB_SECOND) {
		say(t, ", ");
		tb_text_span(t->para, f->idle);
		say(t, " of silence just before");
	}
	if (t->v->state[TB_CLIENT] != TB_STATE_UNKNOWN ||
	    t->v->state[TB_SERVER] != TB_STATE_UNKNOWN) {
		say(t, "; client ");
		say(t, tb_state_name(t->v->state[TB_CLIENT]));
		say(t, ", server ");
		say(t, tb_state_name(t->v->state[TB_SERVER]));
	}
	tb_page_item(t->page, "when");
}

static void who(struct teller *t)
{
	static const char *const makers[] = {
		[TB_ORIGIN_UNKNOWN] = "not known",
		[TB_ORIGIN_CLIENT] = "the client",
		[TB_ORIGIN_SERVER] = "the server",
		[TB_ORIGIN_THIRD_PARTY] = "neither end: a third party",
	};
	_Static_assert(COUNT_OF(makers) == TB_ORIGIN_COUNT, "makers[] lost step");

	say(t, makers[t->v->origin.by]);
	if (t->v->origin.by != TB_ORIGIN_UNKNOWN) {
		say(t, " (");
		tb_text_share(t->para, t->v->origin.confidence);
		say(t, ")");
	}
	say_why(t, ": ", &t->v->origin.why);
	tb_page_item(t->page, "who");
}

static void answers(struct teller *t)
{
	const struct tb_trigger *trigger = &t->rst->trigger;

	if (trigger->frame.number == 0)
		return;
	tb_page_frame(t->page, t->options, trigger->frame, t->home);
	say(t, ", ");
	tb_text_span(t->para, trigger->after);
	say(t, " earlier");
	say_why(t, ": ", &trigger->what);
	tb_page_item(t->page, "answers");
}

static void effect(struct teller *t)
{
	static const char *const effects[] = {
		[TB_EFFECT_UNKNOWN] = "not known",
		[TB_EFFECT_ACCEPTED] = "accepted",
		[TB_EFFECT_CHALLENGED] = "not accepted but challenged",
		[TB_EFFECT_IGNORED] = "ignored",
		[TB_EFFECT_LATE] = "too late",
	};
	_Static_assert(COUNT_OF(effects) == TB_EFFECT_COUNT, "effects[] lost step");

	say(t, effects[t->rst->effect]);
	say_why(t, ": ", &t->rst->effect_why);
	tb_page_item(t->page, "effect");
}

static void lost_bytes(struct teller *t, enum tb_side side)
{
	uint64_t n = t->v->harm.unacked[side];

	if (n == 0)
		return;
	tb_page_then(t->page, ", ");
	tb_page_number(t->page, n, "byte", "bytes");
	say(t, " from the ");
	say(t, tb_report_side(side));
}

/* What the numbers say was lost. */
static void losses(struct teller *t)
{
	lost_bytes(t, TB_CLIENT);
	lost_bytes(t, TB_SERVER);
	if (tb_text_len(t->para) > 0)
		say(t, " never acknowledged");
	if (t->v->dialogue.request_open == TB_YES) {
		tb_page_then(t->page, "; ");
		say(t, "a request was left open");
	}
}

/* Numbers where something was lost, else the reason why nothing, or who knows what. */
static void lost(struct teller *t)
{
	const struct tb_why *why = &t->v->harm.why;

	switch (t->v->harm.verdict) {
	case TB_HARM_BENIGN:
		say(t, "nothing");
		say_why(t, ": ", why);
		break;
	case TB_HARM_DISRUPTIVE:
		losses(t);
		if (tb_text_len(t->para) == 0)
			say_why(t, "", why);
		break;
	default:
		say(t, "not known");
		say_why(t, ": ", why);
		break;
	}
	tb_page_item(t->page, "lost");
}

static void unseen(struct teller *t)
{
	for (size_t i = 0; i < t->v->n_unseen; i++)
		say_why(t, "; ", &t->v->unseen[i]);
	tb_page_item(t->page, "unseen");
}

static void filter(struct teller *t)
{
	char made[TB_PUT_FILTER], *end = tb_report_put_filter(made, &t->v->flow);

	tb_text_bytes(t->para, made, (size_t)(end - made));
	tb_page_verbatim(t->page, "filter");
}

static void ladder(struct teller *t)
{
	tb_page_ladder(t->page, t->options, t->v);
}

static struct teller teller(struct tb_page *p, const struct tb_report_options *o,
			    const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];

	return (struct teller){ p, &p->para, o, v, rst, rst->frame.file };
}

void tb_story_block(struct tb_page *p, const struct tb_report_options *o,
		    const struct tb_verdict *v)
{
	static void (*const lines[])(struct teller *t) = {
		title, whom, when, who, tb_tell_why, tb_tell_against, tb_tell_runner_up,
		tb_tell_next, unseen, tb_tell_kernel, tb_tell_doubt, answers, effect, lost,
		tb_tell_errors, tb_tell_logs, tb_tell_talk, tb_tell_code, tb_tell_packet,
		tb_tell_payload, tb_tell_comment, tb_tell_other_rsts, tb_tell_icmp, tb_tell_layers,
		filter, ladder,
	};
	struct teller t = teller(p, o, v);

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		lines[i](&t);
	tb_page_end(p);
}

/* What was lost, or what else is to be said about that. */
static void say_loss(struct teller *t, const char *between)
{
	const struct tb_why *why = &t->v->harm.why;
	uint64_t lost = t->v->harm.unacked[TB_CLIENT] + t->v->harm.unacked[TB_SERVER];
	bool counts = lost > 0 && t->v->harm.verdict != TB_HARM_BENIGN;

	if (!counts && why->code == 0)
		return;
	say(t, between);
	if (counts)
		tb_page_number(t->page, lost, "byte lost", "bytes lost");
	else
		tb_report_why(t->para, t->options, why, t->home);
}

/* In brackets: the cause, and the loss. */
static void aside(struct teller *t, const struct tb_headline *h)
{
	size_t before = tb_text_len(t->para);

	if (h->slug != NULL) {
		say(t, " (");
		say(t, h->slug);
	}
	say_loss(t, h->slug != NULL ? "; " : " (");
	if (tb_text_len(t->para) > before)
		say(t, ")");
}

void tb_story_line(struct tb_page *p, const struct tb_report_options *o,
		   const struct tb_verdict *v)
{
	struct teller t = teller(p, o, v);
	struct tb_headline h = tb_headline_of(v);

	tb_text_u64(t.para, v->id);
	say(&t, ": ");
	if (o->live) {
		tb_text_moment(t.para, t.rst->time);
		say(&t, " ");
	}
	say_deciding_frame(&t);
	say(&t, ", ");
	say_endpoints(&t);
	say(&t, ": ");
	tb_headline_tell(p, &h);
	aside(&t, &h);
	tb_page_lines(p, o->live ? 0 : TB_PAGE_INDENT);
}
