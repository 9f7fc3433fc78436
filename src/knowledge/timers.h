/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timers.h - timers that end connections, by their usual lengths
 *
 * A silence before an end that is as long as one of these is a hint at whose it was,
 * not more: many share a length, and each can be set to another.
 */
#ifndef TB_KNOWLEDGE_TIMERS_H
#define TB_KNOWLEDGE_TIMERS_H

#include <tcpblame/types.h>

/* What is seen of an end by a timer; bits, since some can do one or another. */
enum tb_close {
	TB_CLOSE_FIN_CLIENT = 1 << 0,	/* the client closes */
	TB_CLOSE_FIN_SERVER = 1 << 1,
	TB_CLOSE_RST = 1 << 2,		/* the owner of the timer resets */
	TB_CLOSE_RST_BOTH = 1 << 3,	/* what is between resets both ends */
	TB_CLOSE_RST_NEXT = 1 << 4,	/* nothing; who speaks next is reset */
	TB_CLOSE_SILENT = 1 << 5,	/* nothing; what is sent next is lost */
	TB_CLOSE_ERROR = 1 << 6		/* a response that says so, 504 or the like */
};

/* Who has it. */
enum tb_timer_at {
	TB_TIMER_CLIENT,
	TB_TIMER_SERVER,
	TB_TIMER_EITHER,	/* either end */
	TB_TIMER_BETWEEN	/* neither: NAT, firewall, load balancer */
};

/* How the length is known. */
enum tb_timer_source {
	TB_TIMER_DOCUMENTED,	/* by documentation or source, or it was measured */
	TB_TIMER_SEEN,		/* in published configurations or code */
	TB_TIMER_REPUTED	/* it is said so */
};

struct tb_timer {
	tb_span span;
	const char *name;	/* product and setting.  Static */
	uint8_t close;		/* enum tb_close; 0: it ends nothing itself, or who knows how */
	uint8_t at;		/* enum tb_timer_at */
	uint8_t source;		/* enum tb_timer_source */
};

/*
 * Puts up to most timers that fit span into found: those within 1 s or 2 % of it,
 * whichever is more, that can end a connection in one of the ways of close (bits;
 * 0: no matter how).  The nearest is first, of equals the best known.  Returns how many
 * were put.
 */
size_t tb_timer_find(tb_span span, unsigned close, const struct tb_timer **found, size_t most);

#endif
