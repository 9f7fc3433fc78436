/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signal.h - the questions that are put to every case
 *
 * A signal is one question with the answer yes, no or unseen, a measure and the frames
 * that show it.  It never mentions a cause: what an answer is worth to which cause is said
 * in the rulebook alone.  Every question is put once, for its answer only (blame/answers.h);
 * measure and frames are asked for where they are shown.
 *
 * To add one: a line in signal_list.h and a function tb_ask_<name>() in the file of its
 * topic (signal_*.c).
 */
#ifndef TB_BLAME_SIGNAL_H
#define TB_BLAME_SIGNAL_H

#include "blame/judge.h"

/* Signals of one family tell of the same thing: of their weights only the strongest counts. */
enum tb_family {
	TB_FAMILY_NONE,
	TB_FAMILY_FORM,		/* how the RST is made */
	TB_FAMILY_TTL,
	TB_FAMILY_IP_ID,
	TB_FAMILY_HEADER,	/* DF, DSCP */
	TB_FAMILY_WINDOW,
	TB_FAMILY_TIMESTAMP,
	TB_FAMILY_LINK,		/* MAC addresses */
	TB_FAMILY_ARRIVAL,	/* sooner than it can be */
	TB_FAMILY_NUMBERS,	/* sequence numbers */
	TB_FAMILY_AFTER,	/* who spoke on */
	TB_FAMILY_CODE,		/* what the maker wrote into it */
	TB_FAMILY_ORIGIN,	/* what was concluded about its maker */
	TB_FAMILY_SIDE,
	TB_FAMILY_PHASE,
	TB_FAMILY_TRIGGER,
	TB_FAMILY_EFFECT,
	TB_FAMILY_CLOSE,	/* FINs before it */
	TB_FAMILY_TURN,		/* whose turn it was to speak */
	TB_FAMILY_EXCHANGE,	/* requests and responses */
	TB_FAMILY_FLOOD,	/* who was sending much */
	TB_FAMILY_TLS,
	TB_FAMILY_SPEECH,	/* which protocol */
	TB_FAMILY_TIMER,
	TB_FAMILY_SILENCE,
	TB_FAMILY_PROBES,
	TB_FAMILY_ROOM,		/* who did not read */
	TB_FAMILY_LOSS,
	TB_FAMILY_HANDSHAKE,
	TB_FAMILY_OPTION,
	TB_FAMILY_ICMP,
	TB_FAMILY_SERVICE,	/* other connections to the same server */
	TB_FAMILY_RETURN,	/* its acceptance after a refusal */
	TB_FAMILY_SOURCE,	/* other connections of the same client */
	TB_FAMILY_CROWD,	/* resets of several connections at once */
	TB_FAMILY_SIGHT,	/* what could not be looked at */
	TB_FAMILY_KERNEL,	/* what the kernel that sent it says */
	TB_FAMILY_COUNT
};

enum tb_signal {
	TB_SIGNAL_NONE,
#define TB_SIGNAL(name, ask, family, yes, no) TB_SIGNAL_##name,
#include "blame/signal_list.h"
#undef TB_SIGNAL
	TB_SIGNAL_COUNT
};
_Static_assert((int)TB_SIGNAL_COUNT <= (int)TB_MAX_ASKED, "a bench has too little room");
_Static_assert((int)TB_SIGNAL_COUNT <= TB_ANSWER_WORDS * TB_ANSWERS_A_WORD,
	       "a vector has too few words");

struct tb_fact {
	enum tb_answer answer;
	int64_t n;		/* what the sentence calls for */
	tb_packed_ref frame[TB_EVIDENCE_FRAMES];	/* 0: none */
};

struct tb_signal_kind {
	const char *name;	/* "ttl-far", in lists and in the lab */
	enum tb_family family;
	struct tb_fact (*ask)(const struct tb_case *c);
	/* Sentences, as in why.c, where %S is the sender of the RST and %R its receiver.
	 * NULL: goes without saying. */
	const char *yes, *no;
};

extern const struct tb_signal_kind tb_signal_kinds[TB_SIGNAL_COUNT];

/* NULL: goes without saying. */
static inline const char *tb_signal_sentence(unsigned signal, bool yes)
{
	return yes ? tb_signal_kinds[signal].yes : tb_signal_kinds[signal].no;
}

/* enum tb_family, as there, but of all in a few lines of the cache. */
extern const uint8_t tb_family_of[TB_SIGNAL_COUNT];

#define TB_SIGNAL(name, ask, family, yes, no) \
	struct tb_fact tb_ask_##ask(const struct tb_case *c);
#include "blame/signal_list.h"
#undef TB_SIGNAL

/* Puts those questions that the maker of the RST is judged by, filling c->close and c->ttl
 * before; then, adding to the answers, all others, which may ask who made it. */
struct tb_answers tb_ask_about_maker(struct tb_case *c);
void tb_ask_the_rest(const struct tb_case *c, struct tb_answers *answers);

/* Before those about the maker: fills c->close, which a dozen questions turn on, and c->ttl, about
 * which there are five. */
void tb_look_up_close(struct tb_case *c);
void tb_look_up_ttls(struct tb_case *c);

/* Before the rest: fills c->outage and c->silences, about each of which there are two
 * questions. */
void tb_look_up_neighbours(struct tb_case *c);

/* Lists them all for the reader of the verdict. */
void tb_list_answers(const struct tb_answers *answers, struct tb_bench *bench,
		     struct tb_verdict *out);

/* For those who answer ------------------------------------------------------------ */

static inline struct tb_fact tb_unseen(void)
{
	return (struct tb_fact){ .answer = TB_UNSEEN };
}

static inline struct tb_fact tb_yes(tb_packed_ref frame, int64_t n)
{
	return (struct tb_fact){ .answer = TB_YES, .n = n, .frame = { frame } };
}

static inline struct tb_fact tb_no(tb_packed_ref frame, int64_t n)
{
	return (struct tb_fact){ .answer = TB_NO, .n = n, .frame = { frame } };
}

static inline struct tb_fact tb_whether(bool is, tb_packed_ref frame, int64_t n)
{
	return is ? tb_yes(frame, n) : tb_no(frame, n);
}

/* Shorthands: the RST's claimed sender and its receiver. */
static inline unsigned tb_sender(const struct tb_case *c)
{
	return c->deciding->dir;
}

static inline const struct tb_past *tb_own(const struct tb_case *c)
{
	return &c->exhibit->past[c->deciding->dir];
}

static inline const struct tb_past *tb_peer(const struct tb_case *c)
{
	return &c->exhibit->past[!c->deciding->dir];
}

/* When its trigger came; if it has none, when it came itself. */
static inline tb_time tb_called_at(const struct tb_case *c)
{
	return (tb_time){ c->deciding->time.ns - c->deciding->trigger.after };
}

/* Does the deciding RST answer a segment of that kind? */
static inline bool tb_is_answer_to(const struct tb_case *c, enum tb_trigger_kind kind)
{
	return c->deciding->trigger.ref != 0 && c->deciding->trigger.kind == (uint8_t)kind;
}

/* What the capture cannot show (signal_sight.c).  May the connection have begun before it? */
bool tb_has_begun_before(const struct tb_case *c);
/* Did the capture miss something since the connection began, up to the RST?  Shortly before
 * it, or in the silence before it?  In its aftermath? */
bool tb_has_missed(const struct tb_case *c);
bool tb_has_missed_lately(const struct tb_case *c);
bool tb_has_missed_after(const struct tb_case *c);
/* Is it not known how long the last silence was (flow/standstill.h)? */
bool tb_is_time_doubtful(const struct tb_case *c);
/* May it lack the beginning, or anything since?  May it lack some of what the ends said? */
bool tb_may_have_missed(const struct tb_case *c);
bool tb_may_have_missed_words(const struct tb_case *c);
/* Did it, most likely?  Timestamps (RFC 7323 section 3.2) come of a handshake: who sends them
 * has talked with somebody.  So has who sends several segments. */
bool tb_was_under_way(const struct tb_case *c);
/* Did the capture begin more than so long before t, and miss nothing since? */
bool tb_has_watched(const struct tb_case *c, tb_time t, tb_span before);
/* Is the receiver of the RST not heard at all? */
bool tb_is_deaf(const struct tb_case *c);
/* Were TCP headers cut, with their options? */
bool tb_has_cut_headers(const struct tb_case *c);

/* May it be either, made from a live socket or without one?  With the ACK flag both are the
 * same packet where nothing was seen of its sender but this. */
bool tb_may_be_either(const struct tb_case *c);

/* It answers none that was captured: was that missed, maybe? */
static inline bool tb_may_answer_unseen(const struct tb_case *c)
{
	return c->deciding->trigger.ref == 0 && tb_has_missed_lately(c);
}

/* The silence that the sender ended by its close; or, of a stateless answer, the one before
 * its trigger. */
tb_span tb_silence(const struct tb_case *c);

/* Had the sender, when it closed, not got all that its receiver had said last, though that was
 * sent again?  None of it? */
bool tb_is_cut_off(const struct tb_case *c);
bool tb_is_undelivered(const struct tb_case *c);

/* Did the client close while it waited, and has all that answers its last words come after that?
 * Then nothing was coming when it closed. */
bool tb_is_answered_late(const struct tb_case *c);

/* That, or was what answers them lost on its way? */
bool tb_is_unanswered(const struct tb_case *c);

/* Of a live socket that was closed. */
static inline bool tb_is_live(const struct tb_note *n)
{
	return tb_note_is_abort(n);
}

#endif
