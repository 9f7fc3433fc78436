/* SPDX-License-Identifier: BSD-3-Clause */
/* log_go.c - Go: net, net/http, crypto/tls.  Addresses stand in the text, its own first. */
#include "knowledge/log_chapter.h"

#define STALE \
	"A FIN came where an answer was due, as a rule on an idle connection that the server " \
	"had just closed. Not a RST."
#define CHECK \
	"A RST in the middle of the TLS handshake: often the health check of a load balancer, " \
	"which never meant to speak TLS."

static const struct tb_log_message rows[] = {
	{ ": read: connection reset by peer", "read tcp ", "Go net", R, EITHER, UNTOLD, LANGUAGE,
	  M_RESET },
	{ ": write: broken pipe", "write tcp ", "Go net", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ ": write: connection reset by peer", "write tcp ", "Go net", R, EITHER, UNTOLD,
	  LANGUAGE, M_WRITE_RESET },
	{ "wsarecv: an existing connection was forcibly closed", NULL, "Go net on Windows", R,
	  EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "wsasend: an existing connection was forcibly closed", NULL, "Go net on Windows", W,
	  EITHER, UNTOLD, LANGUAGE, M_WRITE_RESET },
	{ ": connect: connection refused", "dial tcp ", "Go net", C, CLIENT, UNTOLD, LANGUAGE,
	  M_REFUSED },
	{ "connectex: no connection could be made because the target machine actively refused "
	  "it", NULL, "Go net on Windows", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "\": eof", "get \"http", "Go net/http", F, CLIENT, UNTOLD, LANGUAGE, STALE },
	{ "\": eof", "post \"http", "Go net/http", F, CLIENT, UNTOLD, LANGUAGE, STALE },
	{ "\": eof", "put \"http", "Go net/http", F, CLIENT, UNTOLD, LANGUAGE, STALE },
	{ "\": eof", "head \"http", "Go net/http", F, CLIENT, UNTOLD, LANGUAGE, STALE },
	{ "\": eof", "patch \"http", "Go net/http", F, CLIENT, UNTOLD, LANGUAGE, STALE },
	{ "\": eof", "delete \"http", "Go net/http", F, CLIENT, UNTOLD, LANGUAGE, STALE },
	{ "unexpected eof", NULL, "Go io and others", F, EITHER, UNTOLD, LANGUAGE, M_FIN_EARLY },
	{ "unexpected eof while looking for matching", NULL, "a shell", 0, EITHER, UNTOLD,
	  PROGRAM, "A mistake of syntax in a script. " M_NOT_TCP },
	{ "http: server closed idle connection", NULL, "Go net/http", F, CLIENT, UNTOLD,
	  LANGUAGE, STALE },
	{ ": i/o timeout", "dial tcp ", "Go net", T, CLIENT, UNTOLD, LANGUAGE, M_OWN_TIMER },
	{ ": i/o timeout", "read tcp ", "Go net", T, EITHER, UNTOLD, LANGUAGE, M_OWN_TIMER },
	{ ": i/o timeout", "write tcp ", "Go net", T, EITHER, UNTOLD, LANGUAGE, M_OWN_TIMER },
	{ "context deadline exceeded", NULL, "Go", T, CLIENT, UNTOLD, LANGUAGE, M_OWN_TIMER },
	{ "client.timeout exceeded while awaiting headers", NULL, "Go net/http", T, CLIENT,
	  UNTOLD, LANGUAGE, M_OWN_TIMER },
	{ "context deadline exceeded (client.timeout exceeded while awaiting headers)", NULL,
	  "Go net/http", T, CLIENT, UNTOLD, LANGUAGE, M_OWN_TIMER },

	{ "tls handshake error from", "connection reset by peer", "Go server", R, SERVER,
	  BY_CLIENT, PROGRAM, CHECK },
	{ "tls handshake error from", ": eof", "Go server", F, SERVER, UNTOLD, PROGRAM,
	  "The client closed with a FIN in the middle of the TLS handshake. Not a RST." },
	{ "tls handshake error from", "remote error: tls:", "Go server", F | R, SERVER, UNTOLD,
	  PROGRAM,
	  "The client sent a TLS alert and closed; a RST may follow for what it left unread. "
	  "The alert names the reason." },
	{ "tls handshake error from", "i/o timeout", "Go server", T, SERVER, UNTOLD, PROGRAM,
	  M_OWN_TIMER },
	{ "net/http: tls handshake timeout", NULL, "Go net/http, docker", T, CLIENT, UNTOLD,
	  PROGRAM, M_OWN_TIMER },
};

TB_LOG_CHAPTER(go);
