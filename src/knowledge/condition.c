/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * condition.c - what each condition that an application meets is on the wire
 *
 * Who is told of what is RFC 9293, 3.10.7, and how systems differ from it.  Linux was
 * measured; macOS and FreeBSD are by their sources; Windows by its documents and by report.
 */
#include "knowledge/condition.h"

static const struct tb_condition_info infos[TB_CONDITION_COUNT] = {
	[TB_CONDITION_RESET] = {
		.produced = {
			"A RST that is accepted while the connection stands (ESTABLISHED, "
			"FIN-WAIT).",
			"A RST after the handshake but before accept(): Linux accepts and tells "
			"the first read; macOS and BSD may say ECONNABORTED at accept(), Windows "
			"10054.",
			"On macOS, BSD and Windows also a RST after the peer's FIN.",
			"Over UDP on Windows: ICMP port unreachable, told at the next receive.",
		},
		.never = {
			"A FIN. That is end of file: a read returns 0.",
			"A RST that answers a SYN. That is a refusal.",
			"Silence. That is a timeout.",
			"On Linux, a RST after the peer's FIN. That is EPIPE at a write, end of "
			"file at a read.",
		},
		.seen = {
			"The end that received the RST, at its next read or write. For a pooled "
			"connection that can be minutes after the packet.",
			"Linux tells it once; then reads return 0 and writes fail with EPIPE. "
			"Data that had arrived before can still be read there; on Windows it may "
			"be lost.",
			"Overlapped I/O of Windows says 64, ERROR_NETNAME_DELETED, in its place.",
			"Not the end that sent the RST, and not a program that has closed its "
			"socket.",
		},
		.beware = {
			"The number says neither who made the RST nor why: a box in between can "
			"send it in the peer's name.",
			"Some libraries say it of a FIN: Node's 'socket hang up' has the code "
			"ECONNRESET.",
		},
		.look = {
			"The first RST of the connection and what came just before it from the "
			"other side: the RST answers that packet, or comes of itself.",
			"A FIN before it: then its sender had closed, and data came too late.",
			"Its TTL, IP ID and window beside those of the sender's other packets: "
			"they tell whether a box in between made it.",
			"How long the connection was silent before: timers have round numbers.",
		},
		.advice = {
			"Expect it at every read and write; close the socket, connect again, and "
			"repeat only what may be done twice. Where the service can, do without "
			"for as long.",
			"Log the errno, both addresses with ports, and the time: with them a RST "
			"is found in a capture.",
		},
		.filter = "tcp.flags.reset == 1",
		.cause = { "close-with-unread-data", "abortive-close", "data-after-close",
			   "keep-alive-race", "process-terminated", "half-open-connection",
			   "middlebox-idle-timeout", "policy-reset", "injected-reset",
			   "request-triggered-reset" },
		.related = { "ECONNABORTED", "EPIPE", "ECONNREFUSED", "ETIMEDOUT", "EWOULDBLOCK",
			     "EINPROGRESS" },
	},
	[TB_CONDITION_REFUSED] = {
		.produced = {
			"A RST with ACK that answers the SYN: nothing listens on that port.",
			"The same from a firewall whose rule rejects.",
			"ICMP port unreachable, or prohibited by an administrator, in answer to "
			"the SYN.",
		},
		.never = {
			"A firewall that drops. That is a timeout.",
			"A RST on a connection that stands. That is a reset.",
			"A bare RST without ACK: a SYN does not take it for an answer.",
		},
		.seen = {
			"The client, at connect(), or in SO_ERROR after a non-blocking one. The "
			"server's program sees nothing.",
			"Windows sends the SYN again after each RST, so the error comes about 2 s "
			"late and the RSTs in groups; overlapped connects say 1225.",
		},
		.beware = {
			"It is no proof that the host answered: a firewall can refuse in its name.",
			"A listener whose queue is full is said to refuse on Windows; on Linux it "
			"is silent unless tcp_abort_on_overflow is set.",
		},
		.look = {
			"The SYN and the RST that answers it, or an ICMP error that quotes the "
			"SYN.",
			"Whether other ports of the host, or the same one a little later, answer.",
			"The TTL of the RST beside that of the host's SYN-ACKs.",
		},
		.advice = {
			"See that the service runs and listens on that address, not on loopback "
			"only; then which firewall rejects.",
		},
		.filter = "tcp.flags.syn == 1 || tcp.flags.reset == 1 || icmp.type == 3",
		.cause = { "connection-refused", "firewall-reject", "icmp-unreachable",
			   "service-restart", "accept-queue-overflow" },
		.related = { "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", "EINPROGRESS" },
	},
	[TB_CONDITION_TIMED_OUT] = {
		.produced = {
			"SYNs that nobody answers: about 21 s on Windows, 75 s on macOS, 127 s or "
			"131 s on Linux.",
			"Data that nobody acknowledges: about 15 minutes on Linux (tcp_retries2), "
			"less with TCP_USER_TIMEOUT.",
			"Keepalive probes that nobody answers.",
		},
		.never = {
			"A RST that reached the end which reports it.",
			"A program's own timer: 504, curl 28 and their like come earlier, and "
			"that program closes by itself.",
		},
		.seen = {
			"The end that waited for an answer, at connect(), read() or write().",
			"When keepalive gives up, Linux sends a RST itself; should that get "
			"through, the peer meets ECONNRESET.",
		},
		.beware = {
			"ENETRESET, 10052, is one too, in spite of its name.",
		},
		.look = {
			"What was sent again and again, for how long, and the last packet that "
			"came from the other side.",
			"At both ends, if you can: where on the way the packets stop.",
		},
		.advice = {
			"Set timers of your own that are shorter, and keepalive shorter than the "
			"timers of NAT and firewalls.",
		},
		.filter = "tcp.analysis.retransmission || tcp.analysis.keep_alive || "
			  "tcp.flags.syn == 1",
		.cause = { "connect-timeout", "retransmission-timeout", "keepalive-timeout",
			   "path-failure", "middlebox-idle-timeout" },
		.related = { "ENETRESET", "EHOSTUNREACH", "ECONNREFUSED", "ECONNRESET",
			     "EWOULDBLOCK", "EINPROGRESS" },
	},
	[TB_CONDITION_BROKEN_PIPE] = {
		.produced = {
			"A write after the system has told of a RST already.",
			"The second write after the peer's FIN: the first one was answered by a "
			"RST.",
			"On Linux, a RST after the peer's FIN, which is so never told as "
			"ECONNRESET.",
			"A write after one's own shutdown() of that direction.",
		},
		.never = {
			"The first write after the peer's FIN: it succeeds, and only its data "
			"provokes the RST.",
			"A write to a peer that is merely silent.",
		},
		.seen = {
			"The end that writes, at write() or send(), with the signal SIGPIPE "
			"unless that is ignored or MSG_NOSIGNAL is set.",
			"Sockets of Windows have 10053, 10054 or 10058 in its place.",
		},
		.beware = {
			"The time in a log is when the program wrote, which can be minutes after "
			"the connection ended.",
		},
		.look = {
			"Back from the time of the error: the peer's FIN, the data that still "
			"went to it, and the RST that answered.",
		},
		.advice = {
			"Read before writing on a connection that was idle: a read of 0 tells of "
			"the peer's FIN in time.",
		},
		.filter = "tcp.flags.fin == 1 || tcp.flags.reset == 1",
		.cause = { "data-after-close", "keep-alive-race", "client-cancel",
			   "early-response-abort", "middlebox-idle-timeout" },
		.related = { "ECONNRESET", "ESHUTDOWN", "ECONNABORTED" },
	},
	[TB_CONDITION_ABORTED] = {
		.produced = {
			"Nothing that the peer sent: this host's system or software gave up.",
			"Windows: data that was never acknowledged, an antivirus or proxy filter, "
			"a write after the peer had closed.",
			"Linux: a socket killed from outside (ss -K); its peer gets a RST.",
			"macOS and BSD: accept() of a connection that was reset before.",
		},
		.never = {
			"By its definition, a RST of the peer, but for that case of accept().",
		},
		.seen = {
			"The very end that gave up, at its next call. The peer sees a RST, a FIN "
			"or nothing.",
		},
		.beware = {
			"Python requests says 'Connection aborted' of any end: what stands inside "
			"decides.",
		},
		.look = {
			"Repetitions without an answer before it, and a RST that this very host "
			"sends.",
			"A capture on this host: what its own software forges is seen nowhere "
			"else.",
		},
		.advice = {
			"Look at this host first: antivirus, proxy or VPN software, its own "
			"timers, its memory.",
		},
		.filter = "tcp.flags.reset == 1 || tcp.analysis.retransmission",
		.cause = { "retransmission-timeout", "policy-reset", "administrative-abort",
			   "resource-exhaustion" },
		.related = { "ECONNRESET", "ENETRESET", "ETIMEDOUT", "EPIPE" },
	},
	[TB_CONDITION_UNREACHABLE] = {
		.produced = {
			"ICMP: net or host unreachable, or prohibited by an administrator.",
			"ARP or neighbour discovery that nobody answers, after about 3 s.",
			"A host without a route: no packet at all.",
		},
		.never = {
			"A RST.",
			"ICMP on a connection that stands: it is noted, and only a timeout ends "
			"it.",
		},
		.seen = {
			"The client, at connect(). On a connection that stands it may be told in "
			"place of ETIMEDOUT when that ends.",
		},
		.beware = {
			"A firewall can send this ICMP in place of a RST.",
		},
		.look = {
			"ICMP errors that quote the SYN, and their sender: that is where the way "
			"ends.",
			"ARP requests without a reply.",
		},
		.advice = {
			"Check routes, masks and VPNs of this host, then the router that sends "
			"the ICMP.",
		},
		.filter = "icmp.type == 3 || icmpv6.type == 1 || arp",
		.cause = { "icmp-unreachable", "connect-timeout", "path-failure" },
		.related = { "ENETUNREACH", "EHOSTUNREACH", "EHOSTDOWN", "ETIMEDOUT",
			     "ECONNREFUSED" },
	},
	[TB_CONDITION_END_OF_FILE] = {
		.produced = {
			"The peer's FIN: it closed in order, or its process ended with nothing "
			"unread.",
			"A read after the system has told of a reset already.",
			"On Linux also a RST after the peer's FIN, if the program only reads.",
		},
		.never = {
			"A RST while the connection stands: the first call after it fails.",
		},
		.seen = {
			"The end that reads: read() returns 0. It is no error of the system; what "
			"the program expected makes one of it.",
		},
		.beware = {
			"Libraries give it the looks of a reset: 'socket hang up', curl 52, "
			"'prematurely closed', 'unexpected EOF'.",
		},
		.look = {
			"The FIN, who sent it first, and how long the connection was idle before.",
			"A RST just behind it: that answers data which crossed the FIN.",
		},
		.advice = {
			"If it hits a connection out of a pool: let the client's idle timer be "
			"shorter than the server's, and repeat the request once.",
		},
		.filter = "tcp.flags.fin == 1 || tcp.flags.reset == 1",
		.cause = { "keep-alive-race", "idle-timeout-close", "graceful-close",
			   "service-restart", "data-after-close" },
		.related = { "ECONNRESET", "EPIPE" },
	},
};

const struct tb_condition_info *tb_condition_info_of(enum tb_condition c)
{
	if (c == TB_CONDITION_NONE || (unsigned)c >= TB_CONDITION_COUNT)
		return NULL;
	return &infos[c];
}
