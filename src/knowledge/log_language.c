/* SPDX-License-Identifier: BSD-3-Clause */
/* log_language.c - Node.js, .NET, Ruby, Rust, PHP, Erlang and Elixir */
#include "knowledge/log_chapter.h"

#define HANG_UP \
	"The server closed with a FIN before it answered. Node gives it the code ECONNRESET " \
	"though no RST came: a real one has errno and syscall."
#define NODE_CODE \
	"Node uses this code for a RST, then with errno and syscall beside it, and for a FIN " \
	"without an answer ('socket hang up'), then without them."
#define STREAM \
	"The client cancelled one stream of HTTP/2 or HTTP/3. The TCP connection went on; no RST."
#define ERLANG_CLOSED \
	"The other end closed with a FIN; a RST is told like this too unless show_econnreset " \
	"is set."

static const struct tb_log_message rows[] = {
	{ "read econnreset", NULL, "Node.js", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "code: 'econnreset'", NULL, "Node.js", R | F, EITHER, UNTOLD, LANGUAGE, NODE_CODE },
	{ "code: 'econnreset'", "syscall: 'read'", "Node.js", R, EITHER, UNTOLD, LANGUAGE,
	  M_RESET },
	{ "errno: -104", NULL, "Node.js on Linux", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "connect econnrefused", NULL, "Node.js", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "connect econnreset", NULL, "Node.js", R, CLIENT, UNTOLD, LANGUAGE,
	  "The connection stood and a RST came at once, before Node told the program that it "
	  "was connected." },
	{ "connect etimedout", NULL, "Node.js", T, CLIENT, UNTOLD, LANGUAGE, M_TIMEOUT },
	{ "socket hang up", NULL, "Node.js http", F, CLIENT, UNTOLD, LANGUAGE, HANG_UP },
	{ "error: aborted", "_http_client", "Node.js http", F | R, CLIENT, UNTOLD, LANGUAGE,
	  "The connection ended in the middle of the answer's body, by FIN or by RST: Node gives "
	  "both the code ECONNRESET." },
	{ "client network socket disconnected before secure tls connection was established",
	  NULL, "Node.js tls", F, CLIENT, UNTOLD, LANGUAGE,
	  "The server closed with a FIN in the middle of the TLS handshake. Node gives it the "
	  "code ECONNRESET though no RST came." },
	{ "typeerror: fetch failed", NULL, "Node.js undici", R | F | C | T, CLIENT, UNTOLD,
	  SYSTEM, "Text of a wrapper: the cause that is printed with it decides." },
	{ "typeerror: fetch failed", "read econnreset", "Node.js undici", R, CLIENT, UNTOLD,
	  LANGUAGE, M_RESET },
	{ "typeerror: terminated", NULL, "Node.js undici", R, CLIENT, UNTOLD, LANGUAGE,
	  "A RST arrived in the middle of the answer's body, unless the cause printed with it "
	  "says 'other side closed', which is a FIN." },
	{ "socketerror: other side closed", NULL, "Node.js undici", F, CLIENT, UNTOLD, LANGUAGE,
	  M_FIN_NO_ANSWER },
	{ "und_err_socket", NULL, "Node.js undici", F, CLIENT, UNTOLD, LANGUAGE,
	  M_FIN_NO_ANSWER },
	{ "write epipe", NULL, "Node.js", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "write econnreset", NULL, "Node.js", W, EITHER, UNTOLD, LANGUAGE, M_WRITE_RESET },
	{ "write econnaborted", NULL, "Node.js", A | W, EITHER, UNTOLD, LANGUAGE, M_LOCAL },

	{ "socketexception (10054)", NULL, ".NET", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "socketexception (104)", NULL, ".NET on Linux", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "unable to read data from the transport connection", NULL, ".NET", R | A | T, EITHER,
	  UNTOLD, LANGUAGE, "Text of a wrapper: what stands behind its colon decides." },
	{ "unable to read data from the transport connection: an existing connection was "
	  "forcibly closed", NULL, ".NET", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "unable to read data from the transport connection: connection reset by peer", NULL,
	  ".NET on Linux", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "unable to write data to the transport connection", NULL, ".NET", W | A, EITHER, UNTOLD,
	  LANGUAGE, M_PIPE },
	{ "socketexception (10061)", NULL, ".NET", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "socketexception (111)", NULL, ".NET on Linux", C, CLIENT, UNTOLD, LANGUAGE,
	  M_REFUSED },
	{ "actively refused it", "httprequestexception", ".NET", C, CLIENT, UNTOLD, LANGUAGE,
	  M_REFUSED },
	{ "httprequestexception: connection refused (", NULL, ".NET on Linux", C, CLIENT, UNTOLD,
	  LANGUAGE, M_REFUSED },
	{ "the response ended prematurely", NULL, ".NET", F, CLIENT, UNTOLD, LANGUAGE,
	  M_FIN_EARLY },
	{ "responseended", NULL, ".NET", F, CLIENT, UNTOLD, LANGUAGE, M_FIN_EARLY },
	{ "connectionresetexception", NULL, "Kestrel", R, SERVER, BY_CLIENT, LANGUAGE, M_RESET },
	{ "the client reset the request stream", NULL, "Kestrel", 0, SERVER, UNTOLD, LANGUAGE,
	  STREAM },

	{ "errno::econnreset", NULL, "Ruby", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "errno::epipe", NULL, "Ruby", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "errno::econnrefused", NULL, "Ruby", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "connection refused - connect(2) for", NULL, "Ruby", C, CLIENT, UNTOLD, LANGUAGE,
	  M_REFUSED },
	{ "eoferror: end of file reached", NULL, "Ruby", F, CLIENT, UNTOLD, LANGUAGE,
	  M_FIN_EARLY },
	{ "end of file reached (eoferror)", NULL, "Ruby", F, CLIENT, UNTOLD, LANGUAGE,
	  M_FIN_EARLY },

	{ "kind: connectionreset", NULL, "Rust", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "connection reset by peer (os error ", NULL, "Rust", R, EITHER, UNTOLD, LANGUAGE,
	  M_RESET },
	{ "(os error 104)", NULL, "Rust on Linux", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "(os error 10054)", NULL, "Rust on Windows", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "os { code: 104,", NULL, "Rust on Linux", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "kind: brokenpipe", NULL, "Rust", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "broken pipe (os error 32)", NULL, "Rust", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "kind: connectionrefused", NULL, "Rust", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "connection refused (os error ", NULL, "Rust", C, CLIENT, UNTOLD, LANGUAGE,
	  M_REFUSED },
	{ "connection closed before message completed", NULL, "Rust hyper", F, CLIENT, UNTOLD,
	  LANGUAGE,
	  "A FIN came where an answer was due, as a rule on a connection out of the pool that "
	  "the server had just closed. Not a RST." },

	{ "failed with errno=104", "): send of", "PHP", R, EITHER, UNTOLD, LANGUAGE,
	  M_WRITE_RESET },
	{ "failed with errno=32", "): send of", "PHP", W, EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "(): ssl: connection reset by peer", NULL, "PHP", R, EITHER, UNTOLD, LANGUAGE,
	  M_RESET },
	{ "stream_socket_client(): unable to connect to", "connection refused", "PHP", C, CLIENT,
	  UNTOLD, LANGUAGE, M_REFUSED },
	{ "stream_socket_client(): unable to connect to", "timed out", "PHP", T, CLIENT, UNTOLD,
	  LANGUAGE, M_TIMEOUT },

	{ "{error,econnreset}", NULL, "Erlang", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "{error,closed}", NULL, "Erlang", F | R, EITHER, UNTOLD, LANGUAGE, ERLANG_CLOSED },
	{ "{error,econnrefused}", NULL, "Erlang", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "{tcp_error,", "econnreset", "Erlang", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "{:error, :econnreset}", NULL, "Elixir", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "{:error, :closed}", NULL, "Elixir", F | R, EITHER, UNTOLD, LANGUAGE, ERLANG_CLOSED },
	{ "{:error, :econnrefused}", NULL, "Elixir", C, CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
};

TB_LOG_CHAPTER(language);
