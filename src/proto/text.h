/* SPDX-License-Identifier: BSD-3-Clause */
/* text.h - lines, words and numbers of the text protocols */
#ifndef TB_PROTO_TEXT_H
#define TB_PROTO_TEXT_H

#include <string.h>

#include "proto/machine.h"

/*
 * Takes a line with its LF, *line being what is before LF or CRLF.  MORE if it has
 * no end yet, BROKEN if there is none in TB_HEAD_MAX bytes, beyond which r does not go
 * (nothing is taken).
 */
static inline enum tb_pace tb_line(struct tb_reader *r, struct tb_reader *line)
{
	if (!rd_until(r, '\n', line))
		return rd_left(r) < TB_HEAD_MAX ? TB_PACE_MORE : TB_PACE_BROKEN;
	if (rd_peek(line, rd_left(line) - 1) == '\r')
		rd_limit(line, rd_left(line) - 1);
	return TB_PACE_ON;
}

/* Takes the end of an empty line; false, with nothing taken, if it is not here. */
static inline bool tb_line_end(struct tb_reader *r)
{
	size_t cr = rd_peek(r, 0) == '\r';

	if (rd_peek(r, cr) != '\n')
		return false;
	rd_skip(r, cr + 1);
	return true;
}

/* Takes text if the bytes are that text; MORE if they end too early to tell. */
static inline enum tb_guess tb_text(struct tb_reader *r, const char *text)
{
	size_t want = strlen(text), n = rd_left(r);

	if (n < want)
		return n != 0 && memcmp(r->at, text, n) != 0 ? TB_GUESS_NO : TB_GUESS_MORE;
	if (memcmp(r->at, text, want) != 0)
		return TB_GUESS_NO;
	rd_skip(r, want);
	return TB_GUESS_PEER;
}

/*
 * Takes a decimal number of 1 .. 10 digits, at most UINT32_MAX.  False, with
 * nothing taken, if there is none here or it is larger.
 */
static inline bool tb_number(struct tb_reader *r, uint32_t *value)
{
	uint64_t v = 0;
	size_t n = 0;
	int c;

	while (rd_is_digit(c = rd_peek(r, n))) {
		if (++n > 10)
			return false;
		v = v * 10 + (uint64_t)(c - '0');
	}
	if (n == 0 || v > UINT32_MAX)
		return false;
	*value = (uint32_t)v;
	rd_skip(r, n);
	return true;
}

/* Number of the word in a list of upper-case words, whatever case it is in, from 1;
 * 0 if it is not there. */
uint8_t tb_word(struct tb_reader word, const char *const *list, size_t n);

/* Length of the run of ASCII letters at r, at most max. */
size_t tb_letters(const struct tb_reader *r, size_t max);

#endif
