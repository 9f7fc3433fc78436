/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * live_filter.c - what the kernel may keep to itself where nobody chose a filter
 *
 * It is said what is not wanted, since what may hold a TCP segment is much: VLANs, MPLS, PPPoE, IP
 * in IP, GRE, ESP without encryption, and what somebody will invent.  Not wanted is ARP, and UDP
 * that is no tunnel: a port of src/wire/tunnel_udp.c, from or to which datagrams may be one.
 * Fragments are wanted whatever they are of, since only the first has the ports.
 *
 * On links that carry much of QUIC, video or DNS it saves the way of most packets to us, for some
 * dozens of instructions each.
 */
#include "live.h"

const char tb_live_filter[] =
	"not arp and not (udp"
	" and not (ip[6:2] & 0x3fff != 0) and not (ip6[6] = 44)"	/* fragments */
	" and not port 4789 and not port 8472 and not port 4790"	/* VXLAN */
	" and not port 6081"						/* Geneve */
	" and not port 2152 and not port 2123 and not port 3386"	/* GTP-U */
	" and not port 3544 and not port 1701 and not port 6635"	/* Teredo, L2TP, MPLS */
	" and not port 4754 and not port 4341"				/* GRE, LISP */
	" and not port 37008 and not port 5247)";			/* TZSP, CAPWAP */
