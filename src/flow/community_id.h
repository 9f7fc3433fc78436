/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * community_id.h - Community ID v1, the flow hash that network tools share
 *
 * https://github.com/corelight/community-id-spec
 */
#ifndef TB_FLOW_COMMUNITY_ID_H
#define TB_FLOW_COMMUNITY_ID_H

#include <tcpblame/types.h>

enum { TB_COMMUNITY_ID_TEXT = 32 };

/*
 * Writes "1:..." NUL-terminated.
 * protocol: of the IP header.  TCP (6), UDP (17) and SCTP (132) take ports; ICMP (1)
 *           and ICMPv6 (58) take type and code in the ports' place, src's and dst's:
 *           types that come in pairs are mapped to each other, others are one-way;
 *           other protocols take no ports.
 * seed:     0 unless the site has agreed on another.
 */
void tb_community_id(char text[TB_COMMUNITY_ID_TEXT], uint16_t seed, uint8_t protocol,
		     const struct tb_endpoint *src, const struct tb_endpoint *dst);

#endif
