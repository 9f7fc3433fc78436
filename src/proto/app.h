/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * app.h - what the two ends were saying to each other, as far as a judgement
 * about a reset needs it
 *
 * A flow keeps one small struct tb_app; zeroed means "nothing seen".  Payload is
 * offered in the order of capture; holes, retransmissions and cut payload are
 * normal and lead to "unseen", never to a guess.  By content first, by port
 * second.
 */
#ifndef TB_PROTO_APP_H
#define TB_PROTO_APP_H

#include <stdbool.h>

#include <tcpblame/types.h>
#include <tcpblame/verdict.h>

enum tb_proto {
	TB_PROTO_UNKNOWN,
	TB_PROTO_TLS,
	TB_PROTO_HTTP,
	TB_PROTO_HTTP2,
	TB_PROTO_SSH,
	TB_PROTO_SMTP,
	TB_PROTO_FTP,
	TB_PROTO_POSTGRESQL,
	TB_PROTO_MYSQL,
	TB_PROTO_REDIS,
	TB_PROTO_SMB,
	TB_PROTO_DNS,
	TB_PROTO_COUNT
};

/* "http", "tls" ...; NULL for TB_PROTO_UNKNOWN.  Static. */
const char *tb_proto_name(enum tb_proto p);

/* Bounded scratch memory shared by all flows: heads of messages that are split
 * over segments, and names (SNI, Host). */
struct tb_app_pool;
uint64_t tb_app_pool_bytes(void);	/* memory that it takes */
struct tb_app_pool *tb_app_pool_new(const uint64_t seed[2]); /* NULL: no memory */
void tb_app_pool_free(struct tb_app_pool *p);	/* NULL is fine */

/* tb_app_dir.flags */
enum {
	TB_DIR_STARTED = 0x001,	/* next is valid */
	TB_DIR_QUIET = 0x002,	/* nothing more is read of it */
	TB_DIR_REJECTED = 0x004,	/* its bytes were no protocol's; nothing is read until
				 * the other direction tells which it is */
	TB_DIR_LOST = 0x008,	/* bytes are missing; looks for the start of a message */
	TB_DIR_PASSING = 0x010,	/* bytes before next are still to come, and not read */
	TB_DIR_WAITS = 0x020,	/* the head of a split item waits in the pool */
	TB_DIR_SEEN = 0x040,	/* payload was seen, if not captured */
	TB_DIR_READ = 0x080,	/* an item was read */
	TB_DIR_ANSWERS = 0x100,	/* a response to a counted request is under way */
	TB_DIR_A = 0x200,	/* the machine's own */
	TB_DIR_B = 0x400,
	TB_DIR_C = 0x800,
	TB_DIR_ALL = 0xfff
};

/* Per flow.  The members are this folder's own business (machine.h says what the
 * flags of a flow are); the size is everybody's. */
struct tb_app {
	struct tb_app_dir {
		uint32_t next;		/* sequence number of the next byte to be read */
		uint32_t count;		/* the machine's: length or items still to come */
		uint16_t messages;	/* requests or responses begun; saturates */
		uint16_t flags : 12;
		uint16_t state : 4;	/* the machine's; 0: between messages */
	} dir[2];
	uint32_t name;		/* server name in the pool; 0: none */
	uint32_t scratch;	/* the machine's; TLS: its last alert; PostgreSQL: SQLSTATE */
	uint32_t open : 20;	/* requests begun and not wholly answered */
	uint32_t machine : 4;	/* enum tb_proto that reads: TLS inside another one */
	uint32_t method : 8;	/* of the last request: number in the machine's list */
	uint32_t flags : 18;
	uint32_t status : 10;	/* of the last response */
	uint32_t proto : 4;	/* enum tb_proto that is reported */
};
_Static_assert(sizeof(struct tb_app) <= 40, "a flow keeps one of these");

/*
 * Says where the payload of a direction begins: behind its SYN (seq + 1).  Where a
 * handshake was seen this shows that a first segment is missing, and that a silent
 * server was captured at all; without it the first payload seen is where it begins.
 * Has no effect once payload of that direction was offered.
 */
void tb_app_expect(struct tb_app *app, unsigned dir, uint32_t seq);

/* A jump beyond any window (RFC 7323 section 2.3) is not this stream's next byte. */
enum { TB_APP_FARTHEST_JUMP = 1 << 30 };

/* Is there something to be read in payload at seq?  Not if nobody reads the direction, nor
 * in the middle of a body. */
static inline bool tb_app_wants(const struct tb_app *app, unsigned dir, uint32_t seq, uint32_t len)
{
	const struct tb_app_dir *d = &app->dir[dir];

	if (d->flags & (TB_DIR_QUIET | TB_DIR_REJECTED))
		return false;
	return !(d->flags & TB_DIR_PASSING) || d->next - seq <= len ||
	       seq - d->next <= TB_APP_FARTHEST_JUMP;
}

/* What tb_app_payload() does with payload that is wanted. */
void tb_app_read(struct tb_app *app, struct tb_app_pool *pool, unsigned dir,
		 const uint16_t port[2], uint32_t seq, uint32_t len, const uint8_t *data,
		 uint32_t captured);

/*
 * Offers payload of one direction.
 * dir:      0 or 1, the flow's own numbering, the same for all calls of a flow
 * port:     source port of direction 0 and of direction 1
 * seq:      sequence number of data[0]
 * len:      payload bytes on the wire, >= captured
 * captured: bytes at data
 * Bytes that were offered before are passed over.  Segments of a flow that is not
 * understood, and of a body, return after a few compares; their bytes are not touched.
 */
static inline void tb_app_payload(struct tb_app *app, struct tb_app_pool *pool, unsigned dir,
				  const uint16_t port[2], uint32_t seq, uint32_t len,
				  const uint8_t *data, uint32_t captured)
{
	if (tb_app_wants(app, dir, seq, len))
		tb_app_read(app, pool, dir, port, seq, len, data, captured);
}

/* What the two sides' bytes said, in the caller's numbering. */
struct tb_app_view {
	enum tb_proto proto;
	int client;		/* the client's direction by content; -1: not told */
	unsigned alert_dir;	/* direction of the last readable TLS alert */
	struct tb_dialogue dialogue; /* alert_from is left zero: roles are the caller's.
				      * server_name points into the pool */
};

/*
 * client: the direction of the client as the flow knows it (0 or 1); what the
 *         content tells goes first.
 * Reads app as it stands and changes nothing: a copy of it made earlier gives the
 * view of then, also after tb_app_release(), except that the pool may have
 * forgotten the name meanwhile (it is never a wrong one).  A copy is good for nothing
 * else: what waits in the pool is known by where the app lies.
 */
void tb_app_view(const struct tb_app *app, const struct tb_app_pool *pool,
		 unsigned client, struct tb_app_view *out);

/* Keeps what the last request is for, of the flow's own app and no copy; its number, 0: none or
 * not known. */
uint32_t tb_app_keep_path(const struct tb_app *app, struct tb_app_pool *pool);

/* What was kept under that number, and its length; NULL if the pool has forgotten it. */
const char *tb_app_path(const struct tb_app_pool *pool, uint32_t number, size_t *n);

/* The flow is forgotten: gives its scratch memory back. */
void tb_app_release(struct tb_app *app, struct tb_app_pool *pool);

#endif
