/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * links_radio.c - IEEE 802.11, and what capturing hosts put in front of it
 */
#include "support/layers_rows.h"

#include <string.h>

void pkt_link_wifi(struct pkt *p, enum tb_side from)
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
	memcpy(at + 10, pkt_mac[TB_CLIENT], 6);
	memcpy(at + 16, pkt_mac[TB_SERVER], 6);
	p->kind = PKT_WIFI;
}

/* Between two access points: four addresses, QoS, HT control. */
void pkt_link_wifi_bridge(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_snap(p);
	at = pkt_push(p, 36);
	at[0] = 0x88;
	at[1] = 0x83;	/* to and from the distribution system, +HTC */
	memset(at + 4, 0x0a, 6);
	memset(at + 10, 0x0c, 6);
	memcpy(at + 16, pkt_mac[!from], 6);
	memcpy(at + 24, pkt_mac[from], 6);
}

void pkt_link_radiotap(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_link_wifi(p, from);
	at = pkt_push(p, 18);
	pkt_put_le16(at + 2, 18);
	pkt_put_le32(at + 4, 1u << 0 | 1u << 1);	/* TSFT, flags */
}

/* One A-MSDU subframe in a QoS frame. */
void pkt_link_wifi_amsdu(struct pkt *p, enum tb_side from)
{
	uint16_t len;
	uint8_t *at;

	pkt_snap(p);
	len = (uint16_t)p->len;
	at = pkt_push(p, 14);
	memcpy(at, pkt_mac[!from], 6);
	memcpy(at + 6, pkt_mac[from], 6);
	pkt_put16(at + 12, len);
	at = pkt_push(p, 26);
	at[0] = 0x88;
	at[1] = 0x02;
	memcpy(at + 4, pkt_mac[TB_CLIENT], 6);
	memset(at + 10, 0x0a, 6);
	memset(at + 16, 0x0a, 6);
	at[24] = 0x80;	/* A-MSDU present */
}

void pkt_link_ppi(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_link_wifi(p, from);
	at = pkt_push(p, 8);
	pkt_put_le16(at + 2, 8);
	pkt_put_le32(at + 4, 105);
}

void pkt_link_prism(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_link_wifi(p, from);
	at = pkt_push(p, 144);
	pkt_put_le32(at, 0x44);
	pkt_put_le32(at + 4, 144);
	memcpy(at + 8, "wlan0", 5);
}

void pkt_link_avs(struct pkt *p, enum tb_side from)
{
	uint8_t *at;

	pkt_link_wifi(p, from);
	at = pkt_push(p, 64);
	pkt_put32(pkt_put32(at, 0x80211001), 64);
}
