/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * smb.c - SMB2/3 over TCP: requests and responses, counted ([MS-SMB2] 2.1, 2.2.1)
 *
 * A frame is a zero byte and a 24-bit length ([RFC 1002] section 4.3.1); it holds one
 * message or a chain of them, each pointing at the next.  All that a frame answers
 * is answered when it has wholly passed.
 *
 * Not counted: CANCEL (never answered), CHANGE_NOTIFY (waits for weeks, and nobody
 * misses it), oplock breaks (the server's own idea), and responses that only say
 * "pending".  SMB1 is read for its NEGOTIATE, which an SMB2 server may answer; an SMB1
 * session, and frames that are encrypted or compressed, are given up.
 */
#include "proto/items.h"

enum {
	SMB1_HEADER = 32,
	SMB2_HEADER = 64,
	SMB1_NEGOTIATE = 0x72,
	SMB1_REPLY = 0x80,
	SMB2_REPLY = 0x1,
	SMB2_ASYNC = 0x2,
	STATUS_PENDING = 0x103,
	NETBIOS_REQUEST = 0x81,		/* a session service's own frames, port 139 */
	NETBIOS_LAST = 0x85
};

/* The four bytes that open a message. */
#define MAGIC_SMB1 UINT32_C(0xff534d42)
#define MAGIC_SMB2 UINT32_C(0xfe534d42)
#define MAGIC_ENCRYPTED UINT32_C(0xfd534d42)
#define MAGIC_COMPRESSED UINT32_C(0xfc534d42)

enum state {
	BETWEEN,
	CHAINED,	/* at a message; count bytes of the frame are left */
	IN_FRAME	/* behind the last message's header */
};

static const char *const methods[] = {
	"NEGOTIATE", "SESSION_SETUP", "LOGOFF",	     "TREE_CONNECT",   "TREE_DISCONNECT",
	"CREATE",    "CLOSE",	      "FLUSH",	     "READ",	       "WRITE",
	"LOCK",	     "IOCTL",	      "CANCEL",	     "ECHO",	       "QUERY_DIRECTORY",
	"CHANGE_NOTIFY", "QUERY_INFO", "SET_INFO",   "OPLOCK_BREAK",
};
enum {
	CANCEL = 12,
	CHANGE_NOTIFY = 15,
	OPLOCK_BREAK = 18,
	N_METHODS = sizeof(methods) / sizeof(methods[0])
};

/* scratch counts what the server's present frame answers. */
static void note_message(struct tb_talk *t, uint16_t command, bool reply)
{
	if (command == CANCEL || command == CHANGE_NOTIFY || command == OPLOCK_BREAK)
		return;
	if (!reply) {
		tb_request_begin(t, command < N_METHODS ? (uint8_t)(command + 1) : 0);
		return;
	}
	tb_response_begin(t);
	t->app->scratch++;
}

static void end_frame(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;

	d->state = BETWEEN;
	d->count = 0;
	if (t->from_client)
		return;
	for (; t->app->scratch != 0; t->app->scratch--) {
		d->flags |= TB_DIR_ANSWERS;
		tb_response_end(t);
	}
}

/* Leaves the rest of the message to be skipped: up to the next one of the chain, or
 * to the frame's end. */
static enum tb_pace leave_message(struct tb_talk *t, uint32_t header, uint32_t next)
{
	struct tb_app_dir *d = t->own;

	if (next != 0) {
		if (next < header || next >= d->count)
			return TB_PACE_BROKEN;
		t->skip = next - header;
		d->count -= next;
		return TB_PACE_ON;
	}
	t->skip = d->count - header;
	d->state = IN_FRAME;
	if (t->skip == 0)
		end_frame(t);
	return TB_PACE_ON;
}

static enum tb_pace read_smb2(struct tb_talk *t, struct tb_reader *r)
{
	uint32_t status, flags, next;
	uint16_t command;

	rd_skip(r, 4);
	status = rd_le32(r);
	command = rd_le16(r);
	rd_skip(r, 2);
	flags = rd_le32(r);
	next = rd_le32(r);
	rd_skip(r, SMB2_HEADER - 24);
	if (r->short_read)
		return TB_PACE_MORE;
	if (!(flags & SMB2_REPLY) || !(flags & SMB2_ASYNC) || status != STATUS_PENDING)
		note_message(t, command, (flags & SMB2_REPLY) != 0);
	return leave_message(t, SMB2_HEADER, next);
}

static enum tb_pace read_smb1(struct tb_talk *t, struct tb_reader *r)
{
	uint8_t command = rd_u8(r), flags;

	rd_skip(r, 4);
	flags = rd_u8(r);
	rd_skip(r, SMB1_HEADER - 10);
	if (r->short_read)
		return TB_PACE_MORE;
	if (command != SMB1_NEGOTIATE)
		return TB_PACE_BROKEN;
	note_message(t, 0, (flags & SMB1_REPLY) != 0);
	return leave_message(t, SMB1_HEADER, 0);
}

static enum tb_pace read_message(struct tb_talk *t, struct tb_reader *r)
{
	uint32_t left = t->own->count, magic = rd_be32(r);

	if (r->short_read)
		return TB_PACE_MORE;
	if (magic == MAGIC_SMB2 && left >= SMB2_HEADER)
		return read_smb2(t, r);
	if (magic == MAGIC_SMB1 && left >= SMB1_HEADER)
		return read_smb1(t, r);
	return TB_PACE_BROKEN;
}

static enum tb_pace read_frame(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	uint32_t header;

	if (d->state == CHAINED)
		return read_message(t, r);
	header = rd_be32(r);
	if (r->short_read)
		return TB_PACE_MORE;
	if (header >> 24 >= NETBIOS_REQUEST && header >> 24 <= NETBIOS_LAST) {
		t->skip = header & 0xffff;
		return TB_PACE_ON;
	}
	if (header >> 24 != 0)
		return TB_PACE_BROKEN;
	d->count = header;
	d->state = header != 0 ? CHAINED : BETWEEN;
	return TB_PACE_ON;
}

static void passed(struct tb_talk *t)
{
	if (t->own->state == IN_FRAME)
		end_frame(t);
}

/* --- recognition --- */

static bool is_own_port(uint16_t port)
{
	return port == 445 || port == 139;
}

static enum tb_guess by_port(uint16_t src, uint16_t dst)
{
	if (is_own_port(src) == is_own_port(dst))
		return TB_GUESS_PEER;
	return is_own_port(dst) ? TB_GUESS_CLIENT : TB_GUESS_SERVER;
}

static enum tb_guess guess(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	uint32_t header, magic, flags;

	if (rd_peek(&r, 0) == NETBIOS_REQUEST && dst == 139)
		return TB_GUESS_CLIENT;
	if (rd_peek(&r, 0) != 0 || (rd_peek(&r, 4) >= 0 && rd_peek(&r, 4) < 0xfc))
		return TB_GUESS_NO;
	header = rd_be32(&r);
	magic = rd_be32(&r);
	if (r.short_read)
		return TB_GUESS_MORE;
	if (magic == MAGIC_ENCRYPTED || magic == MAGIC_COMPRESSED)
		return by_port(src, dst);
	if (header < SMB1_HEADER || (magic != MAGIC_SMB1 && magic != MAGIC_SMB2))
		return TB_GUESS_NO;
	rd_skip(&r, magic == MAGIC_SMB2 ? 12 : 5);
	flags = rd_u8(&r);
	if (r.short_read)
		return TB_GUESS_MORE;
	return flags & (magic == MAGIC_SMB2 ? SMB2_REPLY : SMB1_REPLY) ? TB_GUESS_SERVER :
									 TB_GUESS_CLIENT;
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_frame, passed);
}

const struct tb_machine tb_machine_smb = {
	.guess = guess,
	.read = read_items,
	.passed = passed,
	.methods = methods,
	.n_methods = N_METHODS,
};
