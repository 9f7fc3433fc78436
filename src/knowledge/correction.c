/* SPDX-License-Identifier: BSD-3-Clause */
/* correction.c - what is commonly said of these errors and is not so */
#include "knowledge/correction.h"

#include "knowledge/words.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

#define NOT_A_SOCKET \
	"0x2736 is 10038, WSAENOTSOCK: a call on what is no socket, a local error without a " \
	"packet. Some pages take it for WSAECONNRESET; that is 10054, 0x2746."
#define NODE \
	"Node gives this the code ECONNRESET, but the wire has a FIN. A real reset has a syscall " \
	"(read, write or connect) and an errno (-104 on Linux) beside the code."
#define LIBPQ "libpq prints the same words for a FIN and for a RST; only a capture tells."
#define HAPROXY "HAProxy's code does not tell a RST from a FIN; only a capture does."
#define CURL \
	"curl 52 is a FIN with no byte before it, curl 56 as a rule a RST while reading, curl 35 " \
	"an end in the TLS handshake of which the text tells whether by RST or by FIN. Old curl " \
	"said 55 of any failure to send."
#define WRAPPER \
	"'Connection aborted' is text of Python requests around another exception, which decides."

static const struct tb_correction corrections[] = {
	{ "ENOTSOCK", NULL, NOT_A_SOCKET },
	{ NULL, "0x2736", NOT_A_SOCKET },
	{ NULL, "00002736", NOT_A_SOCKET },
	{ "ENETRESET", NULL,
	  "The reset in its name is no RST of the peer: keepalive failed, or an interface went." },
	{ NULL, "network dropped connection on reset",
	  "The reset in its name is no RST of the peer: keepalive failed, or an interface went." },
	{ "ECONNABORTED", NULL,
	  "Pages that call 10053 a reset by the peer are wrong: this host gave up." },
	{ NULL, "socket hang up", NODE },
	{ NULL, "client network socket disconnected", NODE },
	{ NULL, "code: 'econnreset'", NODE },
	{ NULL, "closed the connection unexpectedly", LIBPQ },
	{ NULL, "terminated abnormally", LIBPQ },
	{ "SH", NULL, HAPROXY },
	{ "SD", NULL, HAPROXY },
	{ "CR", NULL, HAPROXY },
	{ NULL, "java.net.socketexception: connection reset",
	  "Java says 'Connection reset' of a read, and with 'by peer', in the system's words, of "
	  "a write. Both are a RST." },
	{ NULL, "header parser received no bytes",
	  "java.net.http says so of a FIN and of a RST alike; only a capture tells." },
	{ NULL, "curl: (52)", CURL },
	{ NULL, "curl: (56)", CURL },
	{ NULL, "curl: (35)", CURL },
	{ NULL, "curl: (55)", CURL },
	{ "CURLE_GOT_NOTHING", NULL, CURL },
	{ "CURLE_RECV_ERROR", NULL, CURL },
	{ "CURLE_SSL_CONNECT_ERROR", NULL, CURL },
	{ "CURLE_SEND_ERROR", NULL, CURL },
	{ "EPIPE", NULL,
	  "It does not tell what happened, only that something had: look for the RST or FIN "
	  "before it." },
	{ NULL, "broken pipe",
	  "It does not tell what happened, only that something had: look for the RST or FIN "
	  "before it." },
	{ "ECONNREFUSED", NULL,
	  "A firewall that drops never makes this, but a timeout. One that rejects does." },
	{ NULL, "connection refused",
	  "A firewall that drops never makes this, but a timeout. One that rejects does." },
	{ NULL, "'connection aborted.'", WRAPPER },
};

size_t tb_correction_count(void)
{
	return COUNT_OF(corrections);
}

const struct tb_correction *tb_correction_at(size_t i)
{
	return &corrections[i];
}

static const char *name_of(const struct tb_reading *r)
{
	if (r->kernel)
		return r->kernel->name;
	if (r->message)
		return r->message->needle;
	return r->face ? r->face->name : r->error->name ? r->error->name : r->error->windows_name;
}

bool tb_correction_is_due(const struct tb_correction *c, const char *text, size_t n,
			  const struct tb_readings *r)
{
	if (c->needle)
		return tb_holds(text, n, c->needle);
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(name_of(&r->reading[i]), c->error) == 0)
			return true;
	return false;
}
