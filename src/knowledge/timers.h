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

/* What it waits for in vain; bits. */
enum tb_wait {
	TB_WAIT_IDLE = 1 << 0,	/* a word, while no request is open */
	TB_WAIT_ASKED = 1 << 1,	/* a word, while one is: not sent whole, or not answered whole */
	TB_WAIT_OTHER = 1 << 2	/* a handshake, an acknowledgement, what should follow a close */
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
	uint8_t wait;		/* enum tb_wait */
	uint8_t source;		/* enum tb_timer_source */
};

/* Silences that are alike, or one, and what ended them. */
struct tb_expiry {
	tb_span shortest, longest;
	unsigned close;		/* in one of these ways: enum tb_close.  0: no matter how */
	unsigned at;		/* by one of these: bits 1 << enum tb_timer_at */
	unsigned wait;		/* for one of these: enum tb_wait */
	tb_span late;		/* later than its timer may such an end be seen, besides */
};

enum {
	TB_TIMER_ANYWHERE = (1 << 4) - 1,
	TB_WAIT_ANY = (1 << 3) - 1
};

/*
 * Puts up to most timers into found that may have ended these silences: all are as long as the
 * timer, or longer by up to 50 ms or 2 %, whichever is more (shorter: by 0.5 %).  A timer
 * that is looked at only now and then ends longer silences too, and is not found for them: what
 * fits any length says nothing.  The nearest is first, of equals the best known.  Returns how
 * many were put.
 */
size_t tb_timer_find(const struct tb_expiry *s, const struct tb_timer **found, size_t most);

#endif
