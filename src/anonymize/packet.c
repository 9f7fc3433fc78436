/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * packet.c - a packet is built anew from what the decoder knows of it
 *
 * The decoder says where it met which header (wire/outline.h).  Only what it met is taken
 * over, header by header, with pseudonyms; all the rest is zero.  So nothing goes through that
 * nobody has thought of.  Behind the last header follows what stands for the payload
 * (payload.h), if that is a segment's: of what an ICMP error quotes, of resets and of fragments
 * there is none, and the packet ends.  Then the decoder looks at the
 * result: if it does not see the same headers where they were, a zero is somewhere where it
 * matters, and the packet is given up.
 */
#include "anonymize/packet.h"

#include <stdlib.h>

#include <tcpblame/tcpblame.h>

#include "anonymize/checksum.h"
#include "anonymize/header.h"
#include "anonymize/payload.h"

static void map_mac(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	(void)n;
	tb_anonymize_mac(a, h);
}

static void reverse_bits(uint8_t *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t from = at[i];

		at[i] = 0;
		for (unsigned bit = 0; bit < 8; bit++)
			at[i] |= (uint8_t)((from >> bit & 1) << (7 - bit));
	}
}

/* The pseudonym is that of the same card elsewhere. */
static void map_reversed_mac(struct tb_anonymizer *a, uint8_t *h, size_t n)
{
	reverse_bits(h, n);
	tb_anonymize_mac(a, h);
	reverse_bits(h, n);
}

typedef void map_header(struct tb_anonymizer *a, uint8_t *h, size_t n);

static map_header *const maps[] = {
	[TB_PART_PLAIN] = NULL,
	[TB_PART_MAC] = map_mac,
	[TB_PART_MAC_REVERSED] = map_reversed_mac,
	[TB_PART_IPV4] = tb_anonymize_ipv4,
	[TB_PART_IPV6] = tb_anonymize_ipv6,
	[TB_PART_OPTIONS] = tb_anonymize_ipv6_options,
	[TB_PART_ROUTING] = tb_anonymize_routing,
	[TB_PART_GRE] = NULL,
	[TB_PART_UDP] = NULL,
	[TB_PART_ICMP] = tb_anonymize_icmp,
	[TB_PART_ICMPV6] = NULL,
	[TB_PART_TCP] = tb_anonymize_tcp,
	[TB_PART_FIRST] = NULL,
	[TB_PART_FRAGMENT] = NULL,
};

/* Is it a packet that leads to TCP? */
static bool is_ours(enum tb_decode outcome, const struct tb_outline *p)
{
	if (outcome != TB_DECODE_OK && outcome != TB_DECODE_ICMP_ERROR &&
	    (outcome != TB_DECODE_FRAGMENT || p->n == 0 ||
	     p->at[p->n - 1].kind != TB_PART_FRAGMENT))
		return false;
	return !p->full;
}

static void build(struct tb_anonymizer *a, const uint8_t *bytes, uint8_t *to,
		  const struct tb_outline *outline)
{
	for (unsigned i = 0; i < outline->n; i++) {
		const struct tb_part *p = &outline->at[i];

		memcpy(to + p->at, bytes + p->at, p->len);
		if (maps[p->kind] != NULL)
			maps[p->kind](a, to + p->at, p->len);
	}
}

static bool same_outline(const struct tb_outline *a, const struct tb_outline *b)
{
	if (a->n != b->n || a->full != b->full)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (a->at[i].kind != b->at[i].kind || a->at[i].at != b->at[i].at ||
		    a->at[i].len != b->at[i].len)
			return false;
	return true;
}

static bool has_part(const struct tb_outline *p, enum tb_part_kind kind)
{
	for (unsigned i = 0; i < p->n; i++)
		if (p->at[i].kind == kind)
			return true;
	return false;
}

/* What a reset says in words is withheld, see report.h.  Of a packet in parts nobody knows what
 * the others do to its checksum. */
static uint32_t shown_payload(enum tb_decode outcome, const struct tb_segment *s,
			      const struct tb_outline *outline)
{
	if (outcome != TB_DECODE_OK || s->flags & TB_RST || has_part(outline, TB_PART_FIRST))
		return 0;
	return s->payload_captured;
}

static void build_payload(struct tb_anonymizer *a, const struct tb_segment *s, uint8_t *to,
			  uint32_t n)
{
	const uint16_t port[2] = { s->src.port, s->dst.port };

	tb_anonymize_payload(a, port, s->payload, to, n);
}

/* made: *captured zeros.  False: it cannot be shown. */
static bool make(struct tb_anonymizer *a, struct tb_frame frame, uint8_t *made, uint32_t *captured)
{
	struct tb_outline outline, again;
	union tb_decoded decoded;
	enum tb_decode outcome = tb_decode_outline(&frame, &decoded, &outline);
	bool offloaded = outcome == TB_DECODE_OK && tb_is_offloaded(&decoded.segment);
	uint32_t headers = tb_outline_end(&outline), payload;

	if (!is_ours(outcome, &outline))
		return false;
	payload = shown_payload(outcome, &decoded.segment, &outline);
	build(a, frame.data, made, &outline);
	if (payload > 0)
		build_payload(a, &decoded.segment, made + headers, payload);
	tb_anonymize_checksums(frame.data, made, headers + payload, &outline, offloaded);
	frame.data = made;
	frame.captured = *captured = headers + payload;
	return tb_decode_outline(&frame, &decoded, &again) == outcome &&
	       same_outline(&outline, &again);
}

bool tb_anonymize_packet(struct tb_anonymizer *a, uint32_t link_type, uint8_t *bytes,
			 uint32_t *captured, uint32_t original)
{
	const struct tb_frame frame = { .data = bytes, .captured = *captured,
					.original = original, .link_type = link_type };
	uint8_t *made = calloc(*captured + 1, 1);
	uint32_t n = 0;
	bool shown = made != NULL && make(a, frame, made, &n);

	if (shown) {
		memcpy(bytes, made, n);
		*captured = n;
	}
	free(made);
	return shown;
}
