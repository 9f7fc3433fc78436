/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * http_sys.c - what HTTP.sys of Windows logs: reasons in HTTPERR, Win32 status in IIS
 *
 * Fields of HTTPERR: date time c-ip c-port s-ip s-port version verb URL status site reason
 * queue.  Those of an access log of IIS end in status, substatus, Win32 status and, as a
 * rule, milliseconds.
 */
#include "knowledge/log_chapter.h"
#include "knowledge/log_code.h"
#include "knowledge/words.h"

#define ANSWERED(status) "HTTP.sys answered " status " by itself. The TCP connection worked."
#define BAD ANSWERED("400")
#define BUSY ANSWERED("503")
#define PRODUCT "HTTP.sys"

static const struct tb_log_message rows[] = {
	{ "Client_Reset", NULL, PRODUCT, R, SERVER, BY_CLIENT, PROGRAM,
	  "The client sent a RST before its request was done." },
	{ "Connection_Dropped", NULL, PRODUCT, F | R, SERVER, UNTOLD, PROGRAM,
	  "The client was gone before the answer was complete, by RST or by FIN. It can be "
	  "harmless." },
	{ "Connection_Abandoned_By_AppPool", NULL, PRODUCT, A, SERVER, BY_WRITER, PROGRAM,
	  "The worker process died or closed its queue with requests pending; the client sees "
	  "a RST or a FIN." },
	{ "Connection_Abandoned_By_ReqQueue", NULL, PRODUCT, A, SERVER, BY_WRITER, PROGRAM,
	  "The worker process died or closed its queue with requests pending; the client sees "
	  "a RST or a FIN." },
	{ "Connection_Dropped_List_Full", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM,
	  "More connections were dropped than the log had room to note." },
	{ "Connections_Refused", NULL, PRODUCT, A, SERVER, BY_WRITER, PROGRAM,
	  "The kernel's memory ran low, and new connections were refused." },
	{ "ConnLimit", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BUSY },
	{ "Timer_ConnectionIdle", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The connection was idle for the server's timeout (120 s as shipped), and the server "
	  "closed it." },
	{ "Timer_EntityBody", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The request's body did not come in time, and the server closed." },
	{ "Timer_HeaderWait", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The request's header did not come in time, and the server closed." },
	{ "Timer_MinBytesPerSecond", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The client read too slowly, and the server closed: a path that loses packets does "
	  "it too." },
	{ "Timer_Response", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The answer could not be delivered in time, and the server closed." },
	{ "Timer_SslRenegotiation", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The client did not finish the renegotiation of TLS in time, and the server closed." },
	{ "Timer_AppPool", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The request waited in the queue of its worker for too long." },
	{ "Timer_ReqQueue", NULL, PRODUCT, T, SERVER, BY_WRITER, PROGRAM,
	  "The request waited in the queue of its worker for too long." },
	{ "AppOffline", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BUSY },
	{ "AppPoolTimer", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BUSY },
	{ "AppShutdown", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BUSY },
	{ "Disabled", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BUSY },
	{ "QueueFull", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BUSY },
	{ "N/A", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BUSY },
	{ "BadRequest", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "FieldLength", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "Forbidden", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "Header", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "Hostname", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "Invalid_CR/LF", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "Number", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "RequestLength", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "URL", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "URL_Length", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "Verb", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, BAD },
	{ "EntityTooLarge", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, ANSWERED("413") },
	{ "LengthRequired", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, ANSWERED("411") },
	{ "Precondition", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, ANSWERED("412") },
	{ "Internal", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, ANSWERED("500") },
	{ "N/I", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, ANSWERED("501") },
	{ "Version_N/S", NULL, PRODUCT, 0, SERVER, UNTOLD, PROGRAM, ANSWERED("505") },
};

/* Win32 status of an access log. */
static const struct tb_log_message statuses[] = {
	{ "64", NULL, "IIS", W, SERVER, BY_CLIENT, PROGRAM,
	  "The client was gone before the answer was complete (ERROR_NETNAME_DELETED)." },
	{ "121", NULL, "IIS", T, SERVER, UNTOLD, PROGRAM,
	  "What was sent to the client stayed unacknowledged (ERROR_SEM_TIMEOUT). No RST "
	  "arrived." },
	{ "1236", NULL, "IIS", A, SERVER, BY_WRITER, PROGRAM,
	  "The server's own system gave the connection up (ERROR_CONNECTION_ABORTED)." },
};

static const struct tb_log_message *find(const struct tb_log_message *row, size_t n,
					 struct tb_word w)
{
	for (size_t i = 0; i < n; i++)
		if (tb_word_is(w, row[i].needle))
			return &row[i];
	return NULL;
}

const struct tb_log_message *tb_http_sys_reason(const char *reason, size_t n)
{
	return find(rows, COUNT_OF(rows), (struct tb_word){ reason, n });
}

/* Does the line begin as each of Windows' web logs does? */
static bool is_dated(const struct tb_word *w, size_t words)
{
	return words > 8 && tb_word_looks(w[0], "9999-99-99") && tb_word_looks(w[1], "99:99:99");
}

const struct tb_log_message *tb_http_sys_reason_in(const char *line, size_t n)
{
	struct tb_word w[TB_MAX_WORDS];
	size_t words = tb_words_of(line, n, w);

	if (!is_dated(w, words) || !tb_word_is_number(w[3]) || !tb_word_is_number(w[5]))
		return NULL;
	for (size_t i = words - 1; i > 8; i--) {	/* the last ones are reason and queue */
		const struct tb_log_message *m = tb_http_sys_reason(w[i].at, w[i].n);

		if (m)
			return m;
	}
	return NULL;
}

/* Are a status, a substatus and a Win32 status there, from word at on? */
static bool is_status(const struct tb_word *w, size_t at)
{
	return tb_word_looks(w[at], "999") && tb_word_is_number(w[at + 1]) &&
	       tb_word_is_number(w[at + 2]);
}

const struct tb_log_message *tb_iis_status_in(const char *line, size_t n)
{
	struct tb_word w[TB_MAX_WORDS];
	size_t words = tb_words_of(line, n, w);

	if (!is_dated(w, words))
		return NULL;
	if (tb_word_is_number(w[words - 1]) && is_status(w, words - 4))
		return find(statuses, COUNT_OF(statuses), w[words - 2]);
	return is_status(w, words - 3) ? find(statuses, COUNT_OF(statuses), w[words - 1]) : NULL;
}
