/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checksum.c - RFC 1624, equation 3: HC' = ~(~HC + ~m + m')
 *
 * m and m' are all that a checksum covers, before and after, as far as it is there: what is
 * not there has not changed.  So a checksum stays right, or as wrong as it was, and nobody
 * needs the payload.  Inner ones first: they are what outer ones cover.
 */
#include "anonymize/checksum.h"

#include "wire/sum.h"

enum { ADDR_V4 = 4, ADDR_V6 = 16 };

/* Where in the packet the addresses are that a checksum covers. */
struct ends {
	size_t src, dst;
	size_t size;		/* of an address; 0: there are none */
};

/* A source route that has not been gone to its end leads to its last address. */
static size_t last_of_route(const uint8_t *h, size_t n)
{
	enum { FIXED = 20, LSRR = 131, SSRR = 137, DST = 16 };
	size_t at = FIXED;

	while (at + 1 < n && h[at] != 0) {
		size_t len = h[at] == 1 ? 1 : h[at + 1];

		if (len == 0 || (len == 1 && h[at] != 1) || len > n - at)
			break;
		if ((h[at] == LSRR || h[at] == SSRR) && len >= 7 && h[at + 2] < len)
			return at + 3 + (len - 3) / 4 * 4 - 4;
		at += len;
	}
	return DST;
}

/* RFC 6275 section 6.3: a home address stands for the source. */
static void read_options(struct ends *e, const uint8_t *packet, const struct tb_part *p)
{
	enum { PAD1 = 0, HOME_ADDRESS = 0xc9 };
	size_t at = p->at + 2, end = p->at + p->len;

	while (at + 1 < end) {
		if (packet[at] == HOME_ADDRESS && packet[at + 1] == ADDR_V6 &&
		    at + 2 + ADDR_V6 <= end)
			e->src = at + 2;
		at += packet[at] == PAD1 ? 1 : packet[at + 1] + 2u;
	}
}

/* With segments left, the last one to be visited stands for the destination. */
static void read_routing(struct ends *e, const uint8_t *packet, const struct tb_part *p)
{
	enum { HEAD = 8, BACKWARDS = 4 };
	const uint8_t *h = packet + p->at;

	if (h[3] == 0 || p->len < HEAD + ADDR_V6)
		return;
	e->dst = p->at + HEAD;
	if (h[2] != BACKWARDS)
		e->dst += (p->len - HEAD) / ADDR_V6 * ADDR_V6 - ADDR_V6;
}

/* Of the header that is part i. */
static struct ends ends_of(const uint8_t *packet, const struct tb_outline *outline, unsigned i)
{
	const struct tb_part *first = outline->at, *p = first + i;
	struct ends e = { .size = 0 };

	while (p > first && p->kind != TB_PART_IPV4 && p->kind != TB_PART_IPV6)
		p--;
	if (p->kind == TB_PART_IPV4)
		return (struct ends){ p->at + 12, p->at + last_of_route(packet + p->at, p->len),
				      ADDR_V4 };
	if (p->kind != TB_PART_IPV6)
		return e;
	e = (struct ends){ p->at + 8, p->at + 24, ADDR_V6 };
	for (p++; p < first + i; p++) {
		if (p->kind == TB_PART_OPTIONS)
			read_options(&e, packet, p);
		else if (p->kind == TB_PART_ROUTING)
			read_routing(&e, packet, p);
	}
	return e;
}

static uint64_t sum_ends(uint64_t sum, const uint8_t *packet, const struct ends *e)
{
	sum = tb_sum_bytes(sum, packet + e->src, e->size);
	return tb_sum_bytes(sum, packet + e->dst, e->size);
}

/* A sum of sums: that of `is` and a field, without that of `was`. */
static uint16_t corrected(uint16_t field, uint64_t was, uint64_t is)
{
	return tb_sum_fold(tb_sum_u16(tb_sum_u16(is, field), (uint16_t)~tb_sum_fold(was)));
}

/* Which checksum a header has. */
static const struct row {
	uint8_t field;		/* bytes from the header's first one on; 0: it has none */
	bool addresses;		/* it covers those of the IP header */
	bool header_only;
	bool optional;		/* 0: there is none */
} rows[] = {
	[TB_PART_IPV4] = { .field = 10, .header_only = true, .optional = true },
	[TB_PART_GRE] = { .field = 4 },
	[TB_PART_UDP] = { .field = 6, .addresses = true, .optional = true },
	[TB_PART_ICMP] = { .field = 2 },
	[TB_PART_ICMPV6] = { .field = 2, .addresses = true },
	[TB_PART_TCP] = { .field = 16, .addresses = true },
	[TB_PART_FRAGMENT] = { .field = 0 },
};

/* Of a header that is all there it can be told; of others a zero says that there is none. */
static bool is_right(const struct row *row, uint64_t sum)
{
	return row->header_only && tb_sum_fold(sum) == 0xffff;
}

static void put(uint8_t *at, uint16_t n)
{
	at[0] = (uint8_t)(n >> 8);
	at[1] = (uint8_t)n;
}

static void update(const uint8_t *before, uint8_t *after, size_t n,
		   const struct tb_outline *outline, unsigned i)
{
	const struct tb_part *p = &outline->at[i];
	const struct row *row = &rows[p->kind];
	size_t end = row->header_only ? p->at + p->len : n;
	uint64_t was = tb_sum_bytes(0, before + p->at, end - p->at);
	uint64_t is = tb_sum_bytes(0, after + p->at, end - p->at);
	uint8_t *field = after + p->at + row->field;
	uint16_t old = tb_be16(field), new;

	if (row->addresses) {
		const struct ends e = ends_of(before, outline, i);

		was = sum_ends(was, before, &e);
		is = sum_ends(is, after, &e);
	}
	if (tb_sum_fold(was) == tb_sum_fold(is) ||
	    (row->optional && old == 0 && !is_right(row, was)))
		return;
	new = (uint16_t)~corrected((uint16_t)~old, was, is);
	put(field, new == 0 && p->kind == TB_PART_UDP ? 0xffff : new);
}

/* What is in the field is the sum of the addresses and more that has not changed; or zero. */
static void update_offloaded(const uint8_t *before, uint8_t *after,
			     const struct tb_outline *outline)
{
	const struct tb_part *p = &outline->at[outline->n - 1];
	const struct ends e = ends_of(before, outline, outline->n - 1);
	uint8_t *field = after + p->at + rows[TB_PART_TCP].field;

	if (tb_be16(field) != 0)
		put(field, corrected(tb_be16(field), sum_ends(0, before, &e),
				     sum_ends(0, after, &e)));
}

void tb_anonymize_checksums(const uint8_t *before, uint8_t *after, size_t n,
			    const struct tb_outline *outline, bool offloaded)
{
	unsigned left = outline->n;

	if (offloaded) {
		left--;
		update_offloaded(before, after, outline);
	}
	while (left-- > 0) {
		const struct tb_part *p = &outline->at[left];
		const struct row *row = &rows[p->kind];

		if (row->field != 0 && p->len >= row->field + 2u)
			update(before, after, n, outline, left);
	}
}

bool tb_is_offloaded(const struct tb_segment *s)
{
	return s->has_window && tb_segment_checksum(s) == TB_CHECKSUM_PARTIAL;
}
