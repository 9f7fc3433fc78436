/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tls.c - TLS: how far the handshake got, for whom, and what alert ended it
 *
 * Records are skipped by their length; only hellos and alerts are opened.
 *
 * When is the handshake done?  Up to TLS 1.2, when both ends have sent
 * ChangeCipherSpec: whoever sends it second has checked the other's Finished
 * (RFC 5246 section 7.3).  In TLS 1.3 CCS is decoration that may come before a
 * second ClientHello (RFC 8446 appendix D.4), so the client's first encrypted record
 * after the server's flight decides: it is the Finished, or an alert.  A Finished
 * takes at least 4 + 32 + 1 + 16 bytes; a shorter record is an alert in disguise.
 * Early data (section 2.3) hides that record among others; then it is unseen.
 *
 * Once it is done everything is encrypted and both directions fall silent.
 *
 * Alerts: a record of two bytes is plaintext, as any cipher adds more than that.
 *
 * Left out: handshake messages that continue in a second record, beyond what the
 * first one holds; SSLv2 hellos; ECH (the outer name is what the wire shows).
 */
#include "proto/items.h"

enum {
	RECORD_CCS = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_DATA = 23,
	RECORD_HEARTBEAT = 24,
	RECORD_HEADER = 5,
	RECORD_MAX = 16384 + 2048,	/* RFC 5246 section 6.2.3 */
	FINISHED_MIN = 53,
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	EXT_SERVER_NAME = 0,		/* RFC 6066 section 3 */
	EXT_SUPPORTED_VERSIONS = 43,
};

/* A direction has sent ... */
enum {
	SENT_CCS = TB_DIR_A,
	SENT_DATA = TB_DIR_B,	/* an encrypted record that may hold a Finished */
	SENT_ANY_DATA = TB_DIR_C
};

/* tb_app.flags */
enum {
	VERSION_12 = TB_APP_A,	/* or before */
	VERSION_13 = TB_APP_B,
	EARLY_DATA = TB_APP_C
};

static bool header_fits(uint8_t type, uint16_t version, uint16_t len)
{
	return type >= RECORD_CCS && type <= RECORD_HEARTBEAT && version >= 0x0300 &&
	       version <= 0x0304 && len <= RECORD_MAX;
}

/* The host_name of a server_name extension. */
static void read_sni(struct tb_talk *t, struct tb_reader ext)
{
	const uint8_t *name;
	uint16_t len;

	rd_skip(&ext, 2);
	if (rd_u8(&ext) != 0)
		return;
	len = rd_be16(&ext);
	name = rd_take(&ext, len);
	if (name != NULL && len != 0 && len <= TB_NAME_MAX)
		t->app->name = tb_name_store(t->pool, t->app->name, name, len);
}

static void read_selected_version(struct tb_talk *t, struct tb_reader ext)
{
	uint16_t version = rd_be16(&ext);

	/* 0x7fxx: drafts of TLS 1.3 */
	if (!ext.short_read && (version >= 0x0304 || version >> 8 == 0x7f))
		t->app->flags |= VERSION_13;
}

static void each_extension(struct tb_talk *t, struct tb_reader *r, uint16_t wanted,
			   void (*found)(struct tb_talk *, struct tb_reader))
{
	uint16_t total = rd_be16(r);

	rd_limit(r, total);
	while (rd_left(r) >= 4) {
		uint16_t type = rd_be16(r), len = rd_be16(r);
		struct tb_reader ext = rd_sub(r, len);

		if (type == wanted && !ext.short_read)
			found(t, ext);
	}
}

/* RFC 8446 section 4.1.2 */
static void read_client_hello(struct tb_talk *t, struct tb_reader *r)
{
	t->app->flags |= TB_APP_HELLO;
	tb_talk_roles(t, true);
	rd_skip(r, 2 + 32);
	rd_skip(r, rd_u8(r));
	rd_skip(r, rd_be16(r));
	rd_skip(r, rd_u8(r));
	each_extension(t, r, EXT_SERVER_NAME, read_sni);
}

/* RFC 8446 section 4.1.3; HelloRetryRequest looks the same */
static void read_server_hello(struct tb_talk *t, struct tb_reader *r)
{
	tb_talk_roles(t, false);
	rd_skip(r, 2 + 32);
	rd_skip(r, rd_u8(r));
	rd_skip(r, 2 + 1);
	if (r->short_read)
		return;
	each_extension(t, r, EXT_SUPPORTED_VERSIONS, read_selected_version);
	if (!(t->app->flags & VERSION_13))
		t->app->flags |= VERSION_12;
}

/* Opens a hello at the start of a handshake record of len bytes; the rest of the
 * record is left to be skipped. */
static enum tb_pace read_handshake(struct tb_talk *t, struct tb_reader *r, uint16_t len)
{
	int type = rd_peek(r, 0);
	struct tb_reader hello;
	uint32_t want;

	if (type < 0)
		return TB_PACE_MORE;
	if (type != CLIENT_HELLO && type != SERVER_HELLO) {
		t->skip = len;
		return TB_PACE_ON;
	}
	want = rd_be32(r) & 0xffffff;
	if (want > len - 4u)
		want = len - 4u;
	if (want > TB_HEAD_MAX - RECORD_HEADER - 4)
		want = TB_HEAD_MAX - RECORD_HEADER - 4;
	hello = rd_sub(r, want);
	if (r->short_read)
		return TB_PACE_MORE;
	if (type == CLIENT_HELLO)
		read_client_hello(t, &hello);
	else
		read_server_hello(t, &hello);
	t->skip = len - 4u - want;
	return TB_PACE_ON;
}

static enum tb_pace read_alert(struct tb_talk *t, struct tb_reader *r)
{
	uint8_t level = rd_u8(r), code = rd_u8(r);
	struct tb_app *app = t->app;

	if (r->short_read)
		return TB_PACE_MORE;
	if (level != 1 && level != 2)
		return TB_PACE_ON;
	app->scratch = (uint32_t)level << 8 | code;
	app->flags &= TB_APP_ALL & ~TB_APP_ALERT_1;
	app->flags |= t->dir != 0 ? TB_APP_ALERT | TB_APP_ALERT_1 : TB_APP_ALERT;
	return TB_PACE_ON;
}

/* An encrypted record came. */
static void note_data(struct tb_talk *t, uint16_t len)
{
	bool server_ready = (t->peer->flags & SENT_ANY_DATA) != 0;
	struct tb_app_dir *d = t->own;
	bool first = (d->flags & SENT_ANY_DATA) == 0;

	if (t->from_client && !server_ready && !(t->app->flags & VERSION_12))
		t->app->flags |= EARLY_DATA;
	if (t->app->flags & VERSION_13 && t->from_client && first &&
	    len < FINISHED_MIN) {
		tb_talk_hush(t);	/* an alert: it will never be done */
		return;
	}
	d->flags |= SENT_ANY_DATA;
	if (len >= FINISHED_MIN)
		d->flags |= SENT_DATA;
}

static bool both(const struct tb_app *app, unsigned flag)
{
	return app->dir[0].flags & app->dir[1].flags & flag;
}

static void note_progress(struct tb_talk *t)
{
	struct tb_app *app = t->app;
	bool done;

	if (app->flags & VERSION_12)
		done = both(app, SENT_CCS) || both(app, SENT_DATA);
	else
		done = both(app, SENT_DATA) && !(app->flags & EARLY_DATA);
	if (!done)
		return;
	app->flags |= TB_APP_DONE;
	tb_talk_hush(t);
}

static enum tb_pace read_record(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	uint8_t type = rd_u8(r);
	uint16_t version = rd_be16(r), len = rd_be16(r);

	if (r->short_read)
		return TB_PACE_MORE;
	if (!header_fits(type, version, len))
		return TB_PACE_BROKEN;
	if (type == RECORD_HANDSHAKE && len >= 4 && !(d->flags & SENT_CCS))
		return read_handshake(t, r, len);
	if (type == RECORD_ALERT && len == 2)
		return read_alert(t, r);
	t->skip = len;
	if (type == RECORD_CCS)
		d->flags |= SENT_CCS;
	else if (type == RECORD_DATA)
		note_data(t, len);
	note_progress(t);
	return TB_PACE_ON;
}

/* What the first handshake byte says about its sender. */
static enum tb_guess guess_handshake(struct tb_reader *r)
{
	uint8_t type = rd_u8(r), len_high = rd_u8(r);

	if (r->short_read)
		return TB_GUESS_MORE;
	if (len_high == 0 && type == CLIENT_HELLO)
		return TB_GUESS_CLIENT;
	return len_high == 0 && type == SERVER_HELLO ? TB_GUESS_SERVER : TB_GUESS_PEER;
}

static enum tb_guess guess(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	static const struct {
		uint16_t min, max;
	} len_of[] = {
		[RECORD_CCS] = { 1, 1 },
		[RECORD_ALERT] = { 2, 256 },
		[RECORD_HANDSHAKE] = { 4, RECORD_MAX },
		[RECORD_DATA] = { 17, RECORD_MAX },
	};
	int type = rd_peek(&r, 0), major = rd_peek(&r, 1);
	uint16_t version, len;

	(void)src;
	(void)dst;
	if (type < RECORD_CCS || type > RECORD_DATA || (major >= 0 && major != 3))
		return TB_GUESS_NO;
	rd_skip(&r, 1);
	version = rd_be16(&r);
	len = rd_be16(&r);
	if (r.short_read)
		return TB_GUESS_MORE;
	if (!header_fits((uint8_t)type, version, len) || len < len_of[type].min ||
	    len > len_of[type].max)
		return TB_GUESS_NO;
	return type == RECORD_HANDSHAKE ? guess_handshake(&r) : TB_GUESS_PEER;
}

static bool found(const struct tb_talk *t, struct tb_reader r)
{
	return guess(&r, 0, 0) > TB_GUESS_MORE && t != NULL;
}

enum tb_answer tb_tls_done(const struct tb_app *app)
{
	bool client_1 = (app->flags & TB_APP_CLIENT_1) != 0;
	const struct tb_app_dir *client = &app->dir[client_1];

	if (app->machine != TB_PROTO_TLS)
		return TB_UNSEEN;
	if (app->flags & TB_APP_DONE)
		return TB_YES;
	if (!(app->flags & TB_APP_HELLO) || app->flags & (TB_APP_BLIND | EARLY_DATA))
		return TB_UNSEEN;
	/* A client that goes on without a server: that one was not captured. */
	if (!tb_app_seen(app, !client_1) && client->flags & (SENT_CCS | SENT_ANY_DATA))
		return TB_UNSEEN;
	return TB_NO;
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_record, NULL);
}

const struct tb_machine tb_machine_tls = {
	.guess = guess,
	.read = read_items,
	.found = found,
};
