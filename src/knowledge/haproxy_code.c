/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * haproxy_code.c - how HAProxy says that a session ended
 *
 * The first letter says who ended it, the second in which phase; in HTTP mode two more
 * about cookies follow.  In a log line they stand before five counts of connections and
 * two of queues: "212 -- 0/0/0/0/3 0/0", "200 2750 - - SD-- 1/1/1/1/0 0/0".
 */
#include "knowledge/log_chapter.h"
#include "knowledge/log_code.h"
#include "knowledge/words.h"

#define CLIENT_LEFT "The client ended the connection, by FIN or by RST: the code is the same " \
	"for both. It was "
#define CLIENT_SILENT "A timer of HAProxy for the client ran out. No RST arrived. It was "
#define KILLED \
	"HAProxy ends such sessions hard, so a RST of HAProxy's own may be seen on either side."

/* A * stands for any phase that has no row of its own. */
static const struct tb_log_message rows[] = {
	{ "SC", NULL, "HAProxy", C | U, CLIENT, UNTOLD, PROGRAM,
	  "The server, or a box before it, answered the connect by a RST or by ICMP. If no "
	  "packet of the server is seen at all, a route or ARP is missing." },
	{ "SH", NULL, "HAProxy", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The server ended the connection before the answer's header was complete, by FIN or "
	  "by RST: the code is the same for both." },
	{ "SD", NULL, "HAProxy", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The server ended the connection in the middle of the data, by FIN or by RST: the "
	  "code is the same for both." },
	{ "S*", NULL, "HAProxy", F | R, CLIENT, UNTOLD, PROGRAM,
	  "The server ended the connection or refused it." },
	{ "sC", NULL, "HAProxy", T, CLIENT, UNTOLD, PROGRAM,
	  "The connect to the server stayed unanswered for timeout connect. No RST." },
	{ "sQ", NULL, "HAProxy", 0, CLIENT, UNTOLD, PROGRAM,
	  "The request waited in the queue for too long; no packet went to a server." },
	{ "sH", NULL, "HAProxy", T, CLIENT, BY_WRITER, PROGRAM,
	  "The server had not answered when timeout server ran out. HAProxy then resets the "
	  "server's connection itself and answers 504." },
	{ "sD", NULL, "HAProxy", T, CLIENT, BY_WRITER, PROGRAM,
	  "The server was silent in the middle of the data for timeout server. HAProxy then "
	  "resets the server's connection itself." },
	{ "s*", NULL, "HAProxy", T, CLIENT, UNTOLD, PROGRAM,
	  "A timer of HAProxy for the server ran out. No RST arrived." },
	{ "CR", NULL, "HAProxy", F | R, SERVER, UNTOLD, PROGRAM,
	  CLIENT_LEFT "before its request was complete. Browsers that connect ahead of need do "
	  "so all the time." },
	{ "CH", NULL, "HAProxy", F | R, SERVER, UNTOLD, PROGRAM,
	  CLIENT_LEFT "waiting for the answer." },
	{ "CQ", NULL, "HAProxy", F | R, SERVER, UNTOLD, PROGRAM,
	  CLIENT_LEFT "waiting in the queue for a server." },
	{ "CC", NULL, "HAProxy", F | R, SERVER, UNTOLD, PROGRAM,
	  CLIENT_LEFT "waiting for HAProxy to connect to the server." },
	{ "CD", NULL, "HAProxy", F | R, SERVER, UNTOLD, PROGRAM,
	  CLIENT_LEFT "in the middle of the data." },
	{ "CT", NULL, "HAProxy", F | R, SERVER, UNTOLD, PROGRAM,
	  CLIENT_LEFT "held in the tarpit." },
	{ "C*", NULL, "HAProxy", F | R, SERVER, UNTOLD, PROGRAM,
	  "The client ended the connection, by FIN or by RST." },
	{ "cR", NULL, "HAProxy", T, SERVER, UNTOLD, PROGRAM,
	  CLIENT_SILENT "in the middle of its request, or before one; a path that loses full "
	  "packets looks so too." },
	{ "cH", NULL, "HAProxy", T, SERVER, UNTOLD, PROGRAM,
	  CLIENT_SILENT "sending a body while the answer was awaited; a path that loses full "
	  "packets looks so too." },
	{ "cD", NULL, "HAProxy", T, SERVER, UNTOLD, PROGRAM,
	  CLIENT_SILENT "in the middle of the data." },
	{ "c*", NULL, "HAProxy", T, SERVER, UNTOLD, PROGRAM,
	  "A timer of HAProxy for the client ran out. No RST arrived." },
	{ "PR", NULL, "HAProxy", A, SERVER, BY_WRITER, PROGRAM,
	  "HAProxy refused the request: invalid, or a rule denies it. It answered and closed." },
	{ "PH", NULL, "HAProxy", A, CLIENT, BY_WRITER, PROGRAM,
	  "HAProxy refused the server's answer: invalid, or a rule denies it." },
	{ "PD", NULL, "HAProxy", A, EITHER, BY_WRITER, PROGRAM,
	  "HAProxy ended it in the middle of the data: what came was no valid HTTP." },
	{ "PT", NULL, "HAProxy", A, SERVER, BY_WRITER, PROGRAM,
	  "A rule held the client in the tarpit and then answered 500." },
	{ "PC", NULL, "HAProxy", 0, CLIENT, UNTOLD, PROGRAM,
	  "A limit of HAProxy's sockets was reached; no packet went to a server." },
	{ "P*", NULL, "HAProxy", A, EITHER, BY_WRITER, PROGRAM,
	  "A rule or a limit of HAProxy ended it." },
	{ "RC", NULL, "HAProxy", 0, CLIENT, UNTOLD, PROGRAM,
	  "HAProxy ran out of ports, memory or descriptors; no packet went to a server." },
	{ "R*", NULL, "HAProxy", A, EITHER, BY_WRITER, PROGRAM,
	  "HAProxy ran out of a resource." },
	{ "L*", NULL, "HAProxy", 0, SERVER, UNTOLD, PROGRAM,
	  "HAProxy answered by itself, as with a redirect; no server was involved." },
	{ "I*", NULL, "HAProxy", A, EITHER, BY_WRITER, PROGRAM,
	  "An internal check of HAProxy failed, and it ended the session." },
	{ "D*", NULL, "HAProxy", A, EITHER, BY_WRITER, PROGRAM,
	  "The server was found DOWN and its sessions were killed. " KILLED },
	{ "U*", NULL, "HAProxy", A, EITHER, BY_WRITER, PROGRAM,
	  "A server came back, and the sessions of its backup were killed. " KILLED },
	{ "K*", NULL, "HAProxy", A, EITHER, BY_WRITER, PROGRAM,
	  "An administrator killed the session. " KILLED },
	{ "--", NULL, "HAProxy", 0, EITHER, UNTOLD, PROGRAM, "An ordinary end." },
	{ "-*", NULL, "HAProxy", 0, EITHER, UNTOLD, PROGRAM, "An ordinary end." },
};

static bool fits(const char *row, const char *code)
{
	return row[0] == code[0] && (row[1] == code[1] || row[1] == '*');
}

static bool is_code(const char *code, size_t n)
{
	if ((n != 2 && n != 4) || !memchr("CScsPLRIDUK-", code[0], 12) ||
	    !memchr("RQCHDLT-", code[1], 8))
		return false;
	return n == 2 || (memchr("NIDVEOU-", code[2], 8) && memchr("NIUPRD-", code[3], 7));
}

const struct tb_log_message *tb_haproxy_code(const char *code, size_t n)
{
	if (!is_code(code, n))
		return NULL;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (fits(rows[i].needle, code))
			return &rows[i];
	return NULL;
}

/* Numbers between slashes, as many as counts; a retry may be marked by a +. */
static bool is_counts(struct tb_word w, size_t counts)
{
	size_t slashes = 0;

	for (size_t i = 0; i < w.n; i++) {
		if (w.at[i] == '/')
			slashes++;
		else if (!rd_is_digit(w.at[i]) && w.at[i] != '+')
			return false;
	}
	return slashes + 1 == counts && rd_is_digit(w.at[0]) && rd_is_digit(w.at[w.n - 1]);
}

const struct tb_log_message *tb_haproxy_code_in(const char *line, size_t n)
{
	struct tb_word w[TB_MAX_WORDS];
	size_t words = tb_words_of(line, n, w);

	for (size_t i = 1; i + 2 < words; i++)
		if (is_code(w[i].at, w[i].n) && is_counts(w[i + 1], 5) && is_counts(w[i + 2], 2))
			return tb_haproxy_code(w[i].at, w[i].n);
	return NULL;
}
