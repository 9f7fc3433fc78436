/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rules_application.c - resets that an end makes for what is said, or is not
 */
#include "blame/rulebook.h"
#include "blame/signal.h"

static const struct tb_rule rules[] = {
	{
		.is = {
			.slug = "idle-timeout-close",
			.title = "an idle timer of one end ran out",
			.meaning = "One end closed the connection because nothing had "
				"been said for as long as its idle timer allows.",
			.decisive = "A FIN, or a reset of a live socket, at a constant "
				"time after the last payload: a known default such as 5, "
				"60 or 75 s, or the same on several connections; and the "
				"end that closed is the timer's owner.",
			.against = "Silences that differ from one connection to the next.",
			.limit = "A number that fits is no proof: many products share "
				"their defaults.",
			.client_sees = "If the server's timer ran out: end of file, or "
				"ECONNRESET at its next use. If its own did: nothing.",
			.server_sees = "If its own timer ran out: at most a line about "
				"it. If the client's did: end of file.",
			.advice = {
				"Let the end that opens and pools the connections have "
				"the shorter idle limit, or let it send a heartbeat.",
				"The timers to look at: keepalive_timeout (nginx), "
				"KeepAliveTimeout (Apache), keepAliveTimeout (Node), "
				"wait_timeout (MySQL), and the idle limit of the client's "
				"pool.",
			},
		},
		.prior = -11,
		.clue = {
			TB_CLUE(SAID_IDLE, 20, 0),
			TB_CLUE(MANY_ENDINGS, -5, 0),
			TB_CLUE(SENDER_SPOKE_LAST, 1, 0),
			TB_CLUE(WAITED, -8, 0),
			TB_CLUE(WORKED_LONG, -6, 0),
			TB_CLUE(LIVE_SOCKET, 3, 0),
			TB_CLUE(WHOLE_SECONDS, 10, -6),
			TB_CLUE(SAME_SILENCE, 14, -1),
			TB_CLUE(SAME_INSTANT, 8, 0),
			TB_CLUE(ENDPOINT_TIMER, 8, 0),
			TB_CLUE(CLOSE_AFTER_SILENCE, 8, -2),
			TB_CLUE(REQUEST_OPEN, -12, 4),
			TB_CLUE(LATE_ANSWER, -8, 0),
			TB_CLUE(SILENT, 5, -10),
			TB_CLUE(WROTE_AFTER_FIN, 6, 0),
			TB_CLUE(MADE_BY_THIRD, -12, 1),
			TB_CLUE(WENT_DOWN, -8, 0),
			TB_CLUE(PROBES_UNANSWERED, -15, 0),
			TB_CLUE(SENT_IN_VAIN, -20, 0),
			TB_CLUE(RECEIVED_IN_VAIN, -16, 0),
			TB_CLUE(NOTHING_SAID, 0, 0),
			TB_KERNEL(DISCONNECTED), TB_KERNEL(UNREAD), TB_KERNEL(CLOSED),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "keep-alive-race",
			.title = "a request crossed the close of an idle connection",
			.meaning = "The server closed an idle connection just as the "
				"client sent its next request. The request met a closed "
				"socket and was answered by a reset.",
			.decisive = "The server's FIN and a request of the client within "
				"about one round trip, where the request does not yet "
				"acknowledge the FIN; then a reset from the server.",
			.against = "A request long after the client had acknowledged the "
				"FIN: then the client did not look.",
			.limit = "What else the server may have done with the request; a "
				"closed socket has no reader, a proxy behind it might.",
			.client_sees = "ECONNRESET, EPIPE or an empty answer: socket hang "
				"up, NoHttpResponseException, connection reset by peer.",
			.server_sees = "Nothing, or a line about an idle timeout.",
			.advice = {
				"Let the client, or the proxy before the server, give up "
				"idle connections some seconds before the server does: "
				"the server's keep-alive timeout has to be the longer "
				"one.",
				"Let the client try idempotent requests once more on a "
				"fresh connection.",
			},
		},
		.prior = -10,
		.clue = {
			TB_CLUE(UNHEARD, 20, 0),
			TB_CLUE(SILENT, 5, 0),
			TB_CLUE(CROSSED_FIN, 22, -4),
			TB_CLUE(SENDER_CLOSED, 4, -6),
			TB_CLUE(LIVE_SOCKET, 2, 0),
			TB_CLUE(CLOSE_AFTER_SILENCE, 8, -5),
			TB_CLUE(CLOSED_AMID_TALK, -14, 0),
			TB_CLUE(FROM_SERVER, 2, -30),
			TB_CLUE(ANSWERED_BEFORE, 5, -2),
			TB_CLUE(ONLY_FIRST_WORDS, -8, 0),
			TB_CLUE(UPLOADING, -14, 0),
			TB_CLUE(MADE_BY_THIRD, -12, 1),
			TB_CLUE(BOTH_CLOSED, -10, 0),
			TB_CLUE(RECEIVED_IN_VAIN, -20, 0),
			TB_KERNEL(CLOSED), TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
			TB_KERNEL(UNREAD),
		},
	},
	{
		.is = {
			.slug = "early-response-abort",
			.title = "the server answered and closed during the upload",
			.meaning = "The server answered before it had read all of the "
				"request, and closed. The rest of the upload met a closed "
				"socket and a reset.",
			.decisive = "A response, often with status 400, 401, 413 or 503, "
				"and a FIN or a reset while the client was still sending; "
				"the resets answer segments of the body.",
			.against = "The request was complete before the response.",
			.limit = "Inside TLS the status cannot be read.",
			.client_sees = "ECONNRESET or EPIPE while sending; the response "
				"may be lost with it.",
			.server_sees = "A line with the status, about a limit or a "
				"refusal.",
			.advice = {
				"Look up the status in the server's log and raise the "
				"limit or keep to it: client_max_body_size (nginx), "
				"LimitRequestBody (Apache), maxAllowedContentLength "
				"(IIS).",
				"Let the server read on before it closes (lingering_close "
				"in nginx), or let the client send Expect: 100-continue "
				"and wait.",
			},
		},
		.prior = -12,
		.clue = {
			TB_CLUE(TIMEOUT_STATUS, -24, 0),
			TB_CLUE(UPLOADING, 20, -18),
			TB_CLUE(SENDER_SHUT, 10, 0),
			TB_CLUE(REFUSING_STATUS, 20, -8),
			TB_CLUE(FROM_SERVER, 3, -25),
			TB_CLUE(MADE_BY_THIRD, -12, 1),
			TB_CLUE(SILENT, -6, 1),
			TB_CLUE(ANSWERS_DATA, 4, 0),
			TB_CLUE(LIVE_SOCKET, 2, 0),
			TB_KERNEL(CLOSED), TB_KERNEL(UNREAD), TB_KERNEL(NO_SOCKET),
			TB_KERNEL(LISTENER), TB_KERNEL(DISCONNECTED),
		},
	},
	{
		.is = {
			.slug = "application-timeout",
			.title = "a request took longer than one end would wait",
			.meaning = "A program or a proxy waited for an answer as long as "
				"its timer allows, and then ended the connection. Or it "
				"waited for the other end to read what it had to send.",
			.decisive = "A FIN, or a reset of a live socket, at a constant "
				"time after a request that got no answer, or after the "
				"beginning of the connection; the same time on other "
				"connections; status 408, or a proxy's log that says so "
				"(504, sH in HAProxy). Or a window of the other end that "
				"had been closed for seconds.",
			.against = "The response was under way; or what one end sent was "
				"never acknowledged: then the path is to blame.",
			.limit = "Why the answer took so long.",
			.client_sees = "Its own timeout, or the status 504 of a proxy; "
				"ECONNRESET if the server's timer ran out.",
			.server_sees = "ECONNRESET or EPIPE while it still works on the "
				"request; nothing if its own timer ran out.",
			.advice = {
				"Find out what the server did in that time: its log, slow "
				"queries, calls to others.",
				"Then make it faster or the timer longer: "
				"proxy_read_timeout (nginx), timeout server (HAProxy), "
				"the client's own request timeout. Of an end that does "
				"not read: send_timeout (nginx), timeout client "
				"(HAProxy).",
			},
		},
		/* work, too, takes whole seconds now and then */
		.most = 95, .said_by = TB_SIGNAL_TIMEOUT_STATUS,
		.prior = -12,
		.clue = {
			TB_CLUE(TIMEOUT_STATUS, 26, 0),
			TB_CLUE(CODED, -14, 0),
			TB_CLUE(WHOLE_SINCE_START, 16, 0),
			TB_CLUE(SAME_INSTANT, 8, 0),
			TB_CLUE(MANY_ENDINGS, -6, 0),
			TB_CLUE(WAITED, 12, 0),
			TB_CLUE(WAITED_BRIEFLY, 5, 0),
			TB_CLUE(WORKED_LONG, 13, -1),
			TB_CLUE(RECEIVER_SHUT, 12, 0),
			TB_CLUE(SENDER_SHUT, 6, 0),
			TB_CLUE(WHOLE_SECONDS, 12, -3),
			TB_CLUE(REQUEST_OPEN, 9, -20),
			TB_CLUE(LATE_ANSWER, 10, 0),
			TB_CLUE(SAME_SILENCE, 8, 0),
			TB_CLUE(ENDPOINT_TIMER, 4, 0),
			TB_CLUE(MADE_BY_THIRD, -12, 1),
			TB_CLUE(PROBES_UNANSWERED, -15, 0),
			TB_CLUE(SENT_IN_VAIN, -24, 0),
			TB_CLUE(RECEIVED_IN_VAIN, -18, 0),
			TB_CLUE(WENT_DOWN, -8, 0),
			TB_CLUE(STATELESS, -4, 2),
			TB_KERNEL(DISCONNECTED), TB_KERNEL(CLOSED), TB_KERNEL(UNREAD),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "protocol-mismatch",
			.title = "the two ends speak different protocols",
			.meaning = "What one end said first is not what the other end "
				"understands on this port. Plain HTTP sent to a TLS port "
				"is the usual case.",
			.decisive = "First payload of another protocol than the other "
				"end's answer or the port stands for, and a FIN or a "
				"reset within a round trip.",
			.against = "A handshake was completed, or a request was answered.",
			.limit = "A filter that objects to the content acts the same way. "
				"Inside TLS the application's protocol cannot be read.",
			.client_sees = "ECONNRESET, or an error of its library such as "
				"wrong version number.",
			.server_sees = "A line about a bad request, a plain HTTP request "
				"to an HTTPS port or a failed handshake.",
			.advice = {
				"Check scheme, port and whether a PROXY protocol header "
				"is expected or sent. curl -v URL and openssl s_client "
				"-connect HOST:PORT show what speaks there.",
			},
		},
		.prior = -12,
		.clue = {
			TB_CLUE(WRONG_LANGUAGE, 20, -6),
			TB_CLUE(NOT_UNDERSTOOD, 20, -2),
			TB_CLUE(ONLY_FIRST_WORDS, 5, 0),
			TB_CLUE(AT_ONCE, 4, -4),
			TB_CLUE(FROM_SERVER, 4, -8),
			TB_CLUE(MADE_BY_THIRD, -10, 1),
			TB_KERNEL(UNREAD), TB_KERNEL(CLOSED), TB_KERNEL(DISCONNECTED),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "tls-handshake-failure",
			.title = "the TLS handshake failed",
			.meaning = "The ends could not agree on TLS: on a version, a "
				"cipher, a name or a certificate.",
			.decisive = "A readable TLS alert (handshake_failure, "
				"protocol_version, unknown_ca, unrecognized_name and the "
				"like) and then a FIN or a reset; with less certainty a "
				"reset within the handshake without one.",
			.against = "The handshake was completed.",
			.limit = "Alerts and certificates of TLS 1.3 are encrypted after "
				"the ServerHello. Without an alert, a filter that objects "
				"to the server's name looks the same.",
			.client_sees = "An error of its TLS library, or ECONNRESET where "
				"the reset overtakes the alert.",
			.server_sees = "A line about the handshake or the alert.",
			.advice = {
				"openssl s_client -connect HOST:PORT -servername NAME, "
				"with -tls1_2 and with -tls1_3, shows what can be agreed "
				"upon and which certificate is sent.",
				"Try another server name at the same address: if the name "
				"alone decides, suspect a filter in the path.",
			},
		},
		.prior = -10,
		.clue = {
			TB_CLUE(FATAL_ALERT, 24, -3),
			TB_CLUE(TLS_UNFINISHED, 17, -14),
			TB_CLUE(TLS_JUST_DONE, 12, 0),
			TB_CLUE(MADE_BY_THIRD, -10, 2),
			TB_CLUE(SILENT, -3, 0),
			TB_CLUE(NOTHING_SAID, -20, 0),
			TB_KERNEL(UNREAD), TB_KERNEL(CLOSED), TB_KERNEL(DISCONNECTED),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "request-triggered-reset",
			.title = "the server ended it upon this request",
			.meaning = "The server ended the connection on account of one "
				"particular request. A crash of a worker, a limit or a "
				"refusal may be behind it.",
			.decisive = "A FIN or a reset soon after a complete request, with "
				"no response or a part of one, while other requests to "
				"the same server are answered; all the more if it happens "
				"again with the same request.",
			.against = "All requests meet it, or the same request is answered "
				"on another connection.",
			.limit = "At most that it followed the request. Which value, type "
				"or content the server objected to is not on the wire, "
				"and inside TLS not even the request is.",
			.client_sees = "ECONNRESET or end of file in place of a response.",
			.server_sees = "An exception, a limit or a crashed worker in its "
				"log, if anything.",
			.advice = {
				"Read the server's log at this very time, and its "
				"supervisor's: journalctl -u SERVICE.",
				"Send the same request again, alone, and vary it: its "
				"size, one header or one parameter at a time.",
			},
		},
		.most = 89,
		.prior = -10,
		.clue = {
			TB_CLUE(ANSWERS_OTHERS, 13, -4),
			TB_CLUE(ANSWERS_SAME, -20, 0),
			TB_CLUE(SENDER_SHUT, 8, 0),
			TB_CLUE(WHOLE_SINCE_START, -9, 0),
			TB_CLUE(MANY_ENDINGS, -10, 1),
			TB_CLUE(WORKED_LONG, -10, 0),
			TB_CLUE(WHOLE_SECONDS, -9, 1),
			TB_CLUE(ENDPOINT_TIMER, -6, 0),
			TB_CLUE(FROM_SERVER, 4, -18),
			TB_CLUE(REQUEST_OPEN, 8, -12),
			TB_CLUE(ACCEPTS_OTHERS, 4, -3),
			TB_CLUE(RECEIVER_SPOKE_LAST, 4, -4),
			TB_CLUE(MADE_BY_THIRD, -10, 1),
			TB_CLUE(SENDER_CLOSED, -3, 1),
			TB_CLUE(WENT_DOWN, -8, 1),
			TB_CLUE(SILENT, -3, 0),
			TB_CLUE(WRONG_LANGUAGE, -6, 0),
			TB_CLUE(LIVE_SOCKET, 3, -14),
			TB_CLUE(TLS_UNFINISHED, -8, 0),
			TB_KERNEL(DISCONNECTED), TB_KERNEL(UNREAD),
		},
	},
	{
		.is = {
			.slug = "client-cancel",
			.title = "the client stopped while data was coming",
			.meaning = "The client dropped the connection while the server "
				"was still sending. A closed tab, a cancelled download or "
				"a timer of the client does this.",
			.decisive = "A reset from the client, of a live socket or in "
				"answer to data after its FIN, while a response was "
				"incomplete, data of the server outstanding, or the "
				"server in the middle of sending much.",
			.against = "The client had all that it had been promised, or "
				"nothing had come when it closed.",
			.limit = "Whether a person, a program or a timer cancelled.",
			.client_sees = "Nothing: it was its own decision.",
			.server_sees = "EPIPE or ECONNRESET while it sends; nginx logs "
				"status 499.",
			.advice = {
				"Mostly nothing needs to be done. If it happens at a "
				"constant time after the request, compare that with the "
				"client's timeout, and make the response faster.",
			},
		},
		.prior = -9,
		.clue = {
			TB_CLUE(STREAMING, 12, 0),
			TB_CLUE(SENDER_SHUT, 14, 0),
			TB_CLUE(NOTHING_COMING, -16, 0),
			TB_CLUE(WROTE_AFTER_FIN, 12, 0),
			TB_CLUE(FROM_SERVER, -30, 6),
			TB_CLUE(FIN_LONG_AGO, -8, 0),
			TB_CLUE(GAVE_UP, -10, 0),
			TB_CLUE(RESPONSE_BEGUN, 16, -4),
			TB_CLUE(RECEIVER_UNACKED, 5, 0),
			TB_CLUE(GOT_ANSWER, 6, -2),
			TB_CLUE(MADE_BY_THIRD, -15, 1),
			TB_CLUE(SENDER_CLOSED, 4, 0),
			TB_CLUE(ANSWERS_DATA, 2, 0),
			TB_CLUE(IN_SYN_SENT, -25, 0),
			TB_CLUE(NOTHING_SAID, -25, 1),
			TB_CLUE(PROBES_UNANSWERED, -20, 0),
			TB_CLUE(RECEIVED_IN_VAIN, -20, 0),
			TB_CLUE(TLS_TAIL, -22, 0),
			TB_CLUE(RECEIVER_ALERTED, -22, 0),
			TB_CLUE(TLS_UNFINISHED, -10, 0),
			TB_KERNEL(CLOSED), TB_KERNEL(UNREAD), TB_KERNEL(DISCONNECTED),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "mptcp-subflow-reset",
			.title = "one MPTCP subflow was closed",
			.meaning = "One of the paths of an MPTCP connection was closed. "
				"The connection can go on over the others.",
			.decisive = "The option MP_TCPRST in the reset, with its reason; "
				"or MP_JOIN in the handshake while another subflow of the "
				"connection lives.",
			.against = "No MPTCP options in the handshake.",
			.limit = "Whether the connection lived on, where its other "
				"subflows are not captured.",
			.client_sees = "Nothing while another subflow is left.",
			.server_sees = "Nothing while another subflow is left.",
			.advice = {
				"Look at the reason: 1 MPTCP error, 2 resources, 3 "
				"prohibited, 4 too much outstanding, 5 performance, 6 a "
				"middlebox interfered. ip mptcp monitor shows subflows "
				"come and go.",
			},
		},
		.prior = -10, .settled_by = TB_SIGNAL_KERNEL_MPTCP,
		.clue = {
			TB_CLUE(MPTCP, 34, 0),
			TB_CLUE(MPTCP_SPOKEN, 14, -34),
			TB_CLUE(IN_SYN_SENT, -20, 0),
			TB_KERNEL_PROVES(MPTCP), TB_KERNEL(KILLED),
		},
	},
};

const struct tb_chapter tb_chapter_application = {
	.title = "Made by an end: timers, requests, protocols",
	.rule = rules,
	.n = sizeof(rules) / sizeof(rules[0]),
};
