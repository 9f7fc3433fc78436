/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * payload.c - whose messages a payload consists of
 *
 * The first reader that finds a message of its protocol at the start has the payload, up to
 * where it finds none any more.  What is nobody's is zero, as are segments that begin amidst a
 * message: all lengths are what they were.  A wrong guess shows no more than readers let stay.
 */
#include "anonymize/payload.h"

#include "anonymize/copy.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

enum { MOST_PORTS = 5 };

/* What two protocols begin with, behind which nothing is understood. */
static bool copy_banner(struct tb_copy *c, struct tb_reader *r)
{
	static const char *const known[] = {
		"ssh-2.0-", "ssh-1.99-", "pri * http/2.0\r\n\r\nsm\r\n\r\n",
	};
	const uint8_t *at = r->at;
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(known) && !found; i++)
		found = rd_icase(r, known[i]);
	if (found)
		tb_copy_stay(c, at, (size_t)(r->at - at));
	tb_copy_pass(r, rd_left(r));
	return found;
}

static const struct {
	tb_copy_message *take;
	uint16_t port[MOST_PORTS];	/* that one end must have; none: any */
} readers[] = {
	{ tb_copy_tls, { 0 } },
	{ tb_copy_http, { 0 } },
	{ tb_copy_chunk, { 0 } },
	{ copy_banner, { 0 } },
	{ tb_copy_postgresql, { 5432, 6432 } },
	{ tb_copy_redis, { 6379 } },
	{ tb_copy_reply, { 21, 25, 465, 587, 2525 } },
};

static bool is_among(const uint16_t *list, uint16_t port)
{
	for (size_t i = 0; i < MOST_PORTS; i++)
		if (list[i] != 0 && list[i] == port)
			return true;
	return false;
}

void tb_anonymize_payload(struct tb_anonymizer *a, const uint16_t port[2], const uint8_t *from,
			  uint8_t *to, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(readers); i++) {
		struct tb_copy c = { .a = a, .from = from, .to = to,
				     .from_server = is_among(readers[i].port, port[0]) };
		struct tb_reader r = rd_over(from, n);
		bool any = false;

		if (readers[i].port[0] != 0 && !c.from_server &&
		    !is_among(readers[i].port, port[1]))
			continue;
		while (rd_left(&r) > 0 && readers[i].take(&c, &r))
			any = true;
		if (any)
			return;
	}
}

static bool is_of_word(int c)
{
	return rd_is_alnum(c) || c == '-';
}

static bool is_word(struct tb_reader word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == rd_left(&word) &&
		    rd_is_text(word.at, words[i], rd_left(&word)))
			return true;
	return false;
}

void tb_copy_words(struct tb_copy *c, struct tb_reader text, const char *const *words, size_t n)
{
	static const char between[] = " ,;=";

	tb_copy_blot(c, text);
	while (rd_left(&text) > 0) {
		struct tb_reader word = text;
		size_t len = 0;

		while (is_of_word(rd_peek(&text, len)))
			len++;
		rd_limit(&word, len);
		if (is_word(word, words, n))
			tb_copy_all(c, word);
		rd_skip(&text, len);
		if (rd_left(&text) > 0 && memchr(between, *text.at, sizeof(between) - 1) != NULL)
			tb_copy_stay(c, text.at, 1);
		tb_copy_pass(&text, 1);
	}
}
