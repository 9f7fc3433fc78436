/* SPDX-License-Identifier: BSD-3-Clause */
#include "linktype.h"

#include <pcap/pcap.h>
#include <stddef.h>

static const struct {
	uint32_t link_type;
	int dlt;
} differing[] = {
	{ 100, DLT_ATM_RFC1483 },
	{ 101, DLT_RAW },
	{ 102, DLT_SLIP_BSDOS },
	{ 103, DLT_PPP_BSDOS },
	{ 106, DLT_ATM_CLIP },
	{ 14, DLT_RAW },	/* as OpenBSD writes it; only in this direction */
};

uint32_t tb_linktype_of_dlt(int dlt)
{
	for (size_t i = 0; i < sizeof(differing) / sizeof(differing[0]); i++)
		if (differing[i].dlt == dlt)
			return differing[i].link_type;
	return (uint32_t)dlt;
}

int tb_linktype_to_dlt(uint32_t link_type)
{
	for (size_t i = 0; i < sizeof(differing) / sizeof(differing[0]); i++)
		if (differing[i].link_type == link_type)
			return differing[i].dlt;
	return (int)link_type;
}
