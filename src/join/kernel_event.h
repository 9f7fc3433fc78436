/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kernel_event.h - a line of a kernel trace that tells of a reset
 */
#ifndef TB_JOIN_KERNEL_EVENT_H
#define TB_JOIN_KERNEL_EVENT_H

#include <tcpblame/verdict.h>

enum tb_kernel_event_kind {
	TB_KERNEL_SENT,		/* tcp:tcp_send_reset */
	TB_KERNEL_TAKEN,	/* tcp:tcp_receive_reset */
	TB_KERNEL_RESENT,	/* tcp:tcp_retransmit_skb */
	TB_KERNEL_STATE,	/* sock:inet_sock_set_state, as far as it is one of: */
	TB_KERNEL_OPENED = TB_KERNEL_STATE,	/* to ESTABLISHED */
	TB_KERNEL_ENDED		/* to a state that a close leads to */
};

/* With their NULs, as a verdict has them; TASK_COMM_LEN of Linux. */
enum {
	TB_KERNEL_REASON = sizeof(((struct tb_kernel_word *)0)->reason),
	TB_KERNEL_COMM = sizeof(((struct tb_kernel_word *)0)->comm)
};

/* States (include/net/tcp_states.h of Linux) that are asked for. */
enum {
	TB_KERNEL_ESTABLISHED = 1,
	TB_KERNEL_FIN_WAIT1 = 4,
	TB_KERNEL_CLOSE = 7,
	TB_KERNEL_LAST_ACK = 9
};

struct tb_kernel_event {
	tb_time time;		/* by the trace's clock */
	/* Whose RST it is and to whom; of a state: the socket's own end and the other one.  Port
	 * 0: the kernel does not say, as of a listener's. */
	struct tb_endpoint from, to;
	int32_t pid;		/* of whoever ran then; 0: nobody, or not said */
	uint32_t times;		/* how often in a row: those of TB_KERNEL_RESENT are one, with the
				 * time of the last */
	uint8_t kind;		/* enum tb_kernel_event_kind */
	uint8_t state;		/* of the socket, of Linux; 0: none */
	uint8_t by_process;	/* enum tb_answer: no: whoever ran was interrupted by it */
	char comm[TB_KERNEL_COMM];	/* of whoever ran; any bytes from a stranger, as the
					 * trace shows them; "": not said */
	char reason[TB_KERNEL_REASON];	/* letters, digits and _; "": none given */
};

/* Reads one line, as tracefs, trace-cmd report and perf script print it.  False: it is of
 * something else, or it cannot be read. */
bool tb_kernel_event_read(const char *line, size_t n, struct tb_kernel_event *out);

#endif
