/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_llc.c - link types whose header leads to LLC/SNAP or to an EtherType, and the
 * serial ones: FDDI, Token Ring, IP over Fibre Channel, Cisco HDLC, Frame Relay
 */
#include "wire/link_types.h"

/* FDDI: frame control, destination, source.  Only LLC frames (01LL 0rrr) carry IP. */
enum tb_decode tb_link_fddi(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 13);

	if (h == NULL)
		return walk_short(w);
	if ((h[0] & 0x70) != 0x50)
		return TB_DECODE_NOT_IP;
	tb_walk_mac(w, h + 7);
	walk_note(w, TB_PART_PLAIN, h, 1);
	walk_note_macs(w, h + 1);
	return tb_walk_llc(w);
}

/* Token Ring: access control, frame control, destination, source; the source's group
 * bit announces a routing field that says its own length. */
enum tb_decode tb_link_token_ring(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 14);

	if (h == NULL)
		return walk_short(w);
	if ((h[1] & 0xc0) != 0x40)
		return TB_DECODE_NOT_IP;
	tb_walk_mac(w, h + 8);
	walk_note(w, TB_PART_PLAIN, h, 2);
	walk_note(w, TB_PART_MAC_REVERSED, h + 2, 6);
	walk_note(w, TB_PART_MAC_REVERSED, h + 8, 6);
	if (h[8] & 0x80) {
		int routing = rd_peek(&w->r, 0);

		if (routing < 0)
			return walk_short(w);
		rd_skip(&w->r, (size_t)routing & 31);
		walk_note_since(w, TB_PART_PLAIN, h + 14);
	}
	return tb_walk_llc(w);
}

/* RFC 2625: two network addresses of eight bytes, the last six a MAC. */
enum tb_decode tb_link_ip_over_fc(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 16);

	if (h == NULL)
		return walk_short(w);
	tb_walk_mac(w, h + 10);
	walk_note(w, TB_PART_MAC, h + 2, 6);
	walk_note(w, TB_PART_MAC, h + 10, 6);
	return tb_walk_llc(w);
}

/* Address, control, EtherType. */
enum tb_decode tb_link_cisco_hdlc(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 4);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 4);
	return tb_walk_ethertype(w, tb_be16(h + 2));
}

/* RFC 1547 section 4.3.1: PPP, or Cisco HDLC by its address byte. */
enum tb_decode tb_link_ppp_serial(struct tb_walk *w)
{
	int address = rd_peek(&w->r, 0);

	return address == 0x0f || address == 0x8f ? tb_link_cisco_hdlc(w) : tb_walk_ppp(w);
}

/* 0 received, else sent. */
static void read_direction(struct tb_walk *w)
{
	const uint8_t *h = w->r.at;

	w->out->segment.env.travel = rd_u8(&w->r) ? TB_TRAVEL_OUT : TB_TRAVEL_IN;
	walk_note_since(w, TB_PART_PLAIN, h);
}

/* As PPP_SERIAL, with a direction in front. */
enum tb_decode tb_link_ppp_with_direction(struct tb_walk *w)
{
	read_direction(w);
	return w->r.short_read ? walk_short(w) : tb_link_ppp_serial(w);
}

/* Linux pppd: the direction in place of the address byte, then control. */
enum tb_decode tb_link_ppp_pppd(struct tb_walk *w)
{
	const uint8_t *control;

	read_direction(w);
	control = w->r.at;
	rd_skip(&w->r, 1);
	walk_note_since(w, TB_PART_PLAIN, control);
	return w->r.short_read ? walk_short(w) : tb_walk_ppp(w);
}

/*
 * Address bytes up to the one whose lowest bit is set, then as RFC 2427 (control 03,
 * perhaps a padding byte, an NLPID) or as Cisco does it (an EtherType).
 */
enum tb_decode tb_link_frame_relay(struct tb_walk *w)
{
	enum { UNNUMBERED = 0x03, MAX_ADDRESS = 4 };
	const uint8_t *h = w->r.at;
	int i = 0;

	while ((rd_u8(&w->r) & 1) == 0 && !w->r.short_read)
		if (++i >= MAX_ADDRESS)
			return TB_DECODE_NOT_IP;
	if (rd_peek(&w->r, 0) != UNNUMBERED) {
		uint16_t type = rd_be16(&w->r);

		walk_note_since(w, TB_PART_PLAIN, h);
		return w->r.short_read ? walk_short(w) : tb_walk_ethertype(w, type);
	}
	rd_skip(&w->r, rd_peek(&w->r, 1) == 0 ? 2 : 1);
	walk_note_since(w, TB_PART_PLAIN, h);
	return tb_walk_nlpid(w);
}

/* Apple's IP over FireWire: two addresses of eight bytes, EtherType. */
enum tb_decode tb_link_firewire(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 18);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h + 16, 2);
	return tb_walk_ethertype(w, tb_be16(h + 16));
}
