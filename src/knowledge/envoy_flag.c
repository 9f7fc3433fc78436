/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * envoy_flag.c - why Envoy, and Istio with it, answered as it did
 *
 * Flags stand behind the status in an access log: "GET / HTTP/1.1" 503 UF,URX 0 91, or in
 * JSON as "response_flags":"UF".
 */
#include "knowledge/log_chapter.h"
#include "knowledge/log_code.h"
#include "knowledge/words.h"

static const struct tb_log_message rows[] = {
	{ "UF", NULL, "Envoy", C | T, CLIENT, UNTOLD, PROGRAM,
	  "Envoy could not connect to the server behind it: a RST answered the SYN, or nothing "
	  "did." },
	{ "UC", NULL, "Envoy", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The connection to the server behind Envoy stood and ended under the request, by FIN "
	  "or by RST. As a rule an idle one that the server had just closed." },
	{ "UR", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM,
	  "The server reset the stream by an HTTP/2 frame. Not a TCP RST; the connection went "
	  "on." },
	{ "LR", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM,
	  "Envoy itself reset the stream. Not a TCP RST." },
	{ "UT", NULL, "Envoy", T, CLIENT, UNTOLD, PROGRAM,
	  "Envoy's timer for the answer ran out, and it answered 504. No RST arrived." },
	{ "URX", NULL, "Envoy", C | T | F | R, CLIENT, UNTOLD, PROGRAM,
	  "All tries failed. Each of them had its own reason, seen in the packets." },
	{ "UH", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM,
	  "No server behind Envoy was healthy, so no packet was sent to any." },
	{ "UO", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM,
	  "A circuit breaker of Envoy's was open; no packet was sent." },
	{ "DC", NULL, "Envoy", F | R, SERVER, UNTOLD, PROGRAM,
	  "The client ended its connection before it had the answer, by FIN or by RST." },
	{ "DPE", NULL, "Envoy", 0, SERVER, UNTOLD, PROGRAM,
	  "What the client sent was no valid HTTP. The TCP connection worked until then." },
	{ "UPE", NULL, "Envoy", 0, CLIENT, UNTOLD, PROGRAM,
	  "What the server sent was no valid HTTP. The TCP connection worked until then." },
	{ "SI", NULL, "Envoy", T, EITHER, UNTOLD, PROGRAM,
	  "The stream was idle for too long, and Envoy ended it. No RST arrived." },
	{ "DT", NULL, "Envoy", A, SERVER, BY_WRITER, PROGRAM,
	  "The connection or request reached the greatest age that Envoy allows." },
	{ "UMSDR", NULL, "Envoy", T, CLIENT, BY_WRITER, PROGRAM,
	  "The stream to the server reached the greatest age that Envoy allows." },
	{ "OM", NULL, "Envoy", A, EITHER, BY_WRITER, PROGRAM,
	  "Envoy was overloaded and ended it." },
	{ "NR", NULL, "Envoy", 0, EITHER, UNTOLD, PROGRAM,
	  "No route fits the request; no packet went to a server." },
};

static const struct tb_log_message *flag_named(struct tb_word w)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (tb_word_is(w, rows[i].needle))
			return &rows[i];
	return NULL;
}

/* The first of those that commas divide, if all are flags. */
static const struct tb_log_message *flags_of(struct tb_word w)
{
	const struct tb_log_message *first = NULL;

	for (size_t at = 0, n; at <= w.n; at += n + 1) {
		const char *comma = memchr(w.at + at, ',', w.n - at);

		n = comma ? (size_t)(comma - w.at) - at : w.n - at;
		const struct tb_log_message *m = flag_named((struct tb_word){ w.at + at, n });
		if (!m)
			return NULL;
		if (!first)
			first = m;
	}
	return first;
}

const struct tb_log_message *tb_envoy_flag(const char *flag, size_t n)
{
	return flags_of((struct tb_word){ flag, n });
}

static bool ends_quoted(struct tb_word w)
{
	return w.at[w.n - 1] == '"';
}

static const struct tb_log_message *flags_in_json(const char *line, size_t n)
{
	static const char key[] = "\"response_flags\":";

	for (size_t at = 0; at + sizeof(key) <= n; at++) {
		if (line[at] != '"' || memcmp(line + at, key, sizeof(key) - 1) != 0)
			continue;
		at += sizeof(key) - 1;
		at += line[at] == ' ';
		if (at == n || line[at++] != '"')
			return NULL;
		const char *end = memchr(line + at, '"', n - at);
		return end ? flags_of((struct tb_word){ line + at, (size_t)(end - line) - at })
			   : NULL;
	}
	return NULL;
}

const struct tb_log_message *tb_envoy_flag_in(const char *line, size_t n)
{
	struct tb_word w[TB_MAX_WORDS];
	size_t words = tb_words_of(line, n, w);

	for (size_t i = 1; i + 1 < words; i++)
		if (ends_quoted(w[i - 1]) &&
		    (tb_word_looks(w[i], "999") || tb_word_is(w[i], "0")) && flags_of(w[i + 1]))
			return flags_of(w[i + 1]);
	return flags_in_json(line, n);
}
