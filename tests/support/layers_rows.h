/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layers_rows.h - what the files behind layers.h share
 */
#ifndef TESTS_SUPPORT_LAYERS_ROWS_H
#define TESTS_SUPPORT_LAYERS_ROWS_H

#include "support/layers.h"

/* MAC addresses of the two ends, by enum tb_side. */
extern const uint8_t pkt_mac[2][6];

static inline bool pkt_is_v6(const struct pkt *p)
{
	return p->kind == PKT_IPV6;
}

/* --- the packet around a tunnel --- */
void pkt_outer4(struct pkt *p, enum tb_side from);
void pkt_outer6(struct pkt *p, enum tb_side from);
void pkt_outer_udp4(struct pkt *p, enum tb_side from, uint16_t src, uint16_t dst);
void pkt_inner_eth(struct pkt *p, enum tb_side from);

/* --- rows of pkt_links[] that are not in layers.c --- */
void pkt_link_ethernet(struct pkt *p, enum tb_side from);
void pkt_link_ppp(struct pkt *p, enum tb_side from);
void pkt_link_ppp_bare(struct pkt *p, enum tb_side from);
void pkt_link_ppp_pppd(struct pkt *p, enum tb_side from);
void pkt_link_ppp_ether(struct pkt *p, enum tb_side from);
void pkt_link_ppp_with_direction(struct pkt *p, enum tb_side from);
void pkt_link_chdlc(struct pkt *p, enum tb_side from);
void pkt_link_frame_relay(struct pkt *p, enum tb_side from);
void pkt_link_frame_relay_snap(struct pkt *p, enum tb_side from);
void pkt_link_llc(struct pkt *p, enum tb_side from);
void pkt_link_ip_over_fc(struct pkt *p, enum tb_side from);
void pkt_link_firewire(struct pkt *p, enum tb_side from);
void pkt_link_fddi(struct pkt *p, enum tb_side from);
void pkt_link_token_ring(struct pkt *p, enum tb_side from);
void pkt_link_token_ring_routed(struct pkt *p, enum tb_side from);
void pkt_link_wifi(struct pkt *p, enum tb_side from);
void pkt_link_wifi_bridge(struct pkt *p, enum tb_side from);
void pkt_link_radiotap(struct pkt *p, enum tb_side from);
void pkt_link_wifi_amsdu(struct pkt *p, enum tb_side from);
void pkt_link_ppi(struct pkt *p, enum tb_side from);
void pkt_link_prism(struct pkt *p, enum tb_side from);
void pkt_link_avs(struct pkt *p, enum tb_side from);
void pkt_link_nflog(struct pkt *p, enum tb_side from);
void pkt_link_pflog(struct pkt *p, enum tb_side from);
void pkt_link_enc(struct pkt *p, enum tb_side from);
void pkt_link_pktap(struct pkt *p, enum tb_side from);
void pkt_link_ipnet(struct pkt *p, enum tb_side from);

/* --- rows of pkt_tunnels[] that are not in tunnels.c --- */
void pkt_tunnel_gre_plain(struct pkt *p, enum tb_side from);
void pkt_tunnel_gre_full(struct pkt *p, enum tb_side from);
void pkt_tunnel_gre_in_ipv6(struct pkt *p, enum tb_side from);
void pkt_tunnel_gre_mpls(struct pkt *p, enum tb_side from);
void pkt_tunnel_gre_teb(struct pkt *p, enum tb_side from);
void pkt_tunnel_nvgre(struct pkt *p, enum tb_side from);
void pkt_tunnel_gre_wccp(struct pkt *p, enum tb_side from);
void pkt_tunnel_gre_in_udp(struct pkt *p, enum tb_side from);
void pkt_tunnel_gre_wifi(struct pkt *p, enum tb_side from);
void pkt_tunnel_pptp(struct pkt *p, enum tb_side from);
void pkt_tunnel_erspan1(struct pkt *p, enum tb_side from);
void pkt_tunnel_erspan2(struct pkt *p, enum tb_side from);
void pkt_tunnel_erspan3(struct pkt *p, enum tb_side from);
void pkt_tunnel_erspan3_platform(struct pkt *p, enum tb_side from);

#endif
