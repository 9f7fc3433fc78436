/* SPDX-License-Identifier: BSD-3-Clause */
/* log_python.c - Python: its exceptions, requests, urllib3, ssl, asyncio */
#include "knowledge/log_chapter.h"

#define WRAPPED \
	"Text of a wrapper around another exception, which decides: ConnectionResetError is a " \
	"RST, RemoteDisconnected a FIN."

static const struct tb_log_message rows[] = {
	{ "connectionreseterror", NULL, "Python", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "connectionreseterror: [errno 104] connection reset by peer", NULL, "Python on Linux",
	  R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "[winerror 10054] an existing connection was forcibly closed by the remote host", NULL,
	  "Python on Windows", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "[errno 104] connection reset by peer", NULL, "Python on Linux", R, EITHER, UNTOLD,
	  LANGUAGE, M_RESET },
	{ "[errno 54] connection reset by peer", NULL, "Python on macOS", R, EITHER, UNTOLD,
	  LANGUAGE, M_RESET },
	{ "brokenpipeerror", NULL, "Python", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "brokenpipeerror: [errno 32]", NULL, "Python", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "connectionabortederror", NULL, "Python", A | W, EITHER, UNTOLD, LANGUAGE,
	  "This host's own system or software gave the connection up, often on a write after "
	  "the peer had closed or reset. By its definition no RST of the peer." },
	{ "[winerror 10053] an established connection was aborted by the software in your host "
	  "machine", NULL, "Python on Windows", A | W, EITHER, UNTOLD, LANGUAGE,
	  "This host's own system or software gave the connection up, often on a write after "
	  "the peer had closed or reset. By its definition no RST of the peer." },
	{ "connectionrefusederror", NULL, "Python", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "connectionrefusederror(111, 'connection refused')", NULL, "Python on Linux", C,
	  CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "connect call failed (", NULL, "Python asyncio", C, CLIENT, UNTOLD, LANGUAGE,
	  M_REFUSED },
	{ "remotedisconnected", NULL, "Python http.client", F, CLIENT, UNTOLD, LANGUAGE,
	  M_FIN_NO_ANSWER },
	{ "remote end closed connection without response", NULL, "Python http.client", F, CLIENT,
	  UNTOLD, LANGUAGE, M_FIN_NO_ANSWER },
	{ "'connection aborted.'", NULL, "Python requests", R | F, CLIENT, UNTOLD, SYSTEM,
	  WRAPPED },
	{ "'connection aborted.'", "connectionreseterror", "Python requests", R, CLIENT, UNTOLD,
	  PROGRAM,
	  "A RST arrived before the answer. 'Connection aborted' is text of the wrapper." },
	{ "'connection aborted.'", "remotedisconnected", "Python requests", F, CLIENT, UNTOLD,
	  PROGRAM, M_FIN_NO_ANSWER },
	{ "'connection aborted.'", "brokenpipeerror", "Python requests", W, CLIENT, UNTOLD,
	  PROGRAM,
	  "The request was written into a connection that a RST had ended before. 'Connection "
	  "aborted' is text of the wrapper." },
	{ "connection broken: connectionreseterror", NULL, "Python urllib3", R, CLIENT, UNTOLD,
	  PROGRAM, "A RST arrived in the middle of the answer's body." },
	{ "connection broken: incompleteread", NULL, "Python urllib3", F, CLIENT, UNTOLD, PROGRAM,
	  "A FIN came before the answer's body was complete. A RST is rarely hidden by it." },
	{ "newconnectionerror", "[errno 111]", "Python urllib3", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ "max retries exceeded with url", "failed to establish a new connection: [errno 111]",
	  "Python urllib3", C, CLIENT, UNTOLD, PROGRAM, M_REFUSED },
	{ "failed to establish a new connection", "refused", "Python urllib3", C, CLIENT, UNTOLD,
	  PROGRAM, M_REFUSED },
	{ "incompleteread(", NULL, "Python http.client", F, CLIENT, UNTOLD, LANGUAGE,
	  "A FIN came before the answer's body was complete. A RST is rarely hidden by it." },
	{ "chunkedencodingerror", NULL, "Python requests", F | R, CLIENT, UNTOLD, LANGUAGE,
	  "The body ended early: a FIN, unless a ConnectionResetError stands inside." },
	{ "ignoring connection reset", NULL, "gunicorn", R, SERVER, BY_CLIENT, PROGRAM, M_RESET },
	{ "ignoring epipe", NULL, "gunicorn", W, SERVER, BY_CLIENT, PROGRAM, M_PIPE },
	{ "timeouterror: timed out", NULL, "Python", T, EITHER, UNTOLD, LANGUAGE, M_OWN_TIMER },
	{ "read timed out. (read timeout=", NULL, "Python requests", T, CLIENT, UNTOLD, PROGRAM,
	  M_OWN_TIMER },
	{ "ssleoferror", NULL, "Python ssl", F, EITHER, UNTOLD, LANGUAGE,
	  "A FIN without the close_notify of TLS. Not a RST." },
	{ "unexpected_eof_while_reading", NULL, "Python ssl", F, EITHER, UNTOLD, LANGUAGE,
	  "A FIN without the close_notify of TLS. Not a RST." },
	{ "eof occurred in violation of protocol", NULL, "Python ssl", F, EITHER, UNTOLD,
	  LANGUAGE, "A FIN without the close_notify of TLS. Not a RST." },
};

TB_LOG_CHAPTER(python);
