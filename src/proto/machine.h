/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * machine.h - what a protocol's reader is to app.c
 *
 * A machine is one row: how the protocol is recognised, and how one item of it is
 * read.  To add a protocol: a value in enum tb_proto, a file with a struct
 * tb_machine, a line in the tables of app.c and view.c (those of app.c say who is asked
 * about which bytes), a fuzz target.
 *
 * The rule that everything rests on: what a machine has done after some prefix of
 * a direction's bytes must depend on that prefix only, not on where segments were
 * cut.  So a read either has all the bytes of its item, or asks for more and has
 * changed nothing; and a guess, once given, holds for every longer prefix.
 */
#ifndef TB_PROTO_MACHINE_H
#define TB_PROTO_MACHINE_H

#include "base/reader.h"
#include "proto/app.h"
#include "proto/pool.h"

/* tb_app.flags */
enum {
	TB_APP_ROLES = 0x001,	/* content told the client ... */
	TB_APP_CLIENT_1 = 0x002,	/* ... which is direction 1 */
	TB_APP_BLIND = 0x004,	/* bytes were missed or not understood: requests and
				 * responses cannot be paired */
	TB_APP_WHOLE = 0x008,	/* the last response was whole */
	TB_APP_ENDLESS = 0x010,	/* the response under way ends with the connection */
	TB_APP_ALERT = 0x020,	/* a readable TLS alert was seen ... */
	TB_APP_ALERT_1 = 0x040,	/* ... from direction 1 */
	TB_APP_DONE = 0x080,	/* TLS handshake */
	TB_APP_HELLO = 0x100,	/* its ClientHello was seen */
	TB_APP_A = 0x200,	/* the machine's own */
	TB_APP_B = 0x400,
	TB_APP_C = 0x800,
	TB_APP_TORN = 0x1000,	/* whether the last response was whole is not known */
	TB_APP_FULL = 0x2000,	/* the server said that it takes no more connections */
	TB_APP_ALL = 0x3fff
};

/* Whose bytes are being read. */
struct tb_talk {
	struct tb_app *app;
	struct tb_app_pool *pool;
	struct tb_app_dir *own, *peer;	/* the direction they come from, and the other one */
	const uint16_t *port;
	uint32_t skip;	/* bytes of the present message still to pass; at most TB_SKIP_MAX */
	unsigned dir;
	bool from_client;	/* false too where that is not known */
	bool over;	/* the machine reads nothing more of these bytes: they are done with, or
			 * another machine's */
};

/* So many, old numbers of a window before them and TB_APP_FARTHEST_JUMP behind them are told
 * apart in 32 bits. */
#define TB_SKIP_MAX (UINT32_C(3) << 29)

enum tb_guess {
	TB_GUESS_NO,
	TB_GUESS_MORE,		/* too few bytes to tell */
	TB_GUESS_CLIENT,	/* yes, and this is what a client sends */
	TB_GUESS_SERVER,
	TB_GUESS_PEER		/* yes, but either end may send it */
};

enum tb_pace {
	TB_PACE_ON,		/* an item was read: all that the reader passed */
	TB_PACE_MORE,		/* it is not whole yet; nothing was changed */
	TB_PACE_BROKEN		/* this is not what the machine reads.  The first item of
				 * a direction was cut off by the start of the capture
				 * then, and is as good as lost; a later one ends it all,
				 * as tb_talk_give_up() does at any time */
};

struct tb_machine {
	/* Looks at the first bytes of a direction; ports of its sender and its
	 * receiver.  May be told the whole segment, must decide on a prefix. */
	enum tb_guess (*guess)(const struct tb_reader *first, uint16_t src, uint16_t dst);

	/* Reads items: tb_read_items() with the machine's own two functions.  NULL: nothing
	 * is ever read. */
	void (*read)(struct tb_talk *t, struct tb_reader *bytes);

	/* The last byte of a skip has passed.  NULL: nothing to do. */
	void (*passed)(struct tb_talk *t);

	/* Is this the start of a message beyond doubt, after bytes were missed?
	 * NULL: that cannot be told. */
	bool (*found)(const struct tb_talk *t, struct tb_reader r);

	/* Clients wait for an answer before they ask again (nearly always). */
	bool turns;

	/* Names of requests: method n is methods[n - 1]. */
	const char *const *methods;
	uint8_t n_methods;
};

extern const struct tb_machine tb_machine_tls;
extern const struct tb_machine tb_machine_http;
extern const struct tb_machine tb_machine_http2;
extern const struct tb_machine tb_machine_ssh;
extern const struct tb_machine tb_machine_smtp;
extern const struct tb_machine tb_machine_ftp;
extern const struct tb_machine tb_machine_postgresql;
extern const struct tb_machine tb_machine_mysql;
extern const struct tb_machine tb_machine_redis;
extern const struct tb_machine tb_machine_smb;
extern const struct tb_machine tb_machine_dns;

/* The row of a protocol; NULL for TB_PROTO_UNKNOWN. */
const struct tb_machine *tb_machine_of(enum tb_proto p);

/* Was payload of this direction seen? */
static inline bool tb_app_seen(const struct tb_app *app, unsigned dir)
{
	return (app->dir[dir].flags & TB_DIR_SEEN) != 0;
}

/* Is it known that this direction is the client's? */
static inline bool tb_app_is_client(const struct tb_app *app, unsigned dir)
{
	uint32_t own = TB_APP_ROLES | dir * TB_APP_CLIENT_1;

	return (app->flags & (TB_APP_ROLES | TB_APP_CLIENT_1)) == own;
}

/* Content has told whether this direction is the client's; the first word counts. */
void tb_talk_roles(struct tb_talk *t, bool from_client);

/* --- the dialogue: requests and what becomes of them --- */

/* A request begins in this direction. */
void tb_request_begin(struct tb_talk *t, uint8_t method);

/* A response begins in this direction; it answers the oldest request.  If none is
 * open one was missed, and the dialogue is blind. */
void tb_response_begin(struct tb_talk *t);

/* The same for one that may come without a request. */
void tb_response_unasked(struct tb_talk *t);

/* It is whole. */
void tb_response_end(struct tb_talk *t);

/* Bytes of this direction are missing, or are not what was to come next: it looks for
 * the start of a message, if the machine knows one, and answers are unseen. */
void tb_talk_lose(struct tb_talk *t);

/* An item is not what the machine reads: as tb_talk_lose() if it is the first one of the
 * direction, else as tb_talk_give_up(). */
void tb_talk_contradict(struct tb_talk *t);

/* Nothing can be told any more: both directions fall silent, answers are unseen. */
void tb_talk_give_up(struct tb_talk *t);

/* All that can be told was told: both directions fall silent. */
void tb_talk_hush(struct tb_talk *t);

/* From the next byte on, both directions speak TLS; requests are out of sight. */
void tb_talk_start_tls(struct tb_talk *t);

/* --- SQLSTATE --- */

/* Five digits and capital letters in a number that is not 0; 0 if they are not that. */
uint32_t tb_sqlstate_pack(struct tb_reader text);
void tb_sqlstate_unpack(uint32_t packed, char text[6]);	/* 0: "" */

/* --- TLS --- */

/* Was the handshake completed? */
enum tb_answer tb_tls_done(const struct tb_app *app);

/* "handshake_failure" ...; NULL for codes without a name.  Static. */
const char *tb_tls_alert_name(uint8_t code);

#endif
