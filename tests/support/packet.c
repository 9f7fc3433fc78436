/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * packet.c - payload, TCP, UDP, ICMP and the packet's own book-keeping
 *
 * The packet lies at the end of its room and grows towards the front.  A
 * transport header is written before the addresses that its checksum covers are
 * known, so it leaves a note (transport, sum_offset) which the next IP header
 * settles (packet_ip.c).
 */
#include "support/packet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How each kind of header is announced by the one around it; 0: not at all. */
static const struct kind_row {
	uint16_t ethertype, ppp;
	int16_t ip_proto;	/* -1: none; 0 is hop-by-hop options */
} kinds[] = {
	[PKT_DATA] = { 0, 0, 59 },
	[PKT_TCP] = { 0, 0, 6 },
	[PKT_UDP] = { 0, 0, 17 },
	[PKT_ICMP] = { 0, 0, 1 },
	[PKT_ICMP6] = { 0, 0, 58 },
	[PKT_IPV4] = { 0x0800, 0x0021, 4 },
	[PKT_IPV6] = { 0x86dd, 0x0057, 41 },
	[PKT_HOPOPTS] = { 0, 0, 0 },
	[PKT_ROUTING] = { 0, 0, 43 },
	[PKT_FRAGMENT] = { 0, 0, 44 },
	[PKT_DSTOPTS] = { 0, 0, 60 },
	[PKT_AH] = { 0, 0, 51 },
	[PKT_GRE] = { 0, 0, 47 },
	[PKT_L2TPV3] = { 0, 0, 115 },
	[PKT_ETH] = { 0x6558, 0, -1 },
	[PKT_VLAN] = { 0x8100, 0, -1 },
	[PKT_QINQ] = { 0x88a8, 0, -1 },
	[PKT_MPLS] = { 0x8847, 0x0281, 137 },
	[PKT_PPPOE] = { 0x8864, 0, -1 },
	[PKT_PPP] = { 0x880b, 0, -1 },
	[PKT_NVGRE] = { 0x6558, 0, -1 },
	[PKT_ERSPAN] = { 0x88be, 0, -1 },
	[PKT_ERSPAN3] = { 0x22eb, 0, -1 },
	[PKT_WIFI] = { 0x8200, 0, -1 },
	[PKT_LLC] = { 0, 0, -1 },
};

_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == PKT_KIND_COUNT,
	       "kinds[] lost step with enum pkt_kind");

void pkt_misuse(const char *what)
{
	fprintf(stderr, "packet writer: %s\n", what);
	abort();
}

uint8_t pkt_ip_proto(const struct pkt *p)
{
	if (kinds[p->kind].ip_proto < 0)
		pkt_misuse("IP cannot carry this");
	return (uint8_t)kinds[p->kind].ip_proto;
}

uint16_t pkt_ethertype(const struct pkt *p)
{
	if (!kinds[p->kind].ethertype)
		pkt_misuse("no Ethernet type for this");
	return kinds[p->kind].ethertype;
}

uint16_t pkt_ppp_proto(const struct pkt *p)
{
	if (!kinds[p->kind].ppp)
		pkt_misuse("no PPP protocol for this");
	return kinds[p->kind].ppp;
}

/* --- bytes --- */

uint8_t *pkt_put16(uint8_t *at, uint16_t v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
	return at + 2;
}

uint8_t *pkt_put32(uint8_t *at, uint32_t v)
{
	return pkt_put16(pkt_put16(at, (uint16_t)(v >> 16)), (uint16_t)v);
}

uint8_t *pkt_put_le16(uint8_t *at, uint16_t v)
{
	at[0] = (uint8_t)v;
	at[1] = (uint8_t)(v >> 8);
	return at + 2;
}

uint8_t *pkt_put_le32(uint8_t *at, uint32_t v)
{
	return pkt_put_le16(pkt_put_le16(at, (uint16_t)v), (uint16_t)(v >> 16));
}

uint16_t pkt_get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

uint32_t pkt_get32(const uint8_t *at)
{
	return (uint32_t)pkt_get16(at) << 16 | pkt_get16(at + 2);
}

uint8_t *pkt_data(struct pkt *p)
{
	return p->room + PKT_ROOM - p->len;
}

uint8_t *pkt_push(struct pkt *p, size_t n)
{
	if (n > PKT_ROOM - p->len)
		pkt_misuse("no room");
	p->len += n;
	return memset(pkt_data(p), 0, n);
}

struct tb_addr pkt_addr(const char *text)
{
	struct tb_addr a = { { [10] = 0xff, [11] = 0xff } };

	if (inet_pton(AF_INET, text, a.byte + 12) != 1 &&
	    inet_pton(AF_INET6, text, a.byte) != 1)
		pkt_misuse("not an address");
	return a;
}

/* --- innermost --- */

static void begin(struct pkt *p)
{
	p->len = 0;
	p->kind = PKT_DATA;
	p->transport = 0;
}

void pkt_payload(struct pkt *p, const void *data, size_t n)
{
	begin(p);
	if (n)
		memcpy(pkt_push(p, n), data, n);
}

void pkt_fill(struct pkt *p, size_t n)
{
	uint8_t *at;

	begin(p);
	at = pkt_push(p, n);
	for (size_t i = 0; i < n; i++)
		at[i] = (uint8_t)('a' + i % 26);
}

static void transport(struct pkt *p, uint8_t proto, size_t sum_offset, enum pkt_sum how)
{
	p->transport = p->len;
	p->transport_proto = proto;
	p->sum_offset = sum_offset;
	p->transport_sum = how;
}

void pkt_icmp_error(struct pkt *p, uint8_t type, uint8_t code, uint32_t rest,
		    struct pkt *about, size_t n)
{
	enum pkt_kind kind = about->kind == PKT_IPV6 ? PKT_ICMP6 : PKT_ICMP;
	uint8_t *at;

	pkt_payload(p, pkt_data(about), n < about->len ? n : about->len);
	at = pkt_push(p, 8);
	at[0] = type;
	at[1] = code;
	pkt_put32(at + 4, rest);
	p->kind = kind;
	if (kind == PKT_ICMP6)	/* only ICMPv6 covers addresses */
		transport(p, 58, 2, PKT_SUM_GOOD);
	else
		pkt_put16(at + 2, pkt_checksum(at, p->len, 0));
}

/* --- transport --- */

void pkt_tcp(struct pkt *p, const struct pkt_tcp *t)
{
	size_t options = (t->options_len + 3) / 4 * 4;
	size_t words = 5 + options / 4;
	uint8_t *at = pkt_push(p, 4 * words);
	uint8_t *next = pkt_put16(pkt_put16(at, t->src), t->dst);

	next = pkt_put32(pkt_put32(next, t->seq), t->ack);
	if (t->data_offset)
		words = t->data_offset;
	next = pkt_put16(next, (uint16_t)(words << 12 | t->flags));
	next = pkt_put16(next, t->window);
	next = pkt_put16(next + 2, t->urgent);
	memcpy(next, t->options, t->options_len);
	p->kind = PKT_TCP;
	transport(p, 6, 16, t->sum);
}

void pkt_udp(struct pkt *p, uint16_t src, uint16_t dst)
{
	uint8_t *at = pkt_push(p, 8);

	pkt_put16(pkt_put16(pkt_put16(at, src), dst), (uint16_t)p->len);
	p->kind = PKT_UDP;
	transport(p, 17, 6, PKT_SUM_GOOD);
}

void pkt_opt(struct pkt_tcp *t, uint8_t kind, const void *data, uint8_t n)
{
	if (t->options_len + 2 + n > sizeof(t->options))
		pkt_misuse("no room for a TCP option");
	t->options[t->options_len++] = kind;
	t->options[t->options_len++] = (uint8_t)(2 + n);
	if (n)
		memcpy(t->options + t->options_len, data, n);
	t->options_len += n;
}

void pkt_opt_nop(struct pkt_tcp *t)
{
	if (t->options_len == sizeof(t->options))
		pkt_misuse("no room for a TCP option");
	t->options[t->options_len++] = 1;
}

void pkt_opt_mss(struct pkt_tcp *t, uint16_t mss)
{
	uint8_t value[2];

	pkt_put16(value, mss);
	pkt_opt(t, 2, value, sizeof(value));
}

void pkt_opt_wscale(struct pkt_tcp *t, uint8_t shift)
{
	pkt_opt(t, 3, &shift, 1);
}

void pkt_opt_sack_ok(struct pkt_tcp *t)
{
	pkt_opt(t, 4, NULL, 0);
}

void pkt_opt_sack(struct pkt_tcp *t, uint32_t left, uint32_t right)
{
	uint8_t value[8];

	pkt_put32(pkt_put32(value, left), right);
	pkt_opt(t, 5, value, sizeof(value));
}

void pkt_opt_ts(struct pkt_tcp *t, uint32_t val, uint32_t ecr)
{
	uint8_t value[8];

	pkt_put32(pkt_put32(value, val), ecr);
	pkt_opt(t, 8, value, sizeof(value));
}

void pkt_opt_mp_tcprst(struct pkt_tcp *t, uint8_t reason)
{
	const uint8_t value[2] = { 0x80, reason };	/* subtype 8, no flags */

	pkt_opt(t, 30, value, sizeof(value));
}
