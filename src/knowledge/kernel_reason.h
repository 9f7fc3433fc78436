/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_reason.h - the reasons that Linux gives for the resets that it sends
 *
 * enum sk_rst_reason of include/net/rstreason.h, as the tracepoint tcp:tcp_send_reset
 * prints it: since 6.10 for answers, since 6.12 for what a live socket sends too.
 */
#ifndef TB_KNOWLEDGE_KERNEL_REASON_H
#define TB_KNOWLEDGE_KERNEL_REASON_H

#include <stddef.h>
#include <stdint.h>

/* What happened. */
enum tb_kernel_kind {
	TB_KERNEL_SAYS_NOTHING,	/* the reason tells no more than that it was sent */
	TB_KERNEL_UNREAD,	/* closed with unread data */
	TB_KERNEL_DISCONNECT,	/* aborted: a disconnect, SO_LINGER 0, or from outside */
	TB_KERNEL_LINGER2,	/* closed, and told not to wait for the other end */
	TB_KERNEL_MEMORY,	/* short of memory */
	TB_KERNEL_KEEPALIVE,	/* its probes were not answered */
	TB_KERNEL_NO_SOCKET,	/* no socket for that segment */
	TB_KERNEL_CLOSED,	/* data for a socket that nobody can read from any more */
	TB_KERNEL_LISTENER,	/* a listener got an ACK */
	TB_KERNEL_BAD_ACK,	/* in a handshake, by its server */
	TB_KERNEL_BAD_SYN_ACK,	/* likewise, by its client */
	TB_KERNEL_BAD_SYN,	/* a SYN amid a handshake, or no room to accept */
	TB_KERNEL_MPTCP,	/* a subflow was reset */
	TB_KERNEL_KINDS
};

/* Who runs when it is sent. */
enum tb_kernel_by {
	TB_KERNEL_BY_ANY,	/* a system call or an interrupt */
	TB_KERNEL_BY_PROCESS,	/* a process that closes or disconnects */
	TB_KERNEL_BY_PACKET,	/* whoever was interrupted by the packet that it answers */
	TB_KERNEL_BY_TIMER
};

struct tb_kernel_reason {
	const char *name;	/* "TCP_ABORT_ON_CLOSE" */
	uint8_t kind;		/* enum tb_kernel_kind */
	uint8_t by;		/* enum tb_kernel_by */
	const char *meaning;	/* a clause of ours */
};

/* Where all of it comes from, a sentence. */
extern const char tb_kernel_reason_source[];

size_t tb_kernel_reason_count(void);

/* i is less than the count.  Static. */
const struct tb_kernel_reason *tb_kernel_reason_at(size_t i);

/* NULL: not known.  Static. */
const struct tb_kernel_reason *tb_kernel_reason_find(const char *name);

/* States of a socket by their numbers in Linux, 1 .. 12: "TCP_ESTABLISHED"; NULL: there is no
 * such state.  Static. */
const char *tb_kernel_state_name(unsigned state);

#endif
