/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnels.c - IP packets inside other IP packets, and the table of all tunnels
 */
#include "support/layers_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the outer packet --- */

void pkt_outer4(struct pkt *p, enum tb_side from)
{
	const struct tb_addr end[2] = { pkt_addr("192.0.2.1"), pkt_addr("192.0.2.2") };

	pkt_ip(p, &(struct pkt_ip){ .src = end[from], .dst = end[!from], .ttl = 60,
				    .id = 9 });
}

void pkt_outer6(struct pkt *p, enum tb_side from)
{
	const struct tb_addr end[2] = { pkt_addr("2001:db8:f::1"),
					pkt_addr("2001:db8:f::2") };

	pkt_ip(p, &(struct pkt_ip){ .src = end[from], .dst = end[!from], .ttl = 60 });
}

void pkt_outer_udp4(struct pkt *p, enum tb_side from, uint16_t src, uint16_t dst)
{
	pkt_udp(p, src, dst);
	pkt_outer4(p, from);
}

void pkt_inner_eth(struct pkt *p, enum tb_side from)
{
	static const uint8_t mac[2][6] = {
		{ 0x06, 0, 0, 0, 0, 1 },
		{ 0x06, 0, 0, 0, 0, 2 },
	};

	pkt_eth(p, mac[from], mac[!from]);
}

static void in_ipv4(struct pkt *p, enum tb_side from)
{
	pkt_outer4(p, from);
}

static void in_ipv6(struct pkt *p, enum tb_side from)
{
	pkt_outer6(p, from);
}

/* RFC 3378: version 3 in front of an Ethernet frame; IP protocol 97. */
static void etherip(struct pkt *p, enum tb_side from)
{
	uint8_t *ip;

	pkt_inner_eth(p, from);
	pkt_put16(pkt_push(p, 2), 0x3000);
	p->kind = PKT_DATA;
	pkt_outer4(p, from);
	ip = pkt_data(p);
	ip[9] = 97;
	pkt_put16(ip + 10, 0);
	pkt_put16(ip + 10, pkt_checksum(ip, 20, 0));
}

/* --- over UDP --- */

static void vxlan_header(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_inner_eth(p, from);
	at = pkt_push(p, 8);
	at[0] = 0x08;
	pkt_put32(at + 4, 5001 << 8);
}

static void vxlan(struct pkt *p, enum tb_side from)
{
	vxlan_header(p, from);
	pkt_outer_udp4(p, from, 54321, 4789);
}

/* The port that Linux used before there was a standard, and still defaults to. */
static void vxlan_8472(struct pkt *p, enum tb_side from)
{
	vxlan_header(p, from);
	pkt_outer_udp4(p, from, 54321, 8472);
}

static void vxlan_in_ipv6(struct pkt *p, enum tb_side from)
{
	vxlan_header(p, from);
	pkt_udp(p, 54321, 4789);
	pkt_outer6(p, from);
}

static void vxlan_vlan(struct pkt *p, enum tb_side from)
{
	pkt_vlan(p, 300);
	vxlan(p, from);
}

static void vxlan_gpe(struct pkt *p, enum tb_side from)
{
	uint8_t next = p->kind == PKT_IPV6 ? 2 : 1;
	uint8_t *at = pkt_push(p, 8);

	at[0] = 0x0c;
	at[3] = next;
	pkt_put32(at + 4, 5001 << 8);
	pkt_outer_udp4(p, from, 54321, 4790);
}

/* RFC 8300: VXLAN-GPE with a network service header of type 2, no metadata. */
static void nsh(struct pkt *p, enum tb_side from)
{
	uint8_t next = p->kind == PKT_IPV6 ? 2 : 1;
	uint8_t *at = pkt_push(p, 8);

	at[1] = 2;	/* words */
	at[2] = 2;
	at[3] = next;
	pkt_put32(at + 4, 7 << 8 | 255);
	at = pkt_push(p, 8);
	at[0] = 0x0c;
	at[3] = 4;
	pkt_outer_udp4(p, from, 54321, 4790);
}

/* RFC 8926, with one option of one word of data. */
static void geneve_header(struct pkt *p, enum tb_side from)
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 16);

	at[0] = 2;	/* words of options */
	pkt_put16(at + 2, type);
	pkt_put32(at + 4, 5001 << 8);
	pkt_put16(at + 8, 0x0101);
	at[10] = 1;
	at[11] = 1;
	pkt_outer_udp4(p, from, 54321, 6081);
}

static void geneve(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	geneve_header(p, from);
}

static void geneve_ip(struct pkt *p, enum tb_side from)
{
	geneve_header(p, from);
}

static void gtpu(struct pkt *p, enum tb_side from)
{
	uint16_t len = (uint16_t)p->len;
	uint8_t *at = pkt_push(p, 8);

	at[0] = 0x30;
	at[1] = 0xff;
	pkt_put32(pkt_put16(at + 2, len), 0xabcd);
	pkt_outer_udp4(p, from, 2152, 2152);
}

/* 5G: a sequence number field and a PDU session container, TS 38.415. */
static void gtpu_5g(struct pkt *p, enum tb_side from)
{
	uint16_t len = (uint16_t)(p->len + 8);
	uint8_t *at = pkt_push(p, 16);

	at[0] = 0x34;
	at[1] = 0xff;
	pkt_put32(pkt_put16(at + 2, len), 0xabcd);
	at[11] = 0x85;
	at[12] = 1;	/* words */
	at[13] = from == TB_SERVER ? 0x00 : 0x10;
	at[14] = 9;
	pkt_outer_udp4(p, from, 2152, 2152);
}

/* RFC 4380: the server's side adds an origin indication. */
static void teredo(struct pkt *p, enum tb_side from)
{
	static const uint16_t port[2] = { [TB_CLIENT] = 51000, [TB_SERVER] = 3544 };

	if (from == TB_SERVER)
		pkt_put32(pkt_push(p, 8) + 2, 0x1234c000);
	pkt_outer_udp4(p, from, port[from], port[!from]);
}

/* With an authentication header as well: an identifier of 2 bytes, a value of 4. */
static void teredo_auth(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_push(p, 8);	/* origin indication */
	at = pkt_push(p, 4 + 2 + 4 + 9);
	at[1] = 1;
	at[2] = 2;
	at[3] = 4;
	pkt_outer_udp4(p, from, 3544, 51000);
}

static void l2tp2(struct pkt *p, enum tb_side from)
{
	uint16_t len;
	uint8_t *at;

	pkt_ppp(p);
	pkt_put16(pkt_push(p, 2), 0xff03);
	len = (uint16_t)(p->len + 8);
	at = pkt_push(p, 8);	/* flags: length present; version 2 */
	pkt_put16(pkt_put16(pkt_put16(pkt_put16(at, 0x4002), len), 5), 6);
	pkt_outer_udp4(p, from, 1701, 1701);
}

/* RFC 3931 over IP: no cookie, and the default L2-specific sublayer. */
static void l2tp3(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	pkt_put32(pkt_push(p, 8), 0x00010002);
	p->kind = PKT_L2TPV3;
	pkt_outer4(p, from);
}

static void l2tp3_udp(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	pkt_put32(pkt_put32(pkt_push(p, 12), 0x00030000), 0x00010002);
	pkt_outer_udp4(p, from, 1701, 1701);
}

static void mpls_udp(struct pkt *p, enum tb_side from)
{
	pkt_mpls(p, 77);
	pkt_outer_udp4(p, from, 54321, 6635);
}

/* MikroTik's sniffer stream: version, type (packet), protocol (Ethernet), end of tags. */
static void tzsp(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_inner_eth(p, from);
	at = pkt_push(p, 5);
	at[0] = 1;
	pkt_put16(at + 2, 1);
	at[4] = 1;
	pkt_outer_udp4(p, from, 54321, 37008);
}

/* RFC 9300: flags with an instance id, nonce, instance id. */
static void lisp(struct pkt *p, enum tb_side from)
{
	uint8_t *at = pkt_push(p, 8);

	at[0] = 0x08;
	pkt_put32(at + 4, 7 << 8);
	pkt_outer_udp4(p, from, 54321, 4341);
}

/* RFC 5415 section 4.3: two words, radio 1, IEEE 802.11, the payload as it is. */
static void capwap_header(struct pkt *p, enum tb_side from)
{
	uint8_t *at = pkt_push(p, 8);

	pkt_put32(at, 2u << 19 | 1u << 14 | 1u << 9 | 1u << 8);
	pkt_outer_udp4(p, from, 54321, 5247);
}

static void capwap(struct pkt *p, enum tb_side from)
{
	pkt_wifi(p);
	capwap_header(p, from);
}

/* Cisco's: the two bytes of 802.11's frame control the other way round. */
static void capwap_swapped(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_wifi(p);
	at = pkt_data(p);
	pkt_put_le16(at, pkt_get16(at));
	capwap_header(p, from);
}

/* --- IPv6 only --- */

/* RFC 8754: a segment routing header with one segment, used up. */
static void segment_routing(struct pkt *p)
{
	pkt_routing(p, 3);
	pkt_data(p)[2] = 4;
	pkt_data(p)[4] = 0;
}

static void srv6(struct pkt *p, enum tb_side from)
{
	segment_routing(p);
	pkt_outer6(p, from);
}

/* RFC 8986: an Ethernet frame is protocol 143. */
static void srv6_eth(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	p->kind = PKT_DATA;
	segment_routing(p);
	pkt_data(p)[0] = 143;
	pkt_outer6(p, from);
}

/* --- nested --- */

static void vxlan_gre(struct pkt *p, enum tb_side from)
{
	pkt_tunnel_gre_plain(p, from);
	vxlan(p, from);
}

static void six_in_four_in_six(struct pkt *p, enum tb_side from)
{
	in_ipv6(p, from);
	in_ipv4(p, from);
	in_ipv6(p, from);
}

const struct pkt_tunnel pkt_tunnels[] = {
	{ "in-ipv4", in_ipv4 },
	{ "in-ipv6", in_ipv6 },
	{ "etherip", etherip },
	{ "gre", pkt_tunnel_gre_plain },
	{ "gre-full", pkt_tunnel_gre_full },
	{ "gre-in-ipv6", pkt_tunnel_gre_in_ipv6 },
	{ "gre-mpls", pkt_tunnel_gre_mpls },
	{ "gre-teb", pkt_tunnel_gre_teb },
	{ "gre-wccp", pkt_tunnel_gre_wccp },
	{ "gre-in-udp", pkt_tunnel_gre_in_udp },
	{ "gre-802.11", pkt_tunnel_gre_wifi },
	{ "pptp", pkt_tunnel_pptp },
	{ "nvgre", pkt_tunnel_nvgre },
	{ "erspan-1", pkt_tunnel_erspan1 },
	{ "erspan-2", pkt_tunnel_erspan2 },
	{ "erspan-3", pkt_tunnel_erspan3 },
	{ "erspan-3-platform", pkt_tunnel_erspan3_platform },
	{ "vxlan", vxlan },
	{ "vxlan-8472", vxlan_8472 },
	{ "vxlan-in-ipv6", vxlan_in_ipv6 },
	{ "vxlan-vlan", vxlan_vlan },
	{ "vxlan-gpe", vxlan_gpe },
	{ "nsh", nsh },
	{ "geneve", geneve },
	{ "geneve-ip", geneve_ip },
	{ "gtpu", gtpu },
	{ "gtpu-5g", gtpu_5g },
	{ "teredo", teredo },
	{ "teredo-auth", teredo_auth },
	{ "l2tp-2", l2tp2 },
	{ "l2tp-3", l2tp3 },
	{ "l2tp-3-udp", l2tp3_udp },
	{ "mpls-udp", mpls_udp },
	{ "tzsp", tzsp },
	{ "lisp", lisp },
	{ "capwap", capwap },
	{ "capwap-swapped", capwap_swapped },
	{ "srv6", srv6 },
	{ "srv6-eth", srv6_eth },
	{ "vxlan-gre", vxlan_gre },
	{ "ip-in-ip-in-ip", six_in_four_in_six },
};
const size_t pkt_n_tunnels = sizeof(pkt_tunnels) / sizeof(pkt_tunnels[0]);

const struct pkt_tunnel *pkt_tunnel(const char *name)
{
	for (size_t i = 0; i < pkt_n_tunnels; i++)
		if (strcmp(pkt_tunnels[i].name, name) == 0)
			return &pkt_tunnels[i];
	fprintf(stderr, "no tunnel %s\n", name);
	abort();
}
