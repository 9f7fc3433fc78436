/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_ppp.c - PPP (RFC 1661, RFC 1662) and network layer protocol ids
 */
#include "wire/walk.h"

/*
 * Address and control (FF 03) are there or were negotiated away; a protocol number
 * whose first byte is odd is that byte alone (protocol field compression).  Header
 * compression (RFC 1144) needs the state of a whole link and is not followed.
 */
enum tb_decode tb_walk_ppp(struct tb_walk *w)
{
	uint16_t protocol;

	if (rd_peek(&w->r, 0) == 0xff && rd_peek(&w->r, 1) == 0x03)
		rd_skip(&w->r, 2);
	protocol = rd_u8(&w->r);
	if ((protocol & 1) == 0)
		protocol = (uint16_t)(protocol << 8 | rd_u8(&w->r));
	if (w->r.short_read)
		return walk_short(w);
	switch (protocol) {
	case 0x0021:
		return tb_walk_ipv4(w);
	case 0x0057:
		return tb_walk_ipv6(w);
	case 0x0281:
	case 0x0283:
		return tb_walk_mpls(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}

enum tb_decode tb_walk_nlpid(struct tb_walk *w)
{
	uint8_t id = rd_u8(&w->r);

	if (w->r.short_read)
		return walk_short(w);
	switch (id) {
	case 0xcc:
		return tb_walk_ipv4(w);
	case 0x8e:
		return tb_walk_ipv6(w);
	case 0x80:
		return tb_walk_snap(w, 0);
	case 0xcf:
		return tb_walk_ppp(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}
