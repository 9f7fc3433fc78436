/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * coded.c - the readers of codes (knowledge/log_code.h) cut a line into words, which is too
 * slow for every line of every log; so a glance first tells whether it can be one of theirs
 */
#include "join/coded.h"

#include <string.h>

#include "base/reader.h"
#include "knowledge/words.h"

enum { LONGEST = 16384 };	/* bytes of a line that are looked at */

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* HAProxy: two or four letters before the first of the counts, "SD-- 1/1/1/1/0". */
static bool code_ends_at(const char *line, size_t end)
{
	size_t n = 0;

	while (n < end && n < 5 &&
	       (is_upper(line[end - 1 - n]) || strchr("-cs", line[end - 1 - n]) != NULL))
		n++;
	return (n == 2 || n == 4) && n < end && line[end - 1 - n] == ' ' && line[end - n] != '-';
}

static bool may_be_haproxy(const char *line, size_t n)
{
	const char *slash = line;

	while ((slash = memchr(slash, '/', (size_t)(line + n - slash))) != NULL) {
		size_t at = (size_t)(slash - line);

		while (at > 0 && rd_is_digit(line[at - 1]))
			at--;
		if (at > 0 && line + at < slash && line[at - 1] == ' ' &&
		    code_ends_at(line, at - 1))
			return true;
		slash++;
	}
	return false;
}

/* Envoy: a quoted request, a status, and letters: '" 503 UC'. */
static bool may_be_envoy(const char *line, size_t n)
{
	const char *quote = line, *end = line + n;

	while ((quote = memchr(quote, '"', (size_t)(end - quote))) != NULL) {
		size_t left = (size_t)(end - quote);

		if (left > 7 && quote[1] == ' ' &&
		    (is_upper(quote[4]) || (quote[5] == ' ' && is_upper(quote[6]))) &&
		    rd_is_digit(quote[2]))
			return true;
		if (left > 16 && memcmp(quote + 1, "response_flags\"", 15) == 0)
			return true;
		quote++;
	}
	return false;
}

/* HTTP.sys and IIS: a date, a time, and nothing of a program's logger behind them. */
static bool may_be_windows(const char *line, size_t n)
{
	return n > 40 && line[4] == '-' && line[10] == ' ' && line[13] == ':' &&
	       line[19] == ' ' &&
	       (rd_is_digit(line[20]) || line[20] == 'W' || line[20] == ':' ||
		(line[20] >= 'a' && line[20] <= 'f'));
}

const struct tb_log_message *tb_coded_find(const char *line, size_t n)
{
	n = n < LONGEST ? n : LONGEST;
	if (!may_be_haproxy(line, n) && !may_be_envoy(line, n) && !may_be_windows(line, n))
		return NULL;
	return tb_log_code_find(line, n);
}

/* The word at which the session's timers are, in milliseconds: "10/0/30/69/109". */
static bool is_timers(struct tb_word w)
{
	size_t slashes = 0;

	for (size_t i = 0; i < w.n; i++) {
		slashes += w.at[i] == '/';
		if (!rd_is_digit(w.at[i]) && strchr("/-+", w.at[i]) == NULL)
			return false;
	}
	return slashes == 2 || slashes == 4;
}

static tb_span last_timer(struct tb_word w)
{
	tb_span ms = 0;
	size_t at = w.n;

	while (at > 0 && rd_is_digit(w.at[at - 1]))
		at--;
	for (; at < w.n && ms < INT64_C(100000000); at++)
		ms = 10 * ms + w.at[at] - '0';
	return ms * TB_MILLISECOND;
}

/* HAProxy writes when a session is over, and in the line when it began and how long it
 * took: more precise than what syslog says. */
static void haproxy_time(struct tb_mention *m, const struct tb_moment_clock *c,
			 const struct tb_word *w, size_t n)
{
	size_t i = 0, timers;
	struct tb_moment begun;

	while (i < n && (w[i].n < 24 || w[i].at[0] != '[' || w[i].at[w[i].n - 1] != ']'))
		i++;
	for (timers = i; timers < n && !is_timers(w[timers]); timers++)
		;
	if (timers == n)
		return;
	begun = tb_moment_find(c, w[i].at, w[i].n);
	if (!begun.known)
		return;
	m->when = begun;
	m->when.time.ns += last_timer(w[timers]);
}

static void haproxy(struct tb_mention *m, const struct tb_moment_clock *c,
		    const struct tb_word *w, size_t n)
{
	for (unsigned i = 0; i < m->ends.n; i++)
		if (m->ends.end[i].port != 0) { /* the first field of a line of its own */
			m->ends.end[i].role = TB_END_CLIENT;
			break;
		}
	haproxy_time(m, c, w, n);
}

/* Of the addresses in quotes the last one is that of the server behind it. */
static void envoy(struct tb_mention *m)
{
	for (unsigned i = 0; i < m->ends.n; i++)
		m->ends.end[i].role =
			i + 1 == m->ends.n && m->ends.end[i].port != 0 ? TB_END_SERVER
								       : TB_END_CLIENT;
}

static uint16_t port_of(struct tb_word w)
{
	unsigned port = 0;

	for (size_t i = 0; i < w.n && i < 5; i++)
		port = rd_is_digit(w.at[i]) ? 10 * port + (unsigned)(w.at[i] - '0') : 0;
	return port <= UINT16_MAX ? (uint16_t)port : 0;
}

static void end_of_words(struct tb_ends *e, struct tb_word addr, struct tb_word port,
			 enum tb_end_role role)
{
	struct tb_ends one = { .n = 0 };

	tb_ends_find(&one, addr.at, addr.n);
	if (one.n != 1)
		return;
	one.end[0].port = port_of(port);
	one.end[0].role = (uint8_t)role;
	tb_ends_add(e, &one.end[0]);
}

/* date time c-ip c-port s-ip s-port ... */
static void http_sys(struct tb_mention *m, const struct tb_word *w, size_t n)
{
	m->ends = (struct tb_ends){ .n = 0 };
	if (n < 6)
		return;
	end_of_words(&m->ends, w[2], w[3], TB_END_CLIENT);
	end_of_words(&m->ends, w[4], w[5], TB_END_LOCAL);
	m->ends.pair = m->ends.n == 2;
}

void tb_coded_take_apart(struct tb_mention *m, const struct tb_moment_clock *c,
			 const char *line, size_t n)
{
	struct tb_word w[TB_MAX_WORDS];
	size_t words = tb_words_of(line, n < LONGEST ? n : LONGEST, w);

	if (strcmp(m->says->product, "HAProxy") == 0)
		haproxy(m, c, w, words);
	else if (strcmp(m->says->product, "Envoy") == 0)
		envoy(m);
	else if (strcmp(m->says->product, "HTTP.sys") == 0)
		http_sys(m, w, words);
}
