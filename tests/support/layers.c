/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layers.c - link types: Ethernet and its relatives, and the table of all of them
 *
 * The layouts are those of tcpdump.org/linktypes.
 */
#include "support/layers_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint8_t pkt_mac[2][6] = {
	[TB_CLIENT] = { 0x02, 0, 0, 0, 0, 0x01 },
	[TB_SERVER] = { 0x02, 0, 0, 0, 0, 0x02 },
};

/* --- headers --- */

void pkt_eth(struct pkt *p, const uint8_t src[6], const uint8_t dst[6])
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 14);

	memcpy(at, dst ? dst : pkt_mac[TB_SERVER], 6);
	memcpy(at + 6, src ? src : pkt_mac[TB_CLIENT], 6);
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
	memcpy(at + 4, pkt_mac[TB_CLIENT], 6);
	memset(at + 10, 0x0a, 6);	/* BSSID */
	memcpy(at + 16, pkt_mac[TB_SERVER], 6);
	p->kind = PKT_WIFI;
}

/* --- link types --- */

void pkt_link_ethernet(struct pkt *p, enum tb_side from)
{
	pkt_eth(p, pkt_mac[from], pkt_mac[!from]);
}

static void vlan(struct pkt *p, enum tb_side from)
{
	pkt_vlan(p, 100);
	pkt_link_ethernet(p, from);
}

static void qinq(struct pkt *p, enum tb_side from)
{
	pkt_vlan(p, 100);
	pkt_qinq(p, 200);
	pkt_link_ethernet(p, from);
}

static void mpls(struct pkt *p, enum tb_side from)
{
	pkt_mpls(p, 1001);
	pkt_mpls(p, 1002);
	pkt_link_ethernet(p, from);
}

static void pppoe(struct pkt *p, enum tb_side from)
{
	pkt_pppoe(p, 7);
	pkt_link_ethernet(p, from);
}

/* 802.3: a length instead of a type, then LLC/SNAP. */
static void ethernet_snap(struct pkt *p, enum tb_side from)
{
	uint16_t len;
	uint8_t *at;

	pkt_snap(p);
	len = (uint16_t)p->len;
	at = pkt_push(p, 14);
	memcpy(at, pkt_mac[!from], 6);
	memcpy(at + 6, pkt_mac[from], 6);
	pkt_put16(at + 12, len);
}

/* An Ethernet frame in MPLS, behind a control word (RFC 4448). */
static void pseudo_wire(struct pkt *p, enum tb_side from)
{
	pkt_link_ethernet(p, from);
	pkt_push(p, 4);
	pkt_mpls(p, 1001);
	pkt_link_ethernet(p, from);
}

/* Provider backbone bridging, IEEE 802.1ah: a service tag, then a whole frame. */
static void backbone(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_link_ethernet(p, from);
	at = pkt_push(p, 18);
	memcpy(at, pkt_mac[!from], 6);
	memcpy(at + 6, pkt_mac[from], 6);
	pkt_put16(at + 12, 0x88e7);
	pkt_put32(at + 14, 5001);
}

/* What stands between the addresses and the type: n bytes of this protocol. */
static void shim(struct pkt *p, enum tb_side from, uint16_t type, const uint8_t *head,
		 size_t n)
{
	uint16_t inner = pkt_ethertype(p);
	uint8_t *at;

	pkt_put16(pkt_push(p, 2), inner);
	memcpy(pkt_push(p, n), head, n);
	at = pkt_push(p, 14);
	memcpy(at, pkt_mac[!from], 6);
	memcpy(at + 6, pkt_mac[from], 6);
	pkt_put16(at + 12, type);
}

/* Redundant rings, IEC 62439-3: path and size, sequence number. */
static void hsr(struct pkt *p, enum tb_side from)
{
	uint8_t head[4] = { 0, 0, 0, 1 };

	pkt_put16(head, (uint16_t)(p->len + 6));
	shim(p, from, 0x892f, head, sizeof(head));
}

/* Cisco metadata: version, length, one option: a security group. */
static void security_group(struct pkt *p, enum tb_side from)
{
	static const uint8_t head[] = { 1, 1, 0, 1, 0, 5 };

	shim(p, from, 0x8909, head, sizeof(head));
}

/* RFC 6325: hop count, nicknames; then a whole frame. */
static void trill(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_link_ethernet(p, from);
	at = pkt_push(p, 20);
	memcpy(at, pkt_mac[!from], 6);
	memcpy(at + 6, pkt_mac[from], 6);
	pkt_put16(at + 12, 0x22f3);
	pkt_put16(pkt_put16(pkt_put16(at + 14, 20), 1), 2);
}

static void mpls_link(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_mpls(p, 1001);
}

static void null_le(struct pkt *p, enum tb_side from)
{
	uint32_t family = pkt_is_v6(p) ? 30 : 2;	/* Darwin's AF_INET6 */

	(void)from;
	pkt_put_le32(pkt_push(p, 4), family);
}

static void null_be(struct pkt *p, enum tb_side from)
{
	uint32_t family = pkt_is_v6(p) ? 24 : 2;	/* NetBSD's, OpenBSD's */

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
	memcpy(at + 6, pkt_mac[from], 6);
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
	memcpy(at + 12, pkt_mac[from], 6);
}

static void sll_vlan(struct pkt *p, enum tb_side from)
{
	pkt_vlan(p, 100);
	sll(p, from);
}

const struct pkt_link pkt_links[] = {
	{ "ethernet", 1, pkt_link_ethernet },
	{ "ethernet-snap", 1, ethernet_snap },
	{ "vlan", 1, vlan },
	{ "qinq", 1, qinq },
	{ "mpls", 1, mpls },
	{ "pseudo-wire", 1, pseudo_wire },
	{ "backbone", 1, backbone },
	{ "hsr", 1, hsr },
	{ "security-group", 1, security_group },
	{ "trill", 1, trill },
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
	{ "ppp", 9, pkt_link_ppp },
	{ "ppp-bare", 9, pkt_link_ppp_bare },
	{ "ppp-hdlc", 50, pkt_link_ppp },
	{ "ppp-pppd", 166, pkt_link_ppp_pppd },
	{ "ppp-with-direction", 204, pkt_link_ppp_with_direction },
	{ "ppp-ether", 51, pkt_link_ppp_ether },
	{ "chdlc", 104, pkt_link_chdlc },
	{ "frelay", 107, pkt_link_frame_relay },
	{ "frelay-snap", 107, pkt_link_frame_relay_snap },
	{ "atm-llc", 100, pkt_link_llc },
	{ "ip-over-fc", 122, pkt_link_ip_over_fc },
	{ "firewire", 138, pkt_link_firewire },
	{ "mpls-link", 219, mpls_link },
	{ "fddi", 10, pkt_link_fddi },
	{ "token-ring", 6, pkt_link_token_ring },
	{ "token-ring-routed", 6, pkt_link_token_ring_routed },
	{ "802.11", 105, pkt_link_wifi },
	{ "802.11-bridge", 105, pkt_link_wifi_bridge },
	{ "802.11-amsdu", 105, pkt_link_wifi_amsdu },
	{ "radiotap", 127, pkt_link_radiotap },
	{ "ppi", 192, pkt_link_ppi },
	{ "prism", 119, pkt_link_prism },
	{ "avs", 163, pkt_link_avs },
	{ "nflog", 239, pkt_link_nflog },
	{ "pflog", 117, pkt_link_pflog },
	{ "enc", 109, pkt_link_enc },
	{ "pktap", 258, pkt_link_pktap },
	{ "ipnet", 226, pkt_link_ipnet },
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
