/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rules_network.c - resets that neither end wanted
 */
#include "blame/rulebook.h"
#include "blame/signal.h"

static const struct tb_rule rules[] = {
	{
		.is = {
			.slug = "injected-reset",
			.title = "a third party forged the reset",
			.meaning = "Neither end made the reset: somebody in between sent "
				"it in an end's name, and let the real packets pass.",
			.decisive = "Several of these: the supposed sender talks on; a "
				"TTL two or more away from that sender's; an IP ID out of "
				"its sequence; an arrival sooner than that end can "
				"answer; several resets with stepped numbers.",
			.against = "A packet that the end's own kernel would answer by "
				"just this reset, and an equal TTL.",
			.limit = "Who did it and why. A forger that copies the end's "
				"header fields cannot be told from that end at one place.",
			.client_sees = "ECONNRESET.",
			.server_sees = "ECONNRESET too if it was sent a reset in the "
				"client's name; otherwise a peer that has gone.",
			.advice = {
				"Capture at both ends at once: a reset that arrives at "
				"one and was never sent by the other is forged.",
				"Try another server name at the same address and another "
				"path, such as a VPN; then ask the operator of the "
				"network.",
			},
		},
		.harm = TB_HARM_DISRUPTIVE,
		.prior = -12,
		.clue = {
			TB_CLUE(TLS_UNANSWERED, 4, 0),
			TB_CLUE(NAMED_FIRST_WORDS, 4, 0),
			TB_CLUE(MADE_BY_THIRD, 17, -25),
			TB_CLUE(TALKS_ON, 12, -4),
			TB_CLUE(ACKS_ON, 9, -4),
			TB_CLUE(STEPPED, 10, -1),
			TB_CLUE(GUESSED, -12, 0),
			TB_CLUE(SWALLOWED, -14, 0),
			TB_CLUE(BOTH_ENDS, 6, 0),
			TB_CLUE(TOO_EARLY, 8, 0),
			TB_CLUE(TTL_NEARER, -4, 0),
			TB_CLUE(HAD_NO_EFFECT, 0, 1),
			TB_CLUE(NAME_BLOCKED, 6, 0),
			TB_CLUE(IN_SYN_SENT, -6, 0),
			TB_CLUE(CODED, -12, 0),
			TB_CLUE(SILENT, -4, 1),
			TB_CLUE(MAC_DIFFERS, -6, 0),
			TB_CLUE(STATELESS, 4, 0),
			TB_CLUE(MANY_LOST, -4, 0),
		},
	},
	{
		.is = {
			.slug = "policy-reset",
			.title = "a device in the path ended it by policy",
			.meaning = "A firewall, a proxy, an IPS or an antivirus program "
				"in the path decided against this connection. It stands "
				"in line: the packets that it objects to do not pass.",
			.decisive = "A reset to one or to both ends right after the first "
				"payload, a ClientHello or the name in it; a TTL that is "
				"not the end's, or a window copied from the packet that "
				"it answers; nothing passes afterwards.",
			.against = "All header fields are as in the end's other packets.",
			.limit = "Which rule it was, and mostly which product. An "
				"antivirus program on a host shows only in a capture on "
				"that host.",
			.client_sees = "ECONNRESET.",
			.server_sees = "ECONNRESET, or a connection that falls silent.",
			.advice = {
				"Search the logs of the devices in the path for these "
				"addresses, ports and this time; the words are "
				"reset-both, reset-client, reset-server or a signature of "
				"the IPS.",
				"Repeat it with another name or another content to the "
				"same server: what passes and what does not shows the "
				"rule.",
			},
		},
		.harm = TB_HARM_DISRUPTIVE,
		.prior = -12,
		.clue = {
			TB_CLUE(TLS_UNANSWERED, 4, 0),
			TB_CLUE(NAMED_FIRST_WORDS, 4, 0),
			TB_CLUE(MAC_DIFFERS, -6, 0),
			TB_CLUE(RESET_AFTER_ACK, -8, 0),
			TB_CLUE(MADE_BY_THIRD, 16, -20),
			TB_CLUE(ONLY_FIRST_WORDS, 8, 0),
			TB_CLUE(STATELESS, 5, -3),
			TB_CLUE(MANY_LOST, -8, 0),
			TB_CLUE(ACKS_ON, -8, 3),
			TB_CLUE(TALKS_ON, -10, 3),
			TB_CLUE(SWALLOWED, 18, 0),
			TB_CLUE(UNEXPLAINED, -4, 0),
			TB_CLUE(STEPPED, -10, 0),
			TB_CLUE(GUESSED, -12, 0),
			TB_CLUE(NAME_BLOCKED, 6, 0),
			TB_CLUE(SILENT, -4, 2),
			TB_CLUE(IN_SYN_SENT, -18, 0),
			TB_CLUE(IN_ESTABLISHED, -2, 0),
			TB_CLUE(WINDOW_MIRRORED, 5, 0),
			TB_CLUE(CODED, -12, 0),
			TB_CLUE(HAD_NO_EFFECT, -8, 1),
			TB_CLUE(SENDER_CLOSED, -6, 0),
			TB_CLUE(TTL_NEARER, 3, 0),
		},
	},
	{
		.is = {
			.slug = "middlebox-idle-timeout",
			.title = "a device in the path forgot the idle connection",
			.meaning = "A NAT, a firewall or a load balancer dropped the idle "
				"connection from its table. The next packet is reset, or "
				"is lost without an answer.",
			.decisive = "A silence longer than a usual timer (240, 350 or "
				"3600 s), then a reset to the next packet; or resets to "
				"both ends as the timer runs out; or repetitions without "
				"an answer. The reset's TTL is not the other end's.",
			.against = "Packets within the silence; a timer of one end that "
				"fits better.",
			.limit = "A device that forgets silently sends nothing: only the "
				"silence before points to it.",
			.client_sees = "ECONNRESET, or ETIMEDOUT where packets are "
				"dropped, at the next use.",
			.server_sees = "ECONNRESET if it is reset too; otherwise it keeps "
				"a connection that leads nowhere until it times out.",
			.advice = {
				"Send keepalives well within the limit: SO_KEEPALIVE and "
				"TCP_KEEPIDLE (net.ipv4.tcp_keepalive_time), or a "
				"heartbeat of the application.",
				"Look for the device with such a limit: 350 s are usual "
				"of load balancers and NAT gateways of AWS, 240 s of "
				"Azure, 3600 s of many firewalls.",
			},
		},
		.prior = -12,
		.clue = {
			TB_CLUE(HAD_NO_EFFECT, -10, 0),
			TB_CLUE(UNHEARD, -12, 0),
			TB_CLUE(SILENT, 10, -22),
			TB_CLUE(MIDDLE_TIMER, 14, -6),
			TB_CLUE(SAME_SILENCE, 9, 0),
			TB_CLUE(SWALLOWED, 16, 0),
			TB_CLUE(KNEW_STILL, -20, 0),
			TB_CLUE(MADE_BY_THIRD, 14, -3),
			TB_CLUE(MADE_BY_SENDER, -8, 0),
			TB_CLUE(SENDER_CLOSED, -15, 2),
			TB_CLUE(BOTH_ENDS, 8, 0),
			TB_CLUE(IN_SYN_SENT, -20, 0),
			TB_CLUE(PROBES_UNANSWERED, -10, 0),
			TB_CLUE(CODED, -20, 0),
			TB_CLUE(MANY_SERVERS, -8, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "proxy-coded-reset",
			.title = "the reset carries its maker's reason",
			.meaning = "A load balancer or another device wrote into the "
				"reset why it made it.",
			.decisive = "A payload that gives the reason (the text of a "
				"BIG-IP, or a diagnostic payload as the IETF drafts it), "
				"or a reason code in the window, in the form that a "
				"NetScaler gives it.",
			.against = "A window that is a code by chance: the rest of the "
				"packet has not that form. A code that means relayed: "
				"then the maker is one hop further.",
			.limit = "The code is what the device thought, not what made it "
				"think so.",
			.client_sees = "ECONNRESET.",
			.server_sees = "ECONNRESET, or nothing where the device ended "
				"only the client's half.",
			.advice = {
				"Look the reason up in the device's documentation. On a "
				"BIG-IP tmsh show net rst-cause counts the reasons; the "
				"code of a NetScaler is tcp.window_size_value in "
				"Wireshark.",
			},
		},
		.prior = -10,
		.clue = {
			TB_CLUE(CODED, 34, -20),
			TB_CLUE(CODE_MAYBE, 18, 0),
		},
	},
	{
		.is = {
			.slug = "conntrack-invalid",
			.title = "a NAT passed a packet untranslated",
			.meaning = "A NAT took a packet for invalid and passed it on "
				"untranslated. Its receiver knew no such connection and "
				"reset it.",
			.decisive = "On the translating host, a packet with the "
				"untranslated address just before the reset. From an end "
				"only this: a bare reset of the other end's own host, "
				"which nothing calls for, while that end talks on; often "
				"in a large transfer with loss through a NAT.",
			.against = "No NAT lies in the path. Nothing was being "
				"transferred; an IP ID or a DF bit that is not of that "
				"host's.",
			.limit = "In a capture at one end the untranslated packet cannot "
				"be seen: there it is at most a suspicion.",
			.client_sees = "ECONNRESET.",
			.server_sees = "ECONNRESET.",
			.advice = {
				"On the translating host, conntrack -S counts invalid "
				"packets. Drop them (ct state invalid drop), or set "
				"net.netfilter.nf_conntrack_tcp_be_liberal=1.",
			},
		},
		.most = 75,
		.prior = -15,
		.clue = {
			TB_CLUE(LIVE_SOCKET, -12, 0),
			TB_CLUE(TTL_SAME, 6, -6),
			TB_CLUE(TALKS_ON, 18, 0),
			TB_CLUE(MADE_BY_THIRD, -18, 0),
			TB_CLUE(HAD_NO_EFFECT, -8, 0),
			TB_CLUE(UNEXPLAINED, 18, -2),
			TB_CLUE(GUESSED, -20, 0),
			TB_CLUE(ID_ODD, -10, 0),
			TB_CLUE(DF_DIFFERS, -8, 0),
			TB_CLUE(STREAMING, 10, -10),
			TB_CLUE(LOSSY, 8, -4),
			TB_CLUE(BARE, 3, -15),
			TB_CLUE(IN_TRANSFER, 3, -10),
			TB_CLUE(STEPPED, -6, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "state-loss-failover",
			.title = "a device in the path lost its table",
			.meaning = "A firewall, a NAT or a load balancer lost all its "
				"connections at one moment. A failover without "
				"synchronised state or a restart does this.",
			.decisive = "Many connections, best to several servers, each reset "
				"at its first packet after one moment, all with the same "
				"TTL that is no server's.",
			.against = "Only one server is concerned, and the TTL is its own: "
				"it may have been restarted itself.",
			.limit = "The moment itself: it lies between the last packet that "
				"passed and the first that was reset.",
			.client_sees = "ECONNRESET at the next use.",
			.server_sees = "Nothing until it speaks: the connection is "
				"half-open.",
			.advice = {
				"Ask for failovers and maintenance at this moment, and "
				"check that the pair synchronises its connections "
				"(conntrackd, pfsync, the HA state of the firewall).",
			},
		},
		.prior = -14,
		.clue = {
			TB_CLUE(MANY_SERVERS, 26, -12),
			TB_CLUE(MANY_LOST, 20, 0),
			TB_CLUE(STATELESS, 4, -12),
			TB_CLUE(MADE_BY_THIRD, 6, 0),
			TB_CLUE(SENDER_CLOSED, -12, 1),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "blind-reset-attempt",
			.title = "a reset with guessed numbers",
			.meaning = "Somebody who cannot see the connection sends resets "
				"or SYNs with guessed sequence numbers. By RFC 5961 the "
				"receiver asks back, and goes on.",
			.decisive = "Sequence numbers outside of the window, or inside "
				"but not exact; challenge ACKs in answer; a connection "
				"that lives on, mostly a long one.",
			.against = "An exact sequence number.",
			.limit = "Where it came from: the source address is forged.",
			.client_sees = "Nothing, at most some slowness.",
			.server_sees = "Nothing, at most some slowness.",
			.advice = {
				"For sessions that must last, such as BGP, use TCP-AO or "
				"TCP-MD5 and GTSM (RFC 5082), and filter forged source "
				"addresses at the border.",
			},
		},
		.prior = -12,
		.clue = {
			TB_CLUE(HAD_NO_EFFECT, 12, -22),
			TB_CLUE(CHALLENGED, 16, 0),
			TB_CLUE(SEQ_AHEAD, 10, -4),
			TB_CLUE(STEPPED, 6, 0),
			TB_CLUE(GUESSED, 18, 0),
			TB_CLUE(MADE_BY_THIRD, 8, -10),
			TB_CLUE(TALKS_ON, 4, 0),
			TB_CLUE(STATELESS, -8, 1),
		},
	},
	{
		.is = {
			.slug = "path-failure",
			.title = "the path was losing packets",
			.meaning = "The network between the ends lost or delayed packets "
				"until somebody gave up. Bad cables, weak radio links, "
				"congestion and a wrong MTU do this.",
			.decisive = "Before the end three or more retransmissions in a "
				"row, a loss of some percent, rising round trips or "
				"full-size segments that never arrive; then a timeout, a "
				"failed keepalive or an abort.",
			.against = "A clean sequence right up to the reset.",
			.limit = "A bad path sends no reset itself: some end or device "
				"gave up because of it. Radio, cable and congestion "
				"cannot be told apart.",
			.client_sees = "ETIMEDOUT or ECONNRESET.",
			.server_sees = "ETIMEDOUT or ECONNRESET.",
			.advice = {
				"Find the place of the loss: capture on both sides of it, "
				"mtr HOST, and look for errors in ip -s link, ethtool -S "
				"IFACE, and in the radio link's signal.",
				"If only large packets are lost, test the MTU by ping -M "
				"do -s 1472 HOST.",
			},
		},
		.most = 90,
		.prior = -14,
		.clue = {
			TB_CLUE(INSISTED, 20, 0),
			TB_CLUE(LOSSY, 16, -15),
			TB_CLUE(SENT_IN_VAIN, 22, 0),
			TB_CLUE(RECEIVED_IN_VAIN, 22, 0),
			TB_CLUE(RECEIVER_RETRANSMITS, 5, 0),
			TB_CLUE(SENDER_RETRANSMITS, 5, 0),
			TB_CLUE(SENDER_UNACKED, 2, 0),
			TB_CLUE(LIVE_SOCKET, 4, 0),
			TB_CLUE(GAVE_UP, -6, 0),
			TB_CLUE(RECEIVER_SHUT, -8, 0),
			TB_CLUE(MADE_BY_THIRD, -8, 1),
			TB_CLUE(PROBES_UNANSWERED, -6, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER), TB_KERNEL(DISCONNECTED),
			TB_KERNEL(UNREAD),
		},
	},
	{
		.is = {
			.slug = "address-conflict",
			.title = "two hosts answer for one address",
			.meaning = "Two hosts use the same IP address, and one resets "
				"what the other has agreed to.",
			.decisive = "One IP address with two MAC addresses that speak by "
				"turns, of which one sends the SYN-ACK and the other the "
				"reset; TTL and other habits differ.",
			.against = "A MAC address that changes once: the machine was "
				"replaced, or another took over. A pair that shares an "
				"address on purpose, by VRRP or a load balancer.",
			.limit = "MAC addresses can be seen only within the same network "
				"segment.",
			.client_sees = "ECONNRESET or ECONNREFUSED, now and then.",
			.server_sees = "ECONNRESET, or a connection that falls silent.",
			.advice = {
				"arping -D -I IFACE ADDRESS, ip neigh show ADDRESS and "
				"the switch's table of MAC addresses find the second "
				"host.",
			},
		},
		.prior = -14,
		.clue = {
			TB_CLUE(TWO_MACS, 30, -8),
			TB_CLUE(MAC_DIFFERS, 24, -8),
			TB_CLUE(MOVED, -16, 0),
			TB_CLUE(STATELESS, 3, -1),
			TB_CLUE(TALKS_ON, 3, 0),
			TB_KERNEL(NO_SOCKET), TB_KERNEL(LISTENER),
		},
	},
	{
		.is = {
			.slug = "undetermined",
			.title = "the cause cannot be told",
			.meaning = "What was captured does not decide between the causes.",
			.decisive = "No other cause is clearly likelier than the rest.",
			.limit = "What was not captured; the report lists it under unseen.",
			.advice = {
				"Capture whole connections from their beginning, at both "
				"ends and with whole packets (tcpdump -s 0), and compare "
				"with both logs at this time.",
			},
		},
		.prior = 4,
		.clue = {
			TB_CLUE(LATE_START, 7, 0),
			TB_CLUE(ONE_SIDED, 14, 0),
			TB_CLUE(CUT_SHORT, 6, 0),
			TB_CLUE(MISSED, 7, 0),
			TB_CLUE(MADE_BY_THIRD, -6, 0),	/* that is a cause by itself */
			TB_KERNEL(REASONED),
		},
	},
};

const struct tb_chapter tb_chapter_network = {
	.title = "Made or caused by the network",
	.rule = rules,
	.n = sizeof(rules) / sizeof(rules[0]),
};
