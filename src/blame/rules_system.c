/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rules_system.c - resets that the system of an end makes, whatever its program does
 */
#include "blame/rulebook.h"
#include "blame/signal.h"

static const struct tb_rule rules[] = {
	{
		.is = {
			.slug = "keepalive-timeout",
			.title = "keepalive probes got no answer",
			.meaning = "One end probed an idle connection, got no answer and "
				"gave it up by a reset. Its peer or the path to it was "
				"dead.",
			.decisive = "Several probes at equal intervals (0 or 1 byte, "
				"numbered one before the next byte), none acknowledged, "
				"then RST and ACK from the same end. Where the answers "
				"are seen and lost later: that reset comes just when the "
				"next probe would be due.",
			.against = "Probes were acknowledged, and the reset does not keep "
				"their rhythm.",
			.limit = "Whether the peer was dead or the path.",
			.client_sees = "If it probed: ETIMEDOUT; on Windows WSAENETRESET "
				"(10052) or WSAECONNRESET (10054). If the server probed "
				"and the reset arrives: ECONNRESET.",
			.server_sees = "Likewise: ETIMEDOUT if it probed, ECONNRESET if "
				"the client did and the reset arrives.",
			.advice = {
				"Capture at the other end: if the probes do not arrive "
				"the path is broken, if they do and are not answered that "
				"host is.",
				"On Linux the time to the reset follows from "
				"net.ipv4.tcp_keepalive_time, tcp_keepalive_intvl and "
				"tcp_keepalive_probes, or from the socket's own "
				"TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT.",
			},
		},
		.harm = TB_HARM_DISRUPTIVE,
		.prior = -10, .settled_by = TB_SIGNAL_KERNEL_KEEPALIVE,
		.clue = {
			TB_CLUE(PROBE_WAS_DUE, 26, 0),
			TB_CLUE(PROBES_UNANSWERED, 30, -25),
			TB_CLUE(LIVE_SOCKET, 5, -10),
			TB_KERNEL_PROVES(KEEPALIVE),
		},
	},
	{
		.is = {
			.slug = "retransmission-timeout",
			.title = "data was never acknowledged and was given up",
			.meaning = "One end repeated its data until it gave up. Most "
				"kernels send nothing then; a reset, if any, answers what "
				"the other end sends later.",
			.decisive = "The same segment again and again at growing "
				"intervals, never acknowledged, then silence; at most a "
				"bare reset that answers a late packet.",
			.against = "Acknowledgements went on.",
			.limit = "Where on the way the packets were lost; at most on "
				"which side of the capture point.",
			.client_sees = "If it gave up: ETIMEDOUT; on Windows WSAETIMEDOUT "
				"(10060) or WSAECONNABORTED (10053). Otherwise nothing, "
				"or ECONNRESET when it speaks again.",
			.server_sees = "Likewise: ETIMEDOUT if it gave up; otherwise "
				"nothing, or ECONNRESET when it speaks again.",
			.advice = {
				"Are only full-size segments lost? Then suspect the MTU: "
				"ping -M do -s 1472 HOST, and clamp the MSS at the "
				"tunnel.",
				"Otherwise look for the place of the loss: mtr --tcp "
				"--port PORT HOST, ip -s link on both hosts; and see "
				"whether the other host was up.",
			},
		},
		.harm = TB_HARM_DISRUPTIVE,
		.prior = -10,
		.clue = {
			TB_CLUE(GAVE_UP, 28, -20),
			TB_CLUE(STATELESS, 5, -4),
			TB_CLUE(SENDER_CLOSED, -14, 1),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER), TB_KERNEL(DISCONNECTED),
			TB_KERNEL(UNREAD),
		},
	},
	{
		.is = {
			.slug = "fin-wait-2-timeout",
			.title = "the half-closed connection waited too long",
			.meaning = "One end had closed, the other did not, and after a "
				"time the kernel dropped what was left. On Linux that is "
				"60 s; what comes later is answered by a reset.",
			.decisive = "A FIN that was acknowledged, a silence of 60 s or "
				"another constant time, then late data and its reset, or "
				"a RST and ACK that answers nothing.",
			.against = "A shorter silence: then the data simply came after "
				"the close.",
			.limit = "Whether the program that had closed still expected "
				"anything.",
			.client_sees = "If it wrote late: EPIPE or ECONNRESET. If it had "
				"closed: nothing.",
			.server_sees = "If it wrote late: EPIPE or ECONNRESET. If it had "
				"closed: nothing.",
			.advice = {
				"Find out why the other end does not close when it reads "
				"end of file: ss -tnp state close-wait names the program "
				"that keeps such sockets.",
				"The time is net.ipv4.tcp_fin_timeout on Linux; to raise "
				"it only hides the leak.",
			},
		},
		.prior = -12, .settled_by = TB_SIGNAL_KERNEL_FIN_WAIT,
		.clue = {
			TB_CLUE(FIN_ACK_ONLY, 24, 0),
			TB_CLUE(SENDER_CLOSED, 4, -25),
			TB_CLUE(FIN_LONG_AGO, 24, -8),
			TB_CLUE(STATELESS, 3, 0),
			TB_CLUE(BOTH_CLOSED, -12, 0),
			TB_KERNEL_PROVES(FIN_WAIT), TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
			TB_KERNEL(CLOSED),
		},
	},
	{
		.is = {
			.slug = "resource-exhaustion",
			.title = "a host ran short of resources",
			.meaning = "A host ended the connection because it was short of "
				"something. That may be socket memory, orphaned sockets, "
				"file descriptors or a limit on connections.",
			.decisive = "The server's own word that it takes no more connections; or "
				"resets of live sockets on many connections that were "
				"closing or repeating data, close together, often after "
				"closed windows. A line of the kernel about socket memory "
				"or orphaned sockets decides.",
			.against = "A single connection.",
			.limit = "Memory, descriptors and load are not on the wire: "
				"without the host's log it is at most a suspicion.",
			.client_sees = "If the server ran short: ECONNRESET. If its own "
				"host did: an error of its own, such as EMFILE or "
				"ENOBUFS.",
			.server_sees = "If its own host ran short: a line in the kernel's "
				"log. If the client's did: ECONNRESET.",
			.advice = {
				"On that host, journalctl -k shows lines about socket "
				"memory or orphaned sockets; compare /proc/net/sockstat "
				"with net.ipv4.tcp_mem and net.ipv4.tcp_max_orphans.",
				"Compare the number of entries in /proc/PID/fd with Max "
				"open files in /proc/PID/limits, and look for the "
				"program's own limit on connections.",
			},
		},
		/* to close a listener ends what it had not accepted in the same way */
		.most = 75, .said_by = TB_SIGNAL_SAID_FULL,
		.prior = -17, .settled_by = TB_SIGNAL_KERNEL_MEMORY,
		.clue = {
			TB_CLUE(SAID_FULL, 34, 0),
			TB_CLUE(REFUSED_UNASKED, 22, 0),
			TB_CLUE(NOTHING_SAID, 12, -2),
			TB_CLUE(ACCEPTS_OTHERS, 6, -2),
			TB_CLUE(FROM_SERVER, 3, -12),
			TB_CLUE(MADE_BY_THIRD, -12, 1),
			TB_CLUE(MANY_ENDINGS, 8, -2),
			TB_CLUE(LIVE_SOCKET, 6, -15),
			TB_CLUE(SENDER_CLOSED, 10, -1),
			TB_CLUE(WENT_DOWN, -8, 0),
			TB_KERNEL_PROVES(MEMORY), TB_KERNEL(UNREAD), TB_KERNEL(DISCONNECTED),
			TB_KERNEL(CLOSED),
		},
	},
	{
		.is = {
			.slug = "administrative-abort",
			.title = "somebody ended the connection from outside",
			.meaning = "An administrator or a tool ended the connection from "
				"outside of the program. Commands such as ss -K, or those "
				"by which proxies and databases kill a session, do this.",
			.decisive = "Resets of live sockets at moments that fit no "
				"request and no timer, on connections that share an "
				"attribute such as an address or a user, after their own "
				"end's last words: nothing can have lain unread then.",
			.against = "A timer fits; or the other end spoke last, and a "
				"process that ends with that unread looks the same.",
			.limit = "On the wire it is an abort like any other; only a log "
				"or a witness proves it.",
			.client_sees = "If it was done at the server: ECONNRESET. If at "
				"its own host: ECONNABORTED on Linux.",
			.server_sees = "If it was done at its own host: ECONNABORTED on "
				"Linux, or a line of the tool. If at the client: "
				"ECONNRESET.",
			.advice = {
				"Ask who worked on that host at this time, and look at "
				"its audit log and at the logs of proxy and database "
				"(PostgreSQL: terminating connection due to administrator "
				"command).",
			},
		},
		.most = 75, .twin = "abortive-close",
		.prior = -15, .settled_by = TB_SIGNAL_KERNEL_KILLED,
		.said_by = TB_SIGNAL_SAID_TERMINATED,
		.clue = {
			TB_CLUE(SAID_TERMINATED, 24, 0),
			TB_CLUE(AT_ONCE, -6, 0),
			TB_CLUE(MANY_ENDINGS, 11, 0),
			TB_CLUE(LIVE_SOCKET, 7, -20),
			TB_CLUE(SILENT, 4, -4),
			TB_CLUE(SAME_SILENCE, -10, 1),
			TB_CLUE(SAME_INSTANT, 2, 0),
			TB_CLUE(ENDPOINT_TIMER, -3, 0),
			TB_CLUE(WHOLE_SECONDS, -5, 2),
			TB_CLUE(RECEIVER_SPOKE_LAST, -8, 4),
			TB_CLUE(SENDER_SPOKE_LAST, 4, 0),
			TB_CLUE(GOT_ANSWER, -12, 0),
			TB_CLUE(SENDER_CLOSED, -8, 1),
			TB_CLUE(REQUEST_OPEN, -3, 0),
			TB_CLUE(WENT_DOWN, -8, 1),
			TB_CLUE(MADE_BY_THIRD, -15, 1),
			TB_CLUE(PROBES_UNANSWERED, -20, 0),
			TB_KERNEL_PROVES(KILLED),
		},
	},
};

const struct tb_chapter tb_chapter_system = {
	.title = "Made by the system of an end: timers, want of memory, a hand from outside",
	.rule = rules,
	.n = sizeof(rules) / sizeof(rules[0]),
};
