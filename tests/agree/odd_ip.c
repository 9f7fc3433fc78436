/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * odd_ip.c - captures in which what is around the TCP segment is odd in one way each
 */
#include "agree/make.h"

#include <string.h>

static void usual(struct conv *c, struct tape *t, bool v6)
{
	conv_init(c, t, v6 ? "2001:db8::1" : "10.0.0.1", 40000,
		  v6 ? "2001:db8::2" : "10.0.0.2", 80);
}

/* --- lengths --- */

/* A sender's capture before segmentation: more than the MTU, lengths 0; the RST
 * itself too. */
static void play_offload(struct tape *t)
{
	struct conv c;

	for (int v6 = 0; v6 < 2; v6++) {
		struct conv_segment s;

		usual(&c, t, v6);
		conv_open(&c);
		s = conv_next(&c, TB_SERVER, TB_ACK, 60000);
		s.tcp.sum = PKT_SUM_PARTIAL;
		conv_put(&c, &s);
		s = conv_next(&c, TB_SERVER, TB_ACK, 66000);
		s.tcp.sum = PKT_SUM_PARTIAL;
		conv_put(&c, &s);
		conv_rst(&c, TB_CLIENT);
		s = conv_next(&c, TB_SERVER, TB_RST | TB_ACK, 3000);
		s.ip.zero_length = true;
		conv_put(&c, &s);
	}
}

static void play_jumbo(struct tape *t)
{
	struct conv_segment s;
	struct conv c;

	usual(&c, t, true);
	conv_open(&c);
	for (int rst = 0; rst < 2; rst++) {
		s = conv_next(&c, TB_SERVER, rst ? TB_RST | TB_ACK : TB_ACK, 66000);
		pkt_fill(&c.pkt, s.payload_len);
		pkt_tcp(&c.pkt, &s.tcp);
		pkt_jumbo(&c.pkt);
		pkt_ip(&c.pkt, &s.ip);
		conv_put_ip(&c, TB_SERVER);
		if (rst)
			tape_mark_rst(t);
	}
}

/* --- around TCP --- */

static void ext_hopopts(struct pkt *p)
{
	pkt_hopopts(p, 1);
}

static void ext_long(struct pkt *p)
{
	pkt_dstopts(p, 20);
}

static void ext_all(struct pkt *p)
{
	pkt_dstopts(p, 1);
	pkt_ah(p);
	pkt_routing(p, 3);
	pkt_dstopts(p, 2);
	pkt_hopopts(p, 1);
}

static void ext_ah(struct pkt *p)
{
	pkt_ah(p);
}

/* As many as nobody sends. */
static void ext_many(struct pkt *p)
{
	for (int i = 0; i < 7; i++)
		pkt_dstopts(p, 1);
}

static void put_extended(struct conv *c, const struct conv_segment *s,
			 void (*extend)(struct pkt *p))
{
	pkt_fill(&c->pkt, s->payload_len);
	pkt_tcp(&c->pkt, &s->tcp);
	extend(&c->pkt);
	pkt_ip(&c->pkt, &s->ip);
	conv_put_ip(c, s->from);
	if (s->tcp.flags & TB_RST)
		tape_mark_rst(c->tape);
}

static void play_ext_headers(struct tape *t)
{
	static void (*const extend[])(struct pkt *p) = {
		ext_hopopts, ext_long, ext_all, ext_ah, ext_many
	};
	struct conv c;

	for (size_t i = 0; i < sizeof(extend) / sizeof(extend[0]); i++) {
		struct conv_segment s;

		usual(&c, t, true);
		s = conv_next(&c, TB_CLIENT, TB_SYN, 0);
		put_extended(&c, &s, extend[i]);
		s = conv_next(&c, TB_SERVER, TB_RST | TB_ACK, 0);
		put_extended(&c, &s, extend[i]);
	}
}

static void play_ipv4_oddities(struct tape *t)
{
	struct conv_segment s;
	struct conv c;

	usual(&c, t, false);
	s = conv_next(&c, TB_SERVER, TB_RST, 0);
	s.ip.option_words = 10;
	conv_put(&c, &s);
	s = conv_next(&c, TB_SERVER, TB_RST, 0);
	put_extended(&c, &s, ext_ah);
}

/* Bytes after the IP packet: Ethernet's padding, and what looks like more payload. */
static void play_padding(struct tape *t)
{
	struct conv c;

	for (int v6 = 0; v6 < 2; v6++) {
		struct conv_segment s;
		struct pkt padded;
		uint8_t *at;

		usual(&c, t, v6);
		s = conv_next(&c, TB_SERVER, TB_RST, 0);
		conv_build(&s, &padded);
		pkt_fill(&c.pkt, 30);
		at = pkt_push(&c.pkt, padded.len);
		memcpy(at, pkt_data(&padded), padded.len);
		c.pkt.kind = padded.kind;
		conv_put_ip(&c, TB_SERVER);
		tape_mark_rst(t);
	}
}

/* Tags on tags, of all types that are in use. */
static void play_tags(struct tape *t)
{
	static const uint16_t types[] = { 0x8100, 0x88a8, 0x9100 };
	struct conv c;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct conv_segment s;
		uint8_t *at;

		usual(&c, t, i % 2);
		s = conv_next(&c, TB_SERVER, TB_RST, 0);
		conv_build(&s, &c.pkt);
		pkt_vlan(&c.pkt, 10);
		pkt_vlan(&c.pkt, 20);
		pkt_vlan(&c.pkt, 30);
		pkt_eth(&c.pkt, NULL, NULL);
		at = pkt_data(&c.pkt);
		pkt_put16(at + 12, types[i]);
		tape_put(t, &c.pkt, 1, 0);
		tape_mark_rst(t);
	}
}

/* Things that are not TCP, though a careless reader would find a RST in them. */
static void play_not_tcp(struct tape *t)
{
	struct conv c;
	struct conv_segment s;
	struct pkt rst;

	usual(&c, t, false);
	s = conv_next(&c, TB_SERVER, TB_RST, 0);
	conv_build(&s, &rst);
	pkt_payload(&c.pkt, pkt_data(&rst), rst.len);	/* on no port of a tunnel */
	pkt_udp(&c.pkt, 5000, 5001);
	pkt_ip(&c.pkt, &s.ip);
	conv_put_ip(&c, TB_SERVER);
	conv_build(&s, &c.pkt);
	pkt_data(&c.pkt)[9] = 132;			/* SCTP, they say */
	conv_put_ip(&c, TB_SERVER);
	conv_build(&s, &c.pkt);
	pkt_data(&c.pkt)[0] = 0x55;			/* IP version 5 */
	conv_put_ip(&c, TB_SERVER);
	conv_build(&s, &c.pkt);
	pkt_data(&c.pkt)[0] = 0x44;			/* a header of 16 bytes */
	conv_put_ip(&c, TB_SERVER);
}

/* IP lengths that do not fit the packet: in the middle of the TCP header, so that no
 * receiver would take it for one, and beyond the end of the frame. */
static void play_ip_lengths(struct tape *t)
{
	static const uint16_t total[] = { 19, 20, 33, 34, 39, 40, 41, 1500 };
	struct conv c;

	usual(&c, t, false);
	for (size_t i = 0; i < sizeof(total) / sizeof(total[0]); i++) {
		struct conv_segment s = conv_next(&c, TB_SERVER, TB_RST, 0);

		conv_build(&s, &c.pkt);
		pkt_put16(pkt_data(&c.pkt) + 2, total[i]);
		conv_put_ip(&c, TB_SERVER);
		if (total[i] >= 40)
			tape_mark_rst(t);
	}
}

static void play_icmp(struct tape *t)
{
	static const uint8_t types4[] = { 3, 4, 5, 11, 12 }, types6[] = { 1, 2, 3, 4 };
	struct conv c;

	for (int v6 = 0; v6 < 2; v6++) {
		const uint8_t *types = v6 ? types6 : types4;
		struct conv_segment s;
		struct pkt rst;

		usual(&c, t, v6);
		s = conv_next(&c, TB_SERVER, TB_RST, 0);
		for (size_t i = 0; i < (v6 ? sizeof(types6) : sizeof(types4)); i++) {
			conv_build(&s, &rst);
			pkt_icmp_error(&c.pkt, types[i], 0, 0, &rst, 576);
			pkt_ip(&c.pkt, &(struct pkt_ip){ .src = s.ip.dst,
							 .dst = s.ip.src });
			conv_put_ip(&c, TB_CLIENT);
		}
		conv_put(&c, &s);
	}
}

static const struct {
	const char *name;
	void (*play)(struct tape *t);
} odd[] = {
	{ "odd-offload.pcap", play_offload },
	{ "odd-jumbo.pcap", play_jumbo },
	{ "odd-ext-headers.pcap", play_ext_headers },
	{ "odd-ipv4.pcap", play_ipv4_oddities },
	{ "odd-padding.pcap", play_padding },
	{ "odd-tags.pcap", play_tags },
	{ "odd-not-tcp.pcap", play_not_tcp },
	{ "odd-ip-lengths.pcap", play_ip_lengths },
	{ "odd-icmp.pcap", play_icmp },
};

void make_odd_ip(void)
{
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		make_pcap(odd[i].name, 1, odd[i].play);
}
