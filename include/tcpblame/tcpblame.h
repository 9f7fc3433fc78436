/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tcpblame.h - the engine: frames in, a verdict about every TCP reset out
 *
 * The engine does no I/O and owns no clock: bytes and time come in as
 * arguments, verdicts go out by callback, and "when should I be called again"
 * is a query.  Offline, live, tests and fuzzers therefore run the same code.
 * It has no globals, never exits and prints nothing.  One engine belongs to
 * one thread at a time; different engines are independent.
 */
#ifndef TCPBLAME_H
#define TCPBLAME_H

#include <tcpblame/group.h>
#include <tcpblame/ladder.h>
#include <tcpblame/summary.h>
#include <tcpblame/types.h>
#include <tcpblame/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A frame as a capture holds it.  What it points to is borrowed for the call. */
struct tb_frame {
	tb_time time;		/* beyond 1823 .. 2116 it is taken for the end of that; where it
				 * goes back by more than a minute, and stays there for ten
				 * seconds, the clock was set back, and packet time goes on */
	uint64_t number;	/* 1-based within its file; Wireshark's frame.number */
	const uint8_t *data;	/* may be NULL if captured is 0 */
	const char *comment;	/* packet comment, UTF-8 from a stranger, not
				 * NUL-terminated; NULL: none */
	uint32_t comment_len;	/* bytes */
	uint32_t comment_more : 31;	/* bytes behind it, its padding included, in which a pcapng
					 * block has its other options: more comments, maybe */
	uint32_t comment_big : 1;	/* those are in big-endian order */
	uint32_t captured;	/* bytes at data; at most original unless a file lies; what
				 * is behind the first 262144 is not looked at */
	uint32_t original;	/* bytes the frame had on the wire */
	uint32_t link_type;	/* LINKTYPE_ value, see tcpdump.org/linktypes; the
				 * DLT_ values for raw IP (12, 14) mean the same */
	uint32_t interface;	/* index of the interface within its file; 0 if the
				 * format knows only one */
	uint32_t file;		/* 0-based index of the capture */
};

/* Name of an outcome: "ok", "not-tcp" ...  Static. */
const char *tb_decode_name(enum tb_decode outcome);

/* Name of a link type ("EN10MB"), or NULL if the decoder does not support it.
 * Static. */
const char *tb_link_type_name(uint32_t link_type);

/* Limits and habits of an engine.  Plain values, copied by tb_engine_new(). */
struct tb_config {
	uint32_t max_flows;	/* flows remembered at once, 1 .. 2^26; beyond it those
				 * that are closed leave first, then others that were
				 * not used for long, counted */
	uint32_t max_episodes;	/* resets under observation at once, 1 .. 2^22;
				 * beyond it the oldest is judged early, counted */
	uint32_t max_rsts;	/* RST segments of all open episodes together,
				 * max_episodes .. 2^26; beyond it likewise */
	uint32_t max_held;	/* 0 .. 2^16: verdicts that wait, after their aftermath, for what
				 * other connections will show; 0: none (live) */
	uint32_t ladder;	/* 0 .. 64: of each reset's connection the last so many segments
				 * before its first RST are kept for the verdict's ladder, and as
				 * many from there on, RSTs included; 0: there is none */
	tb_span aftermath;	/* 0 .. 1 h of packet time during which a reset's aftermath is
				 * watched before it is judged; default 3 s */
	bool brief;		/* of a verdict only what a line says: id, the flow's id, ends,
				 * roles and packets, every RST, phase, state, dialogue, who made
				 * the deciding RST, harm, cause, and how sure that is, all exactly
				 * as in full.  community_id and history are empty strings, and
				 * what else tells of the reasons stays zero: evidence, errors,
				 * ICMP, unseen, questions, why of the origin, and the makers of
				 * other RSTs */
	uint64_t hash_seed[2];	/* secret of the keyed hashes; should be
				 * random, as strangers choose the keys.  Results do
				 * not depend on it. */
};

/* Sensible defaults: 1,000,000 flows, 16,384 episodes, 32,768 RSTs, no verdict held;
 * hash_seed is left zero for the caller to fill. */
void tb_config_default(struct tb_config *cfg);

/* Memory, in bytes, that an engine of these limits takes at most, whatever it is given: what it
 * allocates, and what it reserves and only takes as it needs it. */
uint64_t tb_config_bytes(const struct tb_config *cfg);

/* Lowers max_flows, max_episodes, max_rsts and max_held so that it is no more than so many bytes,
 * as little as can be: half of what is not fixed is for flows at least.  False, and cfg is as it
 * was, if that is too little for any: what is fixed is about 25 MB. */
bool tb_config_fit(struct tb_config *cfg, uint64_t bytes);

/* Who is told.  Copied by tb_engine_new(); user stays the caller's. */
struct tb_sink {
	/* A reset is judged.  v and all that it points to are valid until the
	 * callback returns.  Must not call back into the engine. */
	void (*verdict)(void *user, const struct tb_verdict *v);
	/* Several verdicts that were given belong together.  As above; NULL: not wanted. */
	void (*group)(void *user, const struct tb_group *g);
	/* Asked before a reset is judged: what did a kernel say of its deciding RST?  v is
	 * made as far as flow (but community_id and history, empty strings yet), rst,
	 * deciding, phase, state and dialogue.  *out is all zero, and is left so if nothing is
	 * known.  Must not call back into the engine.  NULL: there is nobody to ask. */
	void (*kernel)(void *user, const struct tb_verdict *v, struct tb_kernel_word *out);
	void *user;
};

struct tb_engine; /* opaque */

/* All memory is taken (or reserved) here and when the flow index doubles; none
 * is per packet.  NULL if memory or a limit of cfg does not allow it.  Free
 * with tb_engine_free(). */
struct tb_engine *tb_engine_new(const struct tb_config *cfg, const struct tb_sink *sink);

/* NULL is fine.  Open episodes are dropped without a verdict; call
 * tb_engine_finish() first if they matter. */
void tb_engine_free(struct tb_engine *e);

/*
 * Takes n frames; frames come in the order of time as well as the caller can tell.  May
 * call the sink.  Never fails; outcome[i] says what it made of frame[i].  All are worked on
 * when it returns, and what comes of them does not depend on how many come at once.  But
 * with many flows some dozens are quicker than one: the memory of their flows is fetched
 * while others are worked on.
 */
void tb_engine_packets(struct tb_engine *e, const struct tb_frame *frame, size_t n,
		       enum tb_decode *outcome);

/* The same for one. */
enum tb_decode tb_engine_packet(struct tb_engine *e, const struct tb_frame *frame);

/*
 * The same in two steps, for two threads: one decodes frames into loads, the other takes
 * these, in the same order.  Only tb_engine_load() may be called beside another call, but not
 * beside itself or tb_engine_packets(), which decode too, nor beside those that deal with
 * ticks; and of each load only one thread knows at a time.
 */
struct tb_load; /* opaque: decoded frames, and room for so many: about 1 MiB */

struct tb_load *tb_load_new(void);	/* empty; NULL: no memory */
void tb_load_free(struct tb_load *l);	/* NULL is fine */
bool tb_load_is_empty(const struct tb_load *l);

/* Adds as many of n frames as there is room for, and says how many: less than n, if it is full
 * now.  What they point to is copied.  outcome as above. */
size_t tb_engine_load(struct tb_engine *e, struct tb_load *l, const struct tb_frame *frame,
		      size_t n, enum tb_decode *outcome);

/* Works on all that is in a load, and empties it; says how many frames these were.  May call
 * the sink. */
size_t tb_engine_take(struct tb_engine *e, struct tb_load *l);

/* A time, as frames tell it, of which the capture does not hold all. */
struct tb_lapse {
	tb_time since, until;
	uint64_t packets;	/* that were lost: by the kernel or an interface */
	bool blind;		/* nothing was captured: the machine slept, or its clock was set */
};

/* Tells of one, as soon as it is known.  Verdicts about connections that were watched then
 * will say so, and what hangs on something not having been seen counts as not known.  Never
 * fails: many lapses become fewer, longer ones. */
void tb_engine_missed(struct tb_engine *e, const struct tb_lapse *lapse);

/* Lets packet time pass when no frame comes (live): now is what one would bear.  May call the
 * sink. */
void tb_engine_tick(struct tb_engine *e, tb_time now);

/* Earliest moment, as frames tell it, at which tb_engine_tick() has something to do; INT64_MAX
 * if nothing is open. */
tb_time tb_engine_next_tick(struct tb_engine *e);

/* End of input: judges everything that is open.  Calls the sink. */
void tb_engine_finish(struct tb_engine *e);

/* Counters so far; valid as long as the engine, changing with each call.  May call
 * the sink. */
const struct tb_summary *tb_engine_summary(struct tb_engine *e);

/* "0.1.0"; static. */
const char *tb_version(void);

#ifdef __cplusplus
}
#endif

#endif
