/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tunnels_gre.c - GRE and what is carried in it
 */
#include "support/layers_rows.h"

enum {
	GRE_CHECKSUM = 0x8000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000
};

/* --- GRE, RFC 2784 and 2890 --- */

static void gre(struct pkt *p, uint16_t flags, uint32_t key)
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at, *next;

	next = at = pkt_push(p, 4 + (size_t)(flags & GRE_CHECKSUM ? 4 : 0) +
					(size_t)(flags & GRE_KEY ? 4 : 0) +
					(size_t)(flags & GRE_SEQUENCE ? 4 : 0));
	next = pkt_put16(pkt_put16(next, flags), type);
	if (flags & GRE_CHECKSUM)
		next += 4;
	if (flags & GRE_KEY)
		next = pkt_put32(next, key);
	if (flags & GRE_SEQUENCE)
		pkt_put32(next, 1);
	if (flags & GRE_CHECKSUM)
		pkt_put16(at + 4, pkt_checksum(at, p->len, 0));
	p->kind = PKT_GRE;
}

void pkt_tunnel_gre_plain(struct pkt *p, enum tb_side from)
{
	gre(p, 0, 0);
	pkt_outer4(p, from);
}

void pkt_tunnel_gre_full(struct pkt *p, enum tb_side from)
{
	gre(p, GRE_CHECKSUM | GRE_KEY | GRE_SEQUENCE, 0x12345678);
	pkt_outer4(p, from);
}

void pkt_tunnel_gre_in_ipv6(struct pkt *p, enum tb_side from)
{
	gre(p, GRE_KEY, 42);
	pkt_outer6(p, from);
}

void pkt_tunnel_gre_mpls(struct pkt *p, enum tb_side from)
{
	pkt_mpls(p, 77);
	gre(p, 0, 0);
	pkt_outer4(p, from);
}

void pkt_tunnel_gre_teb(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	gre(p, 0, 0);
	pkt_outer4(p, from);
}

/* RFC 7637: the key is a 24-bit virtual subnet and a flow id. */
void pkt_tunnel_nvgre(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	gre(p, GRE_KEY, 5001 << 8 | 1);
	pkt_outer4(p, from);
}

/* Cisco's web cache redirection, version 2: four bytes, then IPv4. */
void pkt_tunnel_gre_wccp(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_push(p, 4);
	at = pkt_push(p, 4);
	pkt_put16(at + 2, 0x883e);
	p->kind = PKT_GRE;
	pkt_outer4(p, from);
}

/* RFC 8086. */
void pkt_tunnel_gre_in_udp(struct pkt *p, enum tb_side from)
{
	gre(p, GRE_KEY, 42);
	pkt_outer_udp4(p, from, 54321, 4754);
}

/* Aruba's access points: a plain 802.11 frame. */
void pkt_tunnel_gre_wifi(struct pkt *p, enum tb_side from)
{
	pkt_wifi(p);
	gre(p, 0, 0);
	pkt_outer4(p, from);
}

/* PPTP, RFC 2637: version 1, the key holds length and call id. */
void pkt_tunnel_pptp(struct pkt *p, enum tb_side from)
{
	uint16_t len;
	uint8_t *at;

	pkt_ppp(p);
	pkt_put16(pkt_push(p, 2), 0xff03);
	len = (uint16_t)p->len;
	at = pkt_push(p, 12);
	pkt_put16(pkt_put16(at, 0x3001), 0x880b);
	pkt_put16(pkt_put16(at + 4, len), 3);
	pkt_put32(at + 8, 1);
	p->kind = PKT_GRE;
	pkt_outer4(p, from);
}

/* --- ERSPAN, draft-foschiano-erspan --- */

void pkt_tunnel_erspan1(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	p->kind = PKT_ERSPAN;
	gre(p, 0, 0);
	pkt_outer4(p, from);
}

void pkt_tunnel_erspan2(struct pkt *p, enum tb_side from)
{
	pkt_inner_eth(p, from);
	/* version 1, VLAN 100, session 7 */
	pkt_put32(pkt_push(p, 8), 1u << 28 | 100u << 16 | 7);
	p->kind = PKT_ERSPAN;
	gre(p, GRE_SEQUENCE, 0);
	pkt_outer4(p, from);
}

static void erspan3_header(struct pkt *p, enum tb_side from, bool subheader)
{
	uint8_t *at;

	pkt_inner_eth(p, from);
	if (subheader)	/* platform 3: timestamp, upper half */
		pkt_put32(pkt_push(p, 8), 3u << 26);
	at = pkt_push(p, 12);
	pkt_put32(at, 2u << 28 | 100u << 16 | 7);
	at[11] = subheader;
	p->kind = PKT_ERSPAN3;
	gre(p, GRE_SEQUENCE, 0);
	pkt_outer4(p, from);
}

void pkt_tunnel_erspan3(struct pkt *p, enum tb_side from)
{
	erspan3_header(p, from, false);
}

void pkt_tunnel_erspan3_platform(struct pkt *p, enum tb_side from)
{
	erspan3_header(p, from, true);
}
