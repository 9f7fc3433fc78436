/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * headline.c - one reset in one sentence: who did what, and why
 *
 * A cause may name an end as the culprit: it is told only of a RST that an end is known
 * to have made.
 */
#include <string.h>

#include "report/story.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* By enum tb_phase; what it means coming from a client and from a server, and when that
 * was, which is not said where the cause is. */
static const struct {
	const char *deed[2], *moment;
	const char *words;
} phases[] = {
	[TB_PHASE_SYN_SENT] = {
		{ "gave up its own connection attempt", "refused the connection" }, "",
		"while connecting: a SYN, and no SYN-ACK seen",
	},
	[TB_PHASE_SYN_RECEIVED] = {
		{ "broke off the handshake", "broke off the handshake" }, "",
		"in the handshake, after the SYN-ACK",
	},
	[TB_PHASE_ESTABLISHED] = {
		{ "reset the connection", "reset the connection" }, " before any data",
		"after the handshake, before any data",
	},
	[TB_PHASE_DATA_TRANSFER] = {
		{ "reset the connection", "reset the connection" }, " in mid-transfer",
		"during data transfer",
	},
	[TB_PHASE_HALF_CLOSED] = {
		{ "reset the half-closed connection", "reset the half-closed connection" }, "",
		"half-closed: one side had sent FIN",
	},
	[TB_PHASE_CLOSING] = {
		{ "reset the connection", "reset the connection" }, " while it closed",
		"while closing: both sides had sent FIN",
	},
	[TB_PHASE_CLOSED] = {
		{ "sent RST", "sent RST" }, " after the end of the connection",
		"after the connection had ended",
	},
	[TB_PHASE_NO_CONNECTION] = {
		{ "answered a segment of no known connection",
		  "answered a segment of no known connection" }, "",
		"no connection is known to this capture",
	},
};
_Static_assert(COUNT_OF(phases) == TB_PHASE_COUNT, "phases[] lost step with enum tb_phase");

static const char *const outcomes[] = {
	[TB_EFFECT_UNKNOWN] = "",
	[TB_EFFECT_ACCEPTED] = "",
	[TB_EFFECT_CHALLENGED] = ", and was challenged",
	[TB_EFFECT_IGNORED] = ", and was ignored",
	[TB_EFFECT_LATE] = ", too late to matter",
};
_Static_assert(COUNT_OF(outcomes) == TB_EFFECT_COUNT,
	       "outcomes[] lost step with enum tb_effect");

/* How far a transfer had come, as the dialogue tells: as in phases[]. */
static const struct stage {
	const char *moment, *words;
} in_tls = {
	" in the TLS handshake", "during data transfer, in the TLS handshake",
}, unanswered = {
	" before any answer", "during data transfer, before any answer",
};

/* The server was captured, and had begun no answer to anything. */
static bool is_unanswered(const struct tb_verdict *v)
{
	const struct tb_dialogue *d = &v->dialogue;

	return d->request_open == TB_YES && d->requests > 0 && d->responses == 0 &&
	       v->flow.packets[TB_SERVER] > 0;
}

static struct stage stage_of(const struct tb_verdict *v)
{
	if (v->phase == TB_PHASE_DATA_TRANSFER && v->dialogue.handshake_done == TB_NO)
		return in_tls;
	if (v->phase == TB_PHASE_DATA_TRANSFER && is_unanswered(v))
		return unanswered;
	return (struct stage){ phases[v->phase].moment, phases[v->phase].words };
}

const char *tb_story_phase(const struct tb_verdict *v)
{
	return stage_of(v).words;
}

/* The last takes the rest.  What is almost certain is said as a fact. */
static const struct {
	double least;		/* confidence */
	const char *word, *hedge;
} surenesses[] = {
	[TB_ALMOST_CERTAIN] = { 0.9, "almost certain", "" },
	[TB_LIKELY] = { 0.6, "likely", "likely " },
	[TB_POSSIBLE] = { 0.0, "possible", "possibly " },
};
_Static_assert(COUNT_OF(surenesses) == TB_SURENESS_COUNT, "surenesses[] lost step");

enum tb_sureness tb_sureness_of(double confidence)
{
	unsigned i = 0;

	while (i + 1 < TB_SURENESS_COUNT && !(confidence >= surenesses[i].least))
		i++;
	return (enum tb_sureness)i;
}

const char *tb_sureness_word(enum tb_sureness sureness)
{
	return surenesses[sureness].word;
}

static const char undetermined[] = "undetermined";

const char *tb_story_cause(const struct tb_headline *h)
{
	return h->slug != NULL ? h->slug : undetermined;
}

/* Both ends aborted it, neither knowing of the other: the ending is the deed of both. */
static bool is_crossed(const struct tb_verdict *v)
{
	const struct tb_rst *deciding = &v->rst[v->deciding];

	for (size_t i = v->deciding + 1; i < v->n_rst; i++)
		if (v->rst[i].role == TB_ROLE_CROSSING && v->rst[i].from != deciding->from)
			return deciding->effect == TB_EFFECT_LATE;
	return false;
}

struct tb_headline tb_headline_of(const struct tb_verdict *v)
{
	bool determined = strcmp(v->cause.slug, undetermined) != 0;
	bool titled = determined && (v->origin.by == TB_ORIGIN_CLIENT ||
				     v->origin.by == TB_ORIGIN_SERVER);

	return (struct tb_headline){
		.phase = v->phase,
		.by = v->origin.by,
		.from = v->rst[v->deciding].from,
		.effect = v->rst[v->deciding].effect,
		.crossed = is_crossed(v),
		.of_maker = v->origin.by != TB_ORIGIN_UNKNOWN ?
				    tb_sureness_of(v->origin.confidence) : TB_ALMOST_CERTAIN,
		.slug = determined ? v->cause.slug : NULL,
		.moment = titled ? "" : stage_of(v).moment,
		.title = titled ? v->cause.title : NULL,
		.of_title = titled ? tb_sureness_of(v->cause.confidence) : TB_ALMOST_CERTAIN,
	};
}

/* What stands before and after the side: who did it, or in whose name it was done. */
static const struct {
	const char *before, *after;
} subjects[] = {
	[TB_ORIGIN_UNKNOWN] = { "a RST from the ", "'s address " },
	[TB_ORIGIN_CLIENT] = { "the ", " " },
	[TB_ORIGIN_SERVER] = { "the ", " " },
	[TB_ORIGIN_THIRD_PARTY] = { "a third party, in the ", "'s name, " },
};
_Static_assert(COUNT_OF(subjects) == TB_ORIGIN_COUNT,
	       "subjects[] lost step with enum tb_origin");

static void subject(struct tb_text *t, const struct tb_headline *h)
{
	tb_text_str(t, surenesses[h->of_maker].hedge);
	tb_text_str(t, subjects[h->by].before);
	tb_text_str(t, h->by == TB_ORIGIN_CLIENT ? "client" :
		       h->by == TB_ORIGIN_SERVER ? "server" : tb_report_side(h->from));
	tb_text_str(t, subjects[h->by].after);
}

static void also(struct tb_text *t, const struct tb_headline *h)
{
	tb_text_str(t, ", as the ");
	tb_text_str(t, tb_report_side(h->from == TB_CLIENT ? TB_SERVER : TB_CLIENT));
	tb_text_str(t, " did at the same time");
}

/* A hedge before the whole sentence is one before its title, too. */
void tb_headline_tell(struct tb_page *p, const struct tb_headline *h)
{
	subject(&p->para, h);
	tb_text_str(&p->para, phases[h->phase].deed[h->from]);
	tb_text_str(&p->para, h->moment);
	if (h->crossed)
		also(&p->para, h);
	else if (h->effect != TB_EFFECT_LATE || h->phase != TB_PHASE_CLOSED)
		tb_text_str(&p->para, outcomes[h->effect]);
	if (h->title == NULL)
		return;
	tb_text_str(&p->para, ": ");
	if (h->of_title != h->of_maker)
		tb_text_str(&p->para, surenesses[h->of_title].hedge);
	tb_text_str(&p->para, h->title);
}

static int compare(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

/* NULL, as in what is no reset's headline, comes first. */
static int compare_words(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

int tb_headline_compare(const struct tb_headline *a, const struct tb_headline *b)
{
	int c = compare(a->phase, b->phase);

	c = c != 0 ? c : compare(a->by, b->by);
	c = c != 0 ? c : compare(a->from, b->from);
	c = c != 0 ? c : compare(a->effect, b->effect);
	c = c != 0 ? c : compare(a->crossed, b->crossed);
	c = c != 0 ? c : compare(a->of_maker, b->of_maker);
	c = c != 0 ? c : compare_words(a->slug, b->slug);
	c = c != 0 ? c : compare_words(a->moment, b->moment);
	return c != 0 ? c : compare(a->of_title, b->of_title);
}

struct tb_plot tb_plot_of(const struct tb_verdict *v)
{
	const struct tb_rst *rst = &v->rst[v->deciding];

	return (struct tb_plot){
		.headline = tb_headline_of(v),
		.harm = v->harm.verdict,
		.protocol = v->dialogue.protocol,
		.why = { v->origin.why.code, rst->trigger.what.code, rst->effect_why.code,
			 v->harm.why.code },
		.code = rst->code.kind,
		.number = rst->code.number,
		.meaning = rst->code.meaning,
	};
}

/* Either may be NULL. */
static bool same_word(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

bool tb_plot_same(const struct tb_plot *a, const struct tb_plot *b)
{
	return tb_headline_compare(&a->headline, &b->headline) == 0 && a->harm == b->harm &&
	       same_word(a->protocol, b->protocol) &&
	       memcmp(a->why, b->why, sizeof(a->why)) == 0 && a->code == b->code &&
	       a->number == b->number && same_word(a->meaning, b->meaning);
}
