/* SPDX-License-Identifier: BSD-3-Clause */
#include "knowledge/sqlstate.h"

#include <stddef.h>
#include <string.h>

static const struct tb_sqlstate rows[] = {
	{ "57P01", TB_SQLSTATE_TERMINATED, "terminated by an administrator's command",
	  { "Ask who called pg_terminate_backend(), or stopped or restarted the server, at this "
	    "time; the server's log has a line of it. Let the client look for that word in what "
	    "it has read, and reconnect, before it writes." } },
	{ "57P02", TB_SQLSTATE_CRASHED, "ended because another process of the server crashed",
	  { "Look in the server's log for the process that crashed, by which signal, and in "
	    "journalctl -k for the OOM killer." } },
	{ "57P03", TB_SQLSTATE_OTHER, "it cannot take connections now",
	  { "The server was starting, stopping or recovering: its log says which. Let the client "
	    "wait and try again." } },
	{ "57P04", TB_SQLSTATE_TERMINATED, "its database was dropped",
	  { "Ask who dropped the database at this time." } },
	{ "57P05", TB_SQLSTATE_IDLE, "the session was idle for too long",
	  { "Compare idle_session_timeout with how long the client's pool keeps connections." } },
	{ "25P03", TB_SQLSTATE_IDLE, "the session was idle in a transaction for too long",
	  { "Find out what the client did between two statements of its transaction; the time is "
	    "idle_in_transaction_session_timeout." } },
	{ "25P04", TB_SQLSTATE_IDLE, "the transaction took too long",
	  { "Find out why the transaction took so long; the time is transaction_timeout." } },
	{ "53300", TB_SQLSTATE_OTHER, "too many connections",
	  { "Compare max_connections, and the limits of the role and of the database, with how "
	    "many connections the clients' pools may open." } },
	{ "57014", TB_SQLSTATE_OTHER, "cancelled, by request or by a timer", { NULL } },
	{ "53200", TB_SQLSTATE_OTHER, "out of memory", { NULL } },
	{ "53100", TB_SQLSTATE_OTHER, "its disk is full", { NULL } },
	{ "28P01", TB_SQLSTATE_OTHER, "wrong password", { NULL } },
	{ "28000", TB_SQLSTATE_OTHER, "this user may not connect so", { NULL } },
	{ "3D000", TB_SQLSTATE_OTHER, "there is no such database", { NULL } },
	{ "08P01", TB_SQLSTATE_OTHER, "the client broke the protocol", { NULL } },
};

const struct tb_sqlstate *tb_sqlstate_find(const char *code)
{
	if (code[0] == '\0')	/* nearly always, and asked of each verdict */
		return NULL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].code, code) == 0)
			return &rows[i];
	return NULL;
}
