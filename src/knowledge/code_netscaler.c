/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * code_netscaler.c - the code that a Citrix NetScaler (ADC) leaves in the window of a RST
 *
 * The window of a RST means nothing, so the number is put there, unscaled.  Any stack
 * may have such a window by chance, so the rest of the RST has to look like one of a
 * NetScaler as well: a header of 20 bytes, DF, an IP ID that is not zero, and a TTL that
 * began at 255 or is at least not that of its address's other packets, which come from
 * a server behind it.  With all of that the code is taken for certain.  IPv6 has neither DF
 * nor IP ID, so that nothing is certain there.
 *
 * Without it, a number of the larger block is weak: a guess to be told as one.  Those of
 * the smaller block, 8196 to 8214, lie where ordinary windows are frequent (64 KiB scaled
 * by 8 is about 8212; 8192 is many a tool's default), so they are told with all of it or
 * not at all.
 *
 * The table is that of CTX200852 as two programs that read it agree on it.
 */
#include "knowledge/code.h"

static const struct {
	uint16_t first, last;
	const char *meaning;
} codes[] = {	/* ascending */
	{ 8196, 8196, "a bad SSL record" },
	{ 8201, 8201, "a segment of a connection that is closed or reset already" },
	{ 8202, 8202, "data of a connection not known: the SYN cookie had expired" },
	{ 8204, 8204, "a SYN was sent again with another sequence number" },
	{ 8205, 8205, "a wrong number in the last ACK of the handshake" },
	{ 8206, 8206, "while connecting: an unexpected packet, perhaps of an old connection" },
	{ 8207, 8207, "a SYN within the window of a connection that stands" },
	{ 8208, 8208, "too many duplicate retransmissions" },
	{ 8209, 8209, "memory is short" },
	{ 8210, 8210, "protection against denial of service by HTTP" },
	{ 8211, 8211, "an idle connection was cleaned up" },
	{ 8212, 8212, "a SYN to no service, or with a SYN cookie that does not fit" },
	{ 8213, 8213, "SureConnect: a POST on a connection that is closing" },
	{ 8214, 8214, "the MSS of the SYN is larger than the MTU of the interface" },
	{ 9100, 9100, "HTTP was begun, never finished, and timed out" },
	{ 9201, 9201, "multiplexing: a response of an earlier transaction" },
	{ 9202, 9202, "multiplexing: a reused server connection lost step" },
	{ 9203, 9203, "multiplexing: the server's FIN was meant for an earlier client" },
	{ 9205, 9205, "chunked coding is broken" },
	{ 9206, 9208, "an HTTP header is invalid, in pieces or late" },
	{ 9209, 9209, "chunked coding is broken" },
	{ 9210, 9210, "corrupt packets" },
	{ 9212, 9212, "an invalid HTTP request" },
	{ 9214, 9214, "the cache could not store" },
	{ 9216, 9216, "memory for the cache is short" },
	{ 9217, 9217, "a body longer than its Content-Length" },
	{ 9218, 9218, "data that belongs to no message" },
	{ 9219, 9220, "no buffer could be allocated" },
	{ 9221, 9221, "a domain shard that is no longer valid" },
	{ 9222, 9222, "a response with contradicting Content-Length and Transfer-Encoding" },
	{ 9300, 9303, "idle for too long, or its service went down" },
	{ 9304, 9304, "the window stayed closed: seven probes got no further" },
	{ 9305, 9305, "the server acknowledged the SYN wrongly" },
	{ 9306, 9306, "TCP buffering was undone" },
	{ 9307, 9309, "protection against small windows" },
	{ 9310, 9310, "keepalive probes stayed unanswered" },
	{ 9311, 9311, "trying again by DHT failed" },
	{ 9400, 9400, "a pooled server connection was of no use any more" },
	{ 9401, 9401, "flushed for want of room, or removed from the configuration" },
	{ 9450, 9460, "the SQL proxy: handshake, login, response, memory or link failed" },
	{ 9600, 9600, "too many packets with wrong sequence or ACK numbers" },
	{ 9601, 9601, "too many data packets with wrong sequence or ACK numbers" },
	{ 9602, 9602, "SSL VPN: too many probes" },
	{ 9700, 9700, "a RST from its other side is passed on" },
	{ 9701, 9701, "a RST with ACK from its other side is passed on" },
	{ 9702, 9702, "data after FIN" },
	{ 9704, 9704, "a buffer was dropped: a limit, or an error of the transaction" },
	{ 9800, 9800, "a health check of its own timed out" },
	{ 9810, 9810, "NAI status" },
	{ 9811, 9811, "SSL: it sent a fatal alert, then this RST" },
	{ 9812, 9812, "its IP address was removed from the configuration" },
	{ 9813, 9813, "an SSF connection was closed" },
	{ 9814, 9814, "a policy says RESET" },
	{ 9816, 9816, "a bad SSL record" },
	{ 9817, 9817, "certificate, cipher or SSL configuration was changed" },
	{ 9818, 9818, "a bad SSL header" },
	{ 9819, 9821, "SSL: memory, hardware, a feature that is off or a record of odd size" },
	{ 9822, 9822, "certificate, cipher or SSL configuration was changed" },
	{ 9823, 9823, "AAA: a malformed cookie" },
	{ 9824, 9824, "AAA: an orphan" },
	{ 9825, 9825, "GSLB: versions that do not fit" },
	{ 9826, 9826, "SSL: memory, hardware, a feature that is off or a record of odd size" },
	{ 9827, 9827, "certificate, cipher or SSL configuration was changed" },
	{ 9829, 9829, "GSLB: the site is down" },
	{ 9830, 9830, "an access list denies it" },
	{ 9831, 9831, "SSL: application data is missing" },
	{ 9832, 9832, "SSL: an error of the application" },
	{ 9833, 9833, "SSL: a fatal error" },
	{ 9834, 9837, "SSL: memory, hardware, a feature that is off or a record of odd size" },
	{ 9838, 9838, "a bad SSL record" },
	{ 9839, 9842, "SSL: memory, hardware, a feature that is off or a record of odd size" },
	{ 9843, 9843, "a health check of its own, of a wildcard service" },
	{ 9844, 9844, "SSL: memory, hardware, a feature that is off or a record of odd size" },
	{ 9845, 9845, "a policy of the application firewall" },
	{ 9846, 9847, "compression failed" },
	{ 9848, 9848, "certificate, cipher or SSL configuration was changed" },
	{ 9849, 9849, "GSLB: a conflict" },
	{ 9850, 9851, "DNS over TCP failed" },
	{ 9852, 9852, "RTSP failed" },
	{ 9853, 9853, "the login to an MSSQL server failed" },
	{ 9854, 9854, "GSLB: an indirect site" },
	{ 9855, 9855, "the surge queue is full" },
	{ 9856, 9866, "application firewall, push, VPN or URL rewriting gave it up" },
	{ 9868, 9871, "the login to an MSSQL server failed" },
	{ 9872, 9872, "WebSocket is disabled in the HTTP profile" },
	{ 9874, 9874, "a limit on what is held" },
	{ 9875, 9875, "the client closed, so the server is reset" },
	{ 9876, 9884, "Diameter failed" },
	{ 9885, 9887, "SIP, Diameter, VPN, cluster or rewriting gave it up" },
	{ 9888, 9888, "AAA: the cluster is not in step" },
	{ 9889, 9890, "SIP, Diameter, VPN, cluster or rewriting gave it up" },
	{ 9900, 9902, "policy, cache, HTML injection, database, HTTP memory or SPDY" },
	{ 9903, 9903, "GSLB: the feature is disabled" },
	{ 9904, 9904, "AAA: an error" },
	{ 9905, 9905, "policy, cache, HTML injection, database, HTTP memory or SPDY" },
	{ 9906, 9906, "GSLB: the site was removed" },
	{ 9911, 9915, "policy, cache, HTML injection, database, HTTP memory or SPDY" },
	{ 9951, 9951, "SSL: an incomplete record" },
	{ 9952, 9952, "SSL: it received a fatal alert" },
	{ 9953, 9953, "the action for a timeout" },
	{ 9956, 9957, "quality of service" },
	{ 9960, 9960, "MPTCP: a wrong option" },
	{ 9961, 9962, "MPTCP: a path could not join" },
	{ 9963, 9963, "MPTCP: a wrong checksum" },
	{ 9964, 9967, "MPTCP or TCP Fast Open failed" },
	{ 9968, 9968, "MPTCP: a fast close" },
	{ 9969, 9975, "MPTCP or TCP Fast Open failed" },
	{ 9976, 9976, "MPTCP: keepalive probes stayed unanswered" },
	{ 9977, 9977, "MPTCP: a token that is not known" },
	{ 9978, 9978, "MPTCP: too many SYNs" },
	{ 9979, 9983, "MPTCP or TCP Fast Open failed" },
	{ 10000, 10006, "the proxy for ICA and RDP gave it up" },
	{ 10016, 10026, "SMPP failed" },
	{ 10027, 10030, "the security module, a rate limit or packet credits" },
	{ 10032, 10042, "the gateway for SIP gave it up" },
};

/* Those that tell of its other side. */
static const uint16_t relayed[] = { 9700, 9701, 9875 };

static bool is_relayed(uint16_t code)
{
	for (size_t i = 0; i < COUNT_OF(relayed); i++)
		if (relayed[i] == code)
			return true;
	return false;
}

/* The first of the larger block. */
enum { LARGER_BLOCK = 9100 };

/* Of the windows of most RSTs, 0 and those near 64 KiB, nothing need be looked up. */
static bool may_be_code(uint16_t window)
{
	return window >= codes[0].first && window <= codes[COUNT_OF(codes) - 1].last;
}

/* Does the rest of the RST look like one of a NetScaler? */
static bool has_form(const struct tb_rst *rst, bool foreign_ttl)
{
	return (rst->ttl > 128 || foreign_ttl) && rst->df && rst->header_len == 20 &&
	       rst->has_ip_id && rst->ip_id != 0;
}

void tb_code_netscaler(const struct tb_rst *rst, bool foreign_ttl, struct tb_code *out)
{
	bool sure = has_form(rst, foreign_ttl);

	if (!may_be_code(rst->window) || (!sure && rst->window < LARGER_BLOCK))
		return;
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		if (rst->window < codes[i].first || rst->window > codes[i].last)
			continue;
		out->kind = TB_CODE_NETSCALER;
		out->weak = !sure;
		out->relayed = is_relayed(rst->window);
		out->meaning = codes[i].meaning;
		tb_code_set_number(out, rst->window);
		return;
	}
}
