/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * links_meta.c - link types that a capturing host made up: pseudo-headers
 */
#include "support/layers_rows.h"

#include <string.h>

void pkt_link_nflog(struct pkt *p, enum tb_side from)
{
	uint8_t family = pkt_is_v6(p) ? 10 : 2;	/* Linux's */
	uint16_t len = (uint16_t)p->len;
	uint8_t *at;

	(void)from;
	at = pkt_push(p, 4);
	pkt_put_le16(at, (uint16_t)(len + 4));
	pkt_put_le16(at + 2, 9);	/* NFULA_PAYLOAD */
	at = pkt_push(p, 12);	/* NFULA_PREFIX "rst", padded */
	pkt_put_le16(at, 9);
	pkt_put_le16(at + 2, 10);
	memcpy(at + 4, "rst:", 5);
	at = pkt_push(p, 4);
	at[0] = family;
}

void pkt_link_pflog(struct pkt *p, enum tb_side from)
{
	uint8_t family = pkt_is_v6(p) ? 24 : 2;
	uint8_t *at = pkt_push(p, 64);

	at[0] = 61;	/* without its padding */
	at[1] = family;
	memcpy(at + 4, "em0", 3);
	at[60] = from == TB_CLIENT ? 2 : 1;
}

/* IPsec on BSD: address family in the host's byte order, SPI, flags. */
void pkt_link_enc(struct pkt *p, enum tb_side from)
{
	uint32_t family = pkt_is_v6(p) ? 24 : 2;

	(void)from;
	pkt_put_le32(pkt_push(p, 12), family);
}

void pkt_link_pktap(struct pkt *p, enum tb_side from)
{
	uint32_t family = pkt_is_v6(p) ? 30 : 2;
	uint8_t *at;

	pkt_link_ethernet(p, from);
	at = pkt_push(p, 108);
	pkt_put_le32(at, 108);
	pkt_put_le32(at + 4, 1);
	pkt_put_le32(at + 8, 1);	/* Ethernet inside */
	memcpy(at + 12, "en0", 3);
	pkt_put_le32(at + 36, from == TB_CLIENT ? 2 : 1);
	pkt_put_le32(at + 40, family);
	pkt_put_le32(at + 44, 14);
}

void pkt_link_ipnet(struct pkt *p, enum tb_side from)
{
	uint8_t family = pkt_is_v6(p) ? 26 : 2;	/* Solaris's */
	uint32_t len = (uint32_t)p->len;
	uint8_t *at = pkt_push(p, 24);

	at[0] = 1;
	at[1] = family;
	pkt_put16(at + 2, from == TB_CLIENT ? 2 : 1);
	pkt_put32(at + 4, len);
	pkt_put32(at + 8, 2);
}
