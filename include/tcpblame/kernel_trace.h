/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_trace.h - what a trace of Linux says of resets, for the engine that asks
 *
 * Text goes in, in pieces of any size, as tracefs, trace-cmd report and perf script write it:
 * of the events tcp:tcp_send_reset, tcp:tcp_receive_reset, tcp:tcp_retransmit_skb and
 * sock:inet_sock_set_state.
 * Other lines are passed over.  Memory is bounded, and the oldest events are forgotten.
 * As the engine, it does no I/O and owns no clock; one tb_kernel_trace belongs to the thread of
 * the engine that asks it.
 */
#ifndef TCPBLAME_KERNEL_TRACE_H
#define TCPBLAME_KERNEL_TRACE_H

#include <tcpblame/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tb_kernel_trace; /* opaque */

struct tb_kernel_counts {
	uint64_t lines;
	uint64_t events;	/* lines that tell of a reset, an end or a repetition */
	uint64_t sent;		/* of them resets that were sent */
	uint64_t forgotten;	/* events that left for want of room */
	uint64_t joined;	/* resets of the capture that the trace knows */
	uint64_t misfits;	/* whose addresses it knows, but not at that time */
};

/* seed: secret of the keyed hashes, copied; results do not depend on it.  NULL: no memory.  Free
 * with tb_kernel_trace_free(). */
struct tb_kernel_trace *tb_kernel_trace_new(const uint64_t seed[2]);
void tb_kernel_trace_free(struct tb_kernel_trace *t);	/* NULL is fine */

/* Memory, in bytes, that one takes at most. */
uint64_t tb_kernel_trace_bytes(void);

/* More of the text; nothing of it is borrowed. */
void tb_kernel_trace_text(struct tb_kernel_trace *t, const char *bytes, size_t n);

/* A text ends here: its last line may have no end. */
void tb_kernel_trace_end(struct tb_kernel_trace *t);

/* Live: the capture's clock is that much ahead of that of the text that follows.  Without it
 * the difference is found from what the capture and the trace both hold. */
void tb_kernel_trace_clock(struct tb_kernel_trace *t, tb_span ahead);

/* The kernel's word about the deciding RST of v, as struct tb_sink asks for it: *out is all
 * zero before. */
void tb_kernel_trace_ask(struct tb_kernel_trace *t, const struct tb_verdict *v,
			 struct tb_kernel_word *out);

/* Counters so far; valid as long as t, changing with each call. */
const struct tb_kernel_counts *tb_kernel_trace_counts(const struct tb_kernel_trace *t);

#ifdef __cplusplus
}
#endif

#endif
