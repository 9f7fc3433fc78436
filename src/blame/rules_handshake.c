/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rules_handshake.c - causes that meet a connection before it is one
 */
#include "blame/rulebook.h"
#include "blame/signal.h"

static const struct tb_rule rules[] = {
	{
		.is = {
			.slug = "connection-refused",
			.title = "nobody listens on that port",
			.meaning = "The host is there, but nobody listens on this port, "
				"and its kernel says so. The connection never existed.",
			.decisive = "A SYN answered by RST and ACK with sequence number "
				"0, window 0 and the number after the SYN acknowledged, "
				"after the usual round trip; TTL, traffic class and IP ID "
				"are as in the host's other packets.",
			.against = "A TTL that is not the host's, or other closed ports "
				"of the host that stay silent: then a filter may have "
				"answered. A connect to the same port that succeeds at "
				"the same time.",
			.limit = "A filter on the host itself that rejects by reset looks "
				"the same, unless the SYN carries a traffic class: a "
				"Linux kernel repeats it, a filter does not.",
			.client_sees = "ECONNREFUSED; on Windows WSAECONNREFUSED (10061), "
				"after it has repeated the SYN for about two seconds.",
			.server_sees = "Nothing: no application is told.",
			.advice = {
				"On the server, ss -ltn shows who listens on which "
				"address. A service bound to 127.0.0.1 or to one address "
				"family refuses all others.",
				"Compare the port that the client uses with the service's "
				"configuration, and see whether the service was down at "
				"this time.",
			},
		},
		/* so does a filter that counts, or one of several hosts behind the address */
		.rival = { TB_SIGNAL_REFUSES_SOME, 75, "firewall-reject" },
		.prior = -8,
		.clue = {
			TB_CLUE(REFUSES_SOME, -4, 0),
			TB_CLUE(IN_SYN_SENT, 8, -30),
			TB_CLUE(FROM_SERVER, 4, -25),
			TB_CLUE(ANSWERS_SYN, 12, -10),
			TB_CLUE(MADE_BY_THIRD, -15, 0),
			TB_CLUE(MADE_BY_SENDER, 8, 0),
			TB_CLUE(HAD_NO_EFFECT, -8, 0),
			TB_CLUE(SCAN, -14, 2),
			TB_CLUE(ACCEPTS_OTHERS, -10, 2),
			TB_CLUE(ECN_PLAIN_PASSED, -15, 0),
			TB_CLUE(SYN_AGAIN, -3, 1),
			TB_KERNEL(NO_SOCKET),
		},
	},
	{
		.is = {
			.slug = "firewall-reject",
			.title = "a packet filter answered with a reset",
			.meaning = "A packet filter rejects by TCP reset, in the name of "
				"the host that it stands before or runs on. The host itself "
				"did not answer.",
			.decisive = "The form of a refusal or of a stateless reply, but "
				"not the TTL of the host's other packets; or traffic "
				"class 0 in answer to another one; or the window of the "
				"packet that it answers; or sooner than the host can "
				"answer; or a host that goes on with the connection of "
				"which the reset says that there is no socket. In a "
				"capture on the filter itself the reset leaves without "
				"having come.",
			.against = "TTL and traffic class are those that the host's "
				"kernel would send.",
			.limit = "A rule on the host itself has the host's TTL. A bridge "
				"that builds the reset just as a kernel does cannot be "
				"told from the kernel at the receiver's side.",
			.client_sees = "ECONNREFUSED if a SYN was rejected, ECONNRESET if "
				"a segment of an open connection was.",
			.server_sees = "Nothing of a SYN that was rejected. An open "
				"connection hangs until it times out or is reset by a "
				"later segment.",
			.advice = {
				"The reset's TTL tells the distance of its maker: 64, 128 "
				"or 255 less the TTL seen is the number of hops. Ask "
				"whoever runs that device; on Linux look for reject in "
				"nft list ruleset or iptables-save.",
				"Capture at the server too, to see whether the packet "
				"arrives there.",
			},
		},
		/* so does one of two machines that have the address */
		.rival = { TB_SIGNAL_KNEW_STILL, 84, "address-conflict" },
		.prior = -12,
		.clue = {
			TB_CLUE(STATELESS, 5, 0),
			TB_CLUE(ECN_PLAIN_PASSED, -24, 0),
			TB_CLUE(IN_SYN_SENT, 6, -10),
			TB_CLUE(MADE_BY_THIRD, 18, -4),
			TB_CLUE(MADE_BY_SENDER, -14, 0),
			TB_CLUE(KNEW_STILL, 40, 0),
			TB_CLUE(ANSWERS_SYN, 6, -2),
			TB_CLUE(TOS_MIRRORED, -20, 8),
			TB_CLUE(WINDOW_MIRRORED, 6, 0),
			TB_CLUE(SENDER_CLOSED, -10, 0),
		},
	},
	{
		.is = {
			.slug = "icmp-unreachable",
			.title = "an ICMP error refused the connection",
			.meaning = "A router, a filter or the host itself answered by an "
				"ICMP error. The application meets an error all the same.",
			.decisive = "An ICMP error (unreachable, prohibited, time "
				"exceeded) that quotes a segment of this connection with "
				"a sequence number that its sender had in flight.",
			.against = "A quoted sequence number that was never sent: the "
				"error may be forged. An established connection that goes "
				"on: there most kernels only note the error.",
			.limit = "The error names who sent it, not the route or the rule "
				"behind it.",
			.client_sees = "While connecting, on Linux: ECONNREFUSED for port "
				"unreachable, EHOSTUNREACH for host unreachable or "
				"prohibited by a filter, ENETUNREACH for network "
				"unreachable.",
			.server_sees = "Nothing.",
			.advice = {
				"Find out whose address sent the error, and look at its "
				"routes and access lists for this destination; ip route "
				"get ADDRESS shows the first hop.",
			},
		},
		.prior = -14,
		.clue = {
			TB_CLUE(ICMP_ERROR, 32, -30),
			TB_CLUE(IN_SYN_SENT, 3, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER), TB_KERNEL(DISCONNECTED),
		},
	},
	{
		.is = {
			.slug = "connect-timeout",
			.title = "nobody answered the SYN",
			.meaning = "The SYN and its repetitions got no answer at all. "
				"Somewhere a packet is dropped, or the host is not there.",
			.decisive = "Several SYNs of one port pair at growing intervals, "
				"and neither a SYN-ACK nor a reset nor an ICMP error.",
			.against = "An answer that another capture shows: then it is lost "
				"on the way back.",
			.limit = "A silent filter, a dead host, a full backlog and a lost "
				"answer look the same from here.",
			.client_sees = "ETIMEDOUT, on Linux after about two minutes, on "
				"Windows (WSAETIMEDOUT 10060) after about 21 s, unless "
				"its own timer is shorter.",
			.server_sees = "Nothing, or a connection in SYN-RECEIVED if only "
				"its answers are lost.",
			.advice = {
				"Capture at the server too. If the SYN does not arrive "
				"there, move the capture point along the path until you "
				"find where it vanishes.",
				"If it arrives and is not answered, nstat -az "
				"TcpExtListenDrops TcpExtListenOverflows on the server "
				"tells of a full backlog, and nft list ruleset of a rule "
				"that drops.",
			},
		},
		.harm = TB_HARM_DISRUPTIVE,
		.prior = -14,
		.clue = {
			TB_CLUE(SYN_AGAIN, 16, -25),
			TB_CLUE(IN_SYN_SENT, 6, -20),
			TB_CLUE(ANSWERS_SYN, 2, -2),
			TB_CLUE(MADE_BY_THIRD, -3, 0),
			TB_KERNEL(NO_SOCKET),
		},
	},
	{
		.is = {
			.slug = "accept-queue-overflow",
			.title = "the listener's queue was full",
			.meaning = "The listener did not accept as fast as connections "
				"came, and its queue was full. Linux drops what comes "
				"then, unless net.ipv4.tcp_abort_on_overflow tells it to "
				"reset; Windows resets.",
			.decisive = "A bare reset right after the handshake's last ACK; "
				"or, on a port that works for others, SYNs that are "
				"answered only after repetition, or refused now and then.",
			.against = "No connection to this port succeeded in the capture: "
				"then it is closed. All others were answered without "
				"delay.",
			.limit = "The queue is not on the wire; only the server's "
				"counters prove it.",
			.client_sees = "ECONNRESET or ECONNREFUSED, or a long wait to "
				"connect that may end by ETIMEDOUT.",
			.server_sees = "Nothing; Linux counts it in TcpExtListenOverflows.",
			.advice = {
				"On the server, nstat -az TcpExtListenOverflows counts "
				"it, and ss -ltn shows it: a Recv-Q that has reached "
				"Send-Q is a full queue.",
				"Raise the backlog that the program gives to listen, and "
				"net.core.somaxconn; find out what keeps it from "
				"accepting.",
			},
		},
		.prior = -14, .settled_by = TB_SIGNAL_KERNEL_BAD_SYN,
		.clue = {
			TB_CLUE(MPTCP, -20, 0),
			TB_CLUE(SYN_ACK_AGAIN, 4, 0),
			TB_CLUE(RESET_AFTER_ACK, 20, -6),
			TB_CLUE(FROM_SERVER, 3, -25),
			TB_CLUE(ACCEPTS_OTHERS, 12, -8),
			TB_CLUE(ACK_LATE, -8, 2),
			TB_CLUE(NOTHING_SAID, 3, -6),
			TB_CLUE(MADE_BY_THIRD, -12, 0),
			TB_CLUE(IN_TRANSFER, -12, 0),
			TB_CLUE(IN_HALF_CLOSED, -20, 0),
			TB_CLUE(ANSWERS_SYN, 4, 0),
			TB_KERNEL(BAD_SYN), TB_KERNEL(LISTENER), TB_KERNEL(BAD_ACK),
			TB_KERNEL(DISCONNECTED),
		},
	},
	{
		.is = {
			.slug = "handshake-ack-rejected",
			.title = "the handshake's last ACK was rejected",
			.meaning = "The server had answered the SYN, but did not know of "
				"it when the last ACK came. A request that expired, a SYN "
				"cookie that does not fit or another host behind a load "
				"balancer do this.",
			.decisive = "SYN, SYN-ACK, then an ACK or first data, answered by "
				"a bare reset with the sequence number that this ACK "
				"names; all the more if it came late.",
			.against = "Signs of a full queue: other connections wait or are "
				"reset at the same time.",
			.limit = "Which of the reasons it was, only the server's counters "
				"tell.",
			.client_sees = "ECONNRESET at the first read or write; connect "
				"had succeeded.",
			.server_sees = "Nothing.",
			.advice = {
				"On the server, nstat -az TcpExtSyncookiesFailed "
				"TcpExtListenOverflows before and after.",
				"Behind a load balancer, check that all packets of a "
				"connection reach one server and that both directions "
				"pass the same device.",
			},
		},
		.prior = -14, .settled_by = TB_SIGNAL_KERNEL_BAD_ACK,
		.clue = {
			TB_CLUE(MPTCP, -12, 0),
			TB_CLUE(RESET_AFTER_ACK, 20, -20),
			TB_CLUE(FROM_SERVER, 3, -25),
			TB_CLUE(ACK_LATE, 10, -2),
			TB_CLUE(ACCEPTS_OTHERS, -4, 3),
			TB_CLUE(ANSWERS_DATA, 3, 0),
			TB_CLUE(MADE_BY_THIRD, 0, 0),
			TB_KERNEL(LISTENER), TB_KERNEL_PROVES(BAD_ACK), TB_KERNEL(NO_SOCKET),
			TB_KERNEL(BAD_SYN),
		},
	},
	{
		.is = {
			.slug = "time-wait-collision",
			.title = "a port pair was used again too early",
			.meaning = "A connect met what was left at the server of an "
				"earlier connection with the same ports. The client's "
				"kernel clears that away by a reset and tries again.",
			.decisive = "A SYN answered by a plain ACK with foreign numbers, "
				"a bare reset from the client with the number that this "
				"ACK names, then the same SYN, which succeeds.",
			.against = "The repeated SYN fails too.",
			.limit = "What the earlier connection was, unless the capture "
				"holds it.",
			.client_sees = "A short delay, no error.",
			.server_sees = "Nothing.",
			.advice = {
				"Nothing needs to be done, unless the delays are "
				"frequent. Then keep connections open instead of opening "
				"new ones, or give the client more ports "
				"(net.ipv4.ip_local_port_range).",
			},
		},
		.harm = TB_HARM_BENIGN,
		.prior = -10, .settled_by = TB_SIGNAL_KERNEL_BAD_SYN_ACK,
		/* an open connection answers a SYN with the same ACK (RFC 5961 section 4.2) */
		.most = 85, .said_by = TB_SIGNAL_OLD_ENDED,
		.clue = {
			TB_CLUE(OLD_CONNECTION, 30, -25),
			TB_CLUE(OLD_ENDED, 0, -40),
			TB_CLUE(FROM_SERVER, -20, 3),
			TB_KERNEL(BAD_SYN_ACK), TB_KERNEL(BAD_SYN), TB_KERNEL(BAD_ACK),
		},
	},
	{
		.is = {
			.slug = "client-abandoned-connect",
			.title = "the client had given up connecting",
			.meaning = "The client had given up this connect before the "
				"server's answer came. Its kernel knows no such port any "
				"more and resets the answer.",
			.decisive = "A SYN-ACK answered by a bare reset from the client "
				"with the number after its SYN, later than its connects "
				"usually take, or after another attempt of the client has "
				"succeeded.",
			.against = "One port after the other, or strict intervals: then "
				"it is a scan or a health check.",
			.limit = "Whether a person, a timer or a faster address of the "
				"same server made it give up.",
			.client_sees = "Its own timeout or cancellation; of the reset "
				"nothing.",
			.server_sees = "Nothing, most often; else a connection that is "
				"reset before its first byte.",
			.advice = {
				"Compare the client's connect timeout with the time that "
				"the SYN-ACK took in this capture; if that was long, look "
				"whether the network or the server is slow.",
			},
		},
		/* a SYN that somebody sent in its name, or a filter, looks the same */
		.most = 85, .said_by = TB_SIGNAL_LATE_SYN_ACK,
		.prior = -12,
		.clue = {
			TB_CLUE(IN_SYN_RECEIVED, 3, 0),
			TB_CLUE(IN_SYN_SENT, 12, 0),
			TB_CLUE(ANSWERS_SYN_ACK, 16, -6),
			TB_CLUE(FROM_SERVER, -25, 3),
			TB_CLUE(LATE_SYN_ACK, 8, -2),
			TB_CLUE(NEVER_ASKED, -25, 3),
			TB_CLUE(NOTHING_SAID, 2, -25),
			TB_CLUE(OLD_CONNECTION, -20, 0),
			TB_CLUE(ELSEWHERE_CONNECTED, 10, 0),
			TB_CLUE(SCAN, -16, 2),
			TB_CLUE(PERIODIC, -12, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(DISCONNECTED), TB_KERNEL(BAD_SYN_ACK),
		},
	},
	{
		.is = {
			.slug = "port-scan",
			.title = "a probe of a port scan",
			.meaning = "Somebody tries many ports or hosts to learn which are "
				"open. Each try ends by a reset, from a closed port or "
				"from the scanner.",
			.decisive = "One source and ten or more ports or hosts within a "
				"minute; SYNs that are refused, or SYN-ACKs that are "
				"reset at once; no payload; often SYNs with few options "
				"and odd windows.",
			.against = "One port pair again and again: Windows repeats the "
				"SYN of a refused connect. Payload was exchanged.",
			.limit = "Who wants to know, and whether they may: an inventory "
				"and an attack look alike.",
			.client_sees = "The scanner learns which ports are open.",
			.server_sees = "Nothing of closed ports; of open ones at most a "
				"connection that is reset at once.",
			.advice = {
				"Ask whether a scanner of your own runs at the source "
				"address. If not, filter it or limit its rate.",
			},
		},
		.harm = TB_HARM_BENIGN,
		.prior = -14,
		.clue = {
			TB_CLUE(SCAN, 28, -16),
			TB_CLUE(SYN_AGAIN, -8, 1),
			TB_CLUE(NOTHING_SAID, 4, -20),
			TB_CLUE(SENDER_CLOSED, -10, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER), TB_KERNEL(DISCONNECTED),
		},
	},
	{
		.is = {
			.slug = "health-check-probe",
			.title = "a monitor's health check",
			.meaning = "A monitor opens a connection only to see that it "
				"opens, and resets it. Nothing is wrong.",
			.decisive = "One source at strict intervals, no payload, and a "
				"reset right after the SYN-ACK or after the handshake's "
				"last ACK.",
			.against = "Payload was exchanged, or the intervals are irregular.",
			.limit = "A single probe cannot be told from a client that "
				"changed its mind.",
			.client_sees = "Nothing: the monitor has what it wanted.",
			.server_sees = "At most a line about a connection that was reset "
				"right after it was accepted.",
			.advice = {
				"If the lines disturb, leave the monitor's addresses out "
				"of the log, or let it make a real request and close in "
				"order.",
			},
		},
		.harm = TB_HARM_BENIGN,
		.prior = -14,
		.clue = {
			TB_CLUE(PERIODIC, 24, -6),
			TB_CLUE(NOTHING_SAID, 8, -25),
			TB_CLUE(FROM_SERVER, -25, 4),
			TB_CLUE(RESET_INSTEAD_OF_ACK, 14, 0),
			TB_CLUE(SCAN, -8, 0),
			TB_CLUE(MADE_BY_THIRD, -6, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(DISCONNECTED), TB_KERNEL(UNREAD),
		},
	},
	{
		.is = {
			.slug = "handshake-option-rejected",
			.title = "an option of the SYN was refused",
			.meaning = "The SYN was reset for a flag or an option in it, such "
				"as ECN, Fast Open or MPTCP. A plain SYN passes.",
			.decisive = "A SYN with such a flag or option is reset, and the "
				"same client's next SYN to the same port, without it, "
				"succeeds.",
			.against = "The plain SYN is refused too.",
			.limit = "Whether the server objects or a device before it, which "
				"at most the TTL tells.",
			.client_sees = "A short delay; an error only if it does not try "
				"again without.",
			.server_sees = "Nothing.",
			.advice = {
				"Have the device that objects brought up to date: RFC "
				"3360 calls such resets harmful. Until then leave the "
				"option out at the client (net.ipv4.tcp_ecn, "
				"net.ipv4.tcp_fastopen, net.mptcp.enabled).",
			},
		},
		.prior = -15,
		.clue = {
			TB_CLUE(ECN_SYN, 4, 0),
			TB_CLUE(ECN_PLAIN_PASSED, 32, -8),
			TB_CLUE(ANSWERS_SYN, 5, -20),
			TB_CLUE(MADE_BY_THIRD, 4, 0),
		},
	},
	{
		.is = {
			.slug = "unsolicited-segment",
			.title = "a segment of no connection was answered",
			.meaning = "A segment came that belongs to no connection that its "
				"receiver knows, and was reset. Answers to forged SYNs, "
				"misrouted packets and old duplicates do this.",
			.decisive = "A reset that answers a SYN-ACK or data where the "
				"resetting end has never begun a connection.",
			.against = "The capture began in the middle: then the beginning "
				"may just not be seen.",
			.limit = "What provoked the segment, as it lies outside of what "
				"was captured.",
			.client_sees = "Nothing, most often: no application has this "
				"connection.",
			.server_sees = "Nothing, most often: no application has this "
				"connection.",
			.advice = {
				"See whether this traffic takes two paths of which only "
				"one is captured. If not, leave it: such answers need "
				"nothing done.",
			},
		},
		.harm = TB_HARM_BENIGN,
		.prior = -7,
		.clue = {
			TB_CLUE(ANSWERS_SYN_ACK, 8, 0),
			TB_CLUE(LIVE_SOCKET, -14, 1),
			TB_CLUE(IN_NOTHING, 14, -10),
			TB_CLUE(NEVER_ASKED, 16, -10),
			TB_CLUE(SENDER_CLOSED, -10, 0),
			TB_CLUE(FROM_SERVER, -2, 2),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER), TB_KERNEL(BAD_SYN_ACK),
			TB_KERNEL(BAD_ACK),
		},
	},
};

const struct tb_chapter tb_chapter_handshake = {
	.title = "Before or during the handshake",
	.rule = rules,
	.n = sizeof(rules) / sizeof(rules[0]),
};
