/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * postgresql.c - the frontend/backend protocol 3: is a query outstanding?
 *
 * PostgreSQL documentation, chapter "Frontend/Backend Protocol".  A message is a
 * type byte and a length; only a client's first one, the startup family, has no
 * type, and as its length is small it begins with a zero byte.
 *
 * Every request ends with one ReadyForQuery: the startup, each Query and
 * FunctionCall, and each batch of extended-query messages up to its Sync.  Errors
 * before the first ReadyForQuery end the connection instead.  A Sync behind CopyDone
 * or CopyFail belongs to the request that began the copy: the one sent with it was
 * ignored by the backend.
 *
 * Of what a server says before it ends a connection, an ErrorResponse of severity FATAL or the
 * notice of a crash, the SQLSTATE is kept.
 *
 * An SSLRequest is answered by a single byte; after 'S' the bytes are TLS.
 * Mid-connection, messages are believed on the well-known ports only.
 */
#include <string.h>

#include "proto/items.h"

enum {
	PROTOCOL_MAJOR = 3,
	CODE_CANCEL = 80877102,
	CODE_SSL = 80877103,
	CODE_GSSENC = 80877104,
	STARTUP_MAX = 10000,	/* the server's own limit */
	MESSAGE_MAX = 1 << 30,
	ERROR_HEAD = 64		/* severity and SQLSTATE are its first fields */
};

/* tb_app_dir.state of the server */
enum { BETWEEN, LAST_MESSAGE /* its end ends the response */ };

/* tb_app.flags */
enum {
	ASKED = TB_APP_A,	/* the server's next byte answers an SSLRequest */
	BATCH = TB_APP_B,	/* extended-query messages wait for their Sync */
	COPIED = TB_APP_C	/* a copy ended; its Sync may follow */
};

static const char *const methods[] = {
	"Startup",  "SSLRequest", "GSSENCRequest", "CancelRequest", "Query",
	"Parse",    "Bind",	  "Execute",	   "Describe",	    "Close",
	"Flush",    "Sync",	  "FunctionCall",
};
enum method {
	NO_METHOD,
	STARTUP,
	SSL_REQUEST,
	GSSENC_REQUEST,
	CANCEL_REQUEST,
	QUERY,
	PARSE,
	BIND,
	EXECUTE,
	DESCRIBE,
	CLOSE,
	FLUSH,
	SYNC,
	FUNCTION_CALL,
	METHOD_END
};
_Static_assert(sizeof(methods) / sizeof(methods[0]) == METHOD_END - 1,
	       "methods[] lost step with enum method");

/* What a client's message does to the count of open requests. */
enum role {
	NOT_SENT,	/* no such message */
	ASIDE,		/* belongs to the request that is open */
	WHOLE,		/* a request of its own */
	PART,		/* of a batch that ends with Sync */
	ENDS_BATCH,
	ENDS_COPY
};

static const struct frontend {
	char type;
	uint8_t role, method;
} frontends[] = {
	{ 'Q', WHOLE, QUERY },	  { 'F', WHOLE, FUNCTION_CALL }, { 'P', PART, PARSE },
	{ 'B', PART, BIND },	  { 'E', PART, EXECUTE },	 { 'D', PART, DESCRIBE },
	{ 'C', PART, CLOSE },	  { 'H', PART, FLUSH },		 { 'S', ENDS_BATCH, SYNC },
	{ 'c', ENDS_COPY, 0 },	  { 'f', ENDS_COPY, 0 },	 { 'd', ASIDE, 0 },
	{ 'p', ASIDE, 0 },	  { 'X', ASIDE, 0 },
};

static const struct frontend *frontend_of(int type)
{
	for (size_t i = 0; i < sizeof(frontends) / sizeof(frontends[0]); i++)
		if (frontends[i].type == type)
			return &frontends[i];
	return NULL;
}

static bool is_backend(uint8_t type)
{
	static const char known[] = "123ACDEGHIKNRSTVWZcdnstv";

	return memchr(known, type, sizeof(known) - 1) != NULL;
}

static bool is_own_port(uint16_t port)
{
	return port == 5432 || port == 6432;
}

/* --- the client --- */

static uint8_t startup_method(uint32_t code)
{
	switch (code) {
	case CODE_CANCEL:
		return CANCEL_REQUEST;
	case CODE_SSL:
		return SSL_REQUEST;
	case CODE_GSSENC:
		return GSSENC_REQUEST;
	default:
		return code >> 16 == PROTOCOL_MAJOR ? STARTUP : NO_METHOD;
	}
}

static enum tb_pace read_startup(struct tb_talk *t, struct tb_reader *r)
{
	uint32_t len = rd_be32(r), code = rd_be32(r);
	uint8_t method = startup_method(code);

	if (r->short_read)
		return TB_PACE_MORE;
	if (len < 8 || len > STARTUP_MAX || method == NO_METHOD)
		return TB_PACE_BROKEN;
	tb_request_begin(t, method);
	if (method == CANCEL_REQUEST)	/* never answered */
		t->app->open--;
	if (method == SSL_REQUEST || method == GSSENC_REQUEST)
		t->app->flags |= ASKED;
	t->skip = len - 8;
	return TB_PACE_ON;
}

static void note_request(struct tb_talk *t, const struct frontend *f)
{
	struct tb_app *app = t->app;
	bool begins = f->role == WHOLE || (f->role == PART && !(app->flags & BATCH)) ||
		      (f->role == ENDS_BATCH && !(app->flags & (BATCH | COPIED)));

	if (begins)
		tb_request_begin(t, f->method);
	if (f->role == PART)
		app->flags |= BATCH;
	if (f->role == ENDS_BATCH)
		app->flags &= TB_APP_ALL & ~(BATCH | COPIED);
	if (f->role == ENDS_COPY)
		app->flags |= COPIED;
}

static enum tb_pace read_frontend(struct tb_talk *t, struct tb_reader *r)
{
	const struct frontend *f = frontend_of(rd_u8(r));
	uint32_t len = rd_be32(r);

	if (r->short_read)
		return TB_PACE_MORE;
	if (f == NULL || len < 4 || len > MESSAGE_MAX)
		return TB_PACE_BROKEN;
	note_request(t, f);
	t->skip = len - 4;
	return TB_PACE_ON;
}

/* --- the server --- */

static enum tb_pace read_ssl_answer(struct tb_talk *t, struct tb_reader *r)
{
	uint8_t answer = rd_u8(r);

	t->app->flags &= TB_APP_ALL & ~ASKED;
	tb_response_begin(t);
	tb_response_end(t);
	if (answer == 'S')
		tb_talk_start_tls(t);
	else if (answer != 'N')
		tb_talk_give_up(t);	/* 'G': what follows is encrypted by GSSAPI */
	return TB_PACE_ON;
}

static bool before_first_ready(const struct tb_app *app)
{
	return app->open == 1 && app->method >= STARTUP && app->method <= GSSENC_REQUEST;
}

static void note_response(struct tb_talk *t, int type)
{
	struct tb_app_dir *d = t->own;
	bool unasked = type == 'A' || type == 'N' || type == 'S';

	if (t->app->open == 0) {
		if (!unasked && type != 'E')	/* "terminating connection" */
			t->app->flags |= TB_APP_BLIND;
	} else if (!unasked && !(d->flags & TB_DIR_ANSWERS)) {
		tb_response_begin(t);
	}
	if (type == 'Z' || (type == 'E' && before_first_ready(t->app)))
		d->state = LAST_MESSAGE;
	if (type == 'Z')
		t->app->flags &= TB_APP_ALL & ~COPIED;
}

static void passed(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;

	if (d->state != LAST_MESSAGE)
		return;
	d->state = BETWEEN;
	if (d->flags & TB_DIR_ANSWERS)
		tb_response_end(t);
}

static bool is_text(struct tb_reader field, const char *text)
{
	return rd_icase(&field, text) && rd_left(&field) == 0;
}

/* fields: of an error or a notice, each a letter and a string. */
static void note_last_words(struct tb_talk *t, struct tb_reader fields)
{
	bool last = false;
	struct tb_reader field;

	while (rd_until(&fields, 0, &field) && rd_left(&field) != 0) {
		uint8_t letter = rd_u8(&field);

		if (letter == 'S' || letter == 'V')	/* the first in the server's language */
			last |= is_text(field, "fatal") || is_text(field, "panic");
		if (letter != 'C')
			continue;
		if (last || is_text(field, "57p02"))
			t->app->scratch = tb_sqlstate_pack(field);
		if (last && is_text(field, "53300"))
			t->app->flags |= TB_APP_FULL;
	}
}

static enum tb_pace read_backend(struct tb_talk *t, struct tb_reader *r)
{
	uint8_t type = rd_u8(r);
	uint32_t len = rd_be32(r);
	struct tb_reader body = *r;

	if (r->short_read)
		return TB_PACE_MORE;
	if (!is_backend(type) || len < 4 || len > MESSAGE_MAX || (type == 'Z' && len != 5))
		return TB_PACE_BROKEN;
	if (type == 'E' || type == 'N') {
		rd_limit(&body, len - 4 < ERROR_HEAD ? len - 4 : ERROR_HEAD);
		if (rd_left(&body) < len - 4 && rd_left(&body) < ERROR_HEAD)
			return TB_PACE_MORE;
		note_last_words(t, body);
	}
	note_response(t, type);
	t->skip = len - 4;
	if (len == 4)
		passed(t);
	return TB_PACE_ON;
}

/* --- the machine --- */

static enum tb_pace read_message(struct tb_talk *t, struct tb_reader *r)
{
	if (t->from_client)
		return rd_peek(r, 0) == 0 ? read_startup(t, r) : read_frontend(t, r);
	if (t->app->flags & ASKED && rd_peek(r, 0) != 'E')
		return read_ssl_answer(t, r);
	return read_backend(t, r);
}

static enum tb_guess guess_startup(struct tb_reader r)
{
	uint32_t len, code;

	if (rd_peek(&r, 1) > 0)
		return TB_GUESS_NO;
	len = rd_be32(&r);
	code = rd_be32(&r);
	if (r.short_read)
		return TB_GUESS_MORE;
	return len >= 8 && len <= STARTUP_MAX && startup_method(code) != NO_METHOD ?
		       TB_GUESS_CLIENT :
		       TB_GUESS_NO;
}

/* A typed message: a known type and a length below 16 MiB. */
static enum tb_guess guess_typed(struct tb_reader r, bool from_client)
{
	uint8_t type = rd_u8(&r);
	uint32_t len;

	if (from_client ? frontend_of(type) == NULL : !is_backend(type))
		return TB_GUESS_NO;
	if (rd_peek(&r, 0) > 0)
		return TB_GUESS_NO;
	len = rd_be32(&r);
	if (r.short_read)
		return TB_GUESS_MORE;
	if (len < 4)
		return TB_GUESS_NO;
	return from_client ? TB_GUESS_CLIENT : TB_GUESS_SERVER;
}

static enum tb_guess guess(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	if (rd_peek(&r, 0) == 0)
		return guess_startup(r);
	if (is_own_port(dst))
		return guess_typed(r, true);
	return is_own_port(src) ? guess_typed(r, false) : TB_GUESS_NO;
}

/* A segment that is a chain of messages, the last of which may go on after it. */
static bool found(const struct tb_talk *t, struct tb_reader r)
{
	bool from_client = t->from_client;

	if (t->app->flags & (ASKED | BATCH))
		return false;
	while (rd_left(&r) != 0) {
		uint32_t len;

		if (guess_typed(r, from_client) <= TB_GUESS_MORE)
			return false;
		rd_skip(&r, 1);
		len = rd_be32(&r);
		if (len - 4 >= rd_left(&r))
			return true;
		rd_skip(&r, len - 4);
	}
	return false;
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_message, passed);
}

const struct tb_machine tb_machine_postgresql = {
	.guess = guess,
	.read = read_items,
	.passed = passed,
	.found = found,
	.turns = true,
	.methods = methods,
	.n_methods = METHOD_END - 1,
};
