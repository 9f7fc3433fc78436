/* SPDX-License-Identifier: BSD-3-Clause */
/* log_web.c - error logs of web servers: nginx, Apache httpd, IIS */
#include "knowledge/log_chapter.h"

#define UP_BEFORE \
	"The server behind nginx sent a RST before the answer's header was complete. Here " \
	"nginx is the client."
#define UP_AFTER \
	"The server behind nginx sent a RST in the middle of the answer's body. Here nginx is " \
	"the client."
#define UP_FIN \
	"The server behind nginx closed with a FIN before the answer was complete. Not a RST."
#define UP_TIMER \
	"The timer of nginx ran out (60 s as shipped), and nginx closed towards the server " \
	"behind it. No RST arrived."
#define CLIENT_RST "The client sent a RST while the answer was being sent to it."
#define BEFORE_REQUEST \
	"The client sent a RST before a request: a scanner, a health check or an idle " \
	"connection that it no longer wanted."
#define WAITING \
	"The client left while nginx was waiting for the server behind it; nginx logs status " \
	"499 and closes towards that server."
#define CORE_GONE "The client was gone when httpd wrote the answer."

static const struct tb_log_message rows[] = {
	{ "while reading response header from upstream", "connection reset by peer", "nginx", R,
	  CLIENT, BY_SERVER, PROGRAM, UP_BEFORE },
	{ "while reading response header from upstream", "forcibly closed", "nginx on Windows",
	  R, CLIENT, BY_SERVER, PROGRAM, UP_BEFORE },
	{ "while reading upstream", "connection reset by peer", "nginx", R, CLIENT, BY_SERVER,
	  PROGRAM, UP_AFTER },
	{ "while sending request to upstream", "connection reset by peer", "nginx", W, CLIENT,
	  BY_SERVER, PROGRAM, M_WRITE_RESET },
	{ "while sending request to upstream", "broken pipe", "nginx", W, CLIENT, BY_SERVER,
	  PROGRAM, M_PIPE },
	{ "upstream prematurely closed connection", NULL, "nginx", F, CLIENT, UNTOLD, PROGRAM,
	  UP_FIN },
	{ "upstream prematurely closed connection while reading response header from upstream",
	  NULL, "nginx", F, CLIENT, UNTOLD, PROGRAM,
	  "The server behind nginx closed with a FIN before it sent a header. Not a RST." },
	{ "while connecting to upstream", "connection refused", "nginx", C, CLIENT, UNTOLD,
	  PROGRAM, M_REFUSED },
	{ "while connecting to upstream", "connection reset by peer", "nginx", R, CLIENT,
	  BY_SERVER, PROGRAM, "The connection stood and was reset at once." },
	{ "while connecting to upstream", "no route to host", "nginx", U, CLIENT, UNTOLD,
	  PROGRAM, M_UNREACHABLE },
	{ "upstream timed out", NULL, "nginx", T, CLIENT, UNTOLD, PROGRAM, UP_TIMER },
	{ "upstream timed out", "while connecting to upstream", "nginx", T, CLIENT, UNTOLD,
	  PROGRAM, UP_TIMER },
	{ "upstream timed out", "while reading response header from upstream", "nginx", T,
	  CLIENT, UNTOLD, PROGRAM, UP_TIMER },
	{ "peer closed connection in ssl handshake (", "while ssl handshaking to upstream",
	  "nginx", R, CLIENT, BY_SERVER, PROGRAM,
	  "The server behind nginx sent a RST in the middle of the TLS handshake." },
	{ "peer closed connection in ssl handshake", "while ssl handshaking to upstream",
	  "nginx", F, CLIENT, UNTOLD, PROGRAM,
	  "The server behind nginx sent a FIN in the middle of the TLS handshake. Not a RST." },
	{ "peer closed connection in ssl handshake (", NULL, "nginx", R, SERVER, BY_CLIENT,
	  PROGRAM, "The client sent a RST in the middle of the TLS handshake." },
	{ "peer closed connection in ssl handshake", NULL, "nginx", F, SERVER, UNTOLD, PROGRAM,
	  "The client sent a FIN in the middle of the TLS handshake. Not a RST." },
	{ "client prematurely closed connection (", NULL, "nginx", R, SERVER, BY_CLIENT,
	  PROGRAM, CLIENT_RST },
	{ "client prematurely closed connection", NULL, "nginx", F, SERVER, UNTOLD, PROGRAM,
	  "The client sent a FIN before it had the whole answer. Not a RST." },
	{ "while sending response to client", "connection reset by peer", "nginx", R, SERVER,
	  BY_CLIENT, PROGRAM, CLIENT_RST },
	{ "while sending response to client", "broken pipe", "nginx", W, SERVER, BY_CLIENT,
	  PROGRAM, M_PIPE },
	{ "while sending to client", "connection reset by peer", "nginx", R, SERVER, BY_CLIENT,
	  PROGRAM, CLIENT_RST },
	{ "while sending to client", "broken pipe", "nginx", W, SERVER, BY_CLIENT, PROGRAM,
	  M_PIPE },
	{ "reported that client prematurely closed connection", "so upstream connection is "
	  "closed too (", "nginx", R, SERVER, BY_CLIENT, PROGRAM, WAITING },
	{ "reported that client prematurely closed connection", "so upstream connection is "
	  "closed too", "nginx", F, SERVER, UNTOLD, PROGRAM, WAITING },
	{ "reported that client prematurely closed connection (", NULL, "nginx", R, SERVER,
	  BY_CLIENT, PROGRAM, WAITING },
	{ "while reading client request line", "connection reset by peer", "nginx", R, SERVER,
	  BY_CLIENT, PROGRAM, BEFORE_REQUEST },
	{ "while reading client request headers", "connection reset by peer", "nginx", R, SERVER,
	  BY_CLIENT, PROGRAM, "The client sent a RST in the middle of its request." },
	{ "while waiting for request", "connection reset by peer", "nginx", R, SERVER,
	  BY_CLIENT, PROGRAM, BEFORE_REQUEST },
	{ "connection reset by peer), client:", "recv() failed (", "nginx", R, SERVER, BY_CLIENT,
	  PROGRAM, BEFORE_REQUEST },
	{ "closed keepalive connection (", "client ", "nginx", R, SERVER, BY_CLIENT, PROGRAM,
	  "The client gave an idle connection up by a RST. Harmless." },
	{ "closed keepalive connection", "client ", "nginx", 0, SERVER, UNTOLD, PROGRAM,
	  "The client closed an idle connection by a FIN. An ordinary end." },
	{ "no live upstreams while connecting to upstream", NULL, "nginx", 0, CLIENT, UNTOLD,
	  PROGRAM,
	  "nginx had marked every server behind it as failed and sent no packet at all. Look "
	  "at the errors before it." },

	{ "ah01102", NULL, "Apache mod_proxy", F | R, CLIENT, UNTOLD, PROGRAM, M_FIN_OR_RST },
	{ "error reading status line from remote server", NULL, "Apache mod_proxy", F | R,
	  CLIENT, UNTOLD, PROGRAM, M_FIN_OR_RST },
	{ "error reading status line from remote server", "(104)connection reset by peer",
	  "Apache mod_proxy", R, CLIENT, BY_SERVER, PROGRAM,
	  "The server behind httpd sent a RST before its answer." },
	{ "error reading status line from remote server", "(70007)", "Apache mod_proxy", T,
	  CLIENT, UNTOLD, PROGRAM, M_OWN_TIMER },
	{ "error reading status line from remote server", "(70014)", "Apache mod_proxy", F,
	  CLIENT, UNTOLD, PROGRAM, M_FIN_NO_ANSWER },
	{ "ah00957", NULL, "Apache mod_proxy", C | T | U, CLIENT, UNTOLD, PROGRAM,
	  "The connect to the server behind httpd failed; the number in parentheses tells how." },
	{ "ah00957", "(111)connection refused", "Apache mod_proxy", C, CLIENT, UNTOLD, PROGRAM,
	  M_REFUSED },
	{ "ah00957", "(110)", "Apache mod_proxy", T, CLIENT, UNTOLD, PROGRAM, M_TIMEOUT },
	{ "core_output_filter: writing data to the network", NULL, "Apache httpd", W, SERVER,
	  BY_CLIENT, PROGRAM, CORE_GONE },
	{ "core_output_filter: writing data to the network", "(32)broken pipe", "Apache httpd",
	  W, SERVER, BY_CLIENT, PROGRAM, CORE_GONE },
	{ "ap_content_length_filter", "(104)", "Apache httpd", W, SERVER, BY_CLIENT, PROGRAM,
	  CORE_GONE },

	{ "sc-win32-status 64", NULL, "IIS", W, SERVER, BY_CLIENT, PROGRAM,
	  "The client was gone before the answer was complete (ERROR_NETNAME_DELETED)." },
	{ "sc-win32-status=64", NULL, "IIS", W, SERVER, BY_CLIENT, PROGRAM,
	  "The client was gone before the answer was complete (ERROR_NETNAME_DELETED)." },
};

TB_LOG_CHAPTER(web);
