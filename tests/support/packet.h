/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * packet.h - frames for tests, written in words
 *
 * A packet is built from the inside out: first its payload, then one call for
 * each header around it.  A header knows what it carries, so type fields,
 * lengths and checksums come out right by themselves:
 *
 *	pkt_fill(&p, 100);
 *	pkt_tcp(&p, &(struct pkt_tcp){ .src = 40000, .dst = 80, .flags = TB_ACK });
 *	pkt_ip(&p, &(struct pkt_ip){ .src = a, .dst = b });
 *	pkt_vlan(&p, 100);
 *	pkt_eth(&p, NULL, NULL);
 *
 * What should be wrong in a packet is said in the structs, or done to
 * pkt_data() afterwards.  A misuse (no room, an address that is none) aborts:
 * these are tests.  Link types and tunnels by name: layers.h.  Conversations:
 * conv.h.  Capture files: capfile.h.
 */
#ifndef TESTS_SUPPORT_PACKET_H
#define TESTS_SUPPORT_PACKET_H

#include <tcpblame/tcpblame.h>

enum {
	PKT_ROOM = 72 * 1024	/* bytes: a jumbogram and its headers */
};

/* What the outermost header so far is. */
enum pkt_kind {
	PKT_DATA,
	PKT_TCP,
	PKT_UDP,
	PKT_ICMP,
	PKT_ICMP6,
	PKT_IPV4,
	PKT_IPV6,
	PKT_HOPOPTS,
	PKT_ROUTING,
	PKT_FRAGMENT,
	PKT_DSTOPTS,
	PKT_AH,
	PKT_GRE,
	PKT_L2TPV3,
	PKT_ETH,
	PKT_VLAN,
	PKT_QINQ,
	PKT_MPLS,
	PKT_PPPOE,
	PKT_PPP,
	PKT_NVGRE,
	PKT_ERSPAN,		/* types I and II share a GRE protocol number */
	PKT_ERSPAN3,
	PKT_WIFI,
	PKT_LLC,
	PKT_KIND_COUNT
};

/* How a checksum is to come out. */
enum pkt_sum {
	PKT_SUM_GOOD,
	PKT_SUM_BAD,		/* good, with a bit turned over */
	PKT_SUM_PARTIAL,	/* of the pseudo-header only: offload */
	PKT_SUM_ZERO
};

struct pkt {
	uint8_t room[PKT_ROOM];	/* the packet lies at its end */
	size_t len;
	enum pkt_kind kind;
	size_t transport;	/* bytes from the innermost checksummed header to the
				 * end; 0: none waits for its checksum */
	size_t sum_offset;	/* of the checksum within that header */
	uint8_t transport_proto;
	enum pkt_sum transport_sum;
};

struct pkt_tcp {
	uint16_t src, dst;
	uint32_t seq, ack;
	uint16_t flags;		/* TB_FIN ... TB_AE */
	uint16_t window, urgent;
	uint8_t options[40];
	size_t options_len;	/* filled up with end-of-list to a multiple of 4 */
	uint8_t data_offset;	/* in words; 0: the right one */
	enum pkt_sum sum;
};

struct pkt_ip {
	struct tb_addr src, dst; /* of one family */
	uint8_t ttl;		/* 0: 64 */
	uint8_t tos;		/* DSCP << 2 | ECN */
	uint16_t id;		/* IPv4 */
	bool df;
	uint32_t flow_label;	/* IPv6 */
	uint8_t option_words;	/* IPv4: so many words of no-operation options */
	bool zero_length;	/* as segmentation offload leaves it; what is too long
				 * for the field gets 0 anyway */
	enum pkt_sum sum;	/* of the IPv4 header */
};

/* Address from text; IPv4 becomes ::ffff:a.b.c.d. */
struct tb_addr pkt_addr(const char *text);

/* The packet so far: pkt->len bytes. */
uint8_t *pkt_data(struct pkt *p);

/* --- the innermost thing; each of these begins a packet anew --- */
void pkt_payload(struct pkt *p, const void *data, size_t n);
void pkt_fill(struct pkt *p, size_t n);	/* letters; n may be 0 */
/* An ICMP or ICMPv6 error about an IP packet, quoting its first n bytes (all of
 * it if it is shorter).  rest: the four bytes after the checksum. */
void pkt_icmp_error(struct pkt *p, uint8_t type, uint8_t code, uint32_t rest,
		    struct pkt *about, size_t n);

/* --- transport --- */
void pkt_tcp(struct pkt *p, const struct pkt_tcp *tcp);
void pkt_udp(struct pkt *p, uint16_t src, uint16_t dst);

/* TCP options; each appends to t->options. */
void pkt_opt(struct pkt_tcp *t, uint8_t kind, const void *data, uint8_t n);
void pkt_opt_nop(struct pkt_tcp *t);
void pkt_opt_mss(struct pkt_tcp *t, uint16_t mss);
void pkt_opt_wscale(struct pkt_tcp *t, uint8_t shift);
void pkt_opt_sack_ok(struct pkt_tcp *t);
void pkt_opt_sack(struct pkt_tcp *t, uint32_t left, uint32_t right);
void pkt_opt_ts(struct pkt_tcp *t, uint32_t val, uint32_t ecr);
void pkt_opt_mp_tcprst(struct pkt_tcp *t, uint8_t reason); /* RFC 8684 section 3.6 */

/* --- network --- */
/* IPv4 or IPv6 by the addresses.  Finishes the transport's checksum. */
void pkt_ip(struct pkt *p, const struct pkt_ip *ip);
/* IPv6 extension headers, RFC 8200 section 4; words: 8-byte units, at least 1 */
void pkt_hopopts(struct pkt *p, uint8_t words);
void pkt_dstopts(struct pkt *p, uint8_t words);
void pkt_routing(struct pkt *p, uint8_t words);	/* no segments left */
void pkt_jumbo(struct pkt *p);	/* hop-by-hop jumbo payload option, RFC 2675 */
void pkt_ah(struct pkt *p);	/* RFC 4302; for both families */
/* The part [from, from + n) of the payload of the IP packet whole (no link layer
 * yet); from is a multiple of 8.  IPv6 gets a fragment header in front of
 * everything after the fixed header. */
void pkt_fragment(struct pkt *part, struct pkt *whole, uint32_t id, size_t from, size_t n);

/* --- bytes, for headers that no function here writes --- */
/* The test asked for something that cannot be written: says so and aborts. */
_Noreturn void pkt_misuse(const char *what);
/* n zeroed bytes in front of the packet. */
uint8_t *pkt_push(struct pkt *p, size_t n);
uint8_t *pkt_put16(uint8_t *at, uint16_t v);	/* big-endian; return the byte after */
uint8_t *pkt_put32(uint8_t *at, uint32_t v);
uint8_t *pkt_put_le16(uint8_t *at, uint16_t v);	/* little-endian */
uint8_t *pkt_put_le32(uint8_t *at, uint32_t v);
uint16_t pkt_get16(const uint8_t *at);
uint32_t pkt_get32(const uint8_t *at);
/* Internet checksum (RFC 1071) of n bytes, added to the unfolded sum before. */
uint16_t pkt_checksum(const void *data, size_t n, uint32_t before);
/* Numbers by which the outermost header is announced; abort if it has none. */
uint8_t pkt_ip_proto(const struct pkt *p);
uint16_t pkt_ethertype(const struct pkt *p);
uint16_t pkt_ppp_proto(const struct pkt *p);

#endif
