/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * http.c - HTTP/1.x: what was asked, and was it wholly answered (RFC 9112)
 *
 * Heads are read line by line, so that their size does not matter; bodies are
 * skipped by Content-Length or chunk sizes.  A response without either ends with
 * the connection, which payload cannot show: unseen.  So are lengths beyond 4 GiB.
 *
 * Which request a response answers decides whether it has a body (HEAD, CONNECT):
 * scratch holds one bit for each open request, the oldest lowest, set for HEAD.
 * More open requests than bits are given up.
 *
 * After 101 the bytes are another protocol's and are given up; after a CONNECT that
 * was granted they are taken for TLS.
 *
 * Left out: trailers' contents, obsolete line folding (such lines are passed over),
 * HTTP/0.9.
 */
#include "proto/machine.h"

enum state {
	START,		/* before a request or status line */
	HEAD,		/* among header lines */
	LONG_LINE,	/* in a header line too long to be read */
	BODY,		/* skipping Content-Length bytes */
	CHUNK,		/* before a chunk's size */
	CHUNK_DATA,	/* skipping a chunk */
	TRAILER,	/* among trailer lines */
	ENDLESS		/* until the connection closes */
};

/* tb_app_dir.flags of the message under way */
enum {
	CHUNKED = TB_DIR_A,
	LENGTH = TB_DIR_B,	/* count is its Content-Length */
	INTERIM = TB_DIR_C	/* a 1xx response, not the final one */
};

enum { MAX_OPEN = 32 };

static const char *const methods[] = {
	"GET",	     "HEAD",	  "POST",      "PUT",	   "DELETE",   "CONNECT",
	"OPTIONS",   "TRACE",	  "PATCH",     "PROPFIND", "PROPPATCH", "MKCOL",
	"COPY",	     "MOVE",	  "LOCK",      "UNLOCK",   "REPORT",   "SEARCH",
	"MERGE",     "CHECKOUT",  "CHECKIN",   "MKACTIVITY", "MKCALENDAR", "ACL",
	"BIND",	     "UNBIND",	  "LINK",      "UNLINK",   "PURGE",    "NOTIFY",
	"SUBSCRIBE", "UNSUBSCRIBE", "M-SEARCH", "QUERY",
};
enum {
	METHOD_HEAD = 2,
	METHOD_CONNECT = 6,
	N_METHODS = sizeof(methods) / sizeof(methods[0])
};

/* Does the line end in " HTTP/1.x"? */
static bool ends_in_version(struct tb_reader line)
{
	size_t n = rd_left(&line);
	struct tb_reader tail = line;

	if (n < 9)
		return false;
	rd_skip(&tail, n - 9);
	return tb_text(&tail, " HTTP/1.") == TB_GUESS_PEER && rd_peek(&tail, 0) >= '0' &&
	       rd_peek(&tail, 0) <= '9';
}

static bool is_token(int c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

/* Takes a method and the space after it; its number, 0 for one without a name, -1
 * if this is none. */
static int take_method(struct tb_reader *r)
{
	struct tb_reader word;
	size_t n = 0;

	while (n < 32 && is_token(rd_peek(r, n)))
		n++;
	if (n == 0 || rd_peek(r, n) != ' ')
		return -1;
	word = rd_sub(r, n);
	rd_skip(r, 1);
	return tb_word(word, methods, N_METHODS);
}

/* --- the ends of messages --- */

static void end_response(struct tb_talk *t)
{
	if (tb_talk_dir(t)->flags & TB_DIR_ANSWERS)
		t->app->scratch >>= 1;
	tb_response_end(t);
}

static void end_message(struct tb_talk *t)
{
	tb_talk_dir(t)->state = START;
	if (!tb_talk_from_client(t))
		end_response(t);
}

static void begin_body(struct tb_talk *t)
{
	struct tb_app_dir *d = tb_talk_dir(t);

	if (d->flags & CHUNKED) {
		d->state = CHUNK;
	} else if (d->flags & LENGTH && d->count != 0) {
		d->skip = d->count;
		d->state = BODY;
	} else {
		end_message(t);
	}
}

static bool has_no_body(const struct tb_talk *t)
{
	uint16_t status = t->app->status;
	bool to_head = tb_talk_dir(t)->flags & TB_DIR_ANSWERS && t->app->scratch & 1;

	return to_head || status == 204 || status == 304;
}

/* RFC 9112 section 6.3 */
static void end_response_head(struct tb_talk *t)
{
	struct tb_app_dir *d = tb_talk_dir(t);
	struct tb_app *app = t->app;
	bool connected = app->method == METHOD_CONNECT && app->open == 1 &&
			 app->status / 100 == 2 && d->flags & TB_DIR_ANSWERS;

	if (d->flags & INTERIM) {
		d->state = START;
	} else if (app->status == 101) {
		end_message(t);
		tb_talk_give_up(t);
	} else if (connected) {
		end_message(t);
		tb_talk_start_tls(t);
	} else if (has_no_body(t)) {
		end_message(t);
	} else if (d->flags & (CHUNKED | LENGTH)) {
		begin_body(t);
	} else {
		d->state = ENDLESS;
		d->flags |= TB_DIR_QUIET;
		app->flags |= TB_APP_ENDLESS;
	}
}

static void end_head(struct tb_talk *t)
{
	if (tb_talk_from_client(t))
		begin_body(t);
	else
		end_response_head(t);
}

/* --- first lines --- */

static bool begin_request(struct tb_talk *t, struct tb_reader line)
{
	int method = take_method(&line);

	if (method < 0 || (t->app->open >= MAX_OPEN && !(t->app->flags & TB_APP_BLIND)))
		return false;
	tb_request_begin(t, (uint8_t)method);
	if (method == METHOD_HEAD && t->app->open <= MAX_OPEN)
		t->app->scratch |= UINT32_C(1) << (t->app->open - 1);
	return true;
}

/* "HTTP/1.x ddd"; 0 if it is none */
static uint16_t take_status(struct tb_reader *r)
{
	uint32_t status;

	if (tb_text(r, "HTTP/1.") != TB_GUESS_PEER)
		return 0;
	rd_skip(r, 1);
	if (rd_u8(r) != ' ' || !tb_number(r, &status) || status < 100 || status > 599)
		return 0;
	return (uint16_t)status;
}

static bool begin_response(struct tb_talk *t, struct tb_reader line)
{
	uint16_t status = take_status(&line);

	if (status == 0)
		return false;
	if (status < 200 && status != 101) {
		tb_talk_dir(t)->flags |= INTERIM;
		return true;
	}
	t->app->status = status;
	if (status == 408 && t->app->open == 0)	/* the server tired of waiting */
		tb_response_unasked(t);
	else
		tb_response_begin(t);
	return true;
}

/* Can these bytes, which are no whole line, begin a message?  What a lost segment
 * left of a body would else wait for its end of line. */
static bool may_begin(bool from_client, struct tb_reader r)
{
	size_t n = 0;

	if (rd_peek(&r, 0) == '\r')
		return true;
	if (!from_client)
		return tb_text(&r, "HTTP/1.") != TB_GUESS_NO;
	while (n < 32 && is_token(rd_peek(&r, n)))
		n++;
	return n != 0 && (rd_peek(&r, n) == ' ' || rd_left(&r) == n);
}

static enum tb_pace read_start(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = tb_talk_dir(t);
	bool from_client = tb_talk_from_client(t), begun;
	struct tb_reader line = *r;
	enum tb_pace pace = tb_line(r, &line);

	if (pace == TB_PACE_MORE)
		return may_begin(from_client, *r) ? TB_PACE_MORE : TB_PACE_BROKEN;
	if (pace == TB_PACE_ON && rd_left(&line) == 0)
		return TB_PACE_ON;	/* RFC 9112 section 2.2 */
	d->flags &= (uint8_t)~(CHUNKED | LENGTH | INTERIM);
	d->count = 0;
	d->state = HEAD;
	if (pace == TB_PACE_BROKEN) {	/* a very long target */
		rd_skip(r, rd_left(r));
		d->state = LONG_LINE;
	} else if (from_client && !ends_in_version(line)) {
		return TB_PACE_BROKEN;
	}
	begun = from_client ? begin_request(t, line) : begin_response(t, line);
	return begun ? TB_PACE_ON : TB_PACE_BROKEN;
}

/* --- header lines --- */

static void skip_blanks(struct tb_reader *r)
{
	while (rd_peek(r, 0) == ' ' || rd_peek(r, 0) == '\t')
		rd_skip(r, 1);
}

/* Drops blanks at the end. */
static void trim(struct tb_reader *r)
{
	size_t n = rd_left(r);

	while (n > 0 && (rd_peek(r, n - 1) == ' ' || rd_peek(r, n - 1) == '\t'))
		rd_limit(r, --n);
}

static bool take_host(struct tb_talk *t, struct tb_reader value)
{
	size_t n = rd_left(&value), digits = n;

	if (!tb_talk_from_client(t))
		return true;
	/* cut ":port" off; a bare IPv6 address would be in brackets */
	while (digits > 0 && rd_peek(&value, digits - 1) >= '0' &&
	       rd_peek(&value, digits - 1) <= '9')
		digits--;
	if (digits > 0 && rd_peek(&value, digits - 1) == ':')
		n = digits - 1;
	if (n != 0 && n <= TB_NAME_MAX)
		t->app->name = tb_name_store(t->pool, rd_take(&value, n), n);
	return true;
}

/* Repeated lengths must agree (RFC 9112 section 6.3). */
static bool take_length(struct tb_talk *t, struct tb_reader value)
{
	struct tb_app_dir *d = tb_talk_dir(t);
	uint32_t length;

	if (!tb_number(&value, &length) || rd_left(&value) != 0)
		return false;
	if (d->flags & LENGTH && d->count != length)
		return false;
	d->flags |= LENGTH;
	d->count = length;
	return true;
}

/* Only "chunked" last says where the body ends. */
static bool take_coding(struct tb_talk *t, struct tb_reader value)
{
	size_t n = rd_left(&value);

	if (n < 7)
		return false;
	rd_skip(&value, n - 7);
	if (!tb_text_icase(&value, "chunked"))
		return false;
	tb_talk_dir(t)->flags |= CHUNKED;
	return true;
}

static const struct header {
	const char *name;
	bool (*take)(struct tb_talk *t, struct tb_reader value);
} headers[] = {
	{ "host:", take_host },
	{ "content-length:", take_length },
	{ "transfer-encoding:", take_coding },
};

static enum tb_pace read_header(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader line;
	enum tb_pace pace = tb_line(r, &line);

	if (pace == TB_PACE_BROKEN) {
		rd_skip(r, rd_left(r));
		tb_talk_dir(t)->state = LONG_LINE;
		return TB_PACE_ON;
	}
	if (pace == TB_PACE_MORE)
		return TB_PACE_MORE;
	if (rd_left(&line) == 0) {
		end_head(t);
		return TB_PACE_ON;
	}
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		if (!tb_text_icase(&line, headers[i].name))
			continue;
		skip_blanks(&line);
		trim(&line);
		return headers[i].take(t, line) ? TB_PACE_ON : TB_PACE_BROKEN;
	}
	return TB_PACE_ON;
}

/* The rest of a line that nobody wants, as far as it is there. */
static enum tb_pace read_long_line(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader line;

	if (tb_line(r, &line) == TB_PACE_ON)
		tb_talk_dir(t)->state = HEAD;
	else
		rd_skip(r, rd_left(r));
	return TB_PACE_ON;
}

/* --- chunks, RFC 9112 section 7.1 --- */

static int hex_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A chunk's size and the line end after its data; false if it is none or huge. */
static bool take_chunk_size(struct tb_reader *line, uint32_t *size)
{
	uint32_t v = 0;
	size_t n = 0;
	int digit;

	while ((digit = hex_value(rd_peek(line, n))) >= 0) {
		if (v > (UINT32_MAX - 2) >> 4)
			return false;
		v = v << 4 | (uint32_t)digit;
		n++;
	}
	rd_skip(line, n);
	*size = v;
	return n != 0 && v <= UINT32_MAX - 2;
}

static enum tb_pace read_chunk(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = tb_talk_dir(t);
	struct tb_reader line;
	enum tb_pace pace = tb_line(r, &line);
	uint32_t size;

	if (pace != TB_PACE_ON)
		return pace;
	if (!take_chunk_size(&line, &size))
		return TB_PACE_BROKEN;
	if (size == 0) {
		d->state = TRAILER;
		return TB_PACE_ON;
	}
	d->skip = size + 2;
	d->state = CHUNK_DATA;
	return TB_PACE_ON;
}

static enum tb_pace read_trailer(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader line;
	enum tb_pace pace = tb_line(r, &line);

	if (pace == TB_PACE_ON && rd_left(&line) == 0)
		end_message(t);
	return pace;
}

/* --- the machine --- */

static enum tb_pace read_message(struct tb_talk *t, struct tb_reader *r)
{
	switch (tb_talk_dir(t)->state) {
	case START:
		return read_start(t, r);
	case HEAD:
		return read_header(t, r);
	case LONG_LINE:
		return read_long_line(t, r);
	case CHUNK:
		return read_chunk(t, r);
	case TRAILER:
		return read_trailer(t, r);
	default:
		return TB_PACE_BROKEN;
	}
}

static void passed(struct tb_talk *t)
{
	struct tb_app_dir *d = tb_talk_dir(t);

	if (d->state == CHUNK_DATA)
		d->state = CHUNK;
	else
		end_message(t);
}

static enum tb_guess guess_request(struct tb_reader r)
{
	enum tb_guess method = TB_GUESS_NO;
	struct tb_reader line;

	if (rd_peek(&r, 0) < 'A' || rd_peek(&r, 0) > 'Z')
		return TB_GUESS_NO;
	for (size_t i = 0; i < N_METHODS && method != TB_GUESS_PEER; i++) {
		struct tb_reader word = r;
		enum tb_guess g = tb_text(&word, methods[i]);

		if (g == TB_GUESS_PEER)
			g = tb_text(&word, " ");
		if (g == TB_GUESS_PEER)
			r = word;
		if (g != TB_GUESS_NO)
			method = g;
	}
	if (method != TB_GUESS_PEER)
		return method;
	if (rd_left(&r) == 0)
		return TB_GUESS_MORE;
	if (rd_peek(&r, 0) == '/')
		return TB_GUESS_CLIENT;
	if (tb_line(&r, &line) != TB_PACE_ON)
		return TB_GUESS_MORE;
	return ends_in_version(line) ? TB_GUESS_CLIENT : TB_GUESS_NO;
}

static enum tb_guess guess(struct tb_reader r, uint16_t src, uint16_t dst)
{
	enum tb_guess g = tb_text(&r, "HTTP/1.");

	(void)src;
	(void)dst;
	if (g == TB_GUESS_PEER)
		return TB_GUESS_SERVER;
	return g == TB_GUESS_MORE ? g : guess_request(r);
}

static bool found(const struct tb_talk *t, struct tb_reader r)
{
	struct tb_reader line;

	if (!tb_talk_from_client(t))
		return take_status(&r) != 0;
	return tb_line(&r, &line) == TB_PACE_ON && ends_in_version(line) &&
	       take_method(&line) > 0;
}

const struct tb_machine tb_machine_http = {
	.guess = guess,
	.read = read_message,
	.passed = passed,
	.found = found,
	.turns = true,
	.methods = methods,
	.n_methods = N_METHODS,
};
