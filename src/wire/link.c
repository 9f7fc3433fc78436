/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link.c - link types: one row each
 *
 * Numbers are LINKTYPE_ values, those that files hold; where the DLT_ value of some
 * system means the same it has a row of its own.  Types with few users come last: the
 * table is searched for each frame, from the start.
 */
#include "wire/link.h"

#include "wire/link_types.h"

static const struct tb_link links[] = {
	{ 1, "EN10MB", tb_walk_ethernet },
	{ 113, "LINUX_SLL", tb_link_sll },
	{ 276, "LINUX_SLL2", tb_link_sll2 },
	{ 101, "RAW", tb_walk_ip },
	{ 12, "RAW", tb_walk_ip },
	{ 14, "RAW", tb_walk_ip },
	{ 228, "IPV4", tb_walk_ipv4 },
	{ 229, "IPV6", tb_walk_ipv6 },
	{ 0, "NULL", tb_link_null },
	{ 108, "LOOP", tb_link_loop },
	{ 105, "IEEE802_11", tb_link_wifi },
	{ 127, "IEEE802_11_RADIO", tb_link_radiotap },
	{ 119, "PRISM_HEADER", tb_link_prism },
	{ 163, "IEEE802_11_RADIO_AVS", tb_link_avs },
	{ 192, "PPI", tb_link_ppi },
	{ 258, "PKTAP", tb_link_pktap },
	{ 239, "NFLOG", tb_link_nflog },
	{ 117, "PFLOG", tb_link_pflog },
	{ 226, "IPNET", tb_link_ipnet },
	{ 109, "ENC", tb_link_enc },
	{ 9, "PPP", tb_link_ppp_serial },
	{ 50, "PPP_SERIAL", tb_link_ppp_serial },
	{ 51, "PPP_ETHER", tb_walk_pppoe },
	{ 204, "PPP_WITH_DIR", tb_link_ppp_with_direction },
	{ 166, "PPP_PPPD", tb_link_ppp_pppd },
	{ 104, "C_HDLC", tb_link_cisco_hdlc },
	{ 107, "FRELAY", tb_link_frame_relay },
	{ 10, "FDDI", tb_link_fddi },
	{ 6, "IEEE802", tb_link_token_ring },
	{ 100, "ATM_RFC1483", tb_walk_llc },
	{ 11, "ATM_RFC1483", tb_walk_llc },
	{ 122, "IP_OVER_FC", tb_link_ip_over_fc },
	{ 138, "APPLE_IP_OVER_IEEE1394", tb_link_firewire },
	{ 219, "MPLS", tb_walk_mpls },
};

const struct tb_link *tb_link_find(uint32_t type)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}

const char *tb_link_type_name(uint32_t link_type)
{
	const struct tb_link *link = tb_link_find(link_type);

	return link ? link->name : NULL;
}
