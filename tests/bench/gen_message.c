/* SPDX-License-Identifier: BSD-3-Clause */
#include "gen_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen_random.h"

enum { MAX_HEAD = 256, MAX_TLS_RECORD = 16384 };

/* Fills m->bytes[from .. m->len) with what looks like cipher text. */
static void fill(struct gen_message *m, uint32_t from)
{
	struct gen_random dice = { m->len };

	for (; from < m->len; from++)
		m->bytes[from] = (uint8_t)gen_random64(&dice);
}

static bool reserve(struct gen_message *m, uint32_t wanted, uint32_t least)
{
	m->len = wanted > least ? wanted : least;
	m->bytes = calloc(m->len, 1);
	return m->bytes != NULL;
}

/* A head of text that says how long the filling after it is, then that filling,
 * then a tail. */
static bool framed(struct gen_message *m, uint32_t wanted, const char *before,
		   const char *after, const char *tail)
{
	char head[MAX_HEAD];
	uint32_t frame = (uint32_t)(strlen(before) + 5 + strlen(after) + strlen(tail));

	if (!reserve(m, wanted, frame))
		return false;
	int n = snprintf(head, sizeof(head), "%s%05u%s", before, m->len - frame, after);
	memcpy(m->bytes, head, (size_t)n);
	memset(m->bytes + n, 'x', m->len - frame);
	memcpy(m->bytes + m->len - strlen(tail), tail, strlen(tail));
	return true;
}

static bool http_request(struct gen_message *m, uint32_t wanted)
{
	return framed(m, wanted, "GET /", " HTTP/1.1\r\nHost: a.example\r\nX: ",
		      "\r\n\r\n");
}

static bool http_response(struct gen_message *m, uint32_t wanted)
{
	return framed(m, wanted, "HTTP/1.1 200 OK\r\nContent-Length: ", "\r\n\r\n", "");
}

static bool redis_request(struct gen_message *m, uint32_t wanted)
{
	return framed(m, wanted, "*2\r\n$3\r\nGET\r\n$", "\r\n", "\r\n");
}

static bool redis_response(struct gen_message *m, uint32_t wanted)
{
	return framed(m, wanted, "$", "\r\n", "\r\n");
}

static bool opaque(struct gen_message *m, uint32_t wanted)
{
	if (!reserve(m, wanted, 1))
		return false;
	fill(m, 0);
	return true;
}

static void record_header(uint8_t *at, uint8_t type, uint32_t len)
{
	const uint8_t header[5] = { type, 3, 3, (uint8_t)(len >> 8), (uint8_t)len };

	memcpy(at, header, sizeof(header));
}

/* Application data records (RFC 8446 section 5.1) to the end of the message. */
static void tls_records(struct gen_message *m, uint32_t from)
{
	fill(m, from);
	while (from < m->len) {
		uint32_t len = m->len - from - 5;

		if (len > MAX_TLS_RECORD) /* what is left is a whole record, too */
			len = len > MAX_TLS_RECORD + 5 ? MAX_TLS_RECORD : len - 6;
		record_header(m->bytes + from, 23, len);
		from += 5 + len;
	}
}

static bool tls_data(struct gen_message *m, uint32_t wanted)
{
	if (!reserve(m, wanted, 6))
		return false;
	tls_records(m, 0);
	return true;
}

/* ClientHello, RFC 8446 section 4.1.2: server_name "a.example", then a padding
 * extension (RFC 7685) up to the wanted length. */
static bool tls_client_hello(struct gen_message *m, uint32_t wanted)
{
	static const uint8_t name[] = { 0, 0, 0, 14, 0, 12, 0, 0, 9, 'a', '.', 'e',
					'x', 'a', 'm', 'p', 'l', 'e' };
	enum { BEFORE = 5 + 4 + 2 + 32 + 1 + 4 + 2 + 2 };

	if (!reserve(m, wanted, BEFORE + sizeof(name) + 4))
		return false;
	uint32_t body = m->len - 9, extensions = m->len - BEFORE;
	uint32_t padding = extensions - (uint32_t)sizeof(name) - 4;
	const uint8_t hello[] = { 1, 0, (uint8_t)(body >> 8), (uint8_t)body, 3, 3 };
	const uint8_t after[] = { 0, 0, 2, 0x13, 0x01, 1, 0, (uint8_t)(extensions >> 8),
				  (uint8_t)extensions };
	const uint8_t pad[] = { 0, 21, (uint8_t)(padding >> 8), (uint8_t)padding };

	record_header(m->bytes, 22, m->len - 5);
	memcpy(m->bytes + 5, hello, sizeof(hello));
	memset(m->bytes + 11, 0x5a, 32);
	memcpy(m->bytes + 43, after, sizeof(after));
	memcpy(m->bytes + BEFORE, name, sizeof(name));
	memcpy(m->bytes + BEFORE + sizeof(name), pad, sizeof(pad));
	return true;
}

/* ServerHello, RFC 8446 section 4.1.3, with supported_versions; the rest of the
 * server's first flight as encrypted records. */
static bool tls_server_hello(struct gen_message *m, uint32_t wanted)
{
	static const uint8_t hello[] = { 2, 0, 0, 46, 3, 3 };
	static const uint8_t after[] = { 0, 0x13, 0x01, 0, 0, 6, 0, 43, 0, 2, 3, 4 };
	enum { LEN = 5 + 6 + 32 + sizeof(after) };

	if (!reserve(m, wanted, LEN + 6))
		return false;
	record_header(m->bytes, 22, LEN - 5);
	memcpy(m->bytes + 5, hello, sizeof(hello));
	memset(m->bytes + 11, 0xa5, 32);
	memcpy(m->bytes + 43, after, sizeof(after));
	tls_records(m, LEN);
	return true;
}

typedef bool (*maker)(struct gen_message *m, uint32_t wanted);

static const struct {
	uint16_t port;
	maker first[2], later[2];	/* by side */
} apps[] = {
	[GEN_TLS] = { 443, { tls_client_hello, tls_server_hello }, { tls_data, tls_data } },
	[GEN_HTTP] = { 80, { http_request, http_response },
		       { http_request, http_response } },
	[GEN_REDIS] = { 6379, { redis_request, redis_response },
			{ redis_request, redis_response } },
	[GEN_OPAQUE] = { 9042, { opaque, opaque }, { opaque, opaque } },
};
_Static_assert(sizeof(apps) / sizeof(*apps) == GEN_APP_COUNT, "one row an application");

static bool make(struct gen_messages *m, enum gen_app app, enum gen_side side,
		 unsigned i, uint32_t wanted)
{
	return apps[app].first[side](gen_message_at(m, app, side, true, i), wanted) &&
	       apps[app].later[side](gen_message_at(m, app, side, false, i), wanted);
}

bool gen_messages_init(struct gen_messages *m, const uint32_t size[2][GEN_SIZES])
{
	bool good = true;

	memset(m, 0, sizeof(*m));
	for (unsigned app = 0; app < GEN_APP_COUNT; app++)
		for (unsigned side = 0; side < 2; side++)
			for (unsigned i = 0; i < GEN_SIZES && good; i++)
				good = make(m, app, side, i, size[side][i]);
	return good;
}

void gen_messages_free(struct gen_messages *m)
{
	for (size_t i = 0; i < sizeof(m->all) / sizeof(m->all[0]); i++)
		free(m->all[i].bytes);
}

uint16_t gen_app_port(enum gen_app app)
{
	return apps[app].port;
}
