/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rules_endpoint.c - resets that an end makes whatever is said
 */
#include "blame/rulebook.h"
#include "blame/signal.h"

static const struct tb_rule rules[] = {
	{
		.is = {
			.slug = "close-with-unread-data",
			.title = "closed while received data lay unread",
			.meaning = "A program closed its socket while data that had "
				"arrived for it was still unread. Its kernel then sends a "
				"reset instead of a FIN, so that the other end learns "
				"that data was lost.",
			.decisive = "A reset of a live socket (on Linux RST and ACK with "
				"the next sequence number, a window, and the connection's "
				"own options) that acknowledges data which was never "
				"answered, and no FIN before. A closed window before it "
				"shows that the data was not read.",
			.against = "All that the other end had said was answered, or a "
				"FIN came before.",
			.limit = "That the data was unread is inferred from its being "
				"unanswered, unless the window was closed: an abort on "
				"purpose (SO_LINGER with zero seconds) after it was read "
				"looks the same. So does a process that ends before it "
				"reads.",
			.client_sees = "If the server closed: ECONNRESET. Linux still "
				"hands out what had arrived before, on Windows a response "
				"not yet read can be lost. If it closed itself: nothing.",
			.server_sees = "If it closed itself: nothing. If the client "
				"closed: ECONNRESET.",
			.advice = {
				"Let the program that closes read to the end of file "
				"first: shut down writing, drain, then close. nginx has "
				"lingering_close for this.",
				"Find out why it closed with input waiting: a limit, an "
				"error path, a stopped worker. strace -f -e "
				"trace=network,close on it shows the order.",
			},
		},
		.unread = true,
		.most = 84, .twin = "abortive-close",
		/* a process that ends has not read everything either, nor has what is killed */
		.rival = { TB_SIGNAL_MANY_ENDINGS, 60, "process-terminated" },
		.prior = -8, .settled_by = TB_SIGNAL_KERNEL_UNREAD,
		.said_by = TB_SIGNAL_SENDER_SHUT,
		.clue = {
			TB_CLUE(WHOLE_SINCE_START, -12, 0),
			TB_CLUE(RECEIVER_ALERTED, -8, 0),
			TB_CLUE(SENDER_ALERTED, -4, 0),
			TB_CLUE(GOT_ANSWER, 5, 0),
			TB_CLUE(SENDER_SHUT, 14, 0),
			TB_CLUE(UNHEARD, -14, 0),
			TB_CLUE(WHOLE_SECONDS, -4, 1),
			TB_CLUE(NOT_UNDERSTOOD, -6, 0),
			TB_CLUE(MANY_ENDINGS, 0, 1),
			TB_CLUE(LIVE_SOCKET, 8, -20),
			TB_CLUE(RECEIVER_SPOKE_LAST, 10, -12),
			TB_CLUE(SENDER_CLOSED, -10, 2),
			TB_CLUE(REQUEST_OPEN, 4, -6),
			TB_CLUE(PROBES_UNANSWERED, -20, 0),
			TB_CLUE(WORKED_LONG, -7, 1),
			TB_CLUE(MADE_BY_THIRD, -20, 2),
			TB_CLUE(RESPONSE_BEGUN, -4, 0),
			TB_CLUE(WENT_DOWN, -8, 1),
			TB_CLUE(WRONG_LANGUAGE, -6, 0),
			TB_CLUE(TLS_UNFINISHED, -8, 0),
			TB_CLUE(TLS_TAIL, -10, 0),
			TB_CLUE(PERIODIC, -6, 0),
			TB_CLUE(RECEIVED_IN_VAIN, -10, 0),
			TB_KERNEL(UNREAD),
		},
	},
	{
		.is = {
			.slug = "abortive-close",
			.title = "a program aborted the connection",
			.meaning = "A program ended the connection by an abort instead of "
				"a close. SO_LINGER with zero seconds, an abort call and "
				"a disconnect of a live socket do this.",
			.decisive = "A reset of a live socket with nothing of the other "
				"end's left unanswered, no FIN before, and no timer that "
				"fits.",
			.against = "Data was waiting to be read; many connections ended "
				"at the same moment.",
			.limit = "Why the program aborted; and whether it did, or a tool such as "
				"ss -K over its head: the packets are the same.",
			.client_sees = "If the server aborted: ECONNRESET at the next "
				"call. If it aborted itself: nothing.",
			.server_sees = "If it aborted itself: nothing. If the client "
				"aborted: ECONNRESET at the next call.",
			.advice = {
				"Look for SO_LINGER (setSoLinger, SetLinger, LingerState) "
				"in the program and its libraries, for option nolinger in "
				"HAProxy, and for a pool that throws connections away; "
				"strace -f -e trace=setsockopt,close shows it.",
				"If the program knows nothing of it, ask who ends "
				"connections on that host from outside: ss -K, a "
				"watchdog, an orchestrator.",
			},
		},
		.most = 95, .twin = "administrative-abort",
		/* a short timer looks the same */
		.rival = { TB_SIGNAL_WAITED_BRIEFLY, 70, "application-timeout" },
		.prior = -9, .settled_by = TB_SIGNAL_KERNEL_DISCONNECTED,
		.clue = {
			TB_CLUE(WHOLE_SINCE_START, -3, 0),
			TB_CLUE(MANY_ENDINGS, -8, 1),
			TB_CLUE(GOT_ANSWER, 4, 0),
			TB_CLUE(NOTHING_SAID, -3, 1),
			TB_CLUE(LIVE_SOCKET, 8, -20),
			TB_CLUE(RECEIVER_SPOKE_LAST, -5, 6),
			TB_CLUE(SENDER_CLOSED, -4, 2),
			TB_CLUE(REQUEST_OPEN, 0, -2),
			TB_CLUE(MADE_BY_THIRD, -20, 2),
			TB_CLUE(PROBES_UNANSWERED, -20, 0),
			TB_CLUE(WAITED_BRIEFLY, -2, 0),
			TB_CLUE(WHOLE_SECONDS, -4, 1),
			TB_CLUE(SAME_SILENCE, -6, 0),
			TB_CLUE(WENT_DOWN, -8, 1),
			TB_CLUE(LOSSY, -6, 0),
			TB_CLUE(PERIODIC, -10, 0),
			TB_CLUE(RESET_INSTEAD_OF_ACK, -8, 0),
			TB_CLUE(SILENT, 0, 1),
			TB_CLUE(WRONG_LANGUAGE, -8, 0),
			TB_CLUE(NOT_UNDERSTOOD, -8, 0),
			TB_CLUE(IN_SYN_SENT, -12, 0),
			TB_CLUE(ICMP_ERROR, -4, 0),
			TB_CLUE(UNHEARD, 4, 0),
			TB_CLUE(SENDER_SHUT, -6, 0),
			TB_CLUE(RECEIVER_SHUT, -6, 0),
			TB_CLUE(TLS_UNFINISHED, -8, 0),
			TB_KERNEL(DISCONNECTED),
		},
	},
	{
		.is = {
			.slug = "data-after-close",
			.title = "data came after the receiver had closed",
			.meaning = "One end had closed, and the other went on sending. "
				"What nobody can read any more is answered by a reset.",
			.decisive = "A FIN, then data from the other end, then a bare "
				"reset from the FIN's sender with window 0 and the number "
				"after its FIN, or the FIN's own if the data crossed it.",
			.against = "No FIN before the reset.",
			.limit = "Why the one end closed first, and what the lost data "
				"would have done.",
			.client_sees = "If it was still sending: one write succeeds, the "
				"next fails by EPIPE, and reads give end of file; "
				"ECONNRESET is never seen on Linux here, but on macOS and "
				"Windows it is. If it had closed: nothing.",
			.server_sees = "Likewise: if it was still sending EPIPE, "
				"ECONNRESET on macOS and Windows; if it had closed "
				"nothing.",
			.advice = {
				"Find out why that end closed first: an idle or request "
				"timer, a limit, an error. Its log at the time of the FIN "
				"tells.",
				"Let the other end look for end of file before it writes, "
				"and take closed connections out of its pool.",
			},
		},
		.prior = -8, .settled_by = TB_SIGNAL_KERNEL_CLOSED,
		.clue = {
			TB_CLUE(RESPONSE_BEGUN, -12, 0),
			TB_CLUE(LATE_ANSWER, -10, 0),
			TB_CLUE(RECEIVER_ALERTED, -12, 0),
			TB_CLUE(CROSSED_FIN, 8, 0),
			TB_CLUE(WROTE_AFTER_FIN, 24, -4),
			TB_CLUE(FIN_MISSED, 6, 0),
			TB_CLUE(SAID_TERMINATED, 1, 0),
			TB_CLUE(SAID_CRASHED, 1, 0),
			TB_CLUE(SAID_IDLE, 1, 0),
			TB_CLUE(SENDER_CLOSED, 5, -25),
			TB_CLUE(FIN_LONG_AGO, -12, 1),
			TB_CLUE(UPLOADING, -14, 0),
			TB_CLUE(CLOSE_AFTER_SILENCE, -3, 1),
			TB_CLUE(MADE_BY_THIRD, -15, 2),
			TB_CLUE(BOTH_CLOSED, -4, 2),
			TB_CLUE(RECEIVER_UNACKED, 6, -2),
			TB_KERNEL(CLOSED), TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "process-terminated",
			.title = "the process ended",
			.meaning = "The process that held the socket ended: it crashed, "
				"was killed or stopped. Its kernel closes all it held: by "
				"FIN where all was read, by reset where something was "
				"not.",
			.decisive = "Two or more connections of one port end within about "
				"a second, some by reset and some by FIN, and SYNs to it "
				"are refused afterwards.",
			.against = "New connections are accepted right after, or only one "
				"of many ended.",
			.limit = "Why the process ended. From a single connection it is "
				"at most a suspicion.",
			.client_sees = "If the server's ended: ECONNRESET or end of file, "
				"then ECONNREFUSED. If its own ended: nobody is left to "
				"see anything.",
			.server_sees = "If its own process ended: nobody is left to see "
				"anything. If the client's ended: ECONNRESET or end of "
				"file.",
			.advice = {
				"On that host at this time: journalctl -u SERVICE, "
				"coredumpctl list, and journalctl -k for the OOM killer.",
			},
		},
		.harm = TB_HARM_DISRUPTIVE, .unread = true,
		.prior = -14,
		.clue = {
			TB_CLUE(ACCEPTS_OTHERS, -4, 0),
			TB_CLUE(MANY_ENDINGS, 15, -5),
			TB_CLUE(SENDER_SHUT, 8, 0),
			TB_CLUE(WENT_DOWN, 18, -6),
			TB_CLUE(CAME_BACK, -12, 2),
			TB_CLUE(FROM_SERVER, 2, -2),
			TB_CLUE(LIVE_SOCKET, 4, -6),
			TB_CLUE(GOT_ANSWER, 5, 0),
			TB_CLUE(SAID_CRASHED, 20, 0),
			TB_CLUE(IN_SYN_SENT, -12, 0),
			TB_CLUE(MADE_BY_THIRD, -15, 1),
			TB_CLUE(SENDER_CLOSED, -6, 1),
			TB_KERNEL(UNREAD), TB_KERNEL(DISCONNECTED), TB_KERNEL(NO_SOCKET),
			TB_KERNEL(CLOSED), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "service-restart",
			.title = "the service was restarted",
			.meaning = "The service stopped and came back. Its connections "
				"ended, new ones were refused for a while and then "
				"accepted.",
			.decisive = "Connections of one port end at once, SYNs to it are "
				"refused after that, and later ones are answered by "
				"SYN-ACK again.",
			.against = "Nothing was refused in between.",
			.limit = "Whether somebody ordered it or a supervisor put up "
				"again what had crashed.",
			.client_sees = "ECONNRESET or end of file, and ECONNREFUSED while "
				"it was down.",
			.server_sees = "A stop and a start in its log.",
			.advice = {
				"Compare with deployments and with the supervisor's log "
				"(systemctl status SERVICE, journalctl -u SERVICE, "
				"kubectl describe pod).",
				"Drain before stopping: take the server out of the load "
				"balancer, let open requests finish, then stop it.",
			},
		},
		.harm = TB_HARM_DISRUPTIVE,
		.prior = -14,
		.clue = {
			TB_CLUE(WENT_DOWN, 12, -12),
			TB_CLUE(CAME_BACK, 22, -15),
			TB_CLUE(MOVED, 4, 0),
			TB_CLUE(MANY_ENDINGS, 4, -3),
			TB_CLUE(FROM_SERVER, 2, -20),
			TB_CLUE(LIVE_SOCKET, 4, -6),
			TB_CLUE(IN_SYN_SENT, -10, 0),
			TB_CLUE(MADE_BY_THIRD, -15, 1),
			TB_KERNEL(UNREAD), TB_KERNEL(DISCONNECTED), TB_KERNEL(NO_SOCKET),
			TB_KERNEL(CLOSED), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "half-open-connection",
			.title = "one end no longer knew the connection",
			.meaning = "One end had forgotten the connection while the other "
				"still believed in it. A reboot, a silent timeout or a "
				"reset that got lost leaves it half-open (RFC 9293 "
				"section 3.5.1). So does an address that moves to another "
				"host, which never knew the connection.",
			.decisive = "Data or a keepalive probe, mostly after a silence, "
				"answered by a bare reset with the number that it "
				"acknowledged and with the host's own TTL; no FIN and no "
				"RST from that host before. From another link-layer "
				"address than before it is a failover.",
			.against = "Another TTL than the host's; a silence that fits the "
				"idle timer of a NAT or a load balancer.",
			.limit = "When and why it was forgotten. A load balancer that "
				"hands the flow to another host looks the same, and so "
				"does a filter on the host that rejects by reset.",
			.client_sees = "If the server forgot: ECONNRESET at the next use. "
				"If it forgot itself: nothing.",
			.server_sees = "If it forgot itself: nothing, its application has "
				"no such connection. If the client did: ECONNRESET at the "
				"next use.",
			.advice = {
				"On the end that reset, see whether it was rebooted "
				"(uptime, last -x reboot), moved or restored, or whether "
				"the socket was killed (ss -K). Of an address that is "
				"shared, ask for a failover (VRRP, keepalived).",
				"Keepalives or a heartbeat of the application let the "
				"other end notice early.",
			},
		},
		.most = 92,
		/* who spoke a moment ago was not started anew since */
		.rival = { TB_SIGNAL_HEARD_LATELY, 84, "firewall-reject" },
		.prior = -10,
		.clue = {
			TB_CLUE(TALKS_ON, -9, 0),
			TB_CLUE(OLD_ENDED, -10, 8),
			TB_CLUE(KNEW_STILL, -16, 0),
			TB_CLUE(RESPONSE_BEGUN, -8, 0),
			TB_CLUE(ANSWERS_ACK, -1, 0),
			TB_CLUE(INSISTED, -11, 0),
			TB_CLUE(STATELESS, 6, -20),
			TB_CLUE(MOVED, 5, 0),
			TB_CLUE(MAC_DIFFERS, 4, 0),
			TB_CLUE(ANSWERS_DATA, 6, 0),
			TB_CLUE(ANSWERS_PROBE, 10, 0),
			TB_CLUE(SENDER_CLOSED, -20, 4),
			TB_CLUE(FIN_MISSED, -8, 0),
			TB_CLUE(MADE_BY_SENDER, 8, -18),
			TB_CLUE(SILENT, 5, 0),
			TB_CLUE(HEARD_LATELY, -1, 0),
			TB_CLUE(RESET_AFTER_ACK, -20, 0),
			TB_CLUE(MIDDLE_TIMER, -5, 1),
			TB_CLUE(IN_SYN_SENT, -25, 0),
			TB_CLUE(IN_NOTHING, -4, 0),
			TB_CLUE(MANY_SERVERS, -10, 0),
			TB_CLUE(GAVE_UP, -12, 0),
			TB_CLUE(MPTCP, -10, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
};

const struct tb_chapter tb_chapter_endpoint = {
	.title = "Made by an end: closes, failures, lost memory",
	.rule = rules,
	.n = sizeof(rules) / sizeof(rules[0]),
};
