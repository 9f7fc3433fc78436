/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * copy.h - a payload of which only what is known to name nobody is taken over
 *
 * The copy is all zero at first, and has the length of the original.  Readers of messages read
 * the original and say what stays, what becomes a pseudonym and, in text, where letters stand
 * that are not shown.  What they do not mention stays zero: so nothing goes through that
 * nobody has thought of.  What they let stay are words out of a list of theirs, and numbers
 * that a protocol defines or that are the length of what follows.
 */
#ifndef TB_ANONYMIZE_COPY_H
#define TB_ANONYMIZE_COPY_H

#include "anonymize/pseudonym.h"
#include "proto/text.h"

struct tb_copy {
	struct tb_anonymizer *a;
	const uint8_t *from;
	uint8_t *to;
	bool from_server;	/* its port is the protocol's own; of protocols with one */
};

/* Takes one message, as far as it is there; false: none is here, nothing was written, and r is
 * worth nothing. */
typedef bool tb_copy_message(struct tb_copy *c, struct tb_reader *r);

tb_copy_message tb_copy_tls, tb_copy_http, tb_copy_chunk, tb_copy_postgresql, tb_copy_redis,
	tb_copy_reply;

/* Where the copy of a byte is. */
static inline uint8_t *tb_copy_of(const struct tb_copy *c, const uint8_t *at)
{
	return c->to + (at - c->from);
}

static inline void tb_copy_stay(struct tb_copy *c, const uint8_t *at, size_t n)
{
	if (n > 0)
		memcpy(tb_copy_of(c, at), at, n);
}

/* Takes n bytes and lets them stay; nothing if there are not so many. */
static inline void tb_copy_take(struct tb_copy *c, struct tb_reader *r, size_t n)
{
	const uint8_t *at = rd_take(r, n);

	if (at != NULL)
		tb_copy_stay(c, at, n);
}

/* All of them stay. */
static inline void tb_copy_all(struct tb_copy *c, struct tb_reader bytes)
{
	tb_copy_stay(c, bytes.at, rd_left(&bytes));
}

/* There were letters. */
static inline void tb_copy_blot(struct tb_copy *c, struct tb_reader text)
{
	if (rd_left(&text) > 0)
		memset(tb_copy_of(c, text.at), 'x', rd_left(&text));
}

/* There was a name, perhaps with a port. */
static inline void tb_copy_host(struct tb_copy *c, struct tb_reader name)
{
	tb_copy_all(c, name);
	if (rd_left(&name) > 0)
		tb_anonymize_host(c->a, tb_copy_of(c, name.at), rd_left(&name));
}

/* Takes a line with its end, which stays; false, with nothing taken, if it has none. */
static inline bool tb_copy_line(struct tb_copy *c, struct tb_reader *r, struct tb_reader *line)
{
	if (tb_line(r, line) != TB_PACE_ON)
		return false;
	tb_copy_stay(c, line->end, (size_t)(r->at - line->end));
	return true;
}

/* Lets words that are in a list, in lower case, stay, and no other letter or digit; nor any sign
 * but those between words. */
void tb_copy_words(struct tb_copy *c, struct tb_reader text, const char *const *words, size_t n);

/* Skips up to n bytes, which stay zero. */
static inline void tb_copy_pass(struct tb_reader *r, uint64_t n)
{
	rd_skip(r, n < rd_left(r) ? (size_t)n : rd_left(r));
}

#endif
