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
#include "proto/http.h"

#include "proto/items.h"

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

/* --- the ends of messages --- */

static void end_response(struct tb_talk *t)
{
	if (t->own->flags & TB_DIR_ANSWERS)
		t->app->scratch >>= 1;
	tb_response_end(t);
}

static void end_message(struct tb_talk *t)
{
	t->own->state = START;
	if (!t->from_client)
		end_response(t);
}

static void begin_body(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;

	if (d->flags & CHUNKED) {
		d->state = CHUNK;
	} else if (d->flags & LENGTH && d->count != 0) {
		tb_skip_count(t);
		d->state = BODY;
	} else {
		end_message(t);
	}
}

static bool has_no_body(const struct tb_talk *t)
{
	uint16_t status = t->app->status;
	bool to_head = t->own->flags & TB_DIR_ANSWERS && t->app->scratch & 1;

	return to_head || status == 204 || status == 304;
}

/* RFC 9112 section 6.3 */
static void end_response_head(struct tb_talk *t)
{
	struct tb_app_dir *d = t->own;
	struct tb_app *app = t->app;
	bool connected = app->method == TB_HTTP_CONNECT && app->open == 1 &&
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
		t->over = true;
		app->flags |= TB_APP_ENDLESS;
	}
}

static void end_head(struct tb_talk *t)
{
	if (t->from_client)
		begin_body(t);
	else
		end_response_head(t);
}

/* --- first lines --- */

/* Is it a whole URL?  Then the scheme and the authority, which may hold a password, are taken. */
static void take_authority(struct tb_reader *target)
{
	struct tb_reader r = *target, before;

	if (!rd_until(&r, ':', &before) || rd_u8(&r) != '/' || rd_u8(&r) != '/')
		return;
	while (rd_left(&r) > 0 && rd_peek(&r, 0) != '/' && rd_peek(&r, 0) != ' ')
		rd_skip(&r, 1);
	*target = r;
}

/* What is asked for: the target (RFC 9112 section 3.2) without its query, which may be secret. */
static void note_path(struct tb_talk *t, struct tb_reader target)
{
	size_t n = 0;
	int c;

	if (rd_peek(&target, 0) != '/')
		take_authority(&target);
	if (rd_peek(&target, 0) == '/')
		while (n < TB_MAX_PATH && (c = rd_peek(&target, n)) >= 0 && c != ' ' && c != '?' &&
		       c != '#')
			n++;
	tb_path_note(tb_app_paths(t->pool), t->app, rd_take(&target, n), n);
}

static bool begin_request(struct tb_talk *t, struct tb_reader line)
{
	int method = tb_http_take_method(&line);

	if (method < 0 || (t->app->open >= MAX_OPEN && !(t->app->flags & TB_APP_BLIND)))
		return false;
	tb_request_begin(t, (uint8_t)method);
	note_path(t, line);
	if (method == TB_HTTP_HEAD && t->app->open <= MAX_OPEN)
		t->app->scratch |= UINT32_C(1) << (t->app->open - 1);
	return true;
}

static bool begin_response(struct tb_talk *t, struct tb_reader line)
{
	uint16_t status = tb_http_take_status(&line);

	if (status == 0)
		return false;
	if (status < 200 && status != 101) {
		t->own->flags |= INTERIM;
		return true;
	}
	t->app->status = status & 0x3ffU;
	if (status == 408 && t->app->open == 0)	/* the server tired of waiting */
		tb_response_unasked(t);
	else
		tb_response_begin(t);
	return true;
}

static enum tb_pace read_start(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_app_dir *d = t->own;
	bool from_client = t->from_client, begun;
	struct tb_reader line = *r;
	enum tb_pace pace = tb_line(r, &line);

	if (pace == TB_PACE_MORE)
		return tb_http_may_begin(from_client, *r) ? TB_PACE_MORE : TB_PACE_BROKEN;
	if (pace == TB_PACE_ON && rd_left(&line) == 0)
		return TB_PACE_ON;	/* RFC 9112 section 2.2 */
	d->flags &= TB_DIR_ALL & ~(CHUNKED | LENGTH | INTERIM);
	d->count = 0;
	d->state = HEAD;
	if (pace == TB_PACE_BROKEN) {	/* a very long target */
		rd_skip(r, rd_left(r));
		d->state = LONG_LINE;
	} else if (from_client && !tb_http_ends_in_version(line)) {
		return TB_PACE_BROKEN;
	}
	begun = from_client ? begin_request(t, line) : begin_response(t, line);
	return begun ? TB_PACE_ON : TB_PACE_BROKEN;
}

/* --- header lines --- */

static bool is_blank(int c)
{
	return c == ' ' || c == '\t';
}

/* Drops blanks around a value. */
static inline void trim(struct tb_reader *r)
{
	while (is_blank(rd_peek(r, 0)))
		rd_skip(r, 1);
	while (is_blank(rd_peek(r, rd_left(r) - 1)))
		rd_limit(r, rd_left(r) - 1);
}

static bool take_host(struct tb_talk *t, struct tb_reader value)
{
	size_t n, digits;

	if (!t->from_client)
		return true;
	trim(&value);
	n = digits = rd_left(&value);
	/* cut ":port" off; a bare IPv6 address would be in brackets */
	while (digits > 0 && rd_peek(&value, digits - 1) >= '0' &&
	       rd_peek(&value, digits - 1) <= '9')
		digits--;
	if (digits > 0 && rd_peek(&value, digits - 1) == ':')
		n = digits - 1;
	if (n != 0 && n <= TB_NAME_MAX)
		t->app->name = tb_name_store(t->pool, t->app->name, rd_take(&value, n), n);
	return true;
}

/* Repeated lengths must agree (RFC 9112 section 6.3). */
static bool take_length(struct tb_talk *t, struct tb_reader value)
{
	struct tb_app_dir *d = t->own;
	uint32_t length;

	trim(&value);
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
	trim(&value);
	if (rd_left(&value) < 7)
		return false;
	rd_skip(&value, rd_left(&value) - 7);
	if (!rd_icase(&value, "chunked"))
		return false;
	t->own->flags |= CHUNKED;
	return true;
}

/* Reads a field of a head.  False if it is one that tells the message's length, but not in a
 * way that can be. */
static inline bool read_field(struct tb_talk *t, struct tb_reader line)
{
	switch (rd_lower(rd_peek(&line, 0))) {
	case 'h':
		return !rd_icase(&line, "host:") || take_host(t, line);
	case 'c':
		return !rd_icase(&line, "content-length:") || take_length(t, line);
	case 't':
		return !rd_icase(&line, "transfer-encoding:") || take_coding(t, line);
	default:
		return true;
	}
}

/* Takes a line of a head; false, with nothing taken, if it is not whole or cannot be. */
static inline bool take_head_line(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader next = *r, line;

	if (tb_line_end(r)) {
		end_head(t);
		return true;
	}
	if (tb_line(&next, &line) != TB_PACE_ON || !read_field(t, line))
		return false;
	rd_follow(r, &next);
	return true;
}

/* The line of a head that could not be taken. */
static enum tb_pace refuse_head_line(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader line;
	enum tb_pace pace = tb_line(r, &line);

	if (pace != TB_PACE_BROKEN)
		return pace == TB_PACE_MORE ? TB_PACE_MORE : TB_PACE_BROKEN;
	rd_skip(r, rd_left(r));
	t->own->state = LONG_LINE;
	return TB_PACE_ON;
}

/* The rest of a line that nobody wants, as far as it is there. */
static enum tb_pace read_long_line(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader line;

	if (tb_line(r, &line) == TB_PACE_ON)
		t->own->state = HEAD;
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
	struct tb_app_dir *d = t->own;
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
	d->count = size + 2;
	tb_skip_count(t);
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

/* What can be taken of a head at once, as its lines are many and most only to be passed over. */
static inline enum tb_pace read_head(struct tb_talk *t, struct tb_reader *r)
{
	struct tb_reader item = *r;
	enum tb_pace pace = t->own->state == START ? read_start(t, r) : TB_PACE_ON;

	if (pace != TB_PACE_ON)
		return pace;
	while (t->own->state == HEAD && take_head_line(t, r))
		;
	return r->at != item.at ? TB_PACE_ON : refuse_head_line(t, r);
}

static enum tb_pace read_message(struct tb_talk *t, struct tb_reader *r)
{
	switch (t->own->state) {
	case START:
	case HEAD:
		return read_head(t, r);
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
	struct tb_app_dir *d = t->own;

	if (d->count != 0)
		tb_skip_count(t);
	else if (d->state == CHUNK_DATA)
		d->state = CHUNK;
	else
		end_message(t);
}

static bool found(const struct tb_talk *t, struct tb_reader r)
{
	struct tb_reader line;

	rd_limit(&r, TB_HEAD_MAX);
	if (!t->from_client)
		return tb_http_take_status(&r) != 0;
	return tb_line(&r, &line) == TB_PACE_ON && tb_http_ends_in_version(line) &&
	       tb_http_take_method(&line) > 0;
}

static void read_items(struct tb_talk *t, struct tb_reader *bytes)
{
	tb_read_items(t, bytes, read_message, passed);
}

const struct tb_machine tb_machine_http = {
	.guess = tb_http_guess,
	.read = read_items,
	.passed = passed,
	.found = found,
	.turns = true,
	.methods = tb_http_methods,
	.n_methods = TB_HTTP_METHODS,
};
