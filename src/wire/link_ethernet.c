/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_ethernet.c - Ethernet and IEEE 802.2 LLC headers
 *
 * The innermost one leaves its source address in the result.
 */
#include "wire/walk.h"

enum {
	HEADER = 14,
	MIN_TYPE = 0x600,	/* below it is a length, IEEE 802.3 */
	MAX_LENGTH = 1500
};

enum tb_decode tb_walk_ethernet(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, HEADER);

	if (h == NULL)
		return walk_short(w);
	if (!walk_deeper(w))
		return TB_DECODE_TOO_DEEP;
	tb_walk_mac(w, h + 6);
	walk_note_macs(w, h);
	walk_note(w, TB_PART_PLAIN, h + 12, 2);
	return tb_walk_type_or_length(w, tb_be16(h + 12));
}

bool tb_walk_is_ethernet(const struct tb_walk *w, size_t offset)
{
	int high = rd_peek(&w->r, offset + 12), low = rd_peek(&w->r, offset + 13);
	int first = rd_peek(&w->r, offset + 14);

	if (high < 0 || low < 0)
		return false;
	switch (high << 8 | low) {
	case 0x0800:
		return first >> 4 == 4;
	case 0x86dd:
		return first >> 4 == 6;
	default:
		return (high == 0x81 && low == 0) || (high == 0x88 && low == 0xa8);
	}
}

enum tb_decode tb_walk_type_or_length(struct tb_walk *w, uint16_t type)
{
	if (type >= MIN_TYPE)
		return tb_walk_ethertype(w, type);
	if (type > MAX_LENGTH)
		return TB_DECODE_NOT_IP;
	if (type <= walk_left(w))
		walk_length(w, type);
	return tb_walk_llc(w);
}

/* What a pair of service access points announces, if it can be IP. */
enum sap {
	SAP_IP = 0x06,
	SAP_SNAP = 0xaa,
	SAP_NLPID = 0xfe	/* a network layer protocol id follows */
};

enum { UNNUMBERED_INFORMATION = 0x03 };

/* Organisations whose SNAP protocol ids are EtherTypes. */
static bool is_ethertype_oui(const uint8_t oui[3])
{
	static const uint8_t rows[][3] = {
		{ 0x00, 0x00, 0x00 },	/* RFC 1042 */
		{ 0x00, 0x00, 0xf8 },	/* IEEE 802.1H bridge-tunnel */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (memcmp(oui, rows[i], 3) == 0)
			return true;
	return false;
}

/* A bridged frame, RFC 2684 and RFC 2427: some links pad it to align what it holds. */
static enum tb_decode walk_bridged(struct tb_walk *w, uint16_t kind, size_t padding)
{
	enum { ETHERNET_WITH_FCS = 1, ETHERNET = 7 };

	if (kind != ETHERNET_WITH_FCS && kind != ETHERNET)
		return TB_DECODE_NOT_IP;
	rd_skip(&w->r, padding);
	return tb_walk_ethernet(w);
}

enum tb_decode tb_walk_snap(struct tb_walk *w, size_t padding)
{
	static const uint8_t bridged[3] = { 0x00, 0x80, 0xc2 };
	const uint8_t *h = rd_take(&w->r, 5);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 5);
	if (is_ethertype_oui(h))
		return tb_walk_ethertype(w, tb_be16(h + 3));
	if (memcmp(h, bridged, sizeof(bridged)) == 0)
		return walk_bridged(w, tb_be16(h + 3), padding);
	return TB_DECODE_NOT_IP;
}

enum tb_decode tb_walk_llc(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 3);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 3);
	if (h[2] != UNNUMBERED_INFORMATION)
		return TB_DECODE_NOT_IP;
	if (h[0] == SAP_SNAP && h[1] == SAP_SNAP)
		return tb_walk_snap(w, 2);
	if (h[0] == SAP_IP && h[1] == SAP_IP)
		return tb_walk_ipv4(w);
	if (h[0] == SAP_NLPID && h[1] == SAP_NLPID)
		return tb_walk_nlpid(w);
	return TB_DECODE_NOT_IP;
}
