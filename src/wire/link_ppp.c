/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_ppp.c - PPP (RFC 1661, RFC 1662) and network layer protocol ids
 */
#include "wire/walk.h"

/* RFC 3518: flags with a count of padding, type of what is bridged (1: Ethernet). */
static enum tb_decode walk_bridged(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 2);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 2);
	return h[1] == 1 ? tb_walk_ethernet(w) : TB_DECODE_NOT_IP;
}

/* RFC 1990, long sequence numbers.  Packets in several fragments are not put together:
 * each fragment may have taken another link. */
static enum tb_decode walk_multilink(struct tb_walk *w)
{
	enum { BEGIN_AND_END = 0xc0 };
	const uint8_t *h = rd_take(&w->r, 4);

	if (h == NULL)
		return walk_short(w);
	if ((h[0] & BEGIN_AND_END) != BEGIN_AND_END)
		return walk_part(w);
	walk_note(w, TB_PART_PLAIN, h, 4);
	return walk_deeper(w) ? tb_walk_ppp(w) : TB_DECODE_TOO_DEEP;
}

/*
 * Address and control (FF 03) are there or were negotiated away; a protocol number
 * whose first byte is odd is that byte alone (protocol field compression).  Header
 * compression (RFC 1144) needs the state of a whole link and is not followed.
 */
enum tb_decode tb_walk_ppp(struct tb_walk *w)
{
	const uint8_t *h = w->r.at;
	uint16_t protocol;

	if (rd_peek(&w->r, 0) == 0xff) /* no protocol begins like that */
		rd_skip(&w->r, 2);
	protocol = rd_u8(&w->r);
	if ((protocol & 1) == 0)
		protocol = (uint16_t)(protocol << 8 | rd_u8(&w->r));
	if (w->r.short_read)
		return walk_short(w);
	walk_note_since(w, TB_PART_PLAIN, h);
	switch (protocol) {
	case 0x0021:
	case 0x0800:
		return tb_walk_ipv4(w);
	case 0x0057:
	case 0x86dd:
		return tb_walk_ipv6(w);
	case 0x0281:
	case 0x0283:
		return tb_walk_mpls(w);
	case 0x0031:
		return walk_bridged(w);
	case 0x003d:
		return walk_multilink(w);
	default:
		return TB_DECODE_NOT_IP;
	}
}

enum tb_decode tb_walk_nlpid(struct tb_walk *w)
{
	const uint8_t *h = w->r.at;
	uint8_t id = rd_u8(&w->r);

	if (w->r.short_read)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 1);
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
