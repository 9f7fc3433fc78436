/* SPDX-License-Identifier: BSD-3-Clause */
/* http_line.c - the first lines of HTTP/1 messages, and how HTTP is recognised by them */
#include "proto/http.h"

const char *const tb_http_methods[] = {
	"GET",	     "HEAD",	  "POST",      "PUT",	   "DELETE",   "CONNECT",
	"OPTIONS",   "TRACE",	  "PATCH",     "PROPFIND", "PROPPATCH", "MKCOL",
	"COPY",	     "MOVE",	  "LOCK",      "UNLOCK",   "REPORT",   "SEARCH",
	"MERGE",     "CHECKOUT",  "CHECKIN",   "MKACTIVITY", "MKCALENDAR", "ACL",
	"BIND",	     "UNBIND",	  "LINK",      "UNLINK",   "PURGE",    "NOTIFY",
	"SUBSCRIBE", "UNSUBSCRIBE", "M-SEARCH", "QUERY",
};

static bool is_token(int c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

int tb_http_take_method(struct tb_reader *r)
{
	struct tb_reader word;
	size_t n = 0;

	if (tb_text(r, "GET ") == TB_GUESS_PEER)	/* most are */
		return TB_HTTP_GET;
	while (n < 32 && is_token(rd_peek(r, n)))
		n++;
	if (n == 0 || rd_peek(r, n) != ' ')
		return -1;
	word = rd_sub(r, n);
	rd_skip(r, 1);
	return tb_word(word, tb_http_methods, TB_HTTP_METHODS);
}

uint16_t tb_http_take_status(struct tb_reader *r)
{
	uint32_t status;

	if (tb_text(r, "HTTP/1.") != TB_GUESS_PEER)
		return 0;
	rd_skip(r, 1);
	if (rd_u8(r) != ' ' || !tb_number(r, &status) || status < 100 || status > 599)
		return 0;
	return (uint16_t)status;
}

bool tb_http_may_begin(bool from_client, struct tb_reader r)
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

/* Takes a method that has a name, and the space after it. */
static enum tb_guess guess_method(struct tb_reader *r)
{
	enum tb_guess method = TB_GUESS_NO;

	if (tb_text(r, "GET ") == TB_GUESS_PEER)	/* most are */
		return TB_GUESS_PEER;
	for (size_t i = 0; i < TB_HTTP_METHODS && method != TB_GUESS_PEER; i++) {
		struct tb_reader word = *r;
		enum tb_guess g;

		if (tb_http_methods[i][0] != rd_peek(r, 0))
			continue;
		g = tb_text(&word, tb_http_methods[i]);
		if (g == TB_GUESS_PEER)
			g = tb_text(&word, " ");
		if (g == TB_GUESS_PEER)
			*r = word;
		if (g != TB_GUESS_NO)
			method = g;
	}
	return method;
}

static enum tb_guess guess_request(struct tb_reader r)
{
	enum tb_guess method;
	struct tb_reader line;

	if (rd_peek(&r, 0) < 'A' || rd_peek(&r, 0) > 'Z' ||
	    (rd_left(&r) > 1 && !is_token(rd_peek(&r, 1))))
		return TB_GUESS_NO;
	method = guess_method(&r);
	if (method != TB_GUESS_PEER)
		return method;
	if (rd_left(&r) == 0)
		return TB_GUESS_MORE;
	if (rd_peek(&r, 0) == '/')
		return TB_GUESS_CLIENT;
	if (tb_line(&r, &line) != TB_PACE_ON)
		return TB_GUESS_MORE;
	return tb_http_ends_in_version(line) ? TB_GUESS_CLIENT : TB_GUESS_NO;
}

enum tb_guess tb_http_guess(const struct tb_reader *first, uint16_t src, uint16_t dst)
{
	struct tb_reader r = *first;
	enum tb_guess g = tb_text(&r, "HTTP/1.");

	(void)src;
	(void)dst;
	if (g == TB_GUESS_PEER)
		return TB_GUESS_SERVER;
	return g == TB_GUESS_MORE ? g : guess_request(r);
}
