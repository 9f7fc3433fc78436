/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * popular.c - what the web says of "connection reset by peer", and what a capture says
 *
 * Whoever looks the error up (10054, WSAECONNRESET, ECONNRESET) finds lists of causes
 * and remedies.  Some can be seen on the wire, some at most as "the server ended it
 * after this request", and some never leave the program.  Each has a row, so that
 * whoever comes from such a list learns which.
 */
#include <tcpblame/rulebook.h>

static const struct tb_popular popular[] = {
	{
		.name = "the server has stopped",
		.remedy = "see that the server runs; look for notices of its operator",
		.cause = { "process-terminated", "service-restart", "connection-refused" },
		.shows = "That connections of one port ended together and new ones were "
			"refused, and for how long.",
		.hides = "Why it stopped.",
	},
	{
		.name = "the server is overloaded",
		.remedy = "wait and try again",
		.cause = { "accept-queue-overflow", "application-timeout", "connect-timeout",
			   "resource-exhaustion" },
		.shows = "Connects that wait or fail now and then, responses that take "
			"longer and longer, closed windows.",
		.hides = "Which resource was short: processor, memory and descriptors are "
			"not on the wire.",
	},
	{
		.name = "an unstable network: Wi-Fi, LAN, a cable or a plug",
		.remedy = "check the network equipment and its settings; measure the line "
			"regularly",
		.cause = { "path-failure", "retransmission-timeout", "keepalive-timeout" },
		.shows = "Loss, repetitions and delays before the end, and on which side "
			"of the capture point they arise.",
		.hides = "Whether it was radio, cable or congestion. None of these sends "
			"a reset itself.",
	},
	{
		.name = "network trouble during a transfer",
		.remedy = "transfer the data again",
		.cause = { "path-failure", "conntrack-invalid", "state-loss-failover",
			   "middlebox-idle-timeout" },
		.shows = "Whether the path was bad until the end, or the reset came out "
			"of a clear sky; whether others were hit at the same moment.",
		.hides = "What went wrong inside a device in between.",
	},
	{
		.name = "a firewall blocks the connection",
		.remedy = "loosen the firewall for a test and connect again",
		.cause = { "firewall-reject", "policy-reset", "injected-reset",
			   "icmp-unreachable" },
		.shows = "That neither end made the reset, by its TTL, window and "
			"numbers, and how many hops away its maker is.",
		.hides = "Which rule it was, and the product unless it writes its reason "
			"into the reset.",
	},
	{
		.name = "an antivirus program blocks the connection",
		.remedy = "switch it off for a test and connect again",
		.cause = { "policy-reset" },
		.shows = "Only in a capture on the very host: a reset in the other end's "
			"name that never crossed the network.",
		.hides = "The program. In a capture elsewhere its reset is the host's own.",
	},
	{
		.name = "incompatible protocols or versions, an outdated program",
		.remedy = "update client, browser and library; follow the vendors' notices",
		.cause = { "protocol-mismatch", "tls-handshake-failure",
			   "handshake-option-rejected" },
		.shows = "What each end said first, the versions that TLS offered, and "
			"alerts as long as they are readable.",
		.hides = "What was said inside TLS.",
	},
	{
		.name = "invalid parameter values",
		.remedy = "review the operation and check its parameters",
		.cause = { "request-triggered-reset" },
		.shows = "At most that the server ended the connection so long after this "
			"request.",
		.hides = "Which value was wrong. As an error of the local call (EINVAL, "
			"10022) it sends no packet at all.",
	},
	{
		.name = "an operation on the wrong type of object",
		.remedy = "check the type of the object",
		.cause = { "request-triggered-reset" },
		.shows = "At most that the server ended the connection so long after this "
			"request.",
		.hides = "All of it where it happens locally: ENOTSOCK (10038, 0x2736) is "
			"a mistake within a program and sends no packet.",
	},
	{
		.name = "a limit of the system or of the application was exceeded",
		.remedy = "check the limits and keep to them",
		.cause = { "early-response-abort", "request-triggered-reset",
			   "accept-queue-overflow", "resource-exhaustion" },
		.shows = "Status 413, 429, 431 or 503 where the protocol is readable, and "
			"refusals that come and go with the number of connections.",
		.hides = "The limit itself. Local ones (EMFILE, WSAEPROCLIM) send no "
			"packet.",
	},
	{
		.name = "corrupted data",
		.remedy = "verify the data, restore it and send it again",
		.cause = { "request-triggered-reset", "path-failure", "tls-handshake-failure",
			   "abortive-close" },
		.shows = "Wrong checksums, unless the network card makes them later, and "
			"the TLS alert bad_record_mac. TCP drops a damaged segment and "
			"repeats it.",
		.hides = "Data that was damaged before it was sent.",
	},
	{
		.name = "an unsupported operation",
		.remedy = "use an operation that the other end offers",
		.cause = { "request-triggered-reset", "protocol-mismatch" },
		.shows = "Status 405 or 501 where the protocol is readable.",
		.hides = "The local error (EOPNOTSUPP, 10045), which sends no packet.",
	},
	{
		.name = "the other end closed the connection, in order or abruptly",
		.remedy = "expect it, log it and connect again",
		.cause = { "graceful-close", "data-after-close", "close-with-unread-data",
			   "abortive-close", "process-terminated" },
		.shows = "Which of the two it was: a FIN before the reset, the form of "
			"the reset, and what was still outstanding.",
		.hides = "What made the program do it.",
	},
	{
		.name = "the server failed internally",
		.remedy = "read the server's log",
		.cause = { "process-terminated", "request-triggered-reset", "abortive-close" },
		.shows = "At most which port's process ended, when, and after which "
			"request.",
		.hides = "The failure.",
	},
	{
		.name = "data in transit is lost",
		.remedy = "send it again",
		.cause = { "close-with-unread-data", "data-after-close", "early-response-abort",
			   "client-cancel" },
		.shows = "How many bytes nobody acknowledged, and whether a request was "
			"open.",
		.hides = "Whether a program had read what its kernel had acknowledged.",
	},
	{
		.name = "it is critical only if it is frequent",
		.remedy = "count, and look at the context",
		.cause = { "reset-after-completion", "post-close-reset", "health-check-probe",
			   "port-scan" },
		.shows = "Which resets hurt and which did not, whatever their number.",
		.hides = "What an interrupted request is worth to its user.",
	},
	{
		.name = "it goes away if one tries again",
		.remedy = "retry, and do without for as long",
		.cause = { "keep-alive-race", "half-open-connection", "middlebox-idle-timeout",
			   "service-restart" },
		.shows = "Resets that a fresh connection cures, as nothing was wrong with "
			"the request. One that follows the same request each time is none "
			"of them.",
		.hides = "Whether the request took effect before the reset: retry only "
			"what may be done twice.",
	},
	{
		.name = "error number 0x00002736",
		.shows = "Nothing. 0x2736 is 10038, WSAENOTSOCK: a call on what is no "
			"socket. The reset, WSAECONNRESET, is 10054 or 0x2746, though "
			"some pages confuse the two.",
		.hides = "All of it: the mistake is within a program and sends no packet.",
	},
	{
		.name = "WSAETIMEDOUT (10060) in place of a reset",
		.remedy = "check the network and the other end",
		.cause = { "connect-timeout", "retransmission-timeout", "keepalive-timeout" },
		.shows = "What was repeated without an answer, and for how long.",
		.hides = "Where on the way it was lost, unless it is captured in more "
			"than one place.",
	},
	{
		.name = "WSAEWOULDBLOCK (10035) or WSAEINPROGRESS (10036)",
		.remedy = "wait until the socket is ready",
		.shows = "Nothing: they say that a call has to wait, and are no failure.",
		.hides = "All of it: they are between a program and its own kernel.",
	},
};

static const size_t n_popular = sizeof(popular) / sizeof(popular[0]);

size_t tb_popular_count(void)
{
	return n_popular;
}

const struct tb_popular *tb_popular_at(size_t number)
{
	return number < n_popular ? &popular[number] : NULL;
}
