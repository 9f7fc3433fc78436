/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fragments.c - captures in which a RST segment comes in several IP fragments
 *
 * The RST counts in the frame that completes it.
 */
#include "agree/make.h"

static const char *const ends[2][2] = {
	{ "10.0.0.1", "10.0.0.2" },
	{ "2001:db8::1", "2001:db8::2" },
};

static uint32_t next_id = 100;

/* A connection that ends in a RST whose IP packet is put into whole. */
static void reset_to_cut(struct tape *t, struct conv *c, const char *const who[2],
			 struct pkt *whole, size_t payload)
{
	static uint16_t port = 41000;
	struct conv_segment rst;

	conv_init(c, t, who[0], port++, who[1], 80);
	conv_open(c);
	rst = conv_next(c, TB_SERVER, TB_RST | TB_ACK, payload);
	rst.ip.df = false;
	conv_build(&rst, whole);
	next_id++;
}

static void put(struct conv *c, struct pkt *whole, size_t from, size_t n)
{
	pkt_fragment(&c->pkt, whole, next_id, from, n);
	conv_put_ip(c, TB_SERVER);
}

static void in_order(struct tape *t, struct conv *c, struct pkt *whole)
{
	put(c, whole, 0, 40);
	put(c, whole, 40, 40);
	put(c, whole, 80, 1000);
	tape_mark_rst(t);
}

/* The flags are in the second fragment. */
static void header_split(struct tape *t, struct conv *c, struct pkt *whole)
{
	put(c, whole, 0, 8);
	put(c, whole, 8, 1000);
	tape_mark_rst(t);
}

static void backwards(struct tape *t, struct conv *c, struct pkt *whole)
{
	put(c, whole, 80, 1000);
	put(c, whole, 40, 40);
	put(c, whole, 0, 40);
	tape_mark_rst(t);
}

static void doubled(struct tape *t, struct conv *c, struct pkt *whole)
{
	put(c, whole, 0, 40);
	put(c, whole, 0, 40);
	put(c, whole, 40, 1000);
	tape_mark_rst(t);
}

static void overlapping(struct tape *t, struct conv *c, struct pkt *whole)
{
	put(c, whole, 0, 48);
	put(c, whole, 40, 1000);
	tape_mark_rst(t);
}

/* Nothing but the first fragment arrives: no segment, so no RST segment. */
static void incomplete(struct tape *t, struct conv *c, struct pkt *whole)
{
	(void)t;
	put(c, whole, 0, 40);
}

/* A single fragment that is all of the packet, RFC 6946. */
static void atomic(struct tape *t, struct conv *c, struct pkt *whole)
{
	put(c, whole, 0, 1000);
	tape_mark_rst(t);
}

static const struct {
	const char *name;
	void (*send)(struct tape *t, struct conv *c, struct pkt *whole);
} ways[] = {
	{ "in-order", in_order },
	{ "header-split", header_split },
	{ "backwards", backwards },
	{ "doubled", doubled },
	{ "overlapping", overlapping },
	{ "incomplete", incomplete },
	{ "atomic", atomic },
};

static void make_way(size_t way)
{
	struct capfile file;
	struct conv c;
	struct pkt whole;
	char name[64];

	snprintf(name, sizeof(name), "fragment-%s.pcap", ways[way].name);
	capfile_pcap(&file, make_open(name), 1, 262144, false, false);
	make_tape()->take = capfile_take_pcap;
	make_tape()->user = &file;
	for (size_t family = 0; family < 2; family++) {
		reset_to_cut(make_tape(), &c, ends[family], &whole, 100);
		ways[way].send(make_tape(), &c, &whole);
	}
	make_close();
}

/* The fragments of two packets, in turn. */
static void play_interleaved(struct tape *t)
{
	struct conv a, b;
	struct pkt whole_a, whole_b;

	reset_to_cut(t, &a, ends[0], &whole_a, 100);
	reset_to_cut(t, &b, ends[0], &whole_b, 100);
	pkt_fragment(&a.pkt, &whole_a, 1, 0, 8);
	conv_put_ip(&a, TB_SERVER);
	pkt_fragment(&b.pkt, &whole_b, 2, 0, 8);
	conv_put_ip(&b, TB_SERVER);
	pkt_fragment(&b.pkt, &whole_b, 2, 8, 1000);
	conv_put_ip(&b, TB_SERVER);
	tape_mark_rst(t);
	pkt_fragment(&a.pkt, &whole_a, 1, 8, 1000);
	conv_put_ip(&a, TB_SERVER);
	tape_mark_rst(t);
}

/* The outer packet of a tunnel is cut, the RST inside is small. */
static void play_in_tunnel(struct tape *t)
{
	struct conv c;
	struct pkt whole;

	for (size_t family = 0; family < 2; family++) {
		reset_to_cut(t, &c, ends[family], &whole, 100);
		pkt_tunnel("vxlan")->wrap(&whole, TB_SERVER);
		put(&c, &whole, 0, 80);
		put(&c, &whole, 80, 1000);
		tape_mark_rst(t);
	}
}

/* The fragments travel in a tunnel. */
static void play_tunnelled(struct tape *t)
{
	struct conv c;
	struct pkt whole;

	for (size_t family = 0; family < 2; family++) {
		reset_to_cut(t, &c, ends[family], &whole, 100);
		c.wrap = pkt_tunnel("gre")->wrap;
		put(&c, &whole, 0, 16);
		put(&c, &whole, 16, 1000);
		tape_mark_rst(t);
	}
}

void make_fragments(void)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		make_way(i);
	make_pcap("fragment-interleaved.pcap", 1, play_interleaved);
	make_pcap("fragment-of-tunnel.pcap", 1, play_in_tunnel);
	make_pcap("fragment-in-tunnel.pcap", 1, play_tunnelled);
}
