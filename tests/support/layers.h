/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layers.h - what packets are wrapped in: every link type and tunnel by name
 *
 * Rows for tests that go through all of them, and the header functions for
 * those that want one in particular.  See packet.h.
 */
#ifndef TESTS_SUPPORT_LAYERS_H
#define TESTS_SUPPORT_LAYERS_H

#include "support/packet.h"

/* --- Ethernet and what may stand between it and IP --- */
void pkt_eth(struct pkt *p, const uint8_t src[6], const uint8_t dst[6]); /* NULL: some */
void pkt_vlan(struct pkt *p, uint16_t id);	/* 802.1Q, 0x8100 */
void pkt_qinq(struct pkt *p, uint16_t id);	/* 802.1ad, 0x88a8 */
void pkt_mpls(struct pkt *p, uint32_t label);	/* bottom of stack as it fits */
void pkt_ppp(struct pkt *p);			/* protocol field only */
void pkt_pppoe(struct pkt *p, uint16_t session);
void pkt_snap(struct pkt *p);			/* LLC/SNAP */
void pkt_wifi(struct pkt *p);	/* 802.11 QoS data frame from the access point */

/*
 * A link type.  wrap() puts the link's headers around an IP packet that travels
 * from the given side, so that directions differ where the link has addresses.
 */
struct pkt_link {
	const char *name;
	uint32_t link_type;	/* LINKTYPE_ */
	void (*wrap)(struct pkt *p, enum tb_side from);
};
extern const struct pkt_link pkt_links[];
extern const size_t pkt_n_links;
const struct pkt_link *pkt_link(const char *name);	/* aborts if there is none */

/* A tunnel.  wrap() makes an IP packet out of an IP packet.  The outer ends are
 * always the same. */
struct pkt_tunnel {
	const char *name;
	void (*wrap)(struct pkt *p, enum tb_side from);
};
extern const struct pkt_tunnel pkt_tunnels[];
extern const size_t pkt_n_tunnels;
const struct pkt_tunnel *pkt_tunnel(const char *name);

#endif
