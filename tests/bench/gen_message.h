/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gen_message.h - what the applications say
 *
 * Whole requests and responses are made once; segments are slices of them.  The
 * framing is right (Content-Length, TLS record lengths, RESP lengths), so that a
 * protocol recogniser has its real work to do.
 */
#ifndef TB_BENCH_GEN_MESSAGE_H
#define TB_BENCH_GEN_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "gen_hosts.h"

enum gen_app {
	GEN_TLS,
	GEN_HTTP,
	GEN_REDIS,
	GEN_OPAQUE,	/* no protocol anybody knows */
	GEN_APP_COUNT
};

enum { GEN_SIZES = 8 }; /* sizes of requests, and of responses, in one workload */

struct gen_message {
	uint8_t *bytes;		/* owned */
	uint32_t len;
};

struct gen_messages {
	struct gen_message all[GEN_APP_COUNT * 2 * 2 * GEN_SIZES];
};

/* What side says, as the first message of a connection or a later one; size is an
 * index. */
static inline struct gen_message *gen_message_at(struct gen_messages *m, enum gen_app app,
						 enum gen_side side, bool first,
						 unsigned size)
{
	return &m->all[(((unsigned)app * 2 + side) * 2 + first) * GEN_SIZES + size];
}

/* size: wanted lengths by side, 1 .. 65535; a message whose framing needs more is
 * longer.  False if there is no memory; free all the same. */
bool gen_messages_init(struct gen_messages *m, const uint32_t size[2][GEN_SIZES]);
void gen_messages_free(struct gen_messages *m);

uint16_t gen_app_port(enum gen_app app);

#endif
