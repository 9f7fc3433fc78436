/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layers.c - link types: the header of each, and the table of them
 *
 * Tunnels are in tunnels.c.  The layouts are those of tcpdump.org/linktypes.
 */
#include "support/layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t macs[2][6] = {
	[TB_CLIENT] = { 0x02, 0, 0, 0, 0, 0x01 },
	[TB_SERVER] = { 0x02, 0, 0, 0, 0, 0x02 },
};

static void put_le16(uint8_t *at, uint16_t v)
{
	at[0] = (uint8_t)v;
	at[1] = (uint8_t)(v >> 8);
}

static void put_le32(uint8_t *at, uint32_t v)
{
	put_le16(at, (uint16_t)v);
	put_le16(at + 2, (uint16_t)(v >> 16));
}

/* --- headers --- */

void pkt_eth(struct pkt *p, const uint8_t src[6], const uint8_t dst[6])
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 14);

	memcpy(at, dst ? dst : macs[TB_SERVER], 6);
	memcpy(at + 6, src ? src : macs[TB_CLIENT], 6);
	pkt_put16(at + 12, type);
	p->kind = PKT_ETH;
}

static void tag(struct pkt *p, uint16_t id, enum pkt_kind kind)
{
	uint16_t type = pkt_ethertype(p);

	pkt_put16(pkt_put16(pkt_push(p, 4), id), type);
	p->kind = kind;
}

void pkt_vlan(struct pkt *p, uint16_t id)
{
	tag(p, id, PKT_VLAN);
}

void pkt_qinq(struct pkt *p, uint16_t id)
{
	tag(p, id, PKT_QINQ);
}

void pkt_mpls(struct pkt *p, uint32_t label)
{
	uint32_t bottom = p->kind != PKT_MPLS;

	pkt_put32(pkt_push(p, 4), label << 12 | bottom << 8 | 64);
	p->kind = PKT_MPLS;
}

void pkt_ppp(struct pkt *p)
{
	uint16_t proto = pkt_ppp_proto(p);

	pkt_put16(pkt_push(p, 2), proto);
	p->kind = PKT_PPP;
}

void pkt_pppoe(struct pkt *p, uint16_t session)
{
	uint16_t len;
	uint8_t *at;

	pkt_ppp(p);
	len = (uint16_t)p->len;
	at = pkt_push(p, 6);
	at[0] = 0x11;	/* version 1, type 1, code 0: session data */
	pkt_put16(pkt_put16(at + 2, session), len);
	p->kind = PKT_PPPOE;
}

void pkt_snap(struct pkt *p)
{
	static const uint8_t snap[6] = { 0xaa, 0xaa, 0x03, 0, 0, 0 };
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 8);

	memcpy(at, snap, sizeof(snap));
	pkt_put16(at + 6, type);
	p->kind = PKT_LLC;
}

void pkt_wifi(struct pkt *p)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 26);
	at[0] = 0x88;	/* data, QoS */
	at[1] = 0x02;	/* from the distribution system */
	memcpy(at + 4, macs[TB_CLIENT], 6);
	memset(at + 10, 0x0a, 6);	/* BSSID */
	memcpy(at + 16, macs[TB_SERVER], 6);
	p->kind = PKT_WIFI;
}

/* --- link types --- */

static bool is_v6(const struct pkt *p)
{
	return p->kind == PKT_IPV6;
}

static void ethernet(struct pkt *p, enum tb_side from)
{
	pkt_eth(p, macs[from], macs[!from]);
}

static void vlan(struct pkt *p, enum tb_side from)
{
	pkt_vlan(p, 100);
	ethernet(p, from);
}

static void qinq(struct pkt *p, enum tb_side from)
{
	pkt_vlan(p, 100);
	pkt_qinq(p, 200);
	ethernet(p, from);
}

static void mpls(struct pkt *p, enum tb_side from)
{
	pkt_mpls(p, 1001);
	pkt_mpls(p, 1002);
	ethernet(p, from);
}

static void pppoe(struct pkt *p, enum tb_side from)
{
	pkt_pppoe(p, 7);
	ethernet(p, from);
}

/* 802.3: a length instead of a type, then LLC/SNAP. */
static void ethernet_snap(struct pkt *p, enum tb_side from)
{
	uint16_t len;
	uint8_t *at;

	pkt_snap(p);
	len = (uint16_t)p->len;
	at = pkt_push(p, 14);
	memcpy(at, macs[!from], 6);
	memcpy(at + 6, macs[from], 6);
	pkt_put16(at + 12, len);
}

/* An Ethernet frame in MPLS, behind a control word (RFC 4448). */
static void pseudo_wire(struct pkt *p, enum tb_side from)
{
	ethernet(p, from);
	pkt_push(p, 4);
	pkt_mpls(p, 1001);
	ethernet(p, from);
}

/* Provider backbone bridging, IEEE 802.1ah: a service tag, then a whole frame. */
static void backbone(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	ethernet(p, from);
	at = pkt_push(p, 18);
	memcpy(at, macs[!from], 6);
	memcpy(at + 6, macs[from], 6);
	pkt_put16(at + 12, 0x88e7);
	pkt_put32(at + 14, 5001);
}

static void mpls_link(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_mpls(p, 1001);
}

static void null_le(struct pkt *p, enum tb_side from)
{
	uint32_t family = is_v6(p) ? 30 : 2;	/* Darwin's AF_INET6 */

	(void)from;
	put_le32(pkt_push(p, 4), family);
}

static void null_be(struct pkt *p, enum tb_side from)
{
	uint32_t family = is_v6(p) ? 24 : 2;	/* NetBSD's, OpenBSD's */

	(void)from;
	pkt_put32(pkt_push(p, 4), family);
}

static void raw(struct pkt *p, enum tb_side from)
{
	(void)p;
	(void)from;
}

/* Packet types of Linux "any" captures: 0 to us, 4 from us; we are the client. */
static uint8_t sll_type(enum tb_side from)
{
	return from == TB_CLIENT ? 4 : 0;
}

static void sll(struct pkt *p, enum tb_side from)
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 16);

	pkt_put16(at, sll_type(from));
	pkt_put16(at + 2, 1);
	pkt_put16(at + 4, 6);
	memcpy(at + 6, macs[from], 6);
	pkt_put16(at + 14, type);
}

static void sll2(struct pkt *p, enum tb_side from)
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 20);

	pkt_put16(at, type);
	pkt_put32(at + 4, 3);	/* interface */
	pkt_put16(at + 8, 1);
	at[10] = sll_type(from);
	at[11] = 6;
	memcpy(at + 12, macs[from], 6);
}

static void sll_vlan(struct pkt *p, enum tb_side from)
{
	pkt_vlan(p, 100);
	sll(p, from);
}

static void ppp(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_ppp(p);
	pkt_put16(pkt_push(p, 2), 0xff03);
}

static void ppp_bare(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_ppp(p);
}

/* The first byte says the direction: 0 received, 1 sent. */
static void ppp_pppd(struct pkt *p, enum tb_side from)
{
	ppp(p, from);
	pkt_data(p)[0] = from == TB_CLIENT;
}

static void ppp_ether(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_pppoe(p, 7);
}

static void ppp_with_direction(struct pkt *p, enum tb_side from)
{
	ppp(p, from);
	*pkt_push(p, 1) = from == TB_CLIENT;
}

static void chdlc(struct pkt *p, enum tb_side from)
{
	uint16_t type = pkt_ethertype(p);

	(void)from;
	pkt_put16(pkt_put16(pkt_push(p, 4), 0x0f00), type);
}

/* RFC 2427: Q.922 address (DLCI 100), UI, then the NLPID. */
static void frame_relay(struct pkt *p, enum tb_side from)
{
	uint8_t nlpid = is_v6(p) ? 0x8e : 0xcc;
	uint8_t *at = pkt_push(p, 4);

	(void)from;
	pkt_put16(at, 0x1841);
	at[2] = 0x03;
	at[3] = nlpid;
}

static void frame_relay_snap(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	(void)from;
	pkt_snap(p);
	at = pkt_data(p);	/* its AA AA 03 becomes part of 18 41 03 00 80 */
	at[2] = 0x80;
	at = pkt_push(p, 2);
	pkt_put16(at, 0x1841);
	at[2] = 0x03;
	at[3] = 0x00;
}

static void llc(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_snap(p);
}

/* RFC 2625: a MAC address in eight bytes, twice. */
static void ip_over_fc(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 16);
	at[0] = at[8] = 0x10;
	memcpy(at + 2, macs[!from], 6);
	memcpy(at + 10, macs[from], 6);
}

static void firewire(struct pkt *p, enum tb_side from)
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 18);

	memcpy(at, macs[!from], 6);
	memcpy(at + 8, macs[from], 6);
	pkt_put16(at + 16, type);
}

static void fddi(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 13);
	at[0] = 0x50;	/* asynchronous LLC frame */
	memcpy(at + 1, macs[!from], 6);
	memcpy(at + 7, macs[from], 6);
}

static void token_ring(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 14);
	at[0] = 0x10;
	at[1] = 0x40;	/* LLC frame */
	memcpy(at + 2, macs[!from], 6);
	memcpy(at + 8, macs[from], 6);
}

/* The same with a routing information field of one hop. */
static void token_ring_routed(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 20);
	at[0] = 0x10;
	at[1] = 0x40;
	memcpy(at + 2, macs[!from], 6);
	memcpy(at + 8, macs[from], 6);
	at[8] |= 0x80;
	pkt_put16(at + 14, 0x0630);
	pkt_put32(at + 16, 0x00120340);
}

static void wifi(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	if (from == TB_SERVER) {
		pkt_wifi(p);
		return;
	}
	pkt_snap(p);
	at = pkt_push(p, 24);
	at[0] = 0x08;	/* data */
	at[1] = 0x01;	/* to the distribution system */
	memset(at + 4, 0x0a, 6);
	memcpy(at + 10, macs[TB_CLIENT], 6);
	memcpy(at + 16, macs[TB_SERVER], 6);
	p->kind = PKT_WIFI;
}

/* Between two access points: four addresses, QoS, HT control. */
static void wifi_bridge(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 36);
	at[0] = 0x88;
	at[1] = 0x83;	/* to and from the distribution system, +HTC */
	memset(at + 4, 0x0a, 6);
	memset(at + 10, 0x0c, 6);
	memcpy(at + 16, macs[!from], 6);
	memcpy(at + 24, macs[from], 6);
}

static void radiotap(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	wifi(p, from);
	at = pkt_push(p, 18);
	put_le16(at + 2, 18);
	put_le32(at + 4, 1u << 0 | 1u << 1);	/* TSFT, flags */
}

/* One A-MSDU subframe in a QoS frame. */
static void wifi_amsdu(struct pkt *p, enum tb_side from)
{
	uint16_t len;
	uint8_t *at;

	pkt_snap(p);
	len = (uint16_t)p->len;
	at = pkt_push(p, 14);
	memcpy(at, macs[!from], 6);
	memcpy(at + 6, macs[from], 6);
	pkt_put16(at + 12, len);
	at = pkt_push(p, 26);
	at[0] = 0x88;
	at[1] = 0x02;
	memcpy(at + 4, macs[TB_CLIENT], 6);
	memset(at + 10, 0x0a, 6);
	memset(at + 16, 0x0a, 6);
	at[24] = 0x80;	/* A-MSDU present */
}

static void ppi(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	wifi(p, from);
	at = pkt_push(p, 8);
	put_le16(at + 2, 8);
	put_le32(at + 4, 105);
}

static void prism(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	wifi(p, from);
	at = pkt_push(p, 144);
	put_le32(at, 0x44);
	put_le32(at + 4, 144);
	memcpy(at + 8, "wlan0", 5);
}

static void avs(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	wifi(p, from);
	at = pkt_push(p, 64);
	pkt_put32(pkt_put32(at, 0x80211001), 64);
}

static void nflog(struct pkt *p, enum tb_side from)
{
	uint8_t family = is_v6(p) ? 10 : 2;	/* Linux's */
	uint16_t len = (uint16_t)p->len;
	uint8_t *at;

	(void)from;
	at = pkt_push(p, 4);
	put_le16(at, (uint16_t)(len + 4));
	put_le16(at + 2, 9);	/* NFULA_PAYLOAD */
	at = pkt_push(p, 12);	/* NFULA_PREFIX "rst", padded */
	put_le16(at, 9);
	put_le16(at + 2, 10);
	memcpy(at + 4, "rst:", 5);
	at = pkt_push(p, 4);
	at[0] = family;
}

static void pflog(struct pkt *p, enum tb_side from)
{
	uint8_t family = is_v6(p) ? 24 : 2;
	uint8_t *at = pkt_push(p, 64);

	at[0] = 61;	/* without its padding */
	at[1] = family;
	memcpy(at + 4, "em0", 3);
	at[60] = from == TB_CLIENT ? 2 : 1;
}

/* IPsec on BSD: address family in the host's byte order, SPI, flags. */
static void enc(struct pkt *p, enum tb_side from)
{
	uint32_t family = is_v6(p) ? 24 : 2;

	(void)from;
	put_le32(pkt_push(p, 12), family);
}

static void pktap(struct pkt *p, enum tb_side from)
{
	uint32_t family = is_v6(p) ? 30 : 2;
	uint8_t *at;

	ethernet(p, from);
	at = pkt_push(p, 108);
	put_le32(at, 108);
	put_le32(at + 4, 1);
	put_le32(at + 8, 1);	/* Ethernet inside */
	memcpy(at + 12, "en0", 3);
	put_le32(at + 36, from == TB_CLIENT ? 2 : 1);
	put_le32(at + 40, family);
	put_le32(at + 44, 14);
}

static void ipnet(struct pkt *p, enum tb_side from)
{
	uint8_t family = is_v6(p) ? 26 : 2;	/* Solaris's */
	uint32_t len = (uint32_t)p->len;
	uint8_t *at = pkt_push(p, 24);

	at[0] = 1;
	at[1] = family;
	pkt_put16(at + 2, from == TB_CLIENT ? 2 : 1);
	pkt_put32(at + 4, len);
	pkt_put32(at + 8, 2);
}

const struct pkt_link pkt_links[] = {
	{ "ethernet", 1, ethernet },
	{ "ethernet-snap", 1, ethernet_snap },
	{ "vlan", 1, vlan },
	{ "qinq", 1, qinq },
	{ "mpls", 1, mpls },
	{ "pseudo-wire", 1, pseudo_wire },
	{ "backbone", 1, backbone },
	{ "pppoe", 1, pppoe },
	{ "null-le", 0, null_le },
	{ "null-be", 0, null_be },
	{ "loop", 108, null_be },
	{ "raw", 101, raw },
	{ "raw-12", 12, raw },
	{ "ipv4", 228, raw },
	{ "ipv6", 229, raw },
	{ "sll", 113, sll },
	{ "sll-vlan", 113, sll_vlan },
	{ "sll2", 276, sll2 },
	{ "ppp", 9, ppp },
	{ "ppp-bare", 9, ppp_bare },
	{ "ppp-hdlc", 50, ppp },
	{ "ppp-pppd", 166, ppp_pppd },
	{ "ppp-with-direction", 204, ppp_with_direction },
	{ "ppp-ether", 51, ppp_ether },
	{ "chdlc", 104, chdlc },
	{ "frelay", 107, frame_relay },
	{ "frelay-snap", 107, frame_relay_snap },
	{ "atm-llc", 100, llc },
	{ "ip-over-fc", 122, ip_over_fc },
	{ "firewire", 138, firewire },
	{ "mpls-link", 219, mpls_link },
	{ "fddi", 10, fddi },
	{ "token-ring", 6, token_ring },
	{ "token-ring-routed", 6, token_ring_routed },
	{ "802.11", 105, wifi },
	{ "802.11-bridge", 105, wifi_bridge },
	{ "802.11-amsdu", 105, wifi_amsdu },
	{ "radiotap", 127, radiotap },
	{ "ppi", 192, ppi },
	{ "prism", 119, prism },
	{ "avs", 163, avs },
	{ "nflog", 239, nflog },
	{ "pflog", 117, pflog },
	{ "enc", 109, enc },
	{ "pktap", 258, pktap },
	{ "ipnet", 226, ipnet },
};
const size_t pkt_n_links = sizeof(pkt_links) / sizeof(pkt_links[0]);

const struct pkt_link *pkt_link(const char *name)
{
	for (size_t i = 0; i < pkt_n_links; i++)
		if (strcmp(pkt_links[i].name, name) == 0)
			return &pkt_links[i];
	fprintf(stderr, "no link type %s\n", name);
	abort();
}
