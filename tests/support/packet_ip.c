/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * packet_ip.c - IPv4, IPv6, extension headers, fragments, and checksums
 */
#include "support/packet.h"

#include <string.h>

/* --- checksums --- */

static uint32_t sum_words(const uint8_t *data, size_t n, uint32_t sum)
{
	size_t i;

	for (i = 0; i + 1 < n; i += 2)
		sum += pkt_get16(data + i);
	if (n & 1)
		sum += (uint32_t)data[n - 1] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

uint16_t pkt_checksum(const void *data, size_t n, uint32_t before)
{
	return (uint16_t)~fold(sum_words(data, n, before));
}

/* The value to store, given the unfolded sums of the pseudo-header and of the
 * rest. */
static uint16_t sum_value(enum pkt_sum how, uint32_t pseudo, const uint8_t *data, size_t n)
{
	switch (how) {
	case PKT_SUM_ZERO:
		return 0;
	case PKT_SUM_PARTIAL:
		return fold(pseudo);
	case PKT_SUM_BAD:
		return pkt_checksum(data, n, pseudo) ^ 0x0400;
	case PKT_SUM_GOOD:
		break;
	}
	return pkt_checksum(data, n, pseudo);
}

/* --- headers --- */

static void settle_transport_sum(struct pkt *p, const struct pkt_ip *ip)
{
	size_t skip = tb_addr_is_v4(&ip->src) ? 12 : 0;
	uint8_t *at = p->room + PKT_ROOM - p->transport;
	uint32_t pseudo = p->transport_proto;
	uint16_t value;

	if (!p->transport)
		return;
	pseudo = sum_words(ip->src.byte + skip, 16 - skip, pseudo);
	pseudo = sum_words(ip->dst.byte + skip, 16 - skip, pseudo);
	pseudo += (uint32_t)p->transport;
	value = sum_value(p->transport_sum, pseudo, at, p->transport);
	if (p->transport_proto == 17 && value == 0)
		value = 0xffff;		/* RFC 768: 0 would mean "none" */
	pkt_put16(at + p->sum_offset, value);
	p->transport = 0;
}

static void ipv4(struct pkt *p, const struct pkt_ip *ip)
{
	size_t header = 20 + 4 * (size_t)ip->option_words;
	uint8_t proto = pkt_ip_proto(p);
	uint8_t *at = pkt_push(p, header);

	at[0] = (uint8_t)(0x40 | header / 4);
	at[1] = ip->tos;
	if (!ip->zero_length && p->len <= UINT16_MAX)
		pkt_put16(at + 2, (uint16_t)p->len);
	pkt_put16(at + 4, ip->id);
	pkt_put16(at + 6, ip->df ? 0x4000 : 0);
	at[8] = ip->ttl ? ip->ttl : 64;
	at[9] = proto;
	memcpy(at + 12, ip->src.byte + 12, 4);
	memcpy(at + 16, ip->dst.byte + 12, 4);
	memset(at + 20, 1, header - 20);
	pkt_put16(at + 10, sum_value(ip->sum, 0, at, header));
	p->kind = PKT_IPV4;
}

static void ipv6(struct pkt *p, const struct pkt_ip *ip)
{
	size_t payload = p->len;
	uint8_t proto = pkt_ip_proto(p);
	uint8_t *at = pkt_push(p, 40);

	pkt_put32(at, 6u << 28 | (uint32_t)ip->tos << 20 | (ip->flow_label & 0xfffff));
	if (!ip->zero_length && payload <= UINT16_MAX)
		pkt_put16(at + 4, (uint16_t)payload);
	at[6] = proto;
	at[7] = ip->ttl ? ip->ttl : 64;
	memcpy(at + 8, ip->src.byte, 16);
	memcpy(at + 24, ip->dst.byte, 16);
	p->kind = PKT_IPV6;
}

void pkt_ip(struct pkt *p, const struct pkt_ip *ip)
{
	bool v4 = tb_addr_is_v4(&ip->src);

	if (v4 != tb_addr_is_v4(&ip->dst))
		pkt_misuse("addresses of two families");
	settle_transport_sum(p, ip);
	if (v4)
		ipv4(p, ip);
	else
		ipv6(p, ip);
}

/* An extension header of so many 8-byte words, filled with one PadN option. */
static uint8_t *extension(struct pkt *p, enum pkt_kind kind, uint8_t words)
{
	uint8_t next = pkt_ip_proto(p);
	uint8_t *at = pkt_push(p, 8 * (size_t)words);

	at[0] = next;
	at[1] = (uint8_t)(words - 1);
	p->kind = kind;
	return at;
}

static void options(struct pkt *p, enum pkt_kind kind, uint8_t words)
{
	uint8_t *at = extension(p, kind, words);

	at[2] = 1;
	at[3] = (uint8_t)(8 * words - 4);
}

void pkt_hopopts(struct pkt *p, uint8_t words)
{
	options(p, PKT_HOPOPTS, words);
}

void pkt_dstopts(struct pkt *p, uint8_t words)
{
	options(p, PKT_DSTOPTS, words);
}

void pkt_routing(struct pkt *p, uint8_t words)
{
	extension(p, PKT_ROUTING, words)[2] = 253;	/* an experimental type */
}

void pkt_jumbo(struct pkt *p)
{
	uint8_t *at = extension(p, PKT_HOPOPTS, 1);

	at[2] = 0xc2;
	at[3] = 4;
	pkt_put32(at + 4, (uint32_t)p->len);
}

void pkt_ah(struct pkt *p)
{
	uint8_t next = pkt_ip_proto(p);
	uint8_t *at = pkt_push(p, 24);

	at[0] = next;
	at[1] = 24 / 4 - 2;
	pkt_put32(at + 4, 0x1234);	/* SPI */
	pkt_put32(at + 8, 1);		/* sequence number */
	p->kind = PKT_AH;
}

static void fragment4(struct pkt *part, const uint8_t *ip, uint32_t id, size_t from,
		      bool more)
{
	size_t header = 4 * (size_t)(ip[0] & 15);
	uint8_t *at = memcpy(pkt_push(part, header), ip, header);

	pkt_put16(at + 2, (uint16_t)part->len);
	pkt_put16(at + 4, (uint16_t)id);
	pkt_put16(at + 6, (uint16_t)((more ? 0x2000 : 0) | from / 8));
	pkt_put16(at + 10, 0);
	pkt_put16(at + 10, pkt_checksum(at, header, 0));
}

static void fragment6(struct pkt *part, const uint8_t *ip, uint32_t id, size_t from,
		      bool more)
{
	uint8_t *at = pkt_push(part, 8);

	at[0] = ip[6];
	pkt_put16(at + 2, (uint16_t)(from | more));
	pkt_put32(at + 4, id);
	at = memcpy(pkt_push(part, 40), ip, 40);
	pkt_put16(at + 4, (uint16_t)(part->len - 40));
	at[6] = 44;
}

void pkt_fragment(struct pkt *part, struct pkt *whole, uint32_t id, size_t from, size_t n)
{
	const uint8_t *ip = pkt_data(whole);
	size_t header = whole->kind == PKT_IPV6 ? 40 : 4 * (size_t)(ip[0] & 15);
	size_t payload = whole->len - header;
	bool more = n < payload - from;

	if ((whole->kind != PKT_IPV4 && whole->kind != PKT_IPV6) || from % 8 ||
	    from >= payload)
		pkt_misuse("cannot cut this fragment");
	pkt_payload(part, ip + header + from, more ? n : payload - from);
	if (whole->kind == PKT_IPV6)
		fragment6(part, ip, id, from, more);
	else
		fragment4(part, ip, id, from, more);
	part->kind = whole->kind;
}
