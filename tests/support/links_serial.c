/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * links_serial.c - link types of serial lines, and those of LLC
 */
#include "support/layers_rows.h"

#include <string.h>

void pkt_link_ppp(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_ppp(p);
	pkt_put16(pkt_push(p, 2), 0xff03);
}

void pkt_link_ppp_bare(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_ppp(p);
}

/* The first byte says the direction: 0 received, 1 sent. */
void pkt_link_ppp_pppd(struct pkt *p, enum tb_side from)
{
	pkt_link_ppp(p, from);
	pkt_data(p)[0] = from == TB_CLIENT;
}

void pkt_link_ppp_ether(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_pppoe(p, 7);
}

void pkt_link_ppp_with_direction(struct pkt *p, enum tb_side from)
{
	pkt_link_ppp(p, from);
	*pkt_push(p, 1) = from == TB_CLIENT;
}

void pkt_link_chdlc(struct pkt *p, enum tb_side from)
{
	uint16_t type = pkt_ethertype(p);

	(void)from;
	pkt_put16(pkt_put16(pkt_push(p, 4), 0x0f00), type);
}

/* RFC 2427: Q.922 address (DLCI 100), UI, then the NLPID. */
void pkt_link_frame_relay(struct pkt *p, enum tb_side from)
{
	uint8_t nlpid = pkt_is_v6(p) ? 0x8e : 0xcc;
	uint8_t *at = pkt_push(p, 4);

	(void)from;
	pkt_put16(at, 0x1841);
	at[2] = 0x03;
	at[3] = nlpid;
}

void pkt_link_frame_relay_snap(struct pkt *p, enum tb_side from)
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

void pkt_link_llc(struct pkt *p, enum tb_side from)
{
	(void)from;
	pkt_snap(p);
}

/* RFC 2625: a MAC address in eight bytes, twice. */
void pkt_link_ip_over_fc(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 16);
	at[0] = at[8] = 0x10;
	memcpy(at + 2, pkt_mac[!from], 6);
	memcpy(at + 10, pkt_mac[from], 6);
}

void pkt_link_firewire(struct pkt *p, enum tb_side from)
{
	uint16_t type = pkt_ethertype(p);
	uint8_t *at = pkt_push(p, 18);

	memcpy(at, pkt_mac[!from], 6);
	memcpy(at + 8, pkt_mac[from], 6);
	pkt_put16(at + 16, type);
}

void pkt_link_fddi(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 13);
	at[0] = 0x50;	/* asynchronous LLC frame */
	memcpy(at + 1, pkt_mac[!from], 6);
	memcpy(at + 7, pkt_mac[from], 6);
}

void pkt_link_token_ring(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 14);
	at[0] = 0x10;
	at[1] = 0x40;	/* LLC frame */
	memcpy(at + 2, pkt_mac[!from], 6);
	memcpy(at + 8, pkt_mac[from], 6);
}

/* The same with a routing information field of one hop. */
void pkt_link_token_ring_routed(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 20);
	at[0] = 0x10;
	at[1] = 0x40;
	memcpy(at + 2, pkt_mac[!from], 6);
	memcpy(at + 8, pkt_mac[from], 6);
	at[8] |= 0x80;
	pkt_put16(at + 14, 0x0630);
	pkt_put32(at + 16, 0x00120340);
}
