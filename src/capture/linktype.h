/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * linktype.h - LINKTYPE_ values (those of files) and DLT_ values (those of libpcap here)
 *
 * The two differ for a few old types; see pcap-linktype(7).
 */
#ifndef TB_CAPTURE_LINKTYPE_H
#define TB_CAPTURE_LINKTYPE_H

#include <stdint.h>

uint32_t tb_linktype_of_dlt(int dlt);
int tb_linktype_to_dlt(uint32_t link_type);

#endif
