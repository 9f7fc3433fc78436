/* SPDX-License-Identifier: BSD-3-Clause */
/* log_java.c - Java: its sockets, NIO, Netty, HTTP clients, servlet containers */
#include "knowledge/log_chapter.h"

#define JAVA_WRITE \
	"A write was told, in the words of the system: a RST had arrived before it. A read " \
	"would say only Connection reset."
#define CANCELLED \
	"The client went away before the answer was complete, by RST or by FIN and RST; " \
	"mostly somebody cancelled it."

static const struct tb_log_message rows[] = {
	{ "socketexception: connection reset", NULL, "Java", R, EITHER, UNTOLD, LANGUAGE,
	  M_RESET },
	{ "java.net.socketexception: connection reset", NULL, "Java", R, EITHER, UNTOLD,
	  LANGUAGE,
	  "A read was told of a RST on the established connection; Java remembers it and says "
	  "so again on later calls." },
	{ "java.net.socketexception: connection reset by peer", NULL, "Java", W, EITHER, UNTOLD,
	  LANGUAGE, JAVA_WRITE },
	{ "java.net.socketexception: broken pipe", NULL, "Java", W, EITHER, UNTOLD, LANGUAGE,
	  M_PIPE },
	{ "java.net.socketexception: broken pipe (write failed)", NULL, "Java until 11", W,
	  EITHER, UNTOLD, LANGUAGE, M_PIPE },
	{ "java.net.socketexception: connection reset by peer (write failed)", NULL,
	  "Java until 11", W, EITHER, UNTOLD, LANGUAGE, JAVA_WRITE },
	{ "sslhandshakeexception: connection reset", NULL, "JSSE", R, EITHER, UNTOLD, LANGUAGE,
	  "A RST arrived in the middle of the TLS handshake." },
	{ "java.net.connectexception: connection refused", NULL, "Java", C, CLIENT, UNTOLD,
	  LANGUAGE, M_REFUSED },
	{ "java.net.connectexception: connection refused: connect", NULL, "Java on Windows", C,
	  CLIENT, UNTOLD, LANGUAGE, M_REFUSED },
	{ "java.net.connectexception: connection timed out", NULL, "Java", T, CLIENT, UNTOLD,
	  LANGUAGE, M_TIMEOUT },
	{ "java.net.sockettimeoutexception", NULL, "Java", T, EITHER, UNTOLD, LANGUAGE,
	  M_OWN_TIMER },
	{ "unexpected end of file from server", NULL, "Java HttpURLConnection", F, CLIENT,
	  UNTOLD, LANGUAGE, M_FIN_NO_ANSWER },
	{ "http/1.1 header parser received no bytes", NULL, "Java java.net.http", F | R, CLIENT,
	  UNTOLD, LANGUAGE,
	  "The connection ended before the answer's header, by FIN or by RST: java.net.http "
	  "says the same for both." },
	{ "nohttpresponseexception", NULL, "Apache HttpClient", F, CLIENT, UNTOLD, PROGRAM,
	  "A FIN came where an answer was due, as a rule on a connection out of the pool that "
	  "the server had just closed. Not a RST." },
	{ "the target server failed to respond", NULL, "Apache HttpClient", F, CLIENT, UNTOLD,
	  PROGRAM,
	  "A FIN came where an answer was due, as a rule on a connection out of the pool that "
	  "the server had just closed. Not a RST." },
	{ "remote host terminated the handshake", NULL, "Java JSSE", F, EITHER, UNTOLD, LANGUAGE,
	  "A FIN in the middle of the TLS handshake. Not a RST." },
	{ "remote host closed connection during handshake", NULL, "Java JSSE until 8", F, EITHER,
	  UNTOLD, LANGUAGE, "A FIN in the middle of the TLS handshake. Not a RST." },
	{ "java.io.ioexception: an existing connection was forcibly closed by the remote host",
	  NULL, "Java NIO on Windows", R, EITHER, UNTOLD, LANGUAGE, M_RESET },
	{ "java.io.ioexception: connection reset by peer", NULL, "Java NIO", R, EITHER, UNTOLD,
	  LANGUAGE, M_RESET },
	{ "java.io.ioexception: broken pipe", NULL, "Java NIO", W, EITHER, UNTOLD, LANGUAGE,
	  M_PIPE },
	{ "connection reset by peer", "sun.nio", "Java NIO", R, EITHER, UNTOLD, LANGUAGE,
	  M_RESET },
	{ "connection reset by peer", "nativeioexception", "Netty", R, EITHER, UNTOLD, LANGUAGE,
	  M_RESET },
	{ "readaddress(..) failed: connection reset by peer", NULL, "Netty", R, EITHER, UNTOLD,
	  PROGRAM, M_RESET },
	{ "recvaddress(..) failed: connection reset by peer", NULL, "Netty", R, EITHER, UNTOLD,
	  PROGRAM, M_RESET },
	{ "clientabortexception", NULL, "Tomcat", W, SERVER, BY_CLIENT, PROGRAM, CANCELLED },
	{ "jetty.io.eofexception", NULL, "Jetty", W, SERVER, BY_CLIENT, PROGRAM, CANCELLED },
	{ "eofexception: closed", NULL, "Jetty", W, SERVER, BY_CLIENT, PROGRAM, CANCELLED },
};

TB_LOG_CHAPTER(java);
