/* SPDX-License-Identifier: BSD-3-Clause */
/* http.h - what http.c reads out of the first lines of messages (RFC 9112 sections 3
 * and 4) */
#ifndef TB_PROTO_HTTP_H
#define TB_PROTO_HTTP_H

#include "proto/text.h"

/* Numbers of methods, from 1: the usual one, those two that change what a response is, and
 * how many have a name. */
enum {
	TB_HTTP_GET = 1,
	TB_HTTP_HEAD = 2,
	TB_HTTP_CONNECT = 6,
	TB_HTTP_METHODS = 34
};
extern const char *const tb_http_methods[TB_HTTP_METHODS];

/* Takes a method and the space after it; its number, 0 for one without a name, -1 if
 * this is none. */
int tb_http_take_method(struct tb_reader *r);

/* Does the line end in " HTTP/1.x"? */
static inline bool tb_http_ends_in_version(struct tb_reader line)
{
	size_t n = rd_left(&line);

	if (n < 9)
		return false;
	rd_skip(&line, n - 9);
	return tb_text(&line, " HTTP/1.") == TB_GUESS_PEER && rd_is_digit(rd_peek(&line, 0));
}

/* Takes "HTTP/1.x ddd"; 0 if this is none. */
uint16_t tb_http_take_status(struct tb_reader *r);

/* Can these bytes, which are no whole line, begin a message?  What a lost segment left
 * of a body would else wait for its end of line. */
bool tb_http_may_begin(bool from_client, struct tb_reader r);

/* As tb_machine.guess. */
enum tb_guess tb_http_guess(const struct tb_reader *first, uint16_t src, uint16_t dst);

#endif
