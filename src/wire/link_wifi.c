/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_wifi.c - IEEE 802.11, and the headers that capturing adapters put before it
 *
 * Only data frames that are not encrypted hold anything for us.  Fragments of 802.11's
 * own are not put together.
 */
#include "wire/link_types.h"

/* Frame control: first byte version, type, subtype; second byte flags. */
enum {
	TYPE_MASK = 0x0c,
	TYPE_DATA = 0x08,
	SUBTYPE_NO_DATA = 0x40,
	SUBTYPE_QOS = 0x80,
	TO_DS = 0x01,
	FROM_DS = 0x02,
	MORE_FRAGMENTS = 0x04,
	PROTECTED = 0x40,
	ORDER = 0x80		/* in a QoS frame: an HT control field follows */
};

enum {
	MAC = 6,
	HEADER = 24,		/* three addresses */
	QOS_AMSDU = 0x80,	/* first byte of QoS control */
	AMSDU_HEADER = 14	/* destination, source, length */
};

/* The first MSDU of an aggregate. */
static enum tb_decode walk_amsdu(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, AMSDU_HEADER);

	if (h == NULL)
		return walk_short(w);
	tb_walk_mac(w, h + MAC);
	walk_note_macs(w, h);
	walk_note(w, TB_PART_PLAIN, h + 12, 2);
	walk_length(w, tb_be16(h + 12));
	return tb_walk_llc(w);
}

/* Source address by direction, IEEE 802.11 table 9-30; address 4 follows the header. */
static const uint8_t *source_of(const uint8_t *h, uint8_t flags, const uint8_t *fourth)
{
	switch (flags & (TO_DS | FROM_DS)) {
	case FROM_DS:
		return h + 16;
	case TO_DS | FROM_DS:
		return fourth;
	default:
		return h + 10;
	}
}

/* Frame control, duration, three addresses, sequence number; perhaps a fourth address, and
 * what follows that up to the walk. */
static void note_header(struct tb_walk *w, const uint8_t *h, const uint8_t *fourth)
{
	const uint8_t *rest = fourth != NULL ? fourth + MAC : h + HEADER;

	walk_note(w, TB_PART_PLAIN, h, 4);
	walk_note_macs(w, h + 4);
	walk_note(w, TB_PART_MAC, h + 16, MAC);
	walk_note(w, TB_PART_PLAIN, h + 22, 2);
	if (fourth != NULL)
		walk_note(w, TB_PART_MAC, fourth, MAC);
	walk_note_since(w, TB_PART_PLAIN, rest);
}

/* kind, flags: the two bytes of frame control.  padded: the body begins at a multiple of
 * four bytes from the header. */
static enum tb_decode walk_data(struct tb_walk *w, uint8_t kind, uint8_t flags, bool padded)
{
	const uint8_t *h = rd_take(&w->r, HEADER), *fourth = NULL;
	bool amsdu = false;

	if (h == NULL)
		return walk_short(w);
	if ((kind & TYPE_MASK) != TYPE_DATA || kind & SUBTYPE_NO_DATA || flags & PROTECTED)
		return TB_DECODE_NOT_IP;
	if ((flags & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS))
		fourth = rd_take(&w->r, MAC);
	if (kind & SUBTYPE_QOS) {
		amsdu = (rd_u8(&w->r) & QOS_AMSDU) != 0;
		rd_skip(&w->r, flags & ORDER ? 1 + 4 : 1);
	}
	if (padded)
		rd_skip(&w->r, (size_t)(h - w->r.at) & 3);
	if (w->r.short_read)
		return walk_short(w);
	note_header(w, h, fourth);
	if (flags & MORE_FRAGMENTS || h[22] & 0x0f)
		return walk_part(w);
	if (amsdu)
		return walk_amsdu(w);
	tb_walk_mac(w, source_of(h, flags, fourth));
	return tb_walk_llc(w);
}

static enum tb_decode walk_wifi(struct tb_walk *w, bool padded)
{
	int kind = rd_peek(&w->r, 0), flags = rd_peek(&w->r, 1);

	if (flags < 0)
		return walk_short(w);
	return walk_data(w, (uint8_t)kind, (uint8_t)flags, padded);
}

enum tb_decode tb_link_wifi(struct tb_walk *w)
{
	return walk_wifi(w, false);
}

enum tb_decode tb_link_wifi_swapped(struct tb_walk *w)
{
	enum { VERSION_AND_TYPE = 0x0f };
	int first = rd_peek(&w->r, 0), second = rd_peek(&w->r, 1);

	if (second < 0)
		return walk_short(w);
	if ((first & VERSION_AND_TYPE) == TYPE_DATA)
		return walk_wifi(w, false);
	return walk_data(w, (uint8_t)second, (uint8_t)first, false);
}

/* The frame's last four bytes are its check sequence. */
static void drop_fcs(struct tb_walk *w)
{
	uint32_t left = walk_left(w);

	walk_length(w, left > 4 ? left - 4 : 0);
}

/*
 * Radiotap: version, pad, length, one or more words that say which fields follow, the
 * fields, each aligned to its size.  The flags are the second field, after an eight-
 * byte clock.  Little-endian.
 */
enum tb_decode tb_link_radiotap(struct tb_walk *w)
{
	enum { HAS_CLOCK = 1 << 0, HAS_FLAGS = 1 << 1 };
	enum { FLAG_FCS = 0x10, FLAG_PADDED = 0x20 };
	const uint8_t *h = w->r.at;
	struct tb_reader r = w->r, fields;
	uint8_t version = rd_u8(&r), flags = 0;
	uint32_t present, word;
	uint16_t length;
	size_t at = 8;

	rd_skip(&r, 1);
	length = rd_le16(&r);
	fields = rd_sub(&w->r, length);
	if (r.short_read || w->r.short_read)
		return walk_short(w);
	if (version != 0 || length < at)
		return TB_DECODE_MALFORMED;
	rd_skip(&fields, 4);
	for (word = present = rd_le32(&fields); word >> 31; at += 4)
		word = rd_le32(&fields);
	if (present & HAS_CLOCK)
		rd_skip(&fields, at % 8 + 8);
	if (present & HAS_FLAGS)
		flags = rd_u8(&fields);
	if (!fields.short_read)
		walk_note(w, TB_PART_PLAIN, h, (size_t)(fields.at - h));
	if (flags & FLAG_FCS)
		drop_fcs(w);
	return walk_wifi(w, (flags & FLAG_PADDED) != 0);
}

/* AVS: magic, length; big-endian. */
enum tb_decode tb_link_avs(struct tb_walk *w)
{
	const uint8_t *h = rd_take(&w->r, 8);

	if (h == NULL)
		return walk_short(w);
	walk_note(w, TB_PART_PLAIN, h, 8);
	rd_skip(&w->r, tb_be32(h + 4) - 8);
	return tb_link_wifi(w);
}

/* Prism: message code, length, in the byte order of the host that captured.  Some
 * drivers announce Prism and write AVS. */
enum tb_decode tb_link_prism(struct tb_walk *w)
{
	enum { PRISM = 144, AVS_MAGIC = 0x80211 };	/* and a version */
	struct tb_reader r = w->r;

	if (rd_be32(&r) >> 12 == AVS_MAGIC)
		return tb_link_avs(w);
	if (!r.short_read)
		walk_note(w, TB_PART_PLAIN, w->r.at, 4);
	rd_skip(&w->r, PRISM);
	return tb_link_wifi(w);
}
