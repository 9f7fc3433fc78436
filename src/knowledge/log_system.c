/* SPDX-License-Identifier: BSD-3-Clause */
/* log_system.c - the words of operating systems: strerror(), FormatMessage(), the kernel log */
#include "knowledge/log_chapter.h"

#define NETNAME \
	"Overlapped I/O of Windows ended with ERROR_NETNAME_DELETED (64): a RST arrived, or " \
	"the program closed its own socket. The number alone does not name the side."

static const struct tb_log_message rows[] = {
	{ "connection reset by peer", NULL, "strerror()", R, EITHER, UNTOLD, SYSTEM, M_RESET },
	{ "connection reset by", NULL, "strerror()", R, EITHER, UNTOLD, SYSTEM, M_RESET },
	{ "connection reset by network", NULL, "strerror() of musl", T, EITHER, UNTOLD, SYSTEM,
	  "ENETRESET: keepalive found the peer dead, or an interface went. In spite of its name "
	  "no RST of the peer." },
	{ "connection to", "reset by peer", "strerror(), reworded", R, EITHER, UNTOLD, SYSTEM,
	  M_RESET },
	{ "broken pipe", NULL, "strerror()", W, EITHER, UNTOLD, SYSTEM, M_PIPE },
	{ "connection refused", NULL, "strerror()", C, CLIENT, UNTOLD, SYSTEM, M_REFUSED },
	{ "connection timed out", NULL, "strerror()", T, EITHER, UNTOLD, SYSTEM, M_TIMEOUT },
	{ "operation timed out", NULL, "strerror() of BSD, macOS and musl", T, EITHER, UNTOLD,
	  SYSTEM, M_TIMEOUT },
	{ "no route to host", NULL, "strerror()", U, CLIENT, UNTOLD, SYSTEM, M_UNREACHABLE },
	{ "host is unreachable", NULL, "strerror() of musl", U, CLIENT, UNTOLD, SYSTEM,
	  M_UNREACHABLE },
	{ "network is unreachable", NULL, "strerror()", U, CLIENT, UNTOLD, SYSTEM,
	  "This host has no route to there; mostly no packet was sent at all. No RST." },
	{ "software caused connection abort", NULL, "strerror()", A, EITHER, UNTOLD, SYSTEM,
	  M_LOCAL },
	{ "network dropped connection on reset", NULL, "strerror()", T, EITHER, UNTOLD, SYSTEM,
	  "ENETRESET: keepalive found the peer dead, or an interface went. In spite of its name "
	  "no RST of the peer." },

	{ "an existing connection was forcibly closed by the remote host", NULL, "Windows", R,
	  EITHER, UNTOLD, SYSTEM, M_RESET },
	{ "an established connection was aborted by the software in your host machine", NULL,
	  "Windows", A, EITHER, UNTOLD, SYSTEM, M_LOCAL },
	{ "no connection could be made because the target machine actively refused it", NULL,
	  "Windows", C, CLIENT, UNTOLD, SYSTEM, M_REFUSED },
	{ "connected party did not properly respond after a period of time", NULL, "Windows", T,
	  EITHER, UNTOLD, SYSTEM, M_TIMEOUT },
	{ "broken due to keep-alive activity detecting a failure", NULL, "Windows", T, EITHER,
	  UNTOLD, SYSTEM,
	  "WSAENETRESET: keepalive probes stayed unanswered. In spite of its name no RST of "
	  "the peer." },
	{ "a socket operation was attempted to an unreachable host", NULL, "Windows", U, CLIENT,
	  UNTOLD, SYSTEM, M_UNREACHABLE },
	{ "a socket operation was attempted to an unreachable network", NULL, "Windows", U,
	  CLIENT, UNTOLD, SYSTEM, M_UNREACHABLE },
	{ "the specified network name is no longer available", NULL, "Windows", R | A, EITHER,
	  UNTOLD, SYSTEM, NETNAME },
	{ "the semaphore timeout period has expired", NULL, "Windows", T, EITHER, UNTOLD, SYSTEM,
	  "ERROR_SEM_TIMEOUT (121): the connect or the repetition of data went unanswered. No "
	  "RST arrived." },
	{ "the remote computer refused the network connection", NULL, "Windows", C, CLIENT,
	  UNTOLD, SYSTEM, M_REFUSED },
	{ "the network connection was aborted by the local system", NULL, "Windows", A, EITHER,
	  UNTOLD, SYSTEM, M_LOCAL },
	{ "the network connection was gracefully closed", NULL, "Windows", F, EITHER, UNTOLD,
	  SYSTEM, "ERROR_GRACEFUL_DISCONNECT (1226): a FIN. Not a RST." },
	{ "0x80072746", NULL, "Windows", R, EITHER, UNTOLD, SYSTEM, M_RESET },
	{ "0x80072745", NULL, "Windows", A, EITHER, UNTOLD, SYSTEM, M_LOCAL },
	{ "0x8007274c", NULL, "Windows", T, EITHER, UNTOLD, SYSTEM, M_TIMEOUT },
	{ "0x8007274d", NULL, "Windows", C, CLIENT, UNTOLD, SYSTEM, M_REFUSED },

	{ "econnreset", NULL, "errno", R, EITHER, UNTOLD, SYSTEM, M_RESET },
	{ "econnrefused", NULL, "errno", C, CLIENT, UNTOLD, SYSTEM, M_REFUSED },
	{ "econnaborted", NULL, "errno", A, EITHER, UNTOLD, SYSTEM, M_LOCAL },
	{ "etimedout", NULL, "errno", T, EITHER, UNTOLD, SYSTEM, M_TIMEOUT },
	{ "epipe", NULL, "errno", W, EITHER, UNTOLD, SYSTEM, M_PIPE },
	{ "ehostunreach", NULL, "errno", U, CLIENT, UNTOLD, SYSTEM, M_UNREACHABLE },
	{ "enetunreach", NULL, "errno", U, CLIENT, UNTOLD, SYSTEM,
	  "This host has no route to there; mostly no packet was sent at all. No RST." },
	{ "enetreset", NULL, "errno", T, EITHER, UNTOLD, SYSTEM,
	  "Keepalive found the peer dead, or an interface went. In spite of its name no RST of "
	  "the peer." },

	{ "nf_conntrack: table full, dropping packet", NULL, "Linux kernel", T, BETWEEN, UNTOLD,
	  PROGRAM,
	  "The connection table of this host is full: packets of new connections are dropped, "
	  "and their clients run into timeouts. No RST." },
	{ "possible syn flooding on port", NULL, "Linux kernel", T, SERVER, UNTOLD, PROGRAM,
	  "The queue of half-open connections is full, by an attack or by a program that is "
	  "slow to accept. Timeouts, cookies or resets of the handshake follow." },
	{ "tcp: out of memory -- consider tuning tcp_mem", NULL, "Linux kernel", A, EITHER,
	  BY_WRITER, PROGRAM,
	  "The kernel ran out of memory for TCP and resets connections itself: a RST with ACK "
	  "out of a live socket, which the peer meets as ECONNRESET." },
	{ "too many orphaned sockets", NULL, "Linux kernel", A, EITHER, BY_WRITER, PROGRAM,
	  "More closed sockets still had data to send than the kernel allows, so it resets "
	  "them: a RST with ACK, which the peer meets as ECONNRESET." },
};

TB_LOG_CHAPTER(system);
