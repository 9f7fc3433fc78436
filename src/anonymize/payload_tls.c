/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * payload_tls.c - records, alerts and hellos of TLS, with another name in the ClientHello
 *
 * Of a record stay its header and what an alert says.  Of hellos stay what registries number
 * (versions, cipher suites, groups, ALPN) and the form of all else; random numbers, session ids,
 * keys and tickets become zero, as those who have logs could know a connection by them.  Of
 * other messages the type and the length stay.
 */
#include "anonymize/copy.h"

enum {
	RECORD_CCS = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_HEARTBEAT = 24,
	RECORD_HEADER = 5,
	RECORD_MAX = 16384 + 2048,
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	MESSAGE_HEADER = 4,
	RANDOM = 32
};

/* The host_name of a server_name extension (RFC 6066 section 3). */
static void copy_server_name(struct tb_copy *c, struct tb_reader ext)
{
	enum { HEAD = 5, HOST_NAME = 0 };
	struct tb_reader name = ext;
	uint16_t len;
	uint8_t type;

	rd_skip(&name, 2);
	type = rd_u8(&name);
	len = rd_be16(&name);
	if (name.short_read || type != HOST_NAME || rd_left(&name) < len)
		return;
	rd_limit(&name, len);
	tb_copy_take(c, &ext, HEAD);
	tb_copy_host(c, name);
}

/* Names of protocols (RFC 7301), each behind its length. */
static void copy_alpn(struct tb_copy *c, struct tb_reader ext)
{
	static const char *const known[] = {
		"http/1.0", "http/1.1", "h2", "h2c", "h3", "spdy/3.1", "dot", "mqtt",
		"postgresql", "acme-tls/1", "imap", "pop3", "smtp", "ftp", "xmpp-client",
	};

	tb_copy_take(c, &ext, 2);
	while (rd_left(&ext) > 0) {
		size_t len = (size_t)rd_peek(&ext, 0);
		struct tb_reader name;

		tb_copy_take(c, &ext, 1);
		name = rd_sub(&ext, len);
		tb_copy_blot(c, name);
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (strlen(known[i]) == len && !name.short_read &&
			    memcmp(name.at, known[i], len) == 0)
				tb_copy_all(c, name);
	}
}

/* What becomes of an extension's data; of others it is zero. */
static const struct extension {
	uint16_t type;
	void (*copy)(struct tb_copy *c, struct tb_reader ext);
} extensions[] = {
	{ 0, copy_server_name },
	{ 1, tb_copy_all },	/* max_fragment_length */
	{ 10, tb_copy_all },	/* supported_groups */
	{ 11, tb_copy_all },	/* ec_point_formats */
	{ 13, tb_copy_all },	/* signature_algorithms */
	{ 16, copy_alpn },
	{ 27, tb_copy_all },	/* compress_certificate */
	{ 28, tb_copy_all },	/* record_size_limit */
	{ 43, tb_copy_all },	/* supported_versions */
	{ 45, tb_copy_all },	/* psk_key_exchange_modes */
	{ 50, tb_copy_all },	/* signature_algorithms_cert */
};

static void copy_extensions(struct tb_copy *c, struct tb_reader *r)
{
	tb_copy_take(c, r, 2);
	while (rd_left(r) >= 4) {
		struct tb_reader head = *r, ext;
		uint16_t type = rd_be16(&head), len = rd_be16(&head);

		tb_copy_take(c, r, 4);
		ext = rd_sub(r, len);
		for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
			if (extensions[i].type == type && !ext.short_read)
				extensions[i].copy(c, ext);
	}
}

/* Takes a length of one or two bytes, which stays. */
static uint16_t take_length(struct tb_copy *c, struct tb_reader *r, size_t size)
{
	struct tb_reader ahead = *r;

	tb_copy_take(c, r, size);
	return size == 1 ? rd_u8(&ahead) : rd_be16(&ahead);
}

/* RFC 8446 sections 4.1.2 and 4.1.3 */
static void copy_hello(struct tb_copy *c, struct tb_reader hello, uint8_t type)
{
	tb_copy_take(c, &hello, 2);
	rd_skip(&hello, RANDOM);
	rd_skip(&hello, take_length(c, &hello, 1));
	if (type == CLIENT_HELLO) {
		tb_copy_take(c, &hello, take_length(c, &hello, 2));
		tb_copy_take(c, &hello, take_length(c, &hello, 1));
	} else {
		tb_copy_take(c, &hello, 2 + 1);
	}
	copy_extensions(c, &hello);
}

static bool is_message(uint8_t type)
{
	static const uint8_t known[] = { 1, 2, 4, 5, 8, 11, 12, 13, 14, 15, 16, 20, 21, 22, 24 };

	return memchr(known, type, sizeof(known)) != NULL;
}

/* Messages that begin in a record of len bytes.  Encrypted ones make no sense, and stay zero. */
static void copy_handshake(struct tb_copy *c, struct tb_reader body, uint16_t len)
{
	while (rd_left(&body) >= MESSAGE_HEADER) {
		struct tb_reader head = body;
		uint32_t word = rd_be32(&head), want = word & 0xffffff;
		uint8_t type = (uint8_t)(word >> 24);

		if (!is_message(type) || want + MESSAGE_HEADER > len)
			return;
		tb_copy_take(c, &body, MESSAGE_HEADER);
		head = body;
		rd_limit(&head, want);
		if (type == CLIENT_HELLO || type == SERVER_HELLO)
			copy_hello(c, head, type);
		tb_copy_pass(&body, want);
		len = (uint16_t)(len - MESSAGE_HEADER - want);
	}
}

static bool fits(uint8_t type, uint16_t version, uint16_t len)
{
	return type >= RECORD_CCS && type <= RECORD_HEARTBEAT && version >= 0x0300 &&
	       version <= 0x0304 && len > 0 && len <= RECORD_MAX;
}

bool tb_copy_tls(struct tb_copy *c, struct tb_reader *r)
{
	struct tb_reader head = *r, body;
	uint8_t type = rd_u8(&head);
	uint16_t version = rd_be16(&head), len = rd_be16(&head);

	if (head.short_read || !fits(type, version, len))
		return false;
	tb_copy_take(c, r, RECORD_HEADER);
	body = *r;
	rd_limit(&body, len);
	tb_copy_pass(r, len);
	if ((type == RECORD_ALERT && len == 2) || (type == RECORD_CCS && len == 1))
		tb_copy_all(c, body);
	else if (type == RECORD_HANDSHAKE)
		copy_handshake(c, body, len);
	return true;
}
