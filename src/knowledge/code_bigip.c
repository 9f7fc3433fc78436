/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * code_bigip.c - the payload of a RST made by an F5 BIG-IP with tm.rstcause.pkt enabled
 *
 *	BIG-IP: [0x<id>:<line>] {peer} <cause> <details>
 *
 * without an end mark.  "{peer} " is there if the cause arose on the other side of the
 * proxy.  The id names a source file of one build and a place there that may serve many
 * causes, so only the text decides.
 */
#include "knowledge/code.h"

static const struct tb_phrase causes[] = {
	{ "no flow found for ack", "no such connection: expired, or begun elsewhere", false },
	{ "no local listener", "it has no virtual server on that address and port", false },
	{ "port denied", "the port is locked, or its listener never came up", false },
	{ "rst from big-ip internal linux host", "its own management system made it", false },
	{ "tcp 3whs rejected", "the handshake was not completed", false },
	{ "handshake timeout", "the handshake was not completed in time", false },
	{ "flow expired", "idle for too long, or removed for want of room", false },
	{ "tcp retransmit timeout", "retransmissions stayed unanswered", false },
	{ "tcp rst from remote system", "a reset of the far end is passed on", true },
	{ "no pool member available", "no server of the pool was available", false },
	{ "no available pool member", "no server of the pool was available", false },
	{ "no server selected", "no server could be selected", false },
	{ "connection limit exceeded", "a limit on connections was reached", false },
	{ "vip down", "the virtual server is down", false },
	{ "dos signature", "it looks like a denial of service", false },
	{ "unable to select local port", "no source port was free towards the server", false },
	{ "no available snat", "no source address was free towards the server", false },
	{ "no route to host", "there is no route", false },
	{ "ha disconnect", "the other unit of the pair took over", false },
	{ "policy action", "a policy says so", false },
	{ "closing", "the proxy was closing the connection anyway", false },
	{ "irule execution", "an iRule says so (reject)", false },
	{ "ssl handshake timeout", "the TLS handshake was not completed in time", false },
	{ "tcp zero window timeout", "the window stayed closed for too long", false },
	{ "tcp keep-alive timeout", "keepalive probes stayed unanswered", false },
	{ "license limit exceeded", "a limit of the licence was reached", false },
	{ "pool member", "the server of the pool is down or disabled", false },
	{ "node", "the server is down or disabled", false },
	{ "syn cookie rejected", "the SYN cookie did not fit", false },
	{ "http internal error", "the HTTP proxy lost its way", false },
	{ "http header", "the HTTP header is too large", false },
	{ "http parse error", "HTTP that cannot be parsed", false },
	{ "internal error", "an error of its own", false },
	{ "out of memory", "memory is short", false },
	{ "proxy initiali", "the proxy could not be set up", false },
	{ "apm access denied", "access was denied", false },
};

/* "<id>:<line>] "; false if it is cut or something else. */
static bool skip_place(struct tb_reader *r)
{
	int c;

	while ((c = rd_peek(r, 0)) == ':' || (c >= '0' && c <= '9') ||
	       (rd_lower(c) >= 'a' && rd_lower(c) <= 'f'))
		rd_skip(r, 1);
	return rd_icase(r, "] ");
}

bool tb_code_bigip(const struct tb_rst *rst, struct tb_code *out)
{
	struct tb_reader r = tb_code_payload(rst);
	const struct tb_phrase *known;

	if (!rd_icase(&r, "big-ip: [0x"))
		return false;
	out->kind = TB_CODE_BIGIP;
	if (!skip_place(&r))
		return true;
	out->relayed = rd_icase(&r, "{peer} ");
	tb_code_set_text(out, &r);
	known = tb_phrase_find(causes, COUNT_OF(causes), r);
	if (known != NULL) {
		out->meaning = known->meaning;
		out->relayed |= known->relayed;
	}
	return true;
}
