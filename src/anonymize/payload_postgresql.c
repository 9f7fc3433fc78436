/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * payload_postgresql.c - types and lengths of PostgreSQL's messages, and nothing of their
 * contents but whether the server is in a transaction
 */
#include "anonymize/copy.h"

/* A segment may begin amidst a value: its letters, taken for a length, make more than this. */
enum { STARTUP = 8, STARTUP_MAX = 10000, HEADER = 5, MESSAGE_MAX = 1 << 24 };

/* A first message has no type; what it is its code says. */
static bool copy_startup(struct tb_copy *c, struct tb_reader *r)
{
	static const uint32_t codes[] = { 3 << 16, 3 << 16 | 2, 80877102, 80877103, 80877104 };
	struct tb_reader head = *r;
	uint32_t len = rd_be32(&head), code = rd_be32(&head);

	if (head.short_read || len < STARTUP || len > STARTUP_MAX)
		return false;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (code == codes[i]) {
			tb_copy_take(c, r, STARTUP);
			tb_copy_pass(r, len - STARTUP);
			return true;
		}
	return false;
}

/* What answers an SSLRequest is a single byte. */
static bool copy_answer(struct tb_copy *c, struct tb_reader *r)
{
	if (rd_left(r) != 1 || memchr("SN", *r->at, 2) == NULL)
		return false;
	tb_copy_take(c, r, 1);
	return true;
}

static bool copy_typed(struct tb_copy *c, struct tb_reader *r, const char *types)
{
	enum { LENGTH = 4, READY = 'Z' };
	struct tb_reader head = *r;
	uint8_t type = rd_u8(&head);
	uint32_t len = rd_be32(&head);

	if (head.short_read || type == 0 || strchr(types, type) == NULL || len < LENGTH ||
	    len > MESSAGE_MAX)
		return false;
	tb_copy_take(c, r, HEADER);
	if (type == READY && len == LENGTH + 1 && memchr("ITE", rd_peek(r, 0), 3) != NULL)
		tb_copy_take(c, r, 1);
	else
		tb_copy_pass(r, len - LENGTH);
	return true;
}

bool tb_copy_postgresql(struct tb_copy *c, struct tb_reader *r)
{
	static const char from_client[] = "QFPBEDCHSXcdfp", from_server[] = "123ACDEGHIKNRSTVWZcdnstv";

	if (c->from_server)
		return copy_answer(c, r) || copy_typed(c, r, from_server);
	return copy_startup(c, r) || copy_typed(c, r, from_client);
}
