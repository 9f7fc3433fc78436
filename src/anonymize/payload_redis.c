/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * payload_redis.c - the form of Redis' commands and replies, RESP2 and RESP3
 *
 * Types, counts and lengths stay, as do the names of commands and the first words of errors;
 * all other letters are blotted out, digits of numbers too.
 */
#include "anonymize/copy.h"

static const char *const words[] = {
	"ok", "pong", "queued", "err", "wrongtype", "moved", "ask", "noauth", "wrongpass",
	"noperm", "loading", "busy", "readonly", "oom", "noscript", "execabort", "clusterdown",
	"masterdown", "noreplicas", "misconf", "tryagain", "crossslot", "unkillable",
};

static const char limit[] = "-err max number of clients";

static void copy_words(struct tb_copy *c, struct tb_reader text)
{
	tb_copy_words(c, text, words, sizeof(words) / sizeof(words[0]));
}

/* A command's name, or what follows CLIENT and counts. */
static bool is_command(struct tb_reader word)
{
	return tb_word(word, tb_machine_redis.methods, tb_machine_redis.n_methods) != 0 ||
	       (rd_left(&word) == 5 && rd_is_text(word.at, "reply", 5));
}

/* n bytes behind a line, and the end of one. */
static void copy_bulk(struct tb_copy *c, struct tb_reader *r, uint32_t n)
{
	struct tb_reader bytes = *r;

	rd_limit(&bytes, n);
	tb_copy_pass(r, n);
	tb_copy_blot(c, bytes);
	if (rd_left(&bytes) == n && is_command(bytes))
		tb_copy_all(c, bytes);
	if (rd_peek(r, 0) == '\r' && rd_peek(r, 1) == '\n')
		tb_copy_take(c, r, 2);
}

/* The line says how many values follow it, or how many bytes; -1: there is none. */
static bool copy_counted(struct tb_copy *c, struct tb_reader *r, struct tb_reader line)
{
	struct tb_reader rest = line;
	bool bulk = memchr("$=!", *line.at, 3) != NULL, none;
	uint32_t n = 0;

	rd_skip(&rest, 1);
	none = rd_left(&rest) == 2 && memcmp(rest.at, "-1", 2) == 0;
	if (!none && (!tb_number(&rest, &n) || rd_left(&rest) > 0))
		return false;
	tb_copy_all(c, line);
	if (bulk && !none)
		copy_bulk(c, r, n);
	return true;
}

static void copy_simple(struct tb_copy *c, struct tb_reader line)
{
	struct tb_reader rest = line;

	tb_copy_take(c, &rest, 1);
	copy_words(c, rest);
	rest = line;
	if (rd_icase(&rest, limit))
		tb_copy_stay(c, line.at, sizeof(limit) - 1);
}

/* As people type it. */
static bool copy_inline(struct tb_copy *c, struct tb_reader line)
{
	struct tb_reader word = line;

	rd_limit(&word, tb_letters(&line, 16));
	if (!is_command(word))
		return false;
	copy_words(c, line);
	tb_copy_all(c, word);
	return true;
}

bool tb_copy_redis(struct tb_copy *c, struct tb_reader *r)
{
	struct tb_reader ahead = *r, line;
	int type = rd_peek(r, 0);

	if (tb_line(&ahead, &line) != TB_PACE_ON || rd_left(&line) == 0)
		return false;
	if (memchr("*%~>|$=!", type, 8) != NULL) {
		if (!copy_counted(c, &ahead, line))
			return false;
	} else if (memchr("+-:_,#(", type, 7) != NULL) {
		copy_simple(c, line);
	} else if (c->from_server || !copy_inline(c, line)) {
		return false;
	}
	(void)tb_copy_line(c, r, &line);
	rd_follow(r, &ahead);
	return true;
}
