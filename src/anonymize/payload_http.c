/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * payload_http.c - heads of HTTP/1 messages, with other names of hosts in them
 *
 * Of a first line stay method, version and status; of a field its name, if it is a known one, and
 * what says how long the message is and whether the connection goes on; all other letters are
 * blotted out.  Bodies are zero, but for the sizes of chunks.  A head that goes on in the next
 * segment ends with its last whole line.
 */
#include "anonymize/copy.h"
#include "proto/http.h"

/* What a head says of the body. */
struct body {
	bool chunked, has_length, none;
	uint32_t length;
};

/* --- fields --- */

static struct tb_reader trimmed(struct tb_reader value)
{
	while (rd_peek(&value, 0) == ' ' || rd_peek(&value, 0) == '\t')
		rd_skip(&value, 1);
	while (rd_peek(&value, rd_left(&value) - 1) == ' ' ||
	       rd_peek(&value, rd_left(&value) - 1) == '\t')
		rd_limit(&value, rd_left(&value) - 1);
	return value;
}

static void copy_host(struct tb_copy *c, struct tb_reader value, struct body *body)
{
	(void)body;
	tb_copy_host(c, value);
}

static void copy_length(struct tb_copy *c, struct tb_reader value, struct body *body)
{
	struct tb_reader rest = value;

	if (!tb_number(&rest, &body->length) || rd_left(&rest) > 0)
		return;
	body->has_length = true;
	tb_copy_all(c, value);
}

static void copy_words(struct tb_copy *c, struct tb_reader value, struct body *body)
{
	static const char *const words[] = {
		"close", "keep-alive", "upgrade", "chunked", "gzip", "deflate", "br",
		"identity", "trailers", "websocket", "h2c", "100-continue", "timeout", "max",
		"5", "10", "15", "20", "30", "60", "100", "120", "1000",
	};

	(void)body;
	tb_copy_words(c, value, words, sizeof(words) / sizeof(words[0]));
}

static void copy_coding(struct tb_copy *c, struct tb_reader value, struct body *body)
{
	struct tb_reader last = value;

	copy_words(c, value, body);
	if (rd_left(&last) < 7)
		return;
	rd_skip(&last, rd_left(&last) - 7);
	body->chunked = rd_icase(&last, "chunked");
}

/* Fields whose name stays, and what does of their value; none of that of others. */
static const struct field {
	const char *name;	/* in lower case */
	void (*copy)(struct tb_copy *c, struct tb_reader value, struct body *body);
} fields[] = {
	{ "host", copy_host },
	{ "content-length", copy_length },
	{ "transfer-encoding", copy_coding },
	{ "connection", copy_words },
	{ "proxy-connection", copy_words },
	{ "keep-alive", copy_words },
	{ "upgrade", copy_words },
	{ "expect", copy_words },
	{ "te", copy_words },
	{ "content-encoding", copy_words },
	{ "accept-encoding", copy_words },
	{ "accept", NULL },
	{ "accept-language", NULL },
	{ "authorization", NULL },
	{ "cache-control", NULL },
	{ "content-type", NULL },
	{ "cookie", NULL },
	{ "date", NULL },
	{ "etag", NULL },
	{ "last-modified", NULL },
	{ "location", NULL },
	{ "origin", NULL },
	{ "referer", NULL },
	{ "server", NULL },
	{ "set-cookie", NULL },
	{ "user-agent", NULL },
	{ "vary", NULL },
	{ "via", NULL },
	{ "www-authenticate", NULL },
};

static const struct field *field_of(struct tb_reader name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].name) == rd_left(&name) &&
		    rd_is_text(name.at, fields[i].name, rd_left(&name)))
			return &fields[i];
	return NULL;
}

static void copy_field(struct tb_copy *c, struct tb_reader line, struct body *body)
{
	struct tb_reader name, value = line, inner;
	const struct field *f;

	tb_copy_blot(c, line);
	if (!rd_until(&value, ':', &name))
		return;
	inner = trimmed(value);
	f = field_of(name);
	if (f != NULL)
		tb_copy_all(c, name);
	tb_copy_stay(c, name.end, (size_t)(inner.at - name.end));
	tb_copy_stay(c, inner.end, (size_t)(value.end - inner.end));
	if (f != NULL && f->copy != NULL)
		f->copy(c, inner, body);
}

/* Up to an empty line; false: it is not here. */
static bool copy_fields(struct tb_copy *c, struct tb_reader *r, struct body *body)
{
	struct tb_reader line;

	while (tb_copy_line(c, r, &line)) {
		if (rd_left(&line) == 0)
			return true;
		copy_field(c, line, body);
	}
	return false;
}

/* --- first lines --- */

/* "http://host:80/path?query", of which host and port may be all. */
static void copy_absolute(struct tb_copy *c, struct tb_reader target)
{
	const uint8_t *at = target.at;
	struct tb_reader host;
	size_t n = 0;

	if (!rd_icase(&target, "http://") && !rd_icase(&target, "https://"))
		return;
	while (n < rd_left(&target) && strchr("/?#@", rd_peek(&target, n)) == NULL)
		n++;
	if (rd_peek(&target, n) == '@')		/* somebody's, with a password */
		return;
	tb_copy_stay(c, at, (size_t)(target.at - at));
	host = rd_sub(&target, n);
	tb_copy_host(c, host);
	if (rd_peek(&target, 0) == '/')
		tb_copy_take(c, &target, 1);
}

static void copy_target(struct tb_copy *c, struct tb_reader target, int method)
{
	if (method == TB_HTTP_CONNECT)
		tb_copy_host(c, target);
	else if (rd_peek(&target, 0) == '/' || rd_peek(&target, 0) == '*')
		tb_copy_take(c, &target, 1);
	else
		copy_absolute(c, target);
}

static bool copy_request(struct tb_copy *c, struct tb_reader line)
{
	enum { VERSION = 9 };	/* " HTTP/1.1" */
	struct tb_reader target = line, name;
	int method = tb_http_take_method(&target);

	if (method < 0 || rd_left(&target) < VERSION || !tb_http_ends_in_version(line))
		return false;
	name = rd_over(line.at, (size_t)(target.at - line.at) - 1);
	tb_copy_blot(c, line);
	if (method > 0)
		tb_copy_all(c, name);
	tb_copy_stay(c, name.end, 1);
	tb_copy_stay(c, line.end - VERSION, VERSION);
	rd_limit(&target, rd_left(&target) - VERSION);
	copy_target(c, target, method);
	return true;
}

static bool copy_status(struct tb_copy *c, struct tb_reader line, struct body *body)
{
	enum { VERSION = 8, STATUS = 12 };	/* "HTTP/1.1 200" */
	struct tb_reader rest = line;
	uint16_t status = tb_http_take_status(&rest);

	if (status == 0 || rest.at - line.at != STATUS || !rd_is_digit(rd_peek(&line, VERSION - 1)))
		return false;
	tb_copy_blot(c, line);
	tb_copy_take(c, &line, STATUS);
	if (rd_peek(&line, 0) == ' ')
		tb_copy_take(c, &line, 1);
	body->none = status < 200 || status == 204 || status == 304;
	return true;
}

/* --- bodies --- */

/* A size in hexadecimal digits, up to the end of a line or an extension; false: it is none, or
 * huge. */
static bool take_size(struct tb_reader *line, uint32_t *size)
{
	static const char digits[] = "0123456789abcdef";
	const struct tb_reader whole = *line;
	const char *digit;
	size_t n = 0;

	*size = 0;
	while (n < rd_left(line) && n < 7 &&
	       (digit = memchr(digits, rd_lower(rd_peek(line, n)), 16)) != NULL) {
		*size = *size << 4 | (uint32_t)(digit - digits);
		n++;
	}
	rd_limit(line, n);
	return n > 0 && (n == rd_left(&whole) || rd_peek(&whole, n) == ';');
}

/* Is there a line's end, as far as there is anything? */
static bool ends_line(const struct tb_reader *r, size_t at)
{
	return (rd_peek(r, at) == '\r' || rd_peek(r, at) < 0) &&
	       (rd_peek(r, at + 1) == '\n' || rd_peek(r, at + 1) < 0);
}

/* Takes a chunk, as far as it is there; false: it is none. */
static bool take_chunk(struct tb_copy *c, struct tb_reader *r, uint32_t *size)
{
	struct tb_reader ahead = *r, line, digits;

	if (tb_line(&ahead, &line) != TB_PACE_ON)
		return false;
	digits = line;
	if (!take_size(&digits, size) || (*size > 0 && !ends_line(&ahead, *size)))
		return false;
	(void)tb_copy_line(c, r, &line);
	tb_copy_blot(c, line);
	tb_copy_all(c, digits);
	tb_copy_pass(r, *size);
	if (*size > 0)
		tb_copy_take(c, r, rd_left(r) < 2 ? rd_left(r) : 2);
	return true;
}

static void copy_chunks(struct tb_copy *c, struct tb_reader *r)
{
	struct body none = { 0 };
	uint32_t size = 1;

	while (size > 0 && rd_left(r) > 0)
		if (!take_chunk(c, r, &size))
			return;
	(void)copy_fields(c, r, &none);
}

static void copy_body(struct tb_copy *c, struct tb_reader *r, const struct body *body,
		      bool response)
{
	if (body->none)
		return;
	if (body->chunked)
		copy_chunks(c, r);
	else if (body->has_length)
		tb_copy_pass(r, body->length);
	else if (response)	/* up to the end of the connection */
		tb_copy_pass(r, rd_left(r));
}

/* --- messages --- */

bool tb_copy_http(struct tb_copy *c, struct tb_reader *r)
{
	struct tb_reader head = *r, line;
	struct body body = { 0 };
	bool response;

	if (tb_line(&head, &line) != TB_PACE_ON)
		return false;
	response = copy_status(c, line, &body);
	if (!response && !copy_request(c, line))
		return false;
	(void)tb_copy_line(c, r, &line);
	if (copy_fields(c, r, &body))
		copy_body(c, r, &body, response);
	else
		tb_copy_pass(r, rd_left(r));
	return true;
}

/* A chunk that a segment begins with, and that ends in it: its size leads to a line's end. */
bool tb_copy_chunk(struct tb_copy *c, struct tb_reader *r)
{
	struct tb_reader ahead = *r, line, digits;
	uint32_t size;

	if (tb_line(&ahead, &line) != TB_PACE_ON)
		return false;
	digits = line;
	if (!take_size(&digits, &size) || rd_left(&digits) != rd_left(&line))
		return false;
	rd_skip(&ahead, size);
	if (rd_u8(&ahead) != '\r' || rd_u8(&ahead) != '\n')
		return false;
	copy_chunks(c, r);
	return true;
}
